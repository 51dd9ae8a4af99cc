"""The map of settings: topics, noise, stability and validity of each, plateaus marked."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.topics.agreement import adjusted_rand_index, mean_rand
from workbench.topics.cluster import MIN_SAMPLES
from workbench.topics.density import density_tree, flat_clusters
from workbench.topics.space import joined

SAMPLES = (3, 5, 10, 20)
COMPARED = 2
"""Single layouts compared with each other: more would take longer and say little more."""

PLATEAU = 0.85
"""Agreement with both neighbouring sizes from which on a setting lies on a plateau."""


def default_sizes(count: int, current: int) -> tuple[int, ...]:
    """Return up to ten sizes from the finest to the broadest, the one in use among them."""
    spaced = np.geomspace(0.12, 1.4, 10) * np.sqrt(count)
    sizes = np.maximum(3, np.round(spaced)).astype(int)
    sizes[np.abs(np.log(sizes / current)).argmin()] = current
    return tuple(sorted(set(sizes.tolist())))


def cliff_map(
    space: NDArray[np.float32],
    *,
    current: int,
    sizes: Sequence[int] | None = None,
    samples: Sequence[int] = SAMPLES,
) -> pd.DataFrame:
    """Cluster with each setting and tell what comes out, before anything is chosen.

    Parameters
    ----------
    space : ndarray of float32, shape (r, m, d)
        Layouts.
    current : int
        The size in use; its cells are computed too.
    sizes : sequence of int, optional
        Sizes of the smallest topic. Default: ten around the square root of m.
    samples : sequence of int, default (3, 5, 10, 20)
        Neighbours that make a place dense.

    Returns
    -------
    DataFrame
        One row a setting: min_size, min_samples, topics, noise (share of distinct texts),
        stability (adjusted Rand index between two single layouts), validity (density-based, in
        [-1, 1]), plateau (agreement with the next smaller and next larger size of at least 0.85),
        current.
    """
    wanted = sorted({*(sizes or default_sizes(space.shape[1], current)), current})
    lines = []
    for sample in samples:
        tree = density_tree(joined(space), sample)
        single = [density_tree(places, sample) for places in space[:COMPARED]]
        cuts = [flat_clusters(tree, size) for size in wanted]
        level = [adjusted_rand_index(a, b) for a, b in pairwise(cuts)]
        for step, (size, cut) in enumerate(zip(wanted, cuts, strict=True)):
            beside = level[max(0, step - 1) : step + 1]
            lines.append(
                {
                    "min_size": size,
                    "min_samples": sample,
                    "topics": int(cut.max(initial=-1)) + 1,
                    "noise": float((cut < 0).mean()),
                    "stability": mean_rand([flat_clusters(one, size) for one in single]),
                    "validity": density_validity(tree, cut),
                    "plateau": bool(beside) and min(beside) >= PLATEAU,
                    "current": size == current and sample == MIN_SAMPLES,
                }
            )
    return pd.DataFrame(lines)


def density_validity(tree: NDArray[np.float64], labels: NDArray[np.int64]) -> float:
    """Return how much sparser it is between topics than within them, from -1 (bad) to 1.

    For each topic, the sparsest link that holds it together is set against the densest link that
    joins it to another; the mean is weighted by size, and noise counts as 0.

    Notes
    -----
    After D. Moulavi et al., "Density-Based Clustering Validation", SDM 2014, with the links of
    the density tree in place of all pairs.
    """
    from workbench.topics.kernels import whole_and_meeting

    sizes = np.bincount(labels[labels >= 0])
    if len(sizes) < 2:
        return 0.0
    within, between = whole_and_meeting(tree, labels, sizes)
    between = np.where(np.isfinite(between), between, within)
    larger = np.maximum(np.maximum(within, between), 1e-12)
    return float(((between - within) / larger * sizes).sum() / len(labels))
