"""What the drawing verbs hand to the widgets.

Tests of corpus/view_methods.py.
"""

import pandas as pd

import workbench as wb


def test_the_explorer_shows_the_text_first(encoder):
    columns = {f"c{k}": range(6) for k in range(7)}
    texts = [f"parcel number {k} is late" for k in range(6)]
    corpus = wb.embed(
        pd.DataFrame({**columns, "body": texts}), text="body", model=encoder, cache=False
    )
    assert shown(corpus.explore()) == ["body", "c0", "c1", "c2", "c3"]
    assert shown(corpus.explore(columns=["c6"])) == ["c6"]


def shown(view):
    state = view.panel.state
    return [state["columns"][place] for place in state["shown"]]
