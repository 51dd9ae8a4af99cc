"""Search by meaning and by words.

Tests of corpus/hybrid_search.py and corpus/word_index.py.
"""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import workbench as wb
from workbench.corpus.hybrid_search import MOST_SOUGHT, RANK_OFFSET, fused
from workbench.corpus.word_index import WordIndex, words
from workbench.errors import InputError

TEXTS = [
    "the parcel never arrived",
    "a refund for order TW-418207 please",
    "refunds take too long",
    "where is my refund",
    "the app crashes at start",
    None,
    "the parcel never arrived",
    "invoice 4711 is wrong and the app says nothing",
]


@pytest.fixture
def frame():
    products = ["Rill", "Rill", "Hearth", "Hearth", "Rill", "Rill", "Hearth", "Rill"]
    return pd.DataFrame({"body": TEXTS, "product": products, "n": range(len(TEXTS))})


@pytest.fixture
def corpus(frame, encoder):
    return wb.embed(frame, text="body", model=encoder, cache=False, progress=False)


def test_words_are_folded_and_scripts_without_spaces_are_cut():
    assert words("Café ÉTÉ E-4711, v3.0.1 order_id") == [
        "cafe", "ete", "e", "4711", "v3", "0.1", "order", "id"
    ]  # fmt: skip
    assert words("version 3.0.1") == ["version", "3.0.1"]
    assert words("支払い ok") == ["支", "払", "い", "ok"]


def test_bm25_is_that_of_its_authors():
    texts = ["red red shoe", "blue shoe", "a green hat that is old"]
    index = WordIndex.of(texts)
    idf = np.log1p((3 - 1 + 0.5) / (1 + 0.5))
    length = 11 / 3
    damp = 1.2 * (0.25 + 0.75 * 3 / length)
    expected = idf * 2 * 2.2 / (2 + damp)
    assert index.weights[0, index.columns["red"]] == pytest.approx(expected)
    assert index.ranked("shoes", np.ones(3, bool)).tolist() == [1, 0]
    assert index.ranked("shoes", np.array([True, False, True])).tolist() == [0]
    assert index.holding(["red", "shoe"]).tolist() == [True, False, False]
    assert not index.holding(["red", "unheard"]).any()


def test_ranks_are_joined_by_their_reciprocals():
    best = fused(np.array([3, 1, 2]), np.array([2, 9]), 1.0, 4)
    score = {3: 1 / 11, 1: 1 / 12, 2: 1 / 13 + 1 / 11, 9: 1 / 12}
    assert best.tolist() == sorted(score, key=lambda text: -score[text])
    assert RANK_OFFSET == 10


@given(st.permutations(range(6)), st.permutations(range(6)), st.integers(1, 6))
def test_no_text_comes_twice_and_a_weight_of_zero_leaves_the_meaning(meaning, by_words, k):
    first, second = np.array(meaning), np.array(by_words)
    assert len(set(fused(first, second, 0.5, k).tolist())) == k
    assert fused(first, second, 0.0, k).tolist() == meaning[:k]


def test_a_code_finds_its_row_though_the_model_cannot_read_it(corpus):
    found = corpus.search("when does 418207 come", k=3)
    assert found["row"].iloc[0] == 1
    assert found["words"].iloc[0] == "418207"
    assert "418207" not in corpus.search("418207", k=1, mode="meaning").columns
    assert corpus.search("4711", k=1)["row"].tolist() == [7]


def test_words_alone_find_every_form_and_ask_no_model(corpus, encoder):
    before = len(encoder.encoded)
    found = corpus.search("refund", k=9, mode="words")
    assert sorted(found["row"]) == [1, 2, 3]
    assert found["similarity"].isna().all()
    assert corpus.search("unheard", mode="words").empty
    assert len(encoder.encoded) == before
    with pytest.raises(InputError, match="by words takes a text"):
        corpus.search(corpus.vectors[0], mode="words")


def test_a_phrase_and_a_value_narrow_the_rows_and_say_so(corpus):
    found = corpus.search("refund product:hearth", k=9)
    assert found["product"].eq("Hearth").all()
    assert found.attrs["notes"][0] == "only rows whose product is 'hearth': 3 rows"
    assert set(found["row"]) == {2, 3, 6}
    assert corpus.search('"never arrived" n:>0', k=9)["row"].tolist() == [6]
    assert corpus.search("product:Rill", k=2)["row"].tolist() == [0, 1]
    nothing = corpus.search('"no such words"')
    assert nothing.empty
    assert nothing.attrs["notes"][0] == "only rows that hold 'no such words': 0 rows"
    with pytest.raises(InputError, match="a number is needed"):
        corpus.search("n:many")


@pytest.mark.parametrize("typed", ["nosuch:col abc", 'nosuch:"two words" abc', "error:timeout"])
def test_a_filter_that_names_no_column_is_read_as_words_and_said(corpus, typed):
    name = typed.partition(":")[0]
    notes = corpus.search(typed, k=3).attrs["notes"]
    assert any(f"no column is named {name!r}" in note for note in notes)


@pytest.mark.parametrize("typed", ["at 10:30", "see http://localhost/a", "fine :-)", "note: this"])
def test_hours_links_and_signs_are_words(corpus, typed):
    assert not any("no column" in note for note in corpus.search(typed, k=3).attrs["notes"])


def test_by_meaning_quotes_and_colons_are_text(corpus, encoder):
    corpus.search('"a" product:Rill', k=1, mode="meaning")
    assert encoder.encoded[-1] == '"a" product:Rill'
    with pytest.raises(InputError, match="mode must be"):
        corpus.search("a", mode="vector")


def test_copies_stand_together_and_k_holds(corpus):
    assert corpus.search("the parcel never arrived", k=2)["row"].tolist() == [0, 6]
    assert len(corpus.search(["parcel", "refund n:2"], k=3)) == 4
    own = corpus.search("parcel", k=9, filter=corpus.frame["n"] > 3)
    assert own["row"].min() > 3


def test_a_word_of_many_rows_is_ranked_by_meaning(encoder):
    texts = [f"parcel number word{k}" for k in range(MOST_SOUGHT + 1)]
    frame = pd.DataFrame({"body": [*texts, "where did my parcel go"]})
    many = wb.embed(frame, text="body", model=encoder, cache=False, progress=False)
    by_meaning = many.search("where did it go", k=3, mode="meaning")["row"].tolist()
    assert many.search("where did it go", k=1)["row"].tolist() == by_meaning[:1]


def test_long_texts_show_their_best_passage(encoder):
    text = " ".join([*["filler word here"] * 40, "order 9981 lost", *["other text there"] * 40])
    frame = pd.DataFrame({"body": [text, "a short one"]})
    corpus = wb.embed(
        frame, text="body", model=encoder, cache=False, progress=False, long_text="chunk"
    )
    found = corpus.search("order 9981", k=1)
    assert found.columns[:5].tolist() == ["query", "row", "similarity", "words", "passage"]
    assert found["words"].tolist() == ["order, 9981"]
