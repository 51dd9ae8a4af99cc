"""Topics of your own: named beforehand, matched by similarity, the rest shown as candidates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from workbench.errors import InputError, check_threshold, counted
from workbench.provenance import Manifest
from workbench.similarity import Neighbors
from workbench.tables import Rows
from workbench.topics.assign import centroids, nearest_topics
from workbench.topics.clustering.automatic_size import Detail
from workbench.topics.corrections.correction import State
from workbench.topics.find import find_topics
from workbench.topics.result import Topics


def own_topics(
    rows: Rows,
    vectors: NDArray[np.float32],
    neighbors: Neighbors,
    taxonomy: Mapping[str, ArrayLike],
    *,
    threshold: float = 0.5,
    detail: Detail = "medium",
    random_state: int = 0,
    embedded: Manifest | None = None,
) -> Topics:
    """Match texts to named topics; what fits none is clustered into candidates for new ones.

    Shapes: vectors (m, d), taxonomy (e, d).
    """
    least = check_threshold(threshold)
    named = _centers(taxonomy, vectors.shape[1])
    free = find_topics(
        rows, vectors, neighbors, detail=detail, random_state=random_state, embedded=embedded
    )
    nearest, similarity, _ = nearest_topics(free._basis.vectors, named)
    fits = similarity >= least
    left = np.where(fits, -1, free._labels)
    counts = free.rows.counts[left >= 0]
    sizes = np.bincount(left[left >= 0], counts, minlength=len(free.names) + 1)
    large = np.flatnonzero(sizes >= free.settings.min_cluster_size)
    number = np.full(len(sizes) + 1, -1, dtype=np.int64)
    number[large] = len(named) + np.arange(len(large))
    labels = np.where(fits, nearest, number[left])
    note = (
        f"{fits.mean():.0%} of the distinct texts fit one of {counted(len(named), 'named topic')} "
        f"at threshold={least:g}; candidates for new topics in the rest: {len(large)}."
    )
    state = State(labels, dict(enumerate(taxonomy)))
    return Topics._build(free._basis, state, free.settings, space=free._space, notes=(note,))


def _centers(taxonomy: Mapping[str, ArrayLike], width: int) -> NDArray[np.float32]:
    """Return one unit vector a named topic."""
    if not taxonomy:
        raise InputError("taxonomy names no topic. Give a mapping of names to examples.")
    stacked: list[NDArray[np.float32]] = []
    labels: Sequence[int] = []
    for number, (name, given) in enumerate(taxonomy.items()):
        one = np.atleast_2d(np.asarray(given, dtype=np.float32))
        if one.size == 0 or one.ndim != 2 or one.shape[1] != width:
            raise InputError(
                f"the examples of {name!r} must have shape (count, {width}), got {one.shape}."
            )
        stacked.append(one)
        labels = [*labels, *[number] * len(one)]
    return centroids(np.vstack(stacked), np.array(labels, dtype=np.int64))
