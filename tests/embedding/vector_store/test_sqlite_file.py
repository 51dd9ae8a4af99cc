"""A look-up of most of a file reads all of it in one sweep; the answer is the same."""

import sqlite3

import numpy as np
import pytest

from tests.fakes import FakeEncoder
from workbench.embedding import VectorStore, embed_texts
from workbench.embedding.vector_store.sqlite_file import READ

TEXTS = [f"ticket {k}" for k in range(READ + 100)]


@pytest.fixture
def store(tmp_path):
    with VectorStore(tmp_path) as store:
        embed_texts(TEXTS, FakeEncoder(8), store=store)
        yield store


def look_up(store, texts):
    return store.get(FakeEncoder(8).info.key(), texts, 8)


def test_a_sweep_finds_what_single_reads_find(store):
    texts = [*TEXTS[5:], "unknown", TEXTS[-1]]
    swept = look_up(store, texts)
    np.testing.assert_array_equal(swept.found, [*[True] * (len(TEXTS) - 5), False, True])
    for start in range(0, len(texts), 1_000):  # too few to sweep
        part = slice(start, start + 1_000)
        read = look_up(store, texts[part])
        for name in ("found", "vectors", "tokens"):
            np.testing.assert_array_equal(getattr(swept, name)[part], getattr(read, name))
    np.testing.assert_array_equal(swept.vectors[:-2], FakeEncoder(8).encode(TEXTS[5:]))


def test_a_damaged_entry_is_a_miss_in_a_sweep(store, tmp_path):
    (file,) = tmp_path.glob("*.sqlite")
    with sqlite3.connect(file) as database:
        entry = database.execute("SELECT entry FROM vectors WHERE id = 9").fetchone()[0]
        database.execute("UPDATE vectors SET entry = ? WHERE id = 9", (b"\1" + entry[1:],))
    database.close()
    found = look_up(store, TEXTS)
    assert found.found.sum() == len(TEXTS) - 1
    assert found.damaged == 1
    again = embed_texts(TEXTS, FakeEncoder(8), store=store)
    assert (again.cached, again.encoded) == (len(TEXTS) - 1, 1)
    np.testing.assert_array_equal(again.vectors, FakeEncoder(8).encode(TEXTS))
