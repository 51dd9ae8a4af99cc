"""Places -> topics of distinct texts: copies count, and many texts may be one subject."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from workbench.similarity import Neighbors
from workbench.topics.assign import background, company
from workbench.topics.clustering.density_tree import Alike, density_tree, flat_clusters

ALIKE = 0.6
"""Mean similarity of all pairs, as a share of that to the ten nearest, from which on texts are one
topic. Both count from the table's background, for a model may find any two texts alike. Three
quarters of the intents of two tables of questions reach it (their medians are 0.69), whole tables
of questions do not (0.16 to 0.50)."""

SAMPLE = 2000
"""Texts of a cluster that are compared; at most twice as many."""


def likeness(vectors: NDArray[np.float32], neighbors: Neighbors) -> Alike:
    """Return what tells of places whether their texts are alike enough to be one topic.

    Shapes: vectors (m, d).
    """
    # The nearest neighbors give the scale: how alike related texts are with this model and in this
    # table. Found once, for many clusters are asked about.
    low = background(vectors)
    near = company(neighbors) - low
    known: dict[bytes, bool] = {}

    def alike(places: NDArray[np.int64]) -> bool:
        # Evenly spaced, not at random: the same cluster gets the same answer. At most twice
        # `SAMPLE`.
        taken = places[:: max(1, len(places) // SAMPLE)]
        if len(taken) < 2:
            return True
        # The same large clusters come up at many sizes.
        key = hashlib.blake2b(taken.tobytes(), digest_size=16).digest()
        if key not in known:
            known[key] = compared(taken)
        return known[key]

    def compared(taken: NDArray[np.int64]) -> bool:
        # The squared length of the sum of unit vectors is the sum of the similarities of all
        # ordered pairs and of each text with itself (1 each). So no matrix of pairs is needed.
        total = vectors[taken].sum(axis=0, dtype=np.float64)
        pairs = (total @ total - len(taken)) / (len(taken) * (len(taken) - 1))
        return bool(pairs - low >= ALIKE * near[taken].mean())

    return alike


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
