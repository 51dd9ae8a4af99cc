"""Products of many vectors in bfloat16, for processors that multiply it by instructions of its own.

They only tell which few vectors may be near; the float64 definition decides on these, so that every
machine finds the same.
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray

from workbench.embedding.encoders.devices import (
    has_native_bfloat16,
    single_threaded_operators,
)
from workbench.similarity.survivors import Places, places_at_least
from workbench.similarity.unit_vectors import LENGTH_TOLERANCE, dot_error

ROUNDED = 2.0**-9
"""Largest share by which rounding to bfloat16 changes a number."""


class Bfloat16Rows:
    """Vectors that are multiplied with many queries. Shapes: rows (m, d)."""

    def __init__(self, rows: NDArray[np.float32]) -> None:
        self._columns = _rounded(rows).T.contiguous()

    def products(self, queries: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the products with each query. Shapes: queries (q, d), returns (q, m)."""
        products: NDArray[np.float32] = torch.mm(_rounded(queries), self._columns).float().numpy()
        return products


class Bfloat16Heads:
    """Heads of two sets, or of one twice: products of theirs that reach a cut.

    Shapes: rows (m, k), columns (n, k).
    """

    def __init__(self, rows: NDArray[np.float32], columns: NDArray[np.float32]) -> None:
        self._rows = _rounded(rows)
        self._columns = self._rows if columns is rows else _rounded(columns)

    def candidates(
        self, rows: slice, columns: slice, cut: np.float32 | NDArray[np.float32]
    ) -> Places:
        """Return the places, inside of these rows and columns, of the products at a cut or above.

        Shapes: cut () or (rows, 1).
        """
        products = torch.mm(self._rows[rows], self._columns[columns].T)
        if np.min(cut) > 0:
            # Positive numbers are in the order of their bits read as integers, which NumPy compares
            # ten times as fast as torch compares bfloat16. The cut loses its last bits: it becomes
            # a little lower, never higher.
            least = (np.asarray(cut, dtype=np.float32).view(np.uint32) >> 16).astype(np.int16)
            return places_at_least(products.view(torch.int16).numpy(), least)
        return places_at_least(products.float().numpy(), cut)


def _rounded(rows: NDArray[np.float32]) -> torch.Tensor:
    """Return a copy in bfloat16; torch does not share an array that is read-only."""
    return torch.tensor(rows, dtype=torch.bfloat16)


def bfloat16_error(dimensions: int) -> float:
    """Bound how far such a product of two unit vectors can be from the exact one.

    Both factors and the product are rounded; sums are float32.
    """
    return dot_error(dimensions) + (3 * ROUNDED + 3 * ROUNDED**2) * (1 + LENGTH_TOLERANCE) ** 2


__all__ = [
    "Bfloat16Heads",
    "Bfloat16Rows",
    "bfloat16_error",
    "has_native_bfloat16",
    "single_threaded_operators",
]
