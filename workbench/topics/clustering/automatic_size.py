"""How large a topic is at least, found without being told."""

from __future__ import annotations

from itertools import combinations
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from workbench.errors import check_choice
from workbench.topics.agreement import adjusted_rand_index
from workbench.topics.clustering.cluster import MIN_SAMPLES, with_frequent
from workbench.topics.clustering.density_tree import (
    Alike,
    density_tree,
    density_validity,
    flat_clusters,
)
from workbench.topics.clustering.layouts import joined

Detail = Literal["broad", "medium", "fine"]

WINDOW: dict[str, tuple[float, float]] = {
    "broad": (0.7, 1.4),
    "medium": (0.3, 0.6),
    "fine": (0.12, 0.25),
}
"""Sizes tried, in square roots of the number of texts."""

STEPS = 25
"""Sizes tried in a window, evenly spaced by their ratios."""

SMALLEST_SIZE = 3

AS_GOOD = 0.01
"""Scores that differ by less are taken as equal: other seeds move them by more."""


def candidate_sizes(count: int, detail: str) -> list[int]:
    """Return the sizes that are tried for `count` texts, ascending, each once."""
    check_choice("detail", detail, tuple(WINDOW))
    low, high = WINDOW[detail]
    sizes = np.geomspace(low, high, STEPS) * np.sqrt(count)
    return sorted({max(SMALLEST_SIZE, round(float(size))) for size in sizes})


def auto_size(
    space: NDArray[np.float32],
    detail: str,
    counts: NDArray[np.int64] | None = None,
    alike: Alike | None = None,
) -> tuple[int, NDArray[np.float64] | None]:
    """Find the size whose topics agree best with those of the other sizes, and stand apart best.

    Each size of the window is scored by the mean adjusted Rand index of its clusters with those
    of the other sizes: what many settings find is not an accident of one. Of those within
    `AS_GOOD` of the best score, the most valid by density is taken. It need not lie in a stable
    region as `ParameterSweep` draws them: not every table has one.

    The windows are searched from the broadest on, and a finer one never gives fewer topics.

    Shapes: space (r, m, d), counts (m,), returned tree (m - 1, 4).
    """
    count = space.shape[1]
    check_choice("detail", detail, tuple(WINDOW))
    if count < 2 * SMALLEST_SIZE:
        return SMALLEST_SIZE, None
    # The tree does not depend on the size, so one serves all cuts; only cutting is repeated.
    tree = density_tree(joined(space), MIN_SAMPLES)
    copies = np.ones(count, dtype=np.int64) if counts is None else counts
    size, fewest = 0, 0
    # Broader windows first, even if nobody asked for them: a finer level must give at least as many
    # topics, and only their result says how many that is.
    for level in tuple(WINDOW)[: tuple(WINDOW).index(detail) + 1]:
        # A size of more than half of the texts leaves no room for two topics.
        sizes = [one for one in candidate_sizes(count, level) if 2 * one <= count]
        sizes = sizes or [SMALLEST_SIZE]
        cuts = [flat_clusters(tree, one, alike) for one in sizes]
        size, fewest = _best(tree, sizes, cuts, copies, (size, fewest))
    return size, tree


def _best(
    tree: NDArray[np.float64],
    sizes: list[int],
    cuts: list[NDArray[np.int64]],
    counts: NDArray[np.int64],
    broader: tuple[int, int],
) -> tuple[int, int]:
    """Return the best of some sizes and its number of topics, at least as many as at a broader."""
    # Counted as the caller will see them: a text with many copies is a topic of its own.
    topics = [
        int(with_frequent(cut, counts, size).max(initial=-1)) + 1
        for cut, size in zip(cuts, sizes, strict=True)
    ]
    # Agreement with itself is 1 for every size, so the diagonal favors none.
    alike = np.eye(len(cuts))
    for one, other in combinations(range(len(cuts)), 2):
        alike[one, other] = alike[other, one] = adjusted_rand_index(cuts[one], cuts[other])
    # A size with fewer topics than the broader level is out, whatever its agreement.
    score = np.where(np.array(topics) >= broader[1], alike.mean(axis=0), -np.inf)
    if not np.isfinite(score).any():
        return broader
    # Agreement alone cannot choose between neighbors in size, which give nearly the same cuts and
    # scores; density does. Of equal ones the smallest size is taken, for sizes rise.
    good = np.flatnonzero(score >= score.max() - AS_GOOD)
    validity = [density_validity(tree, cuts[place]) for place in good.tolist()]
    best = int(good[int(np.argmax(validity))])
    return sizes[best], topics[best]
