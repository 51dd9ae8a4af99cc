"""The one file of the projection that imports numba: the loop that lays a graph out.

Compiled once and kept on disk, so that a new process does not compile it again.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

from workbench.engines import interruptible

LONGEST_STEP = 4.0
"""Largest part of a gradient in one dimension, before the learning rate."""


@interruptible
@numba.njit(cache=True, nogil=True, fastmath=True)  # type: ignore[untyped-decorator, unused-ignore]
def lay_out(  # noqa: C901, PLR0913, PLR0917 - one hot loop, compiled as one
    places: NDArray[np.float32],
    head: NDArray[np.int32],
    tail: NDArray[np.int32],
    period: NDArray[np.float32],
    due: NDArray[np.float32],
    luck: NDArray[np.uint64],
    curve: tuple[float, float],
    passes: tuple[int, int, int],
    negatives: int,
    first_rate: float,
) -> None:
    """Move `places` by stochastic gradient descent on UMAP's cross entropy, in place.

    Each edge is drawn once in `period` epochs; both of its ends step towards each other, and the
    head steps away from `negatives` places drawn at random. The steps shrink to nothing.

    Shapes: places (m, d), head, tail (e,), period (e,), due (e,), luck (1,).
    """
    count, dimensions = places.shape
    # Single precision throughout: powers of it take half the time.
    scale, power = np.float32(curve[0]), np.float32(curve[1])
    unit, longest, closest = np.float32(1), np.float32(LONGEST_STEP), np.float32(0.001)
    twice = np.float32(2) * power
    state = luck[0]
    # One thread on purpose: each step sees where all earlier ones have moved the points. With
    # several threads, the map would depend on which was quicker.
    for epoch in range(passes[0], passes[1]):
        # Falls to 0 in a straight line: large steps find the rough arrangement, small ones settle
        # it.
        rate = np.float32(first_rate * (1.0 - epoch / passes[2]))
        for edge in range(head.shape[0]):
            if due[edge] > epoch:
                continue
            # The period is no whole number. The remainder is carried on, so that over all epochs an
            # edge is drawn as often as its weight says.
            due[edge] += period[edge]
            one, other = head[edge], tail[edge]
            squared = np.float32(0.0)
            for d in range(dimensions):
                step = places[one, d] - places[other, d]
                squared += step * step
            if squared > 0:
                raised = squared**power
                # Gradient of the attraction, -2ab d^(2b - 2) / (1 + a d^(2b)), written so that one
                # power is enough: powers take most of the time. At distance 0 it has no direction.
                pull = -twice * scale * raised / (squared * (scale * raised + unit))
                for d in range(dimensions):
                    step = pull * (places[one, d] - places[other, d])
                    step = rate * min(longest, max(-longest, step))
                    places[one, d] += step
                    places[other, d] -= step
            for _ in range(negatives):
                # Xorshift (Marsaglia 2003): three shifts per number, and the same numbers
                # everywhere.
                state ^= state << np.uint64(13)
                state ^= state >> np.uint64(7)
                state ^= state << np.uint64(17)
                # The upper half of the bits, scaled to the number of points by a product: a
                # remainder would need a division, which is slow.
                far = np.int64(((state >> np.uint64(32)) * np.uint64(count)) >> np.uint64(32))
                if far == one:
                    continue
                squared = np.float32(0.0)
                for d in range(dimensions):
                    step = places[one, d] - places[far, d]
                    squared += step * step
                if squared <= 0:
                    continue
                raised = squared**power
                # Gradient of the repulsion, 2b / (d^2 (1 + a d^(2b))); `closest` keeps it finite,
                # as in umap-learn. Only the head moves: edges are stored in both directions, so
                # each end has its turn.
                push = twice / ((closest + squared) * (scale * raised + unit))
                for d in range(dimensions):
                    step = push * (places[one, d] - places[far, d])
                    places[one, d] += rate * min(longest, max(-longest, step))
    luck[0] = state


def luck_of(seed: int) -> NDArray[np.uint64]:
    """Return the state with which the random numbers of a seed begin."""
    # Xorshift never leaves a state of 0, where seed 0 would begin without the second number. The
    # first one, from the golden ratio, sets the states of neighboring seeds far apart.
    return np.array([(seed * 0x9E3779B97F4A7C15 + 0x2545F4914F6CDD1D) % 2**64], dtype=np.uint64)


def is_compiled() -> bool:
    """Tell whether `lay_out` was compiled before, in this process or an earlier one."""
    kernel: Any = lay_out.__wrapped__  # type: ignore[attr-defined, unused-ignore]
    folder = kernel.stats.cache_path
    kept = folder is not None and any(Path(folder).glob("*lay_out*.nbi"))
    return kept or bool(kernel.signatures)
