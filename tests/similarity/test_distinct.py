import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from workbench.similarity import (
    distinct,
    distinct_graph,
    distinct_vectors,
    neighbors,
    places_among,
)

FEW = st.sampled_from([0.0, -0.0, 1.0, 0.5, -2.0, 1e-30])
"""Few values, so that vectors repeat."""


@given(arrays(np.float32, array_shapes(min_dims=2, max_dims=2, max_side=8), elements=FEW))
def test_vectors_are_one_exactly_if_all_numbers_are_equal(vectors):
    found = distinct_vectors(vectors)
    alike = (vectors[:, None] == vectors[None]).all(axis=2)
    assert np.array_equal(found.of[:, None] == found.of[None], alike)
    assert found.first.tolist() == sorted(found.first.tolist())
    assert found.of[found.first].tolist() == list(range(len(found.first)))
    assert (found.first[found.of] <= np.arange(len(vectors))).all()
    assert found.all_differ == (len(found.first) == len(vectors))


def test_equal_hashes_are_not_taken_for_equal_vectors(monkeypatch):
    monkeypatch.setattr(distinct, "_hashes", lambda vectors: np.zeros(len(vectors), np.uint64))
    found = distinct_vectors(np.array([[1.0, 2.0], [3.0, 4.0], [1.0, 2.0]], dtype=np.float32))
    assert found.first.tolist() == [0, 1]
    assert found.of.tolist() == [0, 1, 0]


def test_the_graph_is_the_one_of_the_vectors_without_repeats():
    rng = np.random.default_rng(0)
    own = rng.normal(size=(40, 8)).astype(np.float32)
    own /= np.linalg.norm(own, axis=1, keepdims=True)
    many = np.concatenate([own, np.repeat(own[:1], 30, axis=0)])
    found, vectors, graph = distinct_graph(many, neighbors(many, 20))
    assert np.array_equal(vectors, own)
    wanted = neighbors(own, 20)
    assert np.array_equal(graph.indices, wanted.indices)
    assert np.array_equal(graph.similarity, wanted.similarity)
    assert distinct_graph(many, wanted)[2] is wanted
    assert found.of[40:].tolist() == [0] * 30
    assert distinct_graph(own, wanted)[1] is own


def test_places_among_others():
    others = np.array([[1.0, 0.0], [0.0, 1.0], [0.5, 0.5]], dtype=np.float32)
    wanted = np.array([[0.5, 0.5], [2.0, 0.0], [-0.0, 1.0], [0.5, 0.5]], dtype=np.float32)
    assert places_among(wanted, others).tolist() == [2, -1, 1, 2]
    assert places_among(wanted, others[:0]).tolist() == [-1] * 4
    assert places_among(wanted, np.ones((1, 3), np.float32)).tolist() == [-1] * 4


@pytest.mark.parametrize("width", [1, 3, 384])
def test_any_width(width):
    vectors = np.ones((5, width), dtype=np.float32)
    assert distinct_vectors(vectors).of.tolist() == [0] * 5
