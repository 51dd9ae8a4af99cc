"""Merging clusters along links, compiled by Numba. Imported only when first needed.

All are single-threaded with a fixed order of operations, so the same input gives the same bits.
"""

# Numba infers types from the arguments; annotations here would promise what nothing checks.
# mypy: disable-error-code="untyped-decorator,no-untyped-def,no-untyped-call"
# ruff: noqa: ANN001, ANN202

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

NONE = -1
MUST = 2.0
"""Level of a merge that holds at every threshold."""
NEVER = -2.0
"""Level of a merge that is forbidden."""


@njit(cache=True)
def _dot(sums: NDArray[np.float64], a: int, b: int) -> float:
    """Dot product in eight fixed lanes, which the compiler can vectorise without reordering."""
    width = sums.shape[1]
    lanes = np.zeros(8)
    whole = width - width % 8
    for start in range(0, whole, 8):
        for lane in range(8):
            lanes[lane] += sums[a, start + lane] * sums[b, start + lane]
    for k in range(whole, width):
        lanes[k - whole] += sums[a, k] * sums[b, k]
    total = 0.0
    for lane in range(8):
        total += lanes[lane]
    return total


@njit(cache=True)
def _before(e, f, level, tie_a, tie_b):
    """Tell whether link e merges before link f: higher level, then smaller end points."""
    if level[e] != level[f]:
        return level[e] > level[f]
    if tie_a[e] != tie_a[f]:
        return tie_a[e] < tie_a[f]
    return tie_b[e] < tie_b[f]


@njit(cache=True)
def _sift_up(heap, place, at, level, tie_a, tie_b):
    """Move the link at heap position `at` up to where it belongs and return its position."""
    e = heap[at]
    while at > 0:
        parent = (at - 1) // 2
        if not _before(e, heap[parent], level, tie_a, tie_b):
            break
        heap[at] = heap[parent]
        place[heap[at]] = at
        at = parent
    heap[at], place[e] = e, at
    return at


@njit(cache=True)
def _sift_down(heap, place, at, size, level, tie_a, tie_b):
    """Move the link at heap position `at` down to where it belongs."""
    e = heap[at]
    while True:
        child = 2 * at + 1
        if child >= size:
            break
        if child + 1 < size and _before(heap[child + 1], heap[child], level, tie_a, tie_b):
            child += 1
        if not _before(heap[child], e, level, tie_a, tie_b):
            break
        heap[at] = heap[child]
        place[heap[at]] = at
        at = child
    heap[at], place[e] = e, at


@njit(cache=True)
def _sift(heap, place, at, size, level, tie_a, tie_b):
    """Move the link at heap position `at` up or down to where it belongs."""
    at = _sift_up(heap, place, at, level, tie_a, tie_b)
    _sift_down(heap, place, at, size, level, tie_a, tie_b)


@njit(cache=True)
def _remove(heap, place, e, size, level, tie_a, tie_b):
    """Take link e out of the heap and return the new size."""
    at = place[e]
    last = heap[size - 1]
    place[e] = NONE
    if at != size - 1:
        heap[at] = last
        place[last] = at
        _sift(heap, place, at, size - 1, level, tie_a, tie_b)
    return size - 1


@njit(cache=True)
def _level(e, a, b, best, flag, sums, size, slack):
    """Return the threshold up to which the clusters of link e stay together."""
    if flag[e] & 2:
        return NEVER
    if flag[e] & 1:
        return MUST
    mean = _dot(sums, a, b) / (size[a] * size[b])
    return min(best[e], np.round(mean, 9) + slack)


