"""Layouts -> topics of distinct texts: by density, or by Ward linkage in small tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.similarity import Neighbors
from workbench.topics.assign import assign, centroids
from workbench.topics.clustering.automatic_size import auto_size
from workbench.topics.clustering.cluster import cluster, likeness, renumber, with_frequent
from workbench.topics.clustering.layouts import joined
from workbench.topics.clustering.small_tables import (
    LARGEST,
    distances,
    one_subject,
    silhouette,
    ward_labels,
)
from workbench.topics.inputs import OWN_METHOD, SMALL_METHOD

CLEARLY = 0.06
"""How much better the silhouette of Ward's topics must be than that of dense ones. Chosen on draws
of 60 to 500 questions about 8, 20 and more matters to a bank and to an assistant."""

ENOUGH = 200
"""Distinct texts from which on it must be so much better; in smaller tables density misses more,
so that less is asked for, in proportion."""


@dataclass(frozen=True, eq=False)
class Found:
    """Topics, and how they were found.

    labels (m,): topics from the one with most rows down, -1 for noise.
    size: fewest texts of a topic.
    method: `OWN_METHOD` or `SMALL_METHOD`.
    """

    labels: NDArray[np.int64]
    size: int
    method: str


def find_labels(
    vectors: NDArray[np.float32],
    neighbors: Neighbors,
    space: NDArray[np.float32],
    counts: NDArray[np.int64],
    texts: Sequence[str],
    *,
    min_cluster_size: int | str = "auto",
    detail: str = "medium",
) -> Found:
    """Cluster distinct texts at the size that is given, or choose size and method.

    Shapes: vectors (m, d), space (r, m, d'), counts (m,).
    """
    alike = likeness(vectors, neighbors)
    size, tree = 0, None
    if min_cluster_size == "auto":
        size, tree = auto_size(space, detail, counts, alike)
    size = size or int(min_cluster_size)
    places = joined(space)
    dense = cluster(places, counts, texts, min_cluster_size=size, tree=tree, alike=alike)
    if min_cluster_size != "auto" or len(vectors) > LARGEST:
        return Found(dense, size, OWN_METHOD)
    apart = distances(vectors)
    # Texts that are all about one subject are one topic, however Ward would part them.
    if one_subject(apart):
        return Found(dense, size, OWN_METHOD)
    labels, separation = ward_labels(vectors, apart, detail)
    nearest = assign(vectors, neighbors, dense, centroids(vectors, dense), places).nearest
    margin = CLEARLY * min(1, len(vectors) / ENOUGH)
    if separation <= silhouette(apart, nearest) + margin:
        return Found(dense, size, OWN_METHOD)
    return Found(renumber(with_frequent(labels, counts, 2), counts, texts), 2, SMALL_METHOD)
