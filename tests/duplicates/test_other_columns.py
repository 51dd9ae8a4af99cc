"""Tests of duplicates/other_columns.py."""

from __future__ import annotations

from workbench.duplicates.other_columns import MOST_LETTERS, beside, differing

COLUMNS = {"plan": ["a", "a", "b", "c", "d"], "city": ["x"] * 4 + ["y"]}


def test_columns_that_differ_most_often_are_told_first():
    assert differing([0, 1, 2, 4], COLUMNS, 0) == "plan differs in 2 of 4, city differs in 1 of 4"
    assert differing([0, 1], COLUMNS, 0) == ""


def test_values_are_told_once_and_at_most_three_of_them():
    assert beside([0, 1], COLUMNS, 0) == [["plan", "a", False], ["city", "x", False]]
    assert beside([1, 2, 3, 4], COLUMNS, 0)[0] == ["plan", "a / b / c / 1 more", True]
    [[name, said, _]] = beside([0], {"n" * 99: ["v" * 999]}, 0)
    assert (len(name), len(said)) == (40, MOST_LETTERS)
