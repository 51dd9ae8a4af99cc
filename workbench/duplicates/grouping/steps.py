"""The merges of all pairs, without a list of them: from step to step clusters take their place.

Merges from a floor upward need the pairs from there upward alone. What they join counts as one
from then on, so that the next, lower step stores one pair, the most similar, of each two clusters.
The result is that of the whole list.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from workbench.duplicates.grouping.links import APART, Links
from workbench.duplicates.grouping.reach import weighted
from workbench.errors import BudgetError, to_type
from workbench.progress import Progress
from workbench.similarity import BYTES_PER_LINK, closest_pairs, cosine, distinct_vectors
from workbench.similarity.exact_pairs.closest import Allowed

LINKS_PER_NODE, ENOUGH = 12, 100_000
"""Links of a step: with more, each merge looks at more links; with fewer, there are more steps."""

EQUAL = 1 - 1e-6
"""Level from which equal vectors merge; their rounded lengths may give a little less than 1."""

Forest = tuple[NDArray[np.int64], NDArray[np.float64]]


def merge_in_steps(
    vectors: NDArray[np.float32],
    words: NDArray[np.float32],
    crowded: NDArray[np.float64],
    links: Links,
    floor: float,
    *,
    memory: int,
    allowed: Allowed | None,
    progress: Progress,
) -> Forest:
    """Return the forest of merges, as `merge_tree` does of all links.

    `links` are those that hold whatever their cosine (decisions, equal forms); `words` (m, w) are
    those of all nodes.
    """
    most = max(1, min(memory // BYTES_PER_LINK, max(LINKS_PER_NODE * len(vectors), ENOUGH)))
    state = np.hstack([vectors, weighted(words)]), crowded.copy(), np.ones(len(vectors))
    split, into = vectors.shape[1], np.arange(len(vectors))
    into, *merges = _step(_with(links, _stars(vectors, allowed)), into, state, split, EQUAL)
    forests, last = [tuple(merges)], 2.0
    while last > floor:
        mined = closest_pairs(vectors, floor, into, most=most, allowed=allowed, progress=progress)
        near = Links(
            mined.left.astype(np.int64),
            mined.right.astype(np.int64),
            mined.similarity,
            np.zeros(len(mined), np.uint8),
            len(vectors),
        )
        into, *merges = _step(_with(links, near), into, state, split, mined.floor)
        forests.append(tuple(merges))
        if mined.floor > floor and mined.floor >= last and not len(merges[0]):
            raise BudgetError(
                f"more than {most:,} clusters of texts have pairs at {mined.floor:g} or above and "
                f"stay apart there, beyond the memory allowed. Allow more: {_more(floor, memory)}, "
                f"or ask from {mined.floor:g} upward."
            )
        last = mined.floor
    ends, levels = (np.concatenate(one) for one in zip(*forests, strict=True))
    return ends, levels


def _more(floor: float, memory: int) -> str:
    """Return what to type for four times the memory."""
    megabytes = -(-4 * memory // 10**6)
    return to_type(f"duplicates({floor:g}, memory={4 * memory})", f"--memory {megabytes}")


def _stars(vectors: NDArray[np.float32], allowed: Allowed | None) -> Links:
    """Link equal vectors with the first of their kind alone."""
    distinct = distinct_vectors(vectors)
    other = np.flatnonzero(distinct.first[distinct.of] != np.arange(len(vectors)))
    first = distinct.first[distinct.of[other]]
    if allowed is not None:
        free = allowed(first, other)
        first, other = first[free], other[free]
    similarity = cosine(vectors[first], vectors[other])
    return Links(first, other, similarity, np.zeros(len(other), np.uint8), len(vectors))


def _with(links: Links, near: Links) -> Links:
    """Return the links of both, those that hold by themselves with the bits of merging."""
    flag = (links.always | (links.flag & APART)).astype(np.uint8)
    one, other = replace(links, flag=flag), near
    return Links(
        np.concatenate([one.left, other.left]),
        np.concatenate([one.right, other.right]),
        np.concatenate([one.similarity, other.similarity]),
        np.concatenate([one.flag, other.flag]),
        links.count,
    )


def _step(
    links: Links,
    into: NDArray[np.int64],
    state: tuple[NDArray[np.float32], NDArray[np.float64], NDArray[np.float64]],
    split: int,
    floor: float,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Merge down to a floor; return the cluster of each node, and the merges."""
    from workbench.duplicates.grouping.merging import merge_clusters

    best, one, other, flag = _best_links(links, into)
    best_ends = (links.left[best], links.right[best])
    ends, levels, joined = merge_clusters(
        (one, other), best_ends, links.similarity[best], flag, state, split, floor
    )
    return joined[into], ends, levels


def _best_links(
    links: Links, into: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.uint8]]:
    """Return for each two clusters the place of their best link, both clusters, and all bits."""
    ends = np.sort(np.stack([into[links.left], into[links.right]]), axis=0)
    between = np.flatnonzero(ends[0] != ends[1])
    keys = ends[0, between] * links.count + ends[1, between]
    order = np.lexsort(
        (links.right[between], links.left[between], -links.similarity[between], keys)
    )
    first = np.flatnonzero(np.diff(keys[order], prepend=-1))
    places = between[order]
    flag = links.flag[places]
    flag = np.bitwise_or.reduceat(flag, first) if len(first) else flag
    return places[first], ends[0, places[first]], ends[1, places[first]], flag
