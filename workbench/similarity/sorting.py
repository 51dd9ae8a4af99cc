"""Sorting of pairs and selection of the largest, compiled."""

# ruff: noqa: ANN001, ANN201, ANN202
# mypy: disable-error-code="no-untyped-def, assignment"
# Numba works the types out from the call.

from __future__ import annotations

import numpy as np
from numba import njit


@njit(nogil=True, cache=True)
def _starts(places, count):
    """Return where each value's run begins among the sorted ones."""
    starts = np.zeros(count + 1, dtype=np.int64)
    for place in places:
        starts[place + 1] += 1
    return np.cumsum(starts)


@njit(nogil=True, cache=True)
def sort_pairs(left, right, similarity, rows, columns):
    """Sort pairs by (left, right): first by right, then, keeping that order, by left.

    Parameters
    ----------
    left, right : ndarray of int32, shape (p,)
    similarity : ndarray of float64, shape (p,)
    rows, columns : int
        Upper bounds of `left` and of `right`, exclusive.

    Returns
    -------
    tuple of ndarray
        The three, sorted.
    """
    order = np.empty(len(left), dtype=np.int64)
    starts = _starts(right, columns)
    for pair in range(len(right)):
        order[starts[right[pair]]] = pair
        starts[right[pair]] += 1
    starts = _starts(left, rows)
    sorted_left, sorted_right = np.empty_like(left), np.empty_like(right)
    sorted_similarity = np.empty_like(similarity)
    for pair in order:
        place = starts[left[pair]]
        starts[left[pair]] += 1
        sorted_left[place] = left[pair]
        sorted_right[place] = right[pair]
        sorted_similarity[place] = similarity[pair]
    return sorted_left, sorted_right, sorted_similarity


@njit(nogil=True, cache=True)
def largest(values, k, margin, places, counts):
    """Find each row's k largest numbers, and those less than `margin` below the k-th.

    Parameters
    ----------
    values : ndarray of float32, shape (r, n)
        n at least k.
    k : int
        How many; the time grows with its square.
    margin : float32
        How far below the k-th still counts.
    places : ndarray of int32, shape (r, p)
        Where columns go, rising.
    counts : ndarray of int64, shape (r,)
        Where it goes how many there are; more than p where they did not fit.
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
