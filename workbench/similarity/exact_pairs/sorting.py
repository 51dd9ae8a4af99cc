"""Sorting of pairs and selection of the largest, compiled."""

# ruff: noqa: ANN001, ANN201, ANN202
# mypy: disable-error-code="no-untyped-def, no-untyped-call, assignment"
# Numba works the types out from the call.

from __future__ import annotations

import numpy as np
from numba import njit

from workbench.engines import interruptible


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
        place = places[left[pair]]
        places[left[pair]] += 1
        to_right[place] = right[pair]
        to_similarity[place] = similarity[pair]


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
                place = 1
                while place < k and top[place] < value:
                    top[place - 1] = top[place]
                    place += 1
                top[place - 1] = value
                least = top[0]
        found = 0
        for column in range(values.shape[1]):
            if values[row, column] >= least - margin:
                if found < places.shape[1]:
                    places[row, found] = column
                found += 1
        counts[row] = found
