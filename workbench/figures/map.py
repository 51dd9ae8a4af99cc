"""The map: one point per row, topic names on their regions."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.errors import DependencyError, InputError, counted
from workbench.figures.base import FAINT, escape, graph_objects, look
from workbench.figures.colors import SCALE, Coloring, limits
from workbench.figures.labels import Label, View
from workbench.figures.plan import MOST_POINTS, MapPlan, cut, density_of, plan_map
from workbench.figures.raster import data_uri
from workbench.figures.steps import date_edges
from workbench.projection import Projection
from workbench.tables.dates import days_written
from workbench.tables.files import check_columns
from workbench.tables.writing.written_cells import column_name

_MOST_TICKS = 10

SVG_POINTS = 3_000
"""Up to here points are drawn as SVG, which needs no WebGL context."""


def map_figure(
    projection: Projection,
    *,
    color: Any = None,
    frame: pd.DataFrame | None = None,
    hover: Sequence[str] = (),
    title: str = "",
    most: int = MOST_POINTS,
    height: int = 560,
) -> Any:
    """Draw the map as a plain Plotly figure with a legend that isolates.

    Three dimensions are drawn as a scene that can be turned.

    Show or write it with ``config=workbench.figures.CONFIG``.
    """
    plan = plan_map(projection, color=color, frame=frame, most=most, height=height - 60, flat=False)
    texts = hover_texts(frame, hover, plan.drawn)
    return figure_of(plan, texts=texts, title=title, height=height, by_group=True)


def map_poster(
    path: str | os.PathLike[str],
    projection: Projection,
    *,
    color: Any,
    frame: pd.DataFrame | None,
    title: str,
    subtitle: str | None,
    dark: bool,
) -> Path:
    """Write the map as a picture; Matplotlib is imported only here."""
    if importlib.util.find_spec("matplotlib") is None:
        raise DependencyError.for_extra("a poster", "matplotlib", "poster")
    from workbench.figures import poster as drawing

    drawing.check_ending(path)
    plan = plan_map(
        projection,
        color=color,
        frame=frame,
        most=drawing.MOST_POINTS,
        width=drawing.WIDTH,
        height=drawing.HEIGHT,
    )
    below = _counts_of(plan) if subtitle is None else subtitle
    return drawing.write_poster(path, plan, title=title, subtitle=below, dark=dark)


def _counts_of(plan: MapPlan) -> str:
    """Say how many rows a map shows, and how many groups."""
    rows, scheme = counted(len(plan.shown), "row"), plan.scheme
    groups = sum(
        key >= 0 and count > 0 for key, count in zip(scheme.keys, scheme.counts, strict=True)
    )
    if scheme.kind == "topic":
        return f"{rows}, {counted(groups, 'topic')}"
    return f"{rows}, colored by {scheme.title}" if scheme.title else rows


def figure_of(
    plan: MapPlan,
    *,
    texts: list[str] | None = None,
    title: str = "",
    height: int = 560,
    by_group: bool = False,
) -> Any:
    """Draw a plan as a Plotly figure."""
    go = graph_objects()
    grouped = by_group and plan.scheme.kind in ("topic", "category")
    traces = _group_traces(plan, texts) if grouped else [_one_trace(plan, texts)]
    layout = look(
        height=height,
        showlegend=grouped,
        hovermode="closest",
        **(_plane(plan) if plan.points.shape[1] == 2 else _scene()),
        annotations=name_annotations(plan.labels),
        legend={
            "itemclick": "toggleothers",
            "itemdoubleclick": "toggle",
            "itemsizing": "constant",
            "title": {"text": escape(plan.scheme.title)},
            "font": {"size": 12},
        },
        title={"text": escape(title), "x": 0.01, "font": {"size": 15}} if title else None,
    )
    layout["margin"] = layout["margin"] | {"t": 36 if title else 8}
    if plan.points.shape[1] == 2:
        layout["images"] = [density_image(plan, plan.home)]
    figure = go.Figure({"data": traces, "layout": layout})
    if plan.notes and (grouped or plan.scheme.notes):
        figure.update_layout(margin_b=28)
        figure.add_annotation(
            text=escape("; ".join(plan.notes)),
            xref="paper",
            yref="paper",
            x=0,
            y=0,
            xanchor="left",
            yanchor="top",
            showarrow=False,
            font={"size": 11, "color": FAINT},
        )
    return figure


def name_annotations(labels: Sequence[Label]) -> list[dict[str, Any]]:
    """Return names as Plotly annotations, escaped, with a rim around the letters."""
    return [
        {
            "text": "<br>".join(escape(line) for line in label.lines),
            "x": label.x,
            "y": label.y,
            "showarrow": label.moved,
            "xanchor": "center",
            "yanchor": "middle",
            **_beside(label),
            "captureevents": False,
            "align": "center",
            "borderpad": 0,
            "name": f"group-{label.group}",
            "font": {
                "size": label.size,
                "weight": label.weight,
                "shadow": "auto",
                **({"color": label.color} if label.color else {}),
            },
        }
        for label in labels
    ]


def _beside(label: Label) -> dict[str, Any]:
    """Return how a name stands off its dots, with a line to them if that is far."""
    if label.moved:
        return {"ax": label.dx, "ay": label.dy, "arrowhead": 0, "arrowwidth": 1}
    return {"xshift": label.dx, "yshift": -label.dy}


def density_image(plan: MapPlan, view: View) -> dict[str, Any]:
    """Return how the rows lie in a view as a layout image under the points."""
    return {
        "source": data_uri(density_of(plan, view)),
        "xref": "x",
        "yref": "y",
        "x": view.x[0],
        "y": view.y[1],
        "sizex": view.x[1] - view.x[0],
        "sizey": view.y[1] - view.y[0],
        "sizing": "stretch",
        "layer": "below",
        "opacity": 0.75,
    }


def hover_texts(
    frame: pd.DataFrame | None, columns: Sequence[str], rows: NDArray[np.int64]
) -> list[str] | None:
    """Return one short escaped text a row from the named columns, or None where none is named."""
    if isinstance(columns, str):
        columns = [columns]
    if not columns:
        return None
    if frame is None:
        raise InputError("hover= names columns of a table: give it too, with frame=.")
    check_columns(frame, columns)
    lines = []
    for cells in zip(*(frame[name].iloc[rows].tolist() for name in columns), strict=True):
        shown = ((column_name(n), cut(cell)) for n, cell in zip(columns, cells, strict=True))
        lines.append("<br>".join(f"{escape(name)}: {escape(cell)}" for name, cell in shown))
    return lines


def _plane(plan: MapPlan) -> dict[str, Any]:
    """Return the axes of a flat map, which the points fill: they have no unit."""
    return {
        "dragmode": "lasso",
        "xaxis": _plane_axis(plan.home.x),
        "yaxis": _plane_axis(plan.home.y),
    }


def _scene() -> dict[str, Any]:
    """Return the axes of a map in three dimensions, which is turned by dragging."""
    hidden = {"visible": False, "showspikes": False}
    axes = dict.fromkeys(("xaxis", "yaxis", "zaxis"), hidden)
    return {"scene": {**axes, "aspectmode": "data", "dragmode": "orbit"}}


def _axes_of(points: NDArray[np.float32]) -> dict[str, NDArray[np.float32]]:
    """Return the columns of the points as x, y and, of three, z."""
    return {
        name: np.ascontiguousarray(column) for name, column in zip("xyz", points.T, strict=False)
    }


def _plane_axis(limits: tuple[float, float]) -> dict[str, Any]:
    return {"visible": False, "range": list(limits), "zeroline": False, "showgrid": False}


def _point_size(count: int) -> float:
    return float(np.clip(10.5 - 1.7 * np.log10(max(count, 1)), 3.0, 9.0))


def _one_trace(plan: MapPlan, texts: list[str] | None) -> dict[str, Any]:
    """Return all drawn points as one trace, 10 bytes a point."""
    at = plan.points[plan.drawn]
    marker: dict[str, Any] = {"size": _point_size(len(at)), "opacity": 0.75, "line": {"width": 0}}
    marker |= marker_colors(plan.scheme, plan.drawn)
    kind = _trace_kind(at)
    if kind["type"] != "scatter3d":  # which cannot be selected from
        kind["selected"] = {"marker": {"opacity": 0.9}}
        kind["unselected"] = {"marker": {"opacity": 0.06}}
    drawn = {"mode": "markers", "marker": marker, "name": "rows"}
    return kind | _axes_of(at) | drawn | _hover(texts)


def marker_colors(scheme: Coloring, rows: NDArray[np.int64]) -> dict[str, Any]:
    """Return the part of a marker that colors the given rows."""
    if scheme.kind == "none":
        return {"color": scheme.colors[0]}
    if scheme.kind in ("number", "time"):
        low, high = limits(scheme)
        scale = [[k / (len(SCALE) - 1), color] for k, color in enumerate(SCALE)]
        return {
            "color": scheme.values[rows].astype(np.float32),
            "colorscale": scale,
            "cmin": low,
            "cmax": high,
            "showscale": True,
            "colorbar": _bar(scheme, low, high),
        }
    count = len(scheme.colors)
    steps = [[k / count, c] for k, c in enumerate(scheme.colors)]
    ends = [[(k + 1) / count, c] for k, c in enumerate(scheme.colors)]
    scale = [pair for both in zip(steps, ends, strict=True) for pair in both]
    return {
        "color": scheme.values[rows].astype(np.int16),
        "colorscale": scale,
        "cmin": -0.5,
        "cmax": count - 0.5,
        "showscale": False,
    }


def _bar(scheme: Coloring, low: float, high: float) -> dict[str, Any]:
    """Return the scale beside the map; times as dates."""
    bar: dict[str, Any] = {
        "title": {"text": f"{escape(scheme.title)}<br>", "font": {"size": 12}},
        "thickness": 10,
        "outlinewidth": 0,
        "len": 0.6,
    }
    if scheme.kind == "time":
        at = date_edges(low / 86_400, high / 86_400, _MOST_TICKS) * 86_400
        at = at[(at >= low) & (at <= high)]
        at = at if len(at) > 1 else np.array([low, high])
        said = days_written(at)
        if all(day.endswith("-01") for day in said):  # months
            said = [day.removesuffix("-01") for day in said]
        bar |= {"tickvals": at.tolist(), "ticktext": said}
    return bar


def _group_traces(plan: MapPlan, texts: list[str] | None) -> list[dict[str, Any]]:
    """Return one trace a group: the gray one first, so that it lies below; then by number."""
    scheme, traces = plan.scheme, []
    group = scheme.values[plan.drawn]
    kind, size = _trace_kind(plan.points[plan.drawn]), _point_size(len(plan.drawn))
    order = sorted(range(len(scheme.names)), key=lambda g: (scheme.keys[g] >= 0, g))
    for g in order:
        at = np.flatnonzero(group == g)
        if not len(at):
            continue
        point = plan.points[plan.drawn[at]]
        traces.append(
            kind
            | _axes_of(point)
            | {
                "mode": "markers",
                "name": f"{escape(cut(scheme.names[g], 40))} ({scheme.counts[g]:,})",
                "marker": {
                    "size": size,
                    "opacity": 0.75,
                    "color": scheme.colors[g],
                    "line": {"width": 0},
                },
                **_hover(None if texts is None else [texts[k] for k in at], scheme.called(g)),
            }
        )
    return traces


def _hover(texts: list[str] | None, name: str | None = None) -> dict[str, Any]:
    if texts is not None:
        return {"text": texts, "hoverinfo": "text"}
    if name is None:
        return {"hoverinfo": "none"}
    return {"hoverinfo": "text", "hovertext": escape(cut(name, 120))}


def _trace_kind(points: NDArray[np.float32]) -> dict[str, Any]:
    """Return the type of trace: SVG for few points, else WebGL; one of its own for three."""
    if points.shape[1] == 3:
        return {"type": "scatter3d"}
    return {"type": "scatter" if len(points) <= SVG_POINTS else "scattergl"}
