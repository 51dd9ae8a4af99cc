"""Different emoji are different words, through the front door."""

from itertools import pairwise

import pandas as pd
import pytest

import workbench as wb
from tests.fakes import FakeEncoder
from workbench.embedding import load_encoder

DIFFERENT = [
    "👍",
    "👎",
    "💔",
    "❤️",
    "😀",
    "😂",
    "😢",
    "😡",
    "😱",
    "🎉",
    "🔥",
    "💩",
    "🚀",
    "🐶",
    "⏰",
    "⭕",
    "✅",
    "❌",
    "🇮🇱",
    "🇱🇮",
    "🏴󠁧󠁢󠁥󠁮󠁧󠁿",
    "🏴󠁧󠁢󠁳󠁣󠁴󠁿",
    "🤷",
    "🤦",
    "👨‍💻",
    "👨‍🚒",
    "❤️‍🔥",
    "▶️",
    "◀️",
    "2️⃣",
    "3️⃣",
    "*️⃣",
    "#️⃣",
    "⬛",
    "⬜",
    "👨‍👩‍👧",
    "👨‍👩‍👦",
    ":)",
    ":(",
    ";)",
    ":D",
    ":P",
    ":/",
    ":|",
    ":o",
    "xD",
    "T_T",
    ">:(",
    "^^",
    "-_-",
    "o_O",
    ":S",
    ":*",
]
VARIANTS = [
    ("👍", "👍🏽", "👍🏿"),
    ("🤷", "🤷‍♀️", "🤷🏾‍♂️"),
    ("👩‍💻", "👨‍💻", "🧑🏽‍💻"),
    ("❤️", "❤", "❤︎"),
    (":)", ":-)", "=)", "🙂"),
    ("🏃", "🏃‍➡️", "🏃🏻‍♀️‍➡️"),
    ("👩", "👩‍🦰"),
    ("💔", "</3"),
]
RATINGS = ["1/5", "5/5", "10/10", "4 stars", "2-star"]
PLACES = ["The new menu is here @", "@ the new menu is here today", "See you in the park @ at noon"]


def dropped(texts, encoder):
    frame = pd.DataFrame({"text": texts})
    corpus = wb.embed(frame, text="text", model=encoder, progress=False)
    found = corpus.duplicates(0.6).to_frame()
    gone = (found["verdict"] == "drop").tolist()
    return [text for text, goes in zip(texts, gone, strict=True) if goes]


@pytest.fixture(scope="module", params=["fake", pytest.param("real", marks=pytest.mark.model)])
def encoder(request):
    return FakeEncoder() if request.param == "fake" else load_encoder()


@pytest.mark.parametrize("place", [*PLACES, "@"])
def test_no_emoji_is_dropped_for_another(place, encoder):
    if place == "@" and isinstance(encoder, FakeEncoder):
        pytest.skip("the stand-in has words for emoji alone")
    assert dropped([place.replace("@", emoji) for emoji in DIFFERENT], encoder) == []


@pytest.mark.parametrize("place", PLACES)
def test_variants_of_one_emoji_are_one_word(place, encoder):
    for variants in VARIANTS:
        texts = [place.replace("@", emoji) for emoji in variants]
        assert len(dropped(texts, encoder)) == len(texts) - 1, variants


def test_emoji_tied_to_a_word_are_told_apart(encoder):
    tied = [
        "👍",
        "👎",
        "🇮🇱",
        "🇱🇮",
        ":)",
        ":(",
        ":P",
        ":/",
        ":|",
        ":'(",
        "-_-",
        "^^",
        "</3",  # the same as 💔: a 3 that one text merely adds is no conflict
        "<3",
    ]
    assert dropped([f"The new menu is here{emoji}" for emoji in tied], encoder) == []


@pytest.mark.parametrize(("one", "other"), [*pairwise(RATINGS)])
def test_ratings_are_held_back_in_their_own_words(one, other, encoder):
    frame = pd.DataFrame({"text": [f"the food here is good, {rating}" for rating in (one, other)]})
    corpus = wb.embed(frame, text="text", model=encoder, progress=False)
    found = corpus.duplicates(0.5)
    assert found.n_removed == 0
    assert "rating" in found.guard_counts()
