"""Plotly's code goes to the page once, not with every figure."""

import subprocess
import sys

from tests.figures.makers import small_corpus
from workbench.figures import map_figure
from workbench.figures.live import LiveFigure, figure_widget


def test_one_figure_carries_the_code_and_another_one_when_it_is_closed():
    LiveFigure.carrier = None  # figures of other tests may be alive
    figure = map_figure(small_corpus().projection)
    figures = [figure_widget(figure) for _ in range(3)]
    carried = sum(len(one._bundle) > 1_000_000 for one in figures)
    assert carried <= 1
    assert all(len(one._esm) < 10_000 for one in figures)
    for one in figures:
        one.close()
    assert len(figure_widget(figure)._bundle) > 1_000_000


def test_the_page_can_ask_for_the_code_again_and_for_the_whole_state():
    live, sent = figure_widget(map_figure(small_corpus().projection)), []
    live.send = lambda content, buffers=None: sent.append((content, buffers))
    live._handle_custom_msg({"kind": "plotly"}, [])
    live.data[0].selectedpoints = [1, 2]
    live._handle_custom_msg({"kind": "late"}, [])
    assert len(sent[0][1][0]) > 1_000_000
    assert sent[1][0] == {"kind": "told"}
    assert list(live._widget_data[0]["selectedpoints"]) == [1, 2]


def test_a_figure_does_not_load_what_only_saved_notebooks_need():
    code = """
import sys
from workbench.figures.live import put_off
import plotly.io._renderers as renderers
print("nbformat" in sys.modules, "jsonschema" in sys.modules)
print(renderers.nbformat.__version__ > "4", "jsonschema" in sys.modules)
import nbformat.v4
print(nbformat.v4.new_notebook().nbformat, nbformat.__version__ == renderers.nbformat.__version__)
with put_off("no_such_module"):
    print("no_such_module" in sys.modules)
"""
    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout
    assert told.split() == ["False", "False", "True", "True", "4", "True", "False"]
