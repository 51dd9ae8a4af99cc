"""Where topic names stand on a map: beside the dots that they name, none over another.

All sizes are in screen pixels, because names keep their size when a reader zooms.
"""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from workbench.figures.colors import by_theme
from workbench.figures.label_places import Ground, Place, Search

LINE = 22
"""Letters a line of a name may have before it is broken."""

SWEEPS = 2
"""How often names are placed anew beside the others."""

FEW = 4
"""Groups that fill a view at most, if examples of them are shown."""

_FILL_IT = 0.9  # share of the dots in a view that the groups hold that fill it
_EXAMPLE_SIZE = 12.0
_EXAMPLE_LINES = (34, 50)  # letters a line of an example may have
_EXAMPLE = 100  # letters of an example, with the marks around it

_LINES = 3
_NEAR = 5.0  # pixels off its dots from which a name has a line
_ROW, _EXAMPLE_ROW = 1.25, 1.3
_GAP = 2.0
_CELLS = 48
_MOST = 160
_FILL = 0.38  # share of the map that names may take: more would hide it
_ROOM = 6000  # square pixels of the map for each name, more on a phone
_LARGE, _ROOM_LARGE = 12, 60_000  # names in large letters at most, and square pixels for each
_THEME_SIZE, _THEME_WEIGHT = 19.0, 700  # so large that WCAG 2.2 asks for a contrast of 3
_THEME_PULL = 1 / 40  # cost of each pixel between the name of a theme and its densest spot
_NARROW = 620  # pixels below which a map is one of a phone
_CORE = 0.3  # of the fullest spot's density: where a line may end
_SIDES = 12  # directions in which a region has an edge for a line to end at
_ANGLES = np.arange(_SIDES) * 2 * np.pi / _SIDES
_LIMIT, _THEME_LIMIT = 16.0, 8.0  # a name whose best place costs more is left out
_BOLD = 1.13  # letters of weight 600 are so much wider

