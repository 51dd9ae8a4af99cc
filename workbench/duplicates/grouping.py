"""What decides, beside the cosine, how far a group may reach.

A threshold alone either chains (connected groups) or tears topics apart in one place and lumps
them in another: in crowded regions everything is similar to everything. Groups therefore merge by
mean similarity, adjusted by two things that need no labels: how crowded the region is (the mean
similarity to the nearest neighbours; hubness correction after Conneau et al. 2018, "Word
translation without parallel data", CSLS) and how many weighty words are shared.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from workbench.duplicates.links import APART, Links
from workbench.similarity import Neighbors, neighbors

NEIGHBORS = 30
"""Neighbours, the text itself included, that tell how crowded a region is."""

WORD_WEIGHT = 0.15
"""Weight of the cosine of words and word pairs, beside 1 for that of the vectors."""

SKETCH = 256
"""Columns onto which words are hashed (count sketch, Charikar et al. 2002)."""

MOST_LETTERS = 4_000
"""Letters of a text whose words are counted."""

_WORD = re.compile(r"\w+")


def merge_tree(
    vectors: NDArray[np.float32],
    words: NDArray[np.float32],
    crowded: NDArray[np.float64],
    links: Links,
    floor: float,
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the forest of merges that every threshold is read off.

    Parameters
    ----------
    vectors : ndarray of float32, shape (m, d)
        Unit vectors of the nodes.
    words : ndarray of float32, shape (m, SKETCH)
        Their words, as `word_sketch` returns them.
    crowded : ndarray of float64, shape (m,)
        How crowded their regions are, as `crowding` returns it.
    links : Links
        Pairs of them.
    floor : float
        Smallest threshold of interest.

    Returns
    -------
    ends : ndarray of int64, shape (k, 2)
        Best link of each merge.
    levels : ndarray of float64, shape (k,)
        Threshold up to which each holds, falling; 2 where it holds at every one.
    """
    if not len(links):
        return np.empty((0, 2), dtype=np.int64), np.empty(0)
    from workbench.duplicates._merging import agglomerate

    flag = links.always.astype(np.uint8) | (links.flag & APART)
    sums = np.hstack([vectors, np.float32(WORD_WEIGHT**0.5) * words])
    ends, levels = agglomerate(
        links.left, links.right, links.similarity, flag, sums, crowded.copy(),
        vectors.shape[1], floor,
    )  # fmt: skip
    return ends, levels


def crowding(vectors: NDArray[np.float32], near: Neighbors | None) -> NDArray[np.float64]:
    """Return how much more similar than usual each vector is to its nearest ones, shape (m,)."""
    k = min(NEIGHBORS, len(vectors))
    if k < 2:
        return np.zeros(len(vectors))
    if near is None or near.similarity.shape[1] < k:
        near = neighbors(vectors, k)
    mean = near.similarity[:, 1:k].astype(np.float64).mean(axis=1)
    found: NDArray[np.float64] = np.round(mean - np.sort(mean).mean(), 9)
    return found


def word_sketch(texts: Sequence[str]) -> NDArray[np.float32]:
    """Return unit vectors whose dot product estimates the TF-IDF cosine of words and word pairs.

    Parameters
    ----------
    texts : sequence of str
        m texts.

    Returns
    -------
    ndarray of float32, shape (m, SKETCH)
        Zero where a text has no word.
    """
    terms: dict[str, int] = {}
    ids: list[int] = []
    counts: list[int] = []
    sizes: list[int] = []
    for text in texts:
        found: dict[int, int] = {}
        words = _WORD.findall(text[:MOST_LETTERS].lower())
        for term in (*words, *map(" ".join, pairwise(words))):
            number = terms.setdefault(term, len(terms))
            found[number] = found.get(number, 0) + 1
        ids += found
        counts += found.values()
        sizes.append(len(found))
    owner = np.repeat(np.arange(len(texts)), sizes)
    term = np.array(ids, dtype=np.int64)
    spread = np.bincount(term, minlength=len(terms))
    idf = np.log((1 + len(texts)) / (1 + spread)) + 1
    weight = (1 + np.log(np.array(counts, dtype=np.float64))) * idf[term]
    norm = np.sqrt(np.bincount(owner, weight**2, minlength=len(texts)))
    hashed = np.array([zlib.crc32(t.encode("utf-8", "surrogatepass")) for t in terms], np.int64)
    sign = np.where(hashed >> 16 & 1, 1.0, -1.0)
    cells = owner * SKETCH + hashed[term] % SKETCH
    values = weight / norm[owner] * sign[term]
    flat = np.bincount(cells, values, minlength=len(texts) * SKETCH)
    return flat.reshape(len(texts), SKETCH).astype(np.float32)
