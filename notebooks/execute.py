"""Run the notebooks and save them with their outputs, so that they show something without a kernel.

    python notebooks/execute.py [NAME ...]

What is saved is true wherever it is looked at: tables, texts and pictures. Live widgets need a
kernel, so their place is left to the picture beside them; progress bars are left out. The run
begins with an empty vector store and an empty folder, so the same notebooks give the same files.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

HERE = Path(__file__).resolve().parent
WIDGET = "application/vnd.jupyter.widget-view+json"
FINISHED = re.compile(r" \u00b7 (?:\d+:)?\d\d:\d\d$")
"""How the line ends that a progress bar leaves behind: with the time it took."""

MOST_BYTES = 400_000
"""A saved notebook stays small enough for GitHub, nbviewer and e-mail."""


def workplace(folder: Path) -> Path:
    """Make a folder in which a notebook finds the sample data and leaves what it writes."""
    shutil.copytree(HERE.parent / "sample_data", folder / "sample_data", dirs_exist_ok=True)
    (folder / "notebooks").mkdir(exist_ok=True)
    return folder / "notebooks"


def executed(path: Path, folder: Path) -> Any:
    """Return the notebook with the outputs of a run in `folder`."""
    notebook = nbformat.read(path, as_version=4)
    resources = {"metadata": {"path": str(folder)}}
    return NotebookClient(notebook, timeout=600, resources=resources).execute()


def still(notebook: Any) -> Any:
    """Leave only what is true without a kernel, and nothing that differs from run to run."""
    notebook.metadata.pop("widgets", None)
    notebook.metadata["language_info"] = {"name": "python"}
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        if cell.cell_type == "code":
            kept = [kept for output in cell.outputs if (kept := _without_widget(output))]
            cell.outputs = _joined(kept)
    return notebook


def _joined(outputs: list[Any]) -> list[Any]:
    """Join printed lines that came one by one: how many come at once depends on the machine."""
    joined: list[Any] = []
    for output in outputs:
        before = joined[-1] if joined else {}
        if output.output_type == "stream" and before.get("name") == output.name:
            before.text += output.text
        else:
            joined.append(output)
    return joined


def _without_widget(output: Any) -> Any:
    """Return an output without its widget; None if it is a name alone, or how far a call got."""
    data = output.get("data", {})
    if FINISHED.search(str(data.get("text/plain", ""))):  # depends on what the store holds
        return None
    return None if data.pop(WIDGET, None) and set(data) <= {"text/plain"} else output


def main() -> int:
    """Run the notebooks that are named, or all."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="begin of a notebook's name; default: all")
    names = tuple(parser.parse_args().names) or ("",)
    paths = [path for path in sorted(HERE.glob("*.ipynb")) if path.name.startswith(names)]
    with tempfile.TemporaryDirectory() as cache:
        os.environ["WORKBENCH_CACHE"] = cache
        for path in paths:
            with tempfile.TemporaryDirectory() as folder:
                done = still(executed(path, workplace(Path(folder))))
            nbformat.write(done, path)
            size = path.stat().st_size
            sys.stdout.write(f"{path.name}: {size / 1e3:.0f} kB\n")
            if size > MOST_BYTES:
                sys.stderr.write(f"{path.name} is larger than {MOST_BYTES / 1e3:.0f} kB\n")
                return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
