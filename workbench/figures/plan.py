"""What a map shows, worked out before anything is drawn: which points, in which outline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.embedding import Fidelity
from workbench.errors import InputError, check_count, counted
from workbench.figures.colors import Coloring, coloring, ends_said, levels, ramp_of
from workbench.figures.labels import (
    SWEEPS,
    Label,
    View,
    anchors,
    fill_view,
    place_labels,
    themes_in,
    view_of,
)
from workbench.figures.raster import density, picture, regions, still
from workbench.projection import Projection, check_flat
from workbench.tables.writing.written_cells import whole_characters


def inside(points: NDArray[np.float32], outline: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Tell which points lie inside a closed outline, by the even-odd rule.

    Ray casting (Shimrat, 1962; Hormann and Agathos, 2001) on the points of the bounding box only.

    Shapes: points (k, 2), outline (v, 2), returns (k,).
    """
    within = np.zeros(len(points), dtype=bool)
    if len(outline) < 3 or not np.isfinite(outline).all():
        return within
    low, high = outline.min(axis=0), outline.max(axis=0)
    near = np.flatnonzero(((points >= low) & (points <= high)).all(axis=1))
    x, y = points[near, 0].astype(np.float64), points[near, 1].astype(np.float64)
    odd = np.zeros(len(near), dtype=bool)
    for (x1, y1), (x2, y2) in zip(outline, np.roll(outline, -1, axis=0), strict=True):
        if y1 != y2:
            crosses = (y1 > y) != (y2 > y)
            odd ^= crosses & (x < (x2 - x1) * (y - y1) / (y2 - y1) + x1)
    within[near[odd]] = True
    return within


def box(x: Sequence[float], y: Sequence[float]) -> NDArray[np.float64]:
    """Return the outline of a box from its two ranges."""
    (x0, x1), (y0, y1) = sorted(map(float, x)), sorted(map(float, y))
    return np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]])


def in_box(
    points: NDArray[np.float32], x: Sequence[float], y: Sequence[float]
) -> NDArray[np.bool_]:
    """Tell which points lie in a box, its edges included."""
    (x0, x1), (y0, y1) = sorted(map(float, x)), sorted(map(float, y))
    mask: NDArray[np.bool_] = (
        (points[:, 0] >= x0) & (points[:, 0] <= x1) & (points[:, 1] >= y0) & (points[:, 1] <= y1)
    )
    return mask


SMALLEST_SHARE = 30
"""Rows of a group that stay visible in a sample."""


