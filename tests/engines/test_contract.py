"""Every engine gives one answer: the same pairs, neighbors and vectors, bit for bit.

Tests of engines/, embedding/on_workers.py, similarity/blocks.py and similarity/cells.py.
"""

import importlib.util
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import workbench as wb
from tests.fakes import FakeEncoder
from workbench.embedding import Recipe, VectorStore, embed_on, embed_texts
from workbench.embedding.drafts import draft
from workbench.engines import DaskEngine, LocalEngine, choose_engine
from workbench.errors import InputError, ThresholdError
from workbench.progress import Quiet
from workbench.similarity import (
    cells_of,
    neighbors,
    neighbors_by_blocks,
    pairs,
    pairs_by_blocks,
    search,
    search_by_blocks,
)
from workbench.similarity.join import SMALL, comparisons_among
from workbench.topics import draft_agreement

DASK = [
    pytest.mark.dask,
    pytest.mark.skipif(
        importlib.util.find_spec("distributed") is None,
        reason="dask.distributed is not installed: pip install text-workbench[dask]",
    ),
]
ENGINES = [
    "local-1",
    "local-3",
    *(pytest.param(name, marks=DASK) for name in ("dask-2", "dask-adaptive")),
    *(pytest.param(name, marks=[*DASK, pytest.mark.soak]) for name in ("dask-1", "dask-4")),
]


@pytest.fixture(scope="module", params=ENGINES)
def engine(request, tmp_path_factory):
    kind, size = request.param.split("-")
    if kind == "local":
        yield LocalEngine(int(size))
        return
    folder = tmp_path_factory.mktemp("runs")
    if size == "adaptive":
        with adaptive() as client:
            yield DaskEngine(client, folder=folder)
        return
    with DaskEngine(workers=int(size), folder=folder) as engine:
        yield engine


@contextmanager
def adaptive():
    """A cluster of no worker at first, which grows as tasks come and shrinks as they end."""
    from distributed import Client, LocalCluster

    made = LocalCluster(
        n_workers=0, threads_per_worker=1, host="127.0.0.1", dashboard_address="127.0.0.1:0"
    )
    with made as cluster, Client(cluster, set_as_default=False) as client:
        cluster.adapt(minimum=0, maximum=2, interval="200ms", wait_count=2)
        yield client


def unit(rows, dimensions=24, seed=0, copies=0):
    numbers = np.random.default_rng(seed).normal(size=(rows, dimensions))
    numbers[:copies] = numbers[0]
    numbers += 2.0 * numbers[np.arange(rows) % 40]
    return (numbers / np.linalg.norm(numbers, axis=1, keepdims=True)).astype(np.float32)


def same_pairs(found, wanted):
    for name in ("left", "right", "similarity"):
        np.testing.assert_array_equal(getattr(found, name), getattr(wanted, name))
    assert (found.floor, found.requested, found.count) == (
        wanted.floor,
        wanted.requested,
        wanted.count,
    )
    assert found.notes == wanted.notes
    assert found.manifest.digest == wanted.manifest.digest


@pytest.mark.parametrize("rows", [1, 2, 7, 700])
@pytest.mark.parametrize("threshold", [0.6, 0.9, 1.0])
def test_pairs(engine, rows, threshold):
    vectors = unit(rows, copies=5)
    same_pairs(pairs_by_blocks(vectors, threshold, engine), pairs(vectors, threshold))


def test_the_floor_rises_to_the_same_step(engine):
    vectors = unit(900, copies=60)
    memory = 32 * 4_000
    wanted = pairs(vectors, 0.3, memory=memory)
    assert wanted.floor > 0.3, "the case must need a raised floor"
    same_pairs(pairs_by_blocks(vectors, 0.3, engine, memory=memory), wanted)


def test_heads_are_made_once_for_all_tiles(engine):
    vectors = unit(4_200, 48, copies=5)
    assert comparisons_among(len(vectors)) > SMALL
    same_pairs(pairs_by_blocks(vectors, 0.8, engine), pairs(vectors, 0.8))


def test_a_floor_raised_by_a_wrong_sample_is_lowered_again(engine, monkeypatch):
    monkeypatch.setattr("workbench.similarity.blocks.first_floor", lambda *_: 0.95)
    vectors = unit(700)
    same_pairs(pairs_by_blocks(vectors, 0.8, engine), pairs(vectors, 0.8))


