"""Decisions and corrections in a text file that git can diff and merge.

One line a decision, as JSON with sorted keys. Lines are only ever added, so two people's files
merge by putting their lines together: the state is that of all lines in order of time, whatever
their order in the file. Texts stand in it as digests, not as words, unless asked for.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd

from workbench.calls import answers_methods
from workbench.duplicates.decisions import COLUMNS, decision_key, row_key
from workbench.errors import (
    ColumnError,
    FileError,
    InputError,
    check_choice,
    check_path,
    counted,
)
from workbench.ledger.agreement import Agreement, check_agreement, measure_agreement
from workbench.ledger.entries import (
    TAGGING,
    TAKEN_BACK,
    Entry,
    TableName,
    latest,
    moment_of,
    read_entry,
)
from workbench.tables import Rows
from workbench.tables.writing.written_cells import whole_characters

_FRAME = (*COLUMNS, "author", "time", "note", "columns", "key", "model", "accepted")
_TICK = timedelta(microseconds=1)


@answers_methods
class Ledger:
    """A file of decisions.

    Parameters
    ----------
    path : path or None
        The file; made with the first decision. None keeps decisions in memory alone.
    author : str
        Written into each decision.
    inherited : sequence of Entry
        Lines from elsewhere, a saved corpus say, that count beside the file's own.
    table : TableName, optional
        The table that this ledger is about: decisions about others are neither returned nor
        taken back, and what is written names it. Without it the ledger is about all tables.
    """

    def __init__(
        self,
        path: str | os.PathLike[str] | None,
        *,
        author: str = "",
        inherited: Sequence[Entry] = (),
        table: TableName | None = None,
    ) -> None:
        # Absolute, so that it stays the same file if the working folder changes.
        self.path = None if path is None else check_path("ledger", path).absolute()
        self.author = author
        self.inherited = tuple(inherited)
        self.table = table
        self._memory: list[Entry] = []
        # Lines that were read before, so that each decision does not parse the whole file again.
        self._parsed: dict[str, Entry] = {}

    def __repr__(self) -> str:
        """Return the file and how many decisions stand."""
        name = "in memory" if self.path is None else repr(self.path.name)
        return f"Ledger({name}: {counted(len(self.current()), 'decision')})"

    @property
    def name(self) -> str:
        """The file's name, "the saved corpus" if there is none."""
        return "the saved corpus" if self.path is None else self.path.name

    @property
    def stamp(self) -> dict[str, Any]:
        """What each line says of its author and table."""
        return {"author": self.author, **({} if self.table is None else asdict(self.table))}

    def about(self, table: TableName, inherited: Sequence[Entry] = ()) -> Ledger:
        """Return the ledger of one table, with lines from elsewhere beside those of the file."""
        lines = (*self.inherited, *self._memory, *inherited)
        return Ledger(self.path, author=self.author, inherited=lines, table=table)

    def entries(self) -> tuple[Entry, ...]:
        """Return every line about this table once, in order of time.

        Raises
        ------
        FileError
            If the file cannot be read, or a line is not a decision.
        """
        if self.table is None:
            return self.lines()
        holds = self.table.holds
        return tuple(e for e in self.lines() if e.decision == "undo" or holds(e))

    def lines(self) -> tuple[Entry, ...]:
        """Return every line once, whatever table it is about, in order of time."""
        entries = {entry.key: entry for entry in (*self.inherited, *self._memory)}
        for entry in () if self.path is None else self._read(self.path):
            entries[entry.key] = entry
        return tuple(sorted(entries.values(), key=lambda e: e.order))

    def _read(self, path: Path) -> Iterator[Entry]:
        """Yield the lines of the file; none if there is no file yet."""
        try:
            text = path.read_text(encoding="utf-8-sig")  # an editor may have put a mark in front
        except FileNotFoundError:
            return
        except (OSError, UnicodeDecodeError) as error:
            raise FileError(f"{path} cannot be read as a ledger: {error}.") from error
        # Not splitlines(): letters such as U+2028 end a line for it, though not for JSON.
        parsed: dict[str, Entry] = {}
        for number, line in enumerate(text.split("\n"), start=1):
            if line.strip():
                known = self._parsed.get(line)
                parsed[line] = read_entry(line, number, path) if known is None else known
                yield parsed[line]
        self._parsed = parsed

    def current(self) -> tuple[Entry, ...]:
        """Return the decisions that hold: the last one about each pair and row, none undone.

        Those of people alone; see `proposals`.
        """
        return tuple(entry for entry in self._standing() if not entry.model)

    def proposals(self, model: str | None = None) -> tuple[Entry, ...]:
        """Return what models say of pairs of texts; with a name, that model alone."""
        return tuple(
            entry
            for entry in self._standing()
            if entry.model and entry.left and model in (None, entry.model)
        )

    def accepted(self) -> tuple[Entry, ...]:
        """Return the lines by which proposals of models were accepted."""
        return tuple(entry for entry in self._standing() if entry.decision == "accept")

    def _standing(self) -> tuple[Entry, ...]:
        """Return the last line about each subject, none undone, in order of time."""
        entries = self.entries()
        undone = {entry.left for entry in entries if entry.decision == "undo"}
        stand = [e for e in entries if e.decision != "undo" and e.key not in undone]
        if self.table is not None:
            return tuple(entry for entry in latest(stand) if entry.decision not in TAKEN_BACK)
        by_table: dict[tuple[str, str], list[Entry]] = {}
        for entry in stand:
            by_table.setdefault(entry.table, []).append(entry)
        standing = [e for lines in by_table.values() for e in latest(lines)]
        kept = (entry for entry in standing if entry.decision not in TAKEN_BACK)
        return tuple(sorted(kept, key=lambda e: e.order))

    def decisions(self) -> pd.DataFrame:
        """Return what holds as a frame for ``find_duplicates(decisions=...)``.

        Decisions of people, then proposals of models (``model``); ``accepted`` tells which of these
        count.
        """
        accepted = {entry.model for entry in self.accepted()}
        lines = [
            {name: _whole(value) for name, value in e.values().items()}
            | {"key": e.key + " accepted" * (e.model in accepted), "accepted": e.model in accepted}
            for e in (*self.current(), *self.proposals())
            if not e.correction and not e.tag
        ]
        frame = pd.DataFrame(lines, columns=list(_FRAME))
        frame.attrs["ledger"] = self.name
        return frame

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
            If the decision is none of these, or both texts are one.
        """
        check_choice("decision", decision, ("same", "not the same", "open"))
        if left == right:
            raise InputError("the two texts are identical; identical texts are always the same.")
        first, second = sorted((decision_key(left), decision_key(right)))
        return self.write_lines(
            [{"decision": decision, "left": first, "right": second, "note": note}]
        )[0]

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
            If the decision is none of these, or there is no such row with text.
        """
        check_choice("decision", decision, ("keep", "drop", "open"))
        if not 0 <= position < len(rows) or not rows.has_text[position]:
            raise InputError(f"there is no row with text at position {position} (counted from 0).")
        own, text, copy = row_key(rows, position)
        values = {"decision": decision, "id": own, "text": text, "copy": copy, "note": note}
        return self.write_lines([values])[0]

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
        standing = {e.subject: e.decision for e in self.current()}
        new = []
        for line in decisions[list(COLUMNS)].to_dict("records"):
            values = {str(name): value for name, value in line.items()}
            entry = Entry(**values)
            if standing.get(entry.subject) != entry.decision:
                standing[entry.subject] = entry.decision
                new.append({**values, "note": note})
        self.write_lines(new)
        return len(new)

    def add_labels(self, answers: pd.DataFrame, *, note: str = "calibration") -> int:
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
            If a column is missing, or an answer is neither True nor False.
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
            first, second = sorted((decision_key(str(left)), decision_key(str(right))))
            lines.append(("same" if same else "not the same", first, second, "", "", 0))
        return self.add(pd.DataFrame(lines, columns=list(COLUMNS)), note=note)

    def add_proposals(self, model: str, pairs: Iterable[tuple[str, str, bool]]) -> int:
        """Write down what a model says of pairs of texts, but for what it said before.

        Parameters
        ----------
        model : str
            Its name, as `accept` takes it.
        pairs : iterable of (str, str, bool)
            Two texts, and whether they say the same.

        Returns
        -------
        int
            Lines written.
        """
        standing = {(e.left, e.right): e.decision for e in self.proposals(model)}
        new = []
        for left, right, same in pairs:
            first, second = sorted((decision_key(left), decision_key(right)))
            decision = "same" if same else "not the same"
            if standing.get((first, second)) != decision:
                standing[first, second] = decision
                new.append({"decision": decision, "left": first, "right": second, "model": model})
        return len(self.write_lines(new))

    def agreement(self, model: str) -> Agreement:
        """Return how often a model says what people decided of the same pairs.

        Raises
        ------
        InputError
            If the model has said nothing of any pair.
        """
        return measure_agreement(model, self.proposals(model), self.current())

    def accept(self, *, model: str, min_agreement: float = 0.8) -> Agreement:
        """Let the proposals of a model count, if people agree with it often enough.

        From then on its proposals are applied like decisions, below any that a person takes, to
        the pairs that it was asked about. ``ledger.undo()`` takes this back.

        Parameters
        ----------
        model : str
            Its name in the ledger.
        min_agreement : float, default 0.8
            Least share of answers in which both agree: the lower end of the 90 % interval must
            reach it.

        Raises
        ------
        InputError
            If people have answered fewer than 30 of its pairs, or agree less often.
        """
        agreement = self.agreement(model)
        check_agreement(agreement, min_agreement)
        self.write_lines([{"decision": "accept", "model": model, "note": str(agreement)}])
        return agreement

    def corrections(self) -> tuple[str, ...]:
        """Return the corrections of topics that stand, oldest first, each a line of JSON."""
        return tuple(e.correction for e in self.current() if e.correction)

    def add_corrections(self, made: Sequence[str], *, withdrawn: Sequence[str] = ()) -> int:
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
        standing = {e.correction: e.key for e in self.current() if e.correction}
        new = [{"decision": "topics", "correction": o} for o in made if o not in standing]
        gone = [{"decision": "undo", "left": standing[o]} for o in withdrawn if o in standing]
        return len(self.write_lines([*gone, *new]))

    def tags(self) -> dict[str, frozenset[str]]:
        """Return the digests of the texts that have each tag, by its name, in alphabetical order.

        Returns
        -------
        dict of str to frozenset of str
            As ``Corpus.tag`` and the explorer wrote them.
        """
        tagged: dict[str, set[str]] = {}
        for entry in self.current():
            if entry.tag:
                tagged.setdefault(entry.tag, set()).add(entry.left)
        return {name: frozenset(tagged[name]) for name in sorted(tagged)}

    def decide_tag(self, decision: str, name: str, keys: Sequence[str]) -> list[Entry]:
        """Give texts a tag or take it from them, in one step that `undo` takes back.

        Parameters
        ----------
        decision : {"tag", "untag"}
            Whether the texts get the tag or lose it.
        name : str
            The tag.
        keys : sequence of str
            Digests of the texts; those that have the tag already, or lack it, are left out.

        Returns
        -------
        list of Entry
            The lines written.
        """
        check_choice("decision", decision, TAGGING)
        having, wanted = self.tags().get(name, frozenset()), decision == "tag"
        lines = [
            {"decision": decision, "tag": name, "left": key}
            for key in keys
            if (key in having) != wanted
        ]
        return self.write_lines(lines, together=True)

    def take_back(self, entries: Sequence[Entry]) -> None:
        """Take back lines that were written before; what stood then stands again."""
        self.write_lines([{"decision": "undo", "left": entry.key} for entry in entries])

    def undo(self) -> Entry | None:
        """Take back this author's last decision that still stands, and return it.

        Texts that were tagged in one step lose the tag together.
        """
        undone = {e.left for e in self.entries() if e.decision == "undo"}
        mine = [
            e
            for e in self.entries()
            if e.author == self.author
            and e.decision != "undo"
            and e.key not in undone
            and (not e.model or e.decision == "accept")
        ]
        if not mine:
            return None
        last = mine[-1]
        self.take_back([one for one in mine if one.tag and one.time == last.time] or [last])
        return last

    def merge(self, other: Ledger) -> int:
        """Add the lines of another ledger that this one lacks, and return how many."""
        known = {entry.key for entry in self.lines()}
        new = [entry for entry in other.lines() if entry.key not in known]
        self._write(new)
        return len(new)

    def write_lines(
        self, lines: Sequence[Mapping[str, Any]], *, together: bool = False
    ) -> list[Entry]:
        """Write lines in one go, each later than every line before it, or all at one moment."""
        last = max((moment_of(e.time) for e in self.lines() if e.time), default=None)
        moment = datetime.now(UTC)
        if last is not None and moment <= last:
            moment = last + _TICK
        ticks = [0 if together else k for k in range(len(lines))]
        times = [(moment + k * _TICK).isoformat(timespec="microseconds") for k in ticks]
        new = [
            Entry(**one, **self.stamp, time=time) for one, time in zip(lines, times, strict=True)
        ]
        self._write(new)
        return new

    def _write(self, entries: Iterable[Entry]) -> None:
        """Append all lines with one write, so that no other process's lines come between."""
        if self.path is None:
            self._memory.extend(entries)
            return
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


def _whole(value: Any) -> Any:
    """Return a text that every table can hold: half a character in a note becomes U+FFFD."""
    return whole_characters(value) if isinstance(value, str) else value


def _append(file: Any, data: bytes, size: int) -> None:
    """Write all of `data`, or nothing of it where the disk is full: half a line is none."""
    written = file.write(data)
    if written != len(data):
        if file.seek(0, os.SEEK_END) == size + written:  # nobody has written since
            file.truncate(size)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
