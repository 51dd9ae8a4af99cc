"""The plain join: BLAS tiles of whole vectors. It starts at once, so very small sets use it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from workbench.progress import Progress
from workbench.similarity.exact_pairs.collector import Collector, Found
from workbench.similarity.unit_vectors import cosine_at, dot_error

TILE = 1_024
"""Rows and columns of a tile: 4 MB of float32."""

Bounds = tuple[int, int, int, int]


def join_tiles(
    left: NDArray[np.float32],
    right: NDArray[np.float32] | None,
    collector: Collector,
    *,
    tile: int = TILE,
    progress: Progress,
) -> None:
    """Put every pair at or above the collector's floor into it.

    A tile's float32 values are only a filter: whatever lies within their proven error of the
    floor is decided by the float64 kernel.

    Shapes: left (m, d), right (n, d).
    """
    others = left if right is None else right
    error = dot_error(left.shape[1])
    for bounds in tile_bounds(len(left), None if right is None else len(right), tile):
        top, bottom, first, last = bounds
        values = left[top:bottom] @ others[first:last].T
        near = values >= np.float32(collector.floor - error)
        if right is None and first < bottom:
            near &= np.arange(top, bottom)[:, None] < np.arange(first, last)[None, :]
        collector.add(_checked(left, others, near, top, first))
        progress.advance(tile_size(bounds, own=right is None))


def tile_bounds(rows: int, columns: int | None, tile: int) -> Iterator[Bounds]:
    """Yield (top, bottom, first, last) of each tile; of one set none below the diagonal."""
    for top in range(0, rows, tile):
        start = 0 if columns is not None else top
        stop = rows if columns is None else columns
        for first in range(start, stop, tile):
            yield top, min(top + tile, rows), first, min(first + tile, stop)


def tile_size(bounds: Bounds, *, own: bool) -> int:
    """Count the pairs of a tile; on the diagonal of a set's own join those with i <= j."""
    top, bottom, first, last = bounds
    height = bottom - top
    if own and top == first:
        return height * (height + 1) // 2
    return height * (last - first)


def _checked(
    left: NDArray[np.float32],
    right: NDArray[np.float32],
    near: NDArray[np.bool_],
    top: int,
    first: int,
) -> Found:
    """Give each candidate its similarity."""
    rows, columns = np.divmod(np.flatnonzero(near), near.shape[1])
    i, j = (rows + top).astype(np.int32), (columns + first).astype(np.int32)
    return i, j, cosine_at(left, i, right, j)
