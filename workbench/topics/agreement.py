"""How far two groupings of the same texts agree."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray


def adjusted_mutual_information(one: NDArray[np.int64], other: NDArray[np.int64]) -> float:
    """Return the mutual information of two groupings, adjusted for chance: 1 same, 0 by chance.

    Shapes: one, other (m,).

    Notes
    -----
    N. Vinh, J. Epps, J. Bailey, "Information Theoretic Measures for Clusterings Comparison",
    JMLR 11, 2010; the arithmetic mean of the entropies normalizes.
    """
    from sklearn.metrics import adjusted_mutual_info_score

    return float(adjusted_mutual_info_score(one, other))


def mean_agreement(groupings: Sequence[NDArray[np.int64]]) -> float:
    """Return the mean adjusted mutual information over all pairs; 1 where there is no pair."""
    values = [adjusted_mutual_information(a, b) for a, b in combinations(groupings, 2)]
    return float(np.mean(values)) if values else 1.0


def best_matches(
    labels: NDArray[np.int64], other: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Find for each topic the one of another grouping that overlaps it most.

    Shapes: labels, other (m,), returned match (t,), returned overlap (t,).
    """
    both = overlap_counts(labels, other)
    size, other_size = sizes(labels), sizes(other)
    if both.size == 0:
        return np.full(len(size), -1, dtype=np.int64), np.zeros(len(size))
    jaccard = both / np.maximum(size[:, None] + other_size[None] - both, 1)
    match = jaccard.argmax(axis=1)
    overlap = jaccard[np.arange(len(size)), match]
    return np.where(overlap > 0, match, -1), overlap


def overlap_counts(labels: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.int64]:
    """Count texts by topic of the one and of the other grouping, noise left out, shape (t, u)."""
    rows, columns = int(labels.max(initial=-1)) + 1, int(other.max(initial=-1)) + 1
    kept = (labels >= 0) & (other >= 0)
    flat = labels[kept] * columns + other[kept]
    return np.bincount(flat, minlength=rows * columns).reshape(rows, columns)


def sizes(labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """Count the texts of each topic, noise left out."""
    return np.bincount(labels[labels >= 0], minlength=int(labels.max(initial=-1)) + 1)


def adjusted_rand_index(one: NDArray[np.int64], other: NDArray[np.int64]) -> float:
    """Return the share of text pairs treated alike, adjusted for chance: 1 same, 0 by chance.

    Cheap enough to compare hundreds of settings; noise (-1) counts as one group.

    Notes
    -----
    L. Hubert, P. Arabie, "Comparing partitions", Journal of Classification 2, 1985.
    """
    both = overlap_counts(one + 1, other + 1).astype(np.float64)
    together = _pairs(both).sum()
    rows, columns = _pairs(both.sum(axis=1)).sum(), _pairs(both.sum(axis=0)).sum()
    chance = rows * columns / max(_pairs(np.array(float(len(one)))), 1.0)
    most = (rows + columns) / 2
    return 1.0 if most == chance else float((together - chance) / (most - chance))


def mean_rand(groupings: Sequence[NDArray[np.int64]]) -> float:
    """Return the mean adjusted Rand index over all pairs; 1 where there is no pair."""
    values = [adjusted_rand_index(a, b) for a, b in combinations(groupings, 2)]
    return float(np.mean(values)) if values else 1.0


def _pairs(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    return counts * (counts - 1) / 2
