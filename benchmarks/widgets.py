"""What the notebook's views take: in Python, and on the screen of a real JupyterLab.

Run from the project's folder, on a quiet machine::

    python -m benchmarks.widgets [--only python screen] [--points 100000 1000000]

The screen is that of a headless Chromium that draws WebGL in software, as remote desktops do.
Limits in brackets are those the project holds itself to.
"""

from __future__ import annotations

import argparse
import os
import platform
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

Row = tuple[str, str, str]

MAKE = """
import numpy as np, pandas as pd, time
from workbench.projection import Projection
from workbench.provenance import Manifest
from workbench.tables import rows_of
from workbench.widgets import map_widget
count = {count}
rng = np.random.default_rng(0)
group = rng.integers(0, 30, count)
place = rng.normal(size=(count, 2)) + 6 * np.c_[group % 6, group // 6]
frame = pd.DataFrame({{"body": [f"text {{k:08d}}" for k in range(count)]}})
frame["group"] = [f"group {{g}}" for g in group]
rows = rows_of(frame, "body")
projection = Projection(rows, place.astype("float32"), Manifest("projection", {{}}, "0"))
"""

SHOW = 'view = map_widget(projection, color="group", frame=frame)\nview'

MANY = """
from benchmarks.widgets import many_duplicates
from workbench.widgets import tune_threshold
duplicates = many_duplicates({rows})
"""

# The clock runs in the page: from the slider's own event to the frame after the answer is drawn.
MOVE = """([value, said]) => new Promise((resolve) => {
  const slider = document.querySelector('.wb-slider');
  const line = document.querySelector('.wb-thresholds .wb-status');
  const began = performance.now();
  const look = () => {
    if (line.textContent.startsWith(said)) resolve(performance.now() - began);
    else requestAnimationFrame(look);
  };
  slider.value = value;
  slider.dispatchEvent(new Event('input'));
  requestAnimationFrame(look);
})"""

# Rows with topics, days and charts: what a bar narrows. Texts repeat, so that topics take seconds.
EXPLORE = """
import workbench as wb
few = np.arange({count}) % 4000
frame = frame.iloc[few].reset_index(drop=True)
frame["channel"] = rng.choice(["mail", "chat", "phone", "form"], {count})
frame["minutes"] = rng.integers(0, 90, {count})
frame["day"] = pd.Timestamp("2026-01-01") + pd.to_timedelta(rng.integers(0, 365, {count}), "D")
corpus = wb.embed(frame, text="body", vectors=place[few], cache=False, ledger=False, progress=False)
topics = corpus.topics(labels="group")
places = place[:4000].astype("float32")
projection = Projection(corpus.rows, places, Manifest("projection", {{}}, "0"))
"""

SHOW_ALL = """
from workbench.widgets import ExplorerWidget
view = ExplorerWidget(projection, frame=frame, topics=topics)
view
"""

# From the press of the k-th bar of the channels to the frame after table and charts have followed.
PRESS = """(k) => new Promise((resolve) => {
  const chart = [...document.querySelectorAll('.wb-chart-list .chart')].find(
    (one) => one.getAttribute('aria-label') === 'channel');
  const line = document.querySelector('.wb-table-panel .wb-status');
  const before = line.textContent;
  const began = performance.now();
  const look = () => {
    if (line.textContent !== before && chart.classList.contains('chosen'))
      resolve(performance.now() - began);
    else requestAnimationFrame(look);
  };
  chart.querySelectorAll('.values button')[k].click();
  requestAnimationFrame(look);
})"""

LIT = "() => /selected/.test(document.querySelector('.wb-status').textContent)"


