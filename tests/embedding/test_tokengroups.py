"""Texts with equal tokens have one vector, whatever batch, cache or order they come from."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fakes import FakeEncoder
from workbench.embedding import VectorStore, embed_texts, load_encoder


class Caseless(FakeEncoder):
    """Reads small letters alone; like real models it rounds by what else is in the batch."""

    def token_ids(self, texts):
        words = [text.lower().split()[: self.info.max_tokens - 2] for text in texts]
        return [[sum(map(ord, word)) * 31 + len(word) for word in one] for one in words]

    def encode(self, texts):
        vectors = super().encode([text.lower() for text in texts])
        vectors[:, 0] += np.float32(1e-6) * (len(self.encoded) % 7)
        return vectors


class Untold(Caseless):
    """The same, but it does not tell its tokens."""

    token_ids = None


WORDS = st.sampled_from(["Inner", "inner", "INNER", "Outer", "outer coast", "Outer Coast", "x"])


@settings(deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=12), st.randoms())
def test_equal_tokens_give_equal_vectors(texts, shuffled):
    encoder = Caseless()
    texts = list(dict.fromkeys(texts))
    shuffled.shuffle(texts)
    found = embed_texts(texts, encoder)
    known = {}
    for text, vector in zip(texts, found.vectors, strict=True):
        assert np.array_equal(known.setdefault(text.lower(), vector), vector)
    assert len(encoder.encoded) == len({text.lower() for text in texts})
    assert found.tokens.tolist() == encoder.count_tokens(texts).tolist()


@pytest.fixture
def store(tmp_path):
    with VectorStore(tmp_path / "store") as made:
        yield made


def test_old_entries_that_differ_in_their_last_bits_are_made_one(store):
    for size, text in enumerate(("Inner", "inner", "INNER")):
        others = [f"{text} {k}" for k in range(size)]
        embed_texts([text, *others], Untold(), store=store)
    embed_texts(["outer"], Untold(), store=store)
    texts = ["inner", "Inner", "INNER", "outer"]
    apart = embed_texts(texts, Untold(), store=store).vectors
    assert len(np.unique(apart[:3], axis=0)) > 1
    encoder = Caseless()
    found = embed_texts(texts, encoder, store=store)
    assert len(np.unique(found.vectors[:3], axis=0)) == 1
    assert encoder.encoded == []
    again = embed_texts(texts[::-1], encoder, store=store)
    assert np.array_equal(again.vectors[::-1], found.vectors)


def test_a_resumed_run_takes_the_vector_that_is_stored(store):
    embed_texts(["outer", "inner"], Caseless(), store=store)
    encoder = Caseless()
    found = embed_texts(["Inner", "inner", "INNER", "new"], encoder, store=store)
    assert encoder.encoded == ["new"]
    assert len(np.unique(found.vectors[:3], axis=0)) == 1
    assert (found.cached, found.encoded) == (3, 1)
    untold = Untold()
    warm = embed_texts(["INNER", "Inner"], untold, store=store)
    assert untold.encoded == []
    assert np.array_equal(warm.vectors, found.vectors[[2, 0]])


def test_cut_texts_are_one_and_texts_read_in_chunks_are_not():
    same = " ".join(f"w{k}" for k in range(10))
    texts = [f"{same} first end", f"{same} other end", same]
    cut = embed_texts(texts, Caseless(max_tokens=12))
    assert len(np.unique(cut.vectors, axis=0)) == 1
    assert cut.cut.tolist() == [True, True, False]
    whole = embed_texts(texts, Caseless(max_tokens=12), long_text="chunk")
    assert len(np.unique(whole.vectors, axis=0)) == 3


def test_a_file_of_vectors_holds_the_shared_ones(tmp_path):
    texts = ["Inner", "inner", "outer", "Inner"]
    found = embed_texts(texts, Caseless(), file=tmp_path / "v.npy")
    assert len(np.unique(found.vectors, axis=0)) == 2


@pytest.mark.model
@pytest.mark.parametrize("precision", ["float32", "auto"])
def test_the_real_model_cannot_tell_case_apart(precision, store):
    encoder = load_encoder(device="cpu", precision=precision)
    fill = [f"some other answer number {k} " + "more " * (k % 9) for k in range(40)]
    texts = ["Inner", "inner", "INNER", "  inner ", "West Coast", "West coast", "west coast", *fill]
    embed_texts(["west coast", *fill[:7]], encoder, store=store)
    found = embed_texts(texts, encoder, store=store).vectors
    assert len(np.unique(found[:4], axis=0)) == 1
    assert len(np.unique(found[4:7], axis=0)) == 1
    assert not np.array_equal(found[0], found[4])
