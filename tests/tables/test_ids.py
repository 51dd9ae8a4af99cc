"""Ids: what rows are called, whatever stands in the id column."""

from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import ColumnError, InputError
from workbench.tables import ids_of, rows_of


def table(ids, index=None):
    column = pd.Series(list(ids), dtype=object)
    frame = pd.DataFrame({"t": ["x"] * len(column), "id": column})
    return frame if index is None else frame.set_axis(index, axis=0)


def test_an_id_that_repeats_or_is_empty_is_completed_by_the_row_of_the_file():
    ids = ids_of(table(["0101", "0102", "0101", None, " "]), "id", [2, 3, 4, 7, 8])
    assert ids.values.tolist() == ["0101 (row 2)", "0102", "0101 (row 4)", "row 7", "row 8"]
    assert ids.labels.tolist() == ids.values.tolist()
    assert ids.written.tolist() == ["0101", "0102", "0101", "", ""]
    repeats, empty = ids.notes
    assert "holds 1 id more than once, in 2 rows" in repeats
    assert "'0101 (row 2)'" in repeats
    assert "is empty in 2 rows" in empty


def test_without_an_id_column_rows_have_the_numbers_of_the_file():
    ids = ids_of(table("ab"), None, np.array([2, 5]))
    assert (ids.values.tolist(), ids.labels.tolist()) == ([2, 5], ["row 2", "row 5"])
    assert (ids.kind, ids.notes) == ("row", ())


def test_rows_of_several_sheets_are_called_by_their_sheet_too():
    ids = ids_of(table("abc"), None, [2, 3, 2], sheets=("May", "May", "June"))
    assert ids.labels.tolist() == ["row 2 of May", "row 3 of May", "row 2 of June"]
    same = ids_of(table(["7", "8", "7"]), "id", [2, 3, 2], sheets=("May", "May", "June"))
    assert same.values.tolist() == ["7 (row 2 of May)", "8", "7 (row 2 of June)"]


@pytest.mark.parametrize(
    ("index", "labels"),
    [
        (None, ["index 0", "index 1"]),
        ([7, 9], ["index 7", "index 9"]),
        (["a", "b"], ["index a", "index b"]),
        ([3, 3], ["position 0", "position 1"]),
        ([3, np.nan], ["position 0", "position 1"]),
        (["1", 1], ["position 0", "position 1"]),
    ],
)
def test_a_table_in_memory_names_rows_by_its_index_if_that_tells_them_apart(index, labels):
    ids = ids_of(table("ab", index))
    assert ids.labels.tolist() == labels
    assert not rows_of(table("ab", index), "t").has_own_ids


@pytest.mark.parametrize(
    ("given", "values"),
    [
        ([3, 1, 2], [3, 1, 2]),
        (["0101", "101"], ["0101", "101"]),
        ([1, "1"], ["1 (index 0)", "1 (index 1)"]),
        ([True, "True", 1], ["True (index 0)", "True (index 1)", "1"]),
        ([1.0, "1", 2], ["1 (index 0)", "1 (index 1)", "2"]),
        (["1 ", "1"], ["1 (index 0)", "1 (index 1)"]),
        (["e\u0301", "\xe9"], ["e\u0301 (index 0)", "\xe9 (index 1)"]),
        ([1.0, 2.0, float("nan")], ["1", "2", "index 2"]),
        ([9007199254740993, 9007199254740992.0], ["9007199254740993", "9007199254740992.0"]),
        ([Decimal("1.0"), Decimal("1.00")], ["1.0", "1.00"]),
        ([[1], [1], {"a": "\xfc"}], ["[1] (index 0)", "[1] (index 1)", '{"a": "\xfc"}']),
        (["a", "a (index 2)", "a"], ["a (index 0)", "a (index 2) (index 1)", "a (index 2)"]),
        (["a", "a\u200b"], ["a (index 0)", "a\u200b (index 1)"]),
    ],
)
def test_ids_that_look_the_same_are_told_apart_and_others_stay_what_they_are(given, values):
    found = ids_of(table(given), "id").values.tolist()
    assert found == values
    assert [type(value) for value in found] == [type(value) for value in values]


CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 12),
    st.floats(),
    st.sampled_from(["", " ", "1", "1 ", "01", "a", "a (index 1)", "index 2", "\u200b", "\ud800"]),
    st.lists(st.integers(0, 2), max_size=2),
    st.dates(),
)


@given(st.lists(CELLS, min_size=1, max_size=8))
def test_any_column_tells_any_rows_apart(cells):
    ids = ids_of(table(cells), "id")
    assert len(set(ids.values.tolist())) == len(set(ids.labels.tolist())) == len(cells)
    assert [ids.find(value) for value in ids.values.tolist()] == list(range(len(cells)))
    assert all(label.strip() for label in ids.labels.tolist())


def test_a_row_is_found_by_its_value_as_written_or_as_reasons_name_it():
    file = ids_of(table("ab"), None, [2, 3])
    assert [file.find(one) for one in (3, "3", "row 3", np.int64(3), 3.0)] == [1] * 5
    own = ids_of(table(["0101", "7", "0101"]), "id", [2, 3, 4])
    assert [own.find(one) for one in ("0101 (row 4)", 7, "7")] == [2, 1, 1]
    with pytest.raises(InputError, match=r"2 rows have the id '0101'.*'0101 \(row 2\)'"):
        own.find("0101")
    with pytest.raises(InputError, match="no row with the id 1.*number in the file, from 2 to 3"):
        file.find(1)
    with pytest.raises(InputError, match="no row with the id 'x '.*Did you mean 'x'"):
        ids_of(table(["x", "y"]), "id").find("x ")


def test_a_part_of_a_table_keeps_what_its_rows_are_called():
    rows = rows_of(table(["a", "b", "a", "c"]), "t", "id", [2, 3, 4, 5])
    part, _ = rows.take(np.array([2, 3]))
    assert part.ids.tolist() == ["a (row 4)", "c"]
    plain, _ = rows_of(table("abc"), "t", None, [2, 3, 4]).take(np.array([0, 2]))
    assert plain.labels.tolist() == ["row 2", "row 4"]
    counted, _ = rows_of(table("abc", [1, 1, 1]), "t").take(np.array([1, 2]))
    assert counted.labels.tolist() == ["position 0", "position 1"]


def test_columns_that_cannot_be_ids_are_refused():
    twice = pd.DataFrame([["a", "b", "c"]], columns=["t", "id", "id"])
    with pytest.raises(ColumnError, match="several columns named 'id'"):
        ids_of(twice, "id")
    with pytest.raises(ColumnError, match="no column 'nr'.*Columns: t, id"):
        ids_of(table("ab"), "nr")
    with pytest.raises(InputError, match="one number per row"):
        ids_of(table("ab"), None, [2])
