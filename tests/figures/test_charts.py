"""Figures besides the map."""

import pandas as pd
import pytest

from workbench.errors import ColumnError
from workbench.figures import curve_figure


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
