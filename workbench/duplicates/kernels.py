"""Loops that NumPy cannot express, compiled by Numba. Imported only when first needed.

All are single-threaded with a fixed order of operations, so the same input gives the same bits.
"""

# Numba infers types from the arguments; annotations here would promise what nothing checks.
# mypy: disable-error-code="untyped-decorator,no-untyped-def,no-untyped-call"
# ruff: noqa: ANN001

from __future__ import annotations

import numpy as np
from numba import njit

from workbench.engines import interruptible

NONE = -1


@interruptible
@njit(cache=True)
def components(ends, count):
    """Return for each of `count` nodes the smallest node it is joined with through `ends`."""
    parent = np.arange(count)
    for k in range(len(ends)):
        a, b = ends[k, 0], ends[k, 1]
        while parent[a] != a:
            # Path halving: each node on the way skips one step from now on, so that paths stay
            # short without a second pass.
            parent[a] = parent[parent[a]]
            a = parent[a]
        while parent[b] != b:
            parent[b] = parent[parent[b]]
            b = parent[b]
        if a != b:
            # The smaller node becomes the root, so the name of a component does not depend on the
            # order of the links.
            parent[max(a, b)] = min(a, b)
    for node in range(count):
        # One step is enough: a parent is smaller than its child, so it was finished before.
        parent[node] = parent[parent[node]]
    return parent


@interruptible
@njit(cache=True)
def choose_leaders(  # noqa: C901
    order, group, start, neighbor, link, strength, barred, state
):
    """Walk nodes in order of preference; each follows a kept neighbor, or is kept itself.

    Shapes: group (m,), strength (p,), barred (p,), state (m,), returned leader (m,), returned
    through (m,), returned doubt (m,).
    """
    count = len(group)
    leader, through, doubt = np.full(count, NONE), np.full(count, NONE), np.full(count, NONE)
    # Rows that must be kept come first: others may follow them, however little preferred.
    for node in order:
        if state[node] == 1:
            leader[node] = node
    for node in order:
        if state[node] != 0:
            continue
        strongest, unsure = NONE, NONE
        for k in range(start[node], start[node + 1]):
            other, e = neighbor[k], link[k]
            # Only a neighbor that is itself kept can be followed. So each dropped row is directly
            # paired with a kept one, and no chain of pairs drops a row that resembles nothing kept.
            # Decisions are final and made in order of preference, so whoever is followed stays.
            if group[other] != group[node] or leader[other] != other or strength[e] < 0:
                continue
            # A guard sees a difference: not enough to drop the row, but worth a look by a person.
            if barred[e]:
                if unsure == NONE or strength[e] > strength[unsure]:
                    unsure = e
            elif strongest == NONE or strength[e] > strength[strongest]:
                strongest = e
                leader[node] = other
        if strongest == NONE:
            leader[node] = node
            doubt[node] = unsure
        through[node] = strongest
    return leader, through, doubt


@interruptible
@njit(cache=True)
def sorted_counts(codes, start):
    """Sort each run of codes in place and count repeats: compressed rows of (code, count)."""
    runs = len(start) - 1
    bounds = np.zeros(runs + 1, np.int64)
    # As long as if nothing were repeated, cut at the end: one pass instead of two.
    unique, counts = np.empty_like(codes), np.empty(len(codes), np.int32)
    filled = 0
    for run in range(runs):
        piece = np.sort(codes[start[run] : start[run + 1]])
        for k in range(len(piece)):
            if k > 0 and piece[k] == piece[k - 1]:
                counts[filled - 1] += 1
            else:
                unique[filled], counts[filled] = piece[k], 1
                filled += 1
        bounds[run + 1] = filled
    return bounds, unique[:filled], counts[:filled]


@interruptible
@njit(cache=True)
def row_cosines(start, codes, weights, left, right):
    """Return the cosine of sorted sparse rows for each pair (left, right)."""
    rows = len(start) - 1
    norm = np.zeros(rows)
    for row in range(rows):
        for k in range(start[row], start[row + 1]):
            norm[row] += float(weights[k]) * weights[k]
    out = np.zeros(len(left))
    for pair in range(len(left)):
        i, j = left[pair], right[pair]
        p, q = start[i], start[j]
        total = 0.0
        # Both rows are sorted, so one walk finds all common codes. Products are added in the order
        # of the codes, which is the same for (i, j) and (j, i), and so are the bits.
        while p < start[i + 1] and q < start[j + 1]:
            if codes[p] == codes[q]:
                total += float(weights[p]) * weights[q]
                p += 1
                q += 1
            elif codes[p] < codes[q]:
                p += 1
            else:
                q += 1
        if norm[i] > 0 and norm[j] > 0:
            out[pair] = min(1.0, total / np.sqrt(norm[i] * norm[j]))
    return out


@interruptible
@njit(cache=True)
def shared_ends(start, codes, left, right):
    """Return for each pair how many codes two rows share at both ends, none counted twice."""
    out = np.zeros(len(left), np.int64)
    for pair in range(len(left)):
        i, j = left[pair], right[pair]
        p, q, last_p, last_q = start[i], start[j], start[i + 1] - 1, start[j + 1] - 1
        while p <= last_p and q <= last_q and codes[p] == codes[q]:
            p += 1
            q += 1
        # Only what the beginning has left over: in "aba" beside "a", the one "a" would otherwise be
        # counted at both ends.
        while p <= last_p and q <= last_q and codes[last_p] == codes[last_q]:
            last_p -= 1
            last_q -= 1
        out[pair] = p - start[i] + start[i + 1] - 1 - last_p
    return out
