"""Layouts -> topics of distinct texts: by density, or by Ward linkage in small tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from workbench.errors import counted
from workbench.similarity import Neighbors
from workbench.topics.assign import assign, centroids
from workbench.topics.clustering.automatic_size import (
    CLIFF,
    NEARLY,
    SAMPLE,
    Cut,
    Sizes,
    auto_size,
    is_cliff,
    separation,
)
from workbench.topics.clustering.cluster import (
    MIN_SAMPLES,
    cluster,
    likeness,
    renumber,
    with_frequent,
)
from workbench.topics.clustering.density_tree import Alike, density_tree, flat_clusters
from workbench.topics.clustering.layouts import joined
from workbench.topics.clustering.small_tables import (
    LARGEST,
    distances,
    lopsided,
    silhouette,
    trust,
    ward_labels,
)
from workbench.topics.hierarchy import themes_of
from workbench.topics.inputs import OWN_METHOD, SMALL_METHOD

CLEARLY = 0.06
"""How much better the silhouette of Ward's topics must be than that of dense ones. Chosen on draws
of 60 to 500 questions about 8, 20 and more matters to a bank and to an assistant."""

ENOUGH = 200
"""Distinct texts from which on it must be so much better; in smaller tables density misses more,
so that less is asked for, in proportion."""


BETTER_MERGED = 1.15
"""How many times better the usual topics, merged, must be separated than dense ones for them to be
taken where about so many are asked for. Chosen so that the sample tickets and headlines and
banking77 keep dense ones (1.10 times at most); ten topics of clinc150 are 1.27 times better."""

BESIDE = 1.15
"""How much smaller and larger the sizes are that show whether the number of topics jumps."""


@dataclass(frozen=True, eq=False)
class Found:
    """Topics, and how they were found.

    labels (m,): topics from the one with most rows down, -1 for noise.
    size: fewest texts of a topic.
    method: `OWN_METHOD` or `SMALL_METHOD`.
    notes: what a reader must be told.
    """

    labels: NDArray[np.int64]
    size: int
    method: str
    notes: tuple[str, ...] = ()


def find_labels(
    vectors: NDArray[np.float32],
    neighbors: Neighbors,
    space: NDArray[np.float32],
    counts: NDArray[np.int64],
    texts: Sequence[str],
    *,
    min_cluster_size: int | str = "auto",
    detail: str = "medium",
    about: int | None = None,
) -> Found:
    """Cluster distinct texts at the size that is given, or choose size and method.

    Shapes: vectors (m, d), space (r, m, d'), counts (m,).
    """
    if about is not None and len(vectors) <= LARGEST:
        labels, _ = ward_labels(vectors, distances(vectors), detail, about)
        labels = renumber(labels, counts, texts)
        return Found(labels, 2, SMALL_METHOD, _unlike(labels, about))
    alike = likeness(vectors, neighbors)
    if min_cluster_size == "auto":
        sizes = auto_size(space, vectors, detail, counts, alike, about)
    else:
        sizes = Sizes(int(min_cluster_size), int(min_cluster_size))
    size, tree = sizes.chosen, sizes.tree
    places = joined(space)
    if tree is None and len(places) >= max(2 * size, 3):
        tree = density_tree(places, MIN_SAMPLES)
    dense = cluster(places, counts, texts, min_cluster_size=size, tree=tree, alike=alike)
    if about is not None:
        usual = cluster(
            places, counts, texts, min_cluster_size=sizes.medium, tree=tree, alike=alike
        )
        few, merging = about_so_many(vectors, dense, usual, about)
        few = renumber(few, counts, texts)
        return Found(few, sizes.medium if merging else size, OWN_METHOD, _unlike(few, about))
    notes = () if tree is None else (*_unsure(sizes.rivals), *_cliff(tree, size, alike))
    by_density = Found(dense, size, OWN_METHOD, notes)
    if min_cluster_size != "auto" or len(vectors) > LARGEST:
        return by_density
    apart = distances(vectors)
    labels, apart_by = ward_labels(vectors, apart, detail)
    if labels.max(initial=-1) < 0:
        return by_density
    nearest = assign(vectors, neighbors, dense, centroids(vectors, dense), places).nearest
    dense_by = silhouette(apart, nearest)
    margin = CLEARLY * min(1, len(vectors) / ENOUGH)
    # A few odd texts apart from all others have a high silhouette and say nothing.
    odd = lopsided(nearest) and not lopsided(labels)
    if not odd and apart_by <= dense_by + margin:
        return replace(by_density, notes=(*notes, *trust(len(vectors), dense_by)))
    labels = renumber(with_frequent(labels, counts, 2), counts, texts)
    return Found(labels, 2, SMALL_METHOD, trust(len(vectors), apart_by))


def about_so_many(
    vectors: NDArray[np.float32],
    dense: NDArray[np.int64],
    usual: NDArray[np.int64],
    about: int,
) -> tuple[NDArray[np.int64], bool]:
    """Return about so many topics, and whether they are the usual ones, merged.

    Dense ones of a size that gives few may leave much of a table to noise: then the usual ones,
    merged, are clearly better separated. Shapes: vectors (m, d), dense and usual (m,).
    """
    few = merged(vectors, dense, about)
    if usual.max(initial=-1) < about:
        return few, False
    larger = merged(vectors, usual, about)
    sampled = np.arange(0, len(vectors), max(1, len(vectors) // SAMPLE))
    before, after = (separation(vectors, labels, sampled) for labels in (few, larger))
    return (larger, True) if after > BETTER_MERGED * before else (few, False)


def merged(
    vectors: NDArray[np.float32], labels: NDArray[np.int64], about: int
) -> NDArray[np.int64]:
    """Merge the topics whose centers are nearest, if there are clearly more than asked for."""
    count = int(labels.max(initial=-1)) + 1
    if count <= about * (1 + NEARLY):
        return labels
    sizes = np.bincount(labels[labels >= 0], minlength=count)
    groups = themes_of(centroids(vectors, labels), sizes, about)
    return np.append(groups, -1)[labels]


def _unlike(labels: NDArray[np.int64], about: int) -> tuple[str, ...]:
    """Say that there are other than about so many topics."""
    count = int(labels.max(initial=-1)) + 1
    if abs(count - about) <= max(1, NEARLY * about):
        return ()
    return (f"{counted(count, 'topic')}, not about {about:,}: no setting finds so many here",)


def _unsure(rivals: tuple[int, int]) -> tuple[str, ...]:
    """Say that other numbers of topics are nearly as good."""
    fewest, most = rivals
    if most < 2 * fewest or most - fewest < CLIFF:
        return ()
    note = (
        f"The number of topics is uncertain: from {fewest:,} to {most:,} of them are about as well "
        "separated and as stable. about=N asks for N"
    )
    return (note,)


def _cliff(tree: NDArray[np.float64], size: int, alike: Alike) -> tuple[str, ...]:
    """Say that a size which differs little gives far more or fewer topics."""
    beside = [max(2, min(size - 1, round(size / BESIDE))), max(size + 1, round(size * BESIDE))]
    here, *others = (
        Cut(one, int(flat_clusters(tree, one, alike).max(initial=-1)) + 1, 0)
        for one in (size, *beside)
    )
    return tuple(
        f"The number of topics hangs by a thread: {counted(here.topics, 'topic')} at "
        f"min_cluster_size={size}, {other.topics:,} at {other.size}"
        for other in others
        if is_cliff(here, other)
    )
