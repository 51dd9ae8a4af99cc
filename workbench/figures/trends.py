"""Figures of trends: shares of topics over time, and by group."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from workbench.errors import check_count
from workbench.figures.base import axis, escape, graph_objects, look
from workbench.figures.colors import PALETTE
from workbench.figures.plan import cut
from workbench.tables import check_columns

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

GROUPS = 20
"""Groups shown at most."""


def over_time_figure(table: pd.DataFrame, *, most: int = 8, title: str = "") -> Figure:
    """Draw each topic's share of each period's rows, with its 95 % interval as a band."""
    check_count("most", most)
    check_columns(table, ("topic", "name", "period", "rows", "share", "ci_low", "ci_high"))
    ranked = _largest(table, "topic", "rows")
    figure = graph_objects().Figure()
    for place, topic in enumerate(ranked[:most]):
        one = table[table["topic"] == topic].sort_values("period")
        when = [str(period) for period in one["period"]]
        color, name = PALETTE[place % len(PALETTE)], escape(cut(one["name"].iloc[0], 46))
        figure.add_scatter(
            x=[*when, *when[::-1]],
            y=[*one["ci_high"], *one["ci_low"][::-1]],
            fill="toself",
            fillcolor=color,
            opacity=0.15,
            line={"width": 0},
            hoverinfo="skip",
            legendgroup=str(topic),
            showlegend=False,
            mode="lines",
        )
        figure.add_scatter(
            x=when,
            y=one["share"].tolist(),
            mode="lines+markers",
            name=name,
            legendgroup=str(topic),
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
    places = {group: place for place, group in enumerate(groups[:GROUPS])}
    figure = graph_objects().Figure()
    for place, topic in enumerate(ranked[:most]):
        one = table[(table["topic"] == topic) & table["group"].isin(list(places))]
        figure.add_bar(
            x=[places[group] for group in one["group"]],
            y=one["share"].tolist(),
            name=escape(cut(one["name"].iloc[0], 46)) if len(one) else str(topic),
            marker={"color": PALETTE[place % len(PALETTE)]},
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


def _largest(table: pd.DataFrame, by: str, counted: str) -> list[object]:
    """Return topics or groups, the one with most rows first."""
    sums = table.groupby(by, sort=False)[counted].sum()
    found: list[object] = sums.sort_values(ascending=False, kind="stable").index.tolist()
    return found


def _left_out(topics: int, groups: int) -> str:
    """Say what a figure has no room for."""
    counts = [
        f"{n:,} smaller {what}" for n, what in ((topics, "topics"), (groups, "groups")) if n > 0
    ]
    return f" ({' and '.join(counts)} are not shown)" if counts else ""
