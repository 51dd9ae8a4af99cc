"""Where topic names stand on a map: beside the dots that they name, none over another.

All sizes are in screen pixels, because names keep their size when a reader zooms.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

LINE = 22
"""Letters a line of a name may have before it is broken."""

SWEEPS = 2
"""How often names are placed anew beside the others."""

_LINES = 3
_LETTER = 0.62  # mean width of a letter of a sans-serif face, in font sizes
_ROW = 1.25
_GAP = 2.0
_EDGE = 4.0  # pixels between a name and the side of the map
_CELLS = 48
_MOST = 120
_ROOM = 11000  # square pixels of the map for each name: more names would hide it
_SQUARE = 6  # pixels of a square in which dots are counted
_RINGS = (20, 28, 36, 46, 58, 72, 88, 106, 126, 150, 180)  # pixels from the dots that are named
_ANGLES = np.arange(24) * np.pi / 12
_COMPARED = 80  # cheapest places whose lines are looked at
_CROSSED = 12.0  # what crossing a line or a name costs, in units of 8 pixels


@dataclass(frozen=True)
class View:
    """The part of the plane on the screen and its size in pixels."""

    x: tuple[float, float]
    y: tuple[float, float]
    width: float = 760.0
    height: float = 560.0


@dataclass(frozen=True)
class Label:
    """A name and which group it names.

    x, y: the middle of the dots that it names, in data coordinates.
    dx, dy: how far from there the middle of the name stands, in pixels to the right and down.
    """

    group: int
    x: float
    y: float
    dx: float
    dy: float
    lines: tuple[str, ...]
    size: float

    @property
    def moved(self) -> bool:
        """Whether the name stands so far off that a line must lead to its dots."""
        return abs(self.dx) + abs(self.dy) > 1


def view_of(points: NDArray[np.float32], *, width: float = 760.0, height: float = 560.0) -> View:
    """Return the view that the points fill, with a small margin; axes of a map have no unit.

    Shapes: points (k, 2).
    """
    if not len(points):
        return View((-1.0, 1.0), (-1.0, 1.0), width, height)
    low, high = points.min(axis=0).astype(float), points.max(axis=0).astype(float)
    middle, half = (low + high) / 2, np.maximum((high - low) / 2 * 1.1, 1e-3)
    (x0, y0), (x1, y1) = (middle - half).tolist(), (middle + half).tolist()
    return View((x0, x1), (y0, y1), width, height)


def anchors(
    points: NDArray[np.float32], groups: NDArray[np.int32], count: int, view: View
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return the densest spot of each group inside the view, and how many of its points are there.

    Shapes: points (k, 2), groups (k,), returned spots (count, 2), returned sizes (count,).
    """
    (x0, x1), (y0, y1) = view.x, view.y
    seen = (points[:, 0] >= x0) & (points[:, 0] <= x1) & (points[:, 1] >= y0) & (points[:, 1] <= y1)
    seen &= (groups >= 0) & (groups < count)
    at, group = points[seen].astype(np.float64), groups[seen].astype(np.int64)
    spots = np.full((count, 2), np.nan)
    sizes = np.bincount(group, minlength=count)
    if not len(at):
        return spots, sizes
    column = _bins(at[:, 0], x0, x1)
    row = _bins(at[:, 1], y0, y1)
    order = np.argsort(group, kind="stable")
    bounds = np.searchsorted(group[order], np.arange(count + 1))
    for g in np.flatnonzero(sizes):
        member = order[bounds[g] : bounds[g + 1]]
        spots[g] = _densest(at[member], column[member], row[member])
    return spots, sizes


def place_labels(
    names: Sequence[str],
    spots: NDArray[np.float64],
    sizes: NDArray[np.int64],
    view: View,
    dots: NDArray[np.float32] | None = None,
    *,
    sweeps: int = SWEEPS,
) -> tuple[Label, ...]:
    """Place names beside the dots that they name so that none covers another.

    Greedy by size, then each name is placed anew beside all others, `sweeps` times (a
    point-feature labeling heuristic; Christensen, Marks and Shieber, 1995). A place costs the
    dots that it would hide, its distance, and the lines and names that its own line would cross.
    What has no room is left out.

    Shapes: spots (t, 2), sizes (t,), dots (k, 2), all in data coordinates.
    """
    grid = _DotGrid(np.empty((0, 2), np.float32) if dots is None else dots, view)
    ranked = sorted(np.flatnonzero(sizes > 0).tolist(), key=lambda g: (-int(sizes[g]), g))
    texts = {
        group: (wrap(names[group]), (13.0 if rank < 12 else 11.5) - (view.width < 620))
        for rank, group in enumerate(ranked)
    }
    screen = to_screen(spots, view)
    most = min(_MOST, 1 + int(view.width * view.height / _ROOM))
    placed: dict[int, NDArray[np.float64]] = {}
    for _ in range(1 + sweeps):
        for group in ranked:
            if group not in placed and len(placed) >= most:
                continue
            others = [one for one in placed if one != group]
            boxes = np.array([placed[one] for one in others]).reshape(-1, 4)
            best = _best_place(
                screen[group], _extent(*texts[group]), boxes, screen[others], grid, view
            )
            if best is not None:
                placed[group] = best
    return tuple(_label(group, spots, screen, placed, texts) for group in ranked if group in placed)


