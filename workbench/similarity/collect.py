"""Gathering pairs within a budget: the floor rises rather than the memory.

Which floor it ends on depends on the pairs alone, not on the order in which they were found: it
is the smallest value of a fixed scale at which they fit.
"""

from __future__ import annotations

from threading import Lock

import numpy as np
from numpy.typing import NDArray

from workbench.errors import BudgetError

BYTES_PER_PAIR = 48
"""Peak memory of a pair: 16 bytes as kept, as much again while sorted, and the sort's order."""

MANY = 2_000_000
"""Pairs from which on a compiled sort pays."""

DEFAULT_MEMORY = 2**29
"""Bytes that pairs may take while they are gathered: about 11 million pairs."""

Found = tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float64]]


def _scale() -> tuple[float, ...]:
    """Return the floors there are: 1 - s for each s of two significant digits, then 1."""
    tenths = [round(1 - step / 100, 2) for step in range(99, 9, -1)]
    finer = [
        round(1 - step * 10.0**-digits, digits)
        for digits in range(3, 8)
        for step in range(99, 9, -1)
    ]
    return (*tenths, *finer, 1.0)


FLOORS = np.array(_scale())
"""Floors to which a threshold may be raised, rising."""


class Collector:
    """Gathers pairs from several threads and raises the floor when they are too many.

    Parameters
    ----------
    floor : float
        Least similarity to keep.
    most : int
        Pairs that may be kept.

    Attributes
    ----------
    floor : float
        Least similarity that is kept by now.
    raised : bool
        Whether the floor had to be raised: then no lower one of the scale would have done.
    """

    def __init__(self, floor: float, most: int) -> None:
        self.floor = floor
        self.most = most
        self.raised = False
        self._parts: list[Found] = []
        self._stored = 0  # pairs in the parts, those since fallen below the floor included
        self._counts = np.zeros(len(FLOORS) + 1, dtype=np.int64)  # by step of the scale
        self._counted = 0  # parts in the counts
        self._held = 0  # pairs at or above the floor
        self._lock = Lock()

    def add(self, found: Found) -> None:
        """Take pairs in; those below the floor are left out.

        Raises
        ------
        BudgetError
            Where even the pairs with a similarity of 1 are too many.
        """
        with self._lock:
            found = _at_least(found, self.floor)
            if not len(found[0]):
                return
            self._parts.append(found)
            self._stored += len(found[0])
            self._held += len(found[0])
            if self._held > self.most:
                self._raise()
            if self._stored > 2 * self.most:
                self._drop()

    def sorted(self, rows: int, columns: int) -> Found:
        """Return the pairs in order of (left, right) and forget them.

        Parameters
        ----------
        rows, columns : int
            Upper bounds of `left` and of `right`, exclusive.
        """
        self._drop()
        parts, self._parts = [_NONE, *self._parts], []
        left, right, similarity = (np.concatenate(one) for one in zip(*parts, strict=True))
        del parts
        if len(left) > MANY:
            from workbench.similarity.sorting import sort_pairs

            found: Found = sort_pairs(left, right, similarity, rows, columns)
            return found
        order = np.lexsort((right, left))
        return left[order], right[order], similarity[order]

    def _raise(self) -> None:
        """Go to the lowest floor at which the pairs found so far fit."""
        for _, _, similarity in self._parts[self._counted :]:
            steps = np.searchsorted(FLOORS, similarity, side="right")
            self._counts += np.bincount(steps, minlength=len(self._counts))
        self._counted = len(self._parts)
        at_least = self._counts[::-1].cumsum()[::-1]  # [s]: pairs at or above FLOORS[s - 1]
        place = int(np.searchsorted(FLOORS, self.floor, side="right"))
        while place < len(FLOORS) and at_least[place + 1] > self.most:
            place += 1
        if place == len(FLOORS):
            raise BudgetError(
                f"more than {self.most:,} pairs have a similarity of 1, beyond the memory allowed. "
                "Remove exact copies first, or allow more: memory=..."
            )
        self.floor, self.raised = float(FLOORS[place]), True
        self._held = int(at_least[place + 1])

    def _drop(self) -> None:
        """Let go of pairs that have fallen below the floor."""
        if self._stored > self._held:
            self._parts = [_at_least(part, self.floor) for part in self._parts]
            self._stored = self._held


_NONE: Found = (np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0, np.float64))


def _at_least(found: Found, floor: float) -> Found:
    left, right, similarity = found
    kept = similarity >= floor
    if kept.all():
        return found
    return left[kept], right[kept], similarity[kept]
