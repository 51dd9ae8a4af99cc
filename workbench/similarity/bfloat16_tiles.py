"""Products of many vectors in bfloat16, for processors that multiply it by instructions of its own.

They only tell which few vectors may be among the nearest; the float64 definition ranks these, so
that every machine finds the same.
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray

from workbench.embedding.encoders.devices import (
    has_native_bfloat16,
    single_threaded_operators,
)
from workbench.similarity.unit_vectors import LENGTH_TOLERANCE, dot_error

ROUNDED = 2.0**-9
"""Largest share by which rounding to bfloat16 changes a number."""


class Bfloat16Rows:
    """Vectors that are multiplied with many queries. Shapes: rows (m, d)."""

    def __init__(self, rows: NDArray[np.float32]) -> None:
        self._columns = torch.from_numpy(rows).to(torch.bfloat16).T.contiguous()

    def products(self, queries: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the products with each query. Shapes: queries (q, d), returns (q, m)."""
        asked = torch.from_numpy(queries).to(torch.bfloat16)
        products: NDArray[np.float32] = torch.mm(asked, self._columns).float().numpy()
        return products


def bfloat16_error(dimensions: int) -> float:
    """Bound how far such a product of two unit vectors can be from the exact one.

    Both factors and the product are rounded; sums are float32.
    """
    return dot_error(dimensions) + (3 * ROUNDED + 3 * ROUNDED**2) * (1 + LENGTH_TOLERANCE) ** 2


__all__ = ["Bfloat16Rows", "bfloat16_error", "has_native_bfloat16", "single_threaded_operators"]
