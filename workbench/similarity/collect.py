"""Gathering pairs within a budget: the floor rises rather than the memory.

Which floor it ends on depends on the pairs alone, not on the order in which they were found: it
is the smallest value of a fixed scale at which they fit.
"""

from __future__ import annotations

from bisect import bisect_right
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from workbench.errors import BudgetError

BYTES_PER_PAIR = 48
"""Peak memory of a pair: 16 bytes as kept, as much again while sorted, and the sort's own key."""

DEFAULT_MEMORY = 2**30
"""Bytes that pairs may take while they are gathered: about 22 million pairs."""

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


FLOORS = _scale()
"""Floors to which a threshold may be raised, rising."""


def next_floor(floor: float) -> float | None:
    """Return the next floor above `floor`, or None above 1."""
    place = bisect_right(FLOORS, floor)
    return FLOORS[place] if place < len(FLOORS) else None


class Collector:
    """Gathers pairs from several threads and raises the floor when they are too many.

    Parameters
    ----------
    floor : float
        Least similarity to keep.
    most : int
        Pairs that may be kept.
    """

    def __init__(self, floor: float, most: int) -> None:
        self.floor = floor
        self.most = most
        self._parts: list[Found] = []
        self._held = 0
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
            self._held += len(found[0])
            while self._held > self.most:
                self._raise()

    def sorted(self, columns: int) -> Found:
        """Return the pairs in order of (left, right).

        Parameters
        ----------
        columns : int
            Upper bound of `right`, exclusive.
        """
        left, right, similarity = (
            np.concatenate(one) for one in zip(_NONE, *self._parts, strict=True)
        )
        self._parts = []
        key = left.astype(np.int64)
        key *= columns
        key += right
        order = np.argsort(key)
        return left[order], right[order], similarity[order]

    def _raise(self) -> None:
        """Go to the lowest floor at which the pairs found so far fit, and drop those below."""
        place = bisect_right(FLOORS, self.floor)
        counts = np.zeros(len(FLOORS) + 1, dtype=np.int64)
        for _, _, similarity in self._parts:
            steps = np.searchsorted(FLOORS, similarity, side="right")
            counts += np.bincount(steps, minlength=len(counts))
        at_least = counts[::-1].cumsum()[::-1]  # at_least[s]: pairs at or above FLOORS[s - 1]
        while place < len(FLOORS) and at_least[place + 1] > self.most:
            place += 1
        if place == len(FLOORS):
            raise BudgetError(
                f"more than {self.most:,} pairs have a similarity of 1, beyond the memory allowed. "
                "Remove exact copies first, or allow more: memory=..."
            )
        self.floor = FLOORS[place]
        self._parts = [_at_least(part, self.floor) for part in self._parts]
        self._held = sum(len(part[0]) for part in self._parts)


_NONE: Found = (np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0, np.float64))


def _at_least(found: Found, floor: float) -> Found:
    left, right, similarity = found
    kept = similarity >= floor
    if kept.all():
        return found
    return left[kept], right[kept], similarity[kept]
