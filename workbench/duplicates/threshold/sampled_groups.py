"""Groups at every threshold from 0.5 upward, of all texts or of as many as time allows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.duplicates.grouping.links import APART, Links
from workbench.duplicates.grouping.reach import crowding, merge_tree, word_sketch
from workbench.duplicates.verdicts import Case
from workbench.similarity import pairs
from workbench.similarity.join import sample_similarities

LOWEST = 0.5
"""Lowest threshold that is looked at, unless pairs were found from a lower one."""

MOST_LINKS = 400_000
"""Pairs that are merged, about; texts that would have more are drawn at random."""


@dataclass(frozen=True, eq=False)
class SampledGroups:
    """Groups of drawn texts at every threshold.

    nodes (m,): the drawn nodes of the case, one of each set of copies, ascending.
    total: how many could be drawn.
    vectors (m, d): of the drawn nodes.
    links: pairs of them, numbered as they were drawn.
    ends, levels (k, 2), (k,): forest of merges, the highest level first.
    lowest: smallest threshold it holds for.
    """

    nodes: NDArray[np.int64]
    total: int
    vectors: NDArray[np.float32]
    links: Links
    ends: NDArray[np.int64]
    levels: NDArray[np.float64]
    lowest: float


def sample_groups(case: Case, *, most_links: int = MOST_LINKS) -> SampledGroups:
    """Merge texts from 0.5 upward; if they have too many pairs, those of a random sample.

    A sample thins out all pairs alike, those within groups and those between them.
    """
    from workbench.duplicates.kernels import components

    links = case.links
    bound = np.column_stack([links.left, links.right])[links.always]
    # Copies are together at every threshold, so they say nothing of which one is right.
    of = components(bound, len(case.texts))
    single = np.unique(of)
    lowest = min(LOWEST, case.floor)
    chosen = _drawn(single, case.vectors, lowest, most_links)
    vectors = np.ascontiguousarray(case.vectors[chosen])
    linked = _links(case, chosen, of, vectors, lowest)
    words = word_sketch(case.rows.readings, case.nodes.text_of[chosen[linked.nodes]])
    crowded = case.crowded
    if crowded is None:
        crowded = crowding(case.vectors, None, chosen)
    ends, levels = merge_tree(vectors, words, crowded[chosen], linked, lowest)
    order = np.argsort(-levels, kind="stable")
    return SampledGroups(chosen, len(single), vectors, linked, ends[order], levels[order], lowest)


def _drawn(
    nodes: NDArray[np.int64], vectors: NDArray[np.float32], lowest: float, most: int
) -> NDArray[np.int64]:
    """Return as many of the nodes, at random, as have about so many pairs."""
    count = len(nodes)
    share = float((sample_similarities(vectors[nodes]) >= lowest).mean()) if count > 1 else 0.0
    expected = share * count * (count - 1) / 2
    if expected <= most:
        return nodes
    # Half of the texts have a quarter of the pairs.
    size = int(count * np.sqrt(most / expected))
    return np.sort(np.random.default_rng(0).permutation(nodes)[:size])


def _links(
    case: Case,
    chosen: NDArray[np.int64],
    of: NDArray[np.int64],
    vectors: NDArray[np.float32],
    lowest: float,
) -> Links:
    """Return the pairs of drawn nodes that may be compared, and which a person keeps apart."""
    found = pairs(vectors, lowest)
    left, right = found.left.astype(np.int64), found.right.astype(np.int64)
    may = np.ones(len(left), dtype=bool)
    if case.nodes.blocks > 1 or case.nodes.reach or len(case.texts) != len(case.rows.distinct):
        may = case.nodes.comparable(chosen[left], chosen[right])
    left, right, similarity = left[may], right[may], found.similarity[may]
    apart = np.flatnonzero((case.links.flag & APART) > 0)
    ends = np.column_stack([of[case.links.left[apart]], of[case.links.right[apart]]])
    forbidden = np.sort(ends, axis=1) @ np.array([len(case.texts), 1])
    flag = np.where(np.isin(chosen[left] * len(case.texts) + chosen[right], forbidden), APART, 0)
    return Links(left, right, similarity, flag.astype(np.uint8), len(chosen))
