"""One figure -> one HTML file with nothing to fetch."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from workbench.figures import CONFIG
from workbench.tables import atomic


def write_figure(path: str | os.PathLike[str], figure: Any) -> Path:
    """Write a figure to one HTML file that opens without a network."""
    path = Path(path)
    page = figure.to_html(include_plotlyjs=True, include_mathjax=False, config=CONFIG)
    with atomic(path) as temporary:
        temporary.write_text(page, encoding="utf-8")
    return path
