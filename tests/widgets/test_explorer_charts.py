"""Tests of widgets/explorer_charts.py: what the explorer's charts count."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.widgets.explorer_charts import chart_columns, chart_data, chosen_rows

TABLE = pd.DataFrame(
    {
        "channel": ["mail", "chat", "mail", "chat", "mail", None],
        "minutes": [1, 2, 3, 4, 5, 6],
        "code": [f"c{k}" for k in range(6)],
        "same": ["x"] * 6,
    }
)


def charts(chosen, base=None):
    columns = chart_columns(TABLE)
    base = np.ones(6, dtype=bool) if base is None else base
    data = {one["label"]: one for one in chart_data(columns, base, chosen)}
    return data, chosen_rows(columns, chosen, base)


def test_a_chart_counts_what_all_others_let_through():
    data, mask = charts({"column 0": (0,), "column 1": (0, 1, 2)})
    assert mask.tolist() == [True, False, True, False, False, False]
    bars = {
        bar["name"]: (bar["shown"], bar["all"], bar["chosen"]) for bar in data["channel"]["bars"]
    }
    assert bars == {"mail": (2, 3, True), "chat": (1, 2, False), "(empty)": (0, 1, False)}
    assert data["minutes"]["bins"]["shown"] == [1, 0, 1, 0, 1, 0]
    assert data["minutes"]["bins"]["said"] == "1 to 3"
    assert (data["minutes"]["bins"]["from"], data["minutes"]["bins"]["to"]) == (0, 2)


def test_columns_of_one_value_have_no_chart():
    assert "same" not in charts({})[0]


def test_an_outline_or_search_is_counted_in_all_charts():
    base = np.array([True, True, False, False, False, False])
    assert charts({}, base)[0]["channel"]["shown"] == 2
