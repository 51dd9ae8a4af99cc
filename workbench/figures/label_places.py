"""Free places for the names on a map: what a place hides, how far it is off, what it crosses.

All is in screen pixels from the top left. Names stand on a lattice of small squares, so that one
look-up counts the dots below a name.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

_STEP = 4  # pixels of a square in which dots are counted
_STRIDE = 2  # squares between two places that are tried
_REACH = np.array([190.0, 150.0])  # pixels from the dots within which places are tried
_COMPARED = 48  # cheapest places whose lines are looked at
_BESIDE = 12  # pixels from a name within which dots seem to be named by it
_ALONG = np.arange(0.1, 0.95, 0.1)[:, None]  # where a line is looked at, from name to dots
_USUAL = 820.0  # sides of a map, as a square, on which lines are as long as they may be
_HIDDEN = 0.02  # share of the dots that names may hide together

# What a place costs, in units of a fair share of the dots that may be hidden.
_LINE_ON_LINE, _LINE_ON_NAME, _LINE_ON_DOTS = 3.0, 5.0, 0.4
_BESIDE_OTHERS, _ONE_MORE_LINE, _OFF_MIDDLE = 1.5, 0.35, 1 / 200

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


class Place(NamedTuple):
    """A place of a name: the way it is written, its box, the end of its line, what it costs."""

    way: int
    box: Floats
    foot: Floats
    cost: float

    @property
    def area(self) -> float:
        """Square pixels of the box."""
        return float(np.prod(self.box[2:] - self.box[:2]))


class Ground:
    """What names keep clear of: dots, and the edges of all groups, where their lines end.

    Shapes: size (2,), dots (k, 2), feet (t, s, 2).
    """

    def __init__(self, size: Sequence[float], dots: Floats, feet: Floats) -> None:
        self.dots = _DotGrid(dots, size)
        self.feet = _DotGrid(feet.reshape(-1, 2), size)
        # On a small map a line is long sooner.
        self.scale = min(1.0, float(np.sqrt(size[0] * size[1])) / _USUAL)
        # Dots that each name may hide if all hide equally many.
        self.fair = max(_HIDDEN * self.dots.total / max(len(feet), 1), 0.5)


class Search:
    """The places of one name, whatever stands beside it: a lattice for each way to write it.

    Shapes: extents (w, 2), feet (s, 2).
    """

    def __init__(
        self, extents: Sequence[tuple[float, float]], feet: Floats, ground: Ground
    ) -> None:
        self._feet, self._dots = feet, ground.dots
        ways = [_Way(k, one, feet, ground) for k, one in enumerate(extents)]
        self._ways = [way for way in ways if way.cost.size]

    def best(self, others: Sequence[Place]) -> Place | None:
        """Return the cheapest place that is free beside the others, or None."""
        if not self._ways:
            return None
        boxes = np.array([one.box for one in others]).reshape(-1, 4)
        ends = np.array([one.foot for one in others]).reshape(-1, 2)
        low = np.min([way.low for way in self._ways], axis=0)
        high = np.max([way.high for way in self._ways], axis=0)
        near = (np.maximum(boxes[:, 2:], ends) >= low) & (np.minimum(boxes[:, :2], ends) <= high)
        boxes, ends = boxes[near.all(axis=1)], ends[near.all(axis=1)]
        found = [way.free(boxes) for way in self._ways]
        cost, free, foot, kind = (np.concatenate(parts) for parts in zip(*found, strict=True))
        if not len(cost):
            return None
        order = np.argsort(cost, kind="stable")[:_COMPARED]
        free, feet = free[order], self._feet[foot[order]]
        cost = cost[order] + _crossed(free, feet, boxes, ends)
        cost += _LINE_ON_DOTS * self._dots.under(_middles(free), feet)
        k = int(np.argmin(cost))
        return Place(int(kind[order[k]]), free[k], feet[k], float(cost[k]))


class _Way:
    """One way to write a name, and what its places cost: (rows, columns) of them about its dots."""

    def __init__(
        self, number: int, extent: tuple[float, float], feet: Floats, ground: Ground
    ) -> None:
        self._number = number
        self._size = size = np.ceil(np.array(extent) / _STEP).astype(np.int64)  # in squares
        last = ground.dots.shape - size
        first = ((feet.min(axis=0) - _REACH) // _STEP).astype(np.int64) - size
        stop = ((feet.max(axis=0) + _REACH) // _STEP).astype(np.int64) + 1
        self._x, self._y = (
            np.arange(max(start, 0), min(end, most + 1), _STRIDE)
            for start, end, most in zip(first, stop, last, strict=True)
        )
        self.low, self.high = np.maximum(first, 0) * float(_STEP), (stop + size) * float(_STEP)
        half = size * _STEP / 2
        x, y = self._x * _STEP + half[0], self._y * _STEP + half[1]
        across = np.maximum(abs(x[:, None] - feet[:, 0]) - half[0], 0)
        down = np.maximum(abs(y[:, None] - feet[:, 1]) - half[1], 0)
        away = across[None] ** 2 + down[:, None] ** 2
        self._foot = away.argmin(axis=2)
        off = np.sqrt(away.min(axis=2)) / ground.scale
        self.cost = (
            ground.dots.below(self._x, self._y, size) / ground.fair
            + (off / 40 + (off / 90) ** 2)
            + _BESIDE_OTHERS * self._mistaken(across, down, ground)
            + _OFF_MIDDLE * np.hypot(x - feet[0, 0], (y - feet[0, 1])[:, None])
            + _ONE_MORE_LINE * number
        )

    def _mistaken(self, across: Floats, down: Floats, ground: Ground) -> Floats:
        """Return how likely a place seems to name other groups: their share of the edges near it.

        Shapes: across (columns, s), down (rows, s), returned (rows, columns).
        """
        border = _BESIDE // _STEP
        near = ground.feet.below(self._x - border, self._y - border, self._size + 2 * border)
        own = (down <= _BESIDE).astype(float) @ (across <= _BESIDE).T.astype(float)
        others = np.maximum(near - own, 0)
        mistaken: Floats = others / (others + own + 1)
        return mistaken

    def free(self, boxes: Floats) -> tuple[Floats, Floats, Integers, Integers]:
        """Return cost, box and number of foot of the cheapest free places, and this way each time.

        Shapes: boxes (b, 4) of other names, returned (f,), (f, 4), (f,), (f,).
        """
        cost = self.cost.copy()
        squares = (boxes / _STEP).astype(np.int64)
        lows = squares[:, :2] - self._size + 1
        x0, x1 = np.searchsorted(self._x, lows[:, 0]), np.searchsorted(self._x, squares[:, 2])
        y0, y1 = np.searchsorted(self._y, lows[:, 1]), np.searchsorted(self._y, squares[:, 3])
        for a, b, c, d in zip(*(one.tolist() for one in (y0, y1, x0, x1)), strict=True):
            cost[a:b, c:d] = np.inf
        flat = cost.ravel()
        at = np.arange(len(flat))
        if len(flat) > _COMPARED:
            at = np.sort(np.argpartition(flat, _COMPARED)[:_COMPARED])
        at = at[np.isfinite(flat[at])]
        row, column = np.divmod(at, cost.shape[1])
        corners = np.column_stack([self._x[column], self._y[row]])
        free = np.hstack([corners, corners + self._size]) * float(_STEP)
        return flat[at], free, self._foot[row, column], np.full(len(at), self._number)


def _crossed(free: Floats, feet: Floats, boxes: Floats, ends: Floats) -> Floats:
    """Return what each place costs by lines that cross, names below its line, lines below its name.

    Shapes: free (c, 4), feet (c, 2), boxes (b, 4), ends (b, 2), returned (c,).
    """
    starts, stops = _diagonals(boxes)
    own, others = (feet[:, None], _middles(free)[:, None]), _middles(boxes)
    met = meet(*own, np.vstack([ends, starts])[None], np.vstack([others, stops])[None])
    lines, names = met[:, : len(boxes)].sum(axis=1), met[:, len(boxes) :].sum(axis=1)
    across, down = _diagonals(free)
    below = meet(ends[None], others[None], across[:, None], down[:, None])
    below = below.reshape(2, len(free), -1).sum(axis=(0, 2))
    cost: Floats = _LINE_ON_LINE * lines + _LINE_ON_NAME * (names + below) / 2
    return cost


def _middles(boxes: Floats) -> Floats:
    """Return the middle of each box. Shapes: boxes (b, 4), returned (b, 2)."""
    middles: Floats = (boxes[:, :2] + boxes[:, 2:]) / 2
    return middles


def _diagonals(boxes: Floats) -> tuple[Floats, Floats]:
    """Return both diagonals of each box: starts and stops. Shapes: (b, 4), returned (2 b, 2)."""
    return (
        np.vstack([boxes[:, [0, 1]], boxes[:, [0, 3]]]),
        np.vstack([boxes[:, [2, 3]], boxes[:, [2, 1]]]),
    )


def meet(a: Floats, b: Floats, c: Floats, d: Floats) -> Integers:
    """Tell (1 or 0) whether the lines from a to b and from c to d cross. Shapes: (..., 2)."""

    def side(p: Floats, q: Floats, r: Floats) -> Any:
        return (q[..., 0] - p[..., 0]) * (r[..., 1] - p[..., 1]) - (q[..., 1] - p[..., 1]) * (
            r[..., 0] - p[..., 0]
        )

    cross: NDArray[np.bool_] = (side(a, b, c) * side(a, b, d) < 0) & (
        side(c, d, a) * side(c, d, b) < 0
    )
    return cross.astype(np.int64)


class _DotGrid:
    """How many dots lie in a box: a summed-area table (Crow, 1984) of small squares."""

    def __init__(self, dots: Floats, size: Sequence[float]) -> None:
        self.shape = np.array(size).astype(np.int64) // _STEP  # columns, rows
        columns, rows = self.shape.tolist()
        at = np.floor(dots / _STEP).astype(np.int64)
        at = at[((at >= 0) & (at < self.shape)).all(axis=1)]
        squares = np.bincount(at[:, 1] * columns + at[:, 0], minlength=rows * columns)
        self._sums = np.zeros((rows + 1, columns + 1), dtype=np.int64)
        self._sums[1:, 1:] = squares.reshape(rows, columns).cumsum(axis=0).cumsum(axis=1)
        self.total = len(at)

    def below(self, x: Integers, y: Integers, size: Integers) -> Integers:
        """Count the dots below boxes with a corner at each x and y, in squares.

        Shapes: x (c,), y (r,), size (2,), returned (r, c).
        """
        (columns, rows), s = self.shape, self._sums
        left, right = np.clip(x, 0, columns), np.clip(x + size[0], 0, columns)
        top, low = np.clip(y, 0, rows)[:, None], np.clip(y + size[1], 0, rows)[:, None]
        dots: Integers = s[low, right] - s[top, right] - s[low, left] + s[top, left]
        return dots

    def under(self, starts: Floats, ends: Floats) -> Integers:
        """Count, of a few spots along each line, those with dots. Shapes: (c, 2), returned (c,)."""
        spots = starts[:, None] + _ALONG * (ends - starts)[:, None]
        at = np.clip((spots / _STEP).astype(np.int64), 0, self.shape - 1)
        x, y, s = at[..., 0], at[..., 1], self._sums
        dots = s[y + 1, x + 1] - s[y, x + 1] - s[y + 1, x] + s[y, x]
        count: Integers = (dots > 0).sum(axis=1)
        return count
