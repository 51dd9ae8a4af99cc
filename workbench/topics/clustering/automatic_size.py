"""How large a topic is at least, found without being told.

Each size is scored by two things: how well its topics are separated in the vectors, and how far
single layouts, which differ by scale and seed, find the same topics at this size and at those next
to it. Separation alone prefers many small groups that chance has made, agreement alone few large
ones. Sources: P. J. Rousseeuw,
"Silhouettes", J. Comput. Appl. Math. 20, 1987, with centers in place of all texts; A. Ben-Hur,
A. Elisseeff, I. Guyon, "A stability based method for discovering structure in clustered data",
PSB 2002.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from workbench.config import thread_count
from workbench.errors import check_choice
from workbench.topics.agreement import mean_rand
from workbench.topics.clustering.cluster import MIN_SAMPLES, with_frequent
from workbench.topics.clustering.density_tree import Alike, density_tree, flat_clusters
from workbench.topics.clustering.layouts import joined

Detail = Literal["broad", "medium", "fine"]

LEVELS: dict[str, tuple[float, float]] = {
    "broad": (0.25, 0.5),
    "medium": (1.0, 1.0),
    "fine": (1.25, 2.0),
}
"""Numbers of topics of each level, as shares of that of the best size of all."""

FEWEST = 3
"""Topics of the broad level, if the best size has twice as many or more."""

SMALLEST_SIZE = 3

LARGEST_SIZE = 1.4
"""The largest size that is tried, in square roots of the number of texts."""

STEPS = 40
"""Sizes tried, evenly spaced by their ratios."""

SAMPLE = 1500
"""Texts whose separation is measured, about."""

AS_GOOD = 0.03
"""Scores that are lower by this share are taken as equal: other seeds and other rows move them by
more. Of these sizes the first quartile is taken. The smallest is where the equal ones happen to
begin, which changed the number of topics by a quarter from seed to seed; the median gave 150
intents too few topics."""

BESIDE = 4
"""Sizes to either side whose agreement counts too: that of one size alone jumps by chance."""

ALMOST = 0.1
"""Share by which a score may be lower for its number of topics to be nearly as good."""

POOR = 0.5
"""Share of the best score below which there is no broad or fine level."""

NEARLY = 0.1
"""By which share the number of topics may differ from the one that was asked for."""

CLIFF = 5
"""Topics fewer, and at most half as many, at the next size: its topics hang by a thread."""


@dataclass(frozen=True)
class Cut:
    """What a size gives: how many topics, and how good they are, from -1 to 1."""

    size: int
    topics: int
    score: float


class Sizes(NamedTuple):
    """What was found of the sizes.

    chosen: the size as asked for. medium: the best of all. tree (m - 1, 4): the density tree.
    rivals: the fewest and the most topics that are nearly as good as the best.
    """

    chosen: int
    medium: int
    tree: NDArray[np.float64] | None = None
    rivals: tuple[int, int] = (0, 0)


def candidate_sizes(count: int, largest: float | None = None) -> list[int]:
    """Return the sizes that are tried for `count` texts, ascending, each once."""
    largest = min(count / 2, largest or LARGEST_SIZE * math.sqrt(count))
    sizes = np.geomspace(SMALLEST_SIZE, max(SMALLEST_SIZE, largest), STEPS)
    return sorted({round(float(size)) for size in sizes})


def auto_size(
    space: NDArray[np.float32],
    vectors: NDArray[np.float32],
    detail: str,
    counts: NDArray[np.int64] | None = None,
    alike: Alike | None = None,
    about: int | None = None,
) -> Sizes:
    """Find the size whose topics are best separated and most alike in all layouts.

    A broad or fine level, or a number of topics that is asked for, limits the choice.

    Shapes: space (r, m, d'), vectors (m, d), counts (m,).
    """
    count = space.shape[1]
    check_choice("detail", detail, tuple(LEVELS))
    if count < 2 * SMALLEST_SIZE:
        return Sizes(SMALLEST_SIZE, SMALLEST_SIZE)
    # The trees do not depend on the size, so one serves all cuts; only cutting is repeated.
    tree = density_tree(joined(space), MIN_SAMPLES)
    single = [density_tree(places, MIN_SAMPLES) for places in space]
    copies = np.ones(count, dtype=np.int64) if counts is None else counts
    sampled = np.arange(0, count, max(1, count // SAMPLE))

    def tried(size: int) -> tuple[int, float, float]:
        labels = [
            with_frequent(flat_clusters(one, size, alike), copies, size) for one in (tree, *single)
        ]
        # The mean over all layouts jumps less from seed to seed than that of the joint topics.
        apart = float(np.mean([separation(vectors, one, sampled) for one in labels]))
        return int(labels[0].max(initial=-1)) + 1, apart, mean_rand(labels)

    sizes = candidate_sizes(count, None if about is None else count / 2)
    with ThreadPoolExecutor(thread_count()) as pool:
        topics, apart, agreement = zip(*pool.map(tried, sizes), strict=True)
    scores = np.maximum(apart, 0) * smoothed(np.array(agreement))
    cuts = [Cut(*one) for one in zip(sizes, topics, scores.tolist(), strict=True)]
    chosen = best_cut(cuts, detail) if about is None else nearest_cut(cuts, about)
    return Sizes(chosen.size, best_cut(cuts, "medium").size, tree, nearly_as_good(cuts))


def nearly_as_good(cuts: Sequence[Cut]) -> tuple[int, int]:
    """Return the fewest and the most topics of the cuts whose score is near the best of all."""
    enough = (1 - ALMOST) * max(cut.score for cut in cuts)
    topics = [cut.topics for cut in cuts if cut.score >= enough]
    return min(topics), max(topics)


def smoothed(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the mean of each value and of those next to it, as many as there are."""
    window = np.ones(2 * BESIDE + 1)
    sums, many = (np.convolve(one, window, "full") for one in (values, np.ones(len(values))))
    inner = slice(BESIDE, BESIDE + len(values))
    means: NDArray[np.float64] = sums[inner] / many[inner]
    return means


def separation(
    vectors: NDArray[np.float32], labels: NDArray[np.int64], sampled: NDArray[np.int64]
) -> float:
    """Return the mean silhouette of some texts by the centers of the topics, noise assigned.

    Shapes: vectors (m, d), labels (m,), sampled (s,).
    """
    from scipy.sparse import csr_array

    kept, topics = np.flatnonzero(labels >= 0), int(labels.max(initial=-1)) + 1
    if topics < 2:
        return 0.0
    # Sums by a sparse product: as for all sizes in turn, `centroids` would take most of the time.
    members = csr_array(
        (np.ones(len(kept), dtype=vectors.dtype), (labels[kept], kept)), (topics, len(labels))
    )
    centers = members @ vectors
    centers /= np.maximum(np.linalg.norm(centers, axis=1, keepdims=True), 1e-12)
    similarity = vectors[sampled] @ centers.T
    rows, own = np.arange(len(sampled)), labels[sampled]
    own = np.where(own >= 0, own, similarity.argmax(axis=1))
    within = 1 - similarity[rows, own]
    similarity[rows, own] = -1
    beside = 1 - similarity.max(axis=1)
    return float(np.mean((beside - within) / np.maximum(np.maximum(within, beside), 1e-12)))


def best_cut(cuts: Sequence[Cut], detail: str) -> Cut:
    """Return the best cut of a level: of all, or of those with fewer or more topics than that."""
    steep = {cut.size for pair in pairwise(cuts) if is_cliff(*pair) for cut in pair}
    firm = [cut for cut in cuts if cut.size not in steep] or list(cuts)
    medium = _best(firm)
    if detail == "medium":
        return medium
    low, high = (share * medium.topics for share in LEVELS[detail])
    low = max(low, min(FEWEST, medium.topics // 2))
    good = [cut for cut in firm if cut.score >= POOR * medium.score]
    within = [cut for cut in good if low <= cut.topics <= high]
    if within:
        return _best(within)
    # No size gives such a number: the nearest to it that is not on the other side.
    beside = [cut for cut in good if (cut.topics < medium.topics) == (detail == "broad")]
    beside = [cut for cut in beside if cut.topics >= min(low, medium.topics)]
    middle = math.sqrt(max(low, 1) * max(high, 1))
    return min([*beside, medium], key=lambda cut: (abs(cut.topics - middle), -cut.score))


def nearest_cut(cuts: Sequence[Cut], about: int) -> Cut:
    """Return the best cut with about so many topics; else one with more, which can be merged."""
    near = [cut for cut in cuts if abs(cut.topics - about) <= NEARLY * about]
    if near:
        return _best(near)
    more = [cut for cut in cuts if cut.topics > about]
    if more:
        return min(more, key=lambda cut: (cut.topics, -cut.score))
    return max(cuts, key=lambda cut: (cut.topics, cut.score))


def _best(cuts: Sequence[Cut]) -> Cut:
    """Return the best; of those that are as good, the first quartile of sizes."""
    enough = (1 - AS_GOOD) * max(cut.score for cut in cuts)
    good = [cut for cut in cuts if cut.score >= enough]
    return good[(len(good) - 1) // 4]


def is_cliff(one: Cut, other: Cut) -> bool:
    """Tell whether the number of topics jumps between two sizes."""
    fewer, more = sorted((one.topics, other.topics))
    return more >= 2 * fewer and more - fewer >= CLIFF
