"""Groups, what is kept of them and why, at any threshold.

Tests of duplicates/card.py, duplicates/compared_texts.py, duplicates/decisions.py,
duplicates/duplicate_methods.py, duplicates/result.py, duplicates/tables.py
and duplicates/verdicts.py.
"""

import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.duplicates.cases import assert_no_chains, found, texts_of_words, toy
from workbench.duplicates import find_duplicates
from workbench.duplicates.guards.differences import in_words
from workbench.errors import InputError, ThresholdError
from workbench.similarity import pairs
from workbench.tables import rows_of

CHAIN = [[1, 0.95, 0.86], [0.95, 1, 0.95], [0.86, 0.95, 1]]


@settings(max_examples=60, deadline=None)
@given(
    texts_of_words,
    st.floats(0.5, 1.0),
    st.integers(0, 5),
    st.sampled_from(["longest", "central", "most_common"]),
)
def test_no_chain_at_any_threshold(texts, threshold, seed, keep):
    result = found(texts, seed=seed, threshold=threshold, keep=keep)
    assert_no_chains(result)
    assert_no_chains(result.at(0.5))


@settings(max_examples=60, deadline=None)
@given(texts_of_words, st.floats(0.5, 1.0), st.integers(0, 5), st.randoms(use_true_random=False))
def test_shuffling_the_table_changes_nothing(texts, threshold, seed, random):
    ids = [f"t{k}" for k in range(len(texts))]
    order = list(range(len(texts)))
    random.shuffle(order)
    here = found(texts, ids=ids, seed=seed, threshold=threshold).to_frame()
    there = found(
        [texts[k] for k in order], ids=[ids[k] for k in order], seed=seed, threshold=threshold
    ).to_frame()
    here.index, there.index = ids, [ids[k] for k in order]
    pd.testing.assert_frame_equal(here, there.loc[ids])


@settings(max_examples=60, deadline=None)
@given(
    texts_of_words,
    st.floats(0.6, 1.0),
    st.integers(0, 5),
    st.sampled_from(["longest", "central", "most_common"]),
)
def test_at_equals_a_fresh_run_whatever_the_floor(texts, threshold, seed, keep):
    stored = found(texts, seed=seed, floor=0.5, threshold=0.5, keep=keep).at(threshold)
    fresh = found(texts, seed=seed, floor=threshold, threshold=threshold, keep=keep)
    pd.testing.assert_frame_equal(stored.to_frame(), fresh.to_frame())
    pd.testing.assert_frame_equal(stored.groups, fresh.groups)
    pd.testing.assert_frame_equal(stored.pairs, fresh.pairs)


@settings(max_examples=50, deadline=None)
@given(texts_of_words, st.floats(0.5, 1.0), st.integers(0, 5))
def test_kept_and_removed_are_the_table(texts, threshold, seed):
    result = found(texts, seed=seed, threshold=threshold)
    table = pd.DataFrame({"text": texts, "n": range(len(texts))})
    kept, removed = result.apply(table)
    both = pd.concat([kept, removed[table.columns]]).sort_values("n")
    pd.testing.assert_frame_equal(both, table)
    assert set(removed["compared_to"]) <= set(kept.index)


@settings(max_examples=50, deadline=None)
@given(texts_of_words, st.integers(0, 5))
def test_identical_texts_share_a_group_and_one_stays(texts, seed):
    frame = found(texts, seed=seed, threshold=0.8).to_frame().assign(text=texts)
    for text, copies in frame.groupby("text"):
        assert copies["group"].nunique(dropna=False) == 1
        assert (copies["verdict"] != "drop").sum() <= 1, text


def test_a_chain_keeps_what_is_not_directly_paired():
    result = toy(CHAIN, ["aaa", "bb", "cc"], threshold=0.9)
    frame = result.to_frame()
    assert frame["group"].tolist() == [0, 0, 0]
    assert (frame["verdict"] != "drop").tolist() == [True, False, True], "no pair"
    assert frame["reason"].tolist() == [
        "kept",
        "the same as index 0 in other words (0.950)",
        "kept",
    ]


