"""The exact neighbor graph of many vectors, by heads.

Each vector is first compared with those laid out near it: the k-th best of these is a similarity
that k vectors reach, so whatever the heads bound below it cannot be among the nearest k.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.engines import LocalEngine, one_blas_thread
from workbench.progress import Progress
from workbench.similarity.exact_pairs.bounded import (
    COLUMNS,
    ROWS,
    Scan,
    Side,
    coarse_pays,
    sample_rows,
    scan_of,
)
from workbench.similarity.exact_pairs.heads import choose_basis, make_heads, slack
from workbench.similarity.survivors import check_of
from workbench.similarity.unit_vectors import dot_error

GROUP = 1_024
"""Vectors laid out side by side that are compared with each other first; more than any k."""

Span = tuple[int, int]


@dataclass(frozen=True, eq=False)
class Job:
    """What the tasks of one graph share.

    rows, columns: vectors whose neighbors are wanted, and those among which they are.
    scan: finds the pairs whose bound reaches a cut.
    reached: A similarity that k vectors surely reach, for each of `rows`.
    allowed: how far a similarity may lie above its bound, by rounding alone.
    """

    rows: Side
    columns: Side
    scan: Scan
    reached: NDArray[np.float64]
    allowed: float


Found = tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float64]]


@one_blas_thread()
def graph(
    vectors: NDArray[np.float32],
    k: int,
    *,
    places: NDArray[np.int32] | None = None,
    progress: Progress,
) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """Find the `k` nearest of each vector, itself first, as `neighbors` defines them.

    Shapes: vectors (m, d), places (p,), returned indices (m, k).
    """
    sample = sample_rows(vectors)
    # A join gets its threshold from the caller. Here each vector has its own, the similarity of its
    # k-th neighbor: a typical one decides how wide heads are, each one's own what is left out.
    coarse = coarse_pays(len(vectors) * (len(vectors) if places is None else len(places)))
    basis = choose_basis(sample, _typical(sample, k, len(vectors)), coarse=coarse)
    columns = Side(vectors, make_heads(vectors, basis))
    reached = _lower_bounds(columns, k)
    rows = columns
    if places is not None:
        some = vectors[places]
        rows, reached = Side(some, make_heads(some, basis)), reached[places]
    count = len(rows.vectors)
    indices = np.empty((count, k), dtype=np.int32)
    similarity = np.empty((count, k), dtype=np.float32)
    with scan_of(rows.heads.numbers, columns.heads.numbers, coarse=coarse) as (scan, error):
        job = Job(rows, columns, scan, reached, slack(basis) + error)

        def run(span: Span) -> int:
            those = rows.heads.order[slice(*span)]
            left, right, values = _survivors(job, span)
            own = left if places is None else places[left]
            indices[those], similarity[those] = _ranked((left, right, values), own, those, k)
            return len(those)

        spans = ((top, min(top + ROWS, count)) for top in range(0, count, ROWS))
        for done in LocalEngine().map(run, spans):
            progress.advance(done)
    return indices, similarity


def _typical(sample: NDArray[np.float32], k: int, count: int) -> float:
    """Guess the similarity of a k-th neighbor, for which heads have to be wide enough."""
    values = sample @ sample.T
    rank = min(1 + k * len(sample) // count, len(sample) - 1)
    return float(np.median(np.partition(values, -rank - 1, axis=1)[:, -rank - 1]))


def _lower_bounds(side: Side, k: int) -> NDArray[np.float64]:
    """Return a similarity that k vectors, itself included, surely reach, for each vector."""
    count = len(side.vectors)
    reached = np.empty(count)
    error = dot_error(side.vectors.shape[1])
    for top in range(0, count, GROUP):
        # The last group starts earlier, to be whole: k vectors have to be among its members.
        start = min(top, count - GROUP)
        places = side.heads.order[start : start + GROUP]
        rows = side.vectors[places]
        values = rows @ rows.T
        # Each vector counts as its own best, whatever rounding does to its product with itself, and
        # even if it is a little short (half precision): then its product with a longer vector of
        # the same direction is larger than the one with itself, which must not be left out.
        with_itself = values.diagonal().copy()
        np.fill_diagonal(values, 2.0)
        best = np.partition(values, GROUP - k, axis=1)[:, GROUP - k]
        # The k-th best of some vectors is no better than the k-th best of all: nothing below it can
        # be among the nearest k. These products are float32, so their error is taken off; otherwise
        # a neighbor could miss the bound by rounding alone.
        reached[places] = np.minimum(best, np.minimum(with_itself, 1.0)) - error
    return reached


def _survivors(job: Job, span: Span) -> Found:
    """Scan some rows against all columns and check what the heads do not exclude."""
    side, others, check = job.rows, job.columns, check_of()
    rows, order = side.heads.order[slice(*span)], others.heads.order
    needed = job.reached[rows]
    cut = (needed - job.allowed).astype(np.float32)[:, None]
    parts = []
    for first in range(0, len(order), COLUMNS):
        i, j = job.scan.candidates(slice(*span), slice(first, first + COLUMNS), cut)
        a, b = rows[i], order[j + first]
        similarity = check(side.vectors, a, others.vectors, b, needed[i])
        near = similarity >= needed[i]
        parts.append((a[near], b[near], similarity[near]))
    left, right, values = (np.concatenate(one) for one in zip(*parts, strict=True))
    return left, right, values


def _ranked(
    pairs: Found, own: NDArray[np.int32], rows: NDArray[np.int32], k: int
) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """Take the k best of each row: itself, then by falling similarity, ties by place."""
    left, right, similarity = pairs
    # Itself first, even before an exact copy with a smaller number.
    rank = np.where(own == right, -np.inf, -similarity)
    # A total order: survivors come in the order of the heads, and the result must not show it.
    order = np.lexsort((right, rank, left))
    starts = np.searchsorted(left[order], rows)
    # At least k survivors per row: k vectors reach its bound, itself among them.
    picked = order[starts[:, None] + np.arange(k)]
    return right[picked], similarity[picked]