# Widths of letters in font sizes: those of DejaVu Sans, the widest face that browsers fall back to.
_WIDTHS = {
    **dict.fromkeys("ijlIJ'|", 0.29),
    **dict.fromkeys(" .,:;!/-()[]ftr", 0.38),
    **dict.fromkeys("szcLFkvxy?", 0.57),
    **dict.fromkeys("ABCDGHKNOQRUVXZ&", 0.76),
    **dict.fromkeys("wmMW@%", 0.96),
}
_WIDTH = 0.64  # of any other letter


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

    group: -1 for a theme.
    x, y: where its line ends: at the dots that it names, in data coordinates.
    dx, dy: how far from there the middle of the name stands, in pixels to the right and down.
    example: lines of a text of the group, below the name.
    color: of a theme; "" for the ink of the page.
    """

    group: int
    x: float
    y: float
    dx: float
    dy: float
    lines: tuple[str, ...]
    size: float
    weight: int = 600
    example: tuple[str, ...] = ()
    color: str = ""

    @property
    def moved(self) -> bool:
        """Whether the name stands so far off that a line must lead to its dots.

        The color of a theme says what it names.
        """
        width, height = extent(self)
        return not self.color and max(abs(self.dx) - width / 2, abs(self.dy) - height / 2) > _NEAR


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
    """Return where lines to each group may end, its densest spot first, and how many points it has.

    Only points inside the view count. Shapes: points (k, 2), groups (k,), returned spots
    (count, 1 + 12, 2) and sizes (count,).
    """
    (x0, x1), (y0, y1) = view.x, view.y
    seen = (points[:, 0] >= x0) & (points[:, 0] <= x1) & (points[:, 1] >= y0) & (points[:, 1] <= y1)
    seen &= (groups >= 0) & (groups < count)
    at, group = points[seen].astype(np.float64), groups[seen].astype(np.int64)
    spots = np.full((count, 1 + _SIDES, 2), np.nan)
    sizes = np.bincount(group, minlength=count)
    if not len(at):
        return spots, sizes
    column = _bins(at[:, 0], x0, x1)
    row = _bins(at[:, 1], y0, y1)
    order = np.argsort(group, kind="stable")
    bounds = np.searchsorted(group[order], np.arange(count + 1))
    for g in np.flatnonzero(sizes):
        member = order[bounds[g] : bounds[g + 1]]
        spots[g] = _core(at[member], column[member], row[member], view)
    return spots, sizes


class Theme(NamedTuple):
    """A theme as a view shows it: its groups, the largest first, and where its name belongs."""

    name: str
    color: str
    groups: tuple[int, ...]
    spots: NDArray[np.float64]


def themes_in(
    paths: Sequence[str],
    colors: Sequence[str],
    spots: NDArray[np.float64],
    sizes: NDArray[np.int64],
    view: View,
) -> tuple[Theme, ...]:
    """Return themes of several groups that a view shows, the largest first; () if it shows few.

    A name belongs to the group in the middle of its theme: beside the largest one it would seem to
    name that alone.

    paths, colors, sizes: of each group; a path begins with the theme, and sizes count the points in
    the view.

    Shapes: spots (t, s, 2), sizes (t,), as `anchors` returns them.
    """
    if (sizes > 0).sum() <= _LARGE:
        return ()
    every, themes = by_theme(paths, range(len(paths))), []
    for name, own in by_theme(paths, np.flatnonzero(sizes).tolist()).items():
        at = to_screen(spots[own, 0], view)
        middle = own[int(np.linalg.norm(at - np.median(at, axis=0), axis=1).argmin())]
        if len(own) > 1:
            themes.append(Theme(name, colors[every[name][0]], tuple(own), spots[middle]))
    themes.sort(key=lambda theme: -int(sizes[list(theme.groups)].sum()))
    return tuple(themes) if len(themes) > 1 else ()


def place_labels(
    names: Sequence[str],
    spots: NDArray[np.float64],
    sizes: NDArray[np.int64],
    view: View,
    dots: NDArray[np.float32] | None = None,
    *,
    sweeps: int = SWEEPS,
    examples: Sequence[str] = (),
    themes: Sequence[Theme] = (),
) -> tuple[Label, ...]:
    """Place names beside the dots that they name so that none covers another.

    Greedy by size, then each name is placed anew beside all others, `sweeps` times (a
    point-feature labeling heuristic; Christensen, Marks and Shieber, 1995). A place costs the
    dots that it would hide, its distance, and the lines and names that its own line would cross.
    What has no good place is left out.

    examples: a text below each name, for a view so near that a few groups fill it; "" for none.
    themes: stand first, in large letters of their color. If one of a theme's groups has the same
    name, only that is written so.

    Shapes: spots (t, s, 2), sizes (t,), dots (k, 2), all in data coordinates.
    """
    ranked = sorted(np.flatnonzero(sizes > 0).tolist(), key=lambda g: (-int(sizes[g]), g))[:_MOST]
    shown = examples or [""] * len(names)
    texts = {
        g: _texts(names[g], rank, len(ranked), view, shown[g]) for rank, g in enumerate(ranked)
    }
    first = []  # themes, by numbers beyond those of the groups
    for number, theme in enumerate(themes, start=len(names)):
        same = (g for g in theme.groups if g in texts and names[g] == theme.name)
        first.append(next(same, number))
        texts[first[-1]] = _ways(theme.name, _THEME_SIZE, _THEME_WEIGHT, theme.color)
    order = [*first, *(g for g in ranked if g not in first)]
    at = np.empty((0, 2)) if dots is None else to_screen(dots.astype(np.float64), view)
    feet = to_screen(np.concatenate([spots, *(theme.spots[None] for theme in themes)]), view)
    ground = Ground((view.width, view.height), at, feet[ranked])
    pulled = {g: {"pull": _THEME_PULL} for g in first}
    searches = {
        g: Search([text.extent for text in texts[g]], feet[g], ground, **pulled.get(g, {}))
        for g in order
    }
    room = _FILL * view.width * view.height
    most = 1 + int(view.width * view.height / (_ROOM * (1.4 if view.width < _NARROW else 1)))
    placed: dict[int, Place] = {}
    boxes, ends = np.full((len(feet), 4), np.nan), np.full((len(feet), 2), np.nan)
    taken = 0.0
    for sweep in range(1 + sweeps):
        for group in order:
            old = placed.pop(group, None)
            boxes[group], ends[group] = np.nan, np.nan
            taken -= old.area if old else 0
            if old is None and (len(placed) >= most or taken > room):
                continue
            best = searches[group].best(boxes, ends)
            limit = _THEME_LIMIT if group in pulled else _LIMIT
            last = sweep == sweeps and not texts[group][0].example
            if best is not None and not (last and best.cost > limit):
                placed[group], boxes[group] = best, best.box
                # No line leads from a name in its theme's color.
                ends[group] = best.middle if texts[group][0].color else best.foot
                taken += best.area
    return tuple(
        _label(g if g < len(names) else -1, texts[g][placed[g].way], placed[g], view)
        for g in order
        if g in placed
    )


def _label(group: int, text: _Text, place: Place, view: View) -> Label:
    """Return a placed name as a label."""
    x, y = _from_screen(place.foot, view).tolist()
    dx, dy = (place.middle - place.foot).tolist()
    return Label(group, x, y, dx, dy, text.lines, text.size, text.weight, text.example, text.color)


@dataclass(frozen=True)
class _Text:
    """A name in lines, and an example below it."""

    lines: tuple[str, ...]
    size: float
    weight: int
    example: tuple[str, ...] = ()
    color: str = ""

    @property
    def extent(self) -> tuple[float, float]:
        """Width and height in pixels."""
        return _extent(self.lines, self.size, self.weight, self.example)


def _texts(name: str, rank: int, count: int, view: View, example: str) -> list[_Text]:
    """Return the ways to write a name; an example below it is broken in two ways."""
    large = min(_LARGE, 1 + int(view.width * view.height / _ROOM_LARGE))
    size, weight = (13.0, 600) if rank < large else (11.5 if count <= 60 else 11.0, 500)
    size -= view.width < _NARROW
    if example:
        return [_Text(wrap(name), 13.0, 600, lines) for lines in _quoted(example)]
    return _ways(name, size, weight)


def _ways(name: str, size: float, weight: int, color: str = "") -> list[_Text]:
    """Return a name in as many lines as it takes, and in more of equal width."""
    first = wrap(name)
    ways = [first]
    if not first[-1].endswith("\u2026"):
        words = " ".join(first)
        for lines in range(len(first) + 1, _LINES + 1):
            width = max(map(len, words.split()))
            while len(way := textwrap.wrap(words, width, break_long_words=False)) > lines:
                width += 1
            if len(way) == lines:
                ways.append(tuple(way))
    return [_Text(way, size, weight, color=color) for way in ways]


def _quoted(example: str) -> list[tuple[str, ...]]:
    """Return an example between marks, in lines, one way for each width that differs."""
    clean = textwrap.shorten(example, _EXAMPLE, placeholder="\u2026")
    ways = (tuple(textwrap.wrap(f"\u201c{clean}\u201d", width)) for width in _EXAMPLE_LINES)
    return list(dict.fromkeys(ways))


def fill_view(sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the groups that fill a view, if they are few; else none. Shapes: sizes (t,)."""
    order = np.argsort(-sizes, kind="stable")
    most = int(np.searchsorted(sizes[order].cumsum(), _FILL_IT * sizes.sum())) + 1
    return order[:most][sizes[order[:most]] > 0] if most <= FEW else order[:0]


