"""Cutting texts into batches by their length in tokens."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def by_tokens(lengths: NDArray[np.int32], budget: int) -> list[NDArray[np.int64]]:
    """Split texts into batches of like length that hold at most `budget` tokens.

    Shapes: lengths (m,).
    """
    order = np.argsort(-lengths.astype(np.int64), kind="stable")
    batches, start = [], 0
    while start < len(order):
        size = max(1, budget // max(1, int(lengths[order[start]])))
        batches.append(order[start : start + size])
        start += size
    return batches
