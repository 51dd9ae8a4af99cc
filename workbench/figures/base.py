"""The one door to Plotly: settings that hold for every figure, and the look they share."""

from __future__ import annotations

import html
from pathlib import Path
from typing import Any


class _Settings(dict[str, Any]):
    """Settings that keep their keys: Plotly's own ``to_html`` takes one out of what it is given."""

    def pop(self, key: str, default: Any = None, /) -> Any:
        """Return the value and keep it."""
        return self.get(key, default)


_SETTINGS = {
    "showSendToCloud": False,  # on by default in plotly.js 4: it uploads the data of the figure
    "plotlyServerURL": "",
    "displaylogo": False,
    "responsive": True,
    "scrollZoom": False,  # a notebook must scroll past a map
    "modeBarButtonsToRemove": ["autoScale2d", "toggleSpikelines"],
    "doubleClickDelay": 400,
}

CONFIG: dict[str, Any] = _Settings(_SETTINGS)
"""Settings of every figure, to be passed as ``config=`` wherever a figure is shown or written."""

_HERE = Path(__file__).parent

SCRIPTS = tuple(_HERE / f"{name}.js" for name in ("shared", "charts", "plot", "grid", "detail"))
"""Scripts that the notebook's views and the report share, in the order in which they are joined."""

STYLES = (_HERE / "views.css",)
"""What those parts look like; whoever shows them names the colors."""


def plotly_source() -> str:
    """Return Plotly's own script from the installed package."""
    from plotly.offline import get_plotlyjs

    source: str = get_plotlyjs()
    return source


FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
INK = "#24292f"
FAINT = "#6e7781"
RULE = "#d8dee4"
PAPER = "#ffffff"


def graph_objects() -> Any:
    """Return ``plotly.graph_objects``, imported when first used."""
    import plotly.graph_objects

    return plotly.graph_objects


def look(**changes: Any) -> dict[str, Any]:
    """Return the layout that all figures share, with `changes` on top.

    Colors come from a template, so that another one changes all of them. A default of the user's
    own, such as "plotly_dark", is kept.
    """
    from plotly.io import templates

    layout: dict[str, Any] = {
        "template": _OWN if templates.default in _PLAIN else templates.default,
        "font": {"family": FONT, "size": 13},
        "margin": {"l": 8, "r": 8, "t": 36, "b": 8},
        "hoverlabel": {"align": "left", "font": {"family": FONT, "size": 12}},
    }
    return layout | changes


_PLAIN = (None, "none", "plotly")
_AXIS = {
    "title": {"font": {"color": FAINT}},
    "gridcolor": RULE,
    "linecolor": RULE,
    "tickfont": {"color": FAINT},
}
_OWN = {
    "layout": {
        "font": {"color": INK},
        "paper_bgcolor": PAPER,
        "plot_bgcolor": PAPER,
        "xaxis": _AXIS,
        "yaxis": _AXIS,
        "annotationdefaults": {"arrowcolor": FAINT},
    }
}


def axis(title: str = "", **changes: Any) -> dict[str, Any]:
    """Return a quiet axis: small ticks, few lines."""
    quiet: dict[str, Any] = {
        "title": {"text": escape(title), "font": {"size": 12}},
        "zeroline": False,
        "tickfont": {"size": 11},
        "automargin": True,
    }
    return quiet | changes


def escape(text: object) -> str:
    """Return `text` as Plotly shows it letter by letter.

    Plotly reads a small HTML of its own (bold, links, line breaks) in every text of a figure.
    """
    return html.escape(str(text), quote=False)
