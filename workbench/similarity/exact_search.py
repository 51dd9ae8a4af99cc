"""Search, exact by tiles: among texts, among the passages of texts, and among rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from workbench.engines import LocalEngine, one_blas_thread
from workbench.errors import InputError, check_count
from workbench.similarity.exact_pairs.bounded import bfloat16_at_hand
from workbench.similarity.survivors import check_of
from workbench.similarity.unit_vectors import check_same_width, check_vectors, cosine_at, dot_error
from workbench.tables import Rows

TILE_NUMBERS = 2**23
"""Similarities held at a time: 32 MB of float32."""

MANY_ROWS = 3_000
"""Vectors from which on a compiled selection pays."""

MOST_COMPILED = 256
"""The largest k for which it does."""

MANY_PRODUCTS = 2**29
"""Products from which on it is worth while to look for a quicker way to multiply."""

FEW_TILES = 4
"""Tiles from which on several are computed at once, each by one thread."""

Candidates = tuple[NDArray[np.integer[Any]], NDArray[np.integer[Any]]]

Nearest = tuple[NDArray[np.int32], NDArray[np.float64]]

Span = tuple[int, int]


def search(
    vectors: ArrayLike,
    queries: ArrayLike,
    k: int,
    *,
    mask: NDArray[np.bool_] | None = None,
    checked: bool = False,
) -> Nearest:
    """Find the `k` vectors most similar to each query.

    `checked` says that the vectors are known to be unit vectors: to measure 100,000 of them takes
    longer than to search them. Shapes: vectors (m, d), queries (q, d), mask (m,), returned indices
    (q, k), returned similarities (q, k).
    """
    rows = np.ascontiguousarray(vectors, dtype=np.float32) if checked else check_vectors(vectors)
    asked = np.asarray(queries)
    wanted = check_vectors(asked[None, :] if asked.ndim == 1 else asked, name="queries")
    check_same_width(rows, wanted, "vectors and queries")
    allowed = _allowed(mask, len(rows))
    if allowed is not None:
        rows = rows[allowed]
    k = min(check_count("k", k), len(rows))
    indices = np.empty((len(wanted), k), dtype=np.int32)
    similarities = np.empty((len(wanted), k))
    for top, bottom, (nearest, values) in nearest_by_tiles(wanted, rows, k, own=False):
        indices[top:bottom], similarities[top:bottom] = nearest, values
    return (indices if allowed is None else allowed[indices]), similarities


def _allowed(mask: NDArray[np.bool_] | None, count: int) -> NDArray[np.int32] | None:
    """Return the places that may be found, or None where all may."""
    if mask is None:
        return None
    array = np.asarray(mask)
    if array.dtype != np.bool_ or array.shape != (count,):
        raise InputError(
            f"mask must be {count:,} truth values, one per vector, "
            f"got dtype {array.dtype} and shape {array.shape}."
        )
    return np.flatnonzero(array).astype(np.int32)


def nearest_by_tiles(
    queries: NDArray[np.float32], rows: NDArray[np.float32], k: int, *, own: bool
) -> Iterator[tuple[int, int, Nearest]]:
    """Yield (top, bottom, nearest of these queries), some queries at a time."""
    height = max(1, TILE_NUMBERS // max(len(rows), 1))
    products = _products(rows, len(queries), k)
    spans = [(top, min(top + height, len(queries))) for top in range(0, len(queries), height)]

    def run(span: Span) -> tuple[int, int, Nearest]:
        return *span, _nearest(queries, rows, k, span, products, own=own)

    if len(spans) < FEW_TILES:  # a query: products of several threads, and nobody to wait for
        yield from map(run, spans)
        return
    with one_blas_thread(), products.alone():
        yield from LocalEngine().map(run, spans)


@dataclass(frozen=True, eq=False)
class Products:
    """How vectors are multiplied with all rows.

    error: how far a product can be from the exact one. alone: lets each thread multiply by itself.
    """

    of: Callable[[NDArray[np.float32]], NDArray[np.float32]]
    error: float
    alone: Callable[[], AbstractContextManager[None]] = nullcontext


def _products(rows: NDArray[np.float32], queries: int, k: int) -> Products:
    """Return how queries are multiplied with rows: in bfloat16, if many and quicker so."""
    if not bfloat16_pays(len(rows), queries, k):
        return Products(lambda asked: asked @ rows.T, dot_error(rows.shape[1]))
    from workbench.similarity import bfloat16_tiles as tiles

    error, alone = tiles.bfloat16_error(rows.shape[1]), tiles.single_threaded_operators
    return Products(tiles.Bfloat16Rows(rows).products, error, alone)


def bfloat16_pays(rows: int, queries: int, k: int) -> bool:
    """Tell whether so many products are made sooner in bfloat16, with k to be found of each."""
    many = rows >= MANY_ROWS and k <= MOST_COMPILED and rows * queries >= MANY_PRODUCTS
    return many and bfloat16_at_hand()


def _nearest(
    queries: NDArray[np.float32],
    rows: NDArray[np.float32],
    k: int,
    span: tuple[int, int],
    products: Products,
    *,
    own: bool,
) -> Nearest:
    """Rank candidates by the float64 kernel, so that a tile's rounding decides nothing.

    The k-th largest product is within its error of a true similarity that k rows reach, so
    whatever lies more than twice that below it cannot be among the k.
    """
    top, bottom = span
    if k == 0:
        return np.empty((bottom - top, 0), np.int32), np.empty((bottom - top, 0))
    values = products.of(queries[top:bottom])
    if own:
        values[np.arange(bottom - top), np.arange(top, bottom)] = np.inf
    margin = np.float32(2 * products.error)
    select = _select_compiled if rows.shape[0] >= MANY_ROWS and k <= MOST_COMPILED else _select
    which, column = select(values, k, margin)
    places = (which + top).astype(np.int32), column.astype(np.int32)
    similarity = check_of(0)(queries, places[0], rows, places[1], -np.inf)
    rank = np.where(column == which + top, np.inf, similarity) if own else similarity
    order = np.lexsort((column, -rank, which))
    starts = np.searchsorted(which, np.arange(bottom - top))
    picked = order[starts[:, None] + np.arange(k)]
    return column[picked].astype(np.int32), similarity[picked]


def _select(values: NDArray[np.float32], k: int, margin: np.float32) -> Candidates:
    """Find the rows and columns of all numbers not clearly below the k-th largest of their row."""
    columns = values.shape[1]
    least = np.partition(values, columns - k, axis=1)[:, columns - k]
    which, column = np.nonzero(values >= (least - margin)[:, None])
    return which, column


def _select_compiled(values: NDArray[np.float32], k: int, margin: np.float32) -> Candidates:
    """Do the same by compiled loops."""
    from workbench.similarity.exact_pairs.kernels import at_least, kth_largest

    found: Candidates = at_least(values, kth_largest(values, k) - margin)
    return found


def hit_rows(
    rows: Rows,
    indices: NDArray[np.integer[Any]],
    similarities: NDArray[np.float64],
    k: int,
    *,
    allowed: NDArray[np.bool_] | None = None,
) -> pd.DataFrame:
    """Give each query the `k` rows that hold the texts found for it.

    Rows with the same text stand together, in the order of the table.

    Shapes: indices (q, h), similarities (q, h), allowed (n,).
    """
    hits: list[tuple[int, int, float]] = []
    for query, (places, values) in enumerate(zip(indices, similarities, strict=True)):
        left = k
        for text, value in zip(places, values, strict=True):
            holding = rows.rows_of_text(int(text))
            if allowed is not None:
                holding = holding[allowed[holding]]
            hits += [(query, int(row), float(value)) for row in holding[:left]]
            left -= len(holding)
            if left <= 0:
                break
    table = pd.DataFrame(hits, columns=["query", "row", "similarity"])
    return table.astype({"query": "int64", "row": "int64", "similarity": "float64"})


@dataclass(frozen=True, eq=False)
class PassageHits:
    """The texts nearest to each query, each by its best passage.

    owners (q, k): texts, by falling similarity, ties by number.
    passages (q, k): place in the vectors of each text's best passage, the first of equals.
    similarities (q, k): its similarity, as `workbench.similarity.cosine` defines it.
    """

    owners: NDArray[np.int32]
    passages: NDArray[np.int32]
    similarities: NDArray[np.float64]


def search_passages(
    vectors: ArrayLike,
    owners: ArrayLike,
    queries: ArrayLike,
    k: int,
    *,
    mask: NDArray[np.bool_] | None = None,
) -> PassageHits:
    """Find the `k` texts whose best passage is most similar to each query.

    Shapes: vectors (p, d), owners (p,), queries (q, d), mask (texts,).
    """
    rows = check_vectors(vectors)
    asked = np.asarray(queries)
    wanted = check_vectors(asked[None, :] if asked.ndim == 1 else asked, name="queries")
    check_same_width(rows, wanted, "vectors and queries")
    owned = _checked_owners(owners, len(rows))
    order = _order(owned, mask)
    texts, starts = np.unique(owned[order], return_index=True)
    k = min(check_count("k", k), len(texts))
    hits = [np.empty((len(wanted), k), np.int32) for _ in range(2)]
    similarities = np.empty((len(wanted), k))
    grouped = rows if np.array_equal(order, np.arange(len(rows))) else rows[order]
    height = max(1, TILE_NUMBERS // max(len(grouped), 1))
    for top in range(0, len(wanted), height) if k else ():
        piece = slice(top, top + height)
        owner, passage, similarities[piece] = _best(wanted[piece], grouped, starts, k)
        hits[0][piece], hits[1][piece] = texts[owner], order[passage]
    return PassageHits(hits[0], hits[1], similarities)


def _best(
    queries: NDArray[np.float32],
    passages: NDArray[np.float32],
    starts: NDArray[np.int64],
    k: int,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Rank texts, whose passages stand side by side, by the float64 kernel.

    A float32 product is within `dot_error` of the truth, so a passage more than twice that below
    its text's best product, or below the k-th best text's, cannot be what is looked for.
    """
    margin = np.float32(2 * dot_error(passages.shape[1]))
    products = queries @ passages.T
    best = np.maximum.reduceat(products, starts, axis=1)
    least = np.partition(best, best.shape[1] - k, axis=1)[:, best.shape[1] - k]
    needed = np.maximum(best, least[:, None]) - margin
    sizes = np.diff([*starts, len(passages)])
    which, passage = np.nonzero(products >= np.repeat(needed, sizes, axis=1))
    owner = np.repeat(np.arange(len(starts)), sizes)[passage]
    similarity = cosine_at(queries, which, passages, passage)
    order = np.lexsort((passage, -similarity, owner, which))
    first = np.ones(len(order), dtype=bool)
    first[1:] = (np.diff(which[order]) != 0) | (np.diff(owner[order]) != 0)
    order = order[first]  # each text's best passage
    order = order[np.lexsort((owner[order], -similarity[order], which[order]))]
    picked = np.searchsorted(which[order], np.arange(len(queries)))[:, None] + np.arange(k)
    picked = order[picked]
    return owner[picked], passage[picked], similarity[picked]


def _order(owners: NDArray[np.int64], mask: NDArray[np.bool_] | None) -> NDArray[np.int64]:
    """Return the passages of texts that may be found, those of a text side by side, in order."""
    order: NDArray[np.int64] = np.argsort(owners, kind="stable")
    if mask is None:
        return order
    allowed = np.asarray(mask)
    texts = int(owners.max(initial=-1)) + 1
    if allowed.dtype != np.bool_ or allowed.ndim != 1 or len(allowed) < texts:
        raise InputError(
            f"mask must be at least {texts:,} truth values, one per text, "
            f"got dtype {allowed.dtype} and shape {allowed.shape}."
        )
    return order[allowed[owners[order]]]


def _checked_owners(owners: ArrayLike, count: int) -> NDArray[np.int64]:
    """Return owners as whole numbers from 0, one a passage."""
    array = np.asarray(owners)
    whole = array.dtype.kind in "iu" or not array.size
    if not whole or array.shape != (count,) or array.min(initial=0) < 0:
        raise InputError(
            f"owners must be {count:,} whole numbers from 0, one per vector, "
            f"got dtype {array.dtype} and shape {array.shape}."
        )
    return array.astype(np.int64)
