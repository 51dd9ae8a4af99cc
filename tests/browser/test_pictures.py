"""The manual's pictures, taken from what is there: `make pictures` says where they go.

Without the variable WORKBENCH_PICTURES nothing is written and these tests are skipped; that the
views look right is tested beside them all the time.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pandas as pd
import pytest

from tests.browser.drive import collapse_sidebar, open_notebook, run_all, stderr_of
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
    page.locator(ready).first.wait_for()
    settle(page)
    shown = page.locator(".jp-OutputArea-output").filter(has=page.locator(ready)).first
    box = shown.bounding_box()
    box["height"] = min(box["height"], MOST_HEIGHT)  # a board is as long as its topics
    page.screenshot(path=picture(name), clip=box)
