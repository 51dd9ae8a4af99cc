"""The topic board by click, and the threshold explorer with its thirty questions."""

from __future__ import annotations

import pytest

from tests.browser.drive import (
    ask_kernel,
    open_notebook,
    run_all,
    stderr_of,
    wait_for_kernel,
)

pytestmark = pytest.mark.browser

BOARD = """
import pandas as pd, workbench as wb
from tests.fakes import FakeEncoder
things = ["lost card abroad", "refund still missing", "router keeps blinking", "cannot log in"]
texts = [f"{thing} {word} {k}" for thing in things for word in "abc" for k in range(20)]
corpus = wb.embed(
    pd.DataFrame({"body": texts}), text="body", model=FakeEncoder(), cache="kept",
    ledger="kept.jsonl", progress=False,
)
topics = corpus.topics(min_cluster_size=20)
view = topics.board()
view
"""

NUMBERS = "print(len(view.topics.table[view.topics.table['topic'] >= 0]))"

# A figure is drawn when it is about to be seen; it stands in the place of the cards.
DRAWN_ANEW = """(old) => {
  document.querySelector('.wb-view .wb-plot')?.scrollIntoView({ block: 'nearest' });
  return !old.isConnected && document.querySelector('.wb-view .treemaplayer .slice') !== null;
}"""


def cards(page, count):
    page.wait_for_function(
        "(count) => document.querySelectorAll('.wb-topic').length === count", arg=count
    )


def test_topics_are_renamed_merged_split_moved_and_taken_back_by_click(lab, page):
    lab.write("board.ipynb", BOARD)
    open_notebook(page, lab, "board.ipynb")
    run_all(page)
    assert stderr_of(page) == []
    many = int(ask_kernel(page, NUMBERS))
    assert many >= 3
    cards(page, many)

    name = page.locator(".wb-rename").first
    name.fill("Cards")
    name.press("Enter")
    page.wait_for_selector(".wb-rename[title='Cards']")
    wait_for_kernel(page, "print('Cards' in set(view.topics.table['name']))", "True")

    for k in (0, 1):
        page.locator(".wb-topic input[type=checkbox]").nth(k).check()
    page.get_by_role("button", name="Merge ticked").click()
    cards(page, many - 1)
    page.get_by_role("button", name="Undo").click()
    cards(page, many)

    page.get_by_role("button", name="split", exact=True).first.click()
    cards(page, many + 1)
    page.get_by_role("button", name="Undo").click()
    cards(page, many)

    page.get_by_role("button", name="texts", exact=True).first.click()
    first = page.locator(".wb-member input").first
    row = first.get_attribute("value")
    first.check()
    page.get_by_label("Topic to move to").select_option(index=0)
    target = page.get_by_label("Topic to move to").input_value()
    topic_of_row = f"print(view.topics.to_frame()['topic'].iloc[{row}])"
    before = ask_kernel(page, topic_of_row)
    assert before != target
    page.get_by_role("button", name="Move ticked texts to").click()
    page.wait_for_function("() => document.querySelector('.wb-board .wb-summary').hidden")
    page.get_by_role("button", name="Themes").click()
    page.wait_for_selector(".wb-view .js-plotly-plot .treemaplayer .slice")
    wait_for_kernel(page, topic_of_row, target)
    old = page.locator(".wb-view .js-plotly-plot").element_handle()
    page.get_by_role("button", name="Undo").click()  # the figure is drawn anew
    page.wait_for_function(DRAWN_ANEW, arg=old)
    wait_for_kernel(page, topic_of_row, before)
    page.get_by_role("button", name="Themes").click()
    page.wait_for_selector(".wb-view .js-plotly-plot", state="detached")
    assert page.locator(".wb-error:visible").count() == 0


THRESHOLDS = """
from tests.widgets.makers import planted_duplicates
from workbench.widgets import tune_threshold
view = tune_threshold(planted_duplicates())
view
"""

IN_LINE = """() => {
  const chart = document.querySelector('.wb-hist').getBoundingClientRect();
  const line = document.querySelector('.wb-here').getBoundingClientRect();
  const slider = document.querySelector('.wb-slider'), box = slider.getBoundingClientRect();
  const share = (slider.value - slider.min) / (slider.max - slider.min);
  return Math.abs(box.left + 8 + share * (box.width - 16) - line.left) < 3 && chart.width > 300;
}"""


def test_the_slider_lies_under_its_line_and_questions_are_answered_by_key(lab, page):
    lab.write("thresholds.ipynb", THRESHOLDS)
    open_notebook(page, lab, "thresholds.ipynb")
    run_all(page)
    assert stderr_of(page) == []
    page.locator(".wb-hist").wait_for()
    page.wait_for_function(IN_LINE)
    page.locator(".wb-slider").focus()
    for _ in range(6):
        page.keyboard.press("ArrowRight")
    page.get_by_text("At 0.930:").wait_for()
    page.wait_for_function(IN_LINE)
    wait_for_kernel(page, "print(view.threshold)", "0.93")
    counted = page.locator(".wb-hist .wb-in").count()
    assert 0 < counted < page.locator(".wb-hist rect").count()

    page.get_by_role("button", name="Find the threshold with thirty questions").click()
    page.locator(".wb-ask .wb-card").wait_for()
    asked = int(ask_kernel(page, "print(len(view.asking.asked))"))
    for k in range(asked):
        page.wait_for_function(
            "(k) => document.querySelector('.wb-ask').textContent.includes(`same?  ${k} of`)",
            arg=k + 1,
        )
        page.keyboard.press("n" if k % 2 else "y")
    page.get_by_text("All questions are answered.").wait_for()
    best = page.locator(".wb-ask button", has_text="Use ")
    value = best.inner_text().split()[1]
    best.click()
    page.get_by_text(f"At {value}:").wait_for()
