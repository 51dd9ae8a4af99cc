"""Heads: a few numbers per vector that bound every similarity from above.

Vectors are rotated so that the first numbers carry most of their length. With head h and tail
length t of each vector, Cauchy-Schwarz gives x . y <= h_x . h_y + t_x t_y. The tail length stands
behind the head as one more number, so the product of two heads is the bound itself, and one matrix
product bounds all pairs of a tile.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.engines import one_blas_thread
from workbench.similarity.unit_vectors import FLOAT32_STEP, LENGTH_TOLERANCE

CHUNK = 512
"""Rows rotated at a time: their float64 numbers stay in the cache."""

WIDTHS = (16, 32, 48, 64, 96, 128, 192, 256)
"""Widths that a head may have, apart from all dimensions."""

SAMPLE = 2_048
"""Vectors from which the rotation and the width are chosen."""

LEADERS = 256
"""Vectors of the sample that serve as leaders."""

SCAN_COST, BFLOAT16_COST, SURVIVOR_COST = (0.4, 0.02), (0.15, 0.01), 300.0
"""Nanoseconds of a pair (fixed, per number of a head), the same in bfloat16, and of a survivor.

Measured once: they choose the width, on which speed depends and no pair.
"""

TINY = 1e-9
"""Covers the float64 rounding of rotation and lengths, below 1e-12, many times over."""


@dataclass(frozen=True, eq=False)
class Basis:
    """How heads are made.

    directions (d, k): orthonormal columns.
    deviation: how far they are from that: the Frobenius norm of B'B - I.
    leaders (l, k): heads of a few vectors, around which the others are laid out.
    """

    directions: NDArray[np.float64]
    deviation: float
    leaders: NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Heads:
    """Heads of one set.

    numbers (m, k + 1): the heads, and behind each an upper bound on the length outside it.
    order (m,): which vector each head belongs to. Those near the same leader are side by side, so
        that the survivors of a tile share vectors and these stay in the cache.
    """

    numbers: NDArray[np.float32]
    order: NDArray[np.int32]


@one_blas_thread()
def choose_basis(sample: NDArray[np.float32], threshold: float, *, coarse: bool = False) -> Basis:
    """Choose rotation and width from some of the vectors; `coarse` heads are in bfloat16.

    Shapes: sample (s, d).
    """
    # Principal directions, but not centered, because a cosine is not: the first ones carry the
    # largest share of the squared lengths. Short tails make the Cauchy-Schwarz bound tight. `eigh`
    # returns them in rising order, so the order is reversed.
    _, directions = np.linalg.eigh((sample.T @ sample).astype(np.float64))
    directions = directions[:, ::-1]
    cost = BFLOAT16_COST if coarse else SCAN_COST
    width = _choose_width(sample[::2], directions.astype(np.float32), threshold, cost)
    chosen = np.ascontiguousarray(directions[:, :width])
    # Float64 directions are orthonormal only up to rounding. The bound has to hold all the same, so
    # it is measured by how much they miss, and `slack` allows for it.
    deviation = float(np.linalg.norm(chosen.T @ chosen - np.eye(width)))
    leaders = sample[:: -(-len(sample) // LEADERS)] @ chosen.astype(np.float32)
    return Basis(chosen, deviation, leaders)


@one_blas_thread()
def make_heads(vectors: NDArray[np.float32], basis: Basis) -> Heads:
    """Rotate vectors, keep the heads, and measure exactly what was left out.

    Shapes: vectors (m, d).
    """
    count, width = len(vectors), basis.directions.shape[1]
    numbers, leader = np.empty((count, width + 1), np.float32), np.empty(count, np.int32)
    most = min(CHUNK, count)
    # Room that is used again: workers of Dask give freed memory back, and getting it is slow.
    room = np.empty((most, vectors.shape[1])), np.empty((most, width))
    near_room = np.empty((most, len(basis.leaders)), np.float32)
    for start in range(0, count, CHUNK):
        piece = slice(start, start + CHUNK)
        rows, heads = (array[: count - start] for array in room)
        near = near_room[: count - start]
        rows[:] = vectors[piece]
        np.matmul(rows, basis.directions, out=heads)
        # Pythagoras: squared length less the head's. The subtraction cancels nearly everything in a
        # vector that lies in its head, and may even come out negative, so the rounding error is
        # allowed for inside the root, among the squares that it belongs to.
        outside = np.einsum("ij,ij->i", rows, rows) - np.einsum("ij,ij->i", heads, heads)
        allowed = 2 * basis.deviation + TINY**1.2
        numbers[piece, :width] = heads
        numbers[piece, width] = np.sqrt(np.maximum(outside, 0.0) + allowed)
        # Only the layout depends on leaders, never a bound, so float32 will do here.
        np.matmul(numbers[piece, :width], basis.leaders.T, out=near)
        leader[piece] = near.argmax(axis=1)
    order = np.argsort(leader, kind="stable").astype(np.int32)
    # In place, a few columns at a time: of a million vectors a second copy would be 260 MB.
    for first in range(0, width + 1, 8):
        numbers[:, first : first + 8] = numbers[order, first : first + 8]
    return Heads(numbers, order)


def slack(basis: Basis) -> float:
    """Return how far a similarity may lie above the product of two heads."""
    width = basis.directions.shape[1]
    # Float32 rounding of heads, tails and cuts, and of the sum over `width` + 1 products: one unit
    # roundoff for each, and 64 more than enough for the rest. Each of the two vectors brings a
    # share.
    rounding: float = (width + 64) * FLOAT32_STEP * (1 + LENGTH_TOLERANCE) ** 4
    return 2 * (rounding + 2 * basis.deviation + TINY)


def _choose_width(
    rows: NDArray[np.float32],
    directions: NDArray[np.float32],
    threshold: float,
    cost: tuple[float, float],
) -> int:
    """Weigh the cost of wider heads against that of survivors, on pairs of some vectors."""
    dimensions = int(directions.shape[1])
    half = min(len(rows) // 2, 512)
    widths = [width for width in WIDTHS if width < dimensions] + [dimensions]
    # So few pairs say nothing about how many survive.
    if half < 16:
        return min(64, dimensions)
    # Each pair has one vector from the even rows and one from the odd rows, so that no vector meets
    # itself.
    first, second = ((rows[side : 2 * half : 2]) @ directions for side in (0, 1))
    costs, done = {}, 0
    products = np.zeros((half, half), np.float32)
    for width in widths:
        products += first[:, done:width] @ second[:, done:width].T
        tails = [
            np.sqrt(np.einsum("ij,ij->i", rest, rest))
            for rest in (first[:, width:], second[:, width:])
        ]
        fixed, number = cost
        survivors = float(np.mean(products + np.outer(*tails) >= threshold))
        costs[width] = fixed + number * width + SURVIVOR_COST * survivors
        done = width
    return min(costs, key=lambda width: costs[width])
