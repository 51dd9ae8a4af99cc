"""Principal components: where layouts begin, and the plane of small tables."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def principal_components(vectors: NDArray[np.float32], dimensions: int) -> NDArray[np.float32]:
    """Return the scores of the first principal components.

    Shapes: vectors (m, d), returns (m, dimensions).
    """
    centered = vectors.astype(np.float64)
    centered -= centered.mean(axis=0)
    _, axes = np.linalg.eigh(centered.T @ centered)
    axes = axes[:, ::-1][:, :dimensions]
    largest = axes[np.abs(axes).argmax(axis=0), np.arange(axes.shape[1])]
    scores = centered @ (axes * np.where(largest < 0, -1.0, 1.0))
    missing = dimensions - scores.shape[1]
    return np.pad(scores, ((0, 0), (0, missing))).astype(np.float32)
