"""The explorer in a real JupyterLab, on some thousand rows."""

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
from tests.reports.test_accessibility import CHECK as RULES_BROKEN
from tests.reports.test_accessibility import RULES, axe

pytestmark = pytest.mark.browser

__all__ = ["axe"]

EXPLORE = """
import numpy as np, pandas as pd
from tests.figures.makers import small_corpus
from workbench.widgets import ExplorerWidget
corpus = small_corpus(blobs=6, each=700)
frame, projection, topics = corpus.frame, corpus.projection, corpus.topics
def search(query, k, mode, among):
    rows = np.arange(0, len(frame), 2)
    rows = rows[:k] if among is None else rows[among[rows]][:k]
    return pd.DataFrame({"row": rows, "similarity": np.linspace(0.9, 0.5, len(rows))})
"""

SHOW = """
view = ExplorerWidget(projection, frame=frame, topics=topics, search=search)
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
def explorer(lab, page, request):
    name = f"{request.node.name}.ipynb"
    lab.write(name, EXPLORE, SHOW)
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
    page.get_by_text("with these rows").wait_for()
    count, same, held = ask_kernel(page, CHECK).split()
    assert same == "True"
    assert int(count) == int(held) > 300
    wait_listed(page, f"{int(count):,} of 4,213")

    page.keyboard.press("Escape")
    wait_listed(page, "4,213 rows")
    page.get_by_role("searchbox").fill("lost card")
    page.get_by_role("searchbox").press("Enter")
    wait_listed(page, "the 200 nearest of 4,213 rows, down to a similarity of 0.5")
    assert page.locator(".wb-rows tr.row").first.get_attribute("data-row") == "0"

    page.get_by_label("Column to filter by").select_option("channel")
    page.get_by_label("Value to choose").select_option("mail")
    wait_for_kernel(page, "print(set(view.selection['channel']))", "{'mail'}")

    page.locator(".wb-rows tr.row").nth(1).click()
    page.wait_for_selector(".wb-rows tr[aria-selected=true]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    third = page.locator(".wb-rows tr.row").nth(2).get_attribute("data-row")
    page.wait_for_function(
        "(row) => document.querySelector('.wb-rows tr[aria-selected=true]')?.dataset.row === row",
        arg=third,
    )
    where = "print(view.map.panel.marks[0] == [float(view.map.plan.points[{}, 0])])"
    wait_for_kernel(page, where.format(third), "True")

    page.locator(".wb-detail .full").wait_for()
    page.get_by_label("Name of the tag").fill("mine")
    page.get_by_role("button", name="Tag", exact=True).click()
    page.wait_for_selector("option[value='tag: mine']", state="attached")
    # Rows with the same text get the tag, too.
    tagged = "tags = view.to_frame()['tags']\nprint(set(tags[view.selection.index]))"
    wait_for_kernel(page, tagged, "{'mine'}")

    ink = "() => getComputedStyle(document.querySelector('.wb-name')).color"
    light = page.evaluate(ink)
    page.evaluate(
        "() => window.jupyterapp.commands.execute('apputils:change-theme',"
        " { theme: 'JupyterLab Dark' })"
    )
    page.wait_for_function(f"(light) => ({ink})() !== light", arg=light)
    name = "() => getComputedStyle(document.querySelector('.annotation-text')).fill"
    page.wait_for_function(f"() => ({name})() === ({ink})()")


def test_eight_quick_selections_are_eight_received(explorer):
    page = explorer
    page.evaluate(
        "() => { window.drawn = 0; document.querySelector('.js-plotly-plot')"
        ".on('plotly_selected', (event) => { if (event?.range || event?.lassoPoints)"
        " window.drawn += 1 }) }"
    )
    for k in range(8):
        # Each outline is finished on the page before the next begins; Python is never waited for.
        x = 0.05 + 0.03 * k
        select_box(page, (x, 0.2), (x + 0.3, 0.5))
        page.wait_for_function("(count) => window.drawn >= count", arg=k + 1)
    assert page.evaluate("() => window.drawn") == 8
    wait_for_kernel(page, "print(view.map.received)", "8")


DARK = """(dark) => window.jupyterapp.commands.execute('apputils:change-theme',
  { theme: dark ? 'JupyterLab Dark' : 'JupyterLab Light' })"""


def test_columns_are_chosen_and_the_view_breaks_no_rule(explorer, axe):
    page = explorer
    page.locator(".wb-rows tr.row").first.click()
    page.locator(".wb-detail .full").wait_for()
    page.get_by_text("Columns", exact=True).click()
    amount = page.get_by_role("checkbox", name="amount", exact=True)
    amount.uncheck()
    page.wait_for_function(
        "() => ![...document.querySelectorAll('.wb-rows th')]"
        ".some((one) => one.textContent === 'amount')"
    )
    assert amount.evaluate("(one) => one === document.activeElement")
    assert ask_kernel(page, "print(view.panel.state['shown'])") == "[0, 2, 3, 4]"
    page.evaluate(axe)
    here = RULES_BROKEN.replace("axe.run(document,", "axe.run('.wb-explorer-view',")
    for dark in (False, True):
        page.evaluate(DARK, dark)
        page.wait_for_function(
            "(dark) => document.body.dataset.jpThemeLight === String(!dark)", arg=dark
        )
        assert page.locator(".wb-columns .list").is_visible()
        assert page.evaluate(here, RULES) == []
