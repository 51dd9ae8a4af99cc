"""Ways to find the pairs whose bound reaches a threshold, for `similarity.py scans`.

All take the heads that the join makes, and check what is left in full. `llvm` is the join as it
is. `blas` multiplies heads by NumPy: tail and slack stand behind the head as further numbers, so
that a product is the bound itself. `numba` does the same by plain loops. All give the same pairs.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from workbench.config import thread_count
from workbench.progress import Quiet
from workbench.similarity.exact_pairs.bounded import join_heads, sample_rows
from workbench.similarity.exact_pairs.collector import Collector
from workbench.similarity.exact_pairs.heads import choose_basis, make_heads, slack

Vectors = NDArray[np.float32]
ROUNDING = 2e-6
"""More than float32 sums over a head can lose."""
ROWS, COLUMNS = 512, 2048
MOST = 10**8


def llvm(vectors: Vectors, threshold: float, *, integer: bool | None = None) -> Any:
    """Join by the compiled tiles, of int8 heads where the processor multiplies them."""
    collector = Collector(threshold, MOST)
    join_heads(vectors, None, collector, integer=integer, progress=Quiet())
    return collector.sorted(len(vectors))


def llvm_float(vectors: Vectors, threshold: float) -> Any:
    """Join by the compiled tiles of float32 heads."""
    return llvm(vectors, threshold, integer=False)


def blas(vectors: Vectors, threshold: float) -> Any:
    """Join by matrix products."""

    def scan(rows: Vectors, columns: Vectors, cut: np.float32) -> tuple[Any, Any]:
        return np.divmod(np.flatnonzero(rows @ columns.T >= cut), len(columns))

    return _join(vectors, threshold, scan)


def plain_numba(vectors: Vectors, threshold: float) -> Any:
    """Join by loops that Numba compiles as they are written."""

    def scan(rows: Vectors, columns: Vectors, cut: np.float32) -> tuple[Any, Any]:
        i, j = np.empty(ROWS * COLUMNS, np.int32), np.empty(ROWS * COLUMNS, np.int32)
        found = _loops(rows, np.ascontiguousarray(columns.T), cut, i, j)
        return i[:found], j[:found]

    return _join(vectors, threshold, scan)


WAYS: dict[str, Callable[[Vectors, float], Any]] = {
    "llvm": llvm,
    "llvm, float32 heads": llvm_float,
    "blas": blas,
    "plain numba": plain_numba,
}


def _join(vectors: Vectors, threshold: float, scan: Callable[..., tuple[Any, Any]]) -> Any:
    """Bound tile by tile, check what survives, and gather it."""
    rows, columns, order = _bounds(vectors, threshold)
    count, collector = len(vectors), Collector(threshold, MOST)
    cut = np.float32(threshold - ROUNDING)

    def run(top: int) -> None:
        parts = []
        for first in range(top, count, COLUMNS):
            i, j = scan(rows[top : top + ROWS], columns[first : first + COLUMNS], cut)
            above = i + top < j + first
            parts.append((order[i[above] + top], order[j[above] + first]))
        left, right = (np.concatenate(part) for part in zip(*parts, strict=True))
        similarity = np.empty(len(left))
        kept = _confirm(vectors, threshold, left, right, similarity)
        pair = np.sort(np.stack([left[:kept], right[:kept]]), axis=0)
        collector.add((pair[0], pair[1], similarity[:kept].copy()))

    with threadpool_limits(1, user_api="blas"), ThreadPoolExecutor(thread_count()) as pool:
        list(pool.map(run, range(0, count, ROWS)))
    return collector.sorted(count)


def _bounds(vectors: Vectors, threshold: float) -> tuple[Vectors, Vectors, NDArray[np.int32]]:
    """Return rows and columns whose products are the bounds, and which vector each is."""
    basis = choose_basis(sample_rows(vectors), threshold, kinds=(False,))
    heads = make_heads(vectors, basis)
    order = np.argsort(heads.leader, kind="stable").astype(np.int32)
    shares = slack(heads, heads.longest, basis)[order].astype(np.float32)
    one = np.ones(len(vectors), np.float32)
    parts = [*heads.numbers[order].T, heads.tail[order]]
    return np.stack([*parts, shares, one], axis=1), np.stack([*parts, one, shares], axis=1), order


@njit(nogil=True)
def _loops(rows: Any, columns: Any, cut: Any, i: Any, j: Any) -> Any:
    found = 0
    sums = np.empty(columns.shape[1], np.float32)
    for row in range(len(rows)):
        sums[:] = 0
        for step in range(rows.shape[1]):
            for place in range(len(sums)):
                sums[place] += rows[row, step] * columns[step, place]
        for place in range(len(sums)):
            if sums[place] >= cut:
                i[found], j[found] = row, place
                found += 1
    return found


@njit(nogil=True)
def _confirm(vectors: Any, floor: Any, i: Any, j: Any, similarity: Any) -> Any:
    """Keep the pairs at or above the floor, by the sums of `workbench.similarity.cosine`."""
    kept, lanes, width = 0, np.empty(32), vectors.shape[1]
    for pair in range(len(i)):
        lanes[:] = 0
        for first in range(0, width, 32):
            for lane in range(min(32, width - first)):
                product = (
                    np.float64(vectors[i[pair], first + lane]) * vectors[j[pair], first + lane]
                )
                lanes[lane] += product
        half = 16
        while half:
            for lane in range(half):
                lanes[lane] += lanes[lane + half]
            half //= 2
        value = min(1.0, max(-1.0, lanes[0]))
        if value >= floor:
            i[kept], j[kept], similarity[kept] = i[pair], j[pair], value
            kept += 1
    return kept
