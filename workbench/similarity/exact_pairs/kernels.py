"""The compiled loops of exact pairs. Imported only if a join is large enough to pay for it."""

# ruff: noqa: ANN001, ANN201, ANN202
# mypy: disable-error-code="no-untyped-def, no-untyped-call, assignment"
# Numba works the types out from the call, or they stand in the decorator.

from __future__ import annotations

import numpy as np
from numba import njit, types

from workbench.engines import interruptible
from workbench.similarity.unit_vectors import LANES

_VECTORS = types.Array(types.float32, 2, "C", readonly=True)
_ROWS = types.Array(types.int32, 1, "C", readonly=True)
"""Read-only, so that one compiled version takes writable arrays and read-only memory maps."""


@njit(types.float32(_VECTORS, types.int32, _VECTORS, types.int32), fastmath=True, nogil=True)
def _about(a, left, b, right):
    """Return the product of two vectors, summed up in the order that is quickest."""
    x, y, total = a[left], b[right], np.float32(0)
    for place in range(len(x)):
        total += x[place] * y[place]
    return total


@interruptible
@njit(
    types.float64[::1](_VECTORS, _ROWS, _VECTORS, _ROWS, types.float64[::1]),
    nogil=True,
    cache=True,
)
def cosines(a, left, b, right, least):
    """Return what `workbench.similarity.unit_vectors.cosine_at` returns, to the bit.

    -1 if a product in float32 shows that it is below what is wanted: `least`, one number or one
    per pair, less the error of such a product.
    """
    similarity = np.empty(len(left))
    lanes = np.empty(LANES)
    dimensions = a.shape[1]
    whole = dimensions // LANES * LANES
    for pair in range(len(left)):
        wanted = least[min(pair, len(least) - 1)]
        if wanted > -1 and _about(a, left[pair], b, right[pair]) < wanted:
            similarity[pair] = -1.0
            continue
        x, y = a[left[pair]], b[right[pair]]
        lanes[:] = 0
        # The inner loop has a fixed length, so that LLVM turns it into vector instructions. It may
        # not change the order of the additions, on which the last bits depend; the products of
        # float32 numbers are exact in float64.
        for first in range(0, whole, LANES):
            for lane in range(LANES):
                lanes[lane] += np.float64(x[first + lane]) * np.float64(y[first + lane])
        for lane in range(dimensions - whole):
            lanes[lane] += np.float64(x[whole + lane]) * np.float64(y[whole + lane])
        width = LANES
        while width > 1:  # upper half onto lower half, as the definition says
            width //= 2
            for lane in range(width):
                lanes[lane] += lanes[lane + width]
        similarity[pair] = min(1.0, max(-1.0, lanes[0]))
    return similarity


def sort_pairs(parts, rows):
    """Sort pairs by (left, right): share them out by left, then sort each left's own."""
    starts = np.zeros(rows + 1, dtype=np.int64)
    for left, _, _ in parts:
        starts[1:] += np.bincount(left, minlength=rows)
    np.cumsum(starts, out=starts)
    right, similarity = np.empty(starts[-1], np.int32), np.empty(starts[-1])
    places = starts[:-1].copy()
    for part in parts:
        _share_out(*part, places, right, similarity)
    parts.clear()
    _sort_runs(starts, right, similarity)
    return np.repeat(np.arange(rows, dtype=np.int32), np.diff(starts)), right, similarity


@interruptible
@njit(nogil=True, cache=True)
def _share_out(left, right, similarity, places, to_right, to_similarity):
    """Write each pair to the next free place of its left."""
    for pair in range(len(left)):
        target = places[left[pair]]
        places[left[pair]] += 1
        to_right[target] = right[pair]
        to_similarity[target] = similarity[pair]


@interruptible
@njit(nogil=True, cache=True)
def _sort_runs(starts, right, similarity):
    """Sort the pairs of each left by right, in place."""
    for row in range(len(starts) - 1):
        run = slice(starts[row], starts[row + 1])
        order = np.argsort(right[run])
        right[run] = right[run][order]
        similarity[run] = similarity[run][order]


APART = 16
"""Numbers of a row, evenly apart, of which the largest is found first: few of these count."""


@njit(nogil=True, fastmath={"nnan", "nsz"}, cache=True)
def _best_of_groups(line, best):
    """Write the largest of columns g, g + groups, g + 2 * groups, and so on for each group g."""
    # Number by number of two lines side by side, and as no number is missing (`nnan`), LLVM makes
    # vector instructions of it.
    groups = len(best)
    parts = len(line) // groups
    best[:] = line[:groups]
    for part in range(1, parts):
        numbers = line[part * groups : (part + 1) * groups]
        for group in range(groups):
            best[group] = max(best[group], numbers[group])
    for group in range(len(line) - parts * groups):
        best[group] = max(best[group], line[parts * groups + group])


@interruptible
@njit(nogil=True, cache=True)
def at_least(values, least):
    """Return the places of the numbers that are as large as is asked, row by row.

    Shapes: values (r, n), least (r,) or, for all rows, (1,).
    """
    columns = values.shape[1]
    groups = max(1, columns // APART)
    best = np.empty(groups, values.dtype)
    i, j, count = np.empty(columns, np.int64), np.empty(columns, np.int64), 0
    for row in range(values.shape[0]):
        line, lowest = values[row], least[min(row, len(least) - 1)]
        _best_of_groups(line, best)
        if count + columns > len(i):
            more = np.empty(len(i) + columns, np.int64)
            i, j = np.append(i, more), np.append(j, more)
        for group in range(groups):
            if best[group] >= lowest:
                for column in range(group, columns, groups):
                    if line[column] >= lowest:
                        i[count], j[count] = row, column
                        count += 1
    return i[:count], j[:count]


@interruptible
@njit(nogil=True, cache=True)
def kth_largest(values, k):
    """Return the k-th largest number of each row. Shapes: values (r, n), returns (r,)."""
    columns = values.shape[1]
    groups = max(1, columns // APART)
    top, best = np.empty(k, dtype=np.float32), np.empty(groups, dtype=np.float32)
    least = np.full(len(values), -np.inf, dtype=np.float32)
    for row in range(len(values)):
        line = values[row]
        _best_of_groups(line, best)
        top[:] = -np.inf
        for group in range(groups):
            if best[group] > top[0]:
                for column in range(group, columns, groups):
                    _put(top, line[column])
        least[row] = top[0]
    return least


@njit(nogil=True, cache=True)
def _put(top, value):
    """Put a number among the largest so far, in rising order, if it is one."""
    if value <= top[0]:
        return
    place = 1
    while place < len(top) and top[place] < value:
        top[place - 1] = top[place]
        place += 1
    top[place - 1] = value
