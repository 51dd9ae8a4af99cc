"""Texts with equal tokens have one vector, whatever batch, cache or order they come from."""

import sqlite3

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fakes import FakeEncoder
from workbench.embedding import (
    VectorStore,
    check_store,
    embed_texts,
    load_encoder,
    prune_store,
    store_table,
)
from workbench.embedding.vector_store.known import KnownVectors


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


class Counted(Caseless):
    """The same; it counts the texts whose tokens it was asked for."""

    def __init__(self, **settings):
        super().__init__(**settings)
        self.read = []

    def token_ids(self, texts):
        self.read.extend(texts)
        return super().token_ids(texts)


def keys_in(store, encoder, change=None, long_text="truncate"):
    """Return how many keys of tokens a store holds, then change them."""
    store.close()
    with sqlite3.connect(store.path(encoder.info.key(long_text))) as database:
        found = database.execute("SELECT count(*) FROM token_keys").fetchone()[0]
        if change:
            database.execute(change)
    database.close()
    return found


def test_known_texts_need_no_tokenizer(store):
    encoder = Counted()
    texts = ["Inner", "inner", "outer"]
    first = embed_texts(texts, encoder, store=store)
    store.close()
    again = embed_texts(texts[::-1], encoder, store=store)
    assert encoder.read == texts
    assert np.array_equal(again.vectors[::-1], first.vectors)
    embed_texts([*texts, "INNER"], encoder, store=store)
    assert encoder.read == [*texts, "INNER"]
    assert sorted(encoder.encoded) == ["inner", "outer"]


CHANGES = {
    "gone": "DELETE FROM token_keys",
    "no table, as in files of earlier versions": "DROP TABLE token_keys",
    "another's": "UPDATE token_keys SET entry = (SELECT entry FROM token_keys LIMIT 1)",
    "cut": "UPDATE token_keys SET entry = x'00'",
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_lost_and_damaged_keys_are_made_again(store, change):
    encoder = Counted()
    texts = [f"{word} {k}" for k in range(5000) for word in ("Inner", "inner")]
    wanted = embed_texts(texts, encoder, store=store)
    keys_in(store, encoder, change)
    assert check_store(store).sound == ("UPDATE" not in change)
    for part in (texts[:6], texts):
        found = embed_texts(part, encoder, store=store)
        assert np.array_equal(found.vectors, wanted.vectors[: len(part)])
    assert check_store(store).sound
    del encoder.read[:]
    embed_texts(texts, encoder, store=store)
    assert encoder.read == []


def test_keys_go_with_their_texts(store):
    encoder = Counted()
    embed_texts([f"word {k}" for k in range(4000)], encoder, store=store)
    assert check_store(store).entries == keys_in(store, encoder) == 4000
    prune_store(store, store_table(store)["megabytes"].sum() / 2)
    left = store_table(store)["entries"].sum()
    assert keys_in(store, encoder) == left < 2500


def test_texts_of_an_earlier_corpus_leave_no_key(store):
    encoder = Counted()
    earlier = ["Inner", "outer"]
    known = KnownVectors(store, earlier, embed_texts(earlier, encoder))
    found = embed_texts([*earlier, "inner", "new"], encoder, store=known)
    assert (found.cached, len(np.unique(found.vectors, axis=0))) == (3, 3)
    known.close()
    embed_texts(["new"], encoder, store=store)
    assert keys_in(store, encoder) == 1


MANY = st.lists(st.lists(WORDS, min_size=1, max_size=8), min_size=1, max_size=4)


@settings(deadline=None, max_examples=25)
@given(MANY, st.sampled_from(["truncate", "chunk"]), st.sampled_from([3, 256]))
def test_with_kept_keys_and_without_all_is_the_same(tmp_path_factory, runs, long_text, most):
    folder = tmp_path_factory.mktemp("stores")
    stores = [VectorStore(folder / name) for name in ("kept", "lost")]
    encoders = [Caseless(max_tokens=most) for _ in stores]
    for texts in runs:
        kept, lost = (
            embed_texts(texts, encoder, store=store, long_text=long_text)
            for store, encoder in zip(stores, encoders, strict=True)
        )
        assert np.array_equal(kept.vectors, lost.vectors)
        assert np.array_equal(kept.tokens, lost.tokens)
        assert (kept.cached, kept.encoded, kept.notes) == (lost.cached, lost.encoded, lost.notes)
        assert kept.manifest.digest == lost.manifest.digest
        assert encoders[0].encoded == encoders[1].encoded
        assert keys_in(stores[1], encoders[1], CHANGES["gone"], long_text)


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
