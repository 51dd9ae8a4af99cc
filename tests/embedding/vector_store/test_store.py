"""The vector store: byte for byte, shared, and never in the way of a run.

Tests of embedding/vector_store/entries.py.
"""

import contextlib
import multiprocessing
import os
import pickle
import sqlite3
import threading
from contextlib import closing

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fakes import FakeEncoder
from workbench.embedding import VectorStore, embed_texts
from workbench.embedding.vector_store import sqlite_file
from workbench.embedding.vector_store.entries import sealed, text_key
from workbench.embedding.vector_store.maintenance import check_store
from workbench.errors import StoreError

KEY = "0123456789abcdef"
WIDTH = 5


def entries(texts, seed=0):
    vectors = np.random.default_rng(seed).normal(size=(len(texts), WIDTH)).astype(np.float32)
    return vectors, np.arange(1, len(texts) + 1, dtype=np.int32)


def fill(store, texts, seed=0, key=KEY):
    vectors, tokens = entries(texts, seed)
    assert store.put(key, texts, vectors, tokens) == len(texts)
    return vectors, tokens


@pytest.fixture
def store(tmp_path):
    with VectorStore(tmp_path / "vectors") as opened:
        yield opened


def test_a_hit_returns_what_the_miss_stored_byte_for_byte(store, tmp_path):
    texts = [f"text {k}" for k in range(1300)]
    vectors, tokens = fill(store, texts)
    vectors[3, 2] = np.nan  # bytes, not numbers, are kept: the stored copy stays as it was
    asked = [*reversed(texts), "never seen"]
    for one in (store, VectorStore(store.folder)):
        found = one.get(KEY, asked, WIDTH)
        assert found.found.tolist() == [True] * len(texts) + [False]
        expected, _ = entries(texts)
        assert found.vectors[:-1].tobytes() == expected[::-1].tobytes()
        assert found.tokens[:-1].tolist() == tokens[::-1].tolist()
        assert not found.vectors[-1].any()
        assert found.tokens[-1] == 0
        assert one.notes == ()


@given(st.lists(st.text(st.characters(categories=None)), unique=True, max_size=30))
@settings(max_examples=30, deadline=None)
def test_any_text_is_told_from_any_other(tmp_path_factory, texts):
    """Lone surrogates, null characters, the empty text and look-alikes among them."""
    with VectorStore(tmp_path_factory.mktemp("store")) as store:
        if texts:
            vectors, _ = fill(store, texts)
            assert store.get(KEY, texts, WIDTH).vectors.tobytes() == vectors.tobytes()


def test_the_first_writer_wins(store):
    first, _ = fill(store, ["a", "b"])
    second, tokens = entries(["b", "c"], seed=1)
    assert store.put(KEY, ["b", "c"], second, tokens) == 1
    held = store.get(KEY, ["a", "b", "c"], WIDTH).vectors
    assert held.tobytes() == np.vstack([first, second[1:]]).tobytes()


def test_fingerprints_share_nothing(store):
    fill(store, ["a"])
    assert not store.get("another", ["a"], WIDTH).found.any()
    fill(store, ["a"], seed=1, key="another")
    assert len(list(store.folder.glob("*.sqlite"))) == 2


def damage(store, text, change):
    store.close()
    with sqlite3.connect(store.path(KEY)) as database:
        key = text_key(text)
        (entry,) = database.execute("SELECT entry FROM vectors WHERE key = ?", [key]).fetchone()
        database.execute("UPDATE vectors SET entry = ? WHERE key = ?", [change(entry), key])
    database.close()


@pytest.mark.parametrize(
    "change",
    [
        lambda entry: bytes([entry[0] ^ 1]) + entry[1:],
        lambda entry: entry[:-1] + bytes([entry[-1] ^ 128]),
        lambda entry: entry[:-8] + bytes([entry[-8] ^ 1]) + entry[-7:],
        lambda entry: entry[:-1],
        lambda entry: entry + b"\0",
        lambda entry: b"",
    ],
    ids=["vector", "checksum", "tokens", "short", "long", "empty"],
)
def test_a_damaged_entry_is_a_miss_that_is_told_and_mended(store, change):
    vectors, tokens = fill(store, ["a", "b", "c"])
    damage(store, "b", change)
    found = store.get(KEY, ["a", "b", "c"], WIDTH)
    assert found.found.tolist() == [True, False, True]
    assert found.damaged == 1
    assert "1 damaged entries" in store.notes[0]
    assert store.put(KEY, ["b"], vectors[1:2], tokens[1:2]) == 1
    assert store.get(KEY, ["a", "b", "c"], WIDTH).vectors.tobytes() == vectors.tobytes()


def test_an_entry_under_a_wrong_key_is_a_miss(store):
    fill(store, ["a", "b"])
    store.close()
    with sqlite3.connect(store.path(KEY)) as database:
        database.execute("DELETE FROM vectors WHERE id = 1")
        database.execute("UPDATE vectors SET key = ? WHERE id = 2", [text_key("a")])
    database.close()
    found = store.get(KEY, ["a", "b"], WIDTH)
    assert found.found.tolist() == [False, False]
    assert found.damaged == 1


