"""Search, exact by tiles."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from workbench.config import thread_count
from workbench.engines import LocalEngine
from workbench.errors import InputError, check_count
from workbench.similarity.checks import check_same_width, check_vectors, dot_error
from workbench.similarity.definition import cosine_at

TILE_NUMBERS = 2**23
"""Similarities held at a time: 32 MB of float32."""

MANY_ROWS = 3_000
"""Vectors from which on a compiled selection pays."""

MOST_COMPILED = 256
"""The largest k for which it does."""

SPARE = 16
"""Candidates beyond k that a row may have before the plain selection takes over."""

Candidates = tuple[NDArray[np.integer[Any]], NDArray[np.integer[Any]]]

Nearest = tuple[NDArray[np.int32], NDArray[np.float64]]


def search(
    vectors: ArrayLike,
    queries: ArrayLike,
    k: int,
    *,
    mask: NDArray[np.bool_] | None = None,
) -> Nearest:
    """Find the `k` vectors most similar to each query.

    Shapes: vectors (m, d), queries (q, d), mask (m,), returned indices (q, k), returned
    similarities (q, k).
    """
    rows = check_vectors(vectors)
    asked = np.asarray(queries)
    wanted = check_vectors(asked[None, :] if asked.ndim == 1 else asked, name="queries")
    check_same_width(rows, wanted, "vectors and queries")
    allowed = _allowed(mask, len(rows))
    if allowed is not None:
        rows = rows[allowed]
    k = min(check_count("k", k), len(rows))
    indices = np.empty((len(wanted), k), dtype=np.int32)
    similarities = np.empty((len(wanted), k))
    for top, bottom, (found, values) in nearest_by_tiles(wanted, rows, k, own=False):
        indices[top:bottom], similarities[top:bottom] = found, values
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
    for top in range(0, len(queries), height):
        bottom = min(top + height, len(queries))
        yield top, bottom, _nearest(queries, rows, k, (top, bottom), own=own)


def _nearest(
    queries: NDArray[np.float32],
    rows: NDArray[np.float32],
    k: int,
    span: tuple[int, int],
    *,
    own: bool,
) -> Nearest:
    """Rank candidates by the float64 kernel, so that a tile's rounding decides nothing.

    The k-th largest float32 value is within `dot_error` of a true similarity that k rows reach,
    so whatever lies more than twice that below it cannot be among the k.
    """
    top, bottom = span
    if k == 0:
        return np.empty((bottom - top, 0), np.int32), np.empty((bottom - top, 0))
    values = queries[top:bottom] @ rows.T
    if own:
        values[np.arange(bottom - top), np.arange(top, bottom)] = np.inf
    margin = np.float32(2 * dot_error(rows.shape[1]))
    select = _select_compiled if rows.shape[0] >= MANY_ROWS and k <= MOST_COMPILED else _select
    which, place = select(values, k, margin)
    similarity = cosine_at(queries, which + top, rows, place)
    rank = np.where(place == which + top, np.inf, similarity) if own else similarity
    order = np.lexsort((place, -rank, which))
    starts = np.searchsorted(which, np.arange(bottom - top))
    picked = order[starts[:, None] + np.arange(k)]
    return place[picked].astype(np.int32), similarity[picked]


def _select(values: NDArray[np.float32], k: int, margin: np.float32) -> Candidates:
    """Find the rows and columns of all numbers not clearly below the k-th largest of their row."""
    columns = values.shape[1]
    least = np.partition(values, columns - k, axis=1)[:, columns - k]
    which, place = np.nonzero(values >= (least - margin)[:, None])
    return which, place


def _select_compiled(values: NDArray[np.float32], k: int, margin: np.float32) -> Candidates:
    """Do the same in two passes over the numbers and several threads."""
    from workbench.similarity.exact_pairs.sorting import largest

    rows = len(values)
    places = np.empty((rows, k + SPARE), dtype=np.int32)
    counts = np.empty(rows, dtype=np.int64)
    step = -(-rows // (4 * thread_count()))
    pieces = [slice(start, start + step) for start in range(0, rows, step)]

    def run(piece: slice) -> None:
        largest(values[piece], k, margin, places[piece], counts[piece])

    list(LocalEngine().map(run, pieces))
    if counts.max() > places.shape[1]:  # many ties
        return _select(values, k, margin)
    taken = np.arange(places.shape[1]) < counts[:, None]
    return np.nonzero(taken)[0], places[taken].astype(np.int64)
