"""The curve of thresholds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from workbench.figures.base import FAINT, axis, escape, graph_objects, look
from workbench.figures.colors import PALETTE
from workbench.tables import check_columns

if TYPE_CHECKING:
    from plotly.graph_objects import Figure


def curve_figure(curve: pd.DataFrame, *, threshold: float | None = None, title: str = "") -> Figure:
    """Draw what each threshold would do."""
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
