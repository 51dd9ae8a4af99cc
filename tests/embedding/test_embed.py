"""Embedding: each distinct text once, kept as batches finish, and nothing silent.

Tests of embedding/base.py.
"""

import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fakes import FakeEncoder
from workbench.embedding import VectorStore, embed, embed_texts
from workbench.errors import InputError, ModelError, StoreError


@pytest.fixture
def store(tmp_path):
    with VectorStore(tmp_path / "vectors") as opened:
        yield opened


TEXTS = [f"ticket {k} about {['cards', 'refunds', 'transfers'][k % 3]}" for k in range(2500)]


class Recorder:
    def __init__(self):
        self.calls = []

    def start(self, stage, total, *, done=0, note=""):
        self.calls.append(("start", stage, total, done, note))

    def advance(self, steps):
        self.calls.append(("advance", steps))

    def finish(self, note=""):
        self.calls.append(("finish", note))


def test_vectors_are_the_encoders_own_in_the_order_of_the_texts(encoder):
    result = embed_texts(TEXTS, encoder)
    assert result.vectors.tobytes() == FakeEncoder().encode(TEXTS).tobytes()
    assert result.tokens.tolist() == FakeEncoder().count_tokens(TEXTS).tolist()
    assert (result.cached, result.encoded) == (0, len(TEXTS))
    assert sorted(encoder.encoded) == sorted(TEXTS)


@given(st.lists(st.sampled_from(TEXTS[:9]), max_size=30), st.lists(st.sampled_from(TEXTS[:9])))
@settings(max_examples=30, deadline=None)
def test_only_what_is_missing_is_encoded_and_each_text_once(tmp_path_factory, before, texts):
    with VectorStore(tmp_path_factory.mktemp("store")) as store:
        embed_texts(before, FakeEncoder(), store=store)
        encoder = FakeEncoder()
        result = embed_texts(texts, encoder, store=store)
    assert sorted(encoder.encoded) == sorted(set(texts) - set(before))
    assert result.encoded == len(set(texts) - set(before))
    assert result.cached == len(set(texts) & set(before))
    assert result.vectors.shape == (len(texts), 64)
    if texts:
        assert result.vectors.tobytes() == FakeEncoder().encode(texts).tobytes()


def test_new_edited_reordered_and_copied_rows(store):
    embed_texts(TEXTS[:2000], FakeEncoder(), store=store)
    added, edited, reordered, copied = (FakeEncoder() for _ in range(4))
    assert embed_texts(TEXTS[:2100], added, store=store).encoded == 100
    assert len(added.encoded) == 100
    assert embed_texts([*TEXTS[:7], "edited", *TEXTS[8:]][:2000], edited, store=store).encoded == 1
    assert edited.encoded == ["edited"]
    assert embed_texts(TEXTS[1999::-1], reordered, store=store).encoded == 0
    assert reordered.encoded == []
    fresh = [f"new {k % 700}" for k in range(1000)]
    assert embed_texts(fresh, copied, store=store).encoded == 700
    assert len(copied.encoded) == 700


@pytest.mark.parametrize("works_ahead", [False, True])
def test_a_stopped_run_keeps_its_finished_batches(store, works_ahead):
    class Stops(FakeEncoder):
        ahead = works_ahead

        def encode(self, texts):
            if len(self.encoded) > 1000:
                raise KeyboardInterrupt
            return super().encode(texts)

    first = Stops()
    with pytest.raises(KeyboardInterrupt):
        embed_texts(TEXTS, first, store=store)
    second = FakeEncoder()
    result = embed_texts(TEXTS, second, store=store)
    assert sorted(first.encoded + second.encoded) == sorted(TEXTS)
    assert result.cached == len(first.encoded)
    assert result.vectors.tobytes() == FakeEncoder().encode(TEXTS).tobytes()


def test_a_model_on_this_machine_is_a_batch_ahead_of_the_store(store, monkeypatch):
    main, threads = threading.current_thread(), []

    class Ahead(FakeEncoder):
        ahead = True

        def encode(self, texts):
            threads.append(threading.current_thread())
            return super().encode(texts)

    encoder, seen = Ahead(), []
    put = store.put

    def watched(key, texts, *rest, **settings):
        seen.append((encoder.encoded.index(texts[0]), threading.current_thread()))
        return put(key, texts, *rest, **settings)

    monkeypatch.setattr(store, "put", watched)
    result = embed_texts(TEXTS, encoder, store=store)
    assert result.vectors.tobytes() == FakeEncoder().encode(TEXTS).tobytes()
    assert [first for first, _ in seen] == sorted(first for first, _ in seen)
    assert {thread for _, thread in seen} == {main}
    assert len(threads) > 1
    assert main not in threads
    again = Ahead()
    assert embed_texts(TEXTS, again, store=store).encoded == 0


def test_batches_do_not_depend_on_the_order_of_the_texts():
    one, other = FakeEncoder(), FakeEncoder()
    embed_texts(TEXTS, one)
    embed_texts(TEXTS[::-1], other)
    assert one.encoded == other.encoded


