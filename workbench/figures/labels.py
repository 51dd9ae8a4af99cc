"""Where topic names stand on a map: on their regions, none over another.

All sizes are in screen pixels, because names keep their size when a reader zooms.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LINE = 18
"""Letters a line of a name may hold before it is broken."""

_LINES = 2
_LETTER = 0.58  # mean width of a letter of a sans-serif face, in font sizes
_ROW = 1.25
_GAP = 2.0
_CELLS = 48
_PIXELS_A_NAME = 11_000


@dataclass(frozen=True)
class View:
    """The part of the plane on the screen and its size in pixels."""

    x: tuple[float, float]
    y: tuple[float, float]
    width: float = 760.0
    height: float = 560.0


@dataclass(frozen=True)
class Label:
    """A name, where it stands (data coordinates of its middle) and which group it names."""

    group: int
    x: float
    y: float
    lines: tuple[str, ...]
    size: float


def view_of(points: NDArray[np.float32], *, width: float = 760.0, height: float = 560.0) -> View:
    """Return the view that holds all points with a small margin, one unit equally long each way.

    Shapes: points (k, 2).
    """
    if not len(points):
        return View((-1.0, 1.0), (-1.0, 1.0), width, height)
    low, high = points.min(axis=0).astype(float), points.max(axis=0).astype(float)
    middle, half = (low + high) / 2, np.maximum((high - low) / 2 * 1.06, 1e-3)
    unit = max(half[0] / width, half[1] / height)
    half = unit * np.array([width, height])
    return View(
        (float(middle[0] - half[0]), float(middle[0] + half[0])),
        (float(middle[1] - half[1]), float(middle[1] + half[1])),
        width,
        height,
    )


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
) -> tuple[Label, ...]:
    """Place names near their spots so that none covers another; what does not fit is left out.

    Greedy by size: the largest group is placed first, at the nearest free of 17 places around its
    spot (a point-feature labeling heuristic; Christensen, Marks and Shieber, 1995).
    """
    room = int(view.width * view.height / _PIXELS_A_NAME) + 1
    most = min(60, room)
    placed: list[Label] = []
    boxes = np.empty((0, 4))
    ranked = sorted(np.flatnonzero(sizes > 0).tolist(), key=lambda g: (-int(sizes[g]), g))
    for rank, group in enumerate(ranked):
        if len(placed) >= most:
            break
        lines = wrap(names[group])
        font = (13.0 if rank < 12 else 11.5) - (view.width < 620)
        spot = _free_place(_to_screen(spots[group], view), _extent(lines, font), boxes, view)
        if spot is None:
            continue
        boxes = np.vstack([boxes, spot])
        x, y = _to_data((spot[:2] + spot[2:]) / 2, view)
        placed.append(Label(int(group), x, y, lines, font))
    return tuple(placed)


def wrap(name: str) -> tuple[str, ...]:
    """Break a name into at most two short lines, the rest as an ellipsis."""
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


def _free_place(
    spot: NDArray[np.float64], extent: NDArray[np.float64], boxes: NDArray[np.float64], view: View
) -> NDArray[np.float64] | None:
    """Return the nearest box around `spot` that is free and on the screen, or None."""
    half = extent / 2
    limit = np.array([view.width, view.height])
    for ring in (0.0, 0.6, 1.1):
        for dx, dy in ((0, -1), (0, 1), (1, 0), (-1, 0), (1, -1), (-1, -1), (1, 1), (-1, 1)):
            middle = spot + ring * np.array([dx * half[0], dy * half[1] * 2])
            middle = np.clip(middle, half, np.maximum(limit - half, half))
            box = np.concatenate([middle - half, middle + half])
            if not _covers(box, boxes):
                return box
            if ring == 0.0:
                break
    return None


def _covers(box: NDArray[np.float64], boxes: NDArray[np.float64]) -> bool:
    return bool(
        np.any(
            (box[0] < boxes[:, 2])
            & (box[2] > boxes[:, 0])
            & (box[1] < boxes[:, 3])
            & (box[3] > boxes[:, 1])
        )
    )


def _to_screen(spot: NDArray[np.float64], view: View) -> NDArray[np.float64]:
    across = (spot[0] - view.x[0]) / (view.x[1] - view.x[0]) * view.width
    down = (view.y[1] - spot[1]) / (view.y[1] - view.y[0]) * view.height
    return np.array([across, down])


def _to_data(spot: NDArray[np.float64], view: View) -> tuple[float, float]:
    x = view.x[0] + spot[0] / view.width * (view.x[1] - view.x[0])
    y = view.y[1] - spot[1] / view.height * (view.y[1] - view.y[0])
    return float(x), float(y)
