"""Filters over rows."""

import numpy as np
import pandas as pd
import pytest

from workbench.errors import ColumnError, InputError
from workbench.tables import rows_of
from workbench.widgets.filters import Filters, mask_of

FRAME = pd.DataFrame(
    {
        "body": ["Refund never came", "refund came late", None, "Card <b>lost</b>"],
        "amount": [5.0, 10.0, np.nan, 7.5],
        "count": [1, 2, 3, 4],
        "when": pd.to_datetime(["2026-01-31 23:30", "2026-02-01 00:00", None, "2026-03-15 00:00"]),
        "urgent": [True, False, True, False],
    }
)


@pytest.fixture
def rows():
    return rows_of(FRAME, "body")


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("REFUND came", [0, 1]),
        ('"came late"', [1]),
        ("<b>", [3]),
        ("refund amount:>=7", [1]),
        ("urgent:yes", [0, 2]),
        ("body:lost", [3]),
        ("other:lost", []),
    ],
)
def test_every_word_and_value_must_hold(rows, typed, left):
    assert np.flatnonzero(mask_of(Filters(words=typed), rows, FRAME)).tolist() == left


def test_days_hold_until_their_end(rows):
    mask = mask_of(Filters(since="2026-01-31", until="2026-01-31"), rows, FRAME, time="when")
    assert mask.tolist() == [True, False, False, False]


def test_filters_meet(rows):
    mask = mask_of(
        Filters(words="refund", column="amount", value="> 6", only="mine"),
        rows,
        FRAME,
        masks={"mine": np.array([True, True, True, False])},
    )
    assert mask.tolist() == [False, True, False, False]


def test_nothing_asked_is_no_mask(rows):
    assert mask_of(Filters(column="amount"), rows, FRAME) is None


def test_what_cannot_be_read_is_refused(rows):
    with pytest.raises(ColumnError, match="no column 'amout'"):
        mask_of(Filters(column="amout", value="1"), rows, FRAME)
    with pytest.raises(InputError, match="no set of rows named 'x'"):
        mask_of(Filters(only="x"), rows, FRAME)
