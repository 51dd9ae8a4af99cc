"""The manual's pictures, taken from what is there: `make pictures` says where they go.

Without the variable WORKBENCH_PICTURES nothing is written and these tests are skipped; that the
views look right is tested beside them all the time.
"""

from __future__ import annotations

import io
import json
import os
import shutil
from pathlib import Path

import pandas as pd
import pytest

from tests.browser.drive import ask_kernel, collapse_sidebar, open_notebook, run_all, stderr_of
from tests.reports.opened import chromium, open_page, show

PROJECT = Path(__file__).resolve().parents[2]
FOLDER = os.environ.get("WORKBENCH_PICTURES")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.model,
    pytest.mark.slow,
    pytest.mark.skipif(not FOLDER, reason="pictures are taken by `make pictures`"),
]

MAKE = """
import pandas as pd, workbench as wb
frame = pd.read_csv("sample_data/support_tickets.csv")
tickets = wb.embed(frame, text="body", id="ticket_id", progress=False)
duplicates, topics = tickets.duplicates(0.9), tickets.topics()
place = tickets.projection()
"""

TITLE = "What customers write about"

MOST_HEIGHT = 1120

VIEWS = {
    "map": ("tickets.map(color=topics)", ".wb-map[data-ready]"),
    "search": (
        "view = tickets.explore(topics=topics, columns=['body']); view.filter(words='pay')\nview",
        ".wb-rows tr.row",
    ),
    "review": ("tickets.review(duplicates)", ".wb-review"),
    "thresholds": ("duplicates.tune_threshold()", ".wb-hist"),
    "board": ("topics.board(date='created_at')", ".wb-topic"),
}


# At other widths, and dark: what is written, how wide the window is, whether it is dark.
OTHER_REPORTS = [("report-1600-dark", 1600, True), ("report-800", 800, False)]
OTHER_VIEWS = [
    ("explorer-1600-dark", "tickets.explore(topics=topics)", 1600, True),
    ("explorer-800", "tickets.explore(topics=topics)", 800, False),
    ("map-near", "tickets.map(color=topics)", 1280, False),
]

NEAR = """
place, of_row = tickets.projection().to_frame(), topics.to_frame()["topic"]
own = place[(of_row == 0).to_numpy(bool, na_value=False)]
print([[float(own[axis].quantile(q)) for q in (0.02, 0.98)] for axis in "xy"])
"""

ZOOM = """async ([x, y]) => {
  const wider = ([low, high]) => [low - 0.3 * (high - low), high + 0.3 * (high - low)];
  const Plotly = await window.workbenchPlotly.ready;
  const plot = document.querySelector('.js-plotly-plot');
  await Plotly.relayout(plot, { 'xaxis.range': wider(x), 'yaxis.range': wider(y) });
}"""

SENTENCE = "() => /\u201c/.test(document.querySelector('.wb-figure').textContent)"

# JupyterLab keeps its theme from one page to the next.
THEME = """(theme) => {
  window.jupyterapp.commands.execute('apputils:change-theme', { theme: `JupyterLab ${theme}` });
}"""


def picture(name):
    return str(Path(FOLDER) / f"{name}.png")


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    import workbench as wb

    frame = pd.read_csv(PROJECT / "sample_data" / "support_tickets.csv")
    folder = tmp_path_factory.mktemp("pictures")
    tickets = wb.embed(
        frame, text="body", id="ticket_id", cache=folder, ledger=folder / "none", progress=False
    )
    return tickets.report(folder / "tickets.html", title="Support tickets")


def scroll(page, part):
    page.evaluate(
        "part => document.querySelector(part).scrollIntoView({behavior: 'instant'})", part
    )
    settle(page)


def settle(page):
    """Wait until the page looks the same twice: until nothing scrolls or fades any more."""
    before = None
    while before != (before := page.screenshot()):
        pass


