"""The exact joins cut into blocks of rows, for engines that run in other processes.

A pair's similarity has one definition, so it does not matter where or in which block it is
computed: every engine finds the same pairs, bit for bit.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.engines import Engine, Shared
from workbench.errors import check_count, check_threshold
from workbench.progress import Progress, Quiet
from workbench.provenance import digest_array
from workbench.similarity.base import Neighbors, Pairs
from workbench.similarity.collect import BYTES_PER_PAIR, DEFAULT_MEMORY, Collector
from workbench.similarity.join import cross_pairs, gathered, pairs
from workbench.similarity.kernel import cosine_at
from workbench.similarity.nearest import search
from workbench.similarity.neighbours import lowered
from workbench.similarity.vectors import check_same_width, check_vectors
from workbench.tables import atomic

MOST_ROWS = 100_000
"""Rows of a block at most: laid out they take some 40 MB beside the mapped vectors."""

TILES = 4
"""Tiles a worker gets at least, so that all end at nearly the same time."""

QUERY_ROWS = 8_192
"""Rows whose nearest neighbours one task finds."""

SEARCHED_ROWS = 65_536
"""Rows that such a task looks through at a time."""

Span = tuple[int, int]


@dataclass(frozen=True, eq=False)
class Tile:
    """Some rows against some others, or against themselves.

    Attributes
    ----------
    left, right : Shared
        Unit vectors.
    rows, columns : (int, int)
        First row and the one behind the last, of each.
    own : bool
        Whether the rows are joined with themselves.
    floor : float
        Least cosine similarity.
    memory : int
        Bytes that its pairs may take.
    file : Path or None
        Where its pairs are kept, so that they need not be found twice.
    """

    left: Shared
    right: Shared
    rows: Span
    columns: Span
    own: bool
    floor: float
    memory: int
    file: Path | None

    @property
    def comparisons(self) -> int:
        """How many pairs of vectors it compares."""
        rows, columns = self.rows[1] - self.rows[0], self.columns[1] - self.columns[0]
        return rows * (rows + 1) // 2 if self.own else rows * columns


@dataclass(frozen=True, eq=False)
class Found:
    """The pairs of a tile, counted from the beginning of both sets, and the floor they hold."""

    left: NDArray[np.int32]
    right: NDArray[np.int32]
    similarity: NDArray[np.float64]
    floor: float


def pairs_by_blocks(
    left: NDArray[np.float32],
    right: NDArray[np.float32] | None,
    threshold: float,
    engine: Engine,
    *,
    memory: int = DEFAULT_MEMORY,
    progress: Progress | None = None,
) -> Pairs:
    """Find what `pairs` or `cross_pairs` find, tile by tile on an engine.

    Parameters
    ----------
    left, right : ndarray of float32, shapes (m, d) and (n, d)
        Unit vectors; None as `right` joins `left` with itself.
    threshold : float
        Least cosine similarity, inclusive, in (0, 1].
    engine : Engine
        Where tiles run. Finished ones are kept in its folder until the join is done.
    memory : int, default 512 MiB
        Bytes that pairs may take, here and in each task.
    progress : Progress, optional
        Told how far the join is, in pairs compared.

    Returns
    -------
    Pairs
        The same as those of `pairs` and `cross_pairs`, whatever the engine and the blocks.

    Raises
    ------
    ThresholdError, InputError, BudgetError
        As for `pairs`.
    """
    first = check_vectors(left, name="vectors" if right is None else "left")
    second = first if right is None else check_vectors(right, name="right")
    check_same_width(first, second, "left and right")
    requested = check_threshold(threshold)
    most = max(1, check_count("memory", memory) // BYTES_PER_PAIR)
    told = progress or Quiet()
    kept = _folder_of(engine, first, second, requested, memory)
    jobs = _jobs(left, right, engine, requested, memory, kept)
    told.start("pairs", sum(job.comparisons for job in jobs))
    collector = Collector(requested, most)
    for job, found in zip(jobs, engine.map(run_tile, jobs), strict=True):
        collector = _gather(collector, _load(found), most, len(first))
        told.advance(job.comparisons)
    columns = None if right is None else len(second)
    joined = gathered(collector, requested, len(first), columns, progress=told)
    if kept is not None:
        shutil.rmtree(kept, ignore_errors=True)
    return joined


def neighbors_by_blocks(
    vectors: NDArray[np.float32],
    k: int,
    engine: Engine,
    *,
    places: NDArray[np.integer[Any]] | None = None,
    progress: Progress | None = None,
) -> Neighbors:
    """Find what `neighbors` finds, some rows at a time on an engine.

    Parameters
    ----------
    vectors : ndarray of float32, shape (m, d)
        Unit vectors.
    k : int
        Neighbours per vector, itself as the first; at most m are there to be had.
    engine : Engine
        Where the blocks run.
    places : ndarray of int, shape (p,), optional
        Vectors whose neighbours are wanted. Default: all.
    progress : Progress, optional
        Told how far it is, in vectors.

    Returns
    -------
    Neighbors
        The same as those of `neighbors`.

    Raises
    ------
    InputError
        Where `vectors` are not finite unit vectors, or `k` is less than 1.
    """
    rows = check_vectors(vectors)
    wanted = check_count("k", k)
    k = min(wanted, len(rows))
    told = progress or Quiet()
    asked = np.arange(len(rows)) if places is None else places
    told.start("neighbours", len(asked))
    shared, tops = engine.share(vectors), range(0, len(asked), QUERY_ROWS)
    blocks = [(shared, asked[top : top + QUERY_ROWS].astype(np.int32), k) for top in tops]
    indices = np.empty((len(asked), k), dtype=np.int32)
    similarity = np.empty((len(asked), k), dtype=np.float32)
    for top, found in zip(tops, engine.map(run_neighbors, blocks), strict=True):
        span = slice(top, top + QUERY_ROWS)
        indices[span], similarity[span] = found
        told.advance(len(found[0]))
    told.finish()
    return Neighbors(indices, similarity, lowered(wanted, k))


# What runs on a worker: functions of a module, so that they can be sent by name


def run_tile(tile: Tile) -> Found | Path:
    """Find the pairs of a tile; return them, or the file in which they are kept."""
    if tile.file is not None and tile.file.is_file():
        return tile.file
    rows = tile.left.read()[slice(*tile.rows)]
    if tile.own:
        found = pairs(rows, tile.floor, memory=tile.memory, threads=1)
    else:
        columns = tile.right.read()[slice(*tile.columns)]
        found = cross_pairs(rows, columns, tile.floor, memory=tile.memory, threads=1)
    left, right = found.left + np.int32(tile.rows[0]), found.right + np.int32(tile.columns[0])
    if tile.file is None:
        return Found(left, right, found.similarity, found.floor)
    with atomic(tile.file) as temporary, temporary.open("wb") as file:
        np.savez(file, left=left, right=right, similarity=found.similarity, floor=found.floor)
    return tile.file


def run_neighbors(
    block: tuple[Shared, NDArray[np.int32], int],
) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """Find the nearest of some rows among all, themselves first."""
    shared, places, k = block
    vectors, own = shared.read(), places[:, None]
    found, similarity = _nearest(vectors, vectors[places], k)
    itself = cosine_at(vectors, places, vectors, places)[:, None]
    place = np.where(found == own, -1, np.arange(1, k + 1))
    place[(place > 0).all(axis=1), -1] = -1  # more than k are alike: the vector itself is beyond
    others = np.argsort(place, axis=1, kind="stable")[:, 1:]
    indices = np.hstack([own, np.take_along_axis(found, others, axis=1)])
    values = np.hstack([itself, np.take_along_axis(similarity, others, axis=1)])
    return indices, values.astype(np.float32)


def _nearest(
    vectors: NDArray[np.float32], queries: NDArray[np.float32], k: int
) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """Search some rows at a time, and keep the best of all: by similarity, ties by place."""
    best = np.empty((len(queries), 0), np.int32), np.empty((len(queries), 0))
    for start in range(0, len(vectors), SEARCHED_ROWS):
        found, similarity = search(vectors[start : start + SEARCHED_ROWS], queries, k)
        found = np.hstack([best[0], found + np.int32(start)])
        similarity = np.hstack([best[1], similarity])
        order = np.lexsort((found, -similarity), axis=1)[:, :k]
        best = np.take_along_axis(found, order, 1), np.take_along_axis(similarity, order, 1)
    return best


# Insides


def _jobs(
    left: NDArray[np.float32],
    right: NDArray[np.float32] | None,
    engine: Engine,
    floor: float,
    memory: int,
    kept: Path | None,
) -> list[Tile]:
    """Cut the join into tiles, the largest first, so that the last ones to end are small."""
    first = engine.share(left)
    second = first if right is None else engine.share(right)
    counts = len(left), len(left if right is None else right)
    jobs = []
    for rows, columns in _spans(counts, own=right is None, workers=engine.workers):
        own = right is None and rows == columns
        name = f"{rows[0]}-{rows[1]}-{columns[0]}-{columns[1]}.npz"
        file = None if kept is None else kept / name
        jobs.append(Tile(first, second, rows, columns, own, floor, memory, file))
    return sorted(jobs, key=lambda job: -job.comparisons)


def _spans(counts: Span, *, own: bool, workers: int) -> Iterator[tuple[Span, Span]]:
    """Yield rows and columns of tiles; of a set's own join those on and above the diagonal."""
    heights = [block_height(count, workers) for count in counts]
    tops, lefts = (list(range(0, n, step)) for n, step in zip(counts, heights, strict=True))
    for top, bottom in zip(tops, [*tops[1:], counts[0]], strict=True):
        for first, last in zip(lefts, [*lefts[1:], counts[1]], strict=True):
            if not own or first >= top:
                yield (top, bottom), (first, last)


