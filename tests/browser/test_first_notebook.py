"""The first notebook in a real JupyterLab: what an analyst sees."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import nbformat
import pytest

from tests.browser.drive import collapse_sidebar, open_notebook, run_all, stderr_of

pytestmark = [pytest.mark.browser, pytest.mark.model, pytest.mark.slow]

PROJECT = Path(__file__).resolve().parents[2]


def test_the_first_notebook_shows_a_map_with_points_and_topic_names(lab, page, model_store):
    shutil.copytree(PROJECT / "sample_data", lab.folder / "sample_data", dirs_exist_ok=True)
    (lab.folder / "notebooks").mkdir(exist_ok=True)
    saved = nbformat.read(PROJECT / "notebooks" / "01_support_tickets.ipynb", as_version=4)
    for cell in saved.cells:  # what was saved with it must not pass for what this run shows
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    # Other tests run this notebook too: what they encoded need not be encoded again.
    kept = f"import os; os.environ['WORKBENCH_CACHE'] = {str(model_store)!r}"
    saved.cells.insert(0, nbformat.v4.new_code_cell(kept))
    nbformat.write(saved, lab.folder / "notebooks" / "01_support_tickets.ipynb")
    open_notebook(page, lab, "notebooks/01_support_tickets.ipynb")
    run_all(page, timeout=400_000)
    assert stderr_of(page) == []
    collapse_sidebar(page)
    page.locator(".wb-map").first.scroll_into_view_if_needed()  # it is drawn when it is seen
    plot = page.locator(".wb-map[data-ready] .js-plotly-plot").first
    plot.scroll_into_view_if_needed()
    page.wait_for_selector(".wb-map .annotation-text")
    points = plot.locator(".scatterlayer .point").count()  # so few points are drawn without WebGL
    names = page.locator(".wb-map .annotation-text").all_text_contents()
    assert points > 2_500
    assert len(names) >= 10
    assert all(name.strip() for name in names)
    buttons = page.locator(".modebar-btn").evaluate_all("all => all.map((b) => b.dataset.title)")
    assert buttons
    assert not [b for b in buttons if re.search("share|cloud|upload", b, re.IGNORECASE)]
    assert (lab.folder / "notebooks" / "support_tickets.html").stat().st_size > 1_000_000
