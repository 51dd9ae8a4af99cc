"""Long texts as passages: what was read, where it stands, kept like all else."""

import numpy as np
import pandas as pd
import pytest

import workbench as wb
from tests.fakes import FakeEncoder
from workbench.embedding import VectorStore, check_store, embed_texts, prune_store, store_table
from workbench.embedding.passages import Pieces
from workbench.embedding.vector_store.entries import text_key

LONG = " ".join(
    f"This is sentence {k} about {'cards' if k < 40 else 'refunds'}." for k in range(90)
)
TEXTS = ["short one", LONG, "another short text", LONG.replace("cards", "parcels")]


def small():
    return FakeEncoder(max_tokens=60)


def same(one, other):
    return all(
        np.array_equal(getattr(one, name), getattr(other, name))
        for name in ("vectors", "owner", "start", "stop")
    )


def test_passages_are_what_the_model_read():
    result = embed_texts(TEXTS, small(), long_text="chunk")
    found = result.passages
    assert found.owner.tolist() == sorted(found.owner.tolist())
    counts = np.bincount(found.owner)
    assert counts[[0, 2]].tolist() == [1, 1]
    assert counts[[1, 3]].min() > 5
    read = [TEXTS[o][a:b] for o, a, b in zip(found.owner, found.start, found.stop, strict=True)]
    assert small().count_tokens(read).max() <= 60
    assert np.allclose(found.vectors, small().encode(read), atol=1e-6)
    assert found.vectors.dtype == np.float32
    assert any("passages are kept for search" in note for note in result.notes)


def test_texts_that_are_cut_have_no_passages():
    assert embed_texts(TEXTS, small()).passages is None


def test_short_texts_alone_take_no_second_copy():
    result = embed_texts(TEXTS[:1], small(), long_text="chunk")
    assert result.passages.vectors is result.vectors
    assert not any("passages" in note for note in result.notes)


def test_passages_come_from_the_store(tmp_path):
    encoder = small()
    with VectorStore(tmp_path) as store:
        first = embed_texts(TEXTS, encoder, store=store, long_text="chunk")
        encoder.encoded.clear()
        again = embed_texts(TEXTS, encoder, store=store, long_text="chunk")
        assert (again.cached, again.encoded, encoder.encoded) == (4, 0, [])
        assert same(first.passages, again.passages)
        assert check_store(store).entries == 4 + 2


@pytest.mark.parametrize(
    "damage", ["UPDATE pieces SET entry = substr(entry, 2)", "DELETE FROM pieces"]
)
def test_a_text_without_its_passages_is_a_miss(tmp_path, damage):
    with VectorStore(tmp_path) as store:
        first = embed_texts(TEXTS, small(), store=store, long_text="chunk")
        run(store, damage)
        again = embed_texts(TEXTS, small(), store=store, long_text="chunk")
        assert (again.cached, again.encoded) == (2, 2)
        assert same(first.passages, again.passages)
        assert embed_texts(TEXTS, small(), store=store, long_text="chunk").cached == 4


def test_a_file_from_before_passages_is_taken_on(tmp_path):
    with VectorStore(tmp_path) as store:
        embed_texts(TEXTS, small(), store=store, long_text="chunk")
        run(store, "DROP TABLE pieces", "PRAGMA user_version = 1")
        again = embed_texts(TEXTS, small(), store=store, long_text="chunk")
        assert (again.cached, again.encoded) == (2, 2)
        assert store.notes == ()


def run(store, *statements):
    import sqlite3

    store.close()
    (path,) = store.folder.glob("*.sqlite")
    with sqlite3.connect(path) as database:
        for statement in statements:
            database.execute(statement)
    database.close()


def test_pruning_takes_the_passages_along(tmp_path):
    with VectorStore(tmp_path) as store:
        embed_texts(TEXTS, small(), store=store, long_text="chunk")
        prune_store(store, 0.0)
        assert store_table(store)["entries"].tolist() in ([], [0])
        assert check_store(store).entries == 0


def test_taking_texts_takes_their_passages():
    result = embed_texts(TEXTS, small(), long_text="chunk")
    kept = result.take(np.array([3, 0]))
    alone = embed_texts([TEXTS[3], TEXTS[0]], small(), long_text="chunk")
    assert same(kept.passages, alone.passages)


def test_repeated_texts_have_the_passages_of_each():
    twice = embed_texts([LONG, "short one", LONG], small(), long_text="chunk").passages
    counts = np.bincount(twice.owner)
    assert counts[0] == counts[2] > 1
    assert np.array_equal(twice.vectors[twice.owner == 0], twice.vectors[twice.owner == 2])


def test_pieces_survive_as_bytes():
    pieces = Pieces(np.array([[0, 5], [4, 9]], np.int32), np.eye(2, 3, dtype=np.float32))
    back = Pieces.from_bytes(pieces.to_bytes(), 3)
    assert np.array_equal(back.spans, pieces.spans)
    assert np.array_equal(back.vectors, pieces.vectors)
    assert Pieces.from_bytes(pieces.to_bytes()[1:], 3) is None
    assert len(text_key("a")) == 16


@pytest.fixture
def corpus():
    texts = [LONG, "Where is my parcel?", "Blue whales sing", None, LONG]
    return wb.embed(pd.DataFrame({"body": texts}), text="body", model=small(), long_text="chunk")


def test_search_shows_the_passage_that_was_found(corpus):
    asked = "this is about refunds"
    found = corpus.search(asked, k=3)
    assert found.columns[:5].tolist() == ["query", "row", "similarity", "words", "passage"]
    assert set(found["row"][:2]) == {0, 4}
    assert "refunds" in found["passage"].iloc[0]
    assert "cards" not in found["passage"].iloc[0]
    assert len(found["passage"].iloc[0]) < len(LONG) / 3
    mean = float(corpus.vectors[0] @ small().encode([asked])[0])
    assert found["similarity"].iloc[0] > mean


def test_search_in_chosen_rows_and_in_a_smaller_corpus(corpus):
    assert corpus.search("refunds", filter=corpus.frame.index == 4)["row"].tolist() == [4]
    smaller = corpus.filter(corpus.frame.index >= 2)
    assert "refunds" in smaller.search("refunds", k=1)["passage"].iloc[0]


def test_passages_outlive_saving(corpus, tmp_path, monkeypatch):
    monkeypatch.setattr(
        "workbench.embedding.encoders.custom.load_encoder", lambda *_, **__: small()
    )
    corpus.save(tmp_path / "a.workbench")
    again = wb.open(tmp_path / "a.workbench")
    assert same(again.embedding.passages, corpus.embedding.passages)
    pd.testing.assert_frame_equal(again.search("refunds"), corpus.search("refunds"))


def test_passages_of_texts_whose_boilerplate_was_left_out():
    texts = [f"Sent from my phone\n{LONG}", "short"]
    corpus = wb.embed(
        pd.DataFrame({"body": texts}),
        text="body",
        model=small(),
        long_text="chunk",
        exclude_lines=["Sent from my phone"],
    )
    (found,) = corpus.search("this is about refunds", k=1)["passage"]
    place = LONG.find(found)
    assert place > 0
    assert found.endswith(".")
