"""Places -> topics of distinct texts, copies taken into account."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.topics.density import density_tree, flat_clusters

MIN_SAMPLES = 5
"""Neighbours that make a place dense. Small, so that few texts are noise."""


@dataclass(frozen=True, eq=False)
class Clusters:
    """Topics of m distinct texts.

    Attributes
    ----------
    labels : ndarray of int64, shape (m,)
        Topic of each text, -1 for noise.
    strength : ndarray of float32, shape (m,)
        How deep in its topic each text stands, in [0, 1].
    alone : ndarray of int64
        Topics that are one frequent text.
    """

    labels: NDArray[np.int64]
    strength: NDArray[np.float32]
    alone: NDArray[np.int64]

    @property
    def count(self) -> int:
        """Number of topics."""
        return int(self.labels.max(initial=-1)) + 1


def cluster(
    coordinates: NDArray[np.float32],
    counts: NDArray[np.int64],
    *,
    min_size: int,
    tree: NDArray[np.float64] | None = None,
) -> Clusters:
    """Cluster distinct texts; a text with `min_size` copies is at least its own topic.

    Parameters
    ----------
    coordinates : ndarray of float32, shape (m, d)
        Where the texts stand.
    counts : ndarray of int64, shape (m,)
        Copies of each text.
    min_size : int
        Fewest distinct texts, or copies of one text, that make a topic.
    tree : ndarray, optional
        Density tree of the coordinates, where it is at hand.

    Returns
    -------
    Clusters
        Numbered in no particular order.
    """
    size = len(coordinates)
    labels, strength = np.full(size, -1, dtype=np.int64), np.zeros(size, dtype=np.float32)
    if size >= 2 * min_size and size > 2:
        tree = density_tree(coordinates, MIN_SAMPLES) if tree is None else tree
        labels, strength = flat_clusters(tree, min_size)
    frequent = np.flatnonzero((labels < 0) & (counts >= min_size))
    alone = labels.max(initial=-1) + 1 + np.arange(len(frequent))
    labels[frequent], strength[frequent] = alone, 1.0
    return Clusters(labels, strength, alone)


def renumber(clusters: Clusters, counts: NDArray[np.int64], texts: Sequence[str]) -> Clusters:
    """Give topics their final numbers: most rows first, ties by their first text.

    Parameters
    ----------
    clusters : Clusters
        Any numbering.
    counts : ndarray of int64, shape (m,)
        Copies of each text.
    texts : sequence of str
        m distinct texts in code-point order.

    Returns
    -------
    Clusters
        The same topics under their final numbers.
    """
    if clusters.count == 0:
        return clusters
    kept = clusters.labels >= 0
    rows = np.bincount(clusters.labels[kept], counts[kept], minlength=clusters.count)
    first = np.full(clusters.count, len(texts))
    np.minimum.at(first, clusters.labels[kept], np.flatnonzero(kept))
    order = np.lexsort((first, -rows))
    new = np.empty(clusters.count + 1, dtype=np.int64)
    new[order], new[-1] = np.arange(clusters.count), -1
    return Clusters(new[clusters.labels], clusters.strength, np.sort(new[clusters.alone]))
