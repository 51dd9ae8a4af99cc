"""Tests of figures/steps.py: every value lies in the step that is said to hold it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.figures.steps import MOST, steps_of


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.floats(-(2.0**40), 2.0**40, width=32, allow_subnormal=False), min_size=2, max_size=60
    )
)
def test_numbers_lie_between_the_edges_of_their_step(numbers):
    found = steps_of(pd.Series(numbers))
    if found is None:
        assert len(set(numbers)) == 1
        return
    steps, values = found
    codes = steps.codes(values)
    assert len(steps.starts) <= MOST
    assert codes.min() >= 0
    assert (codes == 0).any()
    ends = np.append(steps.starts[1:], np.inf)
    assert (values >= steps.starts[codes]).all()
    assert (values < ends[codes]).all()


@pytest.mark.parametrize(
    ("days", "steps", "first", "last"),
    [
        (30, 30, "2025-01-01", "2025-01-30"),
        (200, 29, "2024-12-30 to 2025-01-05", "2025-07-14 to 2025-07-20"),
        (365, 12, "2025-01-01 to 2025-01-31", "2025-12-01 to 2025-12-31"),
        (3000, 33, "2025-01-01 to 2025-03-31", "2033-01-01 to 2033-03-31"),
        (20000, 28, "2024-01-01 to 2025-12-31", "2078-01-01 to 2079-12-31"),
    ],
)
def test_dates_are_cut_into_days_weeks_months_quarters_or_years(days, steps, first, last):
    column = pd.Series(pd.date_range("2025-01-01", periods=days).astype(str))
    found, values = steps_of(column.sample(frac=1, random_state=0))
    assert len(found.starts) == steps
    open_low, open_high = found.lows[0] == "", found.highs[-1] == ""
    assert found.said(0, 0) == (f"until {first.split()[-1]}" if open_low else first)
    assert open_high or found.said(steps - 1, steps - 1) == last
    assert found.codes(values).max() == steps - 1


def test_whole_numbers_are_single_steps_and_far_ones_join_the_last():
    column = pd.Series([*(k % 10 for k in range(1000)), 1e9])
    steps, values = steps_of(column)
    assert steps.said(3, 3) == "3"
    assert steps.said(3, 5) == "3 to 5"
    assert steps.said(9, 9) == "from 9"
    assert steps.codes(values)[-1] == 9


def test_fractions_say_their_upper_bound():
    steps, _ = steps_of(pd.Series(np.linspace(0, 3, 31)))
    assert steps.said(1, 2) == "0.1 to under 0.3"


def test_missing_and_infinite_values_are_in_no_step_and_words_have_none():
    steps, values = steps_of(pd.Series([1.0, np.nan, np.inf, 2.0]))
    assert steps.codes(values)[1:3].tolist() == [-1, -1]
    assert steps_of(pd.Series(["a", "b"])) is None
    assert steps_of(pd.Series([7, 7])) is None


@pytest.mark.parametrize(
    "numbers", [[570301031407624193 + k for k in range(40)], [-1.7e308, 0.0, 1.7e308]]
)
def test_what_floats_cannot_tell_apart_has_no_steps(numbers):
    assert steps_of(pd.Series(numbers)) is None
