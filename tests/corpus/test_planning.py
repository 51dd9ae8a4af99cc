import numpy as np
import pandas as pd
import pytest

import workbench as wb
from tests.fakes import FakeEncoder
from workbench.corpus.workers import Cluster
from workbench.errors import DependencyError, InputError, ThresholdError


class Counting(FakeEncoder):
    counted = 0

    def encode(self, texts):
        self.counted += len(texts)
        return super().encode(texts)


def words(count, seed=0):
    random = np.random.default_rng(seed)
    names = ["parcel", "invoice", "router", "refund", "password", "delivery", "login", "late"]
    return [" ".join(random.choice(names, 4)) + f" {number % 170}" for number in range(count)]


@pytest.fixture
def encoder():
    return Counting()


@pytest.fixture
def corpus(encoder):
    frame = pd.DataFrame({"text": [*words(200), None]})
    return wb.embed(frame, text="text", model=encoder, progress=False)


def test_a_forecast_of_the_table_at_hand(corpus, encoder):
    before = encoder.counted
    told = corpus.forecast()
    stages = told.to_frame().set_index("stage")
    assert list(stages.index) == ["embedding", "pairs", "neighbors", "projection", "topics"]
    assert encoder.counted == before
    assert stages.loc["embedding", "basis"] == "at hand"
    assert stages.loc["embedding", "minutes"] == stages.loc["embedding", "texts"] == 0
    assert (stages.loc["pairs":, "minutes"] > 0).all()
    assert (stages.loc["pairs":, "memory"] > 0).all()
    assert stages.loc["pairs", "pairs"] == len(corpus.pairs(0.7))
    assert stages["pairs"].isna().sum() == 4
    assert told.minutes == pytest.approx(stages["minutes"].sum())
    assert told.texts == len(corpus.rows.distinct)
    assert repr(told).startswith(f"StageForecast(201 rows, {told.texts} distinct texts, estimated:")
    assert "within a factor" in told.notes[0]
    assert "<table" in told._repr_html_()


def test_what_was_computed_takes_nothing_again(corpus):
    corpus.pairs()
    corpus.neighbors()
    stages = corpus.forecast().to_frame().set_index("stage")
    assert list(stages.index[stages["basis"] == "at hand"]) == ["embedding", "pairs", "neighbors"]
    assert stages.loc["neighbors", ["minutes", "memory"]].tolist() == [0, 0]


def test_a_forecast_of_a_larger_table_times_the_model(corpus, encoder):
    corpus.pairs()
    before = encoder.counted
    small, told = corpus.forecast(0.8), corpus.forecast(0.8, rows=201_000)
    assert before < encoder.counted < before + 100
    stages = told.to_frame().set_index("stage")
    assert told.texts == 1000 * small.texts
    assert stages.loc["embedding", "texts"] == told.texts - small.texts
    assert stages.loc["embedding", "basis"] == "timed here"
    assert (stages["minutes"] > 0).all()
    pairs = small.stages["pairs"].max()
    assert stages.loc["pairs", "pairs"] == 1_000_000 * pairs
    assert any("taken to be like the 201 at hand" in note for note in told.notes)
    assert any("floor will be raised" in note for note in told.notes)
    assert stages.loc["pairs", "memory"] > 512


def test_a_forecast_for_a_cluster(corpus):
    assert "worker_memory" not in corpus.forecast(rows=2_010_000).stages
    told = corpus.forecast(rows=2_010_000, workers=4)
    stages = told.to_frame().set_index("stage")
    assert stages["worker_memory"].isna().tolist() == [False, False, False, True, True]
    assert (stages["worker_memory"].dropna() > 100).all()
    assert any("on 4 workers of one thread" in note for note in told.notes)
    done = corpus.forecast(workers=4).stages.set_index("stage")["worker_memory"]
    assert done["embedding"] == 0


def test_more_workers_than_tasks_are_of_no_use(corpus):
    def seconds(count, workers):
        return Cluster(workers, 384, 1.0).seconds(count, 0, 100.0)

    assert seconds(9_000, 3)["embedding"] == seconds(9_000, 300)["embedding"]
    assert seconds(9_000, 1)["neighbors"] == 2 * seconds(9_000, 3)["neighbors"]
    for stage, few in seconds(2_000_000, 4).items():
        assert 8 < few / seconds(2_000_000, 40)[stage] < 10.01, stage


def test_forecasts_that_are_refused(corpus):
    with pytest.raises(InputError, match="workers must be a whole number of at least 1, got 0"):
        corpus.forecast(workers=0)
    with pytest.raises(InputError, match="rows must be a whole number of at least 201, got 10"):
        corpus.forecast(rows=10)
    with pytest.raises(ThresholdError):
        corpus.forecast(1.5)


def test_an_approximate_corpus_says_so_everywhere(corpus, monkeypatch):
    from workbench.similarity import Neighbors, neighbors

    def found(vectors, k, *, approximate=False, progress=None):
        exact = neighbors(vectors, k)
        if not approximate:
            return exact
        return Neighbors(exact.indices, exact.similarity, ("97 % found",), recall=0.97)

    monkeypatch.setattr("workbench.similarity.neighbors", found)
    mined = corpus.pairs()
    corpus.neighbors()
    other = corpus.approximate()
    assert other.neighbors().recall == 0.97
    assert other.pairs() is mined
    assert corpus.neighbors().recall is None
    assert "approximate neighbours" in repr(other)
    assert "approximate" not in repr(corpus)
    assert "97 % found" in other.projection().notes
    assert "97 % found" in other.topics(min_size=5).notes
    assert "97 % found" not in corpus.projection().notes
    part = other.where(np.arange(201) < 100)
    assert part.neighbors().recall == 0.97


def test_an_index_that_is_not_installed(corpus, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(DependencyError, match="approximate"):
        corpus.approximate()
