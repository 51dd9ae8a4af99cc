"""Whom a row of a large group is compared with: the rows of the group that are kept.

A row goes if it is paired with a kept row and no guard objects. So only kept rows count, and of
these the most similar that no guard holds back, or, if guards hold all of them back, the most
similar of all. The pairs found here are few; the rules that all pairs go through then decide.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from workbench.duplicates.guards.held_apart import HeldApart
from workbench.similarity.exact_pairs.closest import Allowed
from workbench.similarity.unit_vectors import cosine_at

Nodes = NDArray[np.int64]
Found = NDArray[np.bool_]

SMALL = 12
"""Nodes of a group up to which all its pairs are compared."""

FIRST, LARGEST = 32, 1_024
"""Nodes that are compared at a time: few to begin with, more where most of them are dropped."""

MOST_CELLS = 8_000_000
"""Similarities of a block with kept rows that are in memory at a time."""

MOST_OPEN = 2_048
"""Pairs inside such a block that guards look at; if there are more, the block is cut."""

MOST_KEPT = 64
"""Kept rows that the guards compare a row with, the most similar first."""

ROUNDS = (1, 4, 16, MOST_KEPT)
"""How many of them at a time: mostly the first decides."""

NEAR = 1e-4
"""How near to the threshold a float32 similarity is looked at in full."""

DIGITS = 6
"""Digits to which similarities are told apart when the most similar is chosen."""


@dataclass(frozen=True, eq=False)
class Evidence:
    """What decides between two nodes.

    `held_apart` tells which nodes a guard is sure to hold back; `barred` asks the guards about
    pairs; `bound` names for a node those with which it is paired whatever they say, `apart` those
    with which it must not be. `short` counts rows that met `MOST_KEPT`.
    """

    vectors: NDArray[np.float32]
    threshold: float
    held_apart: HeldApart
    barred: Callable[[Nodes, Nodes], Found]
    allowed: Allowed | None
    bound: Mapping[int, tuple[int, ...]]
    apart: Mapping[int, tuple[int, ...]]
    short: list[int] = field(default_factory=list)


def compared_pairs(order: Nodes, group: Nodes, state: NDArray[np.int8], of: Evidence) -> Nodes:
    """Return the pairs that decide, shape (k, 2).

    `order` (k,) lists nodes that share a group, the most preferred first; `group` (m,) and `state`
    (m,) as `kernels.choose_leaders` takes them.
    """
    order = order[np.argsort(group[order], kind="stable")]
    size = np.bincount(group[order])
    small = size[group[order]] <= SMALL
    pairs = [_all_pairs(order[small], group, of)]
    large = order[~small]
    for members in np.split(large, np.flatnonzero(np.diff(group[large])) + 1):
        pairs.extend(_Group(members, state, of).pairs())
    return np.concatenate(pairs)


def _all_pairs(order: Nodes, group: Nodes, of: Evidence) -> Nodes:
    """Return all pairs of small groups that are similar enough."""
    parts = [np.empty((0, 2), np.int64)]
    for step in range(1, SMALL):
        one, other = order[:-step], order[step:]
        parts.append(np.column_stack([one, other])[group[one] == group[other]])
    ends = np.concatenate(parts)
    similarity = cosine_at(of.vectors, ends[:, 0], of.vectors, ends[:, 1])
    return ends[(similarity >= of.threshold) & _may(ends[:, 0], ends[:, 1], of)]


def _may(one: Nodes, other: Nodes, of: Evidence) -> Found:
    return np.ones(len(one), bool) if of.allowed is None else of.allowed(one, other)


class _Group:
    """One group, walked in order of preference, block by block."""

    def __init__(self, members: Nodes, state: NDArray[np.int8], of: Evidence) -> None:
        self.of = of
        self.order = members[state[members] == 0]
        self.kept = np.empty(len(members), np.int64)
        must = members[state[members] == 1]
        self.count = len(must)
        self.kept[: self.count] = must

    def pairs(self) -> Iterator[Nodes]:
        """Yield pairs of a node and a kept one."""
        start, size = 0, FIRST
        while start < len(self.order):
            block = self.order[start : start + size]
            taken, ends = self._block(block)
            yield ends
            start += taken
            grown = taken // 2 if taken < len(block) else min(2 * size, LARGEST)
            size = max(FIRST, min(grown, MOST_CELLS // max(self.count, 1)))

    def _block(self, block: Nodes) -> tuple[int, Nodes]:
        """Decide on a block; return how many of its nodes were decided, and pairs."""
        old = self.kept[: self.count]
        near = self._similar(block, old)
        same = near * self.of.held_apart.undecided(block[:, None], old)
        follows = self._strongest(block, old, same)
        free = (follows >= 0) | self._bound_to(block, set(old.tolist()))
        inner = self._similar(block, block)
        inner *= np.tri(len(block), k=-1, dtype=bool)
        alike = inner * self.of.held_apart.undecided(block[:, None], block)
        taken = self._room(alike, free)
        block, near, inner, alike, follows, free = (
            block[:taken],
            near[:taken],
            inner[:taken, :taken],
            alike[:taken, :taken],
            follows[:taken],
            free[:taken],
        )
        new = self._kept_among(block, alike, free)
        fresh = block[new]
        self.kept[self.count : self.count + len(fresh)] = fresh
        self.count += len(fresh)
        again = self._strongest(block, fresh, alike[:, new])
        doubt = _first(np.hstack([near, inner[:, new]])[new], np.concatenate([old, fresh]))
        some = [
            np.column_stack([one, other])[other >= 0]
            for one, other in ((block, follows), (block, again), (fresh, doubt))
        ]
        return taken, np.concatenate(some)

    def _similar(self, one: Nodes, other: Nodes) -> NDArray[np.float32]:
        """Return the similarities that count, shape (a, b); 0 for all others."""
        of = self.of
        cosines = of.vectors[one] @ of.vectors[other].T
        i, j = np.nonzero(np.abs(cosines - np.float32(of.threshold)) < NEAR)
        exact = cosine_at(of.vectors, one[i], of.vectors, other[j])
        cosines[i, j] = np.where(exact >= of.threshold, np.maximum(exact, of.threshold), -1.0)
        cosines[cosines < np.float32(of.threshold) - NEAR / 2] = 0
        if of.allowed is not None:
            cosines *= of.allowed(*np.broadcast_arrays(one[:, None], other[None, :]))
        for row in [k for k, node in enumerate(one.tolist()) if node in of.apart]:
            cosines[row, np.isin(other, of.apart[int(one[row])])] = 0
        return cosines

    def _strongest(self, block: Nodes, kept: Nodes, near: NDArray[np.float32]) -> Nodes:
        """Return for each node the most similar kept one that no guard holds back, else -1."""
        strongest = np.full(len(block), -1, dtype=np.int64)
        some = np.flatnonzero(near.any(axis=1))
        if not len(some):
            return strongest
        most = min(MOST_KEPT, len(kept))
        order = np.lexsort(
            (np.broadcast_to(kept, near[some].shape), -np.round(near[some], DIGITS)), axis=1
        )[:, :most]
        last = 0
        for stop in ROUNDS:
            some_left = np.flatnonzero(strongest[some] < 0)
            columns = order[some_left, last:stop]
            if not columns.size:
                break
            rows = np.repeat(some[some_left], columns.shape[1])
            flat = columns.ravel()
            worth = near[rows, flat] > 0
            barred = np.ones(len(flat), bool)
            barred[worth] = self.of.barred(block[rows[worth]], kept[flat[worth]])
            free = ~barred.reshape(columns.shape)
            hit = np.flatnonzero(free.any(axis=1))
            strongest[some[some_left[hit]]] = kept[columns[hit, free[hit].argmax(axis=1)]]
            last = stop
        if len(kept) > MOST_KEPT:
            more = (near[some] > 0).sum(axis=1) > MOST_KEPT
            self.of.short.extend(block[some[more & (strongest[some] < 0)]].tolist())
        return strongest

    def _bound_to(self, block: Nodes, kept: set[int]) -> Found:
        """Tell which nodes are paired with a kept one whatever guards say."""
        bound = self.of.bound
        return np.array([not kept.isdisjoint(bound.get(n, ())) for n in block.tolist()], bool)

    def _room(self, alike: NDArray[np.float32], free: Found) -> int:
        """Return how many nodes can be taken before guards have too much to do among them."""
        open_pairs = np.where(free[:, None] | free[None, :], False, alike > 0).sum(axis=1)
        return max(FIRST, int(np.searchsorted(np.cumsum(open_pairs), MOST_OPEN, side="right")))

    def _kept_among(self, block: Nodes, alike: NDArray[np.float32], free: Found) -> Nodes:
        """Return which nodes of the block are kept: those that no earlier one lets go."""
        open_ = np.flatnonzero(~free)
        rows, columns = np.nonzero(alike[np.ix_(open_, open_)])
        rows, columns = open_[rows], open_[columns]
        drops: dict[int, list[int]] = {}
        for row, column in zip(*self._free_pairs(block, rows, columns), strict=True):
            drops.setdefault(row, []).append(column)
        kept: set[int] = set()
        index_of = {int(node): k for k, node in enumerate(block.tolist())}
        for row in open_.tolist():
            bound = (index_of.get(node, -1) for node in self.of.bound.get(int(block[row]), ()))
            if kept.isdisjoint(drops.get(row, ())) and kept.isdisjoint(bound):
                kept.add(row)
        return np.array(sorted(kept), dtype=np.int64)

    def _free_pairs(self, block: Nodes, rows: Nodes, columns: Nodes) -> tuple[list[int], list[int]]:
        """Return the pairs that no guard holds back."""
        if not len(rows):
            return [], []
        free = ~self.of.barred(block[rows], block[columns])
        return rows[free].tolist(), columns[free].tolist()


def _first(near: NDArray[np.float32], kept: Nodes) -> Nodes:
    """Return the most similar kept node of each row, of equal ones the smallest; -1 if none."""
    if not near.size:
        return np.full(len(near), -1, dtype=np.int64)
    rounded = np.round(near, DIGITS)
    most = rounded.max(axis=1)
    tied = np.where(rounded == most[:, None], kept, np.iinfo(np.int64).max).min(axis=1)
    return np.where(most > 0, tied, -1)
