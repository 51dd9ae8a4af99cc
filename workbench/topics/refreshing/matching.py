"""Which topic of one run is which of another, and which changes are worth taking over."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.topics.corrections.correction import State
from workbench.topics.result import Topics
from workbench.topics.stability.agreement import overlap_counts, sizes

LEAST_OVERLAP = 0.25
"""Share of the smaller of two topics that must be common, for the one to be the other."""

LEAST_SIMILARITY = 0.9
"""Similarity of centroids for two topics to be one where no text is common."""

CHANGED = 0.2
"""Share of new texts from which on topics may change."""


@dataclass(frozen=True)
class Family:
    """Topics of the last run and of this one that share texts among themselves."""

    before: tuple[int, ...]
    after: tuple[int, ...]


def calm(
    old: Topics, new: Topics, old_place: NDArray[np.int64], numbers: NDArray[np.int64]
) -> list[Family]:
    """Return the families in which too little is new for topics to change."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    both = old_place >= 0
    before = np.full(len(old_place), -1, dtype=np.int64)
    before[both] = old._labels[old_place[both]]
    # Only texts that both runs know tell which topic became which: new ones count as noise here.
    shared = overlap_counts(before, np.where(both, new._labels, -1))
    # Measured by the smaller of the two: a small topic that split off a large one shares nearly all
    # of itself, but little of the other.
    least = np.minimum(shared.sum(axis=1, keepdims=True), shared.sum(axis=0, keepdims=True))
    left, right = np.nonzero((shared > 0) & (shared >= LEAST_OVERLAP * least))
    size = sum(shared.shape)
    # Old topics and new ones as nodes of one graph, new ones numbered after the old: a connected
    # part is a family, whose topics exchanged most of their texts among themselves.
    links = coo_matrix((np.ones(len(left)), (left, right + shared.shape[0])), shape=(size, size))
    _, family = connected_components(links, directed=False)
    fresh = sizes(np.where(both, -1, new._labels))
    total = sizes(new._labels)
    quiet = []
    for one in np.unique(family[left]).tolist():
        members = np.flatnonzero(family == one)
        olds = members[members < shared.shape[0]]
        news = members[members >= shared.shape[0]] - shared.shape[0]
        arrived = fresh[news[news < len(fresh)]].sum()
        # With hardly any new text, a split or merge comes from chance in the layout, not from the
        # data, and would only confuse a reader who knows the old topics.
        if arrived < CHANGED * total[news].sum():
            quiet.append(Family(tuple(olds.tolist()), tuple(numbers[news].tolist())))
    return quiet


def settled(
    old: Topics,
    state: State,
    families: list[Family],
    old_place: NDArray[np.int64],
    vectors: NDArray[np.float32],
) -> State:
    """Keep the topics of calm families as they were; new texts join the nearest of them."""
    known = old_place >= 0
    before = np.where(known, old._labels[np.maximum(old_place, 0)], -1)
    labels = state.labels.copy()
    for family in families:
        homes = np.array(family.before)
        now = np.isin(state.labels, family.after)
        # Known texts go back to where they were. Those that were noise stay noise, although the new
        # run has put them into a topic of the family.
        stays = known & (np.isin(before, homes) | (now & (before < 0)))
        joins = np.flatnonzero(now & ~stays)
        labels[stays] = before[stays]
        # Old centroids, not new ones: these are the topics that are kept.
        nearest = (vectors[joins] @ old.centroids[homes].T).argmax(axis=1)
        labels[joins] = homes[nearest]
    alive = set(np.unique(labels[labels >= 0]).tolist())
    given = {topic: name for topic, name in state.given.items() if topic in alive}
    return State(labels, given, state.deleted)


def calm_note(count: int) -> tuple[str, ...]:
    """Tell how many splits and merges were not taken over."""
    if count == 0:
        return ()
    note = (
        f"{count} splits or merges were not taken over: fewer than {CHANGED:.0%} of the texts "
        "concerned are new. To fit without regard to the last run, find topics anew."
    )
    return (note,)


def numbers(old: Topics, new: Topics, old_place: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the number that each new topic gets: an old one's where it is the same topic."""
    from scipy.optimize import linear_sum_assignment

    # The same texts as in `calm`, but each topic may go to one other only.
    both = old_place >= 0
    before = np.full(len(old_place), -1, dtype=np.int64)
    before[both] = old._labels[old_place[both]]
    shared = np.zeros((len(new.names), len(old.names)))
    counted = overlap_counts(new._labels, before)
    shared[: counted.shape[0], : counted.shape[1]] = counted
    after = np.where(both, new._labels, -1)
    # Counts end at the last topic with a common text; topics behind it have none.
    new_size = np.pad(sizes(after), (0, len(new.names)))[: len(new.names)]
    old_size = np.pad(sizes(before), (0, len(old.names)))[: len(old.names)]
    least = np.maximum(np.minimum(new_size[:, None], old_size[None]), 1)
    similar = new.centroids @ old.centroids.T
    # Centroids decide only between topics of which no text is left: a table whose texts were all
    # replaced can still have the same topics.
    empty = (shared.sum(axis=1) == 0)[:, None] & (shared.sum(axis=0) == 0)[None]
    allowed = (shared / least >= LEAST_OVERLAP) | (empty & (similar >= LEAST_SIMILARITY))
    # Texts count whole and similarity at most 1, so it decides between about equal overlaps. One
    # best assignment of all (Hungarian method), because matching topic by topic would depend on
    # which came first.
    gain = np.where(allowed, shared + similar, 0)
    matched = np.full(len(new.names), -1, dtype=np.int64)
    for one, other in zip(*linear_sum_assignment(-gain), strict=True):
        # An assignment pairs as many as it can, those that are not allowed at a gain of 0 too.
        if gain[one, other] > 0:
            matched[one] = other
    fresh = np.flatnonzero(matched < 0)
    # Behind all old numbers, so that a number that was seen before never means another topic.
    matched[fresh] = len(old.names) + np.arange(len(fresh))
    return matched


def renumbered(old: Topics, state: State, numbers: NDArray[np.int64]) -> State:
    """Give the topics their numbers; a name given by hand stays with its number."""
    labels = np.append(numbers, -1)[state.labels]
    alive = set(np.unique(labels[labels >= 0]).tolist())
    given = {topic: name for topic, name in old._state.given.items() if topic in alive}
    given |= {int(numbers[topic]): name for topic, name in state.given.items()}
    return State(labels, given, state.deleted)
