"""Vectors of texts that a model cannot read make no duplicates; equal texts stay equal."""

import numpy as np
import pandas as pd
import pytest

from tests.duplicates.cases import assert_no_chains
from tests.duplicates.test_match import tables
from workbench.duplicates import find_duplicates
from workbench.embedding import Legibility
from workbench.errors import InputError
from workbench.similarity import pairs
from workbench.tables import rows_of


def one_vector(texts, unreadable=(), unread=None):
    """Find duplicates among texts that all have the same vector."""
    rows = rows_of(pd.DataFrame({"text": texts}), "text")
    vectors = np.tile(np.float32([1, 0]), (len(rows.distinct), 1))
    read = Legibility(
        np.array([text in unreadable for text in rows.distinct]),
        tuple((unread or {}).get(text, "") for text in rows.distinct),
        ("some texts cannot be read",),
    )
    mined = pairs(vectors, 0.5)
    return find_duplicates(rows, vectors, mined, legibility=read), rows


def test_texts_that_cannot_be_read_are_kept_and_the_reason_says_so():
    found, _ = one_vector(["ฝนตก", "แดดออก", "ลมแรง"], {"ฝนตก", "แดดออก", "ลมแรง"})
    frame = found.to_frame()
    assert (frame["verdict"] != "drop").all()
    assert (
        frame["reason"].str.startswith("review: the model cannot read this text or that of").sum()
        == 2
    )
    assert "3 that the model cannot read" in repr(found)
    assert found.notes == ("some texts cannot be read",)
    assert found.pairs["guards"].str.contains("unreadable").all()
    assert (found.pairs["probability"] < 0.1).all()
    assert "unreadable" in found.why(0, 1).guards


def test_equal_texts_are_found_in_any_script():
    texts = ["ฝนตก", "ฝนตก", "ฝนตก!", "แดดออก", "👍", "👍🏽", "👎"]
    found, _ = one_vector(texts, set(texts))
    frame = found.to_frame()
    assert (frame["verdict"] != "drop").sum() == 4
    kinds = frame.loc[frame["verdict"] == "drop", "kind"].astype(str)
    assert set(kinds) <= {"identical", "normalized"}
    assert_no_chains(found)


def test_a_readable_text_does_not_stand_for_an_unreadable_one():
    found, _ = one_vector(["it rains", "ฝนตก"], {"ฝนตก"})
    assert (found.to_frame()["verdict"] != "drop").all()


def test_words_that_cannot_be_read_are_compared_as_they_are():
    texts = ["model 15 坏了", "model 15 很好", "the model 15 坏了"]
    found, _ = one_vector(texts, unread=dict(zip(texts, ["坏了", "很好", "坏了"], strict=True)))
    assert (found.to_frame()["verdict"] != "drop").tolist() == [False, True, True]


def test_the_guard_can_be_left_out():
    rows = rows_of(pd.DataFrame({"text": ["ฝนตก", "แดดออก"]}), "text")
    vectors = np.tile(np.float32([1, 0]), (2, 1))
    read = Legibility(np.ones(2, bool), ("ฝนตก", "แดดออก"))
    found = find_duplicates(rows, vectors, pairs(vectors, 0.5), guards=[], legibility=read)
    assert found.n_removed == 1


def test_what_can_be_read_must_fit_the_texts():
    rows = rows_of(pd.DataFrame({"text": ["a", "b"]}), "text")
    vectors = np.tile(np.float32([1, 0]), (2, 1))
    with pytest.raises(InputError, match="legibility must be a mask of shape"):
        find_duplicates(
            rows, vectors, pairs(vectors, 0.5), legibility=Legibility(np.ones(3, bool), ("",) * 3)
        )


def test_a_match_that_differs_is_not_an_answer():
    tickets = [
        "how do i enable the alarm now",
        "see orders of 2022 here",
        "reset my password",
        "fine",
    ]
    faqs = ["how do i disable the alarm now", "see orders of 2024 here", "Reset my password!"]
    found = tables(tickets, faqs, threshold=0.6, partial_threshold=0.5)
    frame = found.to_frame()
    assert frame["status"].tolist() == ["review", "review", "answered", "unanswered"]
    assert frame["guards"].tolist()[:3] == ["opposite", "date", ""]
    assert repr(found).startswith(
        "Matches(threshold=0.6: 1 answered, 2 review, 0 partial, 1 unanswered, of 4 rows"
    )
    assert found.gaps()["rows"].sum() == 3
    assert len(found.unused()) == 2
    assert "review: one says the opposite" in found._repr_html_()


def test_a_match_by_vectors_that_say_nothing_is_not_an_answer():
    texts = (["ฝนตก", "hello there", "แดดออก"], ["ลมแรง", "hello there", "แดดออก"])
    left, right = (rows_of(pd.DataFrame({"text": one}), "text") for one in texts)
    vectors = np.tile(np.float32([1, 0]), (3, 1))
    from workbench.duplicates import match_tables

    reads = [
        Legibility(np.array([t > "\u0700" for t in rows.distinct]), ("",) * 3)
        for rows in (left, right)
    ]
    found = match_tables(left, vectors, right, vectors, legibility=tuple(reads))
    assert found.to_frame()["status"].tolist() == ["review", "answered", "answered"]
    assert found.to_frame()["guards"].tolist() == ["unreadable", "", ""]
    assert "1 row to review because the model cannot read" in found.notes[0]
    assert "1 that the model cannot read" in repr(found)
