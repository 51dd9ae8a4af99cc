"""Search over passages: several vectors per text, and the best of them speaks for it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from workbench.errors import InputError, check_count
from workbench.similarity.checks import check_same_width, check_vectors, dot_error
from workbench.similarity.definition import cosine_at
from workbench.similarity.exact_search import TILE_NUMBERS


@dataclass(frozen=True, eq=False)
class PassageHits:
    """The texts nearest to each query, each by its best passage.

    Attributes
    ----------
    owners : ndarray of int32, shape (q, k)
        Texts, by falling similarity, ties by number.
    passages : ndarray of int32, shape (q, k)
        Place in the vectors of each text's best passage, the first of equals.
    similarities : ndarray of float64, shape (q, k)
        Its similarity, as `workbench.similarity.cosine` defines it.
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
    found = [np.empty((len(wanted), k), np.int32) for _ in range(2)]
    similarities = np.empty((len(wanted), k))
    held = rows if np.array_equal(order, np.arange(len(rows))) else rows[order]
    height = max(1, TILE_NUMBERS // max(len(held), 1))
    for top in range(0, len(wanted), height) if k else ():
        piece = slice(top, top + height)
        owner, passage, similarities[piece] = _best(wanted[piece], held, starts, k)
        found[0][piece], found[1][piece] = texts[owner], order[passage]
    return PassageHits(found[0], found[1], similarities)


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
    which, place = np.nonzero(products >= np.repeat(needed, sizes, axis=1))
    owner = np.repeat(np.arange(len(starts)), sizes)[place]
    similarity = cosine_at(queries, which, passages, place)
    order = np.lexsort((place, -similarity, owner, which))
    first = np.ones(len(order), dtype=bool)
    first[1:] = (np.diff(which[order]) != 0) | (np.diff(owner[order]) != 0)
    order = order[first]  # each text's best passage
    order = order[np.lexsort((owner[order], -similarity[order], which[order]))]
    picked = np.searchsorted(which[order], np.arange(len(queries)))[:, None] + np.arange(k)
    picked = order[picked]
    return owner[picked], place[picked], similarity[picked]


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
