"""A floor at which the pairs of a join fit into memory, estimated from a sample of pairs."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from workbench.similarity.exact_pairs.collector import FLOORS

SAMPLE_ROWS = 1_024
"""Vectors in each half of a sample: their million pairs stand for all pairs."""


def sample_similarities(vectors: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the similarities of a sample of pairs; of all pairs if there are few vectors.

    Shapes: vectors (m, d), returns (s,).
    """
    random = np.random.default_rng(0)
    drawn = random.permutation(len(vectors))[: 2 * SAMPLE_ROWS]
    rows = vectors[np.sort(drawn)].astype(np.float64)
    if len(vectors) <= 2 * SAMPLE_ROWS:
        values = rows @ rows.T
        return values[np.triu_indices(len(rows), 1)]
    return (rows[::2] @ rows[1::2].T).ravel()


def likely_floor(
    sample: NDArray[np.float64], total: int, threshold: float, most: int, *, room: float = 1.0
) -> float:
    """Return the lowest floor at which the pairs should fit. Shapes: sample (s,)."""
    if not len(sample):
        return threshold
    fits = most * room * len(sample) / total
    if np.count_nonzero(sample >= threshold) <= fits:
        return threshold
    counts = len(sample) - np.searchsorted(np.sort(sample), FLOORS, side="left")
    over = FLOORS[(counts > fits) & (threshold < FLOORS)]
    under = FLOORS[(counts <= fits) & (threshold < FLOORS)]
    chosen = over.max(initial=threshold) if room > 1 else under.min(initial=1.0)
    return float(chosen)
