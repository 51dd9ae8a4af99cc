"""Exact pairs and neighbors cut into blocks of rows, for engines that run in other processes."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.engines import Engine, Shared
from workbench.errors import check_count, check_threshold
from workbench.progress import Progress, Quiet
from workbench.provenance import digest_array
from workbench.similarity.exact_pairs.blas_tiles import join_tiles
from workbench.similarity.exact_pairs.bounded import Made, join_heads, sample_rows
from workbench.similarity.exact_pairs.collector import BYTES_PER_PAIR, DEFAULT_MEMORY, Collector
from workbench.similarity.exact_pairs.heads import Basis, Heads, choose_basis, make_heads
from workbench.similarity.exact_search import Nearest, search
from workbench.similarity.join import SMALL, comparisons_among, first_floor, gathered
from workbench.similarity.nearest_neighbors import lowered
from workbench.similarity.results import Neighbors, Pairs
from workbench.similarity.unit_vectors import check_same_width, check_vectors, cosine_at
from workbench.tables import atomic

MOST_ROWS = 100_000
"""Rows of a block at most: their heads take some 30 MB beside the mapped vectors."""

TILES = 4
"""Tiles a worker gets at least, so that all end at nearly the same time."""

LASTING = 20_000_000_000
"""Comparisons from which on an interrupted join goes on where it stopped: ten seconds of a core.
To find it again all vectors are digested, which a shorter one is not worth."""

BASIS = "basis.npz"
"""What the file of the basis is called, beside the heads made in it."""

Span = tuple[int, int]


@dataclass(frozen=True, eq=False)
class Block:
    """Some rows of a set.

    vectors: unit vectors of the whole set.
    rows: first row and the one behind the last.
    name: what files of theirs are called.
    """

    vectors: Shared
    rows: Span
    name: str

    def __len__(self) -> int:
        """Return how many rows it has."""
        return self.rows[1] - self.rows[0]

    def read(self) -> NDArray[np.float32]:
        """Return the vectors of its rows."""
        return self.vectors.read()[slice(*self.rows)]


@dataclass(frozen=True, eq=False)
class Tile:
    """A block against another one, or against itself.

    left
    right: none joins `left` with itself.
    heads: folder of the heads of all blocks and of their basis; None joins without heads.
    floor: least cosine similarity.
    most: pairs that it may keep.
    file: where its pairs are kept, so that they need not be found twice.
    """

    left: Block
    right: Block | None
    heads: Path | None
    floor: float
    most: int
    file: Path

    @property
    def comparisons(self) -> int:
        """How many pairs of vectors it compares."""
        if self.right is None:
            return comparisons_among(len(self.left))
        return len(self.left) * len(self.right)


def pairs_by_blocks(
    vectors: NDArray[np.float32],
    threshold: float,
    engine: Engine,
    *,
    memory: int = DEFAULT_MEMORY,
    lasting: int = LASTING,
    progress: Progress | None = None,
) -> Pairs:
    """Find what `pairs` finds, tile by tile on an engine. Shapes: vectors (m, d)."""
    rows = check_vectors(vectors)
    requested = check_threshold(threshold)
    most = max(1, check_count("memory", memory) // BYTES_PER_PAIR)
    progress = progress or Quiet()
    total = comparisons_among(len(rows))
    start = first_floor(rows, requested, most)
    blocks = blocks_of(engine.share(vectors), len(rows), engine.workers)
    with _folder_of(engine, rows, requested, most, lasting) as folder:
        while True:
            progress.start("pairs", total)
            heads = _heads_of(blocks, start, engine, folder) if total > SMALL else None
            collector = Collector(start, most)
            tiles = tiles_of(blocks, heads, collector, folder)
            for tile, file in zip(tiles, engine.map(run_tile, tiles), strict=True):
                collector = _gather(collector, _kept(file), len(rows))
                progress.advance(tile.comparisons)
            if collector.raised or start == requested:
                break
            start = requested  # the sample was wrong: a lower floor may do
    return gathered(collector, requested, len(rows), progress=progress)


# What runs on a worker: functions of a module, so that they can be sent by name


def run_basis(asked: tuple[Shared, float]) -> Basis:
    """Choose the basis of a join from its vectors and threshold."""
    shared, floor = asked
    return choose_basis(sample_rows(shared.read()), floor)


def run_heads(asked: tuple[Block, Path]) -> None:
    """Make the heads of a block, unless they are there."""
    block, folder = asked
    file = folder / f"{block.name}.npz"
    if not file.is_file():
        _keep(file, vars(make_heads(block.read(), _basis(folder))))


def run_tile(tile: Tile) -> Path:
    """Find the pairs of a tile, and return the file in which they are kept."""
    if tile.file.is_file():
        return tile.file
    collector = Collector(tile.floor, tile.most)
    sides = [tile.left] if tile.right is None else [tile.left, tile.right]
    rows, columns = tile.left.read(), None if tile.right is None else tile.right.read()
    if tile.heads is None:
        join_tiles(rows, columns, collector, progress=Quiet())
    else:
        heads = tuple(Heads(**_kept(tile.heads / f"{side.name}.npz")) for side in sides)
        made = Made(_basis(tile.heads), heads)
        join_heads(rows, columns, collector, threads=1, made=made, progress=Quiet())
    left, right, similarity = collector.sorted(len(rows))
    pairs = {
        "left": left + np.int32(sides[0].rows[0]),
        "right": right + np.int32(sides[-1].rows[0]),
        "similarity": similarity,
        "floor": collector.floor,
    }
    return _keep(tile.file, pairs)


# Insides


def blocks_of(shared: Shared, count: int, workers: int) -> list[Block]:
    """Cut the rows into blocks."""
    return [Block(shared, span, f"{span[0]}-{span[1]}") for span in _spans(count, workers)]


def _heads_of(blocks: list[Block], floor: float, engine: Engine, folder: Path) -> Path:
    """Have the heads of all blocks made; return their folder, named by the basis they are in."""
    (basis,) = engine.map(run_basis, [(blocks[0].vectors, floor)])
    made = folder / digest_array(basis.directions, basis.leaders)
    made.mkdir(exist_ok=True)
    _keep(made / BASIS, vars(basis))
    for _ in engine.map(run_heads, [(block, made) for block in blocks]):
        pass
    return made


def tiles_of(
    blocks: list[Block], heads: Path | None, collector: Collector, folder: Path
) -> list[Tile]:
    """Pair the blocks, the largest tiles first, so that the last ones to end are small."""
    tiles = []
    for number, row in enumerate(blocks):
        for other in [None, *blocks[number + 1 :]]:
            name = f"{row.name}-{other.name if other else 'itself'}-{collector.floor!r}.npz"
            floor, most = collector.floor, collector.most
            tiles.append(Tile(row, other, heads, floor, most, folder / name))
    return sorted(tiles, key=lambda tile: -tile.comparisons)


def _spans(rows: int, workers: int) -> list[Span]:
    """Cut rows into blocks."""
    height = block_height(rows, workers)
    return [(top, min(top + height, rows)) for top in range(0, rows, height)]


def block_height(rows: int, workers: int) -> int:
    """Return how many rows a block has: as many as make `TILES` tiles or more a worker."""
    parts = 1
    while parts * (parts + 1) // 2 < TILES * workers:
        parts += 1
    return min(MOST_ROWS, max(1, -(-rows // parts)))


@contextmanager
def _folder_of(
    engine: Engine, vectors: NDArray[np.float32], floor: float, most: int, lasting: int
) -> Iterator[Path]:
    """Give the folder of a join; the same long one finds it again, until it is done."""
    if engine.folder is None or comparisons_among(len(vectors)) < lasting:
        with tempfile.TemporaryDirectory(prefix="pairs-", dir=engine.folder) as name:
            yield Path(name)
        return
    settings = np.array([floor, most], dtype=np.float64)
    folder = engine.folder / f"pairs-{digest_array(vectors, settings)}"
    folder.mkdir(parents=True, exist_ok=True)
    yield folder
    rmtree(folder, ignore_errors=True)


def _basis(folder: Path) -> Basis:
    return Basis(**_kept(folder / BASIS))


def _keep(file: Path, arrays: Mapping[str, Any]) -> Path:
    """Write arrays and numbers by name."""
    with atomic(file) as temporary, temporary.open("wb") as opened:
        np.savez(opened, **arrays)
    return file


def _kept(file: Path) -> dict[str, Any]:
    """Read what `_keep` wrote."""
    with np.load(file, allow_pickle=False) as opened:
        return {name: one if one.ndim else one.item() for name, one in opened.items()}


def _gather(collector: Collector, tile: dict[str, Any], rows: int) -> Collector:
    """Add the pairs of a tile; where its floor had to be raised, the floor of all rises to it."""
    if tile["floor"] > collector.floor:
        kept = collector.sorted(rows)
        collector = Collector(tile["floor"], collector.most)
        collector.raised = True
        collector.add(kept)
    collector.add((tile["left"], tile["right"], tile["similarity"]))
    return collector


QUERY_ROWS = 8_192
"""Rows whose nearest neighbors one task finds."""

SEARCHED_ROWS = 65_536
"""Rows that such a task looks through at a time."""


def neighbors_by_blocks(
    vectors: NDArray[np.float32],
    k: int,
    engine: Engine,
    *,
    places: NDArray[np.integer[Any]] | None = None,
    progress: Progress | None = None,
    query_rows: int = QUERY_ROWS,
    searched_rows: int = SEARCHED_ROWS,
) -> Neighbors:
    """Find what `neighbors` finds, some rows at a time on an engine.

    Shapes: vectors (m, d), places (p,).
    """
    rows = check_vectors(vectors)
    wanted = check_count("k", k)
    k = min(wanted, len(rows))
    reporter = progress or Quiet()
    asked = np.arange(len(rows)) if places is None else places
    reporter.start("neighbors", len(asked))
    shared, spans = engine.share(vectors), _query_spans(len(asked), query_rows)
    blocks = [
        (shared, asked[top:bottom].astype(np.int32), k, searched_rows) for top, bottom in spans
    ]
    indices = np.empty((len(asked), k), dtype=np.int32)
    similarity = np.empty((len(asked), k), dtype=np.float32)
    for (top, bottom), file in zip(spans, engine.map(run_neighbors, blocks), strict=True):
        indices[top:bottom], similarity[top:bottom] = file
        reporter.advance(bottom - top)
    reporter.finish()
    return Neighbors(indices, similarity, lowered(wanted, k))


def search_by_blocks(
    vectors: NDArray[np.float32],
    queries: NDArray[np.float32],
    k: int,
    engine: Engine,
    *,
    query_rows: int = QUERY_ROWS,
) -> Nearest:
    """Find what `search` finds, some queries at a time on an engine.

    Shapes: returned indices (q, k), returned similarities (q, k).
    """
    rows, wanted = check_vectors(vectors), check_vectors(queries, name="queries")
    check_same_width(rows, wanted, "vectors and queries")
    k = min(check_count("k", k), len(rows))
    shared = engine.share(vectors), engine.share(queries)
    blocks = [(*shared, top, bottom, k) for top, bottom in _query_spans(len(wanted), query_rows)]
    indices, similarities = np.empty((len(wanted), k), np.int32), np.empty((len(wanted), k))
    for (_, _, top, bottom, _), nearest in zip(blocks, engine.map(run_search, blocks), strict=True):
        indices[top:bottom], similarities[top:bottom] = nearest
    return indices, similarities


# What runs on a worker: functions of a module, so that they can be sent by name


def run_search(block: tuple[Shared, Shared, int, int, int]) -> Nearest:
    """Find the nearest of some queries."""
    vectors, queries, top, bottom, k = block
    return _nearest(vectors.read(), queries.read()[top:bottom], k)


def run_neighbors(
    block: tuple[Shared, NDArray[np.int32], int, int],
) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """Find the nearest of some rows among all, themselves first."""
    shared, places, k, searched_rows = block
    vectors, own = shared.read(), places[:, None]
    nearest, similarity = _nearest(vectors, vectors[places], k, searched_rows)
    itself = cosine_at(vectors, places, vectors, places)[:, None]
    rank = np.where(nearest == own, -1, np.arange(1, k + 1))
    rank[(rank > 0).all(axis=1), -1] = -1  # more than k are alike: the vector itself is beyond
    others = np.argsort(rank, axis=1, kind="stable")[:, 1:]
    indices = np.hstack([own, np.take_along_axis(nearest, others, axis=1)])
    values = np.hstack([itself, np.take_along_axis(similarity, others, axis=1)])
    return indices, values.astype(np.float32)


# Insides


def _query_spans(rows: int, height: int) -> list[tuple[int, int]]:
    """Cut queries into the parts of tasks."""
    return [(top, min(top + height, rows)) for top in range(0, rows, height)]


def _nearest(
    vectors: NDArray[np.float32],
    queries: NDArray[np.float32],
    k: int,
    searched_rows: int = SEARCHED_ROWS,
) -> Nearest:
    """Search some rows at a time, and keep the best of all: by similarity, ties by place."""
    best = np.empty((len(queries), 0), np.int32), np.empty((len(queries), 0))
    for start in range(0, len(vectors), searched_rows):
        indices, similarity = search(vectors[start : start + searched_rows], queries, k)
        indices = np.hstack([best[0], indices + np.int32(start)])
        similarity = np.hstack([best[1], similarity])
        order = np.lexsort((indices, -similarity), axis=1)[:, :k]
        best = np.take_along_axis(indices, order, 1), np.take_along_axis(similarity, order, 1)
    return best
