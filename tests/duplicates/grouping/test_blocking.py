import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.duplicates.cases import found, texts_of_words, toy
from workbench.errors import ColumnError, InputError

CLOSE = [[1, 0.95], [0.95, 1]]
TABLE = pd.DataFrame({"text": ["aa", "b", "aa", "b", "aa"], "product": ["x", "y", "x", "x", None]})


def test_only_rows_of_one_block_are_compared():
    result = toy(CLOSE, TABLE["text"], table=TABLE, frame=TABLE, block_on="product")
    frame = result.to_frame()
    assert frame["group"].isna().tolist() == [False, True, False, False, True]
    assert (frame["verdict"] != "drop").tolist() == [True, True, False, False, True]
    assert result.manifest.parameters["block_on"] == ["product"]
    assert result.notes == (
        "compared only inside 3 blocks, the largest of 3 rows",
        "0 of 1 pairs of texts were not compared",
    )


def test_blocks_do_not_depend_on_the_order_of_rows():
    turned = TABLE.iloc[::-1].reset_index(drop=True)
    here = toy(CLOSE, TABLE["text"], table=TABLE, frame=TABLE, block_on=["product"])
    there = toy(CLOSE, turned["text"], table=turned, frame=turned, block_on=["product"])
    assert here.groups["size"].tolist() == there.groups["size"].tolist() == [3]
    assert here.n_removed == there.n_removed == 2


def test_within_needs_the_table_and_its_column():
    with pytest.raises(
        InputError, match="block_on=, max_days= and review_if_different= need the table"
    ):
        toy(CLOSE, ["aa", "b"], block_on="product")
    with pytest.raises(ColumnError, match="no column 'prodct'.*Did you mean 'product'"):
        toy(CLOSE, TABLE["text"], table=TABLE, frame=TABLE, block_on="prodct")


def dated(texts, days, **more):
    start = pd.Timestamp("2024-02-27 23:00")
    when = [pd.NaT if day is None else start + pd.Timedelta(days=day) for day in days]
    return pd.DataFrame({"text": texts, "when": when} | more)


def run(similarities, table, **options):
    return toy(similarities, table["text"], table=table, frame=table, **options)


def test_rows_are_compared_within_so_many_days():
    table = dated(["aa", "b", "b", "aa", "aa", "b", "b"], [0, 7, 9, 40, 47, None, None])
    result = run(CLOSE, table, max_days=7, keep="longest")
    frame = result.to_frame()
    assert (frame["verdict"] != "drop").tolist() == [True, False, True, True, False, True, False]
    assert frame["reason"].tolist() == [
        "kept",
        "the same as index 0 in other words (0.950)",
        "kept",
        "kept",
        "identical to index 3",
        "kept",
        "identical to index 5",
    ]
    assert frame["group"].nunique() == 3
    assert result.manifest.parameters["max_days"] == 7
    assert result.notes == (
        "compared only within 7 days; 2 rows without a date only with one another",
        "0 of 1 pairs of texts were not compared",
    )
    far = run(CLOSE, dated(["aa", "b"], [0, 8]), max_days=7)
    assert far.n_removed == 0
    assert far.notes[-1] == "1 of 1 pairs of texts were not compared"


def test_days_and_blocks_go_together():
    table = dated(["aa", "b", "b"], [0, 1, 2], product=["x", "y", "x"])
    frame = run(CLOSE, table, max_days=5, block_on="product").to_frame()
    assert frame["verdict"].tolist() == ["keep", "keep", "drop"]


def test_a_copy_of_another_day_is_no_copy():
    table = dated(["aa", "aa", "b"], [0, 30, 30])
    frame = run(CLOSE, table, max_days=3).to_frame()
    assert (frame["verdict"] != "drop").tolist() == [True, True, False]
    assert frame["reason"].tolist()[2] == "the same as index 1 in other words (0.950)"


def test_days_count_by_the_calendar_of_the_column():
    table = dated(["aa", "aa"], [0, 1])
    table["when"] = table["when"].dt.tz_localize("Asia/Tokyo")
    assert run([[1]], table.assign(text="aa"), max_days=0).n_removed == 0
    assert run([[1]], table.assign(text="aa"), max_days=1, date="when").n_removed == 1


def test_days_need_a_column_of_dates_and_a_whole_number():
    with pytest.raises(InputError, match="max_days= needs the column of dates: date=.*none"):
        run(CLOSE, TABLE, max_days=7)
    with pytest.raises(ColumnError, match="'product' holds no dates.*date_format="):
        run(CLOSE, TABLE, max_days=7, date="product")
    with pytest.raises(InputError, match="max_days must"):
        run(CLOSE, dated(["aa", "b"], [0, 1]), max_days=1.5)


def test_rows_that_differ_in_a_chosen_column_go_to_review():
    result = run(CLOSE, TABLE, review_if_different=["product"])
    frame = result.to_frame()
    assert frame["group"].nunique() == 1
    assert (frame["verdict"] != "drop").tolist() == [True, True, False, False, True]
    assert frame["reason"].tolist()[1].endswith(", but column product differs")
    assert frame["reason"].tolist()[4] == "review: like index 0 (1.000), but column product differs"
    assert result.manifest.parameters["review_if_different"] == ["product"]
    assert "column product" in set(result.pairs["guards"])
    assert result.why(0, 4).guards == ("column product",)
    assert result.why(0, 2).guards == ()


def test_the_columns_that_differ_are_named():
    table = pd.DataFrame({"text": ["aa", "b"], "product": ["x", "y"], "plan": [1, 1]})
    both = run(CLOSE, table, review_if_different=["product", "plan"])
    assert both.pairs["guards"].tolist() == ["column product"]
    assert both.n_removed == 0
    assert run(CLOSE, table, review_if_different="plan").n_removed == 1


@settings(max_examples=60, deadline=None)
@given(texts_of_words, st.integers(0, 3), st.data())
def test_what_goes_lies_in_the_same_place_as_what_stays(texts, days, data):
    size = len(texts)
    table = pd.DataFrame(
        {
            "text": texts,
            "a": data.draw(st.lists(st.sampled_from("xy"), min_size=size, max_size=size)),
            "b": data.draw(st.lists(st.sampled_from("pq"), min_size=size, max_size=size)),
            "day": data.draw(st.lists(st.integers(0, 9), min_size=size, max_size=size)),
        }
    )
    table["when"] = pd.Timestamp("2024-01-01") + pd.to_timedelta(table["day"], unit="D")
    result = found(
        texts, threshold=0.7, frame=table, block_on="a", max_days=days, review_if_different="b"
    )
    kept = result._verdict.kept_row
    gone = np.flatnonzero(kept >= 0)
    for name in ("a", "b"):
        cells = table[name].to_numpy()
        assert (cells[gone] == cells[kept[gone]]).all()
    day = table["day"].to_numpy()
    assert (np.abs(day[gone] - day[kept[gone]]) <= days).all()


def test_cells_that_are_no_dates_are_counted():
    table = dated(["aa", "b", "aa", "b"], [0, 2, 3, None])
    table["when"] = [*table["when"].astype(str)[:3], "soon"]
    result = run(CLOSE, table, max_days=7)
    assert (result.to_frame()["verdict"] == "drop").tolist()[3] is False
    told = "1 cell of column 'when' is no date that can be read (first: 'soon'); counted as empty"
    assert told in result.notes
