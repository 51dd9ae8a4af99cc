import numpy as np
import pandas as pd
import pytest

from tests.topics.conftest import embed, make_texts
from workbench.errors import ColumnError
from workbench.figures import over_time_figure, parameter_sweep_figure, themes_figure
from workbench.topics import find_topics, over_time


@pytest.fixture(scope="module")
def found():
    frame = pd.DataFrame({"text": make_texts()[0]})
    return find_topics(*embed(frame), min_cluster_size=20).rename({0: "<b>First</b>"})


def test_every_setting_is_a_cell_and_the_one_in_use_is_framed(found):
    sweep = found.parameter_sweep([5, 20, 40])
    figure = sweep.plot(title="<i>x</i>")
    (heat,) = figure.data
    assert heat.text.shape == (4, 3)
    assert (heat.text != "").all()
    marked = sweep["stable_region"].sum() + 1
    assert len(figure.layout.shapes) == marked
    assert "<i>" not in figure.layout.title.text
    with pytest.raises(ColumnError, match="stable_region"):
        parameter_sweep_figure(sweep.drop(columns="stable_region"))


def test_the_treemap_holds_each_topic_within_its_theme(found):
    table = found.hierarchy(2)
    (tree,) = themes_figure(table).data
    assert len(tree.ids) == 2 + len(found)
    assert tree.values[:2] == tuple(table.drop_duplicates("theme")["theme_rows"])
    assert "&lt;b&gt;First&lt;/b&gt;" in tree.labels
    grayed = themes_figure(table.assign(stable=False)).data[0].marker.colors
    assert len(set(grayed[2:])) == 1


def test_shares_over_time_tell_their_interval_on_hover(found):
    times = pd.date_range("2025-01-01", periods=len(found.rows), freq="D")
    table = over_time(found, times)
    figure = over_time_figure(table, most=3)
    assert len(figure.data) == 3
    assert "1 smaller topic is not shown" in figure.layout.xaxis.title.text
    for line in figure.data:
        low, high = np.array(line.customdata).T
        assert (low <= line.y).all()
        assert (line.y <= high).all()
        assert (low < high).any()
        assert "customdata[0]" in line.hovertemplate
        assert "customdata[1]" in line.hovertemplate
