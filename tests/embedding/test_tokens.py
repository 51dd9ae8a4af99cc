"""Tokens: counted exactly, whatever the text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.embedding import locate_model
from workbench.embedding.tokens import BLOCK, Tokens, _blocks, _pieces, clean_surrogates


@given(st.text(st.characters(categories=None)))
def test_cleaned_text_can_be_encoded_and_keeps_the_rest(text):
    clean = clean_surrogates(text)
    clean.encode("utf-8")
    if not any(0xD800 <= ord(letter) <= 0xDFFF for letter in text):
        assert clean == text


def test_halves_of_a_pair_are_joined_and_lone_ones_replaced():
    assert clean_surrogates("a\ud83d\ude00b") == "a\U0001f600b"
    assert clean_surrogates("a\ud83db") == "a\ufffdb"


def make_tokens(**options):
    from tokenizers import Tokenizer

    read = Tokenizer.from_file(str(locate_model().folder / "tokenizer.json"))
    return Tokens(read, 256, **options)


@pytest.fixture(scope="module")
def tokens():
    return make_tokens()


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


@pytest.mark.model
def test_long_texts_are_counted_in_pieces_and_read_by_their_beginning(tokens):
    texts = [
        "alpha beta, gamma " * 900,
        "x" * 40 + "\n" * 20_000 + "tail",
        "\u6f22" * 9_000,
        " " * 9_000,
    ]
    whole = tokens.count(texts), tokens.ids(texts), tokens.unknown(texts)
    pieces = make_tokens(piece=1_000)
    assert pieces.count(texts).tolist() == whole[0].tolist()
    assert pieces.ids(texts) == whole[1]
    assert pieces.unknown(texts) == whole[2]


def test_tokenized_at_once_are_few_letters():
    texts = ["word " * 60, "", "y" * 95, "a b"]
    pieces = [(k, part) for k, text in enumerate(texts) for part in _pieces(text, 40)]
    assert ["".join(part for k, part in pieces if k == n) for n in range(4)] == texts
    blocks = list(_blocks(pieces, 100))
    assert [one for block in blocks for one in block] == pieces
    assert max(sum(len(part) for _, part in block) for block in blocks) <= 100
    assert all(len(part) <= 40 for _, part in pieces)
