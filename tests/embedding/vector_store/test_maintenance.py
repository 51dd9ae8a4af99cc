"""Looking after the vector store."""

import os

import numpy as np
import pytest

from tests.fakes import FakeEncoder
from workbench.embedding import (
    VectorStore,
    check_store,
    embed_texts,
    export_store,
    prune_store,
    store_table,
)
from workbench.embedding.vector_store import entries
from workbench.errors import FileError, StoreError

TEXTS = [f"ticket {k}" for k in range(3000)]


@pytest.fixture
def store(tmp_path):
    with VectorStore(tmp_path / "vectors") as opened:
        yield opened


def fill(store, name="fake", texts=TEXTS, used=None):
    encoder = FakeEncoder(name=name)
    embed_texts(texts, encoder, store=store)
    if used is not None:
        store.close()
        os.utime(store.path(encoder.info.key()), (used, used))
    return encoder


def test_the_table_tells_models_entries_and_size(store):
    fill(store, "old", TEXTS[:10], used=1_000_000_000)
    fill(store, "new")
    table = store_table(store)
    assert table["model"].tolist() == ["new", "old"]
    assert table["entries"].tolist() == [3000, 10]
    assert table["precision"].tolist() == ["float32", "float32"]
    assert table["megabytes"].min() > 0
    assert table["last_used"].iloc[1].year == 2001


def test_an_empty_store_has_an_empty_table(store):
    assert store_table(store).empty
    assert check_store(store).sound
    assert prune_store(store, 1) == 0


def test_a_sound_store_is_sound(store):
    encoder = fill(store)
    found = check_store(store, encoder=encoder, texts=[*TEXTS, "new"])
    assert found.sound
    assert (found.entries, found.damaged, found.compared) == (3000, 0, 64)
    assert found.least_cosine == pytest.approx(1)


def test_damage_is_found(store):
    encoder = fill(store)
    key = entries.text_key(TEXTS[5])
    database = store._files[encoder.info.key()]._database
    database.execute("UPDATE vectors SET entry = zeroblob(264) WHERE key = ?", [key])
    found = check_store(store)
    assert found.damaged == 1
    assert not found.sound


def test_a_broken_file_is_found(store):
    store.folder.mkdir()
    (store.folder / "abc.sqlite").write_bytes(b"\xa5" * 5000)
    assert check_store(store).broken_files == ("abc.sqlite",)
    assert store_table(store)["entries"].tolist() == [0]


def test_vectors_of_other_weights_are_found(store):
    encoder = fill(store)

    class Drifted(FakeEncoder):
        def encode(self, texts):
            return -super().encode(texts)

    assert check_store(store, encoder=encoder, texts=TEXTS[:9]).sound
    assert not check_store(store, encoder=Drifted(), texts=TEXTS[:9]).sound


def test_pruning_drops_what_was_used_longest_ago(store):
    old = fill(store, "old", used=1_000_000_000)
    new = fill(store, "new")
    total = store_table(store)["megabytes"].sum()
    freed = prune_store(store, total * 0.6)
    assert freed > 0
    assert store_table(store)["model"].tolist() == ["new"]
    assert embed_texts(TEXTS, new, store=store).cached == 3000
    assert embed_texts(TEXTS[:5], old, store=store).cached == 0


def test_pruning_one_model_keeps_its_newest_entries(store):
    encoder = fill(store, texts=TEXTS[:1500])
    embed_texts(TEXTS[1500:], encoder, store=store)
    store.close()
    total = store_table(store)["megabytes"].sum()
    prune_store(store, total / 2)
    table = store_table(store)
    assert table["megabytes"].sum() <= total / 2
    assert 1000 < table["entries"].sum() < 1500
    found = store.get(encoder.info.key(), TEXTS, 64).found
    assert not found[:1500].any()
    assert check_store(store).sound


def test_pruning_to_nothing_leaves_a_usable_store(store):
    encoder = fill(store)
    prune_store(store, 0)
    assert store_table(store)["entries"].sum() == 0
    assert embed_texts(TEXTS, encoder, store=store).encoded == 3000


def test_an_export_is_read_without_pickle(store, tmp_path):
    encoder = fill(store, texts=TEXTS[:20])
    assert export_store(store, encoder.info.key(), tmp_path / "out.npz") == 20
    with np.load(tmp_path / "out.npz", allow_pickle=False) as found:
        place = found["keys"].tolist().index(entries.text_key(TEXTS[3]).hex())
        assert np.array_equal(found["vectors"][place], FakeEncoder().encode(TEXTS[3:4])[0])
        assert found["tokens"].tolist() == [4] * 20
        assert '"model": "fake"' in str(found["about"])


def test_what_cannot_be_exported_says_so(store, tmp_path):
    with pytest.raises(StoreError, match="no vectors under 'abc'"):
        export_store(store, "abc", tmp_path / "out.npz")
    encoder = fill(store, texts=TEXTS[:2])
    with pytest.raises(FileError, match="cannot write"):
        export_store(store, encoder.info.key(), tmp_path / "none" / "out.npz")
