"""Gathering pairs within a budget: the floor rises rather than the memory.

Which floor it ends on depends on the pairs alone, not on the order in which they were found: it
is the smallest value of a fixed scale at which they fit.
"""

from __future__ import annotations

from collections.abc import Iterator
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from workbench.errors import BudgetError

BYTES_PER_PAIR = 32
"""Peak memory of a pair: 16 bytes as kept and 12 in sorted order, or 16 and a half as much again
that has yet to be let go of; the rest covers what a join needs beside."""

BYTES_PER_LINK = 160
"""Peak memory of what is made of a pair when duplicates are found: links, merges, evidence."""

SLAB = 2**18
"""Pairs that are stored together."""

WASTE = 1.5
"""How many times the pairs that may be kept are stored before those below the floor go."""

MANY = 1_000_000
"""Pairs from which on a compiled sort pays."""

DEFAULT_MEMORY = 2**29
"""Bytes that pairs may take while they are gathered: about 16 million pairs."""

Places = NDArray[np.int32]
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

    floor: least similarity to keep.
    most: pairs that may be kept.
    raised: whether the floor had to be raised: then no lower one of the scale would have done.
    """

    def __init__(self, floor: float, most: int, *, slab: int = SLAB, many: int = MANY) -> None:
        self.floor = floor
        self.most = most
        self._slab, self._many = slab, many
        self.raised = False
        self._slabs: list[Found] = []
        self._stored = 0  # pairs in the slabs, those since fallen below the floor included
        self._counts = np.zeros(len(FLOORS) + 1, dtype=np.int64)  # by step of the scale
        self._counted = 0  # pairs in the counts, the first ones of the slabs
        self._held = 0  # pairs at or above the floor
        self._lock = Lock()

    def wanted(self, left: Places, right: Places) -> tuple[Places, Places]:
        """Return the pairs that count, before their vectors are looked at: all of them."""
        return left, right

    def add(self, pairs: Found) -> None:
        """Take pairs in; those below the floor are left out."""
        with self._lock:
            # The pairs were found under the floor of a moment ago: another thread may have raised
            # it since.
            pairs = _at_least(pairs, self.floor)
            self._stored = self._write(pairs, self._stored)
            self._held += len(pairs[0])
            if self._held > self.most:
                self._raise()
            # Not at each rise: then every rise would copy all pairs. Between drops the slabs hold
            # some pairs too many, which `BYTES_PER_PAIR` accounts for.
            if self._stored > WASTE * self.most:
                self._drop()

    def sorted(self, rows: int) -> Found:
        """Return the pairs in order of (left, right) and forget them."""
        self._drop()
        # The list becomes the only reference to the slabs, so that the compiled sort can free them
        # before it makes its last array. Otherwise all pairs would be in memory twice.
        slabs = [_first(slab, used) for slab, used in self._filled()]
        self._slabs = []
        if self._stored > self._many:
            from workbench.similarity.exact_pairs.kernels import sort_pairs

            pairs: Found = sort_pairs(slabs, rows)  # type: ignore[no-untyped-call]
            return pairs
        # An empty part in front gives types and shape even if no pair was found.
        left, right, similarity = (np.concatenate(one) for one in zip(_NONE, *slabs, strict=True))
        order = np.lexsort((right, left))
        return left[order], right[order], similarity[order]

    def _write(self, pairs: Found, position: int) -> int:
        """Write pairs into the slabs from a place on; return the place behind them."""
        done, count = 0, len(pairs[0])
        while done < count:
            slab, start = divmod(position, self._slab)
            if slab == len(self._slabs):
                self._slabs.append(_new_slab(self._slab))
            size = min(count - done, self._slab - start)
            for part in range(len(pairs)):
                self._slabs[slab][part][start : start + size] = pairs[part][done : done + size]
            done, position = done + size, position + size
        return position

    def _filled(self) -> Iterator[tuple[Found, int]]:
        """Yield each slab and how many pairs it holds."""
        for number, slab in enumerate(self._slabs):
            yield slab, min(self._slab, self._stored - number * self._slab)

    def _raise(self) -> None:
        """Go to the lowest floor at which the pairs found so far fit."""
        self._count()
        # Floors are steps of a fixed scale, not the similarity of some pair. So the last floor is
        # the first step at which all pairs fit, whatever the order in which threads found them. A
        # pair that was dropped stays counted, at a step below the floor, where it does not matter.
        at_least = self._counts[::-1].cumsum()[::-1]  # [s]: pairs at or above FLOORS[s - 1]
        # The first step above the present floor. The floor never falls.
        step = int(np.searchsorted(FLOORS, self.floor, side="right"))
        while step < len(FLOORS) and at_least[step + 1] > self.most:
            step += 1
        if step == len(FLOORS):
            raise BudgetError(
                f"more than {self.most:,} pairs have a similarity of 1, beyond the memory allowed. "
                "Remove exact copies first, or allow more: memory=..."
            )
        self.floor, self.raised = float(FLOORS[step]), True
        self._held = int(at_least[step + 1])

    def _count(self) -> None:
        """Count the new pairs by step of the scale."""
        for number, (slab, used) in enumerate(self._filled()):
            # Only pairs added since the last count: each pair is counted once in its life.
            similarity = slab[2][max(0, self._counted - number * self._slab) : used]
            steps = np.searchsorted(FLOORS, similarity, side="right")
            self._counts += np.bincount(steps, minlength=len(self._counts))
        self._counted = self._stored

    def _drop(self) -> None:
        """Let go of pairs that have fallen below the floor."""
        if self._stored == self._held:
            return
        # Before pairs go: those that were never counted would be missing from the counts.
        self._count()
        position = 0
        # In place: what is written never gets ahead of what has been read, because pairs only
        # become fewer.
        for slab, used in list(self._filled()):
            position = self._write(_at_least(_first(slab, used), self.floor), position)
        self._stored = self._counted = position
        del self._slabs[-(-position // self._slab) :]


def _new_slab(size: int) -> Found:
    return np.empty(size, np.int32), np.empty(size, np.int32), np.empty(size)


def _first(pairs: Found, count: int) -> Found:
    left, right, similarity = pairs
    return left[:count], right[:count], similarity[:count]


_NONE: Found = (np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0, np.float64))


def _at_least(pairs: Found, floor: float) -> Found:
    left, right, similarity = pairs
    kept = similarity >= floor
    if kept.all():
        return pairs
    return left[kept], right[kept], similarity[kept]
