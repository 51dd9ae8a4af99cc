"""Free places for the names on a map: what a place hides, how far it is off, what it crosses.

All is in screen pixels from the top left. Names stand on a lattice of small squares, so that one
look-up counts the dots below a name.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

_STEP = 4  # pixels of a square in which dots are counted
_STRIDE = 2  # squares between two places that are tried
_REACH = np.array([190.0, 150.0])  # pixels from the dots within which places are tried
_COMPARED = 96  # cheapest places whose lines are looked at
_FIRST = 24  # of them, after which it is asked whether the rest can be cheaper
_BESIDE = 12  # pixels from a name within which dots seem to be named by it
_RIM = _BESIDE // _STEP
_ALONG = np.arange(0.1, 0.95, 0.1)[:, None]  # where a line is looked at, from name to dots
_USUAL = 820.0  # sides of a map, as a square, on which lines are as long as they may be
_HIDDEN = 0.02  # share of the dots that names may hide together

# What a place costs, in units of a fair share of the dots that may be hidden.
_LINE_ON_LINE, _LINE_ON_NAME, _LINE_ON_DOTS = 6.0, 5.0, 0.4
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
    def middle(self) -> Floats:
        """Middle of the box."""
        middle: Floats = (self.box[:2] + self.box[2:]) / 2
        return middle

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

    pull: what each pixel between a place and the first foot costs.

    Shapes: extents (w, 2), feet (s, 2).
    """

    def __init__(
        self,
        extents: Sequence[tuple[float, float]],
        feet: Floats,
        ground: Ground,
        pull: float = _OFF_MIDDLE,
    ) -> None:
        self._feet, self._dots = feet, ground.dots
        ways = [_Way(k, one, feet, ground, pull) for k, one in enumerate(extents)]
        self._cost = np.concatenate([way.cost.ravel() for way in ways])
        self._shapes = [way.cost.shape for way in ways]
        self._starts = np.cumsum([0, *(way.cost.size for way in ways)])
        self._corners = np.array([way.corner for way in ways])
        self._sizes = np.array([way.size for way in ways])
        self._low = np.min([way.low for way in ways], axis=0)
        self._high = np.max([way.high for way in ways], axis=0)

    def best(self, boxes: Floats, ends: Floats) -> Place | None:
        """Return the cheapest place that is free beside other names, or None.

        Shapes: boxes (b, 4) and ends (b, 2) of their lines, NaN where a name has no place.
        """
        boxes, ends = _near(self._low, self._high, boxes, ends)
        free, best = self._free(boxes), None
        for some in np.split(free, [_FIRST]):
            if not len(some) or (best and best.cost <= self._cost[some[0]]):
                break
            ways, places = self._written(some)
            feet = self._nearest_foot(places)
            cost = self._cost[some] + _crossed(places, feet, boxes, ends)
            cost += _LINE_ON_DOTS * self._dots.under(_middles(places), feet)
            k = int(np.argmin(cost))
            if best is None or cost[k] < best.cost:
                best = Place(int(ways[k]), places[k], feet[k], float(cost[k]))
        return best

    def _free(self, boxes: Floats) -> Integers:
        """Return the cheapest places over none of the boxes, by number. Shapes: boxes (b, 4)."""
        cost = self._cost.copy()
        squares = np.tile((boxes / _STEP).astype(np.int64), (len(self._sizes), 1, 1))
        squares[..., :2] += 1 - self._sizes[:, None]
        # From the first place that reaches over a box to the first beyond it.
        steps = -((np.tile(self._corners, 2)[:, None] - squares) // _STRIDE)
        parts = np.split(cost, self._starts[1:-1])
        for part, shape, spans in zip(parts, self._shapes, np.maximum(steps, 0), strict=True):
            grid = part.reshape(shape)
            for x0, y0, x1, y1 in spans.tolist():
                grid[y0:y1, x0:x1] = np.inf
        at = np.arange(len(cost))
        if len(cost) > _COMPARED:
            at = np.sort(np.argpartition(cost, _COMPARED)[:_COMPARED])
        at = at[np.argsort(cost[at], kind="stable")]
        free: Integers = at[np.isfinite(cost[at])]
        return free

    def _written(self, at: Integers) -> tuple[Integers, Floats]:
        """Return the way and the box of places. Shapes: at (c,), returned (c,) and (c, 4)."""
        way = np.searchsorted(self._starts, at, side="right") - 1
        columns = np.array([shape[1] for shape in self._shapes])[way]
        row, column = np.divmod(at - self._starts[way], columns)
        corner = self._corners[way] + _STRIDE * np.column_stack([column, row])
        return way, np.hstack([corner, corner + self._sizes[way]]) * float(_STEP)

    def _nearest_foot(self, places: Floats) -> Floats:
        """Return where the line of each place ends. Shapes: places (c, 4), returned (c, 2)."""
        middle, half = _middles(places)[:, None], (places[:, None, 2:] - places[:, None, :2]) / 2
        off = np.maximum(abs(middle - self._feet) - half, 0)
        feet: Floats = self._feet[(off**2).sum(axis=2).argmin(axis=1)]
        return feet


def _near(low: Floats, high: Floats, boxes: Floats, ends: Floats) -> tuple[Floats, Floats]:
    """Return the names that reach into a part of the map. Shapes: low (2,), high (2,)."""
    near = (np.maximum(boxes[:, 2:], ends) >= low) & (np.minimum(boxes[:, :2], ends) <= high)
    both = near.all(axis=1)
    return boxes[both], ends[both]


class _Way:
    """One way to write a name, and what its places cost: (rows, columns) of them about its dots."""

    def __init__(
        self,
        number: int,
        extent: tuple[float, float],
        feet: Floats,
        ground: Ground,
        pull: float,
    ) -> None:
        self.size = size = np.ceil(np.array(extent) / _STEP).astype(np.int64)  # in squares
        last = ground.dots.shape - size
        first = ((feet.min(axis=0) - _REACH) // _STEP).astype(np.int64) - size
        stop = ((feet.max(axis=0) + _REACH) // _STEP).astype(np.int64) + 1
        self.corner = np.maximum(first, 0)  # of the first place, in squares
        ends = np.maximum(np.minimum(stop, last + 1), self.corner)
        self._x, self._y = (
            range(start, end, _STRIDE) for start, end in zip(self.corner, ends, strict=True)
        )
        self.low, self.high = self.corner * float(_STEP), (stop + size) * float(_STEP)
        half = size * _STEP / 2
        x, y = np.array(self._x) * _STEP + half[0], np.array(self._y) * _STEP + half[1]
        across = np.maximum(abs(x[:, None] - feet[:, 0]) - half[0], 0)
        down = np.maximum(abs(y[:, None] - feet[:, 1]) - half[1], 0)
        away = np.full((len(y), len(x)), np.inf)
        # Often one dot is the farthest out in several directions.
        different = list({foot: k for k, foot in enumerate(map(tuple, feet.tolist()))}.values())
        for right, below in zip((across.T**2)[different], (down.T**2)[different], strict=True):
            np.minimum(away, below[:, None] + right, out=away)
        off = np.sqrt(away) / ground.scale
        self.cost = (
            ground.dots.below(self._x, self._y, size) / ground.fair
            + (off / 40 + (off / 90) ** 2)
            + _BESIDE_OTHERS * self._mistaken(across, down, ground)
            + pull * np.sqrt((x - feet[0, 0]) ** 2 + ((y - feet[0, 1]) ** 2)[:, None])
            + _ONE_MORE_LINE * number
        )

    def _mistaken(self, across: Floats, down: Floats, ground: Ground) -> Floats:
        """Return how likely a place seems to name other groups: their share of the edges near it.

        Shapes: across (columns, s), down (rows, s), returned (rows, columns).
        """
        near = ground.feet.below(self._x, self._y, self.size, _RIM)
        own = (down <= _BESIDE).astype(float) @ (across <= _BESIDE).T.astype(float)
        others = np.maximum(near - own, 0)
        mistaken: Floats = others / (others + own + 1)
        return mistaken


def _crossed(free: Floats, feet: Floats, boxes: Floats, ends: Floats) -> Floats:
    """Return what each place costs by lines that cross, names below its line, lines below its name.

    Shapes: free (c, 4), feet (c, 2), boxes (b, 4), ends (b, 2), returned (c,).
    """
    low = np.minimum(free[:, :2], feet).min(axis=0)
    high = np.maximum(free[:, 2:], feet).max(axis=0)
    boxes, ends = _near(low, high, boxes, ends)
    if not len(boxes):
        return np.zeros(len(free))
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
    (ax, ay), (bx, by) = (a[..., 0], a[..., 1]), (b[..., 0], b[..., 1])
    (cx, cy), (dx, dy) = (c[..., 0], c[..., 1]), (d[..., 0], d[..., 1])
    right, down, across, below = bx - ax, by - ay, dx - cx, dy - cy
    off, under = cx - ax, cy - ay
    # Where they meet, as shares of both lines times how far they are from being parallel.
    apart = right * below - down * across
    first, second = off * below - under * across, off * down - under * right
    size = abs(apart)
    turned = np.sign(apart)
    first, second = first * turned, second * turned
    cross: NDArray[np.bool_] = (first > 0) & (first < size) & (second > 0) & (second < size)
    return cross.astype(np.int64)


class _DotGrid:
    """How many dots lie in a box: a summed-area table (Crow, 1984) of small squares."""

    def __init__(self, dots: Floats, size: Sequence[float]) -> None:
        self.shape = np.array(size).astype(np.int64) // _STEP  # columns, rows
        columns, rows = self.shape.tolist()
        at = np.floor(dots / _STEP).astype(np.int64)
        at = at[((at >= 0) & (at < self.shape)).all(axis=1)]
        squares = np.bincount(at[:, 1] * columns + at[:, 0], minlength=rows * columns)
        sums = squares.reshape(rows, columns).cumsum(axis=0).cumsum(axis=1)
        # With a rim, so that boxes may reach beyond the map.
        self._sums = np.pad(np.pad(sums, ((1 + _RIM, 0), (1 + _RIM, 0))), (0, _RIM), mode="edge")
        self.total = len(at)

    def below(self, x: range, y: range, size: Integers, rim: int = 0) -> Integers:
        """Count the dots below boxes with a corner at each x and y, in squares, and in a rim.

        Shapes: x (c,), y (r,), size (2,), returned (r, c).
        """

        def moved(corners: range, by: int) -> slice:
            return slice(corners.start + by + _RIM, corners.stop + by + _RIM, corners.step)

        left, right = moved(x, -rim), moved(x, int(size[0]) + rim)
        top, low = moved(y, -rim), moved(y, int(size[1]) + rim)
        s = self._sums
        dots: Integers = s[low, right] - s[top, right] - s[low, left] + s[top, left]
        return dots

    def under(self, starts: Floats, ends: Floats) -> Integers:
        """Count, of a few spots along each line, those with dots. Shapes: (c, 2), returned (c,)."""
        spots = starts[:, None] + _ALONG * (ends - starts)[:, None]
        at = np.minimum((spots / _STEP).astype(np.int64), self.shape - 1) + _RIM
        x, y, s = at[..., 0], at[..., 1], self._sums
        dots = s[y + 1, x + 1] - s[y, x + 1] - s[y + 1, x] + s[y, x]
        count: Integers = (dots > 0).sum(axis=1)
        return count
