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


@interruptible
@njit(types.float64[::1](_VECTORS, _ROWS, _VECTORS, _ROWS), nogil=True, cache=True)
def cosines(a, left, b, right):
    """Return what `workbench.similarity.unit_vectors.cosine_at` returns, to the bit."""
    similarity = np.empty(len(left))
    lanes = np.empty(LANES)
    dimensions = a.shape[1]
    whole = dimensions // LANES * LANES
    for pair in range(len(left)):
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


@interruptible
@njit(nogil=True, cache=True)
def largest(values, k, margin, places, counts):
    """Find each row's k largest numbers, and those less than `margin` below the k-th.

    Shapes: values (r, n), places (r, p), counts (r,).
    """
    top = np.empty(k, dtype=np.float32)
    for row in range(values.shape[0]):
        top[:] = -np.inf
        least = top[0]
        for value in values[row]:
            if value > least:
                position = 1
                while position < k and top[position] < value:
                    top[position - 1] = top[position]
                    position += 1
                top[position - 1] = value
                least = top[0]
        count = 0
        for column in range(values.shape[1]):
            if values[row, column] >= least - margin:
                if count < places.shape[1]:
                    places[row, count] = column
                count += 1
        counts[row] = count
