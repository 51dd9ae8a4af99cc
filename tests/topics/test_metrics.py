"""What topics cost: means and totals, against the rest, and what grows."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import ttest_ind

from workbench.errors import ColumnError
from workbench.topics import find_topics, metrics
from workbench.topics.metrics import mean_per_row


@pytest.fixture(scope="module")
def found(four):
    _, rows, vectors, near = four
    return find_topics(rows, vectors, near, min_cluster_size=20)


@pytest.fixture(scope="module")
def costs(four):
    rng = np.random.default_rng(0)
    refund = (four[0]["label"] == "refund").to_numpy()
    minutes = np.where(refund, 10.0, 1.0) + rng.normal(0, 0.1, len(refund))
    minutes[3] = np.nan
    return pd.Series(minutes, name="minutes"), refund


def test_the_expensive_topic_comes_first_and_is_told_from_the_rest(found, costs):
    minutes = costs[0]
    table = metrics(found, [minutes])
    first = table.iloc[0]
    assert first["mean"] == pytest.approx(10, abs=0.5)
    inside = (found.to_frame()["assigned"] == first["topic"]).to_numpy() & minutes.notna()
    rest = minutes[~inside & minutes.notna()]
    assert first["rest_mean"] == pytest.approx(rest.mean())
    assert first["excess"] == pytest.approx(first["rows"] * (first["mean"] - rest.mean()))
    assert first["p"] < 0.001
    noise = np.random.default_rng(1).normal(size=160)
    least = metrics(found, [pd.Series(noise, name="noise")])["p"].min()
    shown = found.to_frame()["assigned"].to_numpy()
    tests = [ttest_ind(noise[shown == t], noise[shown != t], equal_var=False) for t in set(shown)]
    assert least == pytest.approx(min(1, min(one.pvalue for one in tests) * len(tests)))
    assert table["share"].sum() == pytest.approx(1)
    assert table["missing"].sum() == 1
    assert ((table["ci_low"] <= table["mean"]) & (table["mean"] <= table["ci_high"])).all()


def test_yes_and_no_are_shares(found, costs):
    _, refund = costs
    solved = pd.Series(np.where(refund, "No", "yes"), name="solved")
    table = metrics(found, [solved]).set_index("topic")
    assert table["mean"].between(0, 1).all()
    assert table["mean"].idxmin() == metrics(found, [costs[0]])["topic"].iloc[0]
    assert table[["ci_low", "ci_high"]].stack().between(0, 1).all()


def test_growth_is_of_the_second_half(found, costs):
    minutes, refund = costs
    day = np.where(refund & (np.arange(160) % 3 > 0), 90, np.arange(160) % 50)
    dates = pd.Timestamp("2025-01-01") + pd.to_timedelta(pd.Series(day), unit="D")
    table = metrics(found, [minutes], dates)
    grown = table.sort_values("growth").iloc[-1]
    assert grown["mean"] == pytest.approx(10, abs=0.5)
    total = table["first_half"] + table["second_half"]
    assert total.sum() == pytest.approx(np.nansum(minutes))
    assert (table["growth"] == table["second_half"] - table["first_half"]).all()


def test_several_metrics_share_one_correction(found, costs):
    minutes = costs[0]
    noise = pd.Series(np.random.default_rng(1).normal(size=160), name="noise")
    alone, both = metrics(found, [minutes]), metrics(found, [minutes, noise])
    assert both["metric"].unique().tolist() == ["minutes", "noise"]
    mine = both[both["metric"] == "minutes"].reset_index(drop=True)
    assert (mine["p"] >= alone["p"]).all()
    assert (both.loc[both["metric"] == "noise", "p"] > 0.05).all()


def test_each_row_gets_the_mean_of_its_topic(found, costs):
    minutes = costs[0]
    means = mean_per_row(found, minutes)
    table = metrics(found, [minutes]).set_index("topic")["mean"]
    topic = found.assigned
    assert means.name == "minutes (mean of the topic)"
    assert means.index.equals(found.rows.index)
    assert means[topic.isna() | (topic < 0)].isna().all()
    for number in set(topic.dropna()) - {-1}:
        assert (means[topic == number] == table[number]).all()


def test_equal_values_differ_by_nothing_and_words_are_refused(found):
    table = metrics(found, [pd.Series([2.0] * 160, name="same")])
    assert (table["p"] == 1).all()
    assert (table["difference"] == 0).all()
    with pytest.raises(ColumnError, match="no number"):
        metrics(found, [pd.Series(["x"] * 160, name="words")])