def test_a_mapped_file_is_read_where_it_lies(engine, tmp_path):
    vectors = unit(500)
    np.save(tmp_path / "vectors.npy", vectors)
    mapped = np.load(tmp_path / "vectors.npy", mmap_mode="r")
    if engine.distant:
        assert engine.share(mapped).path == str(tmp_path / "vectors.npy")
        assert engine.share(mapped[10:]).path != str(tmp_path / "vectors.npy")
    same_pairs(pairs_by_blocks(mapped, 0.8, engine), pairs(vectors, 0.8))


@pytest.mark.parametrize(("rows", "k"), [(1, 3), (50, 80), (900, 12)])
def test_neighbors(engine, rows, k):
    vectors = unit(rows, copies=min(rows, 30))
    found, wanted = neighbors_by_blocks(vectors, k, engine), neighbors(vectors, k)
    np.testing.assert_array_equal(found.indices, wanted.indices)
    np.testing.assert_array_equal(found.similarity, wanted.similarity)
    assert found.notes == wanted.notes


def test_neighbors_searched_in_pieces(engine):
    pieces = {"query_rows": 100, "searched_rows": 64}
    vectors = unit(600, copies=30)
    found, wanted = neighbors_by_blocks(vectors, 12, engine, **pieces), neighbors(vectors, 12)
    np.testing.assert_array_equal(found.indices, wanted.indices)
    np.testing.assert_array_equal(found.similarity, wanted.similarity)
    places = np.arange(599, 0, -4)
    some = neighbors_by_blocks(vectors, 12, engine, places=places, **pieces)
    np.testing.assert_array_equal(some.indices, wanted.indices[places])
    np.testing.assert_array_equal(some.similarity, wanted.similarity[places])


def test_cells_and_what_is_found_in_them(engine):
    vectors = unit(5_000, 48, copies=30)
    quiet, places = Quiet(), np.arange(0, 5_000, 7)
    found = cells_of(vectors, engine, progress=quiet)
    local = cells_of(vectors, LocalEngine(), progress=quiet)
    np.testing.assert_array_equal(found.near, local.near)
    same_pairs(found.pairs(0.6, progress=quiet), local.pairs(0.6, progress=quiet))
    one, other = (cells.neighbors(9, places, quiet) for cells in (found, local))
    np.testing.assert_array_equal(one.indices, other.indices)
    np.testing.assert_array_equal(one.similarity, other.similarity)


def test_search(engine):
    vectors, queries = unit(500, copies=30), unit(250, seed=3)
    queries[:9] = vectors[:9]
    found = search_by_blocks(vectors, queries, 7, engine, query_rows=100)
    for one, wanted in zip(found, search(vectors, queries, 7), strict=True):
        np.testing.assert_array_equal(one, wanted)


def test_vectors(engine, tmp_path):
    texts = [f"ticket {k} about {k % 17} and {k % 5}" for k in range(10_000)]
    store = VectorStore(tmp_path / "store")
    encoder = FakeEncoder()
    found = embed_on(engine, texts, Recipe(FakeEncoder()), encoder, store=store)
    assert (found.encoded, found.cached) == (10_000, 0)
    assert encoder.encoded == [], "this process must read what the workers wrote"
    again = embed_on(engine, texts, Recipe(FakeEncoder()), encoder, store=store)
    assert (again.encoded, again.cached) == (0, 10_000)
    wanted = embed_texts(texts, FakeEncoder())
    np.testing.assert_array_equal(found.vectors, wanted.vectors)
    np.testing.assert_array_equal(again.vectors, found.vectors)


def test_an_error_of_a_block_is_raised_here(engine):
    with pytest.raises(ThresholdError, match="threshold must be"):
        list(engine.map(refuse, range(4)))


def refuse(number):
    if number == 2:
        raise ThresholdError("threshold must be smaller")
    return number


PARCELS = pd.DataFrame(
    {"text": [*(f"the {k % 9} parcel number {k % 200} never came" for k in range(400)), None]}
)


def results(corpus):
    """Return the tables of all that is computed from a corpus."""
    part = corpus.sample(200)
    topics = part.topics()
    asked = wb.embed(PARCELS[:40] + " again", text="text", model=FakeEncoder(), cache=False)
    return {
        "duplicates": corpus.duplicates(0.85).to_frame(),
        "topics": corpus.topics().to_frame(),
        "topics of a part": topics.to_frame(),
        "topics of the others": topics.predict(corpus),
        "map": corpus.projection().to_frame(),
        "map of the others": part.projection().transform(corpus).to_frame(),
        "matches": corpus.match(asked).to_frame(),
    }


