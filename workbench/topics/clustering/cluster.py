"""Places -> topics of distinct texts, copies taken into account."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from workbench.topics.clustering.density_tree import Alike, density_tree, flat_clusters

MIN_SAMPLES = 5
"""Neighbors that make a place dense. Small, so that few texts are noise."""


def cluster(
    places: NDArray[np.float32],
    counts: NDArray[np.int64],
    texts: Sequence[str],
    *,
    min_cluster_size: int,
    tree: NDArray[np.float64] | None = None,
    alike: Alike | None = None,
) -> NDArray[np.int64]:
    """Cluster distinct texts; a text with `min_cluster_size` copies is at least its own topic.

    Shapes: places (m, d), counts (m,), returns (m,).
    """
    labels = np.full(len(places), -1, dtype=np.int64)
    if len(places) >= max(2 * min_cluster_size, 3):
        tree = density_tree(places, MIN_SAMPLES) if tree is None else tree
        labels = flat_clusters(tree, min_cluster_size, alike)
    return renumber(with_frequent(labels, counts, min_cluster_size), counts, texts)


def with_frequent(
    labels: NDArray[np.int64], counts: NDArray[np.int64], min_cluster_size: int
) -> NDArray[np.int64]:
    """Give each noise text with `min_cluster_size` copies a topic of its own."""
    frequent = np.flatnonzero((labels < 0) & (counts >= min_cluster_size))
    labels = labels.copy()
    labels[frequent] = labels.max(initial=-1) + 1 + np.arange(len(frequent))
    return labels


def renumber(
    labels: NDArray[np.int64], counts: NDArray[np.int64], texts: Sequence[str]
) -> NDArray[np.int64]:
    """Give topics their final numbers: most rows first, ties by their first text.

    Shapes: labels (m,), counts (m,), returns (m,).
    """
    count = int(labels.max(initial=-1)) + 1
    if count == 0:
        return labels
    kept = labels >= 0
    rows = np.bincount(labels[kept], counts[kept], minlength=count)
    first = np.full(count, len(texts))
    np.minimum.at(first, labels[kept], np.flatnonzero(kept))
    order = np.lexsort((first, -rows))
    new = np.empty(count + 1, dtype=np.int64)
    new[order], new[-1] = np.arange(count), -1
    return new[labels]
