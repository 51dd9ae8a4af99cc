"""Tests of widgets/growth_chart.py: what grew, beside the explorer's map."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.figures.makers import small_corpus
from workbench.topics.growth import growth_of
from workbench.widgets import ExplorerWidget

LATE = "thing number 5"


@pytest.fixture
def corpus():
    """Return the small corpus with a row a day: its topics come one after the other."""
    corpus = small_corpus()
    corpus.frame["when"] = pd.date_range("2026-01-01", periods=len(corpus.frame), freq="D")
    return corpus


@pytest.fixture
def view(corpus):
    return ExplorerWidget(corpus.projection, frame=corpus.frame, topics=corpus.topics)


def chart(view):
    charts = view.charts.state["charts"]
    return next(one for one in charts if one["key"] == "growth")


def names(view, verb):
    return {one["name"] for one in chart(view)["bars"] if f" {verb} from " in one["said"]}


def test_the_chart_says_what_the_report_says(view, corpus):
    growth = growth_of(corpus.topics, corpus.frame)
    assert names(view, "grew") == {one.name for one in growth.grown} != set()
    assert names(view, "shrank") == {one.name for one in growth.shrunk} != set()
    first, most = chart(view)["bars"][0], growth.grown[0]
    assert first["many"] == f"{most.before:.1%} \u2192 {most.after:.1%}"
    assert first["said"].startswith(f"\u201c{most.name}\u201d grew from {most.before:.1%} to ")
    assert f"compared with rows of {growth.after[0]} to" in chart(view)["note"]
    assert "Draw across when" in chart(view)["note"]


def test_it_stands_below_the_days(view):
    keys = [one["key"] for one in view.charts.state["charts"]]
    days = next(one["key"] for one in view.charts.state["charts"] if one["label"] == "when")
    assert keys[keys.index("growth") - 1] == days


def test_days_that_are_chosen_are_compared_with_those_before(view):
    days = next(one for one in view.charts.state["charts"] if one["label"] == "when")
    last = len(days["bins"]["all"]) - 1
    view.charts.receive(
        {"kind": "chart", "key": days["key"], "codes": [last - 3, last], "range": True}
    )
    assert names(view, "grew") == {LATE}
    assert "Draw across" not in chart(view)["note"]
    drawn = chart(view)
    view.clear()
    view.filter(column="when", value=f"{days['bins']['names'][last - 3][:10]} ..")
    assert chart(view) == drawn
    assert view.panel.state["total"] < len(view.rows)


def test_a_bar_chooses_its_topic_and_others_stay(view):
    before = chart(view)
    code = next(one["code"] for one in before["bars"] if one["name"] == LATE)
    view.charts.receive({"kind": "chart", "key": "growth", "codes": [code]})
    assert view.panel.state["total"] == 40
    assert view.panel.state["chips"] == [["chart topic", f"Topic: {LATE}"]]
    after = chart(view)
    assert [one["name"] for one in after["bars"]] == [one["name"] for one in before["bars"]]
    assert [one["name"] for one in after["bars"] if one["chosen"]] == [LATE]


def test_few_rows_and_chance_are_told(view, corpus):
    view.map.select(np.arange(20))
    assert chart(view)["note"].startswith("Too few rows with a date to tell. Draw across when")
    assert chart(view)["bars"] == []
    mixed = corpus.frame.assign(when=np.random.default_rng(0).permutation(corpus.frame["when"]))
    view = ExplorerWidget(corpus.projection, frame=mixed, topics=corpus.topics)
    assert "Nothing that chance would not explain." in chart(view)["note"]


def test_without_topics_or_days_there_is_no_chart(corpus):
    plain = ExplorerWidget(corpus.projection, frame=corpus.frame)
    undated = ExplorerWidget(
        corpus.projection, frame=corpus.frame.drop(columns="when"), topics=corpus.topics
    )
    for view in (plain, undated):
        assert "growth" not in [one["key"] for one in view.charts.state["charts"]]


def test_the_topics_name_what_grew_most(view):
    topics = next(one for one in view.charts.state["charts"] if one["key"] == "topic")
    first = chart(view)["bars"][0]
    assert topics["note"] == f"Grew most: \u201c{first['name']}\u201d, {first['many']}"
