import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.duplicates.cases import toy
from workbench.duplicates.kept_row import is_bad_copy
from workbench.errors import ColumnError, InputError

CLOSE = [[1, 0.95], [0.95, 1]]
TABLE = pd.DataFrame(
    {
        "text": ["brief", "a wordier text"],
        "when": pd.to_datetime(["2024-05-01", "2023-01-01"]),
        "votes": [1, 7],
        "source": ["web", "mail"],
        "key": ["k2", "k1"],
    }
)


def kept(keep, table=TABLE, **options):
    result = toy(CLOSE, table["text"], table=table, keep=keep, frame=table, **options)
    return table.loc[result.to_frame()["verdict"] != "drop", "text"].tolist()


@pytest.mark.parametrize(
    ("keep", "wanted"),
    [
        ("longest", "a wordier text"),
        ("newest", "brief"),
        ("oldest", "a wordier text"),
        ("first", "brief"),
        ("votes", "a wordier text"),
        (["web", "mail"], "brief"),
        ({"source": ["mail"]}, "a wordier text"),
        (lambda table: -table["votes"], "brief"),
    ],
)
def test_policies(keep, wanted):
    assert kept(keep) == [wanted]


def test_missing_values_come_last():
    table = TABLE.assign(when=[pd.NaT, pd.Timestamp("2020-01-01")])
    assert kept("newest", table) == ["a wordier text"]
    assert kept("oldest", table) == ["a wordier text"]


def test_ties_go_to_the_longest_then_the_first_text_then_the_smallest_id():
    assert kept("votes", TABLE.assign(votes=1)) == ["a wordier text"]
    same_length = TABLE.assign(text=["bb", "aa"])
    assert kept("votes", same_length.assign(votes=1)) == ["aa"]
    copies = pd.DataFrame({"text": ["a", "a"], "key": ["k2", "k1"]})
    result = toy([[1]], copies["text"], table=copies, id="key")
    assert (result.to_frame()["verdict"] != "drop").tolist() == [False, True]


def test_a_row_with_an_id_is_kept_rather_than_one_without():
    copies = pd.DataFrame({"text": ["a", "a", "a"], "key": ["", "k2", "k1"]})
    result = toy([[1]], copies["text"], table=copies, id="key")
    assert (result.to_frame()["verdict"] != "drop").tolist() == [False, False, True]


def test_ids_of_several_types_have_an_order():
    copies = pd.DataFrame({"text": ["a", "a", "a"], "key": pd.Series([2, "1", 10], dtype=object)})
    result = toy([[1]], copies["text"], table=copies, id="key")
    assert (result.to_frame()["verdict"] != "drop").tolist() == [False, True, False]


@settings(max_examples=30, deadline=None)
@given(st.permutations([0, 1, 2, 3]), st.sampled_from(["newest", "votes", "central", "oldest"]))
def test_only_first_looks_at_the_order_of_rows(order, keep):
    table = pd.DataFrame(
        {
            "text": ["aa", "bb", "aa", "bb"],
            "when": pd.to_datetime(["2024-05-01"] * 4),
            "votes": [1, 2, 2, 1],
            "key": ["w", "x", "y", "z"],
        }
    )

    def keys(shuffled):
        result = toy(CLOSE, shuffled["text"], table=shuffled, keep=keep, frame=shuffled, id="key")
        return set(shuffled.loc[result.to_frame()["verdict"] != "drop", "key"])

    assert keys(table.iloc[order].reset_index(drop=True)) == keys(table)


def test_a_policy_that_does_not_fit_is_refused():
    with pytest.raises(
        InputError, match="keep must be one of 'most_common'.*got 'longst'.*'longest'"
    ):
        kept("longst")
    with pytest.raises(InputError, match="needs the table"):
        toy(CLOSE, ["a", "b"], keep="votes")
    with pytest.raises(InputError, match="Columns of dates: none"):
        kept("newest", TABLE.drop(columns="when"))
    with pytest.raises(ColumnError, match="'source' holds no dates.*date_format="):
        kept("newest", date="source")
    with pytest.raises(ColumnError, match="no column 'wen'"):
        kept("newest", date="wen")
    with pytest.raises(InputError, match="must return one value per row"):
        kept(lambda table: [1])
    with pytest.raises(InputError, match="must be in exactly one column"):
        kept(["fax"])
    with pytest.raises(InputError, match="one column with its preferred values, got 2"):
        kept({"a": [1], "b": [2]})


@pytest.mark.parametrize("name", ["source", "unordered", "odd"])
def test_a_column_of_words_has_no_largest_value(name):
    table = TABLE.assign(unordered=TABLE["source"].astype("category"), odd=[["a"], "b"])
    with pytest.raises(InputError, match=f"{name}.*not numbers, dates or True and False.*keep="):
        kept(name, table)
    if name == "source":
        with pytest.raises(InputError, match=r"keep=\{'source': \['web', 'mail', \.\.\.\]\}"):
            kept(name, table)


