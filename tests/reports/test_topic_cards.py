"""Tests of reports/topic_cards.py."""

from __future__ import annotations

import numpy as np

from workbench.figures.steps import even_steps
from workbench.reports.topic_cards import joined_ends, trends_of


def shop(days):
    """Return a payload of two topics that take turns over the days."""
    values = np.array(days, dtype=np.float64)
    steps = even_steps(values, dates=True)
    column = {"kind": "date", "name": "created", "values": list(days)}
    column["steps"] = None if steps is None else {"starts": steps.starts.tolist()}
    of = [k % 2 for k in range(len(days))]
    return {"columns": [column], "topics": {"of": of, "table": [{"topic": 0}, {"topic": 1}]}}


def test_trends_are_shares_of_each_steps_rows():
    trends = trends_of(shop(range(20_000, 20_120)))
    assert trends.shares.shape[0] == 2
    assert np.allclose(trends.shares.sum(axis=0), 1)
    assert (trends.unit, trends.first, trends.last) == ("per week", "2024-10-04", "2025-01-31")
    assert trends.column == "created"


def test_few_dates_or_few_steps_make_no_trend():
    assert trends_of(shop(range(20_000, 20_019))) is None
    assert trends_of(shop([20_000, 20_001] * 20)) is None
    assert trends_of(shop([20_000] * 40)) is None


def test_rows_without_text_and_without_date_count_nowhere():
    payload = shop(range(20_000, 20_030))
    payload["topics"]["of"][1] = -2
    payload["columns"][0]["values"][3] = None
    trends = trends_of(payload)
    assert (trends.shares[:, 1].tolist(), trends.unit) == ([0, 0], "per day")
    assert trends.shares[:, 3].tolist() == [0, 0]
    assert trends.shares[:, 2].tolist() == [1, 0]


def test_a_step_that_has_only_begun_joins_its_neighbor():
    lines = joined_ends([np.array([10, 10, 10, 10, 1]), np.array([5, 5, 5, 5, 1])])
    assert [line.tolist() for line in lines] == [[10, 10, 10, 11], [5, 5, 5, 6]]
    lines = joined_ends([np.array([2, 10, 10, 10, 10])])
    assert lines[0].tolist() == [12, 10, 10, 10]
