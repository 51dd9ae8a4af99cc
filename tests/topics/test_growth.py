"""Tests of topics/growth.py: which topics surely changed, and between which days."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.figures.makers import labeled_topics
from workbench.topics.growth import LEAST_DATES, dated_topics, growth_of

N = 400
DAYS = pd.date_range("2026-01-01", periods=N, freq="D")


def topics_and_frame(about, days=DAYS):
    frame = pd.DataFrame(
        {"text": [f"{word} number {k}" for k, word in enumerate(about)], "day": days.astype(str)}
    )
    return labeled_topics(frame, "text", list(about)), frame


@pytest.fixture(scope="module")
def made():
    """Return topics of which "refund" is found on every second day from the 301st on."""
    at = np.arange(N)
    return topics_and_frame(np.where((at >= 300) & (at % 2 == 0), "refund", "login"))


def test_the_halves_are_those_of_emerging(made):
    topics, frame = made
    growth = growth_of(topics, frame)
    table = topics.emerging("day").set_index("name")
    assert (growth.before, growth.after) == (
        ("2026-01-01", "2026-07-19"),
        ("2026-07-20", "2027-02-04"),
    )
    (refund,), (login,) = growth.grown, growth.shrunk
    for one in (refund, login):
        assert one.before == table.at[one.name, "first_half"]
        assert one.after == table.at[one.name, "second_half"]
    assert (refund.name, login.name) == ("refund", "login")


def test_a_window_is_compared_with_the_time_before_it(made):
    dated = dated_topics(*made)
    growth = dated.growth(window=np.arange(N) >= 300)
    assert (growth.before, growth.after) == (
        ("2026-01-01", "2026-10-27"),
        ("2026-10-28", "2027-02-04"),
    )
    assert [(one.name, one.before, one.after) for one in growth.grown] == [("refund", 0, 0.5)]
    # Rows behind a window count on neither side.
    before = dated.growth(window=(np.arange(N) >= 100) & (np.arange(N) < 300))
    assert before.after == ("2026-04-11", "2026-10-27")
    assert before.grown == before.shrunk == ()


def test_with_nothing_before_a_window_its_halves_are_compared(made):
    growth = dated_topics(*made).growth(window=np.arange(N) < 300)
    assert (growth.before[0], growth.after[1]) == ("2026-01-01", "2026-10-27")
    assert growth.grown == ()


def test_only_some_rows_count(made):
    dated = dated_topics(*made)
    even = np.arange(N) % 2 == 0
    growth = dated.growth(even, np.arange(N) >= 300)
    assert [(one.name, one.after) for one in growth.grown] == [("refund", 1.0)]
    assert dated.growth(~even, np.arange(N) >= 300).grown == ()


def test_too_few_rows_tell_nothing(made):
    dated = dated_topics(*made)
    assert dated.growth(np.arange(N) < LEAST_DATES - 1) is None
    assert dated.growth(np.arange(N) >= 300, np.arange(N) >= 300) is not None
    assert dated.growth(window=np.zeros(N, dtype=bool)) is None


def test_rows_of_one_day_have_no_before():
    about = np.where(np.arange(N) < 200, "refund", "login")
    hours = pd.date_range("2026-01-01", periods=N, freq="min")
    assert growth_of(*topics_and_frame(about, hours)) is None
