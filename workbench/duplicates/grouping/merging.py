"""Merging clusters along links, compiled by Numba. Imported only when first needed.

All are single-threaded with a fixed order of operations, so the same input gives the same bits.
"""

# Numba infers types from the arguments; annotations here would promise what nothing checks.
# mypy: disable-error-code="untyped-decorator,no-untyped-def,no-untyped-call"
# ruff: noqa: ANN001, ANN202

from __future__ import annotations

import numpy as np
from numba import njit

from workbench.engines import interruptible

NONE = -1
MUST = 2.0
"""Level of a merge that holds at every threshold."""
NEVER = -2.0
"""Level of a merge that is forbidden."""

SLACK = 0.05
"""How far the mean similarity of two clusters may lie below the threshold, to begin with."""

MOST_LIFT = 0.1
"""How far it may lie below where words agree and the region is sparse."""

FADE_FROM, FADE_TO = 0.6, 0.9
"""A crowded region asks for more than the threshold: in full at the first, nothing at the last."""


@njit(cache=True, nogil=True)
def _dot(sums, a, b, first, last):
    """Dot product of two rows between two columns, in eight lanes of fixed order."""
    # Eight sums side by side: the compiler may not reorder additions by itself, so one long sum
    # would run number by number, while these fill a vector register.
    lanes = np.zeros(8)
    whole = first + (last - first) // 8 * 8
    for start in range(first, whole, 8):
        for lane in range(8):
            lanes[lane] += float(sums[a, start + lane]) * float(sums[b, start + lane])
    for k in range(whole, last):
        lanes[k - whole] += float(sums[a, k]) * float(sums[b, k])
    total = 0.0
    for lane in range(8):
        total += lanes[lane]
    return total


@njit(cache=True, nogil=True)
def _before(e, f, level, tie_a, tie_b):
    """Tell whether link e merges before link f: higher level, then smaller end points."""
    # A total order, ties included: the shape of the heap then cannot show in the result.
    if level[e] != level[f]:
        return level[e] > level[f]
    if tie_a[e] != tie_a[f]:
        return tie_a[e] < tie_a[f]
    return tie_b[e] < tie_b[f]


@njit(cache=True, nogil=True)
def _sift_up(heap, position, at, level, tie_a, tie_b):
    """Move the link at heap position `at` up to where it belongs and return its position."""
    e = heap[at]
    while at > 0:
        parent = (at - 1) // 2
        if not _before(e, heap[parent], level, tie_a, tie_b):
            break
        heap[at] = heap[parent]
        position[heap[at]] = at
        at = parent
    heap[at], position[e] = e, at
    return at


@njit(cache=True, nogil=True)
def _sift_down(heap, position, at, size, level, tie_a, tie_b):
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
        position[heap[at]] = at
        at = child
    heap[at], position[e] = e, at


@njit(cache=True, nogil=True)
def _take_out(e, heap, position, size, keys):
    """Take link e out of the heap and return the new size."""
    at, last = position[e], heap[size - 1]
    position[e] = NONE
    if at != size - 1:
        heap[at], position[last] = last, at
        at = _sift_up(heap, position, at, *keys)
        _sift_down(heap, position, at, size - 1, *keys)
    return size - 1


@njit(cache=True, nogil=True)
def _put_in(e, heap, position, size, keys):
    """Put link e into the heap and return the new size."""
    heap[size], position[e] = e, size
    _sift_up(heap, position, size, *keys)
    return size + 1


