"""Names of topics without a language model: phrases of their texts, embedded by the same model.

A good name is near to the center of its topic, far from other centers, in many of its sentences,
and retrieves its texts. Source of the idea: M. Grootendorst, "KeyBERT", 2020; prominence and
uniqueness of labels: Q. Mei, X. Shen, C. Zhai, "Automatic labeling of multinomial topic models",
KDD 2007. Weights were chosen on clinc150.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from workbench.topics.names.keywords import ARTICLES, Counted, Terms, Weighted
from workbench.topics.names.lexicon import Stems, holds

Encode = Callable[[Sequence[str]], NDArray[np.float32] | None]
"""Takes phrases, returns their unit vectors; None if no model is at hand."""

CANDIDATES = 60
"""Phrases of a topic that are embedded: the best by class-based TF-IDF."""

LEAST = 0.01
"""Share of a topic's sentences in which a candidate must stand."""

SWALLOWED = 0.7
"""Share of a phrase's sentences from which on a longer phrase that holds it stands for it."""

FROM_NEAREST, FROM_ALL, PROMINENT, RETRIEVES = 1.0, 0.3, 0.3, 0.4
"""What counts beside the cosine to the center: how much less the cosines to the nearest other
center and to all are, the weight by TF-IDF, and the share of own texts among those retrieved."""

LENGTHS = np.array([0.0, 0.15, 0.0, 0.0, 0.0, 0.1, 0.15, 0.2])
"""What a phrase of so many words loses: two to four are best."""

FEW, ALONE = 10, 0.2
"""Sentences of a topic below which how often a word stands says little, so that a single word loses
so much more."""

ASKED = 0.05
"""What a question loses."""

LONG = 5
"""Words of a question at most, but in topics of few sentences."""

QUESTIONS = 10
"""Questions of a topic that are embedded."""

AND = {"en": "and", "de": "und", "nl": "en", "fr": "et", "es": "y", "it": "e", "pt": "e"}
"""What joins two nouns to a name, by language."""

JOINED, RARE, STRONG, MOST_JOINED = 0.1, 0.3, 0.5, 4
"""What two joined nouns lose; the weight of a phrase below which they may take its place; the
weight that both must have; and the nouns of a topic that are joined at most."""

FINALISTS = 20
"""Candidates of a topic that are tried on its texts."""

RETRIEVED = 20
"""Texts nearest to a name that must be those of its topic."""

SEARCHED = 50_000
"""Texts that are searched at most; of more, a sample."""

BLOCK = 512
"""Phrases that are compared with all texts at once."""

TYPO_LETTERS, TYPO_COUNT, TYPO_TIMES = 5, 5, 10
"""Letters of a word from which on, sentences up to which, and times as many sentences of a word
that differs in one letter from which on it counts as a typing error."""


class Name(NamedTuple):
    """A phrase that can name a topic, and whether its nearest texts are those of that topic."""

    form: str
    fits: bool


def phrase_names(
    counted: Counted,
    vectors: NDArray[np.float32],
    labels: NDArray[np.int64],
    centers: NDArray[np.float32],
    encode: Encode,
    wanted: Sequence[int],
) -> dict[int, tuple[Name, ...]]:
    """Return phrases that can name each of the topics wanted, the best first.

    Shapes: vectors (m, d), labels (m,), centers (t, d).
    """
    spelled = _Spelling(counted.vocabulary)
    offered = {topic: _candidates(counted, topic, spelled) for topic in wanted}
    joined = {topic: _joined(counted, topic, listed) for topic, listed in offered.items()}
    offered = {topic: [*listed, *joined[topic].items()] for topic, listed in offered.items()}
    forms = sorted({form for listed in offered.values() for form, _ in listed})
    embedded = encode(forms) if forms else None
    if embedded is None:
        return {}
    row_of = {form: row for row, form in enumerate(forms)}
    likeness = (embedded @ centers.T).astype(np.float64)
    alive = np.flatnonzero(np.linalg.norm(centers, axis=1) > 0)
    finalists, scores = [], []
    for topic, listed in offered.items():
        own = likeness[[row_of[form] for form, _ in listed]].reshape(len(listed), len(centers))
        score = _scores(own, [weight for _, weight in listed], centers, alive, topic)
        score -= [LENGTHS[min(_length(form), len(LENGTHS) - 1)] for form, _ in listed]
        score -= [ASKED * (form in counted.asked[topic]) for form, _ in listed]
        score -= [JOINED * (form in joined[topic]) for form, _ in listed]
        if counted.sizes[topic] < FEW:
            score -= [ALONE * (_length(form) == 1) for form, _ in listed]
        best = np.argsort(-score, kind="stable")[:FINALISTS]
        finalists += [(topic, listed[k][0]) for k in best.tolist()]
        scores += score[best].tolist()
    share, fits = retrieved(
        embedded[[row_of[form] for _, form in finalists]],
        np.array([topic for topic, _ in finalists]),
        vectors,
        labels,
    )
    final = np.array(scores) + RETRIEVES * share
    phrases: dict[int, list[Name]] = {topic: [] for topic in wanted}
    for k in np.lexsort((-final, ~fits)).tolist():
        topic, form = finalists[k]
        phrases[topic].append(Name(form, bool(fits[k])))
    for topic, names in phrases.items():
        alone = [name for name in names if name.form not in joined[topic]]
        if alone and dict(offered[topic])[alone[0].form] >= RARE:
            phrases[topic] = alone
    return {topic: tuple(listed) for topic, listed in phrases.items()}


