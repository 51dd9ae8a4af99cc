"""The compiled similarity of pairs. Imported only if a join is large enough to pay for it."""

# ruff: noqa: ANN001, ANN201
# mypy: disable-error-code="no-untyped-def,no-untyped-call"
# Numba's types stand in the decorator.

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
