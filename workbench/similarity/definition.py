"""The one definition of similarity, in NumPy.

Everything else in this room only decides which pairs are worth this.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from workbench.errors import InputError

LANES = 32
"""Sums that run side by side. Part of the definition: another number gives other last bits."""

CHUNK = 2_048
"""Pairs at a time, so that the sums stay in the cache."""


def cosine(a_rows: ArrayLike, b_rows: ArrayLike) -> NDArray[np.float64]:
    """Return the similarity of each row of `a_rows` with the same row of `b_rows`.

    The definition that all of Workbench uses: products of float32 numbers, which float64 holds
    exactly; number ``i`` is added to sum ``i % 32``, in rising order; the 32 sums are added by
    halves (0 and 16, 1 and 17, ...); the result is clipped to [-1, 1]. The order is fixed and
    products do not round, so the bits are the same on every machine, with or without fused
    multiply-add, and the same for (a, b) and (b, a).

    Shapes: a_rows, b_rows (p, d), returns (p,).
    """
    # Rounded to float32 first, whatever came in: the products below are exact only for float32
    # numbers, and the fast kernels read float32 too.
    a, b = np.asarray(a_rows, dtype=np.float32), np.asarray(b_rows, dtype=np.float32)
    if a.ndim != 2 or a.shape != b.shape:
        raise InputError(
            "a_rows and b_rows must be of one shape (pairs, dimensions), "
            f"got {a.shape} and {b.shape}."
        )
    places = np.arange(len(a))
    return cosine_at(a, places, b, places)


def cosine_at(
    a: NDArray[np.float32],
    left: NDArray[np.integer],
    b: NDArray[np.float32],
    right: NDArray[np.integer],
) -> NDArray[np.float64]:
    """Return the similarity of ``a[left[i]]`` and ``b[right[i]]`` for each i.

    Shapes: left, right (p,), returns (p,).
    """
    out = np.empty(len(left), dtype=np.float64)
    for start in range(0, len(left), CHUNK):
        piece = slice(start, start + CHUNK)
        out[piece] = _dots(a[left[piece]], b[right[piece]])
    # Lengths are 1 only within rounding, so a text's similarity with its own copy can come out a
    # little above 1, which no threshold would expect.
    return np.clip(out, -1.0, 1.0, out=out)


def _dots(a: NDArray[np.float32], b: NDArray[np.float32]) -> NDArray[np.float64]:
    """Sum the products of each row in 32 lanes, then add the lanes by halves."""
    # A float32 number has 24 significant bits, so a product of two has at most 48, and float64
    # holds 53. No product rounds; only the additions do. That is why a processor that fuses
    # multiply and add (one rounding instead of two) still gives the same bits.
    sums = np.zeros((len(a), LANES))
    for start in range(0, a.shape[1], LANES):
        stop = min(start + LANES, a.shape[1])
        part = np.multiply(a[:, start:stop], b[:, start:stop], dtype=np.float64)
        # The last chunk may be short: it reaches only the first sums. The compiled kernel pads it
        # with zeros instead, and adding zero changes nothing, so the two agree.
        sums[:, : stop - start] += part
    width = LANES
    # By halves, because the compiled kernel keeps the 32 sums in vector registers and can only fold
    # one half onto the other. From left to right would give other last bits.
    while width > 1:
        width //= 2
        sums = sums[:, :width] + sums[:, width:]
    return sums[:, 0]
