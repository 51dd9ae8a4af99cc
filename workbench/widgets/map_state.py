"""Which rows are lit: filters, groups and outlines put together; and what the map says in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.errors import InputError
from workbench.figures.colors import NOISE, by_theme
from workbench.figures.plan import MapPlan, cut, in_box, inside
from workbench.tables import Rows


def frame_of(rows: Rows, frame: pd.DataFrame | None, plan: MapPlan) -> pd.DataFrame:
    """Return the table behind a view: the given one, or texts and coordinates."""
    if frame is not None:
        return frame
    table = {"text": rows.texts, "x": plan.points[:, 0], "y": plan.points[:, 1]}
    return pd.DataFrame(table, index=rows.index)


SHORT = 12
"""Groups up to which a legend is not folded into themes."""


def legend_of(plan: MapPlan) -> dict[str, Any]:
    """Return the legend as the page shows it: name, color, rows, places, and what is within.

    Topics stand within their themes, the largest first, if they are many.
    """
    scheme = plan.scheme
    if scheme.kind not in ("topic", "category"):
        return {"title": scheme.title, "groups": [], "isolated": []}
    together = zip(scheme.names, scheme.colors, scheme.counts, strict=True)
    groups = [[cut(n, 80), c, k, [place], []] for place, (n, c, k) in enumerate(together) if k]
    if scheme.paths and len(groups) > SHORT:
        groups = _in_themes(groups, scheme.paths)
    return {"title": scheme.title or "groups", "groups": groups, "isolated": []}


def _in_themes(groups: list[list[Any]], paths: Sequence[str]) -> list[list[Any]]:
    """Return groups within themes, one that is alone by itself, and last what fits no topic."""
    at = {group[3][0]: group for group in groups}
    folded = []
    for name, members in by_theme(paths, at).items():
        own = [at[place] for place in members]
        rows, places = sum(one[2] for one in own), [place for one in own for place in one[3]]
        folded.append([cut(name, 80), own[0][1], rows, places, own] if len(own) > 1 else own[0])
    return sorted(folded, key=lambda one: (one[1] == NOISE, -one[2]))


def headline(plan: MapPlan) -> str:
    """Say in one line what the map shows."""
    scheme = plan.scheme
    parts = [f"Map of {len(plan.shown):,} texts"]
    if scheme.kind in ("topic", "category"):
        groups = sum(k >= 0 and c > 0 for k, c in zip(scheme.keys, scheme.counts, strict=True))
        parts.append(
            f"{groups:,} {'topics' if scheme.kind == 'topic' else scheme.title or 'groups'}"
        )
    elif scheme.kind != "none":
        parts.append(f"colored by {scheme.title or 'a number'}")
    return ", ".join(parts)


def status_of(lighting: Lighting) -> str:
    """Say how many rows are selected, or lit."""
    shown = len(lighting.plan.shown)
    if lighting.chosen is not None:
        return f"{len(lighting.selected):,} of {shown:,} rows selected"
    lit = int(lighting.lit[lighting.plan.shown].sum())
    return f"{shown:,} rows" if lit == shown else f"{lit:,} of {shown:,} rows highlighted"


Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Lighting:
    """What a reader chose on a map of n rows.

    Attributes
    ----------
    plan : MapPlan
        The map.
    groups : tuple of int
        Groups that stay lit; none: all.
    filtered : ndarray of bool, shape (n,), or None
        Rows that pass the filters beside the map; None: all.
    chosen : ndarray of bool, shape (n,), or None
        Rows inside the outlines drawn, or picked by hand; None: no selection.
    outlines : tuple of mapping
        The outlines behind `chosen`, in data coordinates.
    """

    plan: MapPlan
    groups: tuple[int, ...] = ()
    filtered: Mask | None = None
    chosen: Mask | None = None
    outlines: tuple[Mapping[str, Any], ...] = field(default=())

    @property
    def in_view(self) -> Mask:
        """Rows that pass groups and filters, shape (n,)."""
        mask: Mask = np.ones(len(self.plan.points), dtype=bool)
        if self.groups:
            mask &= np.isin(self.plan.scheme.values, self.groups)
            mask &= ~np.isnan(self.plan.points[:, 0])
        if self.filtered is not None:
            mask &= self.filtered
        return mask

    @property
    def lit(self) -> Mask:
        """Rows that pass groups and filters and, where there is a selection, are in it."""
        return self.in_view if self.chosen is None else self.in_view & self.chosen

    @property
    def selected(self) -> NDArray[np.int64]:
        """Rows of the selection in table order; empty where nothing is selected."""
        return np.flatnonzero(self.lit) if self.chosen is not None else np.empty(0, dtype=np.int64)

    @property
    def lit_points(self) -> NDArray[np.int32] | None:
        """Places of the lit points among those drawn, or None where all are lit."""
        if self.chosen is None and not self.groups and self.filtered is None:
            return None
        return np.flatnonzero(self.lit[self.plan.drawn]).astype(np.int32)

    def isolate(self, groups: Sequence[int], *, add: bool) -> Lighting:
        """Light groups alone, or add them; those that are lit again: all, or without them."""
        lit, asked = set(self.groups), set(groups)
        alone: set[int] = set() if lit == asked else asked
        added = lit - asked if asked <= lit else lit | asked
        return replace(self, groups=tuple(sorted(added if add else alone)))

    def outline(self, shape: Mapping[str, Any]) -> Lighting:
        """Select what lies inside an outline; with "add" or "cut" change the selection.

        It has a "shape" ("box" or "lasso"), "x" and "y" (two limits, or corners).
        """
        rows = rows_inside(self.plan, shape)
        if self.chosen is not None and shape.get("cut"):
            return replace(self, chosen=self.chosen & ~rows, outlines=(*self.outlines, shape))
        if self.chosen is not None and shape.get("add"):
            return replace(self, chosen=self.chosen | rows, outlines=(*self.outlines, shape))
        return replace(self, chosen=rows, outlines=(shape,))

    def choose(self, rows: NDArray[np.int64] | None) -> Lighting:
        """Select rows by position, or drop the selection."""
        if rows is None:
            return replace(self, chosen=None, outlines=())
        mask = np.zeros(len(self.plan.points), dtype=bool)
        mask[rows] = True
        return replace(self, chosen=mask, outlines=())

    def narrow(self, filtered: Mask | None) -> Lighting:
        """Take the filters' mask."""
        return replace(self, filtered=filtered)


def rows_inside(plan: MapPlan, shape: Mapping[str, Any]) -> Mask:
    """Tell which of all rows, drawn or not, lie inside an outline, shape (n,)."""
    x, y = np.asarray(shape.get("x", ()), float), np.asarray(shape.get("y", ()), float)
    if x.ndim != 1 or x.shape != y.shape or len(x) < 2:
        raise InputError(
            f"an outline needs as many x as y, two or more, got {len(x)} and {len(y)}."
        )
    if shape.get("shape") == "box":
        return in_box(plan.points, (x[0], x[-1]), (y[0], y[-1]))
    return inside(plan.points, np.column_stack([x, y]))


def path_of(shape: Mapping[str, Any]) -> str:
    """Return an outline as an SVG path in data coordinates."""
    x, y = [float(v) for v in shape["x"]], [float(v) for v in shape["y"]]
    if shape.get("shape") == "box":
        x, y = [x[0], x[-1], x[-1], x[0]], [y[0], y[0], y[-1], y[-1]]
    return "M" + " L".join(f"{a!r},{b!r}" for a, b in zip(x, y, strict=True)) + " Z"