@pytest.fixture(scope="module")
def local():
    corpus = wb.embed(PARCELS, text="text", model=FakeEncoder(), cache=False, ledger=False)
    return corpus, results(corpus)


def test_a_corpus(engine, local):
    corpus, expected = local
    other = wb.embed(
        PARCELS, text="text", model=FakeEncoder(), cache=False, ledger=False, engine=engine
    )
    np.testing.assert_array_equal(other.vectors, corpus.vectors)
    for name, table in results(other).items():
        pd.testing.assert_frame_equal(table, expected[name], obj=name)
    assert repr(other.filter(PARCELS["text"].notna()))


@pytest.mark.parametrize("cache", [False, "store"])
@pytest.mark.parametrize("long_text", ["truncate", "chunk"])
def test_the_next_table(engine, tmp_path, monkeypatch, cache, long_text):
    monkeypatch.chdir(tmp_path)
    new = pd.concat([PARCELS[90:], PARCELS[:40] + " again"])
    tables = []
    for where in ("local", engine):
        encoder = FakeEncoder(max_tokens=6)
        last = wb.embed(
            PARCELS,
            text="text",
            model=encoder,
            cache=False,
            ledger=False,
            engine=where,
            long_text=long_text,
        )
        encoder.encoded.clear()
        corpus = last.with_table(new, cache=cache and Path(cache, str(where != "local")))
        on_workers = where != "local" and engine.distant
        assert (encoder.encoded == []) == on_workers, "the workers must encode"
        changed = last.topics().refresh(corpus)
        tables.append((corpus, changed.topics.to_frame(), changed.diff))
    (corpus, *frames), (other, *found) = tables
    np.testing.assert_array_equal(other.vectors, corpus.vectors)
    assert (other.embedding.encoded, other.notes) == (corpus.embedding.encoded, corpus.notes)
    for one, wanted in zip(found, frames, strict=True):
        pd.testing.assert_frame_equal(one, wanted)


class OwnEncoder:
    """An encoder of the user's own, without a fingerprint: no store may keep its vectors."""

    def encode(self, texts):
        return FakeEncoder().encode(texts)


def test_an_encoder_of_the_users_own(engine, tmp_path):
    own = {"model": OwnEncoder(), "ledger": False, "cache": tmp_path}
    corpus = wb.embed(["late parcel", "lost card"], engine=engine, **own)
    later = corpus.with_table(["lost card", "late again"], cache=tmp_path)
    assert (later.embedding.encoded, later.embedding.cached) == (1, 1)
    expected = wb.embed(["lost card", "late again"], **own)
    np.testing.assert_array_equal(later.vectors, expected.vectors)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("given", ["spark", 3, None])
def test_what_is_no_engine_is_refused(given):
    with pytest.raises(InputError, match="engine must be"):
        choose_engine(given)


def test_drafts_and_their_candidates(engine, monkeypatch):
    monkeypatch.setattr(draft, "HELD_BACK", 100)
    monkeypatch.setattr(draft, "FIRST_SAMPLE", 300)
    monkeypatch.setattr(draft, "LARGEST_SAMPLE", 500)
    monkeypatch.setattr(draft_agreement, "HELD_BACK", 200)
    draw = np.random.default_rng(0)
    texts = [" ".join(f"w{n}" for n in draw.integers(0, 120, 8)) for _ in range(1_200)]
    texts += [f"{text} w{k % 120}" for k, text in enumerate(texts[::3])]
    given = {"model": FakeEncoder(), "cache": False, "ledger": False, "progress": False}
    ours, local = (
        wb.embed(texts, draft=True, engine=one, **given) for one in (engine, LocalEngine())
    )
    assert ours.embedding.draft is not None
    np.testing.assert_array_equal(ours.vectors, local.vectors)
    found, wanted = (one.duplicates(0.9, search="draft") for one in (ours, local))
    pd.testing.assert_frame_equal(found.pairs, wanted.pairs)
    assert found.notes == wanted.notes
    topics, same = (
        one.topics(min_cluster_size=5, sample=200, agreement=0.8) for one in (ours, local)
    )
    pd.testing.assert_frame_equal(topics.to_frame(), same.to_frame())
    assert topics.notes == same.notes
    here = len(given["model"].encoded)
    np.testing.assert_array_equal(ours.refine().vectors, FakeEncoder().encode(texts))
    assert engine.distant == (len(given["model"].encoded) == here), "the workers embed"