def _label(
    group: int,
    spots: NDArray[np.float64],
    screen: NDArray[np.float64],
    placed: dict[int, NDArray[np.float64]],
    texts: dict[int, tuple[tuple[str, ...], float]],
) -> Label:
    """Return a placed name as a label. Shapes: spots, screen (t, 2)."""
    lines, font = texts[group]
    dx, dy = (placed[group][:2] + placed[group][2:]) / 2 - screen[group]
    x, y = map(float, spots[group])
    return Label(int(group), x, y, float(dx), float(dy), lines, font)


def wrap(name: str) -> tuple[str, ...]:
    """Break a name into short lines; what is longer than three is cut."""
    clean = " ".join(name.split()) or "(no name)"
    return tuple(textwrap.wrap(clean, LINE, max_lines=_LINES, placeholder="\u2026"))


def extent(label: Label) -> tuple[float, float]:
    """Return width and height of a label in pixels."""
    width, height = _extent(label.lines, label.size)
    return float(width), float(height)


def _extent(lines: Sequence[str], font: float) -> NDArray[np.float64]:
    letters = max(len(line) for line in lines)
    return np.array([letters * font * _LETTER + 2 * _GAP, len(lines) * font * _ROW + 2 * _GAP])


def _bins(values: NDArray[np.float64], low: float, high: float) -> NDArray[np.int64]:
    scaled = (values - low) / max(high - low, 1e-12) * _CELLS
    return np.clip(scaled.astype(np.int64), 0, _CELLS - 1)


