"""What decides, beside the cosine, how far a group may reach.

A threshold alone either chains (connected groups) or tears topics apart in one place and lumps
them in another: in crowded regions everything is similar to everything. Groups therefore merge by
mean similarity, adjusted by two things that need no labels: how crowded the region is (the mean
similarity to the nearest neighbors; hubness correction after Conneau et al. 2018, "Word
translation without parallel data", CSLS) and how many weighty words are shared.
"""

from __future__ import annotations

import re
import zlib
from array import array
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, pairwise, repeat

import numpy as np
from numpy.typing import NDArray

from workbench.duplicates.grouping.components import Linked, merge
from workbench.duplicates.grouping.links import APART, Links
from workbench.engines import Engine, LocalEngine
from workbench.similarity import Neighbors, neighbors

NEIGHBORS = 30
"""Neighbors, the text itself included, that tell how crowded a region is."""

USUAL = 20_000
"""Texts that tell how crowded the usual region is, evenly spaced in code-point order."""

WORD_WEIGHT = 0.15
"""Weight of the cosine of words and word pairs, beside 1 for that of the vectors."""

SKETCH, COARSE = 512, 256
"""Columns onto which words are hashed (count sketch, Charikar et al. 2002); of a large table.

With 256, words that share a column cost .005 of the adjusted Rand index on covid_q; 4,096 give no
more than 512.
"""

LARGE = 100_000
"""Texts with similar ones beyond which a sketch of 512 columns would take too much memory."""

MOST_LETTERS = 4_000
"""Letters of a text whose words are counted."""

PIECE = 16_384
"""Texts whose words are looked up at a time."""

_WORD = re.compile(r"\w+")
_APART = bytes(code if _WORD.match(chr(code)) else 32 for code in range(256))
"""What of a text in ASCII parts words, as spaces."""


