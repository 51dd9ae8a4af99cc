"""What a review decides, and how a ledger keeps it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from workbench.duplicates.decisions import decision_key, row_finder, row_key
from workbench.ledger import Entry, Ledger
from workbench.tables import Rows


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


class DecisionStore:
    """Decisions about the rows of a table, kept in a ledger as they are made."""

    def __init__(self, ledger: Ledger, rows: Rows) -> None:
        self._ledger = ledger
        self._rows = rows
        self._written: dict[Decision, list[Entry]] = {}

    def record(self, decisions: Sequence[Decision]) -> None:
        """Write decisions down, all or none."""
        entries = self._ledger.write_lines([self._line(one) for one in decisions])
        for one, entry in zip(decisions, entries, strict=True):
            self._written.setdefault(one, []).append(entry)

    def retract(self, decisions: Sequence[Decision]) -> None:
        """Take decisions of this session back; what stood before stands again."""
        self._ledger.take_back([self._written[decision].pop() for decision in decisions])

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

    def _line(self, decision: Decision) -> dict[str, Any]:
        """Return a decision as a line of the ledger says it."""
        if decision.other is None:
            own, text, copy = row_key(self._rows, decision.row)
            return {"decision": decision.decision, "id": own, "text": text, "copy": copy}
        texts = (self._rows.texts[row] or "" for row in (decision.row, decision.other))
        left, right = sorted(map(decision_key, texts))
        return {"decision": decision.decision, "left": left, "right": right}
