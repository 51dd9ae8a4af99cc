"""How well phrases stand for the texts of a topic: by their vectors and by the words they share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from workbench.topics.assign import scale_start
from workbench.topics.names.keywords import ARTICLES, FEW, LINKS
from workbench.topics.names.lexicon import Lexicon, tokens

ALIKE = 0.85
"""Similarity from which on two texts say the same."""

COMPARED = 300
"""Texts of a topic with which its phrases are compared at most."""

FROM_NEAREST, FROM_ALL, HELD = 1.0, 0.3, 0.3
"""What counts beside the similarity to a topic's texts: how much less similar a phrase is to the
nearest other topic and to all, and the share of its words that a text has."""

SHORT = 30
"""Words of a text up to which it is looked for whether others differ in one of them."""

NEAREST, NEAREST_USED = 5, 3
"""Subjects of a text: those that are nearest to it, and so many of those that a table uses."""


class Measured(NamedTuple):
    """Phrases beside texts. Shapes: near (p, n), contrast (p,), held (p, n)."""

    near: NDArray[np.float64]
    contrast: NDArray[np.float64]
    held: NDArray[np.float64]

    def of(self, phrases: Sequence[int]) -> float:
        """Return how well phrases stand for the texts, the best of them for each text."""
        chosen = list(phrases)
        return float(
            self.near[chosen].max(axis=0).mean()
            + self.contrast[chosen].mean()
            + HELD * self.held[chosen].max(axis=0).mean()
        )


class Space:
    """Topics among the vectors of a table.

    Similarities count from the table's background to 1: a model may find any two texts alike.
    Those to the center of a loose topic are as high as those of a dense one.
    """

    def __init__(
        self,
        vectors: NDArray[np.float32],
        labels: NDArray[np.int64],
        centers: NDArray[np.float32],
        subjects: NDArray[np.float32] | None = None,
    ) -> None:
        self._low = scale_start(vectors)
        self.mean: NDArray[np.float32] = vectors.mean(axis=0)
        none = np.empty((0, vectors.shape[1]), dtype=np.float32)
        self.subjects = none if subjects is None else subjects
        own = np.flatnonzero(labels >= 0)
        topics = labels[own]
        toward = np.einsum("md,md->m", vectors[own], centers[topics])
        sizes = np.bincount(topics, minlength=len(centers))
        means = np.bincount(topics, toward, minlength=len(centers)) / np.maximum(sizes, 1)
        # Mean similarity of a topic's texts is the square of their mean's length.
        self.lengths = np.sqrt(np.maximum(self.scaled(means**2), 1e-9))
        self._means = centers * means[:, None].astype(np.float32)
        self.alive = np.flatnonzero(sizes)

    def scaled(self, similarity: NDArray[np.floating]) -> NDArray[np.float64]:
        """Return similarities from the table's background to 1."""
        scaled: NDArray[np.float64] = (similarity.astype(np.float64) - self._low) / (1 - self._low)
        return scaled

    def to_topics(self, phrases: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return the similarity of phrases to topics, shape (p, t). Shapes: phrases (p, d)."""
        return self.scaled(phrases @ self._means[self.alive].T) / self.lengths[self.alive]

    def nearest_to(self, topic: int) -> int:
        """Return the place of the topic nearest to one among those that are alive, -1 for none."""
        near = self.to_topics(self._means[[topic]])[0]
        near[self.alive == topic] = -np.inf
        return int(near.argmax()) if len(near) > 1 else -1


class TopicTexts:
    """The texts of a topic, some of them if there are many.

    weights (n,): less than 1 for texts of which others say the same.

    Shapes: texts and labels (r,), vectors (r, d).
    """

    def __init__(
        self,
        texts: Sequence[str],
        vectors: NDArray[np.float32],
        labels: NDArray[np.int64],
        space: Space,
        topic: int,
        lexicon: Lexicon,
    ) -> None:
        places = np.flatnonzero(labels == topic)
        places = places[:: max(1, len(places) // COMPARED)]
        self.vectors, self.lexicon, self.space, self.topic = vectors[places], lexicon, space, topic
        self.texts = [texts[position] for position in places.tolist()]
        self.stems = [stems_of(text, lexicon) for text in self.texts]
        same = space.scaled(self.vectors @ self.vectors.T) >= ALIKE
        np.fill_diagonal(same, val=True)
        self.weights = 1 / same.sum(axis=1)
        self._apart = self.vectors - space.mean
        self._enough = _largest(self._apart @ space.subjects.T, NEAREST)

    @cached_property
    def varying(self) -> frozenset[str]:
        """Words that tell apart a few texts which are the same but for one word."""
        if len(self.texts) >= FEW:
            return frozenset()
        instead: dict[tuple[str, ...], set[str]] = defaultdict(set)
        for text in self.texts:
            words = [word for word, _ in tokens(text)]
            for place, word in enumerate(words if len(words) <= SHORT else ()):
                instead[(*words[:place], "", *words[place + 1 :])].add(word)
        return frozenset().union(*(one for one in instead.values() if len(one) > 1)) - ARTICLES

    def mentions(self, subject: str) -> int:
        """Return how many texts have the words of a subject."""
        return sum(stems_of(subject, self.lexicon) <= text for text in self.stems)

    def subjects(self) -> NDArray[np.bool_]:
        """Return which texts each subject covers, shape (s, n)."""
        return self.covers(self.space.subjects)

    def covers(self, phrases: NDArray[np.float32]) -> NDArray[np.bool_]:
        """Return which texts phrases are as near to as their nearest subjects.

        Shapes: phrases (p, d), returns (p, n).
        """
        return phrases @ self._apart.T >= self._enough

    def subjects_beside(
        self, head: NDArray[np.float32], used: NDArray[np.bool_]
    ) -> NDArray[np.bool_]:
        """Return which texts each subject covers, but for what a phrase says of them all.

        Shapes: head (d,), used (s,), the subjects that count, returns (s, n).
        """
        subjects, mean = self.space.subjects, self.space.mean
        way = head - mean * (head @ mean) / max(float(mean @ mean), 1e-12)
        way /= max(float(np.linalg.norm(way)), 1e-12)
        along = subjects @ way
        left = np.sqrt(np.maximum(1 - along**2, 1e-6))[:, None]
        beside = (subjects @ self._apart.T - np.outer(along, self._apart @ way)) / left
        covers: NDArray[np.bool_] = beside >= _largest(beside[used].T, NEAREST_USED)
        return covers & used[:, None]

    def near(self, phrases: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return the similarity of phrases and texts. Shapes: phrases (p, d), returns (p, n)."""
        similarity = self.space.scaled(phrases @ self.vectors.T)
        return similarity / float(self.space.lengths[self.topic])

    def measured(self, forms: Sequence[str], phrases: NDArray[np.float32]) -> Measured:
        """Compare phrases with the texts. Shapes: phrases (p, d)."""
        contrast = np.zeros(len(forms))
        nearest = self.space.nearest_to(self.topic)
        if nearest >= 0:
            all_topics = self.space.to_topics(phrases)
            own = all_topics[:, self.space.alive == self.topic][:, 0]
            contrast += FROM_NEAREST * (own - all_topics[:, nearest])
            contrast += FROM_ALL * (own - all_topics.mean(axis=1))
        held = np.array([self._held(form) for form in forms])
        return Measured(self.near(phrases), contrast, held)

    def said(
        self, forms: Sequence[str], phrases: NDArray[np.float32]
    ) -> list[tuple[NDArray[np.bool_], float]]:
        """Return which texts say phrases, and how near they are. Shapes: phrases (p, d)."""
        near = self.space.scaled(phrases @ self.vectors.T)
        stems = [stems_of(form, self.lexicon) for form in forms]
        saying = [np.array([own <= text for text in self.stems]) for own in stems]
        return [
            (where, float(row[where].mean()) if where.any() else 0.0)
            for row, where in zip(near, saying, strict=True)
        ]

    def _held(self, form: str) -> list[float]:
        said = stems_of(form, self.lexicon)
        return [len(said & stems) / max(1, len(said)) for stems in self.stems]


def _largest(values: NDArray[np.floating], number: int) -> NDArray[np.floating]:
    """Return the largest value but some of each row, infinite if there is none. Shapes: (n, s)."""
    count = values.shape[1]
    if not count:
        return np.full(len(values), np.inf)
    place = max(0, count - number)
    return np.partition(values, place, axis=1)[:, place]


def stems_of(text: str, lexicon: Lexicon) -> frozenset[str]:
    """Return the stems of a text's words, but for articles and the like."""
    said = (word for word, _ in tokens(text) if word and word not in LINKS)
    return frozenset(stem for word in said for stem in lexicon.stems_of(word))