SIZES = {
    "": {"viewport": {"width": 1280, "height": 900}},
    "-phone": {
        "viewport": {"width": 390, "height": 844},
        "device_scale_factor": 2,
        "has_touch": True,
        "is_mobile": True,
    },
}


def test_the_poster(tmp_path):
    import workbench as wb

    frame = pd.read_csv(PROJECT / "sample_data" / "support_tickets.csv")
    tickets = wb.embed(frame, text="body", id="ticket_id", progress=False, ledger=False)
    drawn = tickets.poster(tmp_path / "poster.png", tickets.topics(), title=TITLE)
    small(drawn, picture("poster"))


def small(drawn, path, width=1400):
    """Save a picture as the manual shows it: smaller, with 256 colors."""
    from PIL import Image

    with Image.open(drawn) as whole:
        size = (width, round(width * whole.height / whole.width))
        whole.convert("RGB").resize(size, Image.Resampling.LANCZOS).quantize(256).save(
            path, optimize=True
        )


def keep(shot, name):
    """Save a screenshot as a small WebP file."""
    from PIL import Image

    path = Path(FOLDER) / f"{name}.webp"
    with Image.open(io.BytesIO(shot)) as whole:
        whole.convert("RGB").save(path, quality=80, method=6)
    assert path.stat().st_size <= 150_000


@pytest.mark.parametrize(("name", "width", "dark"), OTHER_REPORTS)
def test_the_report_in_another_window(report, name, width, dark):
    scheme = "dark" if dark else "light"
    with chromium() as browser:
        page, watch = open_page(
            browser, viewport={"width": width, "height": 900}, color_scheme=scheme
        )
        show(page, report)
        scroll(page, "#map")
        keep(page.screenshot(), name)
        assert watch.errors == []


@pytest.mark.parametrize(("name", "code", "width", "dark"), OTHER_VIEWS)
def test_a_view_in_another_window(lab, page, name, code, width, dark):
    shutil.copytree(PROJECT / "sample_data", lab.folder / "sample_data", dirs_exist_ok=True)
    lab.write("other.ipynb", MAKE, code)
    page.set_viewport_size({"width": width, "height": 900})
    open_notebook(page, lab, "other.ipynb")
    run_all(page, timeout=400_000)
    collapse_sidebar(page)
    page.evaluate(THEME, "Dark" if dark else "Light")
    page.locator(".wb-map[data-ready]").first.wait_for()
    if name == "map-near":
        page.evaluate(ZOOM, json.loads(ask_kernel(page, NEAR)))
        page.wait_for_function(SENTENCE)
    scroll(page, ".wb-map")
    keep(page.screenshot(), name)


@pytest.mark.parametrize("ending", SIZES)
def test_the_report(report, ending):
    with chromium() as browser:
        page, watch = open_page(browser, **SIZES[ending])
        show(page, report)
        page.screenshot(path=picture(f"report{ending}"))
        if not ending:
            scroll(page, "#map")
            page.screenshot(path=picture("report-charts"))
            page.select_option("#group-order", "review")
            scroll(page, "#groups")
            page.screenshot(path=picture("report-groups"))
        assert watch.errors == []
        assert watch.foreign == []


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_in_jupyterlab(lab, page, name):
    shutil.copytree(PROJECT / "sample_data", lab.folder / "sample_data", dirs_exist_ok=True)
    code, ready = VIEWS[name]
    lab.write(f"{name}.ipynb", MAKE, code)
    page.set_viewport_size({"width": 1400, "height": 1500})
    open_notebook(page, lab, f"{name}.ipynb")
    run_all(page, timeout=400_000)
    assert stderr_of(page) == []
    collapse_sidebar(page)
    page.evaluate(THEME, "Light")
    page.locator(ready).first.wait_for()
    settle(page)
    shown = page.locator(".jp-OutputArea-output").filter(has=page.locator(ready)).first
    box = shown.bounding_box()
    box["height"] = min(box["height"], MOST_HEIGHT)  # a board is as long as its topics
    page.screenshot(path=picture(name), clip=box)