def block_height(rows: int, workers: int) -> int:
    """Return how many rows a block has: as many as make `TILES` tiles or more a worker."""
    parts = 1
    while parts * (parts + 1) // 2 < TILES * workers:
        parts += 1
    return min(MOST_ROWS, max(1, -(-rows // parts)))


def _folder_of(
    engine: Engine,
    left: NDArray[np.float32],
    right: NDArray[np.float32],
    floor: float,
    memory: int,
) -> Path | None:
    """Return where the tiles of this join are kept: the same join finds them again."""
    if engine.folder is None:
        return None
    sides = (left,) if right is left else (left, right)
    settings = np.array([floor, memory], dtype=np.float64)
    folder = engine.folder / f"pairs-{digest_array(*sides, settings)}"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _load(found: Found | Path) -> Found:
    """Read the pairs of a tile where they are kept in a file."""
    if isinstance(found, Found):
        return found
    with np.load(found, allow_pickle=False) as file:
        return Found(file["left"], file["right"], file["similarity"], float(file["floor"]))


def _gather(collector: Collector, found: Found, most: int, rows: int) -> Collector:
    """Add the pairs of a tile; where its floor had to be raised, the floor of all rises to it."""
    if found.floor > collector.floor:
        held = collector.sorted(rows)
        collector = Collector(found.floor, most)
        collector.raised = True
        collector.add(held)
    collector.add((found.left, found.right, found.similarity))
    return collector
