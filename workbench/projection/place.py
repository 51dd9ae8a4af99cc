"""Where new vectors land on a plane that stays as it is."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from workbench.errors import InputError, check_count

BLOCK = 1024
"""New vectors compared at a time: 1024 x 100,000 old ones take 400 MB."""

SAME = 1 - 1e-6
"""A similarity at which two texts stand in one place."""


def place(
    new: NDArray[np.float32],
    old: NDArray[np.float32],
    old_coordinates: NDArray[np.float32],
    *,
    k: int = 10,
) -> NDArray[np.float32]:
    """Place new vectors on an old plane, among those they are most similar to.

    Each new vector goes to the weighted mean of its `k` most similar old ones; the weights fall
    off with the distance beyond the nearest, as in UMAP's own graph. Where the vector is an old
    one, it goes exactly there. Old vectors do not move.

    Parameters
    ----------
    new : ndarray of float32, shape (p, d)
        Unit vectors to be placed.
    old : ndarray of float32, shape (m, d)
        Unit vectors that stand on the plane.
    old_coordinates : ndarray of float32, shape (m, 2)
        Where they stand.
    k : int, default 10
        Old vectors that decide.

    Returns
    -------
    ndarray of float32, shape (p, 2)
        Each row depends on its own vector only, not on the others that are new.

    Raises
    ------
    InputError
        Where shapes do not belong together, or there is no old vector.
    """
    check_count("k", k)
    if len(old) == 0 or len(old) != len(old_coordinates) or new.shape[1:] != old.shape[1:]:
        raise InputError(
            f"new {new.shape}, old {old.shape} and old_coordinates {old_coordinates.shape} do not "
            "belong together: as many coordinates as old vectors, one width of vectors."
        )
    placed = np.empty((len(new), old_coordinates.shape[1]), dtype=np.float32)
    for start in range(0, len(new), BLOCK):
        block = slice(start, start + BLOCK)
        placed[block] = _place_block(new[block], old, old_coordinates, min(k, len(old)))
    return placed


def _place_block(
    new: NDArray[np.float32],
    old: NDArray[np.float32],
    old_coordinates: NDArray[np.float32],
    k: int,
) -> NDArray[np.float64]:
    similarity = new @ old.T
    nearest = np.argpartition(-similarity, k - 1, axis=1)[:, :k]
    nearest.sort(axis=1)
    close = np.take_along_axis(similarity, nearest, axis=1).astype(np.float64)
    best = close.max(axis=1, keepdims=True)
    beyond = best - close
    scale = np.maximum(beyond.mean(axis=1, keepdims=True), 1e-12)
    weights = np.exp(-beyond / scale)
    weights = np.where(best >= SAME, close >= best, weights)
    weights /= weights.sum(axis=1, keepdims=True)
    places: NDArray[np.float64] = np.einsum("pk,pkd->pd", weights, old_coordinates[nearest])
    return places
