"""Heads: a few numbers per vector that bound every similarity from above.

Vectors are rotated so that the first numbers carry most of their length. With head h and tail
length t of each vector, Cauchy-Schwarz gives x . y <= h_x . h_y + t_x t_y. Heads may be rounded
to int8: with the rounding errors' lengths e, and A no less than the length of any head,
h_x . h_y <= s^2 q_x . q_y + A e_x + A e_y.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from workbench.similarity.unit_vectors import FLOAT32_STEP, LENGTH_TOLERANCE

CHUNK = 512
"""Rows rotated at a time: their float64 numbers stay in the cache."""

WIDTHS = (16, 32, 48, 64, 96, 128, 192, 256)
"""Widths that a head may have, apart from all dimensions."""

SAMPLE = 2_048
"""Vectors from which the rotation and the width are chosen."""

LEADERS = 256
"""Vectors around which the others are laid out."""

SCAN_COST, SURVIVOR_COST = (2.0, 0.1), 4_000.0
"""Cost of a pair (fixed, per number of an int8 head) and of a survivor, in one unit.

Ratios measured once: they choose the width, so the same data always get the same one.
"""

FLOAT_FACTOR = 5.0
"""How much more a number of a float32 head costs than one of an int8 head."""

INTEGER_SLACK = 0.018
"""What int8 heads of any width typically allow for: 2 x 3.9 / (127 x sqrt(12))."""

TINY = 1e-9
"""Covers the float64 rounding of rotation and lengths, below 1e-12, many times over."""


@dataclass(frozen=True, eq=False)
class Basis:
    """How heads are made.

    directions (d, k): orthonormal columns.
    deviation: how far they are from that: the Frobenius norm of B'B - I.
    step: length of one int8 step; 0 for float32 heads.
    leaders (l, k): heads of a few vectors; those near the same one are laid out side by side.
    """

    directions: NDArray[np.float64]
    deviation: float
    step: float
    leaders: NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Heads:
    """Heads of one set, unit of all lengths: `Basis.step`, or 1 for float32.

    numbers (m, k): the heads; `k` is padded to a multiple of 4 by zeros where they are int8.
    tail (m,): upper bound on the length outside the head.
    error (m,): upper bound on the length of what rounding took from the head.
    longest: upper bound on the length of any head, rounded or not.
    leader (m,): the leader that each vector is nearest to.
    """

    numbers: NDArray[np.int8] | NDArray[np.float32]
    tail: NDArray[np.float64]
    error: NDArray[np.float64]
    longest: float
    leader: NDArray[np.int32]

    def take(self, places: NDArray[np.int32]) -> Heads:
        """Return the heads of some vectors; the bound on the length stays that of all."""
        return replace(
            self,
            numbers=self.numbers[places],
            tail=self.tail[places],
            error=self.error[places],
            leader=self.leader[places],
        )


def choose_basis(
    sample: NDArray[np.float32], threshold: float, *, kinds: tuple[bool, ...]
) -> Basis:
    """Choose rotation, width and int8 step from some of the vectors. Shapes: sample (s, d)."""
    # Principal directions, but not centered, because a cosine is not: the first ones carry the
    # largest share of the squared lengths. Short tails make the Cauchy-Schwarz bound tight. `eigh`
    # returns them in rising order, so the order is reversed.
    _, directions = np.linalg.eigh((sample.T @ sample).astype(np.float64))
    directions = directions[:, ::-1]
    rotated = sample @ directions.astype(np.float32)
    integer, width = _choose_width(rotated, threshold, kinds)
    # A random rotation within the head leaves every head . head and every tail as it was. The fixed
    # seed makes the same data give the same heads.
    mix, _ = np.linalg.qr(np.random.default_rng(0).normal(size=(width, width)))
    chosen = directions[:, :width] @ mix  # evens the numbers out, so that one int8 step fits all
    # Float64 directions are orthonormal only up to rounding. The bound has to hold all the same, so
    # it is measured by how much they miss, and `slack` allows for it.
    deviation = float(np.linalg.norm(chosen.T @ chosen - np.eye(width)))
    heads = sample @ chosen.astype(np.float32)
    # The very largest numbers are clipped: a step that fits them would be too coarse for all
    # others. Clipping costs no pair, since `make_heads` measures the error after it.
    largest = float(np.quantile(np.abs(heads), 0.9999))
    leaders = heads[:: -(-len(heads) // LEADERS)]
    # Never a step of 0, which means float32 heads.
    return Basis(chosen, deviation, max(largest, 1e-3) / 127 if integer else 0.0, leaders)


def make_heads(vectors: NDArray[np.float32], basis: Basis) -> Heads:
    """Rotate vectors, keep the heads, and measure exactly what was left out.

    Shapes: vectors (m, d).
    """
    count, width = len(vectors), basis.directions.shape[1]
    integer = basis.step > 0
    numbers = np.zeros(
        (count, -(-width // 4) * 4 if integer else width), np.int8 if integer else np.float32
    )
    tail, error, leader = np.empty(count), np.zeros(count), np.empty(count, np.int32)
    longest, most = 0.0, min(CHUNK, count)
    # Room that is used again: workers of Dask give freed memory back, and getting it is slow.
    room = np.empty((most, vectors.shape[1])), np.empty((most, width)), np.empty((most, width))
    near_room = np.empty((most, len(basis.leaders)), np.float32)
    for start in range(0, count, CHUNK):
        piece = slice(start, start + CHUNK)
        rows, heads, kept = (one[: count - start] for one in room)
        near = near_room[: count - start]
        rows[:] = vectors[piece]
        np.matmul(rows, basis.directions, out=heads)
        lengths = np.einsum("ij,ij->i", heads, heads)
        # Pythagoras: squared length less the head's. The subtraction cancels nearly everything in a
        # vector that lies in its head, and may even come out negative, so the rounding error is
        # allowed for inside the root, among the squares that it belongs to.
        outside = np.einsum("ij,ij->i", rows, rows) - lengths
        tail[piece] = np.sqrt(np.maximum(outside, 0.0) + 2 * basis.deviation + TINY**1.2)
        longest = max(longest, float(lengths.max()) ** 0.5)
        # Only the layout depends on leaders, never a bound, so float32 will do here.
        np.matmul(heads.astype(np.float32), basis.leaders.T, out=near)
        leader[piece] = near.argmax(axis=1)
        if integer:
            np.rint(np.divide(heads, basis.step, out=kept), out=kept)
            numbers[piece, :width] = np.clip(kept, -127, 127, out=kept)
            kept *= basis.step
            # Both lengths are needed, that of the head (h) and of the rounded head (r):
            # h_x . h_y - r_x . r_y = (h_x - r_x) . h_y + r_x . (h_y - r_y) <= e_x |h_y| + |r_x| e_y
            longest = max(longest, float(np.einsum("ij,ij->i", kept, kept).max()) ** 0.5)
            heads -= kept
            error[piece] = np.sqrt(np.einsum("ij,ij->i", heads, heads))
        else:
            numbers[piece] = heads
    return Heads(numbers, tail, error, longest, leader)


def slack(heads: Heads, longest: float, basis: Basis) -> NDArray[np.float64]:
    """Return each vector's share of all that the bound has to allow for. Shapes: returns (m,)."""
    width = heads.numbers.shape[1]
    # Float32 rounding of heads, tails and cuts, and of the sum over `width` products: one unit
    # roundoff for each, and 64 more than enough for the rest. Each of the two vectors brings a
    # share, so a pair is allowed for twice.
    rounding = (width + 64) * FLOAT32_STEP * (1 + LENGTH_TOLERANCE) ** 4
    shares: NDArray[np.float64] = longest * heads.error + rounding + 2 * basis.deviation + TINY
    return shares


