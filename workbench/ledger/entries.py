"""Lines of a ledger: one decision each, and the table that it was made in."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from workbench.duplicates.decisions import DECISIONS
from workbench.errors import FileError

TAGGING = ("tag", "untag")
TAKEN_BACK = ("open", "untag")
"""Decisions after which nothing stands."""


@dataclass(frozen=True)
class Entry:
    """One line of a ledger.

    Attributes
    ----------
    decision : str
        "same", "not the same", "keep", "drop", "open" (the decision is taken back), "topics" (a
        correction of topics), "tag", "untag", "accept" (the proposals of `model` count), or "undo"
        of the line named by `left`.
    left, right : str
        Digests of the two texts, the smaller first, or of the tagged text; empty for decisions
        about a row.
    id : str
        The row's own id; empty where it has none.
    text : str
        Digest of the row's text; empty beside an id in lines of earlier versions.
    copy : int
        Where it has no id, its place among the rows with that text, from 0.
    correction : str
        A correction of topics as one line of JSON; empty for other decisions.
    tag : str
        The tag that a text gets or loses; empty for other decisions.
    author, time, note : str
        Who, when (ISO 8601, UTC) and why.
    model : str
        The model that proposes this of two texts; empty for what a person decided.
    columns, id_column, file : str
        The table it was made in: names of its text columns and its id column, and of its file
        for those who read the ledger. Empty in lines of earlier versions.
    """

    decision: str
    left: str = ""
    right: str = ""
    id: str = ""
    text: str = ""
    copy: int = 0
    correction: str = ""
    tag: str = ""
    author: str = ""
    time: str = ""
    note: str = ""
    model: str = ""
    columns: str = ""
    id_column: str = ""
    file: str = ""

    @cached_property
    def key(self) -> str:
        """Name of the line: a digest of all it says."""
        said = json.dumps(self._told, sort_keys=True, ensure_ascii=False)
        return hashlib.blake2b(said.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()

    @cached_property
    def order(self) -> tuple[datetime, str]:
        """What lines are sorted by: their moment, then their name. Lines without time are first."""
        return (moment_of(self.time) if self.time else _BEGINNING, self.key)

    @property
    def subject(self) -> tuple[str, ...]:
        """What it is about; a later decision about the same takes its place."""
        if self.correction:
            return ("topics", self.correction)
        if self.tag:
            return ("tag", self.tag, self.left)
        if self.model:
            return ("model", self.model, self.left, self.right)
        if self.left:
            return ("pair", self.left, self.right)
        copy = str(self.copy)
        return ("id", self.id, self.text, copy) if self.id else ("row", self.text, copy)

    @property
    def table(self) -> tuple[str, str]:
        """The table it was made in; for decisions about texts the id column does not count."""
        return self.columns, self.id_column if self.columns and (self.id or self.text) else ""

    def to_line(self) -> str:
        """Return the line, without what is empty; ASCII alone, so that nothing can break it."""
        return json.dumps(self._told, sort_keys=True, ensure_ascii=True)

    @property
    def _told(self) -> dict[str, Any]:
        return {name: value for name, value in self.values().items() if value not in ("", 0)}

    def values(self) -> dict[str, Any]:
        """Return what the line says, by name."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


@dataclass(frozen=True)
class TableName:
    """What tells the decisions about one table from those about another.

    Next week's export has another file name and other rows, but the same columns: a table is
    known by them alone.

    columns, id_column: names of the columns with the texts, and of the one with the ids, "" if
        there is none.
    file: the file's name, for those who read the ledger.
    """

    columns: str = ""
    id_column: str = ""
    file: str = ""

    @classmethod
    def of(cls, text: Sequence[Any], id: Any = None, file: str = "") -> TableName:
        """Return the name of the table with these columns."""
        return cls(" + ".join(map(str, text)), "" if id is None else str(id), file)

    def holds(self, entry: Entry) -> bool:
        """Tell whether a line was written in such a table, or does not say where it was.

        Decisions about texts hold whatever the id column is; those about a row need the same one.
        """
        columns, id_column = entry.table
        about_texts = not (entry.id or entry.text)
        return not columns or (
            columns == self.columns and (about_texts or id_column == self.id_column)
        )


