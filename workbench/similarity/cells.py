"""Pairs and neighbors of very many vectors from cells: nearly all of them, in a small part of time.

Each vector is compared only with those of the cells whose centers are nearest to it (an inverted
file; J. Sivic and A. Zisserman 2003, "Video Google"). What is found has its exact similarity; how
much is found is measured on a sample. For searches alone that may miss a few.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.engines import Engine, Shared, one_blas_thread
from workbench.progress import Progress
from workbench.similarity.exact_pairs.bounded import (
    bfloat16_at_hand,
    scan_of,
)
from workbench.similarity.exact_pairs.collector import (
    BYTES_PER_PAIR,
    DEFAULT_MEMORY,
    Collector,
    Found,
)
from workbench.similarity.exact_search import search
from workbench.similarity.join import gathered
from workbench.similarity.nearest_neighbors import ranked
from workbench.similarity.results import Neighbors, Pairs
from workbench.similarity.survivors import check_of
from workbench.similarity.unit_vectors import cosine_at, dot_error

CELLS = 2.0
"""Cells there are, per root of the number of vectors."""

LOOKED = 16
"""Cells into which each vector looks.

Of the pairs at 0.9 of a million titles whose drafts are similar, 99.8 % share one of these; of 8
cells, 99.6 %; of 24, 99.9 %.
"""

TRAINED, ROUNDS = 20, 5
"""Vectors per cell from which centers are made, and how often these are moved."""

BLOCK = 8_192
"""Vectors whose cells, or neighbors, one task finds. Always the same: a product of matrices can
round otherwise in another shape, and the cells must not depend on the engine."""

TASK = 50_000_000
"""Comparisons of a task, about."""

ROWS, COLUMNS = 1_024, 8_192
"""Of a tile of products; so many vectors are read at a time."""

EVEN_ROWS, EVEN_COLUMNS = 64, 1_024
"""Rows and columns of a tile are made up to a multiple of these: oneDNN keeps two megabytes of
code and room for each shape of a product that it has seen, and no two cells are alike."""

Places = NDArray[np.int32]

Cell = tuple[int, Places, Places]
"""Its number, the vectors that are nearest to its center, and the others that look into it."""


@dataclass(frozen=True, eq=False)
class Cells:
    """Vectors (m, d) and the cells into which each looks.

    near (m, looked): cells, the nearest first.
    """

    vectors: NDArray[np.float32]
    near: NDArray[np.uint16]
    engine: Engine

    def pairs(self, floor: float, *, memory: int = DEFAULT_MEMORY, progress: Progress) -> Pairs:
        """Find the pairs at a floor or above of which one looks into the other's cell."""
        collector = Collector(floor, max(1, memory // BYTES_PER_PAIR))
        tasks = list(self._tasks())
        progress.start("pairs", sum(_comparisons(cell) for task in tasks for cell in task))
        vectors, near = (self.engine.share(one) for one in (self.vectors, self.near))
        blocks = [(vectors, near, task, floor) for task in tasks]
        with one_blas_thread():
            for task, found in zip(tasks, self.engine.map(run_cells, blocks), strict=True):
                collector.add(found)
                progress.advance(sum(map(_comparisons, task)))
        return gathered(collector, floor, len(self.vectors), progress=progress)

    def found_of_sample(
        self, floor: float, size: int = 1_000, *, progress: Progress
    ) -> tuple[int, int]:
        """Count the pairs at a floor or above of some vectors with all, those found and all."""
        count = len(self.vectors)
        progress.start("pairs of a sample", count)
        sample = np.unique(np.linspace(0, count - 1, min(size, count)).astype(np.int64))
        rows, least = self.vectors[sample], np.float32(floor - dot_error(self.vectors.shape[1]))
        found = total = 0
        for first in range(0, count, BLOCK):
            products = rows @ self.vectors[first : first + BLOCK].T
            which, column = np.nonzero(products >= least)
            a, b = sample[which].astype(np.int32), (column + first).astype(np.int32)
            a, b = a[a != b], b[a != b]
            near = cosine_at(self.vectors, a, self.vectors, b) >= floor
            a, b = a[near], b[near]
            total += len(a)
            found += int(self.hold(a, b).sum())
            progress.advance(len(products.T))
        progress.finish()
        return found, total

    def hold(self, left: NDArray[Any], right: NDArray[Any]) -> NDArray[np.bool_]:
        """Tell of which pairs one looks into the other's cell. Shapes: left, right (p,)."""
        return _looks(self.near, left, right) | _looks(self.near, right, left)

    def neighbors(self, k: int, places: NDArray[np.integer[Any]], progress: Progress) -> Neighbors:
        """Find the `k` nearest of some vectors, themselves first, in the cells they look into.

        Shapes: places (p,).
        """
        progress.start("neighbors", len(places))
        # Those of one cell together: they look into the same cells, which are read once.
        order = np.argsort(self.near[places, 0], kind="stable")
        members, starts = self._lists
        share, spans = self.engine.share, range(0, len(places), BLOCK)
        shared = share(self.vectors), share(self.near), share(members)
        blocks = [(*shared, starts, places[order[top : top + BLOCK]], k) for top in spans]
        indices = np.empty((len(places), k), np.int32)
        similarity = np.empty((len(places), k), np.float32)
        with one_blas_thread():
            for top, nearest in zip(spans, self.engine.map(run_nearest, blocks), strict=True):
                those = order[top : top + BLOCK]
                indices[those], similarity[those] = nearest
                progress.advance(len(those))
        progress.finish()
        return Neighbors(indices, similarity)

    def error_of_means(self, k: int, size: int = 100, *, progress: Progress) -> float:
        """Return how far the mean similarity of the `k` nearest is off on average, by a sample.

        By how much all of them are too low does not count.
        """
        count = len(self.vectors)
        sample = np.unique(np.linspace(0, count - 1, min(size, count)).astype(np.int64))
        means = self.neighbors(k, sample, progress).similarity[:, 1:].mean(axis=1)
        exact = search(self.vectors, self.vectors[sample], k, checked=True)[1][:, 1:].mean(axis=1)
        return float(np.abs(exact - means - (exact - means).mean()).mean())

    @cached_property
    def _lists(self) -> tuple[Places, NDArray[np.int64]]:
        """The vectors by their nearest cell, and where each cell begins."""
        members, starts = _by_cell(self.near[:, 0], int(self.near.max(initial=0)) + 1)
        return members.astype(np.int32), starts

    def _tasks(self) -> Iterator[list[Cell]]:
        """Yield cells, about as much work at a time."""
        members, starts = self._lists
        found, begins = _by_cell(self.near[:, 1:].ravel(), len(starts) - 1)
        looking = (found // max(self.near.shape[1] - 1, 1)).astype(np.int32)
        task: list[Cell] = []
        work = 0
        for number in range(len(starts) - 1):
            own, others = (
                one[ends[number] : ends[number + 1]]
                for one, ends in ((members, starts), (looking, begins))
            )
            task.append((number, own, others))
            work += _comparisons(task[-1])
            if work >= TASK:
                yield task
                task, work = [], 0
        yield task


def cells_of(
    vectors: NDArray[np.float32], engine: Engine, *, looked: int = LOOKED, progress: Progress
) -> Cells:
    """Lay vectors in cells. Shapes: vectors (m, d)."""
    count = len(vectors)
    wanted = max(1, min(int(CELLS * count**0.5), 2**16 - 1))
    progress.start("cells", count)
    centers = _centers(vectors, wanted)
    near = np.empty((count, min(looked, wanted)), np.uint16)
    shared = engine.share(vectors)
    tops = range(0, count, BLOCK)
    blocks = [(shared, centers, top, near.shape[1]) for top in tops]
    with one_blas_thread():
        for top, found in zip(tops, engine.map(run_nearest_cells, blocks), strict=True):
            near[top : top + BLOCK] = found
            progress.advance(len(found))
    progress.finish()
    return Cells(vectors, near, engine)


# What runs on a worker: functions of a module, so that they can be sent by name


def run_nearest_cells(
    block: tuple[Shared, NDArray[np.float32], int, int],
) -> NDArray[np.uint16]:
    """Find the cells nearest to some vectors, the nearest of all first."""
    from workbench.similarity.exact_pairs.kernels import at_least, kth_largest

    shared, centers, top, looked = block
    rows = shared.read()[top : top + BLOCK]
    with one_blas_thread():
        products = rows @ centers.T
    row, cell = at_least(products, kth_largest(products, looked))
    starts = np.searchsorted(row, np.arange(len(rows)))
    places: NDArray[np.int64] = cell[starts[:, None] + np.arange(looked)]
    first = products.argmax(axis=1)
    # The nearest one to the front; among more equal ones than are kept it can be missing.
    at = places == first[:, None]
    at[~at.any(axis=1), -1] = True
    places[at] = places[:, 0]
    places[:, 0] = first
    return places.astype(np.uint16)


def run_cells(block: tuple[Shared, Shared, list[Cell], float]) -> Found:
    """Find the pairs of some cells."""
    shared, near, cells, floor = block
    vectors, looked = shared.read(), near.read()
    parts = [part for cell in cells for part in _pairs_of(vectors, looked, cell, floor)]
    left, right, similarity = zip(*parts, strict=True)
    return np.concatenate(left), np.concatenate(right), np.concatenate(similarity)


def run_nearest(
    block: tuple[Shared, Shared, Shared, NDArray[np.int64], NDArray[np.integer[Any]], int],
) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """Find the nearest of some vectors in the cells they look into."""
    shared, near, lists, starts, places, k = block
    vectors, cells, members = shared.read(), near.read()[places], lists.read()
    count, looked = cells.shape
    found = np.full((count, looked, k), -1, np.int32)
    values = np.full((count, looked, k), -np.inf, np.float32)
    queries = vectors[places]
    asking, begins = _by_cell(cells.ravel(), len(starts) - 1)
    for cell in np.unique(cells).tolist():
        inside = members[starts[cell] : starts[cell + 1]]
        query, slot = np.divmod(asking[begins[cell] : begins[cell + 1]], looked)
        products = queries[query] @ vectors[inside].T
        best = np.argpartition(-products, min(k, len(inside)) - 1, axis=1)[:, :k]
        found[query, slot, : best.shape[1]] = inside[best]
        values[query, slot, : best.shape[1]] = np.take_along_axis(products, best, 1)
    flat = values.reshape(count, -1)
    best = np.argpartition(-flat, k - 1, axis=1)[:, :k]
    return ranked(vectors, np.take_along_axis(found.reshape(count, -1), best, 1), places, k)


# Insides


def _centers(vectors: NDArray[np.float32], wanted: int) -> NDArray[np.float32]:
    """Return the centers of cells, by k-means of some vectors."""
    from sklearn.cluster import KMeans
    from sklearn.exceptions import ConvergenceWarning
    from threadpoolctl import threadpool_limits

    places = np.linspace(0, len(vectors) - 1, min(TRAINED * wanted, len(vectors))).astype(np.int64)
    means = KMeans(wanted, init="random", n_init=1, max_iter=ROUNDS, random_state=0)
    # Sums of several threads have no fixed order. Of many equal vectors fewer centers come out.
    with threadpool_limits(1), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        centers: NDArray[np.float32] = means.fit(vectors[places]).cluster_centers_
    centers /= np.maximum(np.linalg.norm(centers, axis=1, keepdims=True), 1e-9)
    return centers


def _by_cell(cells: NDArray[np.uint16], count: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the places of each cell side by side, and where each cell begins."""
    starts = np.append(0, np.bincount(cells, minlength=count).cumsum())
    return np.argsort(cells, kind="stable"), starts


def _comparisons(cell: Cell) -> int:
    """How many pairs of a cell are compared."""
    _, own, others = cell
    return len(own) * (len(own) + 1) // 2 + len(own) * len(others)


def _looks(near: NDArray[np.uint16], some: Places, others: Places) -> NDArray[np.bool_]:
    """Tell which of some vectors look into the cell of the other one. Shapes: some, others (p,)."""
    looks: NDArray[np.bool_] = (near[some] == near[others, :1]).any(axis=1)
    return looks


def _pairs_of(
    vectors: NDArray[np.float32], near: NDArray[np.uint16], cell: Cell, floor: float
) -> Iterator[Found]:
    """Yield the pairs of a cell, tile by tile."""
    number, own, others = cell
    columns = np.concatenate([own, others])
    rows, check = vectors[_even(own, EVEN_ROWS)], check_of(len(vectors) ** 2)
    for first in range(0, len(columns), COLUMNS):
        piece = columns[first : first + COLUMNS]
        right = vectors[_even(piece, EVEN_COLUMNS)]
        with scan_of(rows, right, coarse=bfloat16_at_hand()) as (scan, error):
            cut = np.float32(floor - error - dot_error(vectors.shape[1]))
            for top in range(0, len(own), ROWS):
                i, j = scan.candidates(slice(top, top + ROWS), slice(None), cut)
                i, j = i + top, j + first
                once = (i < len(own)) & (j < first + len(piece)) & ((j >= len(own)) | (i < j))
                a, b = own[i[once]], columns[j[once]]
                # A pair that both cells see is found in the one whose number is smaller.
                once = (near[b, 0] >= number) | ~_looks(near, a, b)
                a, b = np.minimum(a[once], b[once]), np.maximum(a[once], b[once])
                similarity = check(vectors, a, vectors, b, floor)
                kept = similarity >= floor
                yield a[kept], b[kept], similarity[kept]


def _even(places: Places, step: int) -> Places:
    """Repeat places until they are a multiple of a number."""
    even: Places = np.resize(places, -(-len(places) // step) * step)
    return even
