"""The neighbor graph: exact by default, from an approximate index by choice."""

from __future__ import annotations

import importlib.util
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from workbench.errors import DependencyError, InputError, check_count
from workbench.progress import Progress, Quiet
from workbench.similarity.exact_pairs.neighbor_graph import GROUP, graph
from workbench.similarity.exact_search import (
    MANY_ROWS,
    MOST_COMPILED,
    bfloat16_pays,
    nearest_by_tiles,
    search,
)
from workbench.similarity.results import Neighbors
from workbench.similarity.unit_vectors import check_vectors, cosine_at

FEWEST = 4_096
"""Vectors below which the exact graph takes no longer than the index."""

WIDEST = 30
"""Neighbors that the index looks for at least: fewer would lower its recall."""

MOST_TILED = 150_000
"""Vectors up to which a tile of products with all of them has rows enough."""

SAMPLE = 500
"""Vectors whose exact neighbors the recall is measured on."""

IN_SAMPLE = 10
"""Neighbors in a sample that each vector gets."""

CHUNK = 16_384
"""Vectors whose neighbors are given their similarity at a time."""


def check_index() -> None:
    """Refuse to go on where the index is not installed."""
    if importlib.util.find_spec("pynndescent") is None:
        raise DependencyError.for_extra("an approximate graph", "pynndescent", "approximate")


def approximate_graph(
    vectors: NDArray[np.float32], k: int, *, chunk: int = CHUNK, progress: Progress
) -> Neighbors:
    """Find about the `k` nearest of each vector, itself first.

    The index runs in one thread and from a fixed seed, so that the same vectors in the same order
    give the same graph; the similarities in it are those of `workbench.similarity.cosine`.

    Shapes: vectors (m, d).
    """
    check_index()
    candidates = _descend(vectors, k)
    indices = np.empty((len(vectors), k), dtype=np.int32)
    similarity = np.empty((len(vectors), k), dtype=np.float32)
    for top in range(0, len(vectors), chunk):
        piece = slice(top, min(top + chunk, len(vectors)))
        indices[piece], similarity[piece] = ranked(
            vectors, candidates[piece], np.arange(top, piece.stop), k
        )
        progress.advance(piece.stop - top)
    recall = _recall(vectors, similarity)
    note = (
        f"neighbors come from an approximate index (PyNNDescent): {recall:.1%} of the "
        f"{k - 1} nearest were found, measured on {min(SAMPLE, len(vectors)):,} vectors"
    )
    return Neighbors(indices, similarity, (note,), recall=recall)


def _descend(vectors: NDArray[np.float32], k: int) -> NDArray[np.int32]:
    """Return what the index finds, shape (m, more than k); -1 where it finds too few."""
    from pynndescent import NNDescent

    wanted = min(max(k + 2, WIDEST), len(vectors) - 1)
    index = NNDescent(vectors, metric="cosine", n_neighbors=wanted, random_state=0, n_jobs=1)
    indices: NDArray[np.int32] = index.neighbor_graph[0]
    return indices


def ranked(
    vectors: NDArray[np.float32],
    candidates: NDArray[np.int32],
    places: NDArray[np.integer[Any]],
    k: int,
) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """Put each of some vectors first, then its candidates by falling similarity, ties by place.

    Shapes: candidates (p, c), -1 for none; places (p,).
    """
    rows = places.astype(np.int32)
    found = np.column_stack([rows, np.where(candidates == rows[:, None], -1, candidates)])
    left = np.repeat(rows, found.shape[1])
    values = cosine_at(vectors, left, vectors, found.ravel()).reshape(found.shape)
    rank = np.where(found < 0, -np.inf, values)
    rank[:, 0] = np.inf
    order = np.lexsort((found, -rank), axis=1)[:, :k]
    indices, similarity = (np.take_along_axis(one, order, 1) for one in (found, values))
    short = np.flatnonzero((indices < 0).any(axis=1))
    if len(short):  # found too few: look everywhere
        indices[short], similarity[short] = _exact(vectors, rows[short], k)
    return indices, similarity.astype(np.float32)


