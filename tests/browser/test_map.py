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
    page.wait_for_function("() => document.querySelectorAll('.wb-first li').length === 5")
    assert page.get_by_text("Copy ids", exact=True).is_visible()


VIEW = """() => {
  const { width, height, xaxis } = document.querySelector('.js-plotly-plot')._fullLayout;
  return [width, height, ...xaxis.range.map((end) => Math.round(end * 100))];
}"""

NARROWER = f"(before) => ({VIEW})()[0] < before[0] && ({VIEW})()[0] > 100"

APART = """() => {
  const boxes = [...document.querySelectorAll('.annotation-text')].map((one) => one.getBoundingClientRect());
  return boxes.length > 2 && boxes.every((a, k) => boxes.slice(k + 1).every((b) =>
    a.right < b.left || b.right < a.left || a.bottom < b.top || b.bottom < a.top));
}"""  # noqa: E501


# As if the page were hidden when Plotly asks for the width: JupyterLab hides it to change themes.
HIDDEN_A_WHILE = """async () => {
  const { Plots } = await window.workbenchPlotly.ready;
  const [resize, end] = [Plots.resize, performance.now() + 500];
  Plots.resize = (plot) => performance.now() < end ? Promise.resolve(plot) : resize(plot);
  document.querySelector('.wb-map').style.width = '640px';
}"""

AS_WIDE_AS_ITS_BOX = """() => {
  const [box, drawn] = ['.wb-figure', '.js-plotly-plot .main-svg'].map((one) => document.querySelector(one).clientWidth);
  return box <= 640 && Math.abs(box - drawn) <= 1;
}"""  # noqa: E501


def draw_map(lab, page, name):
    lab.write(name, MAP)
    open_notebook(page, lab, name)
    run_all(page)
    page.wait_for_selector(".wb-map[data-ready]")


def test_a_map_follows_its_box_though_the_page_was_hidden_meanwhile(lab, page):
    draw_map(lab, page, "hidden.ipynb")
    page.evaluate(HIDDEN_A_WHILE)
    page.wait_for_function(AS_WIDE_AS_ITS_BOX)


def test_a_map_keeps_height_and_names_in_a_narrow_window_and_grows_back(lab, page):
    draw_map(lab, page, "narrow.ipynb")
    page.wait_for_function(APART)
    before = page.evaluate(VIEW)
    page.set_viewport_size({"width": 640, "height": 1000})
    page.wait_for_function(NARROWER, arg=before)
    page.wait_for_function(APART)
    assert page.evaluate(VIEW)[1] == before[1]
    page.set_viewport_size({"width": 1400, "height": 1000})
    page.wait_for_function(
        f"(before) => JSON.stringify(({VIEW})()) === JSON.stringify(before)", arg=before
    )


ZOOM = """async () => {
  const { relayout } = await window.workbenchPlotly.ready;
  await relayout(document.querySelector('.js-plotly-plot'), { 'xaxis.range': [-4, 14], 'yaxis.range': [-4, 4] });
}"""  # noqa: E501

WITH_SENTENCES = """() => {
  const map = document.querySelector('.js-plotly-plot').getBoundingClientRect();
  const names = [...document.querySelectorAll('.annotation-text')];
  const boxes = names.map((one) => one.getBoundingClientRect());
  return names.length === 2 && names.every((one) => /thing number .\u201c.*\u201d$/.test(one.textContent))
    && boxes.every((one) => one.left >= map.left && one.right <= map.right && one.top >= map.top && one.bottom <= map.bottom);
}"""  # noqa: E501


def test_zoomed_in_on_two_topics_a_sentence_stands_below_each_name(lab, page):
    draw_map(lab, page, "near.ipynb")
    page.wait_for_function(APART)
    page.evaluate(ZOOM)
    page.wait_for_function(WITH_SENTENCES)
    first, second = page.locator(".annotation-text").all()
    a, b = first.bounding_box(), second.bounding_box()
    assert (
        a["x"] + a["width"] <= b["x"]
        or b["x"] + b["width"] <= a["x"]
        or (a["y"] + a["height"] <= b["y"] or b["y"] + b["height"] <= a["y"])
    )
