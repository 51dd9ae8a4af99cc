"""The space in which topics are dense: UMAP layouts of the shared neighbor graph side by side.

Each layout looks at another number of neighbors, and has a seed of its own: what one of them
tears apart or throws together by chance, or by its scale, the others outvote. Source of the idea:
A. Strehl, J. Ghosh, "Cluster Ensembles", JMLR 3, 2002.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from workbench.config import thread_count
from workbench.projection import project
from workbench.projection.default_layout import SMALLEST, principal_components
from workbench.projection.umap_layout import Graph, fuzzy_graph, layout
from workbench.similarity import Neighbors

DIMENSIONS = 5
SCALES = (25, 15, 15)
"""Neighbors of each layout: of six choices of three layouts, the one whose topics agree best
between seeds, over two tables of questions."""

EPOCHS = 200


def topic_space(
    vectors: NDArray[np.float32], neighbors: Neighbors, *, seed: int, runs: int = len(SCALES)
) -> NDArray[np.float32]:
    """Lay the neighbor graph out `runs` times, each with a scale and a seed of its own.

    Shapes: vectors (m, d), returns (runs, m, 5).
    """
    dimensions = min(DIMENSIONS, vectors.shape[1])
    if len(vectors) < SMALLEST or neighbors.indices.shape[1] < 3:
        # Too few texts for a graph of neighbors. Repeated, so that callers get the shape they
        # expect.
        plane = project(vectors, neighbors, dimensions=dimensions)
        return np.repeat(plane[None], runs, axis=0)
    # All layouts begin at the same places and differ by scale and seed alone: what they agree on is
    # in the data.
    start = principal_components(vectors, dimensions)

    def one(run: int) -> NDArray[np.float32]:
        # On a map, points should keep a distance to be told apart; here dense spots should be as
        # dense as they can, so `min_dist` is 0. 1000 per seed, so that no two seeds share a layout.
        graph = _graph(neighbors, run)
        return layout(graph, start, seed=1000 * seed + run, min_dist=0.0, epochs=EPOCHS)

    # Threads suffice, for the compiled loop lets go of Python's lock. Each layout has one thread
    # and a seed of its own, so the number of threads changes only the time.
    with ThreadPoolExecutor(min(runs, thread_count())) as pool:
        return np.stack(list(pool.map(one, range(runs))))


def warm_space(
    vectors: NDArray[np.float32],
    neighbors: Neighbors,
    start: NDArray[np.float32],
    *,
    seed: int,
) -> NDArray[np.float32]:
    """Adjust layouts of another run to a table that has changed.

    Shapes: vectors (m, d), start (r, m, d'), returns (r, m, d').
    """
    if len(vectors) < SMALLEST or neighbors.indices.shape[1] < 3:
        return topic_space(vectors, neighbors, seed=seed, runs=len(start))

    def one(run: int) -> NDArray[np.float32]:
        graph = _graph(neighbors, run)
        # Half the epochs, and small steps (`warm`): texts that did not change stay about where they
        # were, while new ones still find their place.
        number = 1000 * seed + run
        return layout(graph, start[run], seed=number, min_dist=0.0, epochs=EPOCHS // 2, warm=True)

    with ThreadPoolExecutor(min(len(start), thread_count())) as pool:
        return np.stack(list(pool.map(one, range(len(start)))))


def _graph(neighbors: Neighbors, run: int) -> Graph:
    """Return the graph of a layout's scale, as far as there are neighbors."""
    scale = SCALES[run % len(SCALES)]
    return fuzzy_graph(neighbors, min(scale, neighbors.indices.shape[1]))


def joined(space: NDArray[np.float32]) -> NDArray[np.float32]:
    """Put layouts side by side, shape (m, r * d): distances there are means over the layouts."""
    runs, count, dimensions = space.shape
    # A squared distance side by side is the sum of the squared distances in each layout: a layout
    # that tears two texts apart is averaged with those that do not.
    return space.transpose(1, 0, 2).reshape(count, runs * dimensions)
