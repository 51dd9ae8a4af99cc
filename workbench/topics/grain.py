"""How large a topic is at least, found without being told."""

from __future__ import annotations

from itertools import combinations
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from workbench.errors import check_choice
from workbench.topics.agreement import adjusted_rand_index
from workbench.topics.cluster import MIN_SAMPLES
from workbench.topics.density import density_tree, density_validity, flat_clusters
from workbench.topics.space import joined

Detail = Literal["broad", "medium", "fine"]

WINDOW = {"broad": (0.7, 1.4), "medium": (0.3, 0.6), "fine": (0.12, 0.25)}
"""Sizes tried, in square roots of the number of texts."""

STEPS = 25
"""Sizes tried in a window, evenly spaced by their ratios."""

SMALLEST_SIZE = 3

AS_GOOD = 0.01
"""Scores that differ by less are taken as equal: other seeds move them by more."""


def candidate_sizes(count: int, detail: Detail) -> list[int]:
    """Return the sizes that are tried for `count` texts, ascending, each once."""
    low, high = WINDOW[check_choice("detail", detail, tuple(WINDOW))]
    sizes = np.geomspace(low, high, STEPS) * np.sqrt(count)
    return sorted({max(SMALLEST_SIZE, round(float(size))) for size in sizes})


def auto_size(space: NDArray[np.float32], detail: Detail) -> tuple[int, NDArray[np.float64] | None]:
    """Find the size whose topics agree best with those of the other sizes, and stand apart best.

    Each size of the window is scored by the mean adjusted Rand index of its clusters with those
    of the other sizes: what many settings find is not an accident of one. Of those within
    `AS_GOOD` of the best score, the most valid by density is taken. It need not lie on a plateau
    as `cliff_map` draws them: not every table has one.

    Parameters
    ----------
    space : ndarray of float32, shape (r, m, d)
        Layouts.
    detail : {"broad", "medium", "fine"}
        Which window is searched.

    Returns
    -------
    size : int
        Fewest texts of a topic, at least 3.
    tree : ndarray of float64, shape (m - 1, 4), or None
        Density tree of the layouts side by side, where it was needed.
    """
    sizes = candidate_sizes(space.shape[1], detail)
    if len(sizes) == 1 or space.shape[1] < 2 * sizes[-1]:
        return sizes[0], None
    tree = density_tree(joined(space), MIN_SAMPLES)
    cuts = [flat_clusters(tree, size) for size in sizes]
    alike = np.eye(len(cuts))
    for one, other in combinations(range(len(cuts)), 2):
        alike[one, other] = alike[other, one] = adjusted_rand_index(cuts[one], cuts[other])
    score = alike.mean(axis=0)
    good = np.flatnonzero(score >= score.max() - AS_GOOD)
    validity = [density_validity(tree, cuts[place]) for place in good.tolist()]
    return sizes[int(good[int(np.argmax(validity))])], tree
