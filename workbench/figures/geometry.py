"""Which points lie inside a drawn outline, and which points to draw when there are too many."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def inside(points: NDArray[np.float32], outline: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Tell which points lie inside a closed outline, by the even-odd rule.

    Shapes: points (k, 2), outline (v, 2), returns (k,).

    Notes
    -----
    Ray casting (Shimrat, 1962; Hormann and Agathos, 2001), O(k v), on the points of the bounding
    box only.
    """
    found = np.zeros(len(points), dtype=bool)
    if len(outline) < 3 or not np.isfinite(outline).all():
        return found
    low, high = outline.min(axis=0), outline.max(axis=0)
    near = np.flatnonzero(((points >= low) & (points <= high)).all(axis=1))
    x, y = points[near, 0].astype(np.float64), points[near, 1].astype(np.float64)
    odd = np.zeros(len(near), dtype=bool)
    for (x1, y1), (x2, y2) in zip(outline, np.roll(outline, -1, axis=0), strict=True):
        if y1 != y2:
            crosses = (y1 > y) != (y2 > y)
            odd ^= crosses & (x < (x2 - x1) * (y - y1) / (y2 - y1) + x1)
    found[near[odd]] = True
    return found


def box(x: Sequence[float], y: Sequence[float]) -> NDArray[np.float64]:
    """Return the outline of a box from its two ranges."""
    (x0, x1), (y0, y1) = sorted(map(float, x)), sorted(map(float, y))
    return np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]])


def in_box(
    points: NDArray[np.float32], x: Sequence[float], y: Sequence[float]
) -> NDArray[np.bool_]:
    """Tell which points lie in a box, its edges included."""
    (x0, x1), (y0, y1) = sorted(map(float, x)), sorted(map(float, y))
    mask: NDArray[np.bool_] = (
        (points[:, 0] >= x0) & (points[:, 0] <= x1) & (points[:, 1] >= y0) & (points[:, 1] <= y1)
    )
    return mask


SMALLEST_SHARE = 30
"""Rows of a group that stay visible in a sample."""


def stratified(groups: NDArray[np.int32], keys: NDArray[np.int64], most: int) -> NDArray[np.int64]:
    """Choose at most `most` rows so that each group keeps its share and small ones stay visible.

    Shapes: groups (k,), keys (k,).
    """
    count = len(groups)
    if count <= most:
        return np.arange(count, dtype=np.int64)
    luck = np.random.default_rng(0).permutation(int(keys.max()) + 1)[keys]
    order = np.lexsort((luck, groups))
    sizes = np.bincount(groups)
    floor = min(SMALLEST_SHARE, most // max(len(sizes), 1))
    quota = np.minimum(sizes, np.maximum(sizes * most // count, floor))
    while quota.sum() > most:
        over = np.argmax(quota)
        quota[over] -= min(quota.sum() - most, max(int(quota[over]) // 10, 1))
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    rank = np.arange(count) - starts[groups[order]]
    return np.sort(order[rank < quota[groups[order]]]).astype(np.int64)