def test_a_vector_put_under_another_text_is_never_used(store):
    fill(store, ["a", "b"])
    store.close()
    with sqlite3.connect(store.path(KEY)) as database:
        read = "SELECT entry FROM vectors WHERE key = ?"
        (theirs,) = database.execute(read, [text_key("b")]).fetchone()
        database.execute("UPDATE vectors SET entry = ? WHERE key = ?", [theirs, text_key("a")])
    database.close()
    found = store.get(KEY, ["a", "b"], WIDTH)
    assert (found.found.tolist(), found.damaged) == ([False, True], 1)


def test_a_file_of_another_model_is_never_used(store):
    fill(store, ["a"], key="another")
    store.close()
    store.path("another").rename(store.path(KEY))
    assert store.get(KEY, ["a"], WIDTH).found.tolist() == [False]
    assert "it holds the vectors of another model" in store.notes[0]
    vectors, _ = fill(store, ["a"], seed=1)
    assert store.get(KEY, ["a"], WIDTH).vectors.tobytes() == vectors.tobytes()


def test_an_entry_copied_from_the_file_of_another_model_is_never_used(store):
    fill(store, ["a"])
    fill(store, ["a", "b"], key="another", seed=1)
    store.close()
    copied = "INSERT OR REPLACE INTO vectors SELECT * FROM other.vectors WHERE id = 1"
    with closing(sqlite3.connect(store.path(KEY))) as database:
        database.execute("ATTACH ? AS other", [str(store.path("another"))])
        database.execute(copied)
        database.commit()
    assert check_store(store).damaged == 1
    assert store.get(KEY, ["a"], WIDTH).found.tolist() == [False]
    assert store.get("another", ["a", "b"], WIDTH).found.all()


@pytest.mark.parametrize("version", [1, 2])
def test_entries_of_earlier_formats_are_used_as_they_are(store, version):
    texts = [f"text {k}" for k in range(5000)]
    vectors, tokens = fill(store, texts)
    store.close()
    with closing(sqlite3.connect(store.path(KEY))) as database:
        rows = database.execute("SELECT id, key, entry FROM vectors").fetchall()
        old = [(sealed(key, entry[:-4], b"")[1], place) for place, key, entry in rows]
        old[7] = (b"\0" + old[7][0][1:], old[7][1])  # damaged long ago
        database.executemany("UPDATE vectors SET entry = ? WHERE id = ?", old)
        database.execute(f"PRAGMA user_version = {version}")
        database.commit()
    assert check_store(store).damaged == 1
    found = store.get(KEY, texts, WIDTH)
    assert np.flatnonzero(~found.found).tolist() == [7]
    assert found.vectors[8:].tobytes() == vectors[8:].tobytes()
    store.put(KEY, texts, vectors, tokens)
    assert check_store(store).sound


@pytest.mark.parametrize("where", ["head", "pages"])
def test_a_damaged_file_is_put_aside_and_told(store, where):
    texts = [f"text {k}" for k in range(4000)]
    vectors, tokens = fill(store, texts)
    store.close()
    path = store.path(KEY)
    raw = bytearray(path.read_bytes())
    span = slice(0, 100) if where == "head" else slice(16384, len(raw))
    raw[span] = b"\xa5" * len(raw[span])
    path.write_bytes(raw)
    assert not store.get(KEY, texts, WIDTH).found.any()
    assert "moved to" in store.notes[0]
    assert path.with_name(path.name + ".damaged-1").read_bytes() == bytes(raw)
    assert store.put(KEY, texts, vectors, tokens) == len(texts)
    assert store.get(KEY, texts, WIDTH).found.all()


def test_a_file_of_another_width_is_never_taken_for_vectors(store):
    fill(store, ["a"])
    for one in (store, VectorStore(store.folder)):
        with pytest.raises(StoreError, match="vectors of 5 numbers, not of 6"):
            one.get(KEY, ["a"], WIDTH + 1)
        assert one.get(KEY, ["a"], WIDTH).found.all()


def test_a_newer_format_is_left_alone(store):
    fill(store, ["a"])
    store.close()
    with sqlite3.connect(store.path(KEY)) as database:
        database.execute("PRAGMA user_version = 99")
    database.close()
    assert not store.get(KEY, ["a"], WIDTH).found.any()
    assert store.put(KEY, ["b"], *entries(["b"])) is None
    assert "written by a newer Workbench" in store.notes[0]
    assert not list(store.folder.glob("*damaged*"))