def stratified(groups: NDArray[np.int32], keys: NDArray[np.int64], most: int) -> NDArray[np.int64]:
    """Choose at most `most` rows so that each group keeps its share and small ones stay visible.

    Shapes: groups (k,), keys (k,).
    """
    count = len(groups)
    if count <= most:
        return np.arange(count, dtype=np.int64)
    luck = np.random.default_rng(0).permutation(int(keys.max()) + 1)[keys]
    order = np.lexsort((luck, groups))
    sizes = np.bincount(groups)
    floor = min(SMALLEST_SHARE, most // max(len(sizes), 1))
    quota = np.minimum(sizes, np.maximum(sizes * most // count, floor))
    while quota.sum() > most:
        over = np.argmax(quota)
        quota[over] -= min(quota.sum() - most, max(int(quota[over]) // 10, 1))
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    rank = np.arange(count) - starts[groups[order]]
    return np.sort(order[rank < quota[groups[order]]]).astype(np.int64)


MOST_POINTS = 50_000
"""Points drawn one by one at most; above, a density picture lies under a sample."""

_CELL_LETTERS = 140


@dataclass(frozen=True, eq=False)
class MapPlan:
    """All that a drawing of the map needs, worked out without Plotly.

    points (n, 2): one point per row; NaN where a row holds no text.
    keys (n,): the same for rows of the same text; samples depend on it and not on the rows' order.
    drawn (k,): rows drawn as single points, ascending.
    scheme: groups and colors.
    named: the groups whose names stand on the map.
    home: the view that holds everything.
    labels: names in the home view.
    density: whether a density picture of all rows lies under the points.
    remarks: what a reader must be told, whatever has room.
    """

    points: NDArray[np.float32]
    keys: NDArray[np.int64]
    drawn: NDArray[np.int64]
    scheme: Coloring
    named: Coloring
    home: View
    labels: tuple[Label, ...]
    density: bool
    remarks: tuple[str, ...]

    @property
    def shown(self) -> NDArray[np.int64]:
        """Rows that have a point, ascending."""
        return np.flatnonzero(~np.isnan(self.points[:, 0]))

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader must be told, unnamed groups included."""
        flat = self.points.shape[1] == 2
        return (*self.remarks, *(_unnamed(self.named, self.labels) if flat else ()))


def plan_map(
    projection: Projection,
    *,
    color: Any = None,
    names: Any = None,
    frame: pd.DataFrame | None = None,
    most: int = MOST_POINTS,
    width: float = 760.0,
    height: float = 560.0,
    flat: bool = True,
) -> MapPlan:
    """Work out points, colors, names and the sample of a map."""
    check_count("most", most)
    if flat:
        check_flat(projection, "this map")
    rows = projection.rows
    if frame is not None and len(frame) != len(rows):
        raise InputError(
            f"frame has {len(frame):,} rows, the map has {len(rows):,}. "
            "Give the table that was embedded."
        )
    points, flat = projection.coordinates, projection.dimensions == 2
    scheme = coloring(color, rows.has_text, frame=frame)
    own = names is None or scheme.kind in ("topic", "category")
    named = scheme if own else coloring(names, rows.has_text)
    shown = np.flatnonzero(rows.has_text)
    group = levels(scheme, 8)[0][shown]
    drawn = shown[stratified(group, rows.distinct_of[shown], most)]
    home = view_of(points[shown, :2], width=width, height=height)
    notes = [*_drafts(projection), *scheme.notes]
    if len(drawn) < len(shown):
        notes.append(
            f"{len(drawn):,} of {len(shown):,} points are drawn one by one over a picture of all; "
            "selections use all rows"
            if flat
            else f"{len(drawn):,} of {len(shown):,} points are drawn"
        )
    if len(shown) < len(rows):
        notes.append(f"{counted(len(rows) - len(shown), 'row')} without text: no point")
    density = flat and len(drawn) < len(shown)
    plan = MapPlan(points, rows.distinct_of, drawn, scheme, named, home, (), density, tuple(notes))
    if not flat:
        return plan
    return replace(plan, labels=labels_in(plan, home))


def labels_in(plan: MapPlan, view: View) -> tuple[Label, ...]:
    """Place the names of the groups that can be seen in a view, with examples if it is near."""
    scheme = plan.named
    if scheme.kind not in ("topic", "category"):
        return ()
    shown = plan.shown
    named = sum(key >= 0 for key in scheme.keys)
    spots, sizes = anchors(plan.points[shown], scheme.values[shown], named, view)
    seen = shown[in_box(plan.points[shown], view.x, view.y)]
    near = [] if shows_all(plan, view) or not scheme.examples else fill_view(sizes).tolist()
    examples = [scheme.examples[k] if k in near else "" for k in range(named)] if near else []
    sweeps = SWEEPS if near or shows_all(plan, view) else 0  # whoever zooms waits
    colors = scheme.colors if scheme is plan.scheme else ("",) * named
    themes = themes_in(scheme.paths[:named], colors, spots, sizes, view) if scheme.paths else ()
    return place_labels(
        scheme.names[:named],
        spots,
        sizes,
        view,
        plan.points[seen],
        sweeps=sweeps,
        examples=examples,
        themes=themes,
    )


def shows_all(plan: MapPlan, view: View) -> bool:
    """Tell whether a view shows the whole map, of whatever size."""
    return view.x == plan.home.x and view.y == plan.home.y


def drawn_in(plan: MapPlan, view: View, most: int = MOST_POINTS) -> NDArray[np.int64]:
    """Return the rows to draw one by one when only a part of the map is on the screen."""
    shown = plan.shown
    seen = shown[in_box(plan.points[shown], view.x, view.y)]
    group = levels(plan.scheme, 8)[0][seen]
    return seen[stratified(group, plan.keys[seen], most)] if len(seen) else seen


def still_of(plan: MapPlan, title: str) -> tuple[bytes, str]:
    """Return the map as a small PNG of points, and as an SVG of sharper ones with names on it."""
    shown = plan.shown
    places, colors = levels(plan.scheme)
    image, sharp = (
        still(plan.points[shown], places[shown], colors, plan.home, sharp) for sharp in (1, 2)
    )
    scale = None
    if plan.scheme.kind in ("number", "time"):
        scale = (plan.scheme.title, ramp_of(40), *ends_said(plan.scheme))
    return image, picture(sharp, plan.labels, plan.home, title, scale)


def density_of(plan: MapPlan, view: View) -> bytes:
    """Return a PNG of how rows lie in a view: each of them, or soft regions if all are drawn."""
    shown = plan.shown
    places, colors = levels(plan.scheme)
    if plan.density:
        return density(plan.points[shown], places[shown], colors, view)
    if plan.scheme.kind in ("topic", "category"):
        named = np.array(plan.scheme.keys)[plan.scheme.values[shown]] >= 0
        shown = shown[named]
    return regions(plan.points[shown], places[shown], colors, view)


def cut(cell: Any, letters: int = _CELL_LETTERS) -> str:
    """Return a cell as one line of at most `letters` letters; "" where it is missing."""
    if cell is None or cell is pd.NaT or (isinstance(cell, float) and np.isnan(cell)):
        return ""
    text = " ".join(whole_characters(str(cell)).split())
    return text if len(text) <= letters else text[: letters - 1].rstrip() + "\u2026"


def _drafts(projection: Projection) -> list[str]:
    """Say that the map is made of drafts, if it is."""
    stage = projection.manifest.stages().get("embedding")
    draft = None if stage is None else stage.parameters.get("draft")
    return [] if draft is None else [str(Fidelity.read(draft))]


def _unnamed(scheme: Coloring, labels: tuple[Label, ...]) -> tuple[str, ...]:
    """Say how many groups have no name on the whole map, if some have none."""
    wanted = sum(k >= 0 and c > 0 for k, c in zip(scheme.keys, scheme.counts, strict=True))
    left = wanted - sum(label.group >= 0 for label in labels)
    if scheme.kind not in ("topic", "category") or left <= 0:
        return ()
    return (f"{left:,} smaller names have no room on the whole map; zoom in to read them",)
