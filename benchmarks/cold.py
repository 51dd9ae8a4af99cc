"""A fresh kernel on the sample tickets: from the import to a map, beside umap-learn and Plotly.

Run from the project's folder, on a quiet machine::

    python -m benchmarks.cold [--screen]

Vectors come from the user's store on this side and from a file on the other; both sides load the
model. Each line is a process of its own. Limits in brackets are those the project holds itself to.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

TABLE = "sample_data/support_tickets.csv"

OURS = """
import time; began = time.perf_counter()
import pandas as pd
import workbench as wb
frame = pd.read_csv({table!r})
tickets = wb.embed(frame, text="body", id="ticket_id", progress=False)
view = tickets.map(color="product")
first = time.perf_counter() - began
began = time.perf_counter()
wb.embed(frame, text="body", id="ticket_id", progress=False).map(color="product")
second = time.perf_counter() - began
"""

PEERS = """
import time; began = time.perf_counter()
import numpy as np, pandas as pd
from sentence_transformers import SentenceTransformer
import umap
import plotly.graph_objects as go
frame = pd.read_csv({table!r})
model = SentenceTransformer({model!r}, device="cpu", local_files_only=True)
vectors = np.load({vectors!r})
rows = frame.iloc[np.load({filled!r})].reset_index()
place = umap.UMAP(metric="cosine", random_state=0, n_jobs=1).fit_transform(vectors)
figure = go.FigureWidget()
for product, part in rows.groupby("product"):
    at = place[part.index]
    figure.add_scattergl(x=at[:, 0], y=at[:, 1], mode="markers", name=str(product))
view = figure
first, second = time.perf_counter() - began, float("nan")
"""

TELL = "\nimport json; print(json.dumps([first, second]))"


def main() -> None:
    """Print one line a process."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--screen", action="store_true", help="time once to the map on the screen")
    arguments = parser.parse_args()
    for row in measured(screen=arguments.screen):
        print("  {:<66} {:>9}  {}".format(*row), flush=True)


def measured(*, screen: bool) -> Iterator[tuple[str, str, str]]:
    """Yield what was timed, seconds, and the limit."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        ours, peers = scripts(place)
        compiling = {"NUMBA_CACHE_DIR": str(place / "compiled")}
        for name, extra in (("on a machine where it never ran (compiles)", compiling), ("", {})):
            shutil.rmtree(place / "cache" / "maps", ignore_errors=True)
            fresh, second = run(ours, place, extra)
            yield f"Workbench, fresh process {name}", f"{fresh:.1f} s", ""
        yield "Workbench, second call in that process", f"{second:.2f} s", "(3 s)"
        saved, _ = run(ours, place, {})
        yield "Workbench, second process: the map was kept", f"{saved:.1f} s", "(8 s)"
        slow, _ = run(peers, place, {})
        yield "sentence-transformers + umap-learn + plotly, second process", f"{slow:.1f} s", ""
        yield "times faster, fresh process", f"{slow / fresh:.2f}", "(1.5)"
        yield "times faster, map kept", f"{slow / saved:.2f}", ""
        if screen:
            yield from on_screen(ours, peers, place)


def scripts(place: Path) -> tuple[str, str]:
    """Return both sides' code, with the vectors where each side looks for them."""
    import numpy as np
    import pandas as pd

    import workbench as wb
    from workbench.config import cache_folder
    from workbench.embedding import locate_model

    tickets = wb.embed(pd.read_csv(TABLE), text="body", id="ticket_id")
    np.save(place / "vectors.npy", tickets.vectors)
    np.save(place / "filled.npy", np.flatnonzero(tickets.rows.has_text))
    shutil.copytree(cache_folder(), place / "cache", ignore=shutil.ignore_patterns("maps"))
    told = {"table": str(Path(TABLE).absolute())}
    told |= {name: str(place / f"{name}.npy") for name in ("vectors", "filled")}
    return OURS.format(**told), PEERS.format(**told, model=str(locate_model().folder))


def run(code: str, place: Path, extra: dict[str, str]) -> tuple[float, float]:
    """Run code in a new process and return the seconds that it tells."""
    environment = {**os.environ, "WORKBENCH_CACHE": str(place / "cache"), **extra}
    command = [sys.executable, "-W", "ignore", "-c", code + TELL]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    first, second = json.loads(done.stdout.splitlines()[-1])
    return first, second


def on_screen(ours: str, peers: str, place: Path) -> Iterator[tuple[str, str, str]]:
    """Time both sides once from the press of a key to points that can be seen, and the explorer."""
    from tests.browser import drive

    (place / "books").mkdir()
    environment = {"WORKBENCH_CACHE": str(place / "cache")}
    one = ours.split("first =", maxsplit=1)[0] + "view"
    explorer = one.replace('map(color="product")', "explore()")
    other = peers.split("first, second", maxsplit=1)[0] + "view"
    sides = {
        "Workbench, fresh kernel": (one, ""),
        "Workbench, second kernel: the map was kept": (one, "(8 s)"),
        "the same, the explorer": (explorer, "(9 s)"),
        "the same, the explorer with topics, which are found anew": (
            explorer.replace("explore()", "explore(topics=tickets.topics())"),
            "",
        ),
        "Workbench, fresh kernel, the explorer": (explorer, "(9 s)"),
        "sentence-transformers + umap-learn + plotly": (other, ""),
    }
    taken = []
    with drive.jupyterlab(place / "books", environment) as lab:
        for number, (name, (code, limit)) in enumerate(sides.items()):
            if "fresh" in name:
                shutil.rmtree(place / "cache" / "maps", ignore_errors=True)
            lab.write(f"{number}.ipynb", code)
            with drive.browser() as page:
                drive.open_notebook(page, lab, f"{number}.ipynb")
                began = time.perf_counter()
                page.evaluate(
                    "() => { window.jupyterapp.commands.execute('notebook:run-all-cells') }"
                )
                page.wait_for_selector(
                    ".js-plotly-plot :is(.gl-container canvas, .scatterlayer .point)",
                    timeout=200_000,
                )
                taken.append(time.perf_counter() - began)
            yield f"{name}, to the screen", f"{taken[-1]:.1f} s", limit
    yield "times faster to the screen, fresh kernel", f"{taken[-1] / taken[0]:.2f}", "(1.5)"


if __name__ == "__main__":
    main()
