"""Many maps on one page, hostile tables, a notebook without a kernel."""

from __future__ import annotations

import pytest

from tests.browser.drive import ask_kernel, open_notebook, run_all, stderr_of

pytestmark = pytest.mark.browser

MAKE = """
from tests.figures.makers import small_corpus
from workbench.widgets import map_widget
corpus = small_corpus(blobs=6, each=700)
"""

MAP = "map_widget(corpus.projection, color=corpus.topics, height=300)"

BLANK = """(map) => {
  const lost = (canvas) => {
    const gl = canvas.getContext('webgl') || canvas.getContext('webgl2');
    return !gl || gl.isContextLost();
  };
  if (map.querySelector('.wb-asleep img')) return false;
  const canvases = [...map.querySelectorAll('.gl-container canvas')];
  return !canvases.length || canvases.some(lost);
}"""

ASLEEP = "() => document.querySelectorAll('.wb-asleep').length"

SEEN = f"""(k) => {{
  const map = document.querySelectorAll('.wb-map')[k];
  map.scrollIntoView({{ block: 'center', behavior: 'instant' }});
  return !({BLANK})(map);
}}"""


def test_twelve_maps_and_none_blank(lab, page):
    lab.write("twelve.ipynb", MAKE, *[MAP] * 12)
    open_notebook(page, lab, "twelve.ipynb")
    run_all(page)
    assert stderr_of(page) == []
    page.wait_for_function("() => document.querySelectorAll('.wb-map').length === 12")
    for k in range(12):  # a map is drawn when it is about to be seen
        page.wait_for_function(SEEN, arg=k)
        if k == 3:  # with the last ones, which were in sight when all cells had run
            assert page.evaluate(ASLEEP) == 0, "a map fell asleep while there was room"
    page.wait_for_function(f"() => ({ASLEEP})() >= 5")
    # Looking into a canvas takes a context, and a map that lost one is a picture a moment later.
    page.wait_for_function(f"() => ![...document.querySelectorAll('.wb-map')].some({BLANK})")
    last = page.locator(".wb-map").nth(11)
    assert not last.locator(".wb-asleep").count(), "the map in sight fell asleep"
    page.locator(".wb-asleep button").first.click()
    page.wait_for_selector(".wb-map >> nth=0 >> .gl-container canvas")
    for k in range(12):
        page.wait_for_function(SEEN, arg=k)


HOSTILE = """
import numpy as np, pandas as pd
from dataclasses import replace
from tests.duplicates.cases import toy
from tests.figures.makers import labeled_topics
from tests.hostile import TEXTS
from tests.widgets.makers import grouped_duplicates
from workbench.projection import Projection
from workbench.provenance import Manifest
from workbench.widgets import board, ExplorerWidget, review, tune_threshold
evil = "<script>window.hacked=1</script><img src=x onerror='window.hacked=1'><b>{}</b>"
every = [f"{TEXTS[k % len(TEXTS)]} {k}" for k in range(60)]
frame = pd.DataFrame({"body": [evil.format(0), *every[1:]], evil: evil, "other": every[::-1]})
topics = labeled_topics(frame, "body", [evil, TEXTS[1]] * 30)
topics = replace(topics, manifest=replace(topics.manifest, notes=(evil,)))
rows = topics.rows
place = np.random.default_rng(0).normal(size=(60, 2)).astype("float32")
projection = Projection(rows, place, Manifest("projection", {}, "0"))
dups = grouped_duplicates()
evils = (f"{TEXTS[k % len(TEXTS)]} {t}" for k, t in enumerate(dups.rows.texts))
object.__setattr__(dups.rows, "texts", tuple(evils))
object.__setattr__(dups._case, "notes", (evil,))
tuned = toy(0.95 + 0.05 * np.eye(24), sorted(f"{one} {evil}" for one in every[:24]))
object.__setattr__(tuned._case, "notes", (evil,))
"""

VIEWS = (
    (
        "masks = {evil: place[:, 0] > 0}\n"
        "view = ExplorerWidget(projection, frame=frame, topics=topics, masks=masks)\nview"
    ),
    "r = review(dups)\nr",
    "tune_threshold(tuned)",
    "board(topics)",
)


def test_a_script_in_every_column_runs_nowhere(lab, page):
    lab.write("hostile.ipynb", HOSTILE, *VIEWS)
    said = []
    page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    open_notebook(page, lab, "hostile.ipynb")
    run_all(page)
    assert stderr_of(page) == []
    page.locator(".wb-map").scroll_into_view_if_needed()
    page.wait_for_selector(".wb-map[data-ready]")
    for name in (".wb-rows tr.row", ".wb-review", ".wb-hist", ".wb-topic"):
        page.locator(name).first.wait_for()
    ask_kernel(page, "view.filter(words='script'); view.tag(evil); view._summarize()")
    page.locator(".wb-rows tr.row").first.click()
    page.locator(".wb-detail .full").wait_for()
    page.locator(".js-plotly-plot").first.evaluate(
        "(plot) => plot.scrollIntoView({ block: 'center', behavior: 'instant' })"
    )
    spot = page.evaluate(
        "() => { const plot = document.querySelector('.js-plotly-plot'), l = plot._fullLayout,"
        " box = plot.getBoundingClientRect(), d = plot._fullData[0];"
        " return [box.x + l._size.l + l.xaxis.d2p(d.x[0]),"
        " box.y + l._size.t + l.yaxis.d2p(d.y[0])] }"
    )
    page.mouse.move(*spot)
    page.mouse.move(spot[0] + 1, spot[1])
    page.wait_for_selector(".wb-tip:not([hidden])")
    assert page.locator(".wb-tip").inner_text().strip()
    assert page.evaluate("() => window.hacked === undefined")
    strange = (
        ".jp-OutputArea script, img[src=x], .wb-view a[href^=javascript], .wb-tip :is(b, style)"
    )
    assert page.locator(strange).count() == 0
    assert said == []


SHUT_DOWN = """async () => {
  await window.jupyterapp.commands.execute('docmanager:save');
  await window.jupyterapp.shell.currentWidget.sessionContext.shutdown();
}"""

VEIL = "() => getComputedStyle(document.querySelector('.wb-view'), '::before').content"

BAR = """
from workbench.progress import Bar
bar = Bar()
bar.start("embedding", 3)
bar.finish("3 encoded")
"""

SEEN_TEXT = """() => [...document.querySelectorAll('.jp-OutputArea-child')]
  .filter((one) => one.checkVisibility()).map((one) => one.innerText.trim())"""


def test_a_notebook_that_outlives_its_kernel_says_so_and_shows_stills(lab, page):
    lab.write("saved.ipynb", MAKE + BAR, MAP)
    open_notebook(page, lab, "saved.ipynb")
    run_all(page)
    page.wait_for_selector(".wb-map[data-ready]")
    page.evaluate(SHUT_DOWN)
    page.locator(".wb-group").first.click()
    page.wait_for_function(f"() => /does not answer|no longer answers/.test(({VEIL})())")

    page.goto(lab.address("saved.ipynb"))
    image = page.locator(".jp-OutputArea img[alt*='6 topics']")
    image.wait_for()
    page.wait_for_function(
        "(one) => one.complete && one.naturalWidth > 300", arg=image.element_handle()
    )
    page.get_by_text("model not found").first.wait_for(state="attached")
    bar, still = page.evaluate(SEEN_TEXT)
    assert bar.startswith("Embedding: 3 encoded")
    assert "thing number 3" in still
    assert "Error displaying widget" not in bar + still