def counted_names(counted: Counted, wanted: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """Return phrases that can name topics whose vectors say nothing: by TF-IDF and length."""
    spelled = _Spelling(counted.vocabulary)
    phrases = {}
    for topic in wanted:
        listed = [
            (weight - LENGTHS[min(_length(form), len(LENGTHS) - 1)], form)
            for form, weight in _candidates(counted, topic, spelled)
        ]
        best = sorted(listed, key=lambda pair: (-pair[0], pair[1]))[:FINALISTS]
        phrases[topic] = tuple(form for _, form in best)
    return phrases


def content(form: str) -> frozenset[str]:
    """Return the words of a name but for articles; two names with the same are one."""
    words = form.casefold().split()
    return frozenset(word for word in words if word not in ARTICLES) or frozenset(words)


def _length(form: str) -> int:
    """Return the words of a phrase; three letters of a script without spaces count as one."""
    return sum(1 if word.isascii() else max(1, len(word) // 12) for word in form.split())


def _candidates(counted: Counted, topic: int, spelled: _Spelling) -> list[tuple[str, float]]:
    """Return forms and weights of phrases in a topic's sentences, the best by TF-IDF.

    Half of them are the best of any length, the other half phrases of each length.
    """
    ranked = _ranked(counted, topic)
    best, rest = ranked[: CANDIDATES // 2], ranked[CANDIDATES // 2 :]
    per_length: Counter[int] = Counter()
    for stems, weight in rest:
        length = min(len(stems), 4)
        per_length[length] += 1
        if length > 1 and per_length[length] <= CANDIDATES // 4:
            best.append((stems, weight))
    most = best[0][1] if best else 1.0
    shown = dict(_questions(counted, topic)) | dict(counted.shown(topic, best))
    return [(form, min(1.0, w / most)) for form, w in shown.items() if spelled.right(form)]


def _joined(counted: Counted, topic: int, listed: Sequence[tuple[str, float]]) -> dict[str, float]:
    """Return pairs of the strongest nouns of a topic with their mean weights."""
    link = AND.get(counted.lexicon.languages[0])
    if link is None or counted.sizes[topic] < FEW:
        return {}
    nouns = [(form, w) for form, w in listed if w >= STRONG and form in counted.nouns]
    best = sorted(nouns, key=lambda pair: (-pair[1], pair[0]))[:MOST_JOINED]
    return {f"{a} {link} {b}": (one + other) / 2 for (a, one), (b, other) in combinations(best, 2)}


def _questions(counted: Counted, topic: int) -> Terms:
    """Return the questions that set a topic apart, the best by TF-IDF."""
    size, total = counted.sizes[topic], sum(counted.sizes)
    scored = [
        (form, _weight(number / size, (counted.asked_overall[form] + 1) / (total + 1)))
        for form, number in counted.asked[topic].items()
        if number >= _least(size) and (size < FEW or _length(form) <= LONG)
    ]
    return tuple(sorted(scored, key=lambda pair: (-pair[1], pair[0]))[:QUESTIONS])


def _ranked(counted: Counted, topic: int) -> list[tuple[Stems, float]]:
    """Return the phrases of a topic by share times log of the lift."""
    inside, size, total = counted.inside[topic], counted.sizes[topic], sum(counted.sizes)
    scored = [
        (stems, _weight(number / size, (counted.overall[stems] + 1) / (total + 1)))
        for stems, number in inside.items()
        if number >= _least(size) and stems
    ]
    scored.sort(key=lambda pair: (-pair[1], pair[0]))
    return list(_whole(scored[: 2 * CANDIDATES], inside))


def _least(size: int) -> int:
    """Return in how many of a topic's sentences a candidate must stand."""
    return 1 if size < 10 else max(2, round(LEAST * size))


def _weight(share: float, elsewhere: float) -> float:
    """Return a share times the log of its lift over the share in the corpus."""
    return share * (0.05 + max(0.0, math.log(share / elsewhere)))


def _whole(ranked: Weighted, inside: Counter[Stems]) -> Iterator[tuple[Stems, float]]:
    """Yield the phrases that are no mere part of a longer one."""
    for stems, weight in ranked:
        enough = SWALLOWED * inside[stems]
        if not any(
            len(other) == len(stems) + 1 and inside[other] >= enough and holds(other, stems)
            for other, _ in ranked
        ):
            yield stems, weight


def _scores(
    likeness: NDArray[np.float64],
    weights: Sequence[float],
    centers: NDArray[np.float32],
    alive: NDArray[np.int64],
    topic: int,
) -> NDArray[np.float64]:
    """Return how well c phrases name a topic, by centers and weights. Shapes: likeness (c, t)."""
    others = alive[alive != topic]
    cosine = likeness[:, topic]
    scores = cosine + PROMINENT * np.asarray(weights)
    if len(others):
        nearest = others[int((centers[others] @ centers[topic]).argmax())]
        scores += FROM_NEAREST * (cosine - likeness[:, nearest])
        scores += FROM_ALL * (cosine - likeness[:, alive].mean(axis=1))
    return scores


def retrieved(
    phrases: NDArray[np.float32],
    topics: NDArray[np.int64],
    vectors: NDArray[np.float32],
    labels: NDArray[np.int64],
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return the share of each phrase's topic among the texts nearest to it, and if it leads.

    Shapes: phrases (c, d), topics (c,), vectors (m, d), labels (m,).
    """
    places = np.flatnonzero(labels >= 0)
    places = places[:: max(1, -(-len(places) // SEARCHED))]
    searched, label = vectors[places], labels[places]
    sizes = np.bincount(label, minlength=int(labels.max(initial=-1)) + 1)
    share, leads = np.zeros(len(phrases)), np.ones(len(phrases), dtype=np.bool_)
    for start in range(0, len(phrases), BLOCK):
        likeness = phrases[start : start + BLOCK] @ searched.T
        for row, topic in enumerate(topics[start : start + BLOCK].tolist()):
            if most := min(RETRIEVED, int(sizes[topic])):
                near = np.argpartition(-likeness[row], most - 1)[:most]
                counts = np.bincount(label[near])
                own = int((label[near] == topic).sum())
                share[start + row], leads[start + row] = own / most, own == counts.max()
    return share, leads


class _Spelling:
    """Tells rare words that are one letter away from a frequent one."""

    def __init__(self, vocabulary: Counter[str]) -> None:
        self._counts = vocabulary
        self._frequent: dict[str, list[str]] = defaultdict(list)
        for word, number in vocabulary.items():
            if number >= TYPO_TIMES and len(word) >= TYPO_LETTERS:
                self._frequent[word[0]].append(word)

    def right(self, form: str) -> bool:
        """Tell whether no word of a phrase looks like a typing error."""
        return not any(self._wrong(word) for word in form.split())

    def _wrong(self, word: str) -> bool:
        count = self._counts[word]
        if len(word) < TYPO_LETTERS or not 0 < count <= TYPO_COUNT:
            return False
        return any(
            abs(len(other) - len(word)) <= 1
            and self._counts[other] >= TYPO_TIMES * count
            and _one_edit(word, other)
            for other in self._frequent[word[0]]
        )


def _one_edit(word: str, other: str) -> bool:
    """Tell whether one letter is missing, added, replaced, or swapped with the next.

    A plural and the like is no typing error, so the last letter does not count.
    """
    start = 0
    while start < min(len(word), len(other)) and word[start] == other[start]:
        start += 1
    if start >= min(len(word), len(other)) - 1:
        return False
    left, right = word[start:], other[start:]
    return (
        left[1:] == right
        or left == right[1:]
        or left[1:] == right[1:]
        or (left[:2] == right[1::-1] and left[2:] == right[2:])
    )
