"""What a join by blocks will take on a cluster: tiles, bytes read, memory and time.

Tiles, comparisons and bytes are counted, not estimated: they follow from the rows alone. Times
follow from rates and from handing the tiles out in order, each to the worker that is free first.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass

from workbench.errors import check_count
from workbench.similarity.blocks import block_height
from workbench.similarity.join import SMALL, comparisons_among

SECONDS_PER_COMPARISON = 2.2e-9
"""One thread of a busy machine; measured once on short texts at 0.85, candidates included."""

START_SECONDS = 0.15
"""To check the vectors before the join and to choose the basis of the heads."""

HEAD_SECONDS = 2.7e-6
"""To make and store a head."""

TILE_SECONDS = 0.04
"""To hand a tile out, read its heads, and take its pairs back."""

MOST_TILES = 200_000
"""Tiles that are handed out singly; of more only the sum counts, as all are alike."""

NUMBER_BYTES = 4


@dataclass(frozen=True)
class JoinPlan:
    """What a join will take.

    Attributes
    ----------
    rows, dimensions, workers : int
        What was asked for; a worker has one thread.
    block_rows : int
        Rows of a block, the last one left out.
    tiles : int
        Pairs of blocks, the diagonal included.
    comparisons : int
        Pairs of vectors compared.
    bytes_read : int
        Bytes of vectors and heads that are read if nothing stays in a worker's memory: each
        vector once to make its head, then both by every tile.
    bytes_stored : int
        Bytes of vectors and heads, in files that all workers see.
    worker_memory : int
        Bytes that a tile takes beside the mapped vectors, its pairs left out.
    seconds : float
        From the first tile to the last, estimated.
    """

    rows: int
    dimensions: int
    workers: int
    block_rows: int
    tiles: int
    comparisons: int
    bytes_read: int
    bytes_stored: int
    worker_memory: int
    seconds: float

    def __repr__(self) -> str:
        """Return the plan in one line."""
        return (
            f"JoinPlan({self.rows:,} rows on {self.workers:,} workers: {self.tiles:,} tiles, "
            f"{self.bytes_read / 2**30:,.1f} GiB read, about {self.seconds / 60:,.1f} minutes)"
        )


def plan_join(
    rows: int,
    workers: int,
    *,
    dimensions: int = 384,
    head: int = 64,
    seconds_per_comparison: float = SECONDS_PER_COMPARISON,
) -> JoinPlan:
    """Plan the self-join of `pairs_by_blocks` for a table that need not exist.

    Parameters
    ----------
    rows : int
        Distinct texts.
    workers : int
        Workers of one thread.
    dimensions : int, default 384
        Numbers in a vector.
    head : int, default 64
        Numbers in a head; the join chooses 16 to 256 by its data.
    seconds_per_comparison : float, default 2.2e-9
        Of one thread; ``benchmarks/engines.py`` measures it on the machine at hand.

    Returns
    -------
    JoinPlan

    Raises
    ------
    InputError
        If a number is no whole number of at least 1.
    """
    rows, workers = check_count("rows", rows), check_count("workers", workers)
    dimensions, head = check_count("dimensions", dimensions), check_count("head", head)
    height = block_height(rows, workers)
    blocks = -(-rows // height)
    last = rows - (blocks - 1) * height
    total, vector = comparisons_among(rows), dimensions * NUMBER_BYTES
    # Behind the numbers of a head: the length outside it, and which vector it belongs to.
    kept = (head + 2) * NUMBER_BYTES if total > SMALL else 0
    cross = _cross_rows(blocks, height, last)
    shapes = _shapes(blocks, height, last)
    costs = [(n, _seconds(left, right, seconds_per_comparison)) for n, left, right in shapes]
    heads = [(blocks - 1, height * HEAD_SECONDS), (1, last * HEAD_SECONDS)]
    tiles = blocks * (blocks + 1) // 2
    seconds = START_SECONDS + _makespan(heads, workers, blocks) + _makespan(costs, workers, tiles)
    return JoinPlan(
        rows=rows,
        dimensions=dimensions,
        workers=workers,
        block_rows=height,
        tiles=tiles,
        comparisons=total,
        bytes_read=(rows * vector if kept else 0) + (cross + rows) * (vector + kept),
        bytes_stored=rows * (vector + kept),
        worker_memory=2 * min(height, rows) * kept,
        seconds=seconds,
    )


def _cross_rows(blocks: int, height: int, last: int) -> int:
    """Count the rows that tiles off the diagonal read, both sides."""
    full = blocks - 1
    return full * (full - 1) // 2 * 2 * height + full * (height + last)


def _shapes(blocks: int, height: int, last: int) -> Iterator[tuple[int, int, int]]:
    """Yield how many tiles there are of each shape, the largest first; 0 columns: the diagonal."""
    full = blocks - 1
    yield full * (full - 1) // 2, height, height
    yield full, height, last
    yield full, height, 0
    yield 1, last, 0


def _seconds(rows: int, columns: int, each: float) -> float:
    """Estimate one tile."""
    compared = rows * columns if columns else rows * (rows + 1) // 2
    return compared * each + TILE_SECONDS


def _makespan(costs: list[tuple[int, float]], workers: int, tiles: int) -> float:
    """Hand tiles out in order, each to the worker that is free first; return when all are done."""
    if tiles > MOST_TILES:
        return sum(count * cost for count, cost in costs) / workers
    free = [0.0] * min(workers, tiles)
    for count, cost in costs:
        for _ in range(count):
            heapq.heapreplace(free, free[0] + cost)
    return max(free)
