"""Ridge regression of vectors on token counts, by conjugate gradients."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from workbench.config import thread_count

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

PENALTY = 0.5
"""Strength of the pull towards the prior."""

STEPS = 10
"""Steps of conjugate gradients: more change nothing that could be measured."""


def fit(
    counts: csr_matrix, vectors: NDArray[np.float32], prior: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Return a vector per column of counts, so that counts times it come near to `vectors`.

    Columns that the sample lacks keep the prior, scaled as a whole to the sample.

    Shapes: counts (s, f), vectors (s, d), prior (f, d), returned (f, d).
    """
    first = counts @ prior
    power = float(np.vdot(first, first))
    scale = np.float32(float(np.vdot(first, vectors)) / power if power else 0.0)
    weights = scale * prior
    seen = np.unique(counts.indices)
    weights[seen] += ridge(counts[:, seen], vectors - scale * first)
    return weights


def ridge(counts: csr_matrix, wanted: NDArray[np.float32]) -> NDArray[np.float32]:
    """Minimize ``|counts x - wanted|^2 + PENALTY |x|^2``, each column of `wanted` by itself.

    Preconditioned by the diagonal. Threads share the columns out, which changes no bit.

    Shapes: counts (s, f), wanted (s, d), returned (f, d).
    """
    parts = np.array_split(np.arange(wanted.shape[1]), thread_count())
    back = counts.T.tocsr()
    squares = np.asarray(counts.multiply(counts).sum(axis=0)).ravel()
    diagonal = (1 / (squares + PENALTY)).astype(np.float32)[:, None]

    def solve(columns: NDArray[np.int64]) -> NDArray[np.float32]:
        rest = back @ np.ascontiguousarray(wanted[:, columns])
        return _conjugate_gradients(
            lambda x: back @ (counts @ x) + np.float32(PENALTY) * x, rest, diagonal
        )

    with ThreadPoolExecutor(len(parts)) as pool:
        return np.concatenate(list(pool.map(solve, parts)), axis=1)


def _conjugate_gradients(
    times: Callable[[NDArray[np.float32]], NDArray[np.float32]],
    rest: NDArray[np.float32],
    diagonal: NDArray[np.float32],
) -> NDArray[np.float32]:
    """Solve for each column of `rest` (Hestenes and Stiefel 1952). Shapes: rest (f, d)."""
    solution = np.zeros_like(rest)
    ahead = diagonal * rest
    way = ahead.copy()
    before = np.einsum("ij,ij->j", rest, ahead)
    for _ in range(STEPS):
        image = times(way)
        step = before / np.maximum(np.einsum("ij,ij->j", way, image), np.float32(1e-20))
        solution += step * way
        rest = rest - step * image
        ahead = diagonal * rest
        now = np.einsum("ij,ij->j", rest, ahead)
        way = ahead + now / np.maximum(before, np.float32(1e-20)) * way
        before = now
    return solution
