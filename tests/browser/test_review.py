"""The review by keyboard alone, in a real JupyterLab; decisions outlive the kernel."""

from __future__ import annotations

import pytest

from tests.browser.drive import open_notebook, run_all, stderr_of

pytestmark = pytest.mark.browser

REVIEW = """
from tests.widgets.makers import grouped_duplicates
from workbench.ledger import Ledger
from workbench.widgets import review
view = review(grouped_duplicates(), book=Ledger("decisions.jsonl"))
view
"""

CELLS = """() => [...window.jupyterapp.shell.currentWidget.content.model.cells]
  .map((cell) => cell.type + cell.sharedModel.getSource())"""


def test_ten_groups_by_keyboard_and_all_there_after_a_restart(lab, page):
    lab.write("review.ipynb", REVIEW, "1 + 1")
    open_notebook(page, lab, "review.ipynb")
    run_all(page)
    assert stderr_of(page) == []
    status = page.locator(".wb-review .wb-status")
    status.wait_for()
    assert status.inner_text().startswith("0 of 12 groups decided; ")
    before = page.evaluate(CELLS)
    page.locator(".wb-review").focus()
    for _ in range(8):
        page.keyboard.press("Enter")
    for key in ("k", "d", "d", "n", "u", "Enter"):
        page.keyboard.press(key)
    for key in ("b", "c", "x", "y", "m", "z", "ArrowUp", "ArrowDown", "ArrowRight", "?"):
        page.keyboard.press(key)
    page.wait_for_function(
        "() => document.querySelector('.wb-review .wb-status').textContent.startsWith('10 of 12')"
    )
    assert page.evaluate(CELLS) == before, "a key press changed the notebook"
    page.evaluate(
        "async () => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()"
    )
    page.wait_for_function(
        "() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.status"
        " === 'idle'"
    )
    run_all(page)
    page.wait_for_function(
        "() => [...document.querySelectorAll('.wb-review .wb-status')]"
        ".some((line) => line.textContent.startsWith('10 of 12'))"
    )