def test_the_central_row_stands_for_the_most():
    result = toy(CHAIN, ["aaa", "bb", "cc"], threshold=0.9, keep="central")
    assert (result.to_frame()["verdict"] != "drop").tolist() == [False, True, False]


def test_the_threshold_is_inclusive_and_refused_below_the_floor():
    result = toy([[1, 0.8], [0.8, 1]], ["a", "b"], floor=0.7, threshold=0.75)
    similarity = float(result.pairs["similarity"].iloc[0])
    assert len(result.at(similarity)) == 1
    assert len(result.at(np.nextafter(similarity, 1))) == 0
    with pytest.raises(ThresholdError, match=r"from a similarity of 0\.7 upward.*0\.6"):
        result.at(0.6)
    with pytest.raises(ThresholdError, match=r"Did you mean 0\.9"):
        result.at(90)


def test_a_chain_of_many_does_not_become_one_group():
    angles = np.arange(12) * 0.35
    similarities = np.cos(angles[:, None] - angles[None, :])
    result = toy(similarities, [f"text {c}" for c in "abcdefghijkl"], floor=0.9, threshold=0.9)
    assert result.groups["min_similarity"].min() > 0.7
    assert len(result) > 1
    assert_no_chains(result)


def test_equal_after_normalizing_pairs_whatever_the_cosine():
    result = toy([[1, 0.1], [0.1, 1]], ["HELLO, world", "hello   world!"], threshold=0.99)
    frame = result.to_frame()
    assert frame["group"].tolist() == [0, 0]
    assert frame["reason"].tolist() == [
        "the same as index 1 but for case, punctuation and the like",
        "kept",
    ]
    assert frame["kind"].tolist() == ["normalized", "normalized"]
    assert result.pairs["kind"].tolist() == ["normalized"]
    apart = toy([[1, 0.1], [0.1, 1]], ["HELLO, world", "hello   world!"], normalize=["spaces"])
    assert apart.to_frame()["group"].isna().all()


def test_texts_with_nothing_but_punctuation_are_not_the_same():
    assert len(toy([[1, 0.1], [0.1, 1]], ["!!!", "???"])) == 0


def test_copies_of_one_text_are_a_group_of_their_own():
    result = toy([[1]], ["a", "a", "a"])
    assert (result.to_frame()["verdict"] != "drop").tolist() == [True, False, False]
    assert result.to_frame()["reason"].tolist() == [
        "kept",
        "identical to index 0",
        "identical to index 0",
    ]
    assert result.groups["kind"].tolist() == ["identical"]
    assert len(result.pairs) == 0


def test_groups_are_numbered_by_rows_then_by_text():
    close = np.full((4, 4), 0.1)
    close[:2, :2] = close[2:, 2:] = 0.95
    np.fill_diagonal(close, 1)
    result = toy(close, ["a", "b", "c", "d", "d"])
    assert result.to_frame()["group"].tolist() == [1, 1, 0, 0, 0]
    assert result.groups["size"].tolist() == [3, 2]


@pytest.mark.parametrize(
    ("one", "other", "guard"),
    [
        ("It's an exchange", "It's not an exchange", "negation"),
        ("order 12 is late", "order 13 is late", "number"),
        ("the fee is 1.5", "the fee is 15", "number"),
    ],
)
def test_a_guarded_pair_is_never_dropped_automatically(one, other, guard):
    texts = sorted([one, other])
    result = toy([[1, 0.97], [0.97, 1]], texts)
    frame = result.to_frame()
    assert sorted(frame["verdict"]) == ["keep", "review"]
    assert frame["verdict"].cat.categories.tolist() == ["keep", "review", "drop"]
    held = frame[frame["verdict"] == "review"].iloc[0]
    assert held["compared_to"] == frame.index[frame["verdict"] == "keep"][0]
    assert held["similarity"] == pytest.approx(0.97)
    assert (
        frame.loc[frame["verdict"] == "keep", ["compared_to", "similarity"]].isna().all(axis=None)
    )
    assert result.pairs["guards"].tolist() == [guard]
    assert frame["reason"].str.endswith(f"(0.970), but {in_words(guard)}").sum() == 1
    assert result.n_review == 1
    assert toy([[1, 0.97], [0.97, 1]], texts, guards=()).n_removed == 1


