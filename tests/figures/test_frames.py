"""Tables that draw themselves are DataFrames otherwise."""

import pickle

import pandas as pd
import pytest

from tests.duplicates.cases import toy
from workbench.errors import ColumnError, InputError
from workbench.figures import PlotFrame, ThresholdCurve, TopicsByGroup, TopicsOverTime
from workbench.tables import write_table

CLOSE = [[1, 0.95], [0.95, 1]]


def shares(kind, column, places):
    lines = [
        (topic, f"topic {topic}", place, 10 - topic, 40, 0.2, 0.1, 0.4)
        for topic in range(10)
        for place in places
    ]
    names = ["topic", "name", column, "rows", "total", "share", "ci_low", "ci_high"]
    return kind(pd.DataFrame(lines, columns=names))


@pytest.fixture
def months():
    return shares(TopicsOverTime, "period", pd.period_range("2026-01", "2026-03", freq="M"))


@pytest.fixture
def channels():
    return shares(TopicsByGroup, "group", ["mail", "<b>chat</b>", 1, "1"])


def test_a_curve_draws_itself_and_marks_the_threshold_in_use():
    figure = toy(CLOSE, ["aa", "b"], threshold=0.85).curve().plot(title="<b>x</b>")
    assert type(figure).__module__.startswith("plotly")
    assert {line.name for line in figure.data} == {
        "rows removed",
        "groups",
        "rows of the largest group",
    }
    assert figure.layout.shapes[0].x0 == 0.85
    assert "<b>" not in figure.layout.title.text


def test_topics_over_time_are_drawn_as_many_as_are_asked_for(months):
    figure = months.plot(max_topics=3)
    assert len(figure.data) == 3
    assert "7 smaller topics are not shown" in figure.layout.xaxis.title.text
    with pytest.raises(InputError, match="most must be a whole number"):
        months.plot(max_topics=0)


def test_topics_by_group_are_bars_with_their_intervals(channels):
    figure = channels.plot()
    assert len(figure.data) == 8
    bar = figure.data[0]
    assert list(bar.y) == [0.2] * 4
    assert bar.error_y.array[0] == pytest.approx(0.2)
    assert bar.error_y.arrayminus[0] == pytest.approx(0.1)
    assert figure.layout.xaxis.ticktext == ("mail", "&lt;b&gt;chat&lt;/b&gt;", "1", "1")
    assert "2 smaller topics are not shown" in figure.layout.xaxis.title.text
    many = shares(TopicsByGroup, "group", range(25)).plot()
    assert "5 smaller groups are not shown" in many.layout.xaxis.title.text


def test_a_selection_with_the_columns_of_the_figure_draws_itself(months):
    few = months[months["topic"].isin([1, 2])]
    assert type(few) is TopicsOverTime
    assert len(few.plot().data) == 2
    assert type(few.sort_values("share").head(2).reset_index(drop=True)) is TopicsOverTime
    assert type(pd.concat([few, months])) is TopicsOverTime
    assert type(months.copy()) is TopicsOverTime


def test_other_results_are_plain_tables(months):
    plain = (
        months[["topic", "share"]],
        months.groupby("topic")[["share"]].mean(),
        months.T,
        months.pivot(index="period", columns="topic", values="share"),
        months.to_frame(),
        months.describe(),
        months.drop(columns="share"),
    )
    for table in plain:
        assert type(table) is pd.DataFrame
    assert isinstance(months["share"], pd.Series)
    with pytest.raises(ColumnError, match="no column 'period'"):
        months.set_index("period").plot()
    pd.testing.assert_frame_equal(months, months.to_frame())


def test_it_travels_as_any_table_does(tmp_path):
    curve = toy(CLOSE, ["aa", "b"]).curve()
    back = pickle.loads(pickle.dumps(curve))
    assert type(back) is ThresholdCurve
    assert back.attrs == curve.attrs
    write_table(curve, tmp_path / "curve.csv")
    assert list(pd.read_csv(tmp_path / "curve.csv").columns) == list(curve.columns)
    assert isinstance(curve, PlotFrame)
