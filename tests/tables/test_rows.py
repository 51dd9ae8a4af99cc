"""Rows: which row holds which text, and what is said when none does.

Tests of tables/row_masks.py and tables/source.py.
"""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import ColumnError, InputError
from workbench.tables import rows_of

cells = st.one_of(st.none(), st.just(float("nan")), st.text(max_size=6), st.integers(0, 9))


@given(st.lists(cells, max_size=30))
def test_every_row_with_text_points_at_its_own_text(values):
    frame = pd.DataFrame({"body": pd.Series([*values, "text"], dtype=object)})
    rows = rows_of(frame, "body")
    assert len(rows) == len(values) + 1
    assert list(rows.distinct) == sorted(set(rows.distinct))
    copies: list[int] = []
    for text, place in zip(rows.texts, rows.distinct_of, strict=True):
        assert (place == -1) == (text is None)
        if text is not None:
            assert rows.distinct[place] == text
        before = [one for one in rows.texts[: len(copies)] if one == text]
        copies.append(-1 if text is None else len(before))
    assert rows.counts.sum() == rows.has_text.sum()
    assert rows.copy_of.tolist() == copies


@given(st.lists(st.sampled_from(["a", "b", "c", None]), min_size=1, max_size=12), st.data())
def test_taking_rows_keeps_their_texts_and_drops_unused_ones(values, data):
    rows = rows_of(pd.DataFrame({"t": pd.Series([*values, "z"], dtype=object)}), "t")
    positions = data.draw(st.permutations(range(len(rows)))).copy()
    positions = np.array(positions[: data.draw(st.integers(1, len(rows)))])
    smaller, kept = rows.take(positions)
    assert smaller.texts == tuple(rows.texts[p] for p in positions)
    assert smaller.distinct == tuple(rows.distinct[k] for k in kept)
    assert smaller.copy_of.tolist() == rows.copy_of[positions].tolist()
    assert set(smaller.distinct) == {t for t in smaller.texts if t is not None}
    assert all(
        smaller.distinct[k] == text
        for text, k in zip(smaller.texts, smaller.distinct_of, strict=True)
        if text is not None
    )


def test_the_order_of_the_table_never_reaches_the_distinct_texts():
    frame = pd.DataFrame({"t": ["pear", "apple", "pear", "fig"]})
    assert rows_of(frame, "t").distinct == rows_of(frame[::-1], "t").distinct


def test_spread_lines_up_with_the_rows():
    rows = rows_of(pd.DataFrame({"t": ["b", None, "a", "b"]}), "t")
    assert rows.spread(np.array([10, 20]), -1).tolist() == [20, -1, 10, 20]
    assert rows.spread(np.ones((2, 3)), 0).shape == (4, 3)


def test_several_columns_are_joined_in_order_and_blanks_left_out():
    frame = pd.DataFrame({"title": ["Hi", " ", None], "body": ["there", "you", None]})
    assert rows_of(frame, ["title", "body"]).texts == ("Hi\nthere", "you", None)


@pytest.mark.parametrize("blank", ["", "  \n\t", "\u200b\ufeff", "\x00", None, float("nan"), pd.NA])
def test_blank_cells_are_kept_as_rows_without_text(blank):
    rows = rows_of(pd.DataFrame({"t": pd.Series(["x", blank], dtype=object)}), "t")
    assert rows.texts == ("x", None)


@pytest.mark.parametrize("dtype", ["str", "string", "category", object])
def test_every_kind_of_text_column_is_read_the_same(dtype):
    frame = pd.DataFrame({"t": pd.Series(["a", None, "b"], dtype=dtype)})
    assert rows_of(frame, "t").texts == ("a", None, "b")


def test_any_index_will_do():
    index = pd.MultiIndex.from_tuples([("x", 1), ("x", 1), ("y", 2)])
    rows = rows_of(pd.DataFrame({"t": ["a", "b", "a"]}, index=index), "t")
    assert rows.index.equals(index)


def test_a_number_among_texts_is_taken_as_written():
    assert rows_of(pd.DataFrame({"t": ["error", 404]}), "t").texts == ("error", "404")


@pytest.mark.parametrize(
    ("frame", "text", "message"),
    [
        (
            pd.DataFrame({"body": ["x"]}),
            "bdy",
            r"no column 'bdy'.*Columns: body\. Did you mean 'body'",
        ),
        (pd.DataFrame({"n": [1, 2], "body": ["x", "y"]}), "n", "holds numbers.*text: body"),
        (pd.DataFrame({"d": pd.to_datetime(["2025-01-01"])}), "d", "holds dates"),
        (pd.DataFrame([["a", "b"]], columns=["t", "t"]), "t", "2 columns named 't'"),
    ],
)
def test_a_column_that_cannot_be_used_says_which_can(frame, text, message):
    with pytest.raises(ColumnError, match=message):
        rows_of(frame, text)


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        (pd.DataFrame({"t": pd.Series([], dtype=str)}), "the table has no rows"),
        (pd.DataFrame({"t": ["", None]}), r"no cell of 't' holds a text \(of 2 rows\)"),
        (pd.DataFrame({"t": ["x", b"y"]}), r"type bytes in row 2 of the table.*decode"),
        (pd.DataFrame({"t": ["x", {"a": 1}]}), r"type dict in row 2 of the table.*astype\(str\)"),
        (pd.Series(["x"]), "to_frame"),
        (["x"], "DataFrame is needed, got list"),
    ],
)
def test_nothing_to_embed_says_what_to_type(frame, message):
    with pytest.raises(InputError, match=message):
        rows_of(frame, "t")


def test_what_no_file_can_hold_becomes_a_replacement_character():
    rows = rows_of(pd.DataFrame({"t": pd.Series(["a\ud800b", "\U0001f600"], dtype=object)}), "t")
    assert rows.texts == ("a\ufffdb", "\U0001f600")
