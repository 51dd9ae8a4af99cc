"""Cutting texts into batches by their length in tokens."""

from __future__ import annotations

from bisect import bisect_right

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


def filled(lengths: NDArray[np.int32], budget: int) -> list[NDArray[np.int64]]:
    """Split texts into batches that `budget` tokens fill as far as they can.

    For models that read texts without padding: a batch takes the longest texts that still fit, so
    texts of several lengths share it, those of one length side by side. Shapes: lengths (m,).
    """
    if not len(lengths):
        return []
    order = np.argsort(lengths, kind="stable")
    sizes, starts = np.unique(lengths[order], return_index=True)
    waiting = dict(zip(sizes.tolist(), np.split(order, starts[1:]), strict=True))
    left, batches = sizes.tolist(), []
    while left:
        room, parts = budget, []
        # A text longer than the budget gets a batch of its own.
        position = bisect_right(left, room) - 1 if left[-1] <= budget else len(left) - 1
        while position >= 0:
            size = left[position]
            take = max(1, room // size)
            parts.append(waiting[size][:take])
            waiting[size] = waiting[size][take:]
            room -= size * len(parts[-1])
            if not len(waiting[size]):
                del left[position]
            position = bisect_right(left, room) - 1
        batches.append(np.concatenate(parts))
    return batches