def test_a_folder_that_cannot_be_made_stops_nothing(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with VectorStore(tmp_path / "file" / "store") as store:
        assert not store.get(KEY, ["a"], WIDTH).found.any()
        assert store.put(KEY, ["a"], *entries(["a"])) is None
        assert "vectors were not kept" in store.notes[0]
        assert len(store.notes) == 1


def test_a_read_only_file_is_still_read(store, monkeypatch):
    vectors, _ = fill(store, ["a"])
    store.close()
    plain = sqlite_file.VectorFile._prepare

    def refuse(self, about):
        if self.writable:
            raise sqlite3.OperationalError("attempt to write a readonly database")
        plain(self, about)

    monkeypatch.setattr(sqlite_file.VectorFile, "_prepare", refuse)
    assert store.get(KEY, ["a"], WIDTH).vectors.tobytes() == vectors.tobytes()
    assert store.put(KEY, ["b"], *entries(["b"])) is None
    assert "read-only" in store.notes[0]


def test_a_full_disk_stops_nothing(store):
    fill(store, ["a"])
    (pages,) = store._files[KEY]._database.execute("PRAGMA page_count").fetchone()
    store._files[KEY]._database.execute(f"PRAGMA max_page_count = {pages}")
    texts = [f"text {k}" for k in range(5000)]
    assert store.put(KEY, texts, *entries(texts)) is None
    assert "disk is full" in store.notes[0]
    with VectorStore(store.folder) as again:
        assert again.get(KEY, ["a"], WIDTH).found.all()
        assert not again.get(KEY, texts, WIDTH).found.any()


def test_without_shared_memory_a_rollback_journal_serves(tmp_path):
    """Network file systems refuse write-ahead logging, as SQLite refuses an unknown mode."""
    with contextlib.closing(sqlite3.connect(tmp_path / "refused.sqlite")) as database:
        assert sqlite_file.choose_journal(database, "MEMORY_MAPPED_NONSENSE") == "delete"
        assert sqlite_file.choose_journal(database) == "wal"
        assert sqlite_file.choose_journal(database, "MEMORY_MAPPED_NONSENSE") == "wal"


def test_only_the_user_can_read_the_folder(store):
    fill(store, ["a"])
    assert store.folder.stat().st_mode & 0o077 == 0


def test_what_made_the_vectors_stands_in_the_file(store):
    vectors, tokens = entries(["a"])
    store.put(KEY, ["a"], vectors, tokens, about={"model": "m", "dimensions": WIDTH})
    told = {"model": "m", "dimensions": WIDTH, "fingerprint": KEY}
    assert store._files[KEY].about() == told
    counted = store._files[KEY]._database.execute("SELECT count(*) FROM vectors")
    assert counted.fetchone() == (1,)


def test_threads_share_a_store(store):
    def work(number):
        texts = [f"{number} {k}" for k in range(200)]
        for start in range(0, 200, 20):
            store.put(KEY, texts[start : start + 20], *entries(texts[start : start + 20], number))
            store.get(KEY, texts, WIDTH)

    threads = [threading.Thread(target=work, args=[n]) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    everything = [f"{n} {k}" for n in range(4) for k in range(200)]
    assert store.get(KEY, everything, WIDTH).found.all()
    assert store.notes == ()


def write(folder, number):
    with VectorStore(folder) as store:
        for start in range(0, 400, 40):  # half of the texts are shared with the others
            texts = [f"{number if k % 2 else 'all'} {k}" for k in range(start, start + 40)]
            assert store.put(KEY, texts, *entries(texts, start)) is not None
        assert store.notes == ()


def test_processes_share_a_store(tmp_path):
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=write, args=[tmp_path, n]) for n in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0, 0, 0]
    with VectorStore(tmp_path) as store:
        for number in range(3):
            texts = [f"{number if k % 2 else 'all'} {k}" for k in range(400)]
            found = store.get(KEY, texts, WIDTH)
            assert found.found.all()
            for start in range(0, 400, 40):
                expected, _ = entries(range(40), start)
                assert found.vectors[start : start + 40].tobytes() == expected.tobytes()


def test_a_store_travels_as_its_folder(store):
    fill(store, ["a"])
    copy = pickle.loads(pickle.dumps(store))
    assert copy.get(KEY, ["a"], WIDTH).found.all()
    assert repr(copy) == repr(store)


@pytest.mark.skipif(os.name != "posix", reason="links and permissions of POSIX")
def test_a_link_in_the_place_of_the_store_is_not_followed(tmp_path):
    other = tmp_path / "other.sqlite"
    with sqlite3.connect(other) as database:
        database.execute("CREATE TABLE theirs (a)")
    database.close()
    before = other.read_bytes()
    encoder = FakeEncoder(8)
    with VectorStore(tmp_path / "store") as store:
        store.folder.mkdir()
        store.path(encoder.info.key()).symlink_to(other)
        embed_texts(["a", "b"], encoder, store=store)
        assert "it is a link to another file" in " ".join(store.notes)
    assert other.read_bytes() == before
    assert not store.path(encoder.info.key()).is_symlink()
    assert embed_texts(["a", "b"], FakeEncoder(8), store=store).cached == 2
    store.close()


@pytest.mark.skipif(os.name != "posix", reason="links and permissions of POSIX")
def test_a_folder_that_everybody_may_write_to_is_told(tmp_path):
    folder = tmp_path / "shared"
    folder.mkdir()
    folder.chmod(0o777)
    with VectorStore(folder) as store:
        embed_texts(["a"], FakeEncoder(8), store=store)
        assert any("everybody on this machine may write" in note for note in store.notes)
