"""Where new vectors land on a plane that stays as it is."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.engines import Engine, LocalEngine, Shared
from workbench.errors import InputError, check_count
from workbench.projection.result import Projection, text_positions
from workbench.provenance import Manifest, digest_array
from workbench.similarity import SAME, Neighbors, distinct_vectors, search
from workbench.tables import Rows

BLOCK = 16_384
"""New vectors placed at a time."""


def place(
    new: NDArray[np.float32],
    old: NDArray[np.float32],
    old_coordinates: NDArray[np.float32],
    *,
    k: int = 10,
    which: NDArray[np.int64] | None = None,
    engine: Engine | None = None,
    block: int = BLOCK,
) -> NDArray[np.float32]:
    """Place new vectors on an old plane, among those they are most similar to.

    Each new vector goes to the weighted mean of its `k` most similar old ones; the weights fall
    off with the distance beyond the nearest, as in UMAP's own graph. Where the vector is an old
    one, it goes exactly there. Old vectors do not move.

    Shapes: new (p, d), old (m, d), old_coordinates (m, 2), which (w,), returns (p, 2).
    """
    check_count("k", k)
    if len(old) == 0 or len(old) != len(old_coordinates) or new.shape[1:] != old.shape[1:]:
        raise InputError(
            f"new {new.shape}, old {old.shape} and old_coordinates {old_coordinates.shape} do not "
            "belong together: as many coordinates as old vectors, one width of vectors."
        )
    wanted = np.arange(len(new)) if which is None else which
    placed = np.empty((len(wanted), old_coordinates.shape[1]), dtype=np.float32)
    place_on = engine if engine is not None and engine.distant else LocalEngine(1)
    shared, tops = (place_on.share(new), place_on.share(old)), range(0, len(wanted), block)
    blocks = (
        (*shared, old_coordinates, wanted[top : top + block], min(k, len(old))) for top in tops
    )
    for top, positions in zip(tops, place_on.map(place_block, blocks), strict=True):
        placed[top : top + block] = positions
    return placed


def place_block(
    block: tuple[Shared, Shared, NDArray[np.float32], NDArray[np.int64], int],
) -> NDArray[np.float64]:
    """Place some new vectors; runs on a worker."""
    shared_new, shared_old, old_coordinates, which, k = block
    new, old = shared_new.read()[which], shared_old.read()
    nearest, close = search(old, new, k)
    return weighted_means(close, old_coordinates[nearest])


def weighted_means(
    close: NDArray[np.floating[Any]], positions: NDArray[np.float32]
) -> NDArray[np.float64]:
    """Return the means of positions, weighted by similarity.

    Shapes: close (p, k), positions (p, k, 2), returns (p, 2).
    """
    best = close.max(axis=1, keepdims=True)
    beyond = best - close
    scale = np.maximum(beyond.mean(axis=1, keepdims=True), 1e-12)
    weights = np.exp(-beyond / scale)
    weights = np.where(best >= SAME, close >= best, weights)
    weights /= weights.sum(axis=1, keepdims=True)
    means: NDArray[np.float64] = np.einsum("pk,pkd->pd", weights, positions)
    return means


def placed_projection(
    projection: Projection,
    rows: Rows,
    vectors: NDArray[np.float32],
    graph: Neighbors | None = None,
    *,
    k: int = 10,
    engine: Engine | None = None,
    embedded: Manifest | None = None,
) -> Projection:
    """Place the texts of a table on a map that was made of some of them.

    graph: the nearest among these of each text, itself first, if they are known.

    Shapes: vectors (m, d).
    """
    where = {text: number for number, text in enumerate(rows.distinct)}
    old_of = [where.get(text, -1) for text in projection.rows.distinct]
    old = np.array(old_of, dtype=np.int64)
    if (old < 0).any():
        raise InputError(
            f"{int((old < 0).sum()):,} texts of this map are not in the table. Make it of a sample "
            "of the same corpus: corpus.sample().projection()"
        )
    known = text_positions(projection)
    if graph is None:
        coordinates = _placed_vectors(vectors, old, known, k=k, engine=engine)
    else:
        coordinates = _placed_by_graph(graph, old, known)
    placed = len(vectors) - len(old)
    made = projection.manifest
    note = f"A map of {len(old):,} distinct texts; {placed:,} others placed among them."
    manifest = Manifest(
        made.stage,
        {**made.parameters, "placed": placed, "place_k": k},
        digest_array(coordinates),
        (rows.manifest, *((embedded,) if embedded else ()), *made.inputs, made),
        (*made.notes, note) if placed else made.notes,
    )
    return Projection(rows, coordinates, manifest)


def _placed_vectors(
    vectors: NDArray[np.float32],
    old: NDArray[np.int64],
    known: NDArray[np.float32],
    *,
    k: int,
    engine: Engine | None,
) -> NDArray[np.float32]:
    """Find the neighbors of each distinct vector, and place it. Shapes: old (s,), known (s, 2)."""
    distinct = distinct_vectors(vectors)
    stands = np.full(len(distinct.first), -1, dtype=np.int64)
    stands[distinct.of[old][::-1]] = np.arange(len(old))[::-1]  # the first of equal vectors
    fresh = stands < 0
    coordinates = known[stands]
    coordinates[fresh] = place(
        vectors, vectors[old], known, k=k, which=distinct.first[fresh], engine=engine
    )
    return coordinates[distinct.of]


def _placed_by_graph(
    graph: Neighbors, old: NDArray[np.int64], known: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Place each text among its neighbors. Shapes: old (s,), known (s, 2), returns (m, 2)."""
    coordinates = np.zeros((len(graph), known.shape[1]), dtype=np.float32)
    coordinates[old] = known
    fresh = np.ones(len(graph), dtype=np.bool_)
    fresh[old] = False
    for top in range(0, len(graph), BLOCK):
        places = top + np.flatnonzero(fresh[top : top + BLOCK])
        close = graph.similarity[places, 1:].astype(np.float64)
        coordinates[places] = weighted_means(close, coordinates[graph.indices[places, 1:]])
    return coordinates
