"""Long stages in a real JupyterLab: the bar, and what an interrupt of the kernel leaves."""

from __future__ import annotations

import pytest

from tests.browser.drive import ALL_RUN, ask_kernel, open_notebook

pytestmark = pytest.mark.browser

MAKE = """
import time
import pandas as pd, workbench as wb
from tests.fakes import FakeEncoder
class Slow(FakeEncoder):
    def encode(self, texts):
        time.sleep(0.3)
        return super().encode(texts)
frame = pd.DataFrame({"body": [f"text number {k} about a thing" for k in range(40_000)]})
"""

EMBED = 'tickets = wb.embed(frame, text="body", model=Slow(), cache="kept")'

LEFT = """
tickets = wb.embed(frame[:40], text="body", model=FakeEncoder(), cache="kept", progress=False)
import sqlite3, pathlib
(file,) = pathlib.Path("kept").glob("*.sqlite")
print(sqlite3.connect(file).execute("select count(*) from vectors").fetchone()[0])
"""


RUN = """(k) => {
  const app = window.jupyterapp;
  app.shell.currentWidget.content.activeCellIndex = k;
  app.commands.execute('notebook:run-cell');
}"""

UNDER_WAY = "() => /Embedding:\\s[1-9][0-9,]*\\sof/.test(document.body.innerText)"

INTERRUPT = "() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.interrupt()"

TRACEBACK = "() => document.body.innerText.includes('Traceback')"


def test_an_interrupt_ends_the_stage_in_one_line_and_what_is_finished_is_kept(lab, page):
    lab.write("stop.ipynb", MAKE, EMBED)
    open_notebook(page, lab, "stop.ipynb")
    page.evaluate(RUN, 0)
    page.evaluate(RUN, 1)
    page.wait_for_function(UNDER_WAY)
    page.evaluate(INTERRUPT)
    page.wait_for_function(ALL_RUN)
    page.get_by_text("Stopped. Embedding: ").wait_for()
    page.get_by_text("What is finished is kept: run it again to go on.").wait_for()
    assert not page.evaluate(TRACEBACK)
    first = int(ask_kernel(page, LEFT))
    assert 0 < first < 40_000

    page.evaluate(RUN, 1)
    page.get_by_text(f"{first:,} from the cache").wait_for()
    page.wait_for_function(UNDER_WAY)
    page.evaluate(INTERRUPT)
    page.get_by_text("Stopped. Embedding: ").wait_for()
    assert first <= int(ask_kernel(page, LEFT)) < 40_000