def latest(entries: Iterable[Entry]) -> list[Entry]:
    """Return the last of the entries about each subject, given and returned in order of time.

    A row's id alone, as earlier versions wrote it, and the id with a text are about the same row:
    the later of the two takes the other's place.
    """
    last: dict[tuple[str, ...], Entry] = {}
    subjects: dict[str, set[tuple[str, ...]]] = {}
    for entry in entries:
        last.pop(entry.subject, None)
        if entry.subject[0] == "id":
            alone = {("id", entry.id, "", "0")}
            for past in alone if entry.text else subjects.pop(entry.id, set()):
                last.pop(past, None)
            subjects.setdefault(entry.id, set()).add(entry.subject)
        last[entry.subject] = entry
    return list(last.values())


def _parsed(line: str, number: int, path: Path) -> Any:
    """Return what a line says; if it is no JSON, say how that may have come about."""
    try:
        return json.loads(line)
    except (ValueError, RecursionError) as error:
        if line.startswith(_MARKERS):
            hint = "Merge conflict markers must be removed; keep both sides' lines."
        elif not line.rstrip().endswith("}"):
            hint = "If the program was stopped while it wrote this line, delete it."
        else:
            hint = _RESTORE
        raise FileError(
            f"{path}, line {number} is not a decision: {line[:60]!r}. {hint}"
        ) from error


def read_entry(line: str, number: int, path: Path) -> Entry:
    """Read one line."""
    values = _parsed(line, number, path)
    unknown = [name for name in values if name not in _FIELDS] if isinstance(values, dict) else []
    if unknown and "decision" in values:
        raise FileError(
            f"{path}, line {number} says {unknown[0]!r:.60}, which this version of Workbench does "
            "not know. A newer one wrote it: upgrade with pip install -U text-workbench"
        )
    try:
        entry = Entry(**values)
        check_entry(entry)
    except (ValueError, TypeError) as error:
        said = f"{path}, line {number} is not a decision ({error})"
        raise FileError(f"{said}. {_RESTORE}") from error
    return entry


_RESTORE = "Write it again as it was, from git or a backup, or delete it."
_FIELDS = frozenset(Entry.__dataclass_fields__)
_MARKERS = ("<<<<<<<", "=======", ">>>>>>>", "|||||||")


def check_entry(entry: Entry) -> None:
    """Raise ValueError for a line with a value of another kind, or one that cannot be."""
    for name, value in entry.values().items():
        if type(value) is not (int if name == "copy" else str):
            raise ValueError(f"{name} is {value!r:.40}")
    if entry.decision not in (*DECISIONS, *TAGGING, "open", "topics", "accept", "undo"):
        raise ValueError(f"unknown decision {entry.decision!r:.40}")
    if entry.copy < 0:
        raise ValueError(f"copy is {entry.copy}")
    _check_parts(entry)
    if entry.correction:
        from workbench.topics.corrections import Correction

        Correction.from_line(entry.correction)
    if entry.time:
        moment_of(entry.time)


def _check_parts(entry: Entry) -> None:
    """Refuse a line that lacks what its decision needs, or holds what only another has."""
    if entry.model and entry.decision not in ("same", "not the same", "open", "accept"):
        raise ValueError(f"a model cannot decide {entry.decision!r}")
    if entry.decision == "accept" and (entry.left or not entry.model):
        raise ValueError("it accepts no model")
    if (entry.decision == "topics") != bool(entry.correction):
        raise ValueError("a correction of topics is in it, or missing")
    if (entry.decision in TAGGING) != bool(entry.tag) or (entry.tag and not entry.left):
        raise ValueError("a tag and its text are in it, or missing")


def moment_of(time: str) -> datetime:
    """Return the moment that a time means, in UTC if it names no zone; ValueError if it is none."""
    try:
        moment = datetime.fromisoformat(time)
        moment = moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        moment = _END
    if moment >= _END:
        raise ValueError(f"{time!r:.40} is no time such as 2026-01-31T12:00:00+00:00")
    return moment


_BEGINNING = datetime(1, 1, 1, tzinfo=UTC)
_END = datetime(9000, 1, 1, tzinfo=UTC)
