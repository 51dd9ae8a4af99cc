"""What a person types to choose rows."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import InputError
from workbench.tables import rows_of
from workbench.tables.row_filters import Query, read_query, value_mask

FRAME = pd.DataFrame(
    {
        "body": ["Refund never came", "refund came late", None, "Card <b>lost</b>"],
        "amount": [5.0, 10.0, np.nan, 7.5],
        "count": [1, 2, 3, 4],
        "when": pd.to_datetime(["2026-01-31 23:30", "2026-02-01 00:00", None, "2026-03-15 00:00"]),
        "urgent": [True, False, True, False],
    }
)


@pytest.mark.parametrize(
    ("column", "wanted", "found"),
    [
        ("body", "LOST", [3]),
        ("amount", "10", [1]),
        ("amount", ">= 7.5", [1, 3]),
        ("amount", "< 7.5", [0]),
        ("amount", "5 .. 7.5", [0, 3]),
        ("amount", ".. 5", [0]),
        ("count", "3 ..", [2, 3]),
        ("when", "2026-01", [0]),
        ("when", "2026-01 .. 2026-02", [0, 1]),
        ("when", "> 2026-01-31", [1, 3]),
        ("urgent", "yes", [0, 2]),
    ],
)
def test_a_column_is_asked_in_its_own_kind(column, wanted, found):
    assert np.flatnonzero(value_mask(FRAME[column], wanted)).tolist() == found


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("late parcel", Query("late parcel", ("late", "parcel"))),
        ('late "my  parcel" now', Query("late my parcel now", ("late", "now"), ("my  parcel",))),
        ("Amount:>=5 late", Query("late", ("late",), (), (("amount", ">=5"),))),
        ('body:"card lost"', Query("", (), (), (("body", "card lost"),))),
        (
            "see: http://a.example 5:30",
            Query("see: http://a.example 5:30", ("see:", "http://a.example", "5:30")),
        ),
        ('a 5" pipe', Query('a 5" pipe', ("a", '5"', "pipe"))),
        ('" " body: x', Query("body: x", ("body:", "x"))),
    ],
)
def test_what_names_no_column_stays_words(typed, read):
    assert read_query(typed, FRAME.columns) == read


@given(st.text(alphabet='ab:" >', max_size=20))
def test_any_text_is_read(typed):
    query = read_query(typed, ["a"])
    assert '""' not in query.words or '""' in typed
    assert all(phrase in typed for phrase in query.phrases)
    if not set(typed) & set('":'):
        assert query.words == " ".join(typed.split())


def test_phrases_and_values_narrow_the_rows():
    rows = rows_of(FRAME, "body")
    query = read_query('refund "CAME late" amount:>5', FRAME.columns)
    assert query.mask(rows, FRAME).tolist() == [False, True, False, False]
    assert query.notes == ("only rows whose amount is '>5'", "only rows that hold 'CAME late'")
    alone = read_query("urgent:yes", FRAME.columns)
    assert alone.mask(rows, FRAME).tolist() == [True, False, True, False]


def test_what_is_no_number_or_date_is_refused():
    with pytest.raises(InputError, match="a number is needed, such as 5"):
        value_mask(FRAME["amount"], "many")
    with pytest.raises(InputError, match="a date is needed, such as 2026"):
        value_mask(FRAME["when"], "someday")


@pytest.mark.parametrize("dtype", ["int64", "Int64", "uint64"])
def test_long_ids_are_compared_by_every_digit(dtype):
    column = pd.Series([570301031407624193, 570301031407624194], dtype=dtype)
    assert value_mask(column, "570301031407624194").tolist() == [False, True]
    assert value_mask(column, "99999999999999999999").tolist() == [False, False]
