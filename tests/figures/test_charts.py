"""Figures besides the map."""

import pandas as pd
import pytest

from workbench.errors import ColumnError
from workbench.figures import curve_figure, topics_figure


def test_the_curve_shows_what_each_threshold_would_do():
    curve = pd.DataFrame(
        {"threshold": [0.8, 0.9], "n_removed": [9, 4], "groups": [3, 2], "largest": [5, 3]}
    )
    figure = curve_figure(curve, threshold=0.9, title="<b>x</b>")
    assert [list(trace.y) for trace in figure.data] == [[9, 4], [3, 2], [5, 3]]
    assert figure.layout.title.text == "&lt;b&gt;x&lt;/b&gt;"
    assert len(figure.layout.shapes) == 1
    with pytest.raises(ColumnError, match="no column 'largest'"):
        curve_figure(curve.drop(columns="largest"))


def test_small_topics_share_a_bar_and_names_are_escaped():
    table = pd.DataFrame({"topic": range(5), "name": ["<a>"] * 5, "rows": [5, 4, 3, 2, 1]})
    figure = topics_figure(table, most=3)
    assert list(figure.data[0].x) == [5, 4, 3, 3]
    assert figure.layout.yaxis.ticktext[0] == "&lt;a&gt;"
    assert figure.layout.yaxis.ticktext[3] == "2 smaller topics"