def test_batches_hold_a_bounded_number_of_tokens_and_texts():
    sizes = []

    class Watches(FakeEncoder):
        def encode(self, texts):
            sizes.append((len(texts), int(np.minimum(self.count_tokens(texts), 256).sum())))
            return super().encode(texts)

    embed_texts([f"{k} " + "word " * (k % 300) for k in range(3000)], Watches())
    assert sum(count for count, _ in sizes) == 3000
    assert all(count <= embed.BATCH_TEXTS for count, _ in sizes)
    assert all(tokens <= embed.BATCH_TOKENS for _, tokens in sizes)


@pytest.mark.parametrize("value", [np.nan, np.inf, 0.0, 2.0])
def test_vectors_that_cannot_be_compared_are_refused_and_not_kept(store, value):
    class Broken(FakeEncoder):
        def encode(self, texts):
            vectors = super().encode(texts)
            vectors[-1] = value
            return vectors

    with pytest.raises(ModelError, match=r"not unit vectors for 1 of 3 texts.*precision='float32'"):
        embed_texts(TEXTS[:3], Broken(), store=store)
    good = FakeEncoder()
    embed_texts(TEXTS[:3], good, store=store)
    assert len(good.encoded) == 3


def test_a_wrong_number_of_vectors_is_refused():
    class Forgets(FakeEncoder):
        def encode(self, texts):
            return super().encode(texts)[:-1]

    with pytest.raises(ModelError, match=r"shape \(2, 64\) for 3 texts"):
        embed_texts(TEXTS[:3], Forgets())


def test_progress_tells_what_came_from_the_cache(store):
    embed_texts(TEXTS[:2000], FakeEncoder(), store=store)
    told = Recorder()
    embed_texts(TEXTS, FakeEncoder(), store=store, progress=told)
    assert told.calls[1] == ("start", "Embedding", 2500, 2000, "2,000 from the cache")
    assert sum(call[1] for call in told.calls if call[0] == "advance") == 500
    assert told.calls[-1] == ("finish", "500 encoded, 2,000 from the cache")


def test_cut_texts_are_told():
    result = embed_texts(["short", "long " * 300], FakeEncoder())
    assert result.cut.tolist() == [False, True]
    assert result.seen.tolist() == [3, 256]
    assert result.notes[0].startswith("1 of 2 texts are longer than the 256 tokens")
    assert result.take(np.array([0])).notes == ()
    assert result.take(np.array([1])).cut.all()


def test_a_store_that_cannot_be_used_is_told(tmp_path, encoder):
    (tmp_path / "file").write_text("in the way")
    result = embed_texts(TEXTS[:5], encoder, store=VectorStore(tmp_path / "file" / "store"))
    assert result.encoded == 5
    assert "vectors were not kept" in result.notes[-1]


def test_an_encoder_of_another_fingerprint_shares_nothing(store):
    embed_texts(TEXTS[:5], FakeEncoder(), store=store)
    for other in (FakeEncoder(name="other"), FakeEncoder(max_tokens=8)):
        assert embed_texts(TEXTS[:5], other, store=store).encoded == 5


def test_another_process_that_was_faster_wins(store):
    """Both runs then hold the vectors that every later run will see."""

    class Late(FakeEncoder):
        def encode(self, texts):
            if not self.encoded:
                embed_texts(texts[:2], FakeEncoder(), store=store)
            return -super().encode(texts)  # stands for another rounding

    result = embed_texts(TEXTS[:4], Late(), store=store)
    expected = FakeEncoder().encode(TEXTS[:4]) * np.array([[1], [1], [-1], [-1]])
    assert np.array_equal(result.vectors, expected.astype(np.float32))


def test_a_faster_process_leaves_vectors_with_their_texts(store):
    """Batches stand in order of length, not in the order of the texts."""
    texts = ["a", "b b b", "c c", "d d d d"]

    class Late(FakeEncoder):
        def encode(self, asked):
            embed_texts(asked, FakeEncoder(), store=store)
            return -super().encode(asked)

    result = embed_texts(texts, Late(), store=store)
    assert np.array_equal(result.vectors, FakeEncoder().encode(texts))
    assert result.tokens.tolist() == [3, 5, 4, 6]


def test_same_texts_same_manifest(store, encoder):
    first = embed_texts(TEXTS[:50], encoder, store=store)
    again = embed_texts(TEXTS[:50], encoder, store=store)
    assert first.manifest == again.manifest
    assert first.manifest != embed_texts(TEXTS[:51], encoder, store=store).manifest


def test_no_texts_at_all(store, encoder):
    result = embed_texts([], encoder, store=store)
    assert result.vectors.shape == (0, 64)
    assert len(result) == 0


def test_the_repr_is_one_truthful_line(store, encoder):
    embed_texts(TEXTS[:5], encoder, store=store)
    assert repr(embed_texts(TEXTS[:6], encoder, store=store)) == (
        "Embedding(6 texts, 5 from the cache, 1 encoded, fake · fake on cpu · float32)"
    )


def test_wrong_arguments_say_what_to_type_next(encoder):
    with pytest.raises(InputError, match=r"got one str. Try: \['hello'\]"):
        embed_texts("hello", encoder)
    with pytest.raises(InputError, match="got float at position 1"):
        embed_texts(["a", float("nan")], encoder)
    with pytest.raises(InputError, match="long_text must be one of"):
        embed_texts(["a"], encoder, long_text="cut")
    assert not issubclass(StoreError, InputError)