def wrap(name: str) -> tuple[str, ...]:
    """Break a name into short lines; what is longer than three is cut."""
    clean = " ".join(name.split()) or "(no name)"
    return tuple(textwrap.wrap(clean, LINE, max_lines=_LINES, placeholder="\u2026"))


def extent(label: Label) -> tuple[float, float]:
    """Return width and height of a label in pixels."""
    return _extent(label.lines, label.size, label.weight, label.example)


def _extent(
    lines: Sequence[str], size: float, weight: int, example: Sequence[str]
) -> tuple[float, float]:
    """Return width and height of lines in pixels."""
    bold = _BOLD if weight >= 600 else 1.0
    wide = _wide(lines) * size * bold
    if example:
        wide = max(wide, _wide(example) * _EXAMPLE_SIZE)
    return wide + 2 * _GAP, (len(lines) * _ROW + len(example) * _EXAMPLE_ROW) * size + 2 * _GAP


def _wide(lines: Sequence[str]) -> float:
    """Return the width of the widest line in font sizes."""
    return max(sum(_letter(letter) for letter in line) for line in lines)


def _letter(letter: str) -> float:
    """Return the width of a letter in font sizes."""
    wide = ord(letter) > 0x2E7F and unicodedata.east_asian_width(letter) in "WF"
    return 1.0 if wide else _WIDTHS.get(letter, _WIDTH)


def _bins(values: NDArray[np.float64], low: float, high: float) -> NDArray[np.int64]:
    scaled = (values - low) / max(high - low, 1e-12) * _CELLS
    return np.clip(scaled.astype(np.int64), 0, _CELLS - 1)


def _core(
    at: NDArray[np.float64], column: NDArray[np.int64], row: NDArray[np.int64], view: View
) -> NDArray[np.float64]:
    """Return the densest spot of points, and the one farthest out in each direction.

    The densest: the mean of the points in the fullest cell and the eight around it. Those farthest
    out are taken of points that lie densely.
    """
    counts = np.zeros((_CELLS + 2, _CELLS + 2), dtype=np.int64)
    np.add.at(counts, (row + 1, column + 1), 1)
    around = np.sum(
        [
            counts[1 + dy : _CELLS + 1 + dy, 1 + dx : _CELLS + 1 + dx]
            for dy in (-1, 0, 1)
            for dx in (-1, 0, 1)
        ],
        axis=0,
    )
    best = np.argmax(np.where(counts[1:-1, 1:-1] > 0, around, -1))
    near = (abs(row - best // _CELLS) <= 1) & (abs(column - best % _CELLS) <= 1)
    middle: NDArray[np.float64] = at[near].mean(axis=0)
    dense = at[around[row, column] >= _CORE * around.flat[best]]
    screen = to_screen(dense, view)
    out = screen @ np.vstack([np.cos(_ANGLES), np.sin(_ANGLES)])
    return np.vstack([middle, dense[out.argmax(axis=0)]])


def to_screen(spots: NDArray[np.float64], view: View) -> NDArray[np.float64]:
    """Return data coordinates in pixels from the top left. Shapes: (..., 2)."""
    across = (spots[..., 0] - view.x[0]) / (view.x[1] - view.x[0]) * view.width
    down = (view.y[1] - spots[..., 1]) / (view.y[1] - view.y[0]) * view.height
    return np.stack([across, down], axis=-1)


def _from_screen(spots: NDArray[np.float64], view: View) -> NDArray[np.float64]:
    """Return pixels from the top left in data coordinates. Shapes: (..., 2)."""
    x = view.x[0] + spots[..., 0] / view.width * (view.x[1] - view.x[0])
    y = view.y[1] - spots[..., 1] / view.height * (view.y[1] - view.y[0])
    return np.stack([x, y], axis=-1)
