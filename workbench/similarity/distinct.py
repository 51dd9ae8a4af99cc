"""Which vectors are equal: topics and maps see each distinct vector once."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from workbench.similarity.nearest_neighbors import neighbors as find_neighbors
from workbench.similarity.results import Neighbors

BLOCK = 8192
"""Vectors hashed at a time."""


@dataclass(frozen=True, eq=False)
class DistinctVectors:
    """The distinct ones among m vectors.

    first (u,): place of the first vector of each kind, ascending.
    of (m,): which of the u distinct vectors each one is.
    """

    first: NDArray[np.int64]
    of: NDArray[np.int64]

    @property
    def all_differ(self) -> bool:
        """Whether no two vectors are equal."""
        return len(self.first) == len(self.of)


def distinct_vectors(vectors: NDArray[np.float32]) -> DistinctVectors:
    """Find the vectors that are equal in every number. Shapes: vectors (m, d)."""
    _, first, of = np.unique(_hashes(vectors), return_index=True, return_inverse=True)
    repeated = np.flatnonzero(first[of] != np.arange(len(of)))
    if not all(np.array_equal(vectors[one], vectors[first[of[one]]]) for one in repeated.tolist()):
        _, first, of = np.unique(vectors, axis=0, return_index=True, return_inverse=True)
    order = np.argsort(first)
    number = np.empty(len(first), dtype=np.int64)
    number[order] = np.arange(len(first))
    return DistinctVectors(first[order].astype(np.int64), number[of.ravel()])


def distinct_graph(
    vectors: NDArray[np.float32], neighbors: Neighbors
) -> tuple[DistinctVectors, NDArray[np.float32], Neighbors]:
    """Return vectors without repeats, and the graph among them.

    A vector that has many copies would otherwise have no neighbors but those.

    Shapes: vectors (m, d), returned own (u, d).
    """
    distinct = distinct_vectors(vectors)
    if distinct.all_differ:
        return distinct, vectors, neighbors
    own = vectors[distinct.first]
    if len(neighbors) == len(vectors):
        graph = find_neighbors(own, min(neighbors.k, len(own)))
        neighbors = replace(graph, notes=neighbors.notes, recall=neighbors.recall)
    return distinct, own, neighbors


def places_among(vectors: NDArray[np.float32], others: NDArray[np.float32]) -> NDArray[np.int64]:
    """Return the place of each vector among others that all differ, -1 if it is not there.

    Shapes: vectors (m, d), others (u, d).
    """
    if vectors.shape[1] != others.shape[1]:
        return np.full(len(vectors), -1, dtype=np.int64)
    place_of = dict(zip(_hashes(others).tolist(), range(len(others)), strict=True))
    places = np.array([place_of.get(one, -1) for one in _hashes(vectors).tolist()], dtype=np.int64)
    for index in np.flatnonzero(places >= 0).tolist():
        if not np.array_equal(vectors[index], others[places[index]]):
            places[index] = -1
    return places


def _hashes(vectors: NDArray[np.float32]) -> NDArray[np.uint64]:
    """Return a hash for each vector: its bits times random numbers, added up modulo 2**64."""
    factors = np.random.default_rng(0).integers(1, 2**63, vectors.shape[1], dtype=np.uint64)
    hashes = np.zeros(len(vectors), dtype=np.uint64)
    for top in range(0, len(vectors), BLOCK):
        block = np.ascontiguousarray(vectors[top : top + BLOCK], dtype=np.float32) + np.float32(0)
        bits = block.view(np.uint32).astype(np.uint64)  # adding 0 made -0.0 and 0.0 the same bits
        hashes[top : top + BLOCK] = bits @ factors
    return hashes