def _choose_width(
    rotated: NDArray[np.float32], threshold: float, kinds: tuple[bool, ...]
) -> tuple[bool, int]:
    """Weigh the cost of wider heads against that of survivors, on pairs of the sample."""
    dimensions = int(rotated.shape[1])
    half = min(len(rotated) // 2, 512)
    widths = [width for width in WIDTHS if width < dimensions] + [dimensions]
    # So few pairs say nothing about how many survive.
    if half < 16:
        return kinds[0], min(64, dimensions)
    # Each pair has one vector from the even rows and one from the odd rows, so that no vector meets
    # itself.
    first, second = rotated[: 2 * half : 2], rotated[1 : 2 * half : 2]
    costs = {}
    for width in widths:
        bound = first[:, :width] @ second[:, :width].T
        tails = [
            np.sqrt(np.einsum("ij,ij->i", rest, rest))
            for rest in (first[:, width:], second[:, width:])
        ]
        bound += np.outer(*tails)
        for integer in kinds:
            costs[integer, width] = _cost(bound, threshold, width, integer=integer)
    return min(costs, key=lambda choice: costs[choice])


def _cost(bound: NDArray[np.float32], threshold: float, width: int, *, integer: bool) -> float:
    """Estimate what a pair costs, scan and check together."""
    fixed, number = SCAN_COST
    allowed, factor = (INTEGER_SLACK, 1.0) if integer else (0.0, FLOAT_FACTOR)
    # Rounding to int8 loosens the bound by about this much, which is the same as a lower threshold.
    # That saves rounding the sample once per width.
    survivors = float(np.mean(bound >= threshold - allowed))
    return fixed + number * width * factor + SURVIVOR_COST * survivors