def _densest(
    at: NDArray[np.float64], column: NDArray[np.int64], row: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return the mean of the points in the fullest cell and the eight around it."""
    counts = np.zeros((_CELLS + 2, _CELLS + 2), dtype=np.int64)
    np.add.at(counts, (row + 1, column + 1), 1)
    around = sum(
        counts[1 + dy : _CELLS + 1 + dy, 1 + dx : _CELLS + 1 + dx]
        for dy in (-1, 0, 1)
        for dx in (-1, 0, 1)
    )
    best = np.argmax(np.where(counts[1:-1, 1:-1] > 0, around, -1))
    near = (abs(row - best // _CELLS) <= 1) & (abs(column - best % _CELLS) <= 1)
    middle: NDArray[np.float64] = at[near].mean(axis=0)
    return middle


def _best_place(
    spot: NDArray[np.float64],
    extent: NDArray[np.float64],
    boxes: NDArray[np.float64],
    spots: NDArray[np.float64],
    grid: _DotGrid,
    view: View,
) -> NDArray[np.float64] | None:
    """Return the cheapest box near `spot` that is free and on the screen, or None.

    Shapes: spot, extent (2,), boxes (b, 4) and spots (b, 2) of the names that are placed.
    """
    half, limit = extent / 2, np.array([view.width, view.height])
    if (extent > limit).any():
        return None
    edge = np.minimum(half + _EDGE, limit / 2)  # fonts differ: none is cut at the side
    middles = np.clip(spot + _OFFSETS, edge, limit - edge)
    places = np.hstack([middles - half, middles + half])
    free = places[~_covers(places, boxes)]
    if not len(free):
        return None
    away = np.hypot(*((free[:, :2] + free[:, 2:]) / 2 - spot).T)
    cost = grid.below(free) * grid.price + away / 8 + (away / 50) ** 2
    cheapest = np.argsort(cost, kind="stable")[:_COMPARED]
    free, cost = free[cheapest], cost[cheapest]
    middle = (free[:, :2] + free[:, 2:]) / 2
    cost = cost + _CROSSED * _crossed(free, middle, spot, boxes, spots)
    best: NDArray[np.float64] = free[np.argmin(cost)]
    return best


def _crossed(
    free: NDArray[np.float64],
    middle: NDArray[np.float64],
    spot: NDArray[np.float64],
    boxes: NDArray[np.float64],
    spots: NDArray[np.float64],
) -> NDArray[np.int64]:
    """Count, per place, lines that its line crosses, names below its line, lines below its name.

    Shapes: free (c, 4), middle (c, 2), boxes (b, 4), spots (b, 2), returned (c,).
    """
    ends = (boxes[:, :2] + boxes[:, 2:]) / 2
    own = (np.broadcast_to(spot, middle.shape)[:, None], middle[:, None])
    starts, stops = _diagonals(boxes)
    lines = (np.vstack([spots, starts])[None], np.vstack([ends, stops])[None])
    across, down = _diagonals(free)
    names = (across[:, None], down[:, None])
    below = _meet(spots[None], ends[None], *names).reshape(2, len(free), -1).sum(axis=(0, 2))
    total: NDArray[np.int64] = _meet(*own, *lines).sum(axis=1) + below
    return total


def _diagonals(
    boxes: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return both diagonals of each box: starts and stops. Shapes: (b, 4), returned (2 b, 2)."""
    return (
        np.vstack([boxes[:, [0, 1]], boxes[:, [0, 3]]]),
        np.vstack([boxes[:, [2, 3]], boxes[:, [2, 1]]]),
    )


def _meet(
    a: NDArray[np.float64], b: NDArray[np.float64], c: NDArray[np.float64], d: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Tell (1 or 0) whether the lines from a to b and from c to d cross. Shapes: (..., 2)."""

    def side(p: NDArray[np.float64], q: NDArray[np.float64], r: NDArray[np.float64]) -> Any:
        return (q[..., 0] - p[..., 0]) * (r[..., 1] - p[..., 1]) - (q[..., 1] - p[..., 1]) * (
            r[..., 0] - p[..., 0]
        )

    meet: NDArray[np.bool_] = (side(a, b, c) * side(a, b, d) < 0) & (
        side(c, d, a) * side(c, d, b) < 0
    )
    return meet.astype(np.int64)


def _covers(places: NDArray[np.float64], boxes: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Tell which places lie over one of the boxes. Shapes: places (c, 4), boxes (b, 4)."""
    p, b = places[:, None], boxes[None]
    across = (p[..., 0] < b[..., 2]) & (p[..., 2] > b[..., 0])
    down = (p[..., 1] < b[..., 3]) & (p[..., 3] > b[..., 1])
    return np.asarray((across & down).any(axis=1), dtype=bool)


_OFFSETS = np.vstack(
    [
        np.zeros((1, 2)),
        *(np.column_stack([1.4 * r * np.cos(_ANGLES), r * np.sin(_ANGLES)]) for r in _RINGS),
    ]
)
"""Places tried around a spot, in pixels: the spot itself, then rings, wider than high."""


class _DotGrid:
    """How many dots lie in a box: a summed-area table (Crow, 1984) of small squares."""

    def __init__(self, dots: NDArray[np.float32], view: View) -> None:
        shape = (int(view.height) // _SQUARE + 1, int(view.width) // _SQUARE + 1)
        at = np.floor(to_screen(dots.astype(np.float64), view) / _SQUARE).astype(np.int64)
        at = at[((at >= 0) & (at < shape[::-1])).all(axis=1)]
        cells = np.bincount(at[:, 1] * shape[1] + at[:, 0], minlength=shape[0] * shape[1])
        self._sums = np.zeros((shape[0] + 1, shape[1] + 1), dtype=np.int64)
        self._sums[1:, 1:] = cells.reshape(shape).cumsum(axis=0).cumsum(axis=1)
        # A hidden dot counts as much as 8 pixels, or as a share of the dots if there are many.
        self.price = 3.0 * min(1.0, 2500 / max(len(at), 1))

    def below(self, boxes: NDArray[np.float64]) -> NDArray[np.int64]:
        """Count the dots below boxes. Shapes: boxes (b, 4), returned (b,)."""
        rows, columns = np.array(self._sums.shape) - 1
        x0, y0 = (np.floor(boxes[:, :2] / _SQUARE).astype(np.int64)).T
        x1, y1 = (np.floor(boxes[:, 2:] / _SQUARE).astype(np.int64) + 1).T
        x0, x1 = np.clip(x0, 0, columns), np.clip(x1, 0, columns)
        y0, y1 = np.clip(y0, 0, rows), np.clip(y1, 0, rows)
        s = self._sums
        dots: NDArray[np.int64] = s[y1, x1] - s[y0, x1] - s[y1, x0] + s[y0, x0]
        return dots


def to_screen(spots: NDArray[np.float64], view: View) -> NDArray[np.float64]:
    """Return data coordinates in pixels from the top left. Shapes: (..., 2)."""
    across = (spots[..., 0] - view.x[0]) / (view.x[1] - view.x[0]) * view.width
    down = (view.y[1] - spots[..., 1]) / (view.y[1] - view.y[0]) * view.height
    return np.stack([across, down], axis=-1)