def merge_tree(
    vectors: NDArray[np.float32],
    words: NDArray[np.float32],
    crowded: NDArray[np.float64],
    links: Links,
    floor: float,
    engine: Engine | None = None,
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the forest of merges that every threshold is read off.

    Shapes: vectors (m, d), words (k, columns), crowded (m,), returned ends (k, 2), returned levels
    (k,).
    """
    if not len(links):
        return np.empty((0, 2), dtype=np.int64), np.empty(0)
    nodes = links.nodes  # of a large table few texts have a link: the others take no memory
    linked = Linked(
        nodes,
        np.searchsorted(nodes, links.left),
        np.searchsorted(nodes, links.right),
        links.similarity,
        (links.always | (links.flag & APART)).astype(np.uint8),
        crowded[nodes],
    )
    return merge(linked, vectors, weighted(words), floor, engine or LocalEngine())


def weighted(words: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return words with their weight beside the vectors."""
    # Both sides of a dot product carry the root of the weight, so the product carries it once.
    return np.float32(WORD_WEIGHT**0.5) * words


def unsettled(links: Links, floor: float) -> NDArray[np.bool_]:
    """Tell for which nodes with a link it matters what decides beside the cosine.

    Not for two nodes with no link but the one between them, if it is as near as `FADE_TO`.

    Shapes: returns (k,), as `links.nodes`.
    """
    from workbench.duplicates.grouping.merging import FADE_TO

    degree = np.bincount(np.concatenate([links.left, links.right]), minlength=links.count)
    several = (degree[links.left] > 1) | (degree[links.right] > 1) | (floor < FADE_TO)
    matters = np.zeros(links.count, dtype=bool)
    matters[links.left[several]] = matters[links.right[several]] = True
    return matters[links.nodes]


def crowding(
    vectors: NDArray[np.float32],
    near: Neighbors | Callable[[NDArray[np.int64]], Neighbors] | None,
    places: NDArray[np.int64],
    *,
    sample: int = USUAL,
) -> NDArray[np.float64]:
    """Return how much more similar than usual vectors are to their nearest ones.

    Shapes: vectors (m, d), returns (m,).
    """
    count, k = len(vectors), min(NEIGHBORS, len(vectors))
    crowded = np.zeros(count)
    if k < 2:
        return crowded
    usual = np.linspace(0, count - 1, min(sample, count)).astype(np.int64)
    # Neighbors are the costly part: they are found once, for both purposes.
    asked = np.union1d(usual, places)
    if isinstance(near, Neighbors):
        known = near.take(asked) if near.k >= k else neighbors(vectors, k, places=asked)
    else:
        known = neighbors(vectors, k, places=asked) if near is None else near(asked)
    # Column 0 is the text itself, with a similarity of 1 everywhere.
    mean = known.similarity[:, 1:k].astype(np.float64).mean(axis=1)
    # Sorted before they are summed: the mean then has the same bits in any order of the vectors.
    # Rounding takes off the noise of float32 similarities.
    level = np.sort(mean[np.searchsorted(asked, usual)]).mean()
    crowded[asked] = np.round(mean - level, 9)
    return crowded


def word_sketch(
    texts: Sequence[str], places: NDArray[np.int64], wanted: NDArray[np.bool_] | None = None
) -> NDArray[np.float32]:
    """Return unit vectors whose dot product estimates the TF-IDF cosine of words and word pairs.

    Those of places that are not wanted are 0. Shapes: places, wanted (k,), returns (k, SKETCH), or
    (k, COARSE) if k is above `LARGE`.
    """
    columns = SKETCH if len(places) <= LARGE else COARSE
    lines = np.arange(len(places)) if wanted is None else np.flatnonzero(wanted)
    terms: dict[str, int] = {}
    owner, term, counts = _counted([texts[index] for index in places[lines].tolist()], terms)
    # Smoothed inverse document frequency: a word in one text of many weighs most, a word in all of
    # them still weighs 1.
    idf = np.log((1 + len(texts)) / (1 + _spread(texts, terms))) + 1
    weight = (1 + np.log(counts)) * idf[term]
    # Lengths of the true word vectors, before words share columns: the dot product of two sketches
    # then estimates the cosine itself.
    norm = np.sqrt(np.bincount(owner, weight**2, minlength=len(lines)))
    # Not Python's `hash`, which differs from process to process.
    hashed = np.array([zlib.crc32(t.encode("utf-8", "surrogatepass")) for t in terms], np.int64)
    # Words that fall on one column add with random signs, so their errors cancel on average. The
    # sign comes from a bit that the column does not use, or all words of a column had one sign.
    sign = np.where(hashed >> 16 & 1, 1.0, -1.0)
    cells = lines[owner] * columns + hashed[term] % columns
    values = weight / norm[owner] * sign[term]
    flat = np.bincount(cells, values, minlength=len(places) * columns)
    return flat.reshape(len(places), columns).astype(np.float32)


def _counted(
    texts: Sequence[str], terms: dict[str, int]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Return text, term and count of each term of each text; number new terms."""
    sizes, ids, counts = array("q"), array("q"), array("q")
    for text in texts:
        repeats: dict[int, int] = {}
        for term in _terms(text):
            number = terms.setdefault(term, len(terms))
            repeats[number] = repeats.get(number, 0) + 1
        ids.extend(repeats)
        counts.extend(repeats.values())
        sizes.append(len(repeats))
    owner = np.repeat(np.arange(len(texts)), np.array(sizes, dtype=np.int64))
    return owner, np.array(ids, dtype=np.int64), np.array(counts, dtype=np.float64)


def _spread(texts: Sequence[str], terms: dict[str, int]) -> NDArray[np.int64]:
    """Return in how many texts each of the terms stands."""
    spread, none = np.zeros(len(terms) + 1, dtype=np.int64), repeat(len(terms))
    for top in range(0, len(texts), PIECE):
        found = array("q")
        for text in texts[top : top + PIECE]:
            # Only terms of the texts asked for are counted: the words of all texts of a large table
            # may not fit into memory.
            found.extend(set(map(terms.get, _terms(text), none)))
        spread += np.bincount(found, minlength=len(spread))
    return spread[:-1]


def _terms(text: str) -> Iterator[str]:
    """Return words and pairs of words."""
    text = text[:MOST_LETTERS].lower()
    # The same, and in half the time.
    plain = text.isascii()
    words = text.encode().translate(_APART).decode().split() if plain else _WORD.findall(text)
    return chain(words, map(" ".join, pairwise(words)))
