"""The exact searches cut into blocks of rows, for engines that run in other processes."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.engines import Engine, Shared
from workbench.errors import check_count
from workbench.progress import Progress, Quiet
from workbench.similarity.checks import check_same_width, check_vectors
from workbench.similarity.definition import cosine_at
from workbench.similarity.exact_search import Nearest, search
from workbench.similarity.nearest_neighbors import lowered
from workbench.similarity.results import Neighbors

QUERY_ROWS = 8_192
"""Rows whose nearest neighbors one task finds."""

SEARCHED_ROWS = 65_536
"""Rows that such a task looks through at a time."""


def neighbors_by_blocks(
    vectors: NDArray[np.float32],
    k: int,
    engine: Engine,
    *,
    places: NDArray[np.integer[Any]] | None = None,
    progress: Progress | None = None,
) -> Neighbors:
    """Find what `neighbors` finds, some rows at a time on an engine.

    Shapes: vectors (m, d), places (p,).
    """
    rows = check_vectors(vectors)
    wanted = check_count("k", k)
    k = min(wanted, len(rows))
    told = progress or Quiet()
    asked = np.arange(len(rows)) if places is None else places
    told.start("neighbors", len(asked))
    shared, spans = engine.share(vectors), _spans(len(asked))
    blocks = [(shared, asked[top:bottom].astype(np.int32), k) for top, bottom in spans]
    indices = np.empty((len(asked), k), dtype=np.int32)
    similarity = np.empty((len(asked), k), dtype=np.float32)
    for (top, bottom), found in zip(spans, engine.map(run_neighbors, blocks), strict=True):
        indices[top:bottom], similarity[top:bottom] = found
        told.advance(bottom - top)
    told.finish()
    return Neighbors(indices, similarity, lowered(wanted, k))


def search_by_blocks(
    vectors: NDArray[np.float32], queries: NDArray[np.float32], k: int, engine: Engine
) -> Nearest:
    """Find what `search` finds, some queries at a time on an engine.

    Shapes: returned indices (q, k), returned similarities (q, k).
    """
    rows, wanted = check_vectors(vectors), check_vectors(queries, name="queries")
    check_same_width(rows, wanted, "vectors and queries")
    k = min(check_count("k", k), len(rows))
    shared = engine.share(vectors), engine.share(queries)
    blocks = [(*shared, top, bottom, k) for top, bottom in _spans(len(wanted))]
    indices, similarities = np.empty((len(wanted), k), np.int32), np.empty((len(wanted), k))
    for (_, _, top, bottom, _), found in zip(blocks, engine.map(run_search, blocks), strict=True):
        indices[top:bottom], similarities[top:bottom] = found
    return indices, similarities


# What runs on a worker: functions of a module, so that they can be sent by name


def run_search(block: tuple[Shared, Shared, int, int, int]) -> Nearest:
    """Find the nearest of some queries."""
    vectors, queries, top, bottom, k = block
    return _nearest(vectors.read(), queries.read()[top:bottom], k)


def run_neighbors(
    block: tuple[Shared, NDArray[np.int32], int],
) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """Find the nearest of some rows among all, themselves first."""
    shared, places, k = block
    vectors, own = shared.read(), places[:, None]
    found, similarity = _nearest(vectors, vectors[places], k)
    itself = cosine_at(vectors, places, vectors, places)[:, None]
    place = np.where(found == own, -1, np.arange(1, k + 1))
    place[(place > 0).all(axis=1), -1] = -1  # more than k are alike: the vector itself is beyond
    others = np.argsort(place, axis=1, kind="stable")[:, 1:]
    indices = np.hstack([own, np.take_along_axis(found, others, axis=1)])
    values = np.hstack([itself, np.take_along_axis(similarity, others, axis=1)])
    return indices, values.astype(np.float32)


# Insides


def _spans(rows: int) -> list[tuple[int, int]]:
    """Cut queries into the parts of tasks."""
    return [(top, min(top + QUERY_ROWS, rows)) for top in range(0, rows, QUERY_ROWS)]


def _nearest(vectors: NDArray[np.float32], queries: NDArray[np.float32], k: int) -> Nearest:
    """Search some rows at a time, and keep the best of all: by similarity, ties by place."""
    best = np.empty((len(queries), 0), np.int32), np.empty((len(queries), 0))
    for start in range(0, len(vectors), SEARCHED_ROWS):
        found, similarity = search(vectors[start : start + SEARCHED_ROWS], queries, k)
        found = np.hstack([best[0], found + np.int32(start)])
        similarity = np.hstack([best[1], similarity])
        order = np.lexsort((found, -similarity), axis=1)[:, :k]
        best = np.take_along_axis(found, order, 1), np.take_along_axis(similarity, order, 1)
    return best
