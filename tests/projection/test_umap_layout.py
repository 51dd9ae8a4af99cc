"""Tests of projection/kernels.py."""

import warnings

import numpy as np
import pytest

from workbench.projection.umap_layout import (
    cosine_distances,
    fuzzy_graph,
    layout,
    membership_curve,
)
from workbench.similarity import Neighbors, neighbors


def unit(vectors):
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture(scope="module")
def near():
    return neighbors(unit(np.random.default_rng(0).normal(size=(300, 12))), 15)


def test_graph_is_symmetric_with_weights_up_to_one(near):
    graph = fuzzy_graph(near, 15)
    assert abs(graph - graph.T).max() < 1e-6
    assert graph.data.min() > 0
    assert graph.data.max() <= 1 + 1e-6
    assert graph.diagonal().max() == 0


def test_each_vectors_nearest_belongs_fully(near):
    graph = fuzzy_graph(near, 15)
    nearest = near.indices[:, 1]
    assert np.allclose(graph[np.arange(300), nearest], 1, atol=1e-5)


def test_equal_distances_are_no_trouble():
    indices = np.stack([np.roll(np.arange(40), -one) for one in range(8)], axis=1)
    similarity = np.ones((40, 8), dtype=np.float32)
    graph = fuzzy_graph(Neighbors(indices.astype(np.int32), similarity), 8)
    assert np.isfinite(graph.data).all()
    assert np.isfinite(
        layout(
            graph,
            np.random.default_rng(0).normal(size=(40, 2)).astype(np.float32),
            seed=0,
            min_dist=0.1,
            epochs=20,
        )
    ).all()


def test_curve_is_that_of_umap_learn():
    assert np.allclose(membership_curve(0.1), (1.577, 0.895), atol=1e-3)
    assert np.allclose(membership_curve(0.0), (1.933, 0.790), atol=1e-3)


def test_a_warm_layout_stays_near_its_start(near):
    graph = fuzzy_graph(near, 15)
    start = np.random.default_rng(0).normal(size=(300, 2)).astype(np.float32)
    made = layout(graph, start, seed=0, min_dist=0.0, epochs=100)
    again = layout(graph, made, seed=1, min_dist=0.0, epochs=50, warm=True)
    moved = np.linalg.norm(again - made, axis=1).mean()
    assert 0 < moved < 0.5 * np.linalg.norm(made - made.mean(axis=0), axis=1).mean()


@pytest.mark.slow
def test_graph_is_that_of_umap_learn(near):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # umap-learn tells of Tensorflow at import
        from umap.umap_ import fuzzy_simplicial_set
    distances = cosine_distances(near, 15)
    theirs, _, _ = fuzzy_simplicial_set(
        near.indices, 15, None, "precomputed", knn_indices=near.indices, knn_dists=distances
    )
    assert abs(theirs - fuzzy_graph(near, 15)).max() < 1e-4
