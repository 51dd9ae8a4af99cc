"""Tests of topics/names/spelling.py: no name is made of a typing error."""

from collections import Counter

import pytest

from workbench.topics.names.spelling import Spelling

COUNTS = Counter(correctly=60, correcly=5, abroad=11, arboad=3, trail=4, trial=7, camera=40)
COUNTS["camora"] = 9


@pytest.mark.parametrize(
    ("form", "right"),
    [
        ("answers correcly", False),
        ("answers correctly", True),
        ("code from arboad", False),
        ("code from abroad", True),
        ("trail camera", True),  # the other word is not frequent
        ("camora", True),  # nor is this one rare
        ("unseen", True),
    ],
)
def test_a_rare_word_beside_a_frequent_one_is_a_typing_error(form, right):
    assert Spelling(COUNTS).right(form) == right


def test_swapped_letters_are_an_error_sooner_than_another_letter():
    assert not Spelling(Counter(abroad=12, arboad=5)).right("arboad")
    assert Spelling(Counter(abroad=12, abrood=5)).right("abrood")
    assert Spelling(Counter(abroad=12, arboad=7)).right("arboad")
