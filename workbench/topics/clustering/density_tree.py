"""The one file that imports hdbscan: a density tree, and the flat clusters of any size in it.

Source of the method: R. Campello, D. Moulavi, J. Sander, "Density-Based Clustering Based on
Hierarchical Density Estimates", PAKDD 2013; L. McInnes, J. Healy, S. Astels, "hdbscan:
Hierarchical density based clustering", JOSS 2(11), 2017.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

LARGEST = 0.4
"""Share of the texts above which a cluster gives way to those that it splits into, unless its
texts are alike. Otherwise a few texts that stand apart make one topic of all the others."""

Alike = Callable[[NDArray[np.int64]], bool]
"""Tells of the places of texts whether they say the same."""


def density_tree(coordinates: NDArray[np.float32], min_samples: int) -> NDArray[np.float64]:
    """Return the single-linkage tree of the mutual reachability distances.

    Shapes: coordinates (m, d), returns (m - 1, 4).
    """
    import hdbscan

    # Only the tree is used, and it does not depend on `min_cluster_size`: hdbscan's own clusters
    # are thrown away, `flat_clusters` cuts again and again in their place.
    *_, tree, _ = hdbscan.hdbscan(
        coordinates.astype(np.float64),
        min_cluster_size=2,
        min_samples=max(1, min(min_samples, len(coordinates) - 1)),
        core_dist_n_jobs=1,  # more processes cost more to start than they save here
        # Few points: all distances at once are quicker than a tree to search in.
        algorithm="boruvka_kdtree" if len(coordinates) > 60 else "generic",
    )
    return np.asarray(tree, dtype=np.float64)


def flat_clusters(
    tree: NDArray[np.float64], min_cluster_size: int, alike: Alike | None = None
) -> NDArray[np.int64]:
    """Cut the tree where clusters of `min_cluster_size` or more persist longest (excess of mass).

    Shapes: tree (m - 1, 4), returns (m,).
    """
    from workbench.topics.clustering.kernels import (
        cluster_sizes,
        condensed,
        members_of,
        most_persistent,
    )

    home, parent, stability = condensed(tree, min_cluster_size)
    points = len(tree) + 1
    sizes, splits = cluster_sizes(home, parent, points)
    # A cluster that does not split has nothing to give way to: its points would become noise.
    loose = splits & (sizes > LARGEST * points)
    # All points together are no cluster anyway, and need not be compared.
    loose[0] = False
    if alike is not None:
        # Asked last, and only of the few large ones: comparing texts costs more than the cut
        # itself.
        for one in np.flatnonzero(loose).tolist():
            loose[one] = not alike(np.flatnonzero(members_of(one, home, parent, points)))
    labels: NDArray[np.int64] = most_persistent(home, parent, stability, points, loose)
    return labels


def density_validity(tree: NDArray[np.float64], labels: NDArray[np.int64]) -> float:
    """Return how much sparser it is between topics than within them, from -1 (bad) to 1.

    For each topic, the sparsest link that holds it together is set against the densest link that
    joins it to another; the mean is weighted by size, and noise counts as 0.

    Notes
    -----
    After D. Moulavi et al., "Density-Based Clustering Validation", SDM 2014, with the links of
    the density tree in place of all pairs.
    """
    from workbench.topics.clustering.kernels import whole_and_meeting

    sizes = np.bincount(labels[labels >= 0])
    if len(sizes) < 2:
        return 0.0
    within, between = whole_and_meeting(tree, labels, sizes)
    # A topic that meets no other counts 0: nothing shows how far apart it is.
    between = np.where(np.isfinite(between), between, within)
    # Divided by the larger of the two, as in the paper: from -1 to 1 in any unit of distance. The
    # least divisor is for topics of exact copies, all at distance 0.
    larger = np.maximum(np.maximum(within, between), 1e-12)
    # Divided by all texts, noise included: leaving texts out earns nothing.
    return float(((between - within) / larger * sizes).sum() / len(labels))
