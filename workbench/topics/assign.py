"""Which topic each text is nearest to, how surely, and why noise is noise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.similarity import Neighbors

COMPANY = 10
"""Nearest neighbors by whose similarity a text is judged to have company."""


@dataclass(frozen=True, eq=False)
class Assignment:
    """The nearest topic of each of m texts.

    nearest (m,): the nearest topic; -1 if there is none.
    similarity (m,): cosine similarity to the centroid of the nearest.
    margin (m,): by how much the nearest is more similar than the next; below 0 where the layouts
        outvote the vectors.
    confidence (m,): in [0, 1]: mean of the similarity to the nearest centroid and of the mean
        similarity to the ten nearest neighbors. Low where a text fits no topic, or has nothing like
        it.
    """

    nearest: NDArray[np.int64]
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
    centers: NDArray[np.float32],
    places: NDArray[np.float32] | None = None,
) -> Assignment:
    """Find the nearest topic of each text.

    A text that has a topic keeps it. For noise, two kinds of nearness count alike, each
    standardized over the topics: the cosine similarity to a topic's centroid, and the logarithm
    of the distance to its center in the layouts.

    Shapes: vectors (m, d), labels (m,), centers (t, d), places (m, d').
    """
    size = len(vectors)
    if not centers.any():
        none, zero = np.full(size, -1, dtype=np.int64), np.zeros(size, dtype=np.float32)
        return Assignment(none, zero, zero, zero)
    similarity = vectors @ centers.T
    vacant: NDArray[np.bool_] = np.logical_not(centers.any(axis=1))
    nearness = similarity[labels < 0]
    if places is not None:
        nearness = _nearness(nearness, places, labels, vacant)
    nearness[:, vacant] = similarity[:, vacant] = -np.inf
    rows = np.arange(size)
    nearest = labels.copy()
    nearest[labels < 0] = nearness.argmax(axis=1)
    best = similarity[rows, nearest]
    similarity[rows, nearest] = -np.inf
    runner_up = similarity.max(axis=1)
    runner_up = np.where(np.isfinite(runner_up), runner_up, 0)
    confidence = np.clip((best + company(neighbors)) / 2, 0, 1)
    return Assignment(
        nearest.astype(np.int64),
        best,
        best - runner_up,
        confidence.astype(np.float32),
    )


def _nearness(
    similarity: NDArray[np.float32],
    places: NDArray[np.float32],
    labels: NDArray[np.int64],
    vacant: NDArray[np.bool_],
) -> NDArray[np.float32]:
    """Add up standardized nearness by vectors and in the layouts, shape (noise, t)."""
    noise = places[labels < 0].astype(np.float64)
    middle = _means(places, labels)
    squared = (noise**2).sum(axis=1)[:, None] + (middle**2).sum(axis=1) - 2 * noise @ middle.T
    near = -0.5 * np.log(np.maximum(squared, 1e-6))
    total = np.zeros(similarity.shape, dtype=np.float32)
    for values in (similarity.astype(np.float64), near):
        known = values[:, ~vacant]
        spread = np.maximum(known.std(axis=1, keepdims=True), 1e-12)
        total[:, ~vacant] += (known - known.mean(axis=1, keepdims=True)) / spread
    return total


def _means(values: NDArray[np.float32], labels: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the mean of each topic's own texts; zeros where a number is vacant."""
    kept = labels >= 0
    count = int(labels.max(initial=-1)) + 1
    sums = np.zeros((count, values.shape[1]))
    np.add.at(sums, labels[kept], values[kept].astype(np.float64))
    sizes = np.bincount(labels[kept], minlength=count)
    means: NDArray[np.float64] = sums / np.maximum(sizes, 1)[:, None]
    return means


def nearest_topics(
    vectors: NDArray[np.float32], centers: NDArray[np.float32]
) -> tuple[NDArray[np.int64], NDArray[np.float32], NDArray[np.float32]]:
    """Return each vector's nearest topic, the similarity to it, and the margin to the second.

    -1, 0 and 0 where there are no topics; a single topic's margin is the similarity itself.
    """
    if not centers.any():
        zero = np.zeros(len(vectors), dtype=np.float32)
        return np.full(len(vectors), -1, dtype=np.int64), zero, zero
    similarity = vectors @ centers.T
    similarity[:, ~centers.any(axis=1)] = -np.inf  # vacant numbers
    nearest = similarity.argmax(axis=1).astype(np.int64)
    rows = np.arange(len(vectors))
    best = similarity[rows, nearest].copy()
    similarity[rows, nearest] = -np.inf
    second = similarity.max(axis=1)
    margin = best - np.where(np.isfinite(second), second, 0)
    return nearest, best, margin.astype(np.float32)


def company(neighbors: Neighbors) -> NDArray[np.float32]:
    """Return each text's mean similarity to its ten nearest, 0 where it is the only one."""
    others = neighbors.similarity[:, 1 : COMPANY + 1]
    if others.shape[1] == 0:
        return np.zeros(len(others), dtype=np.float32)
    mean: NDArray[np.float32] = others.mean(axis=1)
    return mean


def noise_reasons(
    texts: Sequence[str],
    labels: NDArray[np.int64],
    assignment: Assignment,
    neighbors: Neighbors,
    *,
    cut: NDArray[np.bool_] | None = None,
    foreign: NDArray[np.bool_] | None = None,
) -> NDArray[np.object_]:
    """Say of each noise text why it has no topic of its own.

    Shapes: labels (m,), cut (m,), foreign (m,), returns (m,).
    """
    reasons = np.full(len(texts), "", dtype=object)
    noise = labels < 0
    if not noise.any():
        return reasons
    near = company(neighbors)
    lonely = near < (np.quantile(near[~noise], 0.1) if (~noise).any() else -1)
    unsure = assignment.margin < 0.05
    for position in np.flatnonzero(noise).tolist():
        reasons[position] = _reason(
            texts[position],
            lost=assignment.nearest[position] < 0,
            cut=cut is not None and bool(cut[position]),
            foreign=_other_script(texts[position]) if foreign is None else bool(foreign[position]),
            lonely=bool(lonely[position]),
            unsure=bool(unsure[position]),
        )
    return reasons


def _reason(text: str, *, lost: bool, cut: bool, foreign: bool, lonely: bool, unsure: bool) -> str:
    if lost:
        return "no topics"
    if cut:
        return "truncated"
    if len(text.split()) <= 2 and len(text) < 20:
        return "too short"
    if foreign:
        return "other language"
    if lonely:
        return "isolated"
    return "between two topics" if unsure else "low density"


def _other_script(text: str) -> bool:
    """Tell whether most letters are not Latin."""
    letters = [one for one in text if one.isalpha()]
    return bool(letters) and sum(one > "\u024f" for one in letters) > len(letters) / 2


def soft_memberships(
    vectors: NDArray[np.float32],
    labels: NDArray[np.int64],
    centers: NDArray[np.float32],
    alive: NDArray[np.int64],
) -> NDArray[np.float64]:
    """Return the softmax of the similarities to the centroids, shape (m, len(alive)).

    The sharpness is found by bisection: the mean probability of the topics' own texts equals the
    share of them whose nearest centroid is their own.
    """
    if len(alive) == 0:
        return np.zeros((len(vectors), 0))
    similarity = (vectors @ centers[alive].T).astype(np.float64)
    similarity -= similarity.max(axis=1, keepdims=True)
    number = np.full(len(centers) + 1, -1, dtype=np.int64)
    number[alive] = np.arange(len(alive))
    own = np.flatnonzero(labels >= 0)[:: max(1, int((labels >= 0).sum()) // 5000)]
    truth = number[labels[own]]
    wanted = min(0.99, float((similarity[own].argmax(axis=1) == truth).mean()))
    low, high = 0.0, 1000.0
    for _ in range(30):
        sharp = (low + high) / 2
        mean = _softmax(sharp * similarity[own])[np.arange(len(own)), truth].mean()
        low, high = (sharp, high) if mean < wanted else (low, sharp)
    return _softmax(high * similarity)


def _softmax(values: NDArray[np.float64]) -> NDArray[np.float64]:
    raised: NDArray[np.float64] = np.exp(values)
    raised /= raised.sum(axis=1, keepdims=True)
    return raised
