"""What a review decides, and where it is written down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Decision:
    """One thing decided.

    Attributes
    ----------
    decision : str
        "keep" or "drop" about one row; "not the same" about the texts of two rows.
    row : int
        Position in the table.
    other : int or None
        The other row, for "not the same".
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
        for one in decisions:
            self._held.remove(one)

    def decided(self) -> Sequence[Decision]:
        """Return what is remembered."""
        return tuple(self._held)
