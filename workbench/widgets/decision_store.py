"""What a review decides, and how the ledger keeps it."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

from workbench.duplicates.decisions import decision_key, row_finder, row_keys
from workbench.ledger import Entry, Ledger
from workbench.tables import Rows

_TICK = timedelta(microseconds=1)


class LedgerBook:
    """A book that keeps its decisions in a ledger's file.

    The rows' keys are worked out once, and all decisions of one key stroke are one write.

    ledger: where decisions are kept.
    rows: the rows that are reviewed.
    """

    def __init__(self, ledger: Ledger, rows: Rows) -> None:
        self._ledger = ledger
        self._rows = rows
        self._keys = row_keys(rows)
        last = max((entry.time for entry in ledger.lines()), default="")
        self._last = datetime.fromisoformat(last) if last else datetime.min.replace(tzinfo=UTC)
        self._written: dict[Decision, list[str]] = {}

    def record(self, decisions: Sequence[Decision]) -> None:
        """Write decisions down, all or none."""
        entries = [self._entry(one) for one in decisions]
        self._write(entries)
        for one, entry in zip(decisions, entries, strict=True):
            self._written.setdefault(one, []).append(entry.key)

    def retract(self, decisions: Sequence[Decision]) -> None:
        """Take decisions of this session back; what stood before stands again."""
        keys = [self._written[decision].pop() for decision in decisions]
        stamp = self._ledger.stamp
        self._write([Entry("undo", left=key, **stamp, time=self._now()) for key in keys])

    def decided(self) -> Sequence[Decision]:
        """Return the decisions of the ledger that are about these rows, oldest first."""
        row_of = row_finder(self._rows)
        text_at = {
            decision_key(text): row
            for row, text in reversed(list(enumerate(self._rows.texts)))
            if text is not None
        }
        decisions = []
        for entry in self._ledger.current():
            if entry.decision in ("keep", "drop"):
                row = row_of(entry.id, entry.text, entry.copy)
                if row is not None:
                    decisions.append(Decision(entry.decision, row))
            elif entry.decision == "not the same":
                left, right = text_at.get(entry.left), text_at.get(entry.right)
                if left is not None and right is not None:
                    decisions.append(Decision(entry.decision, left, right))
        return decisions

    def _entry(self, decision: Decision) -> Entry:
        stamp, time = self._ledger.stamp, self._now()
        if decision.other is None:
            own, text, copy = self._keys[decision.row]
            return Entry(decision.decision, id=own, text=text, copy=copy, **stamp, time=time)
        texts = (self._rows.texts[decision.row] or "", self._rows.texts[decision.other] or "")
        left, right = sorted(map(decision_key, texts))
        return Entry(decision.decision, left=left, right=right, **stamp, time=time)

    def _now(self) -> str:
        """Return a moment later than every line before it."""
        self._last = max(datetime.now(UTC), self._last + _TICK)
        return self._last.isoformat(timespec="microseconds")

    def _write(self, entries: Sequence[Entry]) -> None:
        """Put all lines into the ledger in one write."""
        with tempfile.TemporaryDirectory() as folder:
            lines = Path(folder) / "decisions.jsonl"
            text = "".join(entry.to_line() + "\n" for entry in entries)
            lines.write_text(text, encoding="utf-8", newline="\n")
            self._ledger.merge(Ledger(lines))


def book_of(book: Book | Ledger | None, rows: Rows) -> Book:
    """Return a book for what was given: a ledger, a book, or nothing."""
    if isinstance(book, Ledger):
        return LedgerBook(book, rows)
    return MemoryBook() if book is None else book


@dataclass(frozen=True)
class Decision:
    """One thing decided.

    decision: "keep" or "drop" about one row; "not the same" about the texts of two rows.
    row: position in the table.
    other: the other row, for "not the same".
    """

    decision: str
    row: int
    other: int | None = None


class Book(Protocol):
    """Where decisions are written down as they are made."""

    def record(self, decisions: Sequence[Decision]) -> None:
        """Write decisions down so that they outlive the kernel."""

    def retract(self, decisions: Sequence[Decision]) -> None:
        """Take the latest decisions back."""

    def decided(self) -> Sequence[Decision]:
        """Return all decisions that hold, oldest first."""


class MemoryBook:
    """A book that is forgotten with the kernel."""

    def __init__(self) -> None:
        self._held: list[Decision] = []

    def record(self, decisions: Sequence[Decision]) -> None:
        """Remember decisions."""
        self._held.extend(decisions)

    def retract(self, decisions: Sequence[Decision]) -> None:
        """Forget decisions."""
        for decision in decisions:
            self._held.remove(decision)

    def decided(self) -> Sequence[Decision]:
        """Return what is remembered."""
        return tuple(self._held)
