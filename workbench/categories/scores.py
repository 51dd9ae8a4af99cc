"""How well a text fits a category, on a scale that means the same for every model and table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.similarity import Neighbors

SCALE_TEXTS = 1_000
"""Texts whose neighbors set the scale."""
NEAR_RANK = 10
"""The neighbor whose similarity counts as 1, in tables of a thousand texts or more."""
BLOCK = 20_000
"""Texts compared with all categories at once."""


@dataclass(frozen=True)
class Scale:
    """Turns cosine similarities into scores.

    Cosine similarities of one model lie around .2, those of another around .7, and a table about
    one subject lifts them all. So a score is measured in the table itself: 0 is the similarity of
    any two of its texts, 1 that of a text and one of its nearest neighbors.

    apart: mean cosine similarity of two texts.
    near: median cosine similarity of a text and its tenth neighbor.
    """

    apart: float
    near: float

    def scores(self, similarity: NDArray[np.floating]) -> NDArray[np.float32]:
        """Return scores: below 0 farther than two texts are, above 1 nearer than neighbors."""
        span = max(self.near - self.apart, 1e-3)
        return ((similarity - self.apart) / span).astype(np.float32)


def scale_of(vectors: NDArray[np.float32], neighbors: Neighbors) -> Scale:
    """Measure the scale. Shapes: vectors (m, d), neighbors of some of them (s, k)."""
    mean = vectors.mean(axis=0, dtype=np.float64)
    # In a small table the tenth neighbor is about something else.
    rank = int(np.clip(len(vectors) // 100, 1, NEAR_RANK))
    rank = min(rank, neighbors.similarity.shape[1] - 1)
    return Scale(float(mean @ mean), float(np.median(neighbors.similarity[:, rank])))


def scale_texts(count: int) -> NDArray[np.int64]:
    """Return the texts that set the scale, evenly spread over all."""
    return np.unique(np.linspace(0, count - 1, min(count, SCALE_TEXTS)).astype(np.int64))


def similarities(
    vectors: NDArray[np.float32], described: NDArray[np.float32], owner: NDArray[np.int64]
) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Return each text's similarity to each category, and which description is nearest.

    Shapes: vectors (m, d), described (e, d), owner (e,) in 0 .. c-1, ascending; returns (m, c).
    The similarity is the mean of two: to the center of the category's descriptions, which is
    steady, and to the nearest of them, which is right for a category of several matters.
    """
    count = int(owner[-1]) + 1
    begins = np.searchsorted(owner, np.arange(count))
    sums = np.add.reduceat(described.astype(np.float64), begins, axis=0)
    centers = (sums / np.linalg.norm(sums, axis=1, keepdims=True)).astype(np.float32)
    similarity = np.empty((len(vectors), count), dtype=np.float32)
    nearest = np.empty((len(vectors), count), dtype=np.int64)
    ends = np.append(begins[1:], len(described))
    for start in range(0, len(vectors), BLOCK):
        part = slice(start, start + BLOCK)
        each = vectors[part] @ described.T
        for category, (begin, end) in enumerate(zip(begins, ends, strict=True)):
            nearest[part, category] = begin + each[:, begin:end].argmax(axis=1)
        best = np.take_along_axis(each, nearest[part], axis=1)
        similarity[part] = (vectors[part] @ centers.T + best) / 2
    return similarity, nearest


def described_texts(
    texts: Sequence[Sequence[str]],
) -> tuple[list[str], NDArray[np.int64]]:
    """Return all descriptions in one list, and the category of each."""
    owner = np.repeat(np.arange(len(texts)), [len(some) for some in texts])
    return [text for some in texts for text in some], owner
