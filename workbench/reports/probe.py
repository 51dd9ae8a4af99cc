"""A few vectors that a report carries along, so that a later run can be measured against it."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.embedding.base import Embedding

MOST_VECTORS = 32
"""Vectors of a probe."""


def probe_of(embedding: Embedding) -> dict[str, Any]:
    """Return the vectors of a few texts, evenly drawn, for a later comparison."""
    total = len(embedding.vectors)
    chosen = np.unique(np.linspace(0, total - 1, min(MOST_VECTORS, total)).astype(np.int64))
    vectors = np.ascontiguousarray(embedding.vectors[chosen], dtype="<f4")
    return {
        "places": chosen.tolist(),
        "dimensions": int(vectors.shape[1]),
        "vectors": base64.b64encode(vectors.tobytes()).decode("ascii"),
    }


def vector_shift(probe: Mapping[str, Any] | None, vectors: NDArray[np.float32]) -> float | None:
    """Return the largest change of a cosine among the texts of a probe."""
    if not probe or probe["dimensions"] != vectors.shape[1]:
        return None
    chosen = np.array(probe["places"], dtype=np.int64)
    if len(chosen) == 0 or chosen.max() >= len(vectors):
        return None
    old = np.frombuffer(base64.b64decode(probe["vectors"]), dtype="<f4").reshape(len(chosen), -1)
    then, now = old.astype(np.float64), vectors[chosen].astype(np.float64)
    between = np.abs(then @ then.T - now @ now.T).max()
    own = np.abs(np.einsum("ij,ij->i", then, then - now)).max()
    return float(max(between, own))