@njit(cache=True)
def agglomerate(  # noqa: C901, PLR0912, PLR0915
    left, right, similarity, flag, sums, slack, floor
):  # fmt: skip
    """Merge clusters along links, the highest level first.

    The level of two clusters is the smaller of the best similarity among their links and their
    mean evidence plus `slack`. The mean runs over all pairs of members, those without a link
    too: it is the dot product of the clusters' summed vectors over the product of their sizes.

    Parameters
    ----------
    left, right : ndarray of int32, shape (p,)
        Links, ``left < right``, each at most once.
    similarity : ndarray of float64, shape (p,)
        Cosine of each link.
    flag : ndarray of uint8, shape (p,)
        1: merge whatever the evidence; 2: never merge.
    sums : ndarray of float64, shape (m, d)
        Evidence vectors; overwritten.
    slack : float
        See above.
    floor : float
        Merges below this level are left out.

    Returns
    -------
    ends : ndarray of int64, shape (k, 2)
        The best link between the two clusters of each merge: a spanning forest.
    levels : ndarray of float64, shape (k,)
        Falling.
    """
    count, links = len(sums), len(left)
    a, b = left.astype(np.int64), right.astype(np.int64)
    tie_a, tie_b, best = a.copy(), b.copy(), similarity.copy()
    flag = flag.copy()
    size = np.ones(count)
    head, tail = np.full(count, NONE), np.full(count, NONE)
    following = np.full(2 * links, NONE)
    for half in range(2 * links):
        node = a[half // 2] if half % 2 == 0 else b[half // 2]
        if head[node] == NONE:
            head[node] = half
        else:
            following[tail[node]] = half
        tail[node] = half
    level = np.empty(links)
    for e in range(links):
        level[e] = _level(e, a[e], b[e], best, flag, sums, size, slack)
    heap, place = np.arange(links), np.arange(links)
    total = links
    for at in range(links // 2 - 1, -1, -1):
        _sift_down(heap, place, at, total, level, tie_a, tie_b)
    seen = np.full(count, NONE)
    ends, levels = np.empty((count, 2), np.int64), np.empty(count)
    merges, lowest = 0, MUST
    while total > 0:
        top = heap[0]
        if level[top] < floor:
            break
        lowest = min(lowest, level[top])
        ends[merges, 0], ends[merges, 1], levels[merges] = tie_a[top], tie_b[top], lowest
        merges += 1
        keep, gone = a[top], b[top]
        total = _remove(heap, place, top, total, level, tie_a, tie_b)
        half = head[keep]
        while half != NONE:  # remember which neighbours the surviving cluster already has
            e = half // 2
            if place[e] != NONE:
                seen[b[e] if a[e] == keep else a[e]] = e
            half = following[half]
        half = head[gone]
        while half != NONE:
            e = half // 2
            if place[e] != NONE:
                other = b[e] if a[e] == gone else a[e]
                twin = seen[other]
                if twin == NONE:
                    if a[e] == gone:
                        a[e] = keep
                    else:
                        b[e] = keep
                else:
                    flag[twin] |= flag[e]
                    if best[e] > best[twin] or (
                        best[e] == best[twin] and (tie_a[e], tie_b[e]) < (tie_a[twin], tie_b[twin])
                    ):
                        best[twin], tie_a[twin], tie_b[twin] = best[e], tie_a[e], tie_b[e]
                    total = _remove(heap, place, e, total, level, tie_a, tie_b)
            half = following[half]
        if head[gone] != NONE:
            if head[keep] == NONE:
                head[keep] = head[gone]
            else:
                following[tail[keep]] = head[gone]
            tail[keep] = tail[gone]
        sums[keep] += sums[gone]
        size[keep] += size[gone]
        previous, half = NONE, head[keep]
        while half != NONE:  # new levels; links that are gone leave the list
            e = half // 2
            if place[e] == NONE:
                if previous == NONE:
                    head[keep] = following[half]
                else:
                    following[previous] = following[half]
            else:
                seen[b[e] if a[e] == keep else a[e]] = NONE
                level[e] = _level(e, a[e], b[e], best, flag, sums, size, slack)
                _sift(heap, place, place[e], total, level, tie_a, tie_b)
                previous = half
            half = following[half]
        tail[keep] = previous
    return ends[:merges], levels[:merges]