@njit(cache=True, nogil=True)
def _level(e, a, b, best, flag, state, split):
    """Return the threshold up to which the clusters of link e stay together."""
    # Forbidden comes first: what must be apart stays apart even if it must also be together.
    if flag[e] & 2:
        return NEVER
    if flag[e] & 1:
        return MUST
    sums, crowding, size = state
    pairs = size[a] * size[b]
    # The dot product of two sums of vectors is the sum of the similarities of all pairs of members.
    # So means over all pairs need no list of pairs. A single pair has its exact similarity already.
    mean = best[e] if pairs == 1 else _dot(sums, a, b, 0, split) / pairs
    words = _dot(sums, a, b, split, sums.shape[1]) / pairs
    # In a crowded region everything is similar to everything, so a similarity says less there.
    lift = words - (crowding[a] / size[a] + crowding[b] / size[b]) / 2 + SLACK
    # A cap, or shared words could join what the vectors tell apart. Evidence against fades out
    # instead, since nearly equal texts are duplicates in a crowded region too.
    if lift > MOST_LIFT:
        lift = MOST_LIFT
    elif lift < 0:
        lift *= 1 - min(1.0, max(0.0, (mean - FADE_FROM) / (FADE_TO - FADE_FROM)))
    level = mean + lift
    # Never above the best link: at no threshold may a group hold together by pairs below it. Digits
    # of a mean beyond the ninth are rounding and decide nothing.
    return min(best[e], level if pairs == 1 else np.round(level, 9))