def main() -> None:
    """Run the parts asked for and print one table each."""
    parts = {"python": in_python, "screen": on_screen}
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", nargs="+", choices=list(parts), default=list(parts))
    parser.add_argument("--points", nargs="*", type=int, default=[100_000, 1_000_000])
    parser.add_argument("--rows", type=int, default=50_000, help="rows of the threshold explorer")
    arguments = parser.parse_args()
    print(f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores", flush=True)
    for name in arguments.only:
        print(f"\n{name}")
        for row in parts[name](arguments):
            print("  {:<58} {:>14}  {}".format(*row), flush=True)


def in_python(arguments: argparse.Namespace) -> Iterator[Row]:
    """Time what a view does in Python between a message and its answer."""
    from workbench.widgets import tune_threshold

    for count in arguments.points:
        scope: dict[str, Any] = {}
        exec(MAKE.format(count=count), scope)
        seconds, view = timed(lambda scope=scope: run(SHOW, scope, "view"))
        yield f"map of {count:,} points, made", f"{seconds:.2f} s", ""
        corners = np.linspace(0, 2 * np.pi, 120, endpoint=False)
        outline = {
            "kind": "selected",
            "shape": "lasso",
            "x": (15 + 8 * np.cos(corners)).tolist(),
            "y": (12 + 8 * np.sin(corners)).tolist(),
        }
        seconds, _ = timed(lambda view=view, o=outline: say(view, o))
        yield f"lasso of 120 corners on {count:,} rows", f"{seconds * 1e3:.0f} ms", "(2 s)"
        zoom = {"kind": "view", "x": [0, 12], "y": [0, 12], "width": 760, "height": 560}
        seconds, _ = timed(lambda view=view, z=zoom: say(view, z))
        yield f"zoom: names and density of {count:,} rows", f"{seconds * 1e3:.0f} ms", ""
        seconds, _ = timed(lambda view=view: view.describe(5))
        yield f"hover on {count:,} rows", f"{seconds * 1e3:.2f} ms", ""
    duplicates = many_duplicates(arguments.rows)
    seconds, view = timed(lambda: tune_threshold(duplicates))
    yield f"threshold explorer of {arguments.rows:,} rows, made", f"{seconds:.2f} s", ""
    moves = [timed(lambda t=t: view.move(t))[0] for t in np.arange(0.84, 0.98, 0.005)]
    told = f"{np.median(moves) * 1e3:.0f}, worst {max(moves) * 1e3:.0f} ms"
    yield f"each move of the slider ({len(view.tuning.similarity):,} pairs)", told, "(100 ms)"


def many_duplicates(rows: int) -> Any:
    """Return duplicates of made-up vectors: a third of the rows are near another one."""
    from workbench.duplicates import find_duplicates
    from workbench.similarity import pairs
    from workbench.tables import rows_of

    rng = np.random.default_rng(0)
    base = rng.normal(size=(rows, 64)).astype(np.float32)
    near = rng.integers(0, rows, rows // 3)
    base[: len(near)] = base[near] + rng.normal(size=(len(near), 64)) * rng.uniform(
        0.05, 0.6, (len(near), 1)
    )
    vectors = base / np.linalg.norm(base, axis=1, keepdims=True)
    frame = pd.DataFrame({"body": [f"ticket number {k:07d} about a thing" for k in range(rows)]})
    table = rows_of(frame, "body")
    vectors = np.ascontiguousarray(vectors.astype(np.float32))
    return find_duplicates(table, vectors, pairs(vectors, 0.8), threshold=0.9, frame=frame)


def on_screen(arguments: argparse.Namespace) -> Iterator[Row]:
    """Time the same from the press of a key to what can be seen."""
    from tests.browser import drive

    limits = {100_000: "(12 s)", 1_000_000: "(15 s)"}
    with tempfile.TemporaryDirectory() as folder, drive.jupyterlab(Path(folder)) as lab:
        yield from slider(drive, lab, arguments.rows)
    with tempfile.TemporaryDirectory() as folder, drive.jupyterlab(Path(folder)) as lab:
        for count in arguments.points:
            name = f"points{count}.ipynb"
            lab.write(name, MAKE.format(count=count), SHOW)
            with drive.browser() as page:
                drive.open_notebook(page, lab, name)
                page.evaluate(
                    "() => { const book = window.jupyterapp.shell.currentWidget.content;"
                    " book.activeCellIndex = 0;"
                    " window.jupyterapp.commands.execute('notebook:run-cell-and-select-next') }"
                )
                wait_prompt(page, 0)
                seconds, _ = timed(lambda page=page: show_map(page))
                yield (
                    f"{count:,} points: cell run to map drawn",
                    f"{seconds:.1f} s",
                    limits.get(count, ""),
                )
                yield from lasso(drive, page, count)
                if page.watch.foreign or page.watch.errors:
                    yield (
                        "foreign requests, page errors",
                        str(page.watch.foreign),
                        str(page.watch.errors),
                    )
        yield from crossfilter(drive, lab, arguments.points[0])


def slider(drive: Any, lab: Any, rows: int) -> Iterator[Row]:
    """Move the slider of the threshold explorer and wait for each answer on the screen."""
    lab.write("slider.ipynb", MANY.format(rows=rows), "view = tune_threshold(duplicates)\nview")
    with drive.browser() as page:
        drive.open_notebook(page, lab, "slider.ipynb")
        drive.run_all(page)
        page.wait_for_selector(".wb-hist")
        taken = []
        for k in range(24):
            place = 0.84 + 0.005 * k
            taken.append(page.evaluate(MOVE, [place, f"At {place:.3f}:"]))
        told = f"{np.median(taken):.0f}, worst {max(taken):.0f} ms"
        yield f"slider at {rows:,} rows: move to what is drawn", told, "(300 ms)"


def crossfilter(drive: Any, lab: Any, count: int) -> Iterator[Row]:
    """Press bars of one chart after the other and wait until table and charts have followed."""
    lab.write("cross.ipynb", MAKE.format(count=count) + EXPLORE.format(count=count), SHOW_ALL)
    with drive.browser() as page:
        drive.open_notebook(page, lab, "cross.ipynb")
        drive.run_all(page)
        page.wait_for_selector(".wb-map[data-ready]", timeout=120_000)
        page.wait_for_timeout(2000)
        taken = []
        for k in range(12):
            taken.append(page.evaluate(PRESS, k % 4))
            page.wait_for_timeout(1500)  # the map draws on after table and charts have followed
        told = f"{np.median(taken):.0f}, worst {max(taken):.0f} ms"
        yield f"cross-filter over {count:,} rows: press to what is drawn", told, "(200 ms)"


def lasso(drive: Any, page: Any, count: int) -> Iterator[Row]:
    """Draw around a part of the map and wait for the answer."""
    page.wait_for_selector(".wb-map[data-ready]")
    plot = page.locator(".js-plotly-plot .nsewdrag").first
    plot.scroll_into_view_if_needed()
    area = plot.bounding_box()
    corners = [(0.3, 0.3), (0.6, 0.3), (0.6, 0.6), (0.3, 0.6), (0.3, 0.31)]
    at = [(area["x"] + x * area["width"], area["y"] + y * area["height"]) for x, y in corners]
    page.mouse.move(*at[0])
    page.mouse.down()
    began = time.perf_counter()
    for place in at[1:]:
        page.mouse.move(*place, steps=4)
    drawn = time.perf_counter()
    page.mouse.up()
    page.wait_for_function(LIT)
    answered = time.perf_counter() - drawn
    said = page.locator(".wb-status").inner_text()
    yield f"{count:,} points: drawing the outline", f"{drawn - began:.1f} s", ""
    yield f"{count:,} points: release to answer", f"{answered:.2f} s", f"(2 s) {said}"
    exact = drive.ask_kernel(page, "print(len(view.selection))")
    yield f"{count:,} points: rows in the selection frame", exact, ""


def show_map(page: Any) -> None:
    """Run the second cell and wait until the map is drawn and named."""
    page.evaluate("() => { window.jupyterapp.commands.execute('notebook:run-cell') }")
    page.wait_for_selector(".wb-map .gl-container canvas", timeout=120_000)
    page.wait_for_selector(".wb-map .annotation-text", timeout=120_000)


def wait_prompt(page: Any, place: int) -> None:
    """Wait until a cell has run."""
    page.wait_for_function(
        "(k) => [...window.jupyterapp.shell.currentWidget.content.model.cells][k]"
        ".executionCount !== null",
        arg=place,
        timeout=120_000,
    )


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Return seconds and result."""
    began = time.perf_counter()
    result = work()
    return time.perf_counter() - began, result


def say(view: Any, message: dict[str, Any]) -> None:
    """Give a view a message as the page would."""
    view.panel.receive(message)


def run(code: str, scope: dict[str, Any], name: str) -> Any:
    """Run a cell's code and return one of its names."""
    exec(code, scope)
    return scope[name]


if __name__ == "__main__":
    main()
