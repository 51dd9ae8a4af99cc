"""What the live map says in words: headline, legend, status line."""

from __future__ import annotations

from typing import Any

import pandas as pd

from workbench.figures.plan import MapPlan, cut
from workbench.tables import Rows
from workbench.widgets.map_state import Lighting


def frame_of(rows: Rows, frame: pd.DataFrame | None, plan: MapPlan) -> pd.DataFrame:
    """Return the table behind a view: the given one, or texts and coordinates."""
    if frame is not None:
        return frame
    table = {"text": rows.texts, "x": plan.points[:, 0], "y": plan.points[:, 1]}
    return pd.DataFrame(table, index=rows.index)


def with_marks(figure: Any) -> Any:
    """Add the trace of rings around marked rows."""
    figure.add_scatter(
        x=[],
        y=[],
        mode="markers",
        hoverinfo="skip",
        name="marked",
        showlegend=False,
        marker={"symbol": "circle-open", "size": 15, "color": "#d1242f", "line": {"width": 2.5}},
    )
    return figure


def legend_of(plan: MapPlan) -> dict[str, Any]:
    """Return the groups as the page shows them: name, color, rows, place."""
    scheme = plan.scheme
    if scheme.kind not in ("topic", "category"):
        return {"title": scheme.title, "groups": [], "isolated": []}
    together = zip(scheme.names, scheme.colors, scheme.counts, strict=True)
    groups = [[cut(n, 80), c, k, place] for place, (n, c, k) in enumerate(together) if k]
    return {"title": scheme.title or "groups", "groups": groups, "isolated": []}


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
    return f"{shown:,} rows" if lit == shown else f"{lit:,} of {shown:,} rows lit"
