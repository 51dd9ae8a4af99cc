"""What survives a cut: the places of large numbers, and similarities of those pairs in full.

Similarities come from NumPy for few pairs, from a compiled loop for many: to load it takes longer
than a small join. They are the same to the bit.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from workbench.similarity.unit_vectors import cosine_at, dot_error

FEW = 200_000_000
"""Up to as many comparisons NumPy checks what survives: to load the compiled loop costs more."""

COMPILED = "workbench.similarity.exact_pairs.kernels"

Places = tuple[NDArray[np.int64], NDArray[np.int64]]

Vectors = NDArray[np.float32]
Rows = NDArray[np.int32]

Check = Callable[[Vectors, Rows, Vectors, Rows, float | NDArray[np.float64]], NDArray[np.float64]]


def places_at_least(
    values: NDArray[np.float32 | np.int16], least: np.float32 | NDArray[np.float32 | np.int16]
) -> Places:
    """Return rows and columns of the numbers that are as large as is asked, row by row.

    Shapes: values (r, n), least () or (r, 1).
    """
    # By NumPy: compiled loops take as long, for both wait for the numbers.
    i, j = np.divmod(np.flatnonzero(values >= least), values.shape[1])
    return i, j


def check_of(comparisons: float = np.inf) -> Check:
    """Return what gives pairs their similarity, after so many comparisons.

    It is called with two sets of vectors, the place of each pair in them, and the least similarity
    that is wanted, one or one per pair: a pair below it may have -1 instead of its own.
    """
    if comparisons <= FEW and COMPILED not in sys.modules:
        return lambda a, left, b, right, _: cosine_at(a, left, b, right)
    from workbench.similarity.exact_pairs.kernels import cosines

    def check(
        a: Vectors, left: Rows, b: Vectors, right: Rows, least: float | NDArray[np.float64]
    ) -> NDArray[np.float64]:
        surely = np.atleast_1d(np.asarray(least, dtype=np.float64) - dot_error(a.shape[1]))
        similarity: NDArray[np.float64] = cosines(a, left, b, right, surely)
        return similarity

    return check
