"""The space in which topics are dense: a few UMAP dimensions of the shared neighbour graph."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from workbench.projection import project
from workbench.similarity import Neighbors

DIMENSIONS = 5
N_NEIGHBORS = 15
EPOCHS = 200


def topic_space(
    vectors: NDArray[np.float32], neighbors: Neighbors, *, seed: int
) -> NDArray[np.float32]:
    """Return places in which near texts crowd together.

    Parameters
    ----------
    vectors : ndarray of float32, shape (m, d)
        Unit vectors of distinct texts.
    neighbors : Neighbors
        Their nearest neighbours.
    seed : int
        Seed of the layout.

    Returns
    -------
    ndarray of float32, shape (m, 5)
    """
    return project(
        vectors,
        neighbors,
        seed=seed,
        n_neighbors=N_NEIGHBORS,
        min_dist=0.0,
        dimensions=min(DIMENSIONS, vectors.shape[1]),
        epochs=EPOCHS,
    )
