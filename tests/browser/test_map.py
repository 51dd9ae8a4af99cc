"""The map in a real JupyterLab."""

from __future__ import annotations

import re

import pytest

from tests.browser.drive import drag, open_notebook, run_all, stderr_of

pytestmark = pytest.mark.browser

MAP = """
from tests.figures.makers import small_corpus
from workbench.widgets import map_widget
corpus = small_corpus(blobs=6, each=700)
view = map_widget(corpus.projection, color=corpus.topics, frame=corpus.frame, hover=["amount"])
view
"""


def test_a_map_shows_points_names_and_no_upload_button(lab, page):
    lab.write("map.ipynb", MAP)
    open_notebook(page, lab, "map.ipynb")
    run_all(page)
    assert stderr_of(page) == []
    page.wait_for_selector(".wb-map[data-ready] .js-plotly-plot .gl-container canvas")
    names = page.locator(".annotation-text").all_text_contents()
    assert sorted(names) == [f"thing number {k}" for k in range(6)]
    points = page.evaluate("() => document.querySelector('.js-plotly-plot')._fullData[0].x.length")
    assert points == 6 * 700 + 10 + 1
    buttons = page.locator(".modebar-btn").evaluate_all("all => all.map((b) => b.dataset.title)")
    assert buttons
    assert not [b for b in buttons if re.search("share|cloud|upload|edit", b, re.IGNORECASE)]
    drag(page, [(0.02, 0.02), (0.98, 0.02), (0.98, 0.98), (0.02, 0.98), (0.02, 0.03)])
    page.wait_for_function(
        "() => /rows selected/.test(document.querySelector('.wb-status').textContent)"
    )
