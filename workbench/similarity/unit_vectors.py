"""Unit vectors: checked once at the door, and the one definition of their similarity."""

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


LENGTH_TOLERANCE = 0.01
"""How far a vector's length may be from 1; float16 or bfloat16 encoders stay within it."""

CHECK_ROWS = 32_768
"""Rows checked at a time, so that a memory map is read in pieces."""

FLOAT32_STEP = 2.0**-24
"""Unit roundoff of float32."""

FLOAT64_STEP = 2.0**-53
"""Unit roundoff of float64."""


def check_vectors(vectors: ArrayLike, *, name: str = "vectors") -> NDArray[np.float32]:
    """Return `vectors` as contiguous float32 rows of unit length.

    Shapes: vectors (m, d), returns (m, d).
    """
    array = np.asarray(vectors)
    if array.ndim != 2 or array.shape[1] == 0:
        raise InputError(
            f"{name} must be a table of numbers of shape (vectors, dimensions), "
            f"got shape {array.shape}."
        )
    if array.dtype.kind not in "fiu":
        raise InputError(
            f"{name} must hold real numbers, got dtype {array.dtype}. Try: {name}.astype('float32')"
        )
    with np.errstate(over="ignore"):  # an overflow to inf is reported below, by row
        rows: NDArray[np.float32] = np.ascontiguousarray(array, dtype=np.float32)
    if len(rows) >= 2**31:
        raise InputError(f"{name} must be fewer than {2**31:,} rows, got {len(rows):,}.")
    for start in range(0, len(rows), CHECK_ROWS):
        _check_lengths(rows[start : start + CHECK_ROWS], start, name)
    return rows


def check_same_width(first: NDArray[np.float32], second: NDArray[np.float32], what: str) -> None:
    """Refuse two sets of vectors that come from different models."""
    if first.shape[1] != second.shape[1]:
        raise InputError(
            f"{what} must have as many dimensions each, got {first.shape[1]} and "
            f"{second.shape[1]}. Embed both with the same model."
        )


def dot_error(dimensions: int) -> float:
    """Bound how far a float32 dot of two vectors of about unit length can be from the float64 one.

    Holds for any order of summation, with or without fused multiply-add: gamma(d) |x| |y| with
    gamma(d) = d u / (1 - d u). Source: N. J. Higham, Accuracy and Stability of Numerical
    Algorithms, 2nd ed., section 3.1.
    """
    steps = dimensions + 2  # two more cover the rounding of the threshold and of the lengths
    exact = sum(steps * u / (1 - steps * u) for u in (FLOAT32_STEP, FLOAT64_STEP))
    return exact * (1.0 + LENGTH_TOLERANCE) ** 2 * 1.01 + 2 * FLOAT32_STEP


def _check_lengths(block: NDArray[np.float32], start: int, name: str) -> None:
    """Refuse rows that are not finite or not of unit length."""
    with np.errstate(over="ignore", invalid="ignore"):  # such rows are what is looked for
        squares = np.einsum("ij,ij->i", block, block)
        lengths = np.sqrt(squares)
        wrong = ~(np.abs(lengths - 1) <= LENGTH_TOLERANCE)
    if not wrong.any():
        return
    first = int(np.flatnonzero(wrong)[0])
    bad = int(wrong.sum())
    if not np.isfinite(block[first]).all():
        raise InputError(
            f"{name} must be finite, but {name}[{start + first}] holds NaN or infinity "
            f"({bad:,} of {len(block):,} rows checked cannot be used). Embed these texts again."
        )
    raise InputError(
        f"{name} must be unit vectors, but {name}[{start + first}] has length "
        f"{lengths[first]:.4g}. Try: {name} / np.linalg.norm({name}, axis=1, keepdims=True) "
        "(no row may be all zeros)"
    )
