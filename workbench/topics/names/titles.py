"""Titles and examples of topics."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from workbench.topics.names.keywords import Terms, telling, terms
from workbench.topics.names.sentences import own_sentences
from workbench.topics.names.stems import stems_of

Namer = Callable[[Sequence[str], Sequence[str]], str]
"""Takes keywords and example texts of a topic, returns its title."""

LONGEST_TITLE = 80
"""Characters of a text that can stand as a title."""

LONGEST_ADDED = 40
"""Characters of a title that tell two topics of the same words apart."""

SAID, WORDS_COUNT = 3, 0.3
"""Words of a topic that a title says at best, and how much that counts beside nearness to the
center (a cosine similarity)."""

CONSIDERED = 50
"""Most central texts of a topic among which examples and titles are chosen."""


def central(
    vectors: NDArray[np.float32], labels: NDArray[np.int64], centers: NDArray[np.float32]
) -> tuple[NDArray[np.int64], ...]:
    """Return the places of the texts nearest to each topic's center.

    Shapes: vectors (m, d), labels (m,), centers (t, d).
    """
    order = np.argsort(labels, kind="stable")
    bounds = np.searchsorted(labels[order], np.arange(len(centers) + 1))
    found = []
    for topic, center in enumerate(centers):
        members = order[bounds[topic] : bounds[topic + 1]]
        near = np.argsort(-(vectors[members] @ center), kind="stable")[:CONSIDERED]
        found.append(members[near])
    return tuple(found)


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


def titles(
    texts: Sequence[str],
    words: Sequence[Terms],
    near: Sequence[NDArray[np.int64]],
    likeness: NDArray[np.float32],
    *,
    everywhere: frozenset[str] = frozenset(),
) -> tuple[str, ...]:
    """Give each topic a readable title: the sentence of a central text that says most of its words.

    Shapes: likeness (m,).
    """
    return tuple(
        _title([(texts[one], float(likeness[one])) for one in places.tolist()], own, everywhere)
        for own, places in zip(words, near, strict=True)
    )


def _title(texts: Sequence[tuple[str, float]], words: Terms, everywhere: frozenset[str]) -> str:
    """Choose among the sentences of a topic's central texts."""
    weights = {stems_of(term): weight for term, weight in words}
    most = sum(sorted(weights.values(), reverse=True)[:SAID]) or 1.0
    best, title = -np.inf, ""
    for text, nearness in texts:
        parts = [_one_line(one) for one in own_sentences(text, everywhere)]
        for sentence in parts:
            said = sum(weights.get(stems, 0.0) for stems in dict(terms(sentence)))
            score = nearness + _fitness(sentence, min(1.0, said / most), alone=len(parts) == 1)
            if score > best:
                best, title = score, sentence
    return _shorten(title)


def _fitness(sentence: str, said: float, *, alone: bool) -> float:
    """Return how well a sentence can stand as a title, beside the nearness of its text.

    Where it is one of several, the nearness is not its own, so words that it lacks count twice,
    and what may be a name, a heading or another matter stands back.
    """
    fitness = WORDS_COUNT * said - (len(sentence) > LONGEST_TITLE)
    if alone:
        return fitness
    doubtful = said == 0 or sentence.endswith(":") or len(sentence.split()) < 3
    return fitness + WORDS_COUNT * (said - 1) - doubtful


def named_by(
    namer: Namer, texts: Sequence[str], words: Sequence[Terms], shown: Sequence[NDArray[np.int64]]
) -> tuple[str, ...]:
    """Ask a namer for each topic's title, with its words and examples; "" for a vacant number."""
    return tuple(
        _one_line(str(namer([term for term, _ in own], [texts[one] for one in places.tolist()])))
        if len(places)
        else ""
        for own, places in zip(words, shown, strict=True)
    )


def names(
    words: Sequence[Terms],
    own_titles: Sequence[str],
    *,
    given: Mapping[int, str] | None = None,
    instead: Mapping[int, str] | None = None,
) -> tuple[str, ...]:
    """Return a short name for each topic, no two the same.

    Up to three telling words or phrases; more, then the title, if that is needed to tell topics
    apart. Topics without words are named by their titles; those in `given` by what was given,
    those in `instead` by what stands there, followed by their words from the second such topic
    on.
    """
    fixed = dict(given or {})
    taken = set(fixed.values())
    found = []
    for topic, (own, title) in enumerate(zip(words, own_titles, strict=True)):
        if topic in fixed:
            found.append(fixed[topic])
            continue
        keys = telling(own)
        more = [*keys, *(term for term, _ in own if term not in keys)]
        tries = [", ".join(more[:count]) for count in range(min(3, len(keys)), len(more) + 1)]
        if instead is not None and topic in instead:
            tries = [instead[topic], *(f"{instead[topic]}: {one}" for one in tries if one)]
        elif not keys:
            tries = [title]
        elif title:
            tries.append(f"{tries[0]}: {_shorten(title, LONGEST_ADDED)}")
        if not tries[0]:
            found.append("")  # a vacant number
            continue
        number = 2
        name = next((one for one in tries if one not in taken), "")
        while not name:
            numbered = f"{tries[0]} ({number})"
            name, number = ("" if numbered in taken else numbered), number + 1
        taken.add(name)
        found.append(name)
    return tuple(found)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _shorten(text: str, most: int = LONGEST_TITLE) -> str:
    """Cut at a word's end."""
    if len(text) <= most:
        return text
    head = text[: most - 1]
    return (head.rsplit(" ", 1)[0] if " " in head[20:] else head) + "\u2026"
