"""The one file of this room that imports numba: loops over density trees.

Compiled once and kept on disk, so that a new process does not compile them again.
"""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray

from workbench.engines import interruptible

CLOSEST = 1e-12
"""Distances are taken as no smaller, so that densities stay finite."""


@interruptible
@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator, unused-ignore]
def condensed(
    tree: NDArray[np.float64], min_cluster_size: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Walk down the tree; a branch of fewer than `min_cluster_size` points only leaves its cluster.

    Shapes: tree (m - 1, 4), returned home (2 m - 1,), returned parent (c,), returned stability
    (c,).
    """
    links = tree.shape[0]
    points = links + 1
    home = np.zeros(2 * points - 1, dtype=np.int64)
    parent = np.full(2 * points - 1, -1, dtype=np.int64)
    birth = np.zeros(2 * points - 1)
    stability = np.zeros(2 * points - 1)
    count = 1
    # The tree is sorted by distance, so from the last link to the first is from the root down: the
    # cluster of a node is known before its children are looked at.
    for link in range(links - 1, -1, -1):
        own = home[points + link]
        # HDBSCAN's lambda: the density at which this branch splits.
        density = 1 / max(tree[link, 2], CLOSEST)
        left, right = np.int64(tree[link, 0]), np.int64(tree[link, 1])
        left_size = 1 if left < points else np.int64(tree[left - points, 3])
        right_size = 1 if right < points else np.int64(tree[right - points, 3])
        home[left] = home[right] = own
        if tree[link, 3] < min_cluster_size:
            continue  # these points have left their cluster further up
        # Each point adds the density gained between the birth of the cluster and the moment that
        # the point leaves it. Summed over its points, this is the cluster's stability.
        gain = density - birth[own]
        # Two large branches: a true split. The cluster ends, and all its points leave it at once.
        if left_size >= min_cluster_size and right_size >= min_cluster_size:
            stability[own] += gain * (left_size + right_size)
            for child in (left, right):
                home[child], parent[count], birth[count] = count, own, density
                count += 1
            continue
        # Otherwise a small branch only falls off: its points leave, and the cluster goes on in the
        # large one. If both are small, all leave, and the cluster ends here.
        if left_size < min_cluster_size:
            stability[own] += gain * left_size
        if right_size < min_cluster_size:
            stability[own] += gain * right_size
    return home, parent[:count], stability[:count]


@interruptible
@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator, unused-ignore]
def cluster_sizes(
    home: NDArray[np.int64], parent: NDArray[np.int64], points: int
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return how many points each cluster holds, and whether it splits into smaller ones."""
    count = len(parent)
    size = np.zeros(count, dtype=np.int64)
    splits = np.zeros(count, dtype=np.bool_)
    for point in range(points):
        size[home[point]] += 1
    # A cluster has a larger number than the one it lies in, so all its parts are added up before it
    # is added to its parent.
    for one in range(count - 1, 0, -1):
        size[parent[one]] += size[one]
        splits[parent[one]] = True
    return size, splits


@interruptible
@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator, unused-ignore]
def members_of(
    cluster: int, home: NDArray[np.int64], parent: NDArray[np.int64], points: int
) -> NDArray[np.bool_]:
    """Tell which points lie in a cluster or in those that it splits into, shape (points,)."""
    inside = np.zeros(len(parent), dtype=np.bool_)
    inside[cluster] = True
    for one in range(cluster + 1, len(parent)):
        # Rising numbers: the parent was decided before.
        inside[one] = inside[parent[one]]
    member = np.empty(points, dtype=np.bool_)
    for point in range(points):
        member[point] = inside[home[point]]
    return member


@interruptible
@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator, unused-ignore]
def most_persistent(
    home: NDArray[np.int64],
    parent: NDArray[np.int64],
    stability: NDArray[np.float64],
    points: int,
    loose: NDArray[np.bool_],
) -> NDArray[np.int64]:
    """Choose clusters that do not overlap and persist longest, and label the points.

    A cluster that is loose gives way to those that it splits into, however long it persists.

    Shapes: loose (c,), returns (m,).
    """
    count = len(parent)
    inside = np.zeros(count)
    best = stability.copy()
    chosen = np.ones(count, dtype=np.bool_)
    for one in range(count - 1, 0, -1):
        # Excess of mass (Campello et al. 2013): a cluster stays whole unless the best choice among
        # those within it is more stable in sum. A tie goes to the larger cluster. Parts come first,
        # because their numbers are larger.
        if inside[one] > best[one] or loose[one]:
            chosen[one], best[one] = False, inside[one]
        inside[parent[one]] += best[one]
    # One topic of all texts says nothing.
    chosen[0] = False
    number = np.full(count, -1, dtype=np.int64)
    topics = 0
    for one in range(1, count):
        # Whatever lies within a chosen cluster belongs to it, chosen or not. Points of a cluster
        # that was not chosen, which left it before it split, keep -1: noise.
        if number[parent[one]] >= 0:
            number[one] = number[parent[one]]
        elif chosen[one]:
            number[one] = topics
            topics += 1
    labels = np.empty(points, dtype=np.int64)
    for point in range(points):
        labels[point] = number[home[point]]
    return labels


@interruptible
@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator, unused-ignore]
def whole_and_meeting(
    tree: NDArray[np.float64], labels: NDArray[np.int64], totals: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Walk up the tree; note where each topic becomes whole, and where it first meets another.

    Shapes: tree (m - 1, 4), labels (m,), totals (t,), returned whole (t,), returned meeting (t,).
    """
    links, topics = tree.shape[0], totals.shape[0]
    points = links + 1
    whole, meeting = np.full(topics, tree[links - 1, 2]), np.full(topics, np.inf)
    topic_of = np.full(2 * points - 1, -1, dtype=np.int64)  # -1 no topic, -2 several
    topic_of[:points] = labels
    amount = np.ones(2 * points - 1, dtype=np.int64)
    for topic in range(topics):
        # A single text has no link that could make it whole.
        if totals[topic] == 1:
            whole[topic] = 0.0
    for link in range(links):
        left, right = np.int64(tree[link, 0]), np.int64(tree[link, 1])
        one, other, node = topic_of[left], topic_of[right], points + link
        # Links are walked in rising distance. So the first link between two topics is their densest
        # one, and the link that completes a topic the sparsest that holds it together.
        if one in (other, -1) or other == -1:  # nothing new meets
            both = other if one == -1 else one
            topic_of[node] = both
            if both >= 0:
                # Noise that a topic takes in on the way up does not count towards its size.
                amount[node] = amount[left] * (one >= 0) + amount[right] * (other >= 0)
                if one == other and amount[node] == totals[both]:
                    whole[both] = tree[link, 2]
            continue
        # Once mixed, a branch is of no single topic. A topic that was not whole by then never
        # becomes whole, and keeps the distance of the root.
        topic_of[node] = -2
        if one >= 0:
            meeting[one] = min(meeting[one], tree[link, 2])
        if other >= 0:
            meeting[other] = min(meeting[other], tree[link, 2])
    return whole, meeting
