"""Links between texts: mined pairs, equal normalized forms, and what was decided by hand."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from workbench.similarity import Pairs, cosine

MOST_NORMALIZED_LINKS = 200_000
"""Links added for equal normalized forms below the pairs' floor, at most."""

SAME, APART, NORMALIZED = 1, 2, 4
"""Bits of `Links.flag`: decided the same, decided not the same, equal after normalizing."""


@dataclass(frozen=True, eq=False)
class Links:
    """Every pair of nodes that can matter at some threshold from the floor upward.

    A node is a distinct text, or with ``block_on=`` a distinct text in one block of rows.

    left, right (p,): nodes, ``left < right``, sorted, each pair once.
    similarity (p,): cosine.
    flag (p,): bits `SAME`, `APART`, `NORMALIZED`.
    count: number of nodes, m.
    """

    left: NDArray[np.int64]
    right: NDArray[np.int64]
    similarity: NDArray[np.float64]
    flag: NDArray[np.uint8]
    count: int

    def __len__(self) -> int:
        """Return the number of links."""
        return len(self.left)

    @cached_property
    def nodes(self) -> NDArray[np.int64]:
        """Nodes that have a link, ascending."""
        linked = np.zeros(self.count, dtype=bool)
        linked[self.left] = linked[self.right] = True
        return np.flatnonzero(linked)

    @cached_property
    def always(self) -> NDArray[np.bool_]:
        """Mask of links that pair two texts whatever their cosine and the guards, shape (p,)."""
        bound = (self.flag & (SAME | NORMALIZED)) > 0
        free: NDArray[np.bool_] = (self.flag & APART) == 0
        return np.logical_and(bound, free)

    @cached_property
    def adjacency(self) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Start, neighbor and link place in both directions, neighbors ascending."""
        ends = np.concatenate([self.left, self.right])
        others = np.concatenate([self.right, self.left])
        places = np.tile(np.arange(len(self)), 2)
        order = np.lexsort((others, ends))
        start = np.zeros(self.count + 1, dtype=np.int64)
        np.cumsum(np.bincount(ends, minlength=self.count), out=start[1:])
        return start, others[order], places[order]


def link(
    vectors: NDArray[np.float32],
    pairs: Pairs,
    forms: NDArray[np.int64],
    *,
    equal: NDArray[np.int64],
    same: NDArray[np.int64],
    apart: NDArray[np.int64],
) -> Links:
    """Join mined pairs with equal normalized forms and decisions.

    Shapes: vectors (m, d), forms (m,), equal (k, 2), same, apart (k, 2).
    """
    count = len(vectors)
    pairs.check()
    mined = pairs.left.astype(np.int64) * count + pairs.right
    extra = [_keys(ends, count) for ends in (equal, same, apart)]
    more = np.setdiff1d(np.concatenate(extra), mined)
    # Mined pairs come sorted: a stable sort of a few more behind them is a merge.
    keys = np.sort(np.concatenate([mined, more]), kind="stable")
    left, right = keys // max(count, 1), keys % max(count, 1)
    similarity = np.full(len(keys), np.nan)
    similarity[np.searchsorted(keys, mined)] = pairs.similarity
    missing = np.flatnonzero(np.isnan(similarity))
    similarity[missing] = cosine(vectors[left[missing]], vectors[right[missing]])
    flag = np.where(forms[left] == forms[right], NORMALIZED, 0).astype(np.uint8)
    for bit, decided in ((SAME, extra[1]), (APART, extra[2])):
        flag[np.searchsorted(keys, decided)] |= bit
    return Links(left, right, similarity, flag, count)


def _keys(ends: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """Write pairs of nodes as one number each, the smaller node first."""
    ends = ends[ends[:, 0] != ends[:, 1]]
    keys: NDArray[np.int64] = ends.min(axis=1, initial=count) * count + ends.max(axis=1, initial=0)
    return keys


def equal_forms(forms: NDArray[np.int64]) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    """Return all pairs with one normalized form, where these are too many as a star, and notes.

    Shapes: forms (m,), returned ends (k, 2).
    """
    order = np.argsort(forms, kind="stable")
    bounds = np.flatnonzero(np.diff(forms[order])) + 1
    classes = [c for c in np.split(order, bounds) if len(c) > 1]
    total = sum(len(c) * (len(c) - 1) // 2 for c in classes)
    ends = [np.empty((0, 2), dtype=np.int64)]
    if total > MOST_NORMALIZED_LINKS:
        ends += [np.column_stack([np.full(len(c) - 1, c[0]), c[1:]]) for c in classes]
        note = (
            f"{total:,} pairs are equal after normalizing; those below min_similarity are listed "
            "only with the first of the equal texts"
        )
        return np.concatenate(ends), (note,)
    for members in classes:
        i, j = np.triu_indices(len(members), 1)
        ends.append(np.column_stack([members[i], members[j]]))
    return np.concatenate(ends), ()