@njit(cache=True, nogil=True)
def _lists(a, b, count):
    """Return first and last half-link of each cluster, and the one that follows each half-link.

    Half-link 2e hangs on the first end of link e, half-link 2e + 1 on the second.
    """
    head, tail = np.full(count, NONE), np.full(count, NONE)
    following = np.full(2 * len(a), NONE)
    for half in range(2 * len(a)):
        node = a[half // 2] if half % 2 == 0 else b[half // 2]
        if head[node] == NONE:
            head[node] = half
        else:
            following[tail[node]] = half
        tail[node] = half
    return head, tail, following


@njit(cache=True, nogil=True)
def _join(keep, gone, a, b, lists, alive, seen, known):
    """Hang the links of cluster `gone` on `keep`; two links to one neighbor become one."""
    head, tail, following = lists
    best, flag, tie_a, tie_b = known
    half = head[keep]
    while half != NONE:
        e = half // 2
        if alive[e]:
            # Which link leads to each neighbor of `keep`: a second one from `gone` is found by a
            # look.
            seen[b[e] if a[e] == keep else a[e]] = e
        half = following[half]
    half = head[gone]
    while half != NONE:
        e = half // 2
        if alive[e]:
            other = b[e] if a[e] == gone else a[e]
            twin = seen[other]
            if twin == NONE:
                a[e], b[e] = (keep, b[e]) if a[e] == gone else (a[e], keep)
            else:
                alive[e] = False
                # If two members must stay apart, so must their clusters; likewise if they must be
                # together. The better of the two links speaks for both clusters from here on.
                flag[twin] |= flag[e]
                tied = best[e] == best[twin]
                earlier = (tie_a[e], tie_b[e]) < (tie_a[twin], tie_b[twin])
                if best[e] > best[twin] or (tied and earlier):
                    best[twin], tie_a[twin], tie_b[twin] = best[e], tie_a[e], tie_b[e]
        half = following[half]
    # Two lists become one at their ends, without a walk; dead links are swept out below. They stay
    # in the lists of their other ends until these are swept in turn.
    if head[keep] == NONE:
        head[keep] = head[gone]
    elif head[gone] != NONE:
        following[tail[keep]] = head[gone]
    _sweep(keep, a, b, lists, alive, seen)


@njit(cache=True, nogil=True)
def _sweep(cluster, a, b, lists, alive, seen):
    """Take links that are gone out of a cluster's list, and forget its neighbors."""
    head, tail, following = lists
    previous, half = NONE, head[cluster]
    while half != NONE:
        e = half // 2
        if alive[e]:
            # Undone neighbor by neighbor: clearing all of `seen` would take m steps per merge.
            seen[b[e] if a[e] == cluster else a[e]] = NONE
            previous = half
        elif previous == NONE:
            head[cluster] = following[half]
        else:
            following[previous] = following[half]
        half = following[half]
    tail[cluster] = previous


def agglomerate(left, right, similarity, flag, sums, crowding, split, floor):
    """Merge clusters along links, the highest level first.

    The level of two clusters is the smaller of the best similarity among their links and their
    mean similarity plus a lift. Means run over all pairs of members, those without a link too:
    the dot product of summed vectors over the product of sizes. The lift is what other evidence
    says (words in common, less crowding, plus `SLACK`), at most `MOST_LIFT`; where it is
    negative it fades out as the mean nears `FADE_TO`. A level thus never depends on links below
    it, so the merges from any threshold upward are the same whatever the floor.

    Shapes: left, right (p,), similarity (p,), flag (p,), sums (m, d), crowding (m,), returned ends
    (k, 2), returned levels (k,).
    """
    state = (sums, crowding, np.ones(len(sums)))
    merged = merge_clusters((left, right), (left, right), similarity, flag, state, split, floor)
    return merged[:2]


@interruptible
@njit(cache=True, nogil=True)
def merge_clusters(clusters, ends, similarity, flag, state, split, floor):
    """Merge what may be clusters already: `clusters` names those that each link joins.

    A cluster goes by one of its nodes, at which `state` (summed vectors, summed crowding, size)
    tells of it. Each two clusters have at most one link, their best. Returns with the merges
    the cluster in which each node ends.
    """
    sums, crowding, size = state
    count, links = len(sums), len(similarity)
    a, b = clusters[0].astype(np.int64), clusters[1].astype(np.int64)
    tie_a, tie_b = ends[0].astype(np.int64), ends[1].astype(np.int64)
    best, flag = similarity.copy(), flag.copy()
    alive, into = np.ones(links, np.bool_), np.arange(count)
    lists = _lists(a, b, count)
    level = np.empty(links)
    for e in range(links):
        level[e] = _level(e, a[e], b[e], best, flag, state, split)
    keys = (level, tie_a, tie_b)
    heap, position, total = np.arange(links), np.arange(links), links
    # From the last parent to the root: builds the heap in time linear in the links.
    for at in range(links // 2 - 1, -1, -1):
        _sift_down(heap, position, at, total, *keys)
    seen = np.full(count, NONE)
    joined, levels = np.empty((count, 2), np.int64), np.empty(count)
    merges, lowest = 0, MUST
    while total > 0 and level[heap[0]] >= floor:
        top = heap[0]
        # After a merge, the mean to a third cluster may be higher than the level of the merge was.
        # Without the running minimum, levels could rise again, and groups of a higher threshold
        # would not lie within those of a lower one.
        lowest = min(lowest, level[top])
        joined[merges, 0], joined[merges, 1], levels[merges] = tie_a[top], tie_b[top], lowest
        merges += 1
        keep, gone = a[top], b[top]
        alive[top] = False
        total = _take_out(top, heap, position, total, keys)
        # All links of both change their level, for the means run over other pairs now.
        for cluster in (keep, gone):  # keys may change only outside the heap
            half = lists[0][cluster]
            while half != NONE:
                if alive[half // 2]:
                    total = _take_out(half // 2, heap, position, total, keys)
                half = lists[2][half]
        _join(keep, gone, a, b, lists, alive, seen, (best, flag, tie_a, tie_b))
        sums[keep] += sums[gone]
        crowding[keep] += crowding[gone]
        size[keep] += size[gone]
        into[gone] = keep
        # Only live links are left in this list: `_join` has just swept it.
        half = lists[0][keep]
        while half != NONE:
            e = half // 2
            level[e] = _level(e, a[e], b[e], best, flag, state, split)
            total = _put_in(e, heap, position, total, keys)
            half = lists[2][half]
    for node in range(count):
        # Halved on the way, so that long rows of merges are walked once.
        while into[into[node]] != into[node]:
            into[node] = into[into[node]]
    return joined[:merges], levels[:merges], into
