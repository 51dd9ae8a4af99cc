"""Texts that are numbers can be computed with; names that look like numbers stay names."""

import decimal

import numpy as np
import pandas as pd
import pytest

from workbench.errors import ColumnError
from workbench.tables import as_numbers, as_truths, comparable, numbers_in


@pytest.mark.parametrize(
    ("cells", "numbers"),
    [
        (["3.0", "4"], [3.0, 4.0]),
        (["19.90", None], [19.9, np.nan]),
        (["1,234.50", "2"], [1234.5, 2.0]),
        (["1,234,567"], [1234567.0]),
        (["19,90", "3"], [19.9, 3.0]),
        (["1.234,50", "3,1"], [1234.5, 3.1]),
        ([1001, "17"], [1001.0, 17.0]),
        (["-5", "+5", " 5 "], [-5.0, 5.0, 5.0]),
        (["1e5", ".5"], [1e5, 0.5]),
        ([decimal.Decimal("0.5"), 1], [0.5, 1.0]),
    ],
)
def test_texts_that_are_numbers(cells, numbers):
    found = as_numbers(pd.Series(cells, dtype=object))
    np.testing.assert_array_equal(found.to_numpy(dtype=float, na_value=np.nan), numbers)


@pytest.mark.parametrize(
    "cells",
    [
        ["1001", "A-17"],
        [""],
        ["nan"],
        ["inf"],
        ["1_0"],
        ["0x10"],
        [None],
        [True, False],
        ["TRUE"],
        ["1,234", "2,500"],
        ["1,5", "1.5"],
        [[1]],
        [b"1"],
        ["1/2"],
        ["12:30"],
        ["5 %"],
    ],
)
def test_anything_else_is_none(cells):
    assert as_numbers(pd.Series(cells, dtype=object)) is None


@pytest.mark.parametrize(
    ("cells", "greatest"),
    [
        (["00123", "7"], 0),
        (["570301031407624196", "570301031407624197"], 1),
        (["+4930123456", "+4930123450"], 0),
    ],
)
def test_identifiers_are_numbers_only_if_asked_for(cells, greatest):
    column = pd.Series(cells)
    assert as_numbers(column) is None
    assert as_numbers(column, identifiers=True).idxmax() == greatest


def test_numbers_are_handed_back_as_they_are():
    column = pd.Series([2**60 + 1, 2])
    assert as_numbers(column) is column


def test_a_named_column_may_hold_a_few_other_things():
    assert numbers_in(pd.Series(["3", "n/a", None, [1]]), "cost").tolist()[0] == 3.0
    with pytest.raises(ColumnError, match="'cost' holds no number"):
        numbers_in(pd.Series(["a", "b"]), "cost")
    with pytest.raises(ColumnError, match="comma.*thousands or for decimals"):
        numbers_in(pd.Series(["1,234", "x"]), "cost")


def test_truths_whatever_their_case():
    assert as_truths(pd.Series(["TRUE", "false", None])).tolist() == [True, False, pd.NA]
    assert as_truths(pd.Series(["TRUE", "maybe"])) is None


def test_nested_cells_are_compared_by_their_json():
    column = comparable(pd.Series([["a", "b"], ("a", "b"), {"x": 1}, np.array([1]), "a", None]))
    assert column.tolist()[:5] == ['["a", "b"]', '["a", "b"]', '{"x": 1}', "[1]", "a"]
    assert column.nunique() == 4
