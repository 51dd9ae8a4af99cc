"""Vectors as they come in: checked once, at the door."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from workbench.errors import InputError

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
            f"({bad:,} rows of {len(block):,} looked at cannot be used). Embed these texts again."
        )
    raise InputError(
        f"{name} must be unit vectors, but {name}[{start + first}] has length "
        f"{lengths[first]:.4g}. Try: {name} / np.linalg.norm({name}, axis=1, keepdims=True) "
        "(no row may be all zeros)"
    )
