"""The neighbor graph: exact by default, from an approximate index by choice."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from workbench.errors import InputError, check_count
from workbench.progress import Progress, Quiet
from workbench.similarity.approximate_index import FEWEST, approximate_graph, check_index
from workbench.similarity.checks import check_vectors
from workbench.similarity.exact_pairs.neighbor_graph import GROUP, graph
from workbench.similarity.exact_search import MANY_ROWS, MOST_COMPILED, nearest_by_tiles
from workbench.similarity.results import Neighbors


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
    progress.start("neighbors", len(places) if places is not None and by_heads else len(rows))
    if approximate:
        check_index()
        if len(rows) >= FEWEST and k <= MOST_COMPILED:
            found = approximate_graph(rows, k, progress=progress)
            progress.finish(found.notes[0])
            return found
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
    found = Neighbors(indices, similarity, notes)
    return found if places is None else found.take(places)


def lowered(wanted: int, k: int) -> tuple[str, ...]:
    """Tell that fewer neighbors were found than asked for, where there are no more vectors."""
    return () if k == wanted else (f"k lowered from {wanted} to {k}: there are {k} vectors",)
