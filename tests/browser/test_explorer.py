"""The explorer in a real JupyterLab, on 13,083 bank customers' questions."""

from __future__ import annotations

import pytest

from tests.browser.drive import (
    ask_kernel,
    collapse_sidebar,
    open_notebook,
    run_all,
    select_box,
    stderr_of,
    wait_for_kernel,
)

pytestmark = pytest.mark.browser

# Places come from the known intents: what is tested is the view, not the embedding.
EXPLORE = """
import numpy as np, pandas as pd
from tests.figures.makers import FakeTopics
from workbench.projection import Projection
from workbench.provenance import Manifest
from workbench.tables import rows_of
from workbench.widgets import explore
frame = pd.read_csv({path!r}, sep="\\t", quoting=3, dtype=str, keep_default_na=False)
rows = rows_of(frame, "text")
intent = frame["label"].astype("category").cat.codes.to_numpy()
of_text = np.zeros(len(rows.distinct), int)
of_text[rows.distinct_of] = intent
rng = np.random.default_rng(0)
place = 6 * np.c_[of_text % 9, of_text // 9] + rng.normal(size=(len(of_text), 2))
projection = Projection(rows, place.astype("float32"), Manifest("projection", {{}}, "0"))
topic = rows.spread(of_text, -1)
table = pd.DataFrame({{"topic": range(77), "name": sorted(frame["label"].unique())}})
topics = FakeTopics(pd.DataFrame({{"topic": pd.array(topic, "Int64")}}), table)
def search(text, k):
    return pd.DataFrame({{"row": np.arange(k) * 3, "similarity": np.linspace(0.9, 0.5, k)}})
"""

SHOW = """
view = explore(projection, frame=frame, topics=topics, search=search)
view
"""

# Winding numbers, a method of its own, over every row; then compared row by row.
CHECK = """
outline = view.map.lighting.outlines[-1]
corners = np.c_[outline["x"], outline["y"]]
a = corners[None] - projection.to_frame().to_numpy()[:, None]
b = np.roll(a, -1, axis=1)
turn = np.arctan2(a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0], (a * b).sum(-1)).sum(1)
inside = frame.index[np.abs(turn) > np.pi]
print(len(inside), view.selection.index.equals(inside), len(view.selection))
"""


@pytest.fixture
def explorer(lab, page, real_data, request):
    path = str(real_data / "banking77" / "banking77.tsv")
    name = f"{request.node.name}.ipynb"
    lab.write(name, EXPLORE.format(path=path), SHOW)
    open_notebook(page, lab, name)
    collapse_sidebar(page)
    run_all(page)
    assert stderr_of(page) == []
    page.wait_for_selector(".wb-map[data-ready] .gl-container canvas")
    return page


def wait_listed(page, count):
    page.wait_for_function(
        "(count) => document.querySelector('.wb-table-panel .wb-status').textContent"
        ".startsWith(count)",
        arg=count,
    )


def test_lasso_search_filter_row_tag_and_theme(explorer):
    page = explorer
    select_box(page, (0.2, 0.2), (0.55, 0.6))
    page.wait_for_function(
        "() => /[0-9] .*selected/.test(document.querySelector('.wb-selected').textContent)"
    )
    count, same, held = ask_kernel(page, CHECK).split()
    assert same == "True"
    assert int(count) == int(held) > 1000
    wait_listed(page, f"{int(count):,} of 13,083")

    page.get_by_role("button", name="Clear", exact=True).click()
    wait_listed(page, "13,083 rows")
    page.get_by_role("searchbox").fill("lost card")
    page.get_by_role("searchbox").press("Enter")
    wait_listed(page, "200 of 13,083")
    assert page.locator(".wb-grid tbody tr").first.get_attribute("data-row") == "0"

    page.get_by_label("Column to filter by").select_option("label")
    page.get_by_label("Value to filter by").fill("card_arrival")
    page.get_by_label("Value to filter by").press("Enter")
    wait_for_kernel(page, "print(set(view.selection['label']))", "{'card_arrival'}")

    page.locator(".wb-grid tbody tr").nth(1).click()
    page.wait_for_selector(".wb-grid tr[aria-selected=true]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    third = page.locator(".wb-grid tbody tr").nth(2).get_attribute("data-row")
    page.wait_for_function(
        "(row) => document.querySelector('.wb-grid tr[aria-selected=true]')?.dataset.row === row",
        arg=third,
    )
    where = "print(float(view.map.figure.data[1].x[0]) == float(view.map.plan.points[{}, 0]))"
    wait_for_kernel(page, where.format(third), "True")

    page.get_by_label("Name of the tag").fill("mine")
    page.get_by_role("button", name="Tag", exact=True).click()
    page.wait_for_selector("option[value='tag: mine']", state="attached")
    tagged = "print((view.to_frame()['tags'] == 'mine').sum() == len(view.selection) > 0)"
    wait_for_kernel(page, tagged, "True")

    ink = "() => getComputedStyle(document.querySelector('.wb-name')).color"
    light = page.evaluate(ink)
    page.evaluate(
        "() => window.jupyterapp.commands.execute('apputils:change-theme',"
        " { theme: 'JupyterLab Dark' })"
    )
    page.wait_for_function(f"(light) => ({ink})() !== light", arg=light)
    name = "() => getComputedStyle(document.querySelector('.annotation-text')).fill"
    page.wait_for_function(f"() => ({name})() === ({ink})()")


def test_fifteen_quick_selections_are_fifteen_received(explorer):
    page = explorer
    page.evaluate(
        "() => { window.drawn = 0; document.querySelector('.js-plotly-plot')"
        ".on('plotly_selected', (event) => { if (event?.range || event?.lassoPoints)"
        " window.drawn += 1 }) }"
    )
    for k in range(15):
        # Each outline is finished on the page before the next begins; Python is never waited for.
        x = 0.05 + 0.03 * k
        select_box(page, (x, 0.2), (x + 0.3, 0.5))
        page.wait_for_function("(count) => window.drawn >= count", arg=k + 1)
    assert page.evaluate("() => window.drawn") == 15
    wait_for_kernel(page, "print(view.map.received)", "15")
