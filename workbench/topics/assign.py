"""Which topic each text is nearest to, how surely, and why noise is noise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.similarity import Neighbors

VOTERS = 15
"""Nearest neighbours that have a say in the assignment."""


@dataclass(frozen=True, eq=False)
class Assignment:
    """The nearest topic of each of m texts.

    Attributes
    ----------
    nearest, second : ndarray of int64, shape (m,)
        The two nearest topics; -1 where there are none so many.
    similarity : ndarray of float32, shape (m,)
        Cosine similarity to the centroid of the nearest.
    margin : ndarray of float32, shape (m,)
        By how much the nearest is nearer than the second.
    confidence : ndarray of float32, shape (m,)
        In [0, 1]; how well the text fits the topic it is assigned to.
    """

    nearest: NDArray[np.int64]
    second: NDArray[np.int64]
    similarity: NDArray[np.float32]
    margin: NDArray[np.float32]
    confidence: NDArray[np.float32]


def centroids(vectors: NDArray[np.float32], labels: NDArray[np.int64]) -> NDArray[np.float32]:
    """Return the unit mean vector of each topic's own texts, shape (t, d)."""
    count = int(labels.max(initial=-1)) + 1
    sums = np.zeros((count, vectors.shape[1]), dtype=np.float64)
    kept = labels >= 0
    np.add.at(sums, labels[kept], vectors[kept].astype(np.float64))
    lengths = np.linalg.norm(sums, axis=1, keepdims=True)
    return (sums / np.where(lengths > 0, lengths, 1)).astype(np.float32)


def assign(
    vectors: NDArray[np.float32],
    neighbors: Neighbors,
    labels: NDArray[np.int64],
    centres: NDArray[np.float32],
) -> Assignment:
    """Find the nearest topic of each text.

    A text that has a topic keeps it. For noise, the nearest topic is the one with the greatest
    similarity of its centroid.

    Parameters
    ----------
    vectors : ndarray of float32, shape (m, d)
        Unit vectors.
    neighbors : Neighbors
        Their nearest neighbours.
    labels : ndarray of int64, shape (m,)
        Topics, -1 for noise.
    centres : ndarray of float32, shape (t, d)
        Unit centroids of the topics.

    Returns
    -------
    Assignment
    """
    size = len(vectors)
    if not centres.any():
        none, zero = np.full(size, -1, dtype=np.int64), np.zeros(size, dtype=np.float32)
        return Assignment(none, none, zero, zero, zero)
    similarity = vectors @ centres.T
    similarity[:, ~centres.any(axis=1)] = -np.inf  # vacant numbers
    rows = np.arange(size)
    nearest = np.where(labels >= 0, labels, similarity.argmax(axis=1))
    best = similarity[rows, nearest]
    similarity[rows, nearest] = -np.inf
    second = similarity.argmax(axis=1)
    runner_up = similarity[rows, second]
    second = np.where(np.isfinite(runner_up), second, -1)
    runner_up = np.where(np.isfinite(runner_up), runner_up, 0)
    votes = _votes(neighbors, nearest, labels)
    confidence = np.clip(best, 0, 1) * (0.5 + 0.5 * votes)
    return Assignment(
        nearest.astype(np.int64),
        second.astype(np.int64),
        best,
        best - runner_up,
        confidence.astype(np.float32),
    )


def _votes(
    neighbors: Neighbors, nearest: NDArray[np.int64], labels: NDArray[np.int64]
) -> NDArray[np.float32]:
    """Return the similarity-weighted share of neighbours that have the same topic."""
    others = neighbors.indices[:, 1 : VOTERS + 1]
    if others.shape[1] == 0:
        return np.zeros(len(nearest), dtype=np.float32)
    weight = np.clip(neighbors.similarity[:, 1 : VOTERS + 1], 1e-6, 1)
    agree = labels[others] == nearest[:, None]
    share: NDArray[np.float32] = (weight * agree).sum(axis=1) / weight.sum(axis=1)
    return share


def noise_reasons(
    texts: Sequence[str],
    labels: NDArray[np.int64],
    found: Assignment,
    neighbors: Neighbors,
    *,
    cut: NDArray[np.bool_] | None = None,
) -> NDArray[np.object_]:
    """Say of each noise text why it has no topic of its own.

    Parameters
    ----------
    texts : sequence of str
        m texts.
    labels : ndarray of int64, shape (m,)
        Topics, -1 for noise.
    found : Assignment
        Nearest topics.
    neighbors : Neighbors
        Nearest neighbours.
    cut : ndarray of bool, shape (m,), optional
        Texts of which the model did not see all.

    Returns
    -------
    ndarray of object, shape (m,)
        "" for texts with a topic; otherwise the first that holds of "no topics", "cut",
        "too short", "other language", "lonely", "between two topics", "at the edge".
    """
    reasons = np.full(len(texts), "", dtype=object)
    noise = labels < 0
    if not noise.any():
        return reasons
    company = neighbors.similarity[:, 1:6].mean(axis=1) if neighbors.similarity.shape[1] > 1 else 0
    company = np.broadcast_to(np.asarray(company, dtype=np.float64), (len(texts),))
    lonely = company < (np.quantile(company[~noise], 0.1) if (~noise).any() else -1)
    unsure = found.margin < 0.05
    for place in np.flatnonzero(noise).tolist():
        reasons[place] = _reason(
            texts[place],
            lost=found.nearest[place] < 0,
            cut=cut is not None and bool(cut[place]),
            lonely=bool(lonely[place]),
            unsure=bool(unsure[place]),
        )
    return reasons


def _reason(text: str, *, lost: bool, cut: bool, lonely: bool, unsure: bool) -> str:
    if lost:
        return "no topics"
    if cut:
        return "cut"
    if len(text.split()) <= 2 and len(text) < 20:
        return "too short"
    if _other_script(text):
        return "other language"
    if lonely:
        return "lonely"
    return "between two topics" if unsure else "at the edge"


def _other_script(text: str) -> bool:
    """Tell whether most letters lie beyond Latin, Greek and Cyrillic, or are mostly not Latin."""
    letters = [one for one in text if one.isalpha()]
    return bool(letters) and sum(one > "\u024f" for one in letters) > len(letters) / 2
