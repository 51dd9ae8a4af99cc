"""Decisions and corrections that outlive a run, in a text file that git can diff and merge.

One line a decision, as JSON with sorted keys. Lines are only ever added, so two people's files
merge by putting their lines together: the state is that of all lines in order of time, whatever
their order in the file. Texts stand in it as digests, not as words, unless asked for.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd

from workbench.duplicates.decisions import COLUMNS, DECISIONS, row_key, text_key
from workbench.errors import ColumnError, FileError, InputError, check_choice, check_path
from workbench.tables import Rows

_FRAME = (*COLUMNS, "author", "time", "note", "key")
_TICK = timedelta(microseconds=1)


@dataclass(frozen=True)
class Entry:
    """One line of a ledger.

    Attributes
    ----------
    decision : str
        "same", "not the same", "keep", "drop", "open" (the decision is taken back), "topics" (a
        correction of topics), or "undo" of the line named by `left`.
    left, right : str
        Digests of the two texts, the smaller first; empty for decisions about a row.
    id : str
        The row's own id; empty where it has none.
    text : str
        Digest of the row's text; empty beside an id in lines of earlier versions.
    copy : int
        Where it has no id, its place among the rows with that text, from 0.
    correction : str
        A correction of topics as one line of JSON; empty for other decisions.
    author, time, note : str
        Who, when (ISO 8601, UTC) and why.
    """

    decision: str
    left: str = ""
    right: str = ""
    id: str = ""
    text: str = ""
    copy: int = 0
    correction: str = ""
    author: str = ""
    time: str = ""
    note: str = ""

    @property
    def key(self) -> str:
        """Name of the line: a digest of all it says."""
        said = json.dumps(self._told, sort_keys=True, ensure_ascii=False)
        return hashlib.blake2b(said.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()

    @property
    def subject(self) -> tuple[str, ...]:
        """What it is about; a later decision about the same takes its place."""
        if self.correction:
            return ("topics", self.correction)
        if self.left:
            return ("pair", self.left, self.right)
        return ("id", self.id, self.text) if self.id else ("row", self.text, str(self.copy))

    def to_line(self) -> str:
        """Return the line, without what is empty; ASCII alone, so that nothing can break it."""
        return json.dumps(self._told, sort_keys=True, ensure_ascii=True)

    @property
    def _told(self) -> dict[str, Any]:
        return {k: v for k, v in self.__dict__.items() if v not in ("", 0)}


class Ledger:
    """A file of decisions.

    Parameters
    ----------
    path : path
        The file; made with the first decision.
    author : str
        Written into each decision.
    inherited : sequence of Entry
        Lines from elsewhere, a saved corpus say, that count beside the file's own.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        author: str = "",
        inherited: Sequence[Entry] = (),
    ) -> None:
        self.path = check_path("ledger", path)
        self.author = author
        self.inherited = tuple(inherited)

    def __repr__(self) -> str:
        """Return the file and how many decisions stand."""
        return f"Ledger({self.path.name!r}: {len(self.standing()):,} decisions)"

    def entries(self) -> tuple[Entry, ...]:
        """Return every line once, in order of time.

        Raises
        ------
        FileError
            Where the file cannot be read, or a line is no decision.
        """
        found = {entry.key: entry for entry in self.inherited}
        try:
            text = self.path.read_text(encoding="utf-8")
        except FileNotFoundError:
            text = ""
        except (OSError, UnicodeDecodeError) as error:
            raise FileError(f"{self.path} cannot be read as a ledger: {error}.") from error
        # Not splitlines(): letters such as U+2028 end a line for it, though not for JSON.
        for number, line in enumerate(text.split("\n"), start=1):
            if line.strip():
                entry = _entry(line, number, self.path)
                found[entry.key] = entry
        return tuple(sorted(found.values(), key=lambda e: (e.time, e.key)))

    def standing(self) -> tuple[Entry, ...]:
        """Return the decisions that hold: the last one about each pair and row, none undone."""
        entries = self.entries()
        undone = {entry.left for entry in entries if entry.decision == "undo"}
        stand = [e for e in entries if e.decision != "undo" and e.key not in undone]
        return tuple(entry for entry in _latest(stand) if entry.decision != "open")

    def decisions(self) -> pd.DataFrame:
        """Return what holds as a frame for ``find_duplicates(decisions=...)``."""
        lines = [{**e.__dict__, "key": e.key} for e in self.standing() if not e.correction]
        return pd.DataFrame(lines, columns=list(_FRAME))

    def decide_pair(self, decision: str, left: str, right: str, *, note: str = "") -> Entry:
        """Remember that two texts say the same, or do not.

        Parameters
        ----------
        decision : {"same", "not the same", "open"}
            "open" takes an earlier decision back.
        left, right : str
            The texts themselves; only their digests are written.
        note : str
            Why.

        Raises
        ------
        InputError
            Where the decision is none of these, or both texts are one.
        """
        check_choice("decision", decision, ("same", "not the same", "open"))
        if left == right:
            raise InputError("the two texts are identical; identical texts are always the same.")
        first, second = sorted((text_key(left), text_key(right)))
        return self._add([{"decision": decision, "left": first, "right": second, "note": note}])[0]

    def decide_row(self, decision: str, rows: Rows, position: int, *, note: str = "") -> Entry:
        """Remember that a row is kept or dropped, whatever its copies.

        Parameters
        ----------
        decision : {"keep", "drop", "open"}
            "open" takes an earlier decision back.
        rows : Rows
            The table's rows.
        position : int
            Which row, counted from 0.
        note : str
            Why.

        Raises
        ------
        InputError
            Where the decision is none of these, or there is no such row with text.
        """
        check_choice("decision", decision, ("keep", "drop", "open"))
        if not 0 <= position < len(rows) or not rows.has_text[position]:
            raise InputError(f"row {position} does not exist or holds no text.")
        own, text, copy = row_key(rows, position)
        told = {"decision": decision, "id": own, "text": text, "copy": copy, "note": note}
        return self._add([told])[0]

    def add(self, decisions: pd.DataFrame, *, note: str = "") -> int:
        """Write down decisions taken elsewhere, in a workbook say, but for those that stand.

        Parameters
        ----------
        decisions : DataFrame
            Columns decision, left, right, id, text and copy, as `decisions` returns them.
        note : str
            Why.

        Returns
        -------
        int
            Decisions written.
        """
        standing = {e.subject: e.decision for e in self.standing()}
        new = []
        for line in decisions[list(COLUMNS)].to_dict("records"):
            told = {str(name): value for name, value in line.items()}
            entry = Entry(**told)
            if standing.get(entry.subject) != entry.decision:
                standing[entry.subject] = entry.decision
                new.append({**told, "note": note})
        self._add(new)
        return len(new)

    def answer(self, answers: pd.DataFrame, *, note: str = "calibration") -> int:
        """Write down which pairs say the same, as ``Duplicates.questions`` asked for a threshold.

        Parameters
        ----------
        answers : DataFrame
            Columns left_text, right_text and same (bool; missing where not answered).
        note : str, default "calibration"
            Why.

        Returns
        -------
        int
            Decisions written: "same" or "not the same", but for those that stand already.

        Raises
        ------
        InputError
            Where a column is missing, or an answer is neither True nor False.
        """
        lines = []
        for name in ("left_text", "right_text", "same"):
            if name not in answers.columns:
                raise ColumnError.missing(name, list(answers.columns))
        for left, right, same in zip(
            answers["left_text"], answers["right_text"], answers["same"], strict=True
        ):
            if pd.isna(same):
                continue
            if same not in (True, False):
                raise InputError(f"an answer must be True, False or missing, got {same!r}.")
            first, second = sorted((text_key(str(left)), text_key(str(right))))
            lines.append(("same" if same else "not the same", first, second, "", "", 0))
        return self.add(pd.DataFrame(lines, columns=list(COLUMNS)), note=note)

    def corrections(self) -> tuple[str, ...]:
        """Return the corrections of topics that stand, oldest first, each a line of JSON."""
        return tuple(e.correction for e in self.standing() if e.correction)

    def correct(self, made: Sequence[str], *, withdrawn: Sequence[str] = ()) -> int:
        """Write down corrections of topics, but for those that stand already.

        Parameters
        ----------
        made, withdrawn : sequence of str
            Lines of JSON, as ``Correction.to_line`` returns them; those withdrawn stand no more.

        Returns
        -------
        int
            Lines written.
        """
        standing = {e.correction: e.key for e in self.standing() if e.correction}
        new = [{"decision": "topics", "correction": o} for o in made if o not in standing]
        gone = [{"decision": "undo", "left": standing[o]} for o in withdrawn if o in standing]
        return len(self._add([*gone, *new]))

    def undo(self) -> Entry | None:
        """Take back this author's last decision that still stands, and return it."""
        undone = {e.left for e in self.entries() if e.decision == "undo"}
        mine = [
            e for e in self.entries()
            if e.author == self.author and e.decision != "undo" and e.key not in undone
        ]  # fmt: skip
        if not mine:
            return None
        self._add([{"decision": "undo", "left": mine[-1].key}])
        return mine[-1]

    def merge(self, other: Ledger) -> int:
        """Add the lines of another ledger that this one lacks, and return how many."""
        known = {entry.key for entry in self.entries()}
        new = [entry for entry in other.entries() if entry.key not in known]
        self._write(new)
        return len(new)

    def _add(self, told: Sequence[Mapping[str, Any]]) -> list[Entry]:
        """Write lines in one go, each later than every line before it."""
        last = max((entry.time for entry in self.entries()), default="")
        moment = datetime.now(UTC)
        if moment.isoformat(timespec="microseconds") <= last:
            try:
                moment = datetime.fromisoformat(last) + _TICK
            except (ValueError, OverflowError) as error:
                raise FileError(
                    f"{self.path}: the last decision has the time {last!r}, which cannot be. "
                    "Correct that line or delete it."
                ) from error
        times = [(moment + k * _TICK).isoformat(timespec="microseconds") for k in range(len(told))]
        new = [
            Entry(**one, author=self.author, time=time)
            for one, time in zip(told, times, strict=True)
        ]
        self._write(new)
        return new

    def _write(self, entries: Iterable[Entry]) -> None:
        """Append all lines with one write, so that no other process's lines come between."""
        lines = "".join(entry.to_line() + "\n" for entry in entries)
        if not lines:
            return
        try:
            with self.path.open("ab+", buffering=0) as file:
                size = file.seek(0, os.SEEK_END)
                file.seek(max(size - 1, 0))
                torn = file.read(1) not in (b"\n", b"")
                _append(file, ("\n" * torn + lines).encode("ascii"), size)
        except OSError as error:
            raise FileError(f"cannot write {self.path}: {error.strerror or error}.") from error


