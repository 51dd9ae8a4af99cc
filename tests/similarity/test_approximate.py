import sys
from types import SimpleNamespace

import numpy as np
import pytest

from tests.similarity.makers import clustered, random_unit
from workbench.errors import DependencyError
from workbench.progress import Quiet
from workbench.similarity import cosine, neighbors
from workbench.similarity.nearest_neighbors import approximate_graph


class Index:
    """Stands in for PyNNDescent: finds what is near, but for what is left out."""

    lost = 0
    empty = ()

    def __init__(self, vectors, *, metric, n_neighbors, random_state, n_jobs):
        assert (metric, random_state, n_jobs) == ("cosine", 0, 1)
        found = neighbors(vectors, n_neighbors).indices.copy()
        if self.lost:
            found[:, 1 : 1 + self.lost] = -1
        found[list(self.empty), 3:] = -1
        self.neighbor_graph = found[:, ::-1], None


@pytest.fixture
def index(monkeypatch):
    kind = type("One", (Index,), {})
    monkeypatch.setitem(sys.modules, "pynndescent", SimpleNamespace(NNDescent=kind))
    monkeypatch.setattr("importlib.util.find_spec", lambda name: name)
    return kind


def test_an_index_that_finds_all_gives_the_exact_graph(index):
    vectors = np.concatenate([clustered(700, 32), np.repeat(random_unit(2, 32), 40, axis=0)])
    exact = neighbors(vectors, 6)
    found = approximate_graph(vectors, 6, chunk=300, progress=Quiet())
    np.testing.assert_array_equal(found.similarity, exact.similarity)
    np.testing.assert_array_equal(found.indices[:700], exact.indices[:700])
    np.testing.assert_array_equal(found.indices[:, 0], np.arange(780))
    assert found.recall == 1.0
    assert exact.recall is None
    assert repr(found) == "Neighbors(780 vectors, 6 each, approximate, recall 1.000)"
    assert "100.0% of the 5 nearest were found, measured on 500" in found.notes[0]


def test_what_an_index_leaves_out_lowers_the_recall(index):
    index.lost = 2
    vectors = clustered(800, 64)
    found = approximate_graph(vectors, 11, progress=Quiet())
    assert found.recall == pytest.approx(0.8)
    assert found.manifest.parameters["recall"] == found.recall
    assert found.manifest.notes == found.notes
    near = found.indices.ravel()
    values = cosine(np.repeat(vectors, 11, axis=0), vectors[near]).reshape(-1, 11)
    np.testing.assert_array_equal(found.similarity, values.astype(np.float32))
    assert (np.diff(found.similarity[:, 1:]) <= 0).all()


def test_vectors_for_which_too_few_are_found_are_looked_up(index):
    index.empty = (3, 77, 500)
    vectors = np.concatenate([clustered(600, 48), np.repeat(random_unit(1, 48), 30, axis=0)])
    index.empty = (3, 77, 500, 610, 629)
    exact, found = neighbors(vectors, 9), approximate_graph(vectors, 9, progress=Quiet())
    np.testing.assert_array_equal(found.similarity, exact.similarity)
    np.testing.assert_array_equal(found.indices[:600], exact.indices[:600])
    np.testing.assert_array_equal(found.indices[:, 0], np.arange(630))
    assert all(len(set(row)) == 9 for row in found.indices.tolist())


def test_few_vectors_are_compared_exactly_and_it_is_told():
    vectors = clustered(200, 16)
    found = neighbors(vectors, 5, approximate=True)
    np.testing.assert_array_equal(found.indices, neighbors(vectors, 5).indices)
    assert found.recall is None
    assert "neighbors are exact: 200 vectors" in found.notes[0]


def test_an_index_that_is_not_installed(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(DependencyError, match=r'"text-workbench\[approximate\]"'):
        neighbors(random_unit(3, 4), 2, approximate=True)


@pytest.mark.soak
def test_the_real_index_finds_nearly_all_and_the_same_again():
    pytest.importorskip("pynndescent")
    vectors = clustered(4_200, 64)
    found, again = (neighbors(vectors, 15, approximate=True) for _ in range(2))
    assert found.recall > 0.9
    np.testing.assert_array_equal(found.indices, again.indices)
    np.testing.assert_array_equal(found.indices[:, 0], np.arange(4_200))
    shared = [
        len(np.intersect1d(a, b))
        for a, b in zip(found.indices, neighbors(vectors, 15).indices, strict=True)
    ]
    assert abs((np.mean(shared) - 1) / 14 - found.recall) < 0.03
