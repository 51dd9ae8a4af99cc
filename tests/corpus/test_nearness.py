import numpy as np
import pandas as pd
import pytest

import workbench as wb
from workbench.errors import DependencyError


def words(count, seed=0):
    random = np.random.default_rng(seed)
    names = ["parcel", "invoice", "router", "refund", "password", "delivery", "login", "late"]
    return [" ".join(random.choice(names, 4)) + f" {number % 170}" for number in range(count)]


@pytest.fixture
def corpus(encoder):
    frame = pd.DataFrame({"text": [*words(200), None]})
    return wb.embed(frame, text="text", model=encoder, progress=False)


def test_an_approximate_corpus_says_so_everywhere(corpus, monkeypatch):
    from workbench.similarity import Neighbors, neighbors

    def found(vectors, k, *, approximate=False, progress=None):
        exact = neighbors(vectors, k)
        if not approximate:
            return exact
        return Neighbors(exact.indices, exact.similarity, ("97 % found",), recall=0.97)

    monkeypatch.setattr("workbench.similarity.neighbors", found)
    mined = corpus._near.pairs()
    corpus._near.neighbors()
    other = corpus.with_approximate_neighbors()
    assert other._near.neighbors().recall == 0.97
    assert other._near.pairs() is mined
    assert corpus._near.neighbors().recall is None
    assert "approximate neighbors" in repr(other)
    assert "approximate" not in repr(corpus)
    assert "97 % found" in other.projection().notes
    assert "97 % found" in other.topics(min_cluster_size=5).notes
    assert "97 % found" not in corpus.projection().notes
    part = other.filter(np.arange(201) < 100)
    assert part._near.neighbors().recall == 0.97


def test_an_index_that_is_not_installed(corpus, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(DependencyError, match="approximate"):
        corpus.with_approximate_neighbors()
