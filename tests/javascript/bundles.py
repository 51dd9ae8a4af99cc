"""The scripts as browsers get them: several files of a page put into one.

``python -m tests.javascript.bundles FOLDER`` writes them there, for the linter and ``node --test``.
"""

from __future__ import annotations

import sys
from pathlib import Path

from workbench.reports.html import page_script
from workbench.widgets import (
    BoardWidget,
    ExplorerWidget,
    MapWidget,
    ReviewWidget,
    ThresholdWidget,
)

VIEWS = (BoardWidget, ExplorerWidget, MapWidget, ReviewWidget, ThresholdWidget)


def bundles() -> dict[str, str]:
    """Return every script by the name of its file."""
    return {"report": page_script(), **{view.__name__: view._esm for view in VIEWS}}


def write(folder: Path) -> None:
    """Write them as modules of JavaScript."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, code in bundles().items():
        (folder / f"{name}.mjs").write_text(code, encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
