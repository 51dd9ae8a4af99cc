"""The parameter sweep drawn as an HTML table: no script, so it shows wherever a notebook shows."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

PALE, DEEP = (247, 249, 251), (86, 150, 196)
"""Colors of the fewest and of the most topics."""

_CELL = "padding:3px 8px;text-align:right;white-space:nowrap;color:#24292f;"
_STABLE_REGION = "border:2px solid #1a7f5a;"
_PLAIN = "border:1px solid #d8dee4;"
_CURRENT = "outline:3px solid #24292f;outline-offset:-3px;font-weight:bold;"


def drawn(head: str, cells: pd.DataFrame) -> str:
    """Return a table with sizes across and neighbors down.

    Parameters
    ----------
    head : str
        The line above.
    cells : DataFrame
        As `ParameterSweep` has them.

    Returns
    -------
    str
        HTML.
    """
    sizes = sorted(cells["min_cluster_size"].unique().tolist())
    shades = _shades(cells["topics"].to_numpy(dtype=np.float64))
    known = {
        (line["min_samples"], line["min_cluster_size"]): _cell(line, shade)
        for line, shade in zip(cells.to_dict("records"), shades, strict=True)
    }
    names = "".join(f"<th style='{_CELL}'>{size:,}</th>" for size in sizes)
    body = "".join(
        f"<tr><th style='{_CELL}'>{sample}</th>"
        + "".join(known.get((sample, size), "<td></td>") for size in sizes)
        + "</tr>"
        for sample in sorted(cells["min_samples"].unique().tolist())
    )
    legend = (
        "min_cluster_size across, min_samples down. In each cell: topics, noise, stability. "
        "Green frame: a stable region, where the next sizes give nearly the same topics. "
        "Black frame: in use."
    )
    return (
        f"<div><p><b>{html.escape(head)}</b></p><table style='border-collapse:separate'>"
        f"<tr><th></th>{names}</tr>{body}</table><p>{legend}</p></div>"
    )


def _cell(line: Mapping[Any, Any], color: str) -> str:
    style = _CELL + f"background:{color};" + (_STABLE_REGION if line["stable_region"] else _PLAIN)
    style += _CURRENT if line["current"] else ""
    said = f"{line['topics']:,}<br>{line['noise']:.0%}<br>{line['stability']:.2f}"
    return f"<td style='{style}'>{said}</td>"


def _shades(counts: NDArray[np.float64]) -> list[str]:
    """Return a color a count, deeper for more topics, on a logarithmic scale."""
    steps = np.log1p(counts) - np.log1p(counts.min(initial=np.inf))
    share = steps / max(float(steps.max(initial=0)), 1e-12)
    mixed = np.rint(np.outer(1 - share, PALE) + np.outer(share, DEEP)).astype(int)
    return [f"rgb({r},{g},{b})" for r, g, b in mixed.tolist()]