def _append(file: Any, data: bytes, size: int) -> None:
    """Write all of `data`, or nothing of it where the disk is full: half a line is no decision."""
    written = file.write(data)
    if written != len(data):
        if file.seek(0, os.SEEK_END) == size + written:  # nobody has written since
            file.truncate(size)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _latest(entries: Iterable[Entry]) -> list[Entry]:
    """Return the last of the entries about each subject, given and returned in order of time.

    A row's id alone, as earlier versions wrote it, and the id with a text are about the same row:
    the later of the two takes the other's place.
    """
    last: dict[tuple[str, ...], Entry] = {}
    texts: dict[str, set[str]] = {}
    for entry in entries:
        last.pop(entry.subject, None)
        if entry.subject[0] == "id":
            past = {""} if entry.text else texts.pop(entry.id, set())
            for text in past:
                last.pop(("id", entry.id, text), None)
            texts.setdefault(entry.id, set()).add(entry.text)
        last[entry.subject] = entry
    return list(last.values())


def _entry(line: str, number: int, path: Path) -> Entry:
    """Read one line."""
    try:
        entry = Entry(**json.loads(line))
        _check_kinds(entry)
    except (ValueError, TypeError, RecursionError) as error:
        hint = (
            " Merge conflict markers must be removed; keep both sides' lines."
            * (line.startswith(("<<<<<<<", "=======", ">>>>>>>")))
            or " If the program was stopped while it wrote this line, delete it."
        )
        raise FileError(f"{path}, line {number} is no decision: {line[:60]!r}.{hint}") from error
    if entry.decision not in (*DECISIONS, "open", "topics", "undo"):
        raise FileError(f"{path}, line {number}: unknown decision {entry.decision!r}.")
    return entry


def _check_kinds(entry: Entry) -> None:
    """Refuse a line that says something in another kind than it is said in."""
    for name, value in entry.__dict__.items():
        if type(value) is not (int if name == "copy" else str):
            raise TypeError(f"{name} is {value!r:.40}")
