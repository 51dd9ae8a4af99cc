"""Vectors for the tests of this room, and the plain answer to compare with."""

from __future__ import annotations

import numpy as np

from workbench.progress import Quiet
from workbench.similarity import Pairs, cosine
from workbench.similarity.exact_pairs.blas_tiles import join_tiles
from workbench.similarity.exact_pairs.bounded import join_heads
from workbench.similarity.exact_pairs.collector import Collector
from workbench.similarity.exact_pairs.torch_tiles import join_torch

WAYS = {
    "tiles of 7": (join_tiles, {"tile": 7}),
    "tiles of 1024": (join_tiles, {"tile": 1024}),
    "heads": (join_heads, {"whole": False}),
    "heads, one thread": (join_heads, {"threads": 1, "whole": False}),
    "torch tiles of 25": (join_torch, {"device": "cpu", "tile": 25}),
    "heads, two threads": (join_heads, {"threads": 2, "whole": False}),
    "heads in bfloat16": (join_heads, {"bfloat16": True, "whole": False}),
    "whole vectors": (join_heads, {"bfloat16": False, "whole": True}),
    "whole vectors in bfloat16": (join_heads, {"bfloat16": True, "whole": True}),
}
"""Every way to the same pairs."""

RECTANGLES = [way for way, (join, _) in WAYS.items() if join is not join_torch]
"""Ways that also join two blocks of rows, for engines that run in other processes."""


def unit(rows):
    rows = np.asarray(rows, dtype=np.float64)
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def random_unit(count, dimensions, seed=0):
    return unit(np.random.default_rng(seed).normal(size=(count, dimensions)))


def clustered(count, dimensions, clusters=20, spread=0.35, seed=0):
    """Vectors in clumps: some pairs near 1, most near 0, as embedded texts have them."""
    random = np.random.default_rng(seed)
    centers = random_unit(clusters, dimensions, seed + 1)
    noise = random.normal(size=(count, dimensions)) * spread / np.sqrt(dimensions)
    return unit(centers[random.integers(clusters, size=count)] + noise * random.random((count, 1)))


def all_pairs(left, right=None):
    """Every pair's similarity, one by one: the slow truth."""
    if right is None:
        i, j = np.triu_indices(len(left), 1)
        return i, j, cosine(left[i], left[j])
    i, j = (one.ravel() for one in np.indices((len(left), len(right))))
    return i, j, cosine(left[i], right[j])


def assert_pairs(found, truth, threshold):
    i, j, similarity = truth
    kept = similarity >= threshold
    np.testing.assert_array_equal(found.left, i[kept])
    np.testing.assert_array_equal(found.right, j[kept])
    np.testing.assert_array_equal(found.similarity, similarity[kept])
    assert found.left.dtype == found.right.dtype == np.int32
    assert found.similarity.dtype == np.float64


def joined(way, left, threshold, *, right=None, most=10**7, gathered=None, **changes):
    """Join along one way."""
    join, settings = WAYS[way]
    settings = settings | changes
    collector = Collector(threshold, most, **gathered or {})
    sides = (left,) if join is join_torch else (left, right)
    join(*sides, collector, progress=Quiet(), **settings)
    return Pairs(
        *collector.sorted(len(left)),
        floor=collector.floor,
        requested=threshold,
        count=len(left),
    )
