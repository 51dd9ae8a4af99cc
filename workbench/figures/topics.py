"""Figures of topics: the parameter sweep, topics within themes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from workbench.figures.base import INK, PAPER, RULE, axis, escape, graph_objects, look
from workbench.figures.colors import UNSTABLE, topic_color, unstable_topics
from workbench.figures.plan import cut
from workbench.tables import check_columns

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

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
    for place in zip(*np.nonzero(np.isfinite(topics)), strict=True):
        said[place] = f"{topics[place]:,.0f}<br>{noise[place]:.0%}<br>{stable[place]:.2f}"
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
    themes = hierarchy.drop_duplicates("theme")
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
                "colors": [RULE] * len(themes) + _colors(hierarchy),
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


def _colors(table: pd.DataFrame) -> list[str]:
    """Return the topics' own colors, gray where they were measured and are not stable."""
    gray = unstable_topics(table)
    return [UNSTABLE if one in gray else topic_color(one) for one in table["topic"].astype(int)]