@pytest.mark.parametrize(
    "values",
    [
        [True, False],
        [2.5, None],
        [3, -1],
        pd.to_datetime(["2024-05-01", None]),
        pd.array([7, None], dtype="Int64"),
        pd.Series([2, 1], dtype=object),
        pd.Categorical(["high", "low"], categories=["low", "high"], ordered=True),
    ],
)
def test_numbers_dates_truths_and_grades_have_one(values):
    assert kept("best", TABLE.assign(best=values)) == ["brief"]


OFTEN = pd.DataFrame({"text": ["late again"] * 4 + ["late again."] * 2 + ["very late once more"]})
ALIKE = [[1, 0.99, 0.95], [0.99, 1, 0.95], [0.95, 0.95, 1]]


def kept_of(keep):
    result = toy(ALIKE, OFTEN["text"], keep=keep, frame=OFTEN)
    return OFTEN.loc[result.to_frame()["verdict"] != "drop", "text"].tolist()


def test_the_most_common_text_is_kept_whatever_its_length():
    assert kept_of("most_common") == ["late again"]
    assert kept_of("longest") == ["very late once more"]


def test_by_default_spellings_count_together_and_without_repeats_the_longest_stays():
    said = ["from the hills, LOL"] + ["the hills"] * 5 + ["Hills"] * 4 + ["hills"] * 3 + ["HILLS."]
    wanted = np.full((5, 5), 0.97) + 0.03 * np.eye(5)
    result = toy(wanted, said, frame=pd.DataFrame({"t": said}))
    stays = result.to_frame()["verdict"] != "drop"
    assert [text for text, stay in zip(said, stays, strict=True) if stay] == ["Hills"]
    assert kept("most_common") == ["a wordier text"]


def test_a_full_stop_more_makes_no_text_longer():
    table = pd.DataFrame({"text": ["Late again."] * 2 + ["late again"] * 5})
    result = toy([[1, 0.99], [0.99, 1]], table["text"], keep="longest", frame=table)
    assert table.loc[result.to_frame()["verdict"] != "drop", "text"].tolist() == ["late again"]


def test_cells_that_are_no_dates_are_counted_and_lose():
    table = TABLE.assign(when=["soon", "2023-01-01"]).drop(columns="key")
    table = pd.concat([table, table.assign(when="2022-05-01")], ignore_index=True)
    note = "1 cell of column 'when' is no date that can be read (first: 'soon'); counted as empty"
    for keep, date in [("newest", None), ("newest", "when"), ("oldest", "when"), ("when", None)]:
        result = toy(CLOSE, table["text"], table=table, keep=keep, frame=table, date=date)
        assert note in result.notes, (keep, date)
        dropped = (result.to_frame()["verdict"] == "drop").tolist()
        assert dropped[0]
        assert dropped.count(False) == 1


LOUD = "MY ORDER 12 HAS NOT ARRIVED YET, PLEASE HELP"
BROKEN = "My order 12 has not arrived yet, please help â€“"
PLAIN = "My order 12 has not arrived yet, please help"


@pytest.mark.parametrize("keep", ["most_common", "longest"])
@pytest.mark.parametrize("bad", [LOUD, BROKEN, PLAIN.replace("order", "\ufffdrder")])
def test_no_loud_or_broken_text_is_kept_if_a_plain_one_says_the_same(keep, bad):
    texts = sorted([bad, PLAIN])
    ids = [f"i{k}" for k in range(4)]
    frame = pd.DataFrame({"text": [bad, bad, bad, PLAIN], "id": ids})
    result = toy(CLOSE, texts, table=frame, id="id", threshold=0.9, keep=keep)
    assert result.to_frame()["verdict"].tolist() == ["drop", "drop", "drop", "keep"]


def test_a_rule_of_yours_goes_before_that():
    frame = pd.DataFrame({"text": [LOUD, PLAIN], "stars": [5, 1]})
    result = toy(
        [[1, 0.97], [0.97, 1]], sorted([LOUD, PLAIN]), table=frame, frame=frame, keep="stars"
    )
    assert frame["text"][(result.to_frame()["verdict"] == "keep").to_numpy()].tolist() == [LOUD]


def test_short_names_in_capitals_are_not_loud():
    assert not is_bad_copy("NASA")
    assert not is_bad_copy("UPS 1Z999")
    assert is_bad_copy("WHERE IS MY PARCEL")


@pytest.mark.parametrize("extra", ["", " \u00e9"])  # with a letter beyond ASCII, too
def test_capitals_are_loud_if_they_are_many(extra):
    assert is_bad_copy("A" * 20 + "b" * (4 if not extra else 3) + extra)
    assert not is_bad_copy("A" * 20 + "b" * 5 + extra)
    assert not is_bad_copy("A" * 11 + extra)
