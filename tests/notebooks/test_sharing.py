"""A notebook as a page: it opens from a file, with all network cut, and shows pictures."""

import importlib.util
import subprocess
import sys

import nbformat
import pandas as pd
import pytest

import workbench as wb
from tests.fakes import FakeEncoder
from tests.figures.makers import small_corpus
from tests.hostile import TEXTS
from tests.notebooks.test_notebooks import NOTEBOOKS, WIDGET
from tests.reports.opened import chromium, open_page
from workbench.widgets import map_widget
from workbench.widgets.panels import LOST

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser():
    with chromium() as running:
        yield running


def as_page(notebook, path):
    """Write a notebook as `jupyter nbconvert --to html` does."""
    if importlib.util.find_spec("nbconvert") is None:
        pytest.skip("nbconvert is not installed")
    from nbconvert import HTMLExporter

    path.write_text(HTMLExporter().from_notebook_node(notebook)[0], encoding="utf-8")
    return path


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_saved_notebook_becomes_a_page_that_needs_no_network(browser, path, tmp_path):
    page, watch = open_page(browser)
    page.goto(f"file://{as_page(nbformat.read(path, as_version=4), tmp_path / 'page.html')}")
    assert page.locator("h1").count() == 1
    images = page.locator(".jp-OutputArea img")
    drawn = images.evaluate_all("all => all.map((one) => one.complete && one.naturalWidth)")
    assert all(width > 100 for width in drawn)
    assert page.locator(".jp-OutputArea table").count() > 2
    assert watch.ran == []
    assert not [
        u for u in watch.foreign if not u.endswith((".js", "config=TeX-AMS_CHTML-full,Safe"))
    ]
    page.close()


def test_the_command_of_the_manual_makes_the_page(browser, tmp_path):
    pytest.importorskip("nbconvert")
    command = ["-m", "jupyter", "nbconvert", "--to", "html", "--output-dir", tmp_path, NOTEBOOKS[0]]
    subprocess.run([sys.executable, *map(str, command)], check=True, capture_output=True)
    page, watch = open_page(browser)
    page.goto(f"file://{tmp_path / NOTEBOOKS[0].stem}.html")
    assert page.locator("h1").count() == 1
    assert page.locator(".jp-OutputArea img").count() > 0
    assert watch.ran == []
    page.close()


def notebook_of(*outputs):
    cell = nbformat.v4.new_code_cell("view", execution_count=1, outputs=list(outputs))
    return nbformat.v4.new_notebook(cells=[cell])


def live(still):
    """Return outputs as a notebook holds them that was run and saved by hand."""
    widget = {WIDGET: {"model_id": "gone"}, "text/plain": "Map", "text/html": "<div></div>"}
    return [
        nbformat.v4.new_output("display_data", data=data, metadata={}) for data in (widget, still)
    ]


def test_a_notebook_saved_by_hand_shows_the_picture_beside_the_lost_widget(browser, tmp_path):
    corpus = small_corpus()
    still = map_widget(corpus.projection, color=corpus.topics).still()
    page, watch = open_page(browser)
    page.goto(f"file://{as_page(notebook_of(*live(still)), tmp_path / 'page.html')}")
    image = page.locator(".jp-OutputArea img").first
    assert image.evaluate("one => one.complete && one.naturalWidth > 300")
    shown = page.locator(".jp-OutputArea").first.inner_text().strip()
    assert shown.startswith("Map of 251 texts, 6 topics")
    assert "thing number 3" in shown
    assert watch.ran == []
    page.close()


def test_hostile_texts_run_in_no_card_and_no_picture(browser, tmp_path):
    texts = [f"{text} {k}" for text in TEXTS for k in (1, 2, 3)]
    frame = pd.DataFrame({"text": texts, TEXTS[0]: texts[::-1]})
    corpus = wb.embed(frame, text="text", model=FakeEncoder(), cache=False, progress=False)
    duplicates, topics = corpus.duplicates(0.8), corpus.topics(min_cluster_size=3)
    cards = [corpus, duplicates, topics, corpus.match(corpus)]
    outputs = [
        nbformat.v4.new_output("display_data", data={"text/html": card._repr_html_()})
        for card in cards
    ]
    views = (
        corpus.map(topics),
        corpus.review(duplicates),
        topics.board(),
        duplicates.tune_threshold(),
        corpus.explore(topics=topics),
    )
    outputs += [one for view in views for one in live(view.still())]
    page, watch = open_page(browser)
    page.goto(f"file://{as_page(notebook_of(*outputs), tmp_path / 'page.html')}")
    shown = page.locator(".jp-OutputArea")
    assert "<script>alert('script')</script>" in shown.first.inner_text()
    own = "[data-workbench] > style:first-child"  # hides a lost widget
    assert set(page.locator(own).all_text_contents()) == {LOST}
    strange = f":is(script, img[src=x], a[href^=javascript], svg[onload], style:not({own}))"
    strange = f".jp-OutputArea {strange}"
    assert page.locator(strange).count() == 0
    assert watch.ran == []
    page.close()
