"""A worker that is killed costs its tasks, not the run: the answer is the same."""

import os
import signal
import sys
import traceback
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("distributed", reason="pip install text-workbench[dask]")

import dask

import workbench as wb
from tests.engines.test_contract import same_pairs, unit
from tests.fakes import FakeEncoder
from workbench.embedding import Recipe, VectorStore, embed_on, embed_texts
from workbench.engines import DaskEngine
from workbench.errors import DependencyError, EngineError, InputError
from workbench.similarity import (
    neighbors,
    neighbors_by_blocks,
    pairs,
    pairs_by_blocks,
    search,
    search_by_blocks,
)
from workbench.similarity.join import SMALL, comparisons_among

pytestmark = pytest.mark.dask


def die_once(marker):
    """Kill this process, the first time that any process comes here."""
    try:
        Path(marker).open("x").close()
    except FileExistsError:
        return
    os.kill(os.getpid(), signal.SIGKILL)


class DeadlyArray:
    """An array in a file; the first to read it for a stage is killed."""

    def __init__(self, shared, marker, stage):
        self.shared, self.marker, self.stage = shared, marker, stage

    def read(self):
        if any(frame.name == self.stage for frame in traceback.extract_stack()):
            die_once(self.marker)
        return self.shared.read()


class DeadlyEncoder(FakeEncoder):
    """An encoder whose third batch kills the worker, once."""

    def __init__(self, marker):
        super().__init__()
        self.marker, self.batches = marker, 0

    def encode(self, texts):
        self.batches += 1
        if self.batches == 3:
            die_once(self.marker)
        return super().encode(texts)


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    with DaskEngine(workers=2, folder=tmp_path_factory.mktemp("runs")) as engine:
        yield engine


@pytest.fixture
def marker(tmp_path):
    return str(tmp_path / "killed")


@pytest.fixture
def deadly(engine, marker, monkeypatch):
    """Give the engine arrays that kill the first worker that reads them for a stage."""
    share = engine.share

    def at(stage):
        monkeypatch.setattr(engine, "share", lambda array: DeadlyArray(share(array), marker, stage))
        return engine

    return at


@pytest.mark.parametrize("stage", ["run_basis", "run_heads", "run_tile"])
def test_in_the_join(deadly, marker, stage):
    vectors = unit(4_200)
    assert comparisons_among(4_200) > SMALL, "a join this small needs no heads"
    same_pairs(pairs_by_blocks(vectors, 0.8, deadly(stage)), pairs(vectors, 0.8))
    assert Path(marker).exists(), "no worker was killed: the test proves nothing"


def test_in_the_search_of_another_table(deadly, marker):
    vectors, queries = unit(900, seed=1), unit(700, seed=2)
    found = search_by_blocks(vectors, queries, 1, deadly("run_search"))
    for one, wanted in zip(found, search(vectors, queries, 1), strict=True):
        np.testing.assert_array_equal(one, wanted)
    assert Path(marker).exists(), "no worker was killed: the test proves nothing"


def test_in_the_neighbor_search(deadly, marker):
    vectors = unit(2_000)
    found, wanted = neighbors_by_blocks(vectors, 9, deadly("run_neighbors")), neighbors(vectors, 9)
    np.testing.assert_array_equal(found.indices, wanted.indices)
    np.testing.assert_array_equal(found.similarity, wanted.similarity)
    assert Path(marker).exists(), "no worker was killed: the test proves nothing"


def test_in_the_embedding(engine, marker, tmp_path):
    texts = [f"ticket {k}" for k in range(9_000)]
    store = VectorStore(tmp_path / "store")
    found = embed_on(engine, texts, Recipe(DeadlyEncoder(marker)), FakeEncoder(), store=store)
    assert Path(marker).exists(), "no worker was killed: the test proves nothing"
    np.testing.assert_array_equal(found.vectors, embed_texts(texts, FakeEncoder()).vectors)


def test_a_closed_engine_computes_here(tmp_path):
    vectors = unit(600)
    with DaskEngine(workers=1, folder=tmp_path) as engine:
        assert engine.distant
        assert engine.share(vectors) is engine.share(vectors), "the same array is written once"
        assert engine.share(vectors).path != engine.share(vectors[:9]).path
    assert "closed" in repr(engine)
    assert not engine.distant
    same_pairs(pairs_by_blocks(vectors, 0.7, engine), pairs(vectors, 0.7))


