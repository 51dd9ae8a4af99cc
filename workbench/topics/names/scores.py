"""How well phrases stand for the texts of a topic: by their vectors and by the words they share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from workbench.topics.names.keywords import LINKS
from workbench.topics.names.lexicon import Lexicon, tokens

COMPARED = 300
"""Texts of a topic with which its phrases are compared at most."""

FROM_NEAREST, FROM_ALL, HELD = 1.0, 0.3, 0.3
"""What counts beside the similarity to a topic's texts: how much less similar a phrase is to the
nearest other center and to all, and the share of its words that a text has."""


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


class TopicTexts:
    """The texts of a topic, some of them if there are many.

    Shapes: texts and labels (r,), vectors (r, d).
    """

    def __init__(
        self,
        texts: Sequence[str],
        vectors: NDArray[np.float32],
        labels: NDArray[np.int64],
        centers: NDArray[np.float32],
        topic: int,
        lexicon: Lexicon,
    ) -> None:
        places = np.flatnonzero(labels == topic)
        places = places[:: max(1, len(places) // COMPARED)]
        self.vectors, self.lexicon = vectors[places], lexicon
        self.texts = [texts[position] for position in places.tolist()]
        self.stems = [stems_of(text, lexicon) for text in self.texts]
        # Similarities to the center of a loose topic are as high as those of a dense one.
        self.length = max(float(np.linalg.norm(self.vectors.mean(axis=0))), 1e-9)
        alive = np.flatnonzero(np.linalg.norm(centers, axis=1) > 0)
        others = alive[alive != topic]
        self.center, self.all = centers[topic], centers[alive].mean(axis=0)
        self.nearest = None
        if len(others):
            self.nearest = centers[others[int((centers[others] @ self.center).argmax())]]

    def near(self, phrases: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return the similarity of phrases and texts. Shapes: phrases (p, d), returns (p, n)."""
        similarity: NDArray[np.float64] = (phrases @ self.vectors.T).astype(np.float64)
        return similarity / self.length

    def measured(self, forms: Sequence[str], phrases: NDArray[np.float32]) -> Measured:
        """Compare phrases with the texts. Shapes: phrases (p, d)."""
        near = self.near(phrases)
        contrast = np.zeros(len(forms))
        if self.nearest is not None:
            own = phrases @ self.center
            contrast += FROM_NEAREST * (own - phrases @ self.nearest)
            contrast += FROM_ALL * (own - phrases @ self.all)
        return Measured(near, contrast, np.array([self._held(form) for form in forms]))

    def said(self, forms: Sequence[str], phrases: NDArray[np.float32]) -> list[tuple[float, float]]:
        """Return the share of the texts that say each phrase, and how near it is to those.

        Shapes: phrases (p, d).
        """
        near = phrases @ self.vectors.T
        stems = [stems_of(form, self.lexicon) for form in forms]
        saying = [np.array([own <= text for text in self.stems]) for own in stems]
        return [
            (float(where.mean()), float(row[where].mean()) if where.any() else 0.0)
            for row, where in zip(near, saying, strict=True)
        ]

    def _held(self, form: str) -> list[float]:
        said = stems_of(form, self.lexicon)
        return [len(said & stems) / max(1, len(said)) for stems in self.stems]


def stems_of(text: str, lexicon: Lexicon) -> frozenset[str]:
    """Return the stems of a text's words, but for articles and the like."""
    said = (word for word, _ in tokens(text) if word and word not in LINKS)
    return frozenset(stem for word in said for stem in lexicon.stems_of(word))
