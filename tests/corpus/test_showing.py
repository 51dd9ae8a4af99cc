"""What the drawing verbs hand to the widgets."""

import pandas as pd

import workbench as wb


def test_the_explorer_shows_the_text_first(encoder):
    columns = {f"c{k}": range(6) for k in range(7)}
    texts = [f"parcel number {k} is late" for k in range(6)]
    corpus = wb.embed(
        pd.DataFrame({**columns, "body": texts}), text="body", model=encoder, cache=False
    )
    state = corpus.explore().panel.state
    shown = [state["columns"][place] for place in state["shown"]]
    assert shown == ["body", "c0", "c1", "c2", "c3"]
    named = corpus.explore(columns=["c6"])._columns
    assert [name for name, _ in named] == ["c6"]
