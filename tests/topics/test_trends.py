import numpy as np
import pandas as pd
import pytest

from tests.topics.conftest import embed, make_texts
from workbench.errors import ColumnError, InputError
from workbench.topics import bursts, by_group, emerging, find_topics, over_time
from workbench.topics.trends import holm


@pytest.fixture(scope="module")
def dated():
    texts, labels = make_texts()
    rng = np.random.default_rng(0)
    day = rng.integers(0, 360, len(texts))
    late = np.array(labels) == "parcel"
    day[late] = rng.integers(200, 360, late.sum())
    times = pd.Timestamp("2025-01-01") + pd.to_timedelta(day, unit="D")
    frame = pd.DataFrame({"text": texts, "label": labels, "time": times, "channel": "mail"})
    frame.loc[frame["label"] == "login", "channel"] = "chat"
    return frame, find_topics(*embed(frame), min_cluster_size=20)


def test_shares_are_those_of_the_period(dated):
    frame, topics = dated
    table = over_time(topics, frame["time"])
    assert table.groupby("period")["share"].sum().between(0.999, 1.001).all()
    assert ((table["ci_low"] <= table["share"]) & (table["share"] <= table["ci_high"])).all()
    assert table["rows"].sum() == len(frame)
    assert len(table) == 12 * 4


def test_what_emerges_comes_first(dated):
    frame, topics = dated
    table = emerging(topics, frame["time"])
    first = (topics.to_frame()["assigned"] == table["topic"].iloc[0]).to_numpy()
    assert set(frame.loc[first, "label"]) == {"parcel"}
    assert table["trend"].iloc[0] == "emerging"
    assert table["first_half"].iloc[0] < table["second_half"].iloc[0]
    assert table["z"].is_monotonic_decreasing


def test_no_trend_where_times_mean_nothing(dated):
    frame, topics = dated
    times = frame["time"].sample(frac=1, random_state=1).to_numpy()
    assert (emerging(topics, times)["trend"] == "").all()


def test_copies_count_once_where_asked(dated):
    frame, _ = dated
    more = pd.concat([frame, *[frame.iloc[:1]] * 30], ignore_index=True)
    topics = find_topics(*embed(more), min_cluster_size=20)
    every, once = (over_time(topics, more["time"], count=c) for c in ("rows", "distinct"))
    assert every["rows"].sum() - once["rows"].sum() == 30


def test_groups(dated):
    frame, topics = dated
    table = by_group(topics, frame["channel"])
    chat = table[table["group"] == "chat"].set_index("topic")
    assert chat["share"].max() == 1
    assert chat["lift"].max() == pytest.approx(4, rel=0.05)


def test_refusals(dated):
    frame, topics = dated
    with pytest.raises(ColumnError, match="one value per row"):
        over_time(topics, frame["time"][:5])
    with pytest.raises(ColumnError, match="holds no dates"):
        emerging(topics, ["not a date"] * len(frame))
    with pytest.raises(InputError, match="count must be one of"):
        over_time(topics, frame["time"], count="words")


def test_adjustment_for_the_number_of_tests():
    assert np.allclose(holm(np.array([0.01, 0.04, 0.03])), [0.03, 0.06, 0.06])


def test_cells_that_are_no_dates_are_counted_in_every_trend(dated):
    frame, topics = dated
    times = frame["time"].dt.strftime("%d.%m.%Y").copy()
    times.iloc[:4] = "soon"
    for table in (over_time(topics, times), emerging(topics, times), bursts(topics, times)):
        assert table.attrs["notes"][-1] == (
            "4 cells of column 'time' are no dates that can be read (first: 'soon'); "
            "counted as empty"
        )
    assert over_time(topics, times)["rows"].sum() == len(frame) - 4
