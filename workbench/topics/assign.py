"""Which topic each text is nearest to, how surely, and why noise is noise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.similarity import Neighbors

COMPANY = 10
"""Nearest neighbors by whose similarity a text is judged to have company."""

BLOCK = 16_384
"""Texts that are compared with all topics at once: of a million, it would take gigabytes."""


@dataclass(frozen=True, eq=False)
class Assignment:
    """The nearest topic of each of m texts.

    nearest (m,): the nearest topic; -1 if there is none.
    similarity (m,): cosine similarity to the centroid of the nearest.
    margin (m,): by how much the nearest is more similar than the next; below 0 where the layouts
        outvote the vectors.
    confidence (m,): in [0, 1]: mean of the similarity to the nearest centroid and of the mean
        similarity to the ten nearest neighbors, from the table's background to 1. Low where a text
        fits no topic, or has nothing like it.
    scale: from the table's background to 1, a model may find any two texts alike.
    """

    nearest: NDArray[np.int64]
    similarity: NDArray[np.float32]
    margin: NDArray[np.float32]
    confidence: NDArray[np.float32]
    scale: float = 1.0


BACKGROUND = 0.05
"""Share of the pairs of a table that are less alike than its background. The mean of all pairs is
no background if nearly all texts are about one subject."""

SAMPLE = 500
"""Texts of a table that are compared for its background; at most twice as many."""


def background(vectors: NDArray[np.float32]) -> float:
    """Return how alike texts are that have little to do with each other. Shapes: vectors (m, d)."""
    taken = vectors[:: max(1, len(vectors) // SAMPLE)]
    if len(taken) < 2:
        return 0.0
    above = np.triu_indices(len(taken), 1)
    return float(np.quantile((taken @ taken.T)[above], BACKGROUND))


def scale_start(vectors: NDArray[np.float32]) -> float:
    """Return the background as the start of a scale up to 1, which needs some length."""
    return min(background(vectors), 0.999)


def centroids(vectors: NDArray[np.float32], labels: NDArray[np.int64]) -> NDArray[np.float32]:
    """Return the unit mean vector of each topic's own texts, shape (t, d)."""
    sums = _sums(vectors, labels)
    lengths = np.linalg.norm(sums, axis=1, keepdims=True)
    return (sums / np.where(lengths > 0, lengths, 1)).astype(np.float32)


def _sums(values: NDArray[np.float32], labels: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the sum of each topic's own texts, one text after the other, shape (t, d)."""
    from scipy.sparse import csr_matrix

    count = int(labels.max(initial=-1)) + 1
    sums = np.zeros((count, values.shape[1]))
    for top in range(0, len(labels), BLOCK):
        own = top + np.flatnonzero(labels[top : top + BLOCK] >= 0)
        ones, places = np.ones(len(own)), (labels[own], np.arange(len(own)))
        members = csr_matrix((ones, places), shape=(count, len(own)))
        sums += members @ values[own].astype(np.float64)
    return sums


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
    vacant: NDArray[np.bool_] = np.logical_not(centers.any(axis=1))
    middle = None if places is None else _means(places, labels)
    nearest = labels.astype(np.int64)
    best, runner_up = np.empty(size, np.float32), np.empty(size, np.float32)
    for top in range(0, size, BLOCK):
        part = slice(top, top + BLOCK)
        noise = labels[part] < 0
        similarity = vectors[part] @ centers.T
        nearness = similarity[noise]
        if places is not None and middle is not None:
            nearness = _nearness(nearness, places[part][noise], middle, vacant)
        nearness[:, vacant] = similarity[:, vacant] = -np.inf
        nearest[part][noise] = nearness.argmax(axis=1)
        best[part], runner_up[part] = _first_two(similarity, nearest[part])
    low = scale_start(vectors)
    confidence = np.clip(((best + company(neighbors)) / 2 - low) / (1 - low), 0, 1)
    return Assignment(nearest, best, best - runner_up, confidence.astype(np.float32), 1 - low)


def _first_two(
    similarity: NDArray[np.float32], nearest: NDArray[np.int64]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the similarity to the nearest topic and the best of the others, 0 if there is none.

    Overwrites `similarity`. Shapes: similarity (m, t), nearest (m,).
    """
    rows = np.arange(len(similarity))
    best = similarity[rows, nearest]
    similarity[rows, nearest] = -np.inf
    runner_up = similarity.max(axis=1)
    return best, np.where(np.isfinite(runner_up), runner_up, np.float32(0))


def _nearness(
    similarity: NDArray[np.float32],
    places: NDArray[np.float32],
    middle: NDArray[np.float64],
    vacant: NDArray[np.bool_],
) -> NDArray[np.float32]:
    """Add up standardized nearness by vectors and in the layouts, shape (noise, t).

    Shapes: similarity (noise, t), places (noise, d'), middle (t, d'), vacant (t,).
    """
    noise = places.astype(np.float64)
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
    sizes = np.bincount(labels[labels >= 0], minlength=int(labels.max(initial=-1)) + 1)
    means: NDArray[np.float64] = _sums(values, labels) / np.maximum(sizes, 1)[:, None]
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
    size, vacant = len(vectors), np.flatnonzero(~centers.any(axis=1))
    nearest = np.empty(size, np.int64)
    best, second = np.empty(size, np.float32), np.empty(size, np.float32)
    for top in range(0, size, BLOCK):
        part = slice(top, top + BLOCK)
        similarity = vectors[part] @ centers.T
        similarity[:, vacant] = -np.inf
        nearest[part] = similarity.argmax(axis=1)
        best[part], second[part] = _first_two(similarity, nearest[part])
    return nearest, best, best - second


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
    unsure = assignment.margin < 0.05 * assignment.scale
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
