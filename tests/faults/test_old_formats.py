"""Files that earlier versions wrote, kept as they were written, still open and mean the same."""

import json
import shutil
from functools import wraps
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

import workbench as wb
from tests.fakes import FakeEncoder
from tests.faults.old.make_corpus import facts
from workbench.archive.classes import CHANGED_VALUES
from workbench.embedding import VectorStore, embed_texts
from workbench.ledger import Ledger

OLD = Path(__file__).parent / "old"
TEXTS = ["My parcel is late!", "it is 5", "my parcel is late", "refund please"]


def test_a_saved_corpus_of_format_1_opens(tmp_path):
    corpus = wb.open(OLD / "corpus_1.wb", ledger=tmp_path / "ledger.jsonl")
    assert list(corpus.rows.distinct) == TEXTS
    assert (
        corpus.vectors.tobytes()
        == FakeEncoder(8).encode([text for text in corpus.rows.texts if text is not None]).tobytes()
    )
    found = corpus.duplicates().to_frame()
    assert (found["verdict"] != "drop").tolist() == [False, True, False, True, True, True]
    assert found.loc[5, "decision"] == "keep"


@pytest.mark.parametrize("name", ["corpus_1_results", "corpus_2_results"])
def test_a_saved_corpus_with_every_kind_of_result_tells_what_it_told(tmp_path, name):
    corpus = wb.open(OLD / f"{name}.wb", ledger=tmp_path / "ledger.jsonl")
    assert facts(corpus) == json.loads((OLD / f"{name}.json").read_text(encoding="utf-8"))
    again = wb.open(corpus.save(tmp_path / "again.wb"), ledger=tmp_path / "ledger.jsonl")
    assert facts(again) == facts(corpus)


@pytest.mark.parametrize("name", ["corpus_1_results", "corpus_2_results"])
def test_columns_and_words_of_earlier_versions_are_those_of_today(tmp_path, name):
    topics = wb.open(OLD / f"{name}.wb", ledger=tmp_path / "ledger.jsonl").topics()
    assert {"n_found", "n_runs", "stable"} <= set(topics.table.columns)
    assert (topics.stability.n_seeds, topics.stability.n_subsamples) == (4, 5)
    then = np.array(["", "lonely", "at the edge", "cut", "too short"], dtype=object)
    now = CHANGED_VALUES["TopicParts"]["reasons"](then)
    assert now.tolist() == ["", "isolated", "low density", "truncated", "too short"]


def test_opening_runs_nothing_again(tmp_path, monkeypatch):
    for room, name in (
        ("workbench.topics", "find_topics"),
        ("workbench.projection", "projection_of"),
        ("workbench.similarity", "pairs"),
        ("workbench.similarity", "neighbors"),
    ):

        @wraps(getattr(import_module(room), name))
        def refuse(*given, **more):
            raise AssertionError("computed again")

        monkeypatch.setattr(f"{room}.{name}", refuse)
    corpus = wb.open(OLD / "corpus_1_results.wb", ledger=tmp_path / "ledger.jsonl")
    assert facts(corpus)["corrections"] == 2


def test_a_ledger_of_0_1_is_read(tmp_path):
    path = Path(shutil.copy(OLD / "ledger_0_1.jsonl", tmp_path))
    ledger = Ledger(path, author="bob")
    assert ledger.decisions()["decision"].tolist() == ["not the same", "keep"]
    ledger.decide_pair("same", "a", "b")
    assert len(ledger.decisions()) == 3
    assert path.read_bytes().startswith((OLD / "ledger_0_1.jsonl").read_bytes())


def test_a_store_of_format_1_is_taken_over_without_encoding_again(tmp_path):
    encoder = FakeEncoder(8)
    store = VectorStore(tmp_path / "store")
    store.folder.mkdir()
    shutil.copy(OLD / "store_1.sqlite", store.path(encoder.info.key()))
    found = embed_texts(TEXTS, encoder, store=store)
    assert (found.cached, found.encoded, store.notes) == (4, 0, ())
    assert found.vectors.tobytes() == FakeEncoder(8).encode(TEXTS).tobytes()
    assert embed_texts([*TEXTS, "new"], encoder, store=store).encoded == 1
    store.close()
