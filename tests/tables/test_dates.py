"""Texts that are dates are read as such, and nothing else is."""

import pandas as pd
import pytest

from workbench.tables import read_dates


def test_iso_texts_and_gaps_become_dates():
    dates = read_dates(pd.Series(["2025-03-01", None, "2025-03-01T10:00:00+02:00"]))
    assert str(dates.iloc[0]) == "2025-03-01 00:00:00+00:00"
    assert pd.isna(dates.iloc[1])
    assert str(dates.iloc[2]) == "2025-03-01 08:00:00+00:00"


def test_dates_are_handed_back_as_they_are():
    column = pd.Series(pd.to_datetime(["2025-03-01", None]))
    assert read_dates(column) is column


@pytest.mark.parametrize(
    "cells", [["2025-03-01", "soon"], ["2025-13-41"], [None, None], [20250301, 20250302], [""]]
)
def test_a_column_that_holds_anything_else_is_none(cells):
    assert read_dates(pd.Series(cells)) is None
