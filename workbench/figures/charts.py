"""Figures beside the map: the curve of thresholds, the parameter sweep, themes, trends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from workbench.errors import check_count, counted
from workbench.figures.base import FAINT, INK, PAPER, RULE, axis, escape, graph_objects, look
from workbench.figures.colors import PALETTE, topic_colors
from workbench.figures.plan import cut
from workbench.tables import check_columns

if TYPE_CHECKING:
    from plotly.graph_objects import Figure


EFFECTS = {
    "n_removed": "rows removed",
    "groups": "groups",
    "largest": "rows of the largest group",
}
"""Columns of a curve of thresholds, and how they are called."""

SIGNALS = {
    "score": "score (1: the best)",
    "silhouette": "silhouette",
    "stability": "stability",
    "closure": "similar pairs in one group",
    "f1": "F1 that the pair model expects",
}
"""Columns of the curve of a suggested threshold, and how they are called."""


def curve_figure(
    curve: pd.DataFrame,
    *,
    names: Mapping[str, str] = EFFECTS,
    threshold: float | None = None,
    title: str = "",
) -> Figure:
    """Draw columns by threshold."""
    check_columns(curve, ("threshold", *names))
    go = graph_objects()
    at = curve["threshold"].to_numpy(dtype=np.float64)
    figure = go.Figure(
        [
            {
                "type": "scatter",
                "x": at,
                "y": curve[column].to_numpy(dtype=np.float64),
                "mode": "lines",
                "name": name,
                "line": {"width": 2, "color": PALETTE[k]},
            }
            for k, (column, name) in enumerate(names.items())
        ]
    )
    figure.update_layout(
        look(
            height=320,
            xaxis=axis("threshold (cosine similarity)"),
            yaxis=axis(rangemode="tozero"),
            hovermode="x unified",
            margin={"l": 50, "r": 16, "t": 40 if title else 16, "b": 44},
            legend={"orientation": "h", "y": 1.12},
            title={"text": escape(title), "x": 0.01},
        )
    )
    if threshold is not None:
        figure.add_vline(x=threshold, line={"width": 1.5, "dash": "dot", "color": FAINT})
    return figure


STABLE_REGION = "#1a7f5a"
"""Frame of a setting that lies in a stable region."""


def parameter_sweep_figure(sweep: pd.DataFrame, *, title: str = "") -> Figure:
    """Draw what each setting gives, stable regions framed, the setting in use outlined."""
    cells = pd.DataFrame(sweep)
    measures = ("topics", "noise", "stability", "stable_region", "current")
    check_columns(cells, ("min_cluster_size", "min_samples", *measures))
    sizes, samples = sorted(set(cells["min_cluster_size"])), sorted(set(cells["min_samples"]))
    figure = graph_objects().Figure(_heat(cells))
    frames = [
        ("stable_region", {"color": STABLE_REGION, "width": 2}),
        ("current", {"color": INK, "width": 4}),
    ]
    for name, line in frames:
        for cell in cells[cells[name].astype(bool)].to_dict("records"):
            x, y = sizes.index(cell["min_cluster_size"]), samples.index(cell["min_samples"])
            box = {"x0": x - 0.49, "x1": x + 0.49, "y0": y - 0.48, "y1": y + 0.48}
            figure.add_shape(type="rect", line=line, **box)
    across = axis(
        "min_cluster_size  (cells: topics, noise, stability; green: stable region; black: in use)",
        tickvals=list(range(len(sizes))),
        ticktext=[f"{size:,}" for size in sizes],
    )
    down = axis("min_samples", tickvals=list(range(len(samples))), ticktext=[*map(str, samples)])
    figure.update_layout(
        look(
            height=120 + 76 * len(samples),
            title={"text": escape(title), "x": 0.01},
            xaxis=across,
            yaxis=down,
            margin={"l": 50, "r": 16, "t": 40 if title else 16, "b": 44},
        )
    )
    return figure


def _heat(cells: pd.DataFrame) -> dict[str, Any]:
    """Return the trace of the parameter sweep: a place each size across and neighbors down."""
    topics, noise, stable = (
        cells.pivot(index="min_samples", columns="min_cluster_size", values=name).to_numpy(
            dtype=float
        )
        for name in ("topics", "noise", "stability")
    )
    said = np.full(topics.shape, "", dtype=object)
    for cell in zip(*np.nonzero(np.isfinite(topics)), strict=True):
        said[cell] = f"{topics[cell]:,.0f}<br>{noise[cell]:.0%}<br>{stable[cell]:.2f}"
    return {
        "type": "heatmap",
        "z": np.log10(np.maximum(topics, 1)),
        "text": said,
        "x": list(range(topics.shape[1])),
        "y": list(range(topics.shape[0])),
        "texttemplate": "%{text}",
        "hoverinfo": "skip",
        "showscale": False,
        "xgap": 3,
        "ygap": 3,
        "colorscale": [[0, "#f7f9fb"], [1, "#6aa5cf"]],
    }


def themes_figure(hierarchy: pd.DataFrame, *, title: str = "") -> Any:
    """Draw topics within themes as a treemap; areas are rows, colors are the topics' own."""
    check_columns(hierarchy, ("theme", "theme_name", "theme_rows", "topic", "name", "rows"))
    themes, colors = hierarchy.drop_duplicates("theme"), topic_colors(hierarchy)
    ids = [f"theme {one}" for one in themes["theme"]] + [
        f"topic {one}" for one in hierarchy["topic"]
    ]
    names = [escape(cut(one, 60)) for one in [*themes["theme_name"], *hierarchy["name"]]]
    figure = graph_objects().Figure(
        {
            "type": "treemap",
            "ids": ids,
            "labels": names,
            "parents": [""] * len(themes) + [f"theme {one}" for one in hierarchy["theme"]],
            "values": [*themes["theme_rows"].astype(int), *hierarchy["rows"].astype(int)],
            "branchvalues": "total",
            "textinfo": "label+value",
            "hoverinfo": "label+value",
            "pathbar": {"visible": True},
            "tiling": {"pad": 2},
            "marker": {
                "colors": [RULE] * len(themes) + [colors[topic] for topic in hierarchy["topic"]],
                "line": {"color": PAPER, "width": 1},
            },
        }
    )
    figure.update_layout(
        look(
            height=560,
            title={"text": escape(title), "x": 0.01},
            margin={"l": 4, "r": 4, "t": 40 if title else 8, "b": 4},
        )
    )
    return figure


