"""Figures besides the map: the curve of thresholds, topics by size."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from workbench.figures.base import FAINT, axis, escape, graph_objects, look
from workbench.figures.colors import PALETTE, topic_color
from workbench.figures.plan import cut
from workbench.tables import check_columns

if TYPE_CHECKING:
    from plotly.graph_objects import Figure


def curve_figure(curve: pd.DataFrame, *, threshold: float | None = None, title: str = "") -> Figure:
    """Draw what each threshold would do.

    Parameters
    ----------
    curve : DataFrame
        What ``duplicates.curve()`` returned.
    threshold : float, optional
        Where a line marks the threshold in use.
    title : str
        Above the figure.

    Returns
    -------
    plotly Figure

    Raises
    ------
    ColumnError
        Where a column is missing.
    """
    names = {
        "n_removed": "rows removed",
        "groups": "groups",
        "largest": "rows of the largest group",
    }
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


def topics_figure(table: pd.DataFrame, *, most: int = 30, title: str = "") -> Any:
    """Draw the largest topics as bars in their own colors.

    Parameters
    ----------
    table : DataFrame
        Columns "topic", "name" and "rows", as ``topics.table``.
    most : int, default 30
        Bars at most; the rest is one gray bar.
    title : str
        Above the figure.

    Returns
    -------
    plotly Figure
    """
    ranked = table.sort_values(["rows", "topic"], ascending=[False, True], kind="stable")
    head, tail = ranked.head(most), ranked.iloc[most:]
    names = [escape(cut(name, 46)) for name in head["name"]]
    colors = [topic_color(int(topic)) for topic in head["topic"]]
    counts = [int(rows) for rows in head["rows"]]
    if len(tail):
        names.append(f"{len(tail):,} smaller topics")
        colors.append(topic_color(-1))
        counts.append(int(tail["rows"].sum()))
    # Two topics may share a name, so bars stand at places and names are only written there.
    places = list(range(len(names)))
    figure = graph_objects().Figure(
        {
            "type": "bar",
            "orientation": "h",
            "y": places,
            "x": counts,
            "hoverinfo": "x",
            "marker": {"color": colors},
        }
    )
    figure.update_layout(
        look(
            height=80 + 22 * len(names),
            xaxis=axis("rows"),
            title={"text": escape(title)},
            yaxis=axis(autorange="reversed", tickvals=places, ticktext=names),
            margin={"l": 8, "r": 16, "t": 40 if title else 12, "b": 44},
        )
    )
    return figure
