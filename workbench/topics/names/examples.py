"""Texts and sentences that stand for a topic."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from workbench.topics.names.keywords import Terms, term_stems, terms
from workbench.topics.names.lexicon import ENGLISH, Lexicon, Stems
from workbench.topics.names.sentences import own_sentences

LONGEST = 80
"""Characters of a sentence that can stand for a topic."""

SAID, WORDS_COUNT = 3, 0.3
"""Keywords of a topic that a sentence says at best, and how much that counts beside nearness to the
center (a cosine similarity)."""

CONSIDERED = 50
"""Most central texts of a topic among which examples are chosen."""


def central(
    vectors: NDArray[np.float32], labels: NDArray[np.int64], centers: NDArray[np.float32]
) -> tuple[NDArray[np.int64], ...]:
    """Return the places of the texts nearest to each topic's center.

    Shapes: vectors (m, d), labels (m,), centers (t, d).
    """
    order = np.argsort(labels, kind="stable")
    bounds = np.searchsorted(labels[order], np.arange(len(centers) + 1))
    nearest = []
    for topic, center in enumerate(centers):
        members = order[bounds[topic] : bounds[topic + 1]]
        near = np.argsort(-(vectors[members] @ center), kind="stable")[:CONSIDERED]
        nearest.append(members[near])
    return tuple(nearest)


MOST_EXAMPLES = 5
"""Examples of a topic."""

DIVERSITY = 0.3
"""What likeness to the examples already chosen costs, in [0, 1]."""


def examples(
    vectors: NDArray[np.float32],
    centers: NDArray[np.float32],
    near: Sequence[NDArray[np.int64]],
) -> tuple[NDArray[np.int64], ...]:
    """Choose texts that stand for each topic: central, and unlike each other.

    Shapes: vectors (m, d), centers (t, d).
    """
    return tuple(
        _spread_out(vectors[places], center, places)
        for center, places in zip(centers, near, strict=True)
    )


def _spread_out(
    vectors: NDArray[np.float32],
    center: NDArray[np.float32],
    places: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Choose by maximal marginal relevance."""
    central, alike = vectors @ center, vectors @ vectors.T
    taken: list[int] = []
    for _ in range(min(MOST_EXAMPLES, len(places))):
        gain = (1 - DIVERSITY) * central
        if taken:
            gain = gain - DIVERSITY * alike[:, taken].max(axis=1)
            gain[taken] = -np.inf
        taken.append(int(gain.argmax()))
    return places[taken]


def example_sentences(
    texts: Sequence[str],
    words: Sequence[Terms],
    near: Sequence[NDArray[np.int64]],
    likeness: NDArray[np.float32],
    *,
    everywhere: frozenset[str] = frozenset(),
    lexicon: Lexicon = ENGLISH,
) -> tuple[str, ...]:
    """Return the sentence of a central text of each topic that says most of its keywords.

    Shapes: likeness (m,).
    """
    return tuple(
        _sentence(
            [(texts[one], float(likeness[one])) for one in places.tolist()],
            {term_stems(term, lexicon): weight for term, weight in own},
            everywhere,
            lexicon,
        )
        for own, places in zip(words, near, strict=True)
    )


def _sentence(
    texts: Sequence[tuple[str, float]],
    weights: Mapping[Stems, float],
    everywhere: frozenset[str],
    lexicon: Lexicon,
) -> str:
    """Choose among the sentences of a topic's central texts."""
    most = sum(sorted(weights.values(), reverse=True)[:SAID]) or 1.0
    best, chosen = -np.inf, ""
    for text, nearness in texts:
        parts = [one_line(one) for one in own_sentences(text, everywhere)]
        for sentence in parts:
            said = sum(weights.get(stems, 0.0) for stems in dict(terms(sentence, lexicon)))
            score = nearness + _fitness(sentence, min(1.0, said / most), alone=len(parts) == 1)
            if score > best:
                best, chosen = score, sentence
    return shortened(chosen)


def _fitness(sentence: str, said: float, *, alone: bool) -> float:
    """Return how well a sentence can stand for a topic, beside the nearness of its text.

    Where it is one of several, the nearness is not its own, so words that it lacks count twice,
    and what may be a name, a heading or another matter stands back.
    """
    fitness = WORDS_COUNT * said - (len(sentence) > LONGEST)
    if alone:
        return fitness
    doubtful = said == 0 or sentence.endswith(":") or len(sentence.split()) < 3
    return fitness + WORDS_COUNT * (said - 1) - doubtful


def one_line(text: str) -> str:
    """Return a text with single spaces."""
    return " ".join(text.split())


def shortened(text: str, most: int = LONGEST) -> str:
    """Cut at a word's end."""
    if len(text) <= most:
        return text
    head = text[: most - 1]
    return (head.rsplit(" ", 1)[0] if " " in head[20:] else head) + "\u2026"