GROUPS = 20
"""Groups shown at most."""


def over_time_figure(table: pd.DataFrame, *, most: int = 8, title: str = "") -> Figure:
    """Draw each topic's share of each period's rows; its 95 % interval shows on hover."""
    check_count("most", most)
    check_columns(table, ("topic", "name", "period", "rows", "share", "ci_low", "ci_high"))
    ranked, colors = _largest(table, "topic", "rows"), topic_colors(table)
    figure = graph_objects().Figure()
    for topic in ranked[:most]:
        one = table[table["topic"] == topic].sort_values("period")
        when = [str(period) for period in one["period"]]
        color, name = colors[int(topic)], escape(cut(one["name"].iloc[0], 46))
        # Bands of eight topics would lie on each other: what a share may be is read at its dot.
        figure.add_scatter(
            x=when,
            y=one["share"].tolist(),
            customdata=one[["ci_low", "ci_high"]].to_numpy(),
            hovertemplate="%{y:.1%} (%{customdata[0]:.1%} to %{customdata[1]:.1%})",
            mode="lines+markers",
            name=name,
            line={"width": 2, "color": color},
        )
    below = "period" + _left_out(len(ranked) - most, 0)
    figure.update_layout(
        look(
            height=420,
            title={"text": escape(title), "x": 0.01},
            xaxis=axis(below),
            yaxis=axis("share of rows", tickformat=".0%", rangemode="tozero"),
            hovermode="x unified",
            margin={"l": 50, "r": 16, "t": 40 if title else 16, "b": 44},
            legend={"y": 1},
        )
    )
    return figure


def by_group_figure(table: pd.DataFrame, *, most: int = 8, title: str = "") -> Figure:
    """Draw each topic's share of each group's rows as bars, with 95 % intervals."""
    check_count("most", most)
    check_columns(table, ("topic", "name", "group", "rows", "total", "share", "ci_low", "ci_high"))
    ranked, groups = _largest(table, "topic", "rows"), _largest(table, "group", "total")
    places = {group: row for row, group in enumerate(groups[:GROUPS])}
    colors = topic_colors(table)
    figure = graph_objects().Figure()
    for topic in ranked[:most]:
        one = table[(table["topic"] == topic) & table["group"].isin(list(places))]
        figure.add_bar(
            x=[places[group] for group in one["group"]],
            y=one["share"].tolist(),
            name=escape(cut(one["name"].iloc[0], 46)) if len(one) else str(topic),
            marker={"color": colors[int(topic)]},
            error_y={
                "type": "data",
                "symmetric": False,
                "thickness": 1,
                "width": 2,
                "array": (one["ci_high"] - one["share"]).tolist(),
                "arrayminus": (one["share"] - one["ci_low"]).tolist(),
            },
        )
    # Two groups may read the same ("1" and 1), so bars stand at places and names are only written.
    below = axis(
        "group" + _left_out(len(ranked) - most, len(groups) - GROUPS),
        tickvals=list(places.values()),
        ticktext=[escape(cut(str(one), 30)) for one in places],
    )
    figure.update_layout(
        look(
            height=420,
            title={"text": escape(title), "x": 0.01},
            xaxis=below,
            barmode="group",
            yaxis=axis("share of rows", tickformat=".0%", rangemode="tozero"),
            margin={"l": 50, "r": 16, "t": 40 if title else 16, "b": 44},
            legend={"y": 1},
        )
    )
    return figure


def _largest(table: pd.DataFrame, by: str, column: str) -> list[Any]:
    """Return topics or groups, the one with most rows first."""
    sums = table.groupby(by, sort=False)[column].sum()
    largest: list[Any] = sums.sort_values(ascending=False, kind="stable").index.tolist()
    return largest


def _left_out(topics: int, groups: int) -> str:
    """Say what a figure has no room for."""
    both = ((topics, "smaller topic"), (groups, "smaller group"))
    missing = [(number, what) for number, what in both if number > 0]
    named = " and ".join(counted(number, what) for number, what in missing)
    verb = "is" if sum(number for number, _ in missing) == 1 else "are"
    return f" ({named} {verb} not shown)" if missing else ""
