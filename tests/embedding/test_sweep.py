"""A look-up of most of a file reads all of it in one sweep; the answer is the same."""

import sqlite3

import numpy as np
import pytest

from tests.fakes import FakeEncoder
from workbench.embedding import VectorStore, embed_texts

TEXTS = [f"ticket {k}" for k in range(60)]


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setattr("workbench.embedding.vector_store.sqlite_file.READ", 7)
    with VectorStore(tmp_path) as store:
        embed_texts(TEXTS, FakeEncoder(), store=store)
        yield store


def look_up(store, texts):
    return store.get(FakeEncoder().info.key(), texts, 64)


@pytest.mark.parametrize("share", [1, 3, 40, 60])
def test_a_sweep_finds_what_single_reads_find(store, share, monkeypatch):
    texts = [*TEXTS[-share:], "unknown", TEXTS[-1]]
    swept = look_up(store, texts)
    monkeypatch.setattr("workbench.embedding.vector_store.sqlite_file.READ", 1_000)
    read = look_up(store, texts)
    np.testing.assert_array_equal(swept.found, [*[True] * share, False, True])
    for name in ("found", "vectors", "tokens"):
        np.testing.assert_array_equal(getattr(swept, name), getattr(read, name))
    np.testing.assert_array_equal(swept.vectors[:share], FakeEncoder().encode(TEXTS[-share:]))


def test_a_damaged_entry_is_a_miss_in_a_sweep(store, tmp_path):
    (file,) = tmp_path.glob("*.sqlite")
    with sqlite3.connect(file) as database:
        entry = database.execute("SELECT entry FROM vectors WHERE id = 9").fetchone()[0]
        database.execute("UPDATE vectors SET entry = ? WHERE id = 9", (b"\1" + entry[1:],))
    database.close()
    found = look_up(store, TEXTS)
    assert found.found.sum() == 59
    assert found.damaged == 1
    again = embed_texts(TEXTS, FakeEncoder(), store=store)
    assert (again.cached, again.encoded) == (59, 1)
    np.testing.assert_array_equal(again.vectors, FakeEncoder().encode(TEXTS))
