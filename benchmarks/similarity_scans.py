"""Ways to find the pairs whose bound reaches a threshold, for `similarity.py scans`.

All make the same heads, check what is left in full, and give the same pairs. `matrix products` is
the join as it is; `plain numba` compares the heads by loops that Numba compiles as they are
written; `no heads` multiplies the whole vectors, tile by tile.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from workbench.config import thread_count
from workbench.progress import Quiet
from workbench.similarity.exact_pairs.blas_tiles import join_tiles
from workbench.similarity.exact_pairs.bounded import COLUMNS, ROWS, join_heads, sample_rows
from workbench.similarity.exact_pairs.collector import Collector
from workbench.similarity.exact_pairs.heads import choose_basis, make_heads, slack
from workbench.similarity.exact_pairs.kernels import cosines

Vectors = NDArray[np.float32]
MOST = 10**8


def products(vectors: Vectors, threshold: float) -> Any:
    """Join by matrix products of heads."""
    collector = Collector(threshold, MOST)
    join_heads(vectors, None, collector, progress=Quiet())
    return collector.sorted(len(vectors))


def whole(vectors: Vectors, threshold: float) -> Any:
    """Join by matrix products of whole vectors."""
    collector = Collector(threshold, MOST)
    join_tiles(vectors, None, collector, progress=Quiet())
    return collector.sorted(len(vectors))


def plain_numba(vectors: Vectors, threshold: float) -> Any:
    """Join by loops over heads."""
    basis = choose_basis(sample_rows(vectors), threshold)
    heads = make_heads(vectors, basis)
    cut, collector = np.float32(threshold - slack(basis)), Collector(threshold, MOST)

    def run(top: int) -> None:
        for first in range(top, len(vectors), COLUMNS):
            i, j = np.empty(ROWS * COLUMNS, np.int32), np.empty(ROWS * COLUMNS, np.int32)
            columns = np.ascontiguousarray(heads.numbers[first : first + COLUMNS].T)
            count = _loops(heads.numbers[top : top + ROWS], columns, cut, i, j)
            above = i[:count] + top < j[:count] + first
            left = heads.order[i[:count][above] + top]
            right = heads.order[j[:count][above] + first]
            left, right = np.minimum(left, right), np.maximum(left, right)
            collector.add((left, right, cosines(vectors, left, vectors, right)))

    with ThreadPoolExecutor(thread_count()) as pool:
        list(pool.map(run, range(0, len(vectors), ROWS)))
    return collector.sorted(len(vectors))


WAYS: dict[str, Callable[[Vectors, float], Any]] = {
    "matrix products": products,
    "plain numba": plain_numba,
    "no heads": whole,
}


@njit(nogil=True)
def _loops(rows: Any, columns: Any, cut: Any, i: Any, j: Any) -> Any:
    count = 0
    sums = np.empty(columns.shape[1], np.float32)
    for row in range(len(rows)):
        sums[:] = 0
        for step in range(rows.shape[1]):
            for place in range(len(sums)):
                sums[place] += rows[row, step] * columns[step, place]
        for place in range(len(sums)):
            if sums[place] >= cut:
                i[count], j[count] = row, place
                count += 1
    return count