def _exact(
    vectors: NDArray[np.float32], rows: NDArray[np.int32], k: int
) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """Find the exact neighbors of some vectors, themselves first."""
    indices, similarity = search(vectors, vectors[rows], k)
    for row, own_index in enumerate(rows):
        at = np.flatnonzero(indices[row] == own_index)
        last = int(at[0]) if len(at) else k - 1  # among more than k copies it can be missing
        own = float(cosine_at(vectors, rows[row : row + 1], vectors, rows[row : row + 1])[0])
        indices[row, : last + 1] = [own_index, *indices[row, :last]]
        similarity[row, : last + 1] = [own, *similarity[row, :last]]
    return indices, similarity


def _recall(vectors: NDArray[np.float32], similarity: NDArray[np.float32]) -> float:
    """Measure how many of the k nearest were found; of equally near ones any will do."""
    count, k = similarity.shape
    if k < 2:
        return 1.0
    sample = np.unique(np.linspace(0, count - 1, min(SAMPLE, count)).astype(np.int32))
    _, exact = _exact(vectors, sample, k)
    least = exact.astype(np.float32)[:, 1:].min(axis=1)
    return float(np.mean(similarity[sample, 1:] >= least[:, None]))


def neighbors(
    vectors: ArrayLike,
    k: int,
    *,
    places: NDArray[np.integer[Any]] | None = None,
    approximate: bool = False,
    progress: Progress | None = None,
) -> Neighbors:
    """Find the `k` most similar vectors of each vector, itself included.

    Shapes: vectors (m, d), places (p,).
    """
    rows = check_vectors(vectors)
    wanted = check_count("k", k)
    k = min(wanted, len(rows))
    notes = lowered(wanted, k)
    if approximate and places is not None:
        raise InputError("places are asked of the exact graph alone: leave approximate=False.")
    progress = progress or Quiet()
    by_heads = len(rows) >= max(MANY_ROWS, GROUP) and k <= MOST_COMPILED
    if places is None and len(rows) <= MOST_TILED and bfloat16_pays(len(rows), len(rows), k):
        by_heads = False  # half the time, on processors that multiply bfloat16
    progress.start("neighbors", len(places) if places is not None and by_heads else len(rows))
    if approximate:
        check_index()
        if len(rows) >= FEWEST and k <= MOST_COMPILED:
            graph_of_all = approximate_graph(rows, k, progress=progress)
            progress.finish(graph_of_all.notes[0])
            return graph_of_all
        few = f"{len(rows):,} vectors and {k} neighbors each need no approximate index"
        notes = (*notes, f"neighbors are exact: {few}")
    if by_heads:
        some = None if places is None else places.astype(np.int32)
        indices, similarity = graph(rows, k, places=some, progress=progress)
        progress.finish()
        return Neighbors(indices, similarity, notes)
    indices = np.empty((len(rows), k), dtype=np.int32)
    similarity = np.empty((len(rows), k), dtype=np.float32)
    for top, bottom, (nearest, values) in nearest_by_tiles(rows, rows, k, own=True):
        indices[top:bottom], similarity[top:bottom] = nearest, values
        progress.advance(bottom - top)
    progress.finish()
    graph_of_all = Neighbors(indices, similarity, notes)
    return graph_of_all if places is None else graph_of_all.take(places)


def lowered(wanted: int, k: int) -> tuple[str, ...]:
    """Tell that fewer neighbors were found than asked for, where there are no more vectors."""
    return () if k == wanted else (f"k lowered from {wanted} to {k}: there are {k} vectors",)


def neighbors_in_sample(
    vectors: NDArray[np.float32],
    sample: NDArray[np.int64],
    k: int = IN_SAMPLE,
    *,
    places: NDArray[np.integer[Any]] | None = None,
) -> Neighbors:
    """Return for each vector itself and its `k` nearest among some of the vectors; exact.

    Shapes: vectors (m, d), sample (s,): places of those. With `places` (p,) only of these vectors.
    """
    asked = vectors if places is None else vectors[places]
    within, similarity = search(vectors[sample], asked, k + 1)
    indices = sample[within]
    own = (np.arange(len(vectors)) if places is None else places)[:, None]
    # A text of the sample is among its own neighbors; of the others the last is one too many.
    itself = indices == own
    itself[~itself.any(axis=1), -1] = True
    order = np.argsort(~itself, axis=1, kind="stable")
    indices = np.take_along_axis(indices, order, axis=1)
    similarity = np.take_along_axis(similarity, order, axis=1)
    indices[:, :1], similarity[:, 0] = own, 1.0
    return Neighbors(indices.astype(np.int32), similarity.astype(np.float32))