def test_the_next_table_after_the_engine(tmp_path):
    """Closed, it computes here; if the cluster is lost, the error says what to do."""
    own = {"model": FakeEncoder(), "cache": False, "ledger": False}
    with DaskEngine(workers=1, folder=tmp_path) as engine:
        corpus = wb.embed(["late parcel", "lost card"], engine=engine, **own)
    later = corpus.with_table(["lost card", "late again"], cache=False)
    assert (later.embedding.encoded, later.embedding.cached) == (1, 1)
    with DaskEngine(workers=1, folder=tmp_path) as engine:
        corpus = wb.embed(["late parcel", "lost card"], engine=engine, **own)
        engine.client.close()
        with pytest.raises(EngineError, match="Dask cluster is lost.*engine='local'"):
            corpus.with_table(["lost card", "late again"], cache=False)


def test_an_interrupted_join_goes_on_where_it_stopped(tmp_path, monkeypatch):
    """What was found before the interruption is not found again."""
    # Its own workers: of those killed before one may not come back, and of one blocks are larger.
    with DaskEngine(workers=2, folder=tmp_path) as engine:
        interrupted_and_run_again(engine, monkeypatch)


def interrupted_and_run_again(engine, monkeypatch):
    vectors = unit(4_200, seed=5)

    class StopError(Exception):
        pass

    class Interrupted:
        name, distant, workers = "dask", True, 2
        folder, share = engine.folder, staticmethod(engine.share)

        @staticmethod
        def map(function, blocks):
            for number, found in enumerate(engine.map(function, blocks)):
                if number == 4:
                    raise StopError
                yield found

    with pytest.raises(StopError):
        pairs_by_blocks(vectors, 0.7, Interrupted(), lasting=0)
    (kept,) = engine.folder.glob("pairs-*")
    # What begins with a dot is being written: a worker goes on with its tile after the stop.
    done = {file: file.stat().st_mtime_ns for file in kept.glob("[!.]*.npz")}
    assert len(done) >= 4
    written = []
    load = np.load
    monkeypatch.setattr(
        "workbench.similarity.blocks.np.load",
        lambda file, **options: (
            written.append((file, Path(file).stat().st_mtime_ns)) or load(file, **options)
        ),
    )
    same_pairs(pairs_by_blocks(vectors, 0.7, engine, lasting=0), pairs(vectors, 0.7))
    again = dict(written)
    assert all(again[file] == when for file, when in done.items())
    assert not kept.exists(), "finished tiles must not stay"


def test_nothing_stays_of_a_short_join(engine):
    vectors = unit(4_200, seed=5)
    pairs_by_blocks(vectors, 0.7, engine, lasting=0)
    assert not list(engine.folder.glob("pairs-*"))


@pytest.mark.dask
def test_no_stranger_can_run_a_function_on_the_workers(tmp_path):
    distributed = pytest.importorskip("distributed")
    with DaskEngine(workers=1, folder=tmp_path) as engine:
        address = engine.client.scheduler.address
        assert address.startswith("tls://")
        assert list(engine.map(abs, [-1, -2])) == [1, 2]
        with pytest.raises((OSError, TimeoutError, TypeError, ValueError)):
            distributed.Client(address, timeout=2)


class Unpicklable:
    def __reduce__(self):
        raise TypeError("cannot pickle a lock")


def always_die(_):
    os.kill(os.getpid(), signal.SIGKILL)


def fails(_):
    raise ZeroDivisionError("our own")


def test_what_goes_wrong_in_a_cluster_is_told_in_our_words(tmp_path):
    settings = dask.config.set({"distributed.scheduler.allowed-failures": 0})
    with settings, DaskEngine(workers=1, folder=tmp_path) as engine:
        with pytest.raises(InputError, match=r"cannot be pickled .*cannot pickle a lock.*engin"):
            list(engine.map(len, [[Unpicklable()]]))
        with pytest.raises(ZeroDivisionError, match="our own"):  # not the cluster's fault
            list(engine.map(fails, [1]))
        with pytest.raises(EngineError, match="ended its worker several times.*fewer workers"):
            list(engine.map(always_die, [1]))
        found = engine.map(abs, [-1] * 50)
        assert next(found) == 1
        engine._cluster.close()
        engine.client.close()
        for again in (found, engine.map(abs, [-1])):
            with pytest.raises(EngineError, match="Dask cluster is lost.*engine='local'"):
                list(again)


def test_without_certificates_the_engine_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "cryptography", None)
    with pytest.raises(DependencyError, match=r"'cryptography'.*\[dask\]"):
        DaskEngine(workers=1, folder=tmp_path)