def test_pairs_with_a_cut_text_go_to_review():
    cut = np.array([False, True])
    assert toy([[1, 0.97], [0.97, 1]], ["a", "b"], cut=cut).pairs["guards"].tolist() == [
        "truncated"
    ]


def test_rows_without_text_stay_and_belong_to_no_group():
    table = pd.DataFrame({"text": ["a", None, "a", "  "]}, index=[5, 5, 6, 7])
    frame = toy([[1]], ["a"], table=table).to_frame()
    assert frame.index.tolist() == [5, 5, 6, 7]
    assert frame["verdict"].tolist() == ["keep", "keep", "drop", "keep"]
    assert frame["compared_to"].tolist() == [None, None, 0, None]
    assert frame["group"].isna().tolist() == [False, True, False, True]
    assert frame["reason"].tolist()[1] == "no text"


def test_a_group_splits_at_its_weakest_link():
    texts = ["aaa", "bb", "cc", "dddd"]
    close = np.full((4, 4), 0.84)
    close[:2, :2] = close[2:, 2:] = 0.99
    np.fill_diagonal(close, 1)
    result = toy(close, texts, threshold=0.8)
    assert result.groups["n_distinct"].tolist() == [4]
    assert result.groups["weakest_link"].iloc[0] == pytest.approx(0.84, abs=1e-6)
    halves = result.split(0)
    assert halves.to_frame()["group"].tolist() == [0, 0, 1, 1]
    assert len(result) == 1, "a change makes a new object"
    with pytest.raises(InputError, match="there is no group 7"):
        result.split(7)


def test_the_curve_says_what_each_threshold_would_do():
    result = toy(CHAIN, ["aaa", "bb", "cc"], floor=0.8)
    curve = result.curve(step=0.01)
    assert curve["threshold"].iloc[0] == 0.8
    assert curve["threshold"].iloc[-1] == 1.0
    for line in curve.itertuples():
        fresh = result.at(line.threshold)
        assert (line.groups, line.n_removed) == (len(fresh), fresh.n_removed)


def test_repr_and_card_are_truthful_and_escaped():
    result = toy([[1, 0.95], [0.95, 1]], ["<script>alert()</script>", "b<b>"])
    assert repr(result) == (
        "Duplicates(threshold=0.9: 1 group of 2 rows; 1 to remove, 0 to review, of 2 rows)"
    )
    html = result._repr_html_()
    assert "<script" not in html
    assert "b&lt;b&gt;" in html


def test_the_manifest_names_what_could_change_the_result():
    result = toy(CHAIN, ["aaa", "bb", "cc"])
    manifest = result.manifest
    assert manifest.stage == "duplicates"
    assert manifest.parameters["keep"] == "most_common"
    assert set(manifest.stages()) == {"rows", "pairs", "duplicates"}
    assert manifest.digest == result.at(0.9).manifest.digest
    assert manifest.digest != result.at(0.99).manifest.digest


def test_parts_that_do_not_belong_together_are_refused():
    rows = rows_of(pd.DataFrame({"text": ["a", "b"]}), "text")
    vectors = np.eye(2, dtype=np.float32)
    with pytest.raises(InputError, match=re.escape("got shape (1, 2)")):
        find_duplicates(rows, vectors[:1], pairs(vectors, 0.5))
    with pytest.raises(InputError, match="of 1 vectors, not 2"):
        find_duplicates(rows, vectors, pairs(vectors[:1], 0.5))
    with pytest.raises(InputError, match="cut must be a mask"):
        find_duplicates(rows, vectors, pairs(vectors, 0.5), cut=np.zeros(3, dtype=bool))
    with pytest.raises(InputError, match="the table has 1 rows, the result 2"):
        find_duplicates(rows, vectors, pairs(vectors, 0.5)).apply(pd.DataFrame({"a": [1]}))
