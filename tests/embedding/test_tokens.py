"""Tokens: counted exactly, whatever the text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.embedding import locate_model
from workbench.embedding.tokens import BLOCK, Tokens, clean_surrogates


@given(st.text(st.characters(categories=None)))
def test_cleaned_text_can_be_encoded_and_keeps_the_rest(text):
    clean = clean_surrogates(text)
    clean.encode("utf-8")
    if not any(0xD800 <= ord(letter) <= 0xDFFF for letter in text):
        assert clean == text


def test_halves_of_a_pair_are_joined_and_lone_ones_replaced():
    assert clean_surrogates("a\ud83d\ude00b") == "a\U0001f600b"
    assert clean_surrogates("a\ud83db") == "a\ufffdb"


@pytest.fixture(scope="module")
def tokens():
    from tokenizers import Tokenizer

    return Tokens(Tokenizer.from_file(str(locate_model().folder / "tokenizer.json")), 256)


@pytest.mark.model
def test_counts_are_exact_and_uncut(tokens):
    assert tokens.count(["hello world", "", "hello " * 1000, "a\ud800 b"]).tolist() == [
        4,
        2,
        1002,
        4,
    ]


@pytest.mark.model
def test_counts_are_the_lengths_of_the_ids(tokens):
    texts = ["Où est ma carte ?", "\0", "🙂 ok", "x" * 300, "<script>", "=1+1", "  "]
    assert tokens.count(texts).tolist() == [len(ids) for ids in tokens.ids(texts)]


@pytest.mark.model
def test_blocks_line_up(tokens):
    counts = tokens.count(["a " * (k % 7) for k in range(BLOCK + 10)])
    assert counts.tolist() == [k % 7 + 2 for k in range(BLOCK + 10)]


@pytest.mark.model
def test_a_prefix_is_counted():
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(locate_model().folder / "tokenizer.json"))
    assert Tokens(tokenizer, 256, "query: ").count(["hello"]).tolist() == [5]
