"""Is it new? New texts against a table.

Tests of duplicates/new_texts.py.
"""

import pandas as pd
import pytest

import workbench as wb
from tests.fakes import FakeEncoder
from workbench.errors import InputError

QUESTIONS = [
    "How do I reset my password on the phone",
    "How do I reset my password on the phone please",
    "Where is the nearest shop in the north",
    "Can I pay for my order 12 by card in the shop today",
]


@pytest.fixture(scope="module")
def faqs():
    frame = pd.DataFrame({"id": ["q1", "q2", "q3", "q4"], "text": QUESTIONS})
    return wb.embed(
        frame, text="text", id="id", model=FakeEncoder(), ledger=False, cache=False, progress=False
    )


def test_each_text_gets_a_verdict_a_row_and_a_reason(faqs):
    duplicates = faqs.duplicates(0.9)
    found = faqs.find_duplicates_of(
        [
            "how do I reset my password on the phone!",
            "How do I reset my password on the old phone",
            "Can I pay for my order 13 by card in the shop today",
            "Something wholly unlike these texts",
        ],
        0.85,
    )
    assert found["verdict"].tolist() == ["duplicate", "duplicate", "review", "new"]
    assert found["match"].tolist()[:3] == ["q1", "q1", "q4"]
    assert found["group"].iloc[0] == duplicates.to_frame()["group"].iloc[0]
    assert pd.isna(found["group"].iloc[2])
    assert found["guards"].tolist()[:3] == ["", "", "number"]
    assert found["similarity"].iloc[0] == 1.0
    assert found["reason"].iloc[1] == "only here: old; only there: nothing"
    assert found["reason"].iloc[2] == "only here: 13; only there: 12"


def test_a_row_that_no_guard_holds_back_goes_before_a_nearer_one():
    frame = pd.DataFrame({"text": ["pay my order 13 by card now", "pay my order by card now"]})
    faqs = wb.embed(frame, text="text", model=FakeEncoder(), ledger=False, progress=False)
    found = faqs.find_duplicates_of("pay my order 12 by card now", 0.6)
    assert found["match_text"].tolist() == ["pay my order by card now"]
    assert found["verdict"].tolist() == ["duplicate"]
    strict = faqs.find_duplicates_of("pay my order 12 by card now", 0.6, guards="strict")
    assert strict["verdict"].tolist() == ["review"]
    off = faqs.find_duplicates_of("pay my order 12 by card now", 0.6, guards="off")
    assert off["verdict"].tolist() == ["duplicate"]


def test_texts_without_words_are_refused(faqs):
    with pytest.raises(InputError, match="as text 2 of 2"):
        faqs.find_duplicates_of(["fine", " "])
    with pytest.raises(InputError, match="no text in the list"):
        faqs.find_duplicates_of([])


def test_an_equal_text_is_known_at_any_threshold(faqs):
    found = faqs.find_duplicates_of(QUESTIONS, 1.0, guards="strict")
    assert found["verdict"].tolist() == ["duplicate"] * 4
    assert found["match"].tolist() == ["q1", "q2", "q3", "q4"]
