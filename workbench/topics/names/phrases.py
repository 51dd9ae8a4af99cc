"""Names of topics without a language model: phrases of their texts, embedded by the same model.

A good name is near to the center of its topic, far from other centers, in many of its sentences,
and retrieves its texts. Source of the idea: M. Grootendorst, "KeyBERT", 2020; prominence and
uniqueness of labels: Q. Mei, X. Shen, C. Zhai, "Automatic labeling of multinomial topic models",
KDD 2007. Weights were chosen on clinc150.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from workbench.similarity import search
from workbench.topics.names.composed import (
    FEW,
    HEADS,
    LONGEST,
    SHARED,
    TIMES,
    Composed,
    Facet,
    Head,
    facets,
    joined,
    pairs_to_try,
    with_facets,
)
from workbench.topics.names.keywords import ARTICLES, OBJECT, Counted, Terms, Weighted
from workbench.topics.names.lexicon import Stems, holds
from workbench.topics.names.scores import TopicTexts, stems_of
from workbench.topics.names.spelling import Spelling
from workbench.topics.names.written import is_proper

Encode = Callable[[Sequence[str]], NDArray[np.float32] | None]
"""Takes phrases, returns their unit vectors; None if no model is at hand."""

CANDIDATES = 60
"""Phrases of a topic that are embedded: the best by class-based TF-IDF."""

LEAST = 0.01
"""Share of a topic's sentences in which a candidate must stand."""

SWALLOWED = 0.7
"""Share of a phrase's sentences from which on a longer phrase that holds it stands for it."""

PROMINENT, RETRIEVES = 0.2, 0.4
"""What counts beside the nearness to a topic's texts: the weight of a phrase by TF-IDF, and the
share of own texts among those that its name retrieves."""

LENGTHS = np.array([0.0, 0.2, 0.0, 0.0, 0.03, 0.12, 0.2, 0.3])
"""What a name of so many words loses: two to four are best."""

ALONE = 0.1
"""What a single word loses more in a topic of few sentences: how often it stands says little."""

ASKED = 0.05
"""What a question loses."""

LONG = 5
"""Words of a question at most, but in topics of few sentences."""

QUESTIONS = 10
"""Questions of a topic that are embedded."""

POINTS = frozenset({"it", "this", "that", "these", "those", "them"})
"""Words that point to what a text said before: no name holds them."""

FINALISTS = 20
"""Candidates of a topic that are tried on its texts."""

RETRIEVED = 20
"""Texts nearest to a name that must be those of its topic."""

SEARCHED = 50_000
"""Texts that are searched at most; of more, a sample."""


class Name(NamedTuple):
    """A phrase that can name a topic, and whether its nearest texts are those of that topic."""

    form: str
    fits: bool


def phrase_names(
    counted: Counted,
    texts: Sequence[str],
    vectors: NDArray[np.float32],
    labels: NDArray[np.int64],
    centers: NDArray[np.float32],
    encode: Encode,
    wanted: Sequence[int],
    places: NDArray[np.int64] | None = None,
) -> dict[int, tuple[Name, ...]]:
    """Return phrases that can name each of the topics wanted, the best first.

    `texts` are those that are read, at `places` among all; none: all of them.

    Shapes: texts and places (r,), vectors (m, d), labels (m,), centers (t, d).
    """
    own_vectors, own_labels = (
        (vectors, labels) if places is None else (vectors[places], labels[places])
    )
    spelled = Spelling(counted.vocabulary)
    drafts = []
    for topic in wanted:
        own = TopicTexts(texts, own_vectors, own_labels, centers, topic, counted.lexicon)
        added = {
            form: share for form, share in facets(counted, topic).items() if spelled.right(form)
        }
        if listed := dict(_candidates(counted, topic, spelled)):
            drafts.append(_Draft(counted, topic, own, listed, added))
    known = _Embedded(encode)
    if not known.add(form for draft in drafts for form in (*draft.phrases, *draft.added)):
        return {}
    for draft in drafts:
        draft.compare(known)
    known.add(form for draft in drafts for form in draft.to_embed)
    finalists = [(draft.topic, one) for draft in drafts for one in draft.finalists(known)]
    share, fits = retrieved(
        np.array([known.mean(one.readings) for _, one in finalists]),
        np.array([topic for topic, _ in finalists]),
        vectors,
        labels,
    )
    # A name of several parts finds texts as its head does: what is added tells what they say.
    shares = zip(finalists, share.tolist(), strict=True)
    own_share = {(topic, one.form): part for (topic, one), part in shares}
    best = [
        max(own_share[topic, one.form], own_share.get((topic, one.head), 0.0))
        for topic, one in finalists
    ]
    final = np.array([one.score for _, one in finalists]) + RETRIEVES * np.array(best)
    phrases: dict[int, list[Name]] = {topic: [] for topic in wanted}
    for k in np.lexsort((-final, ~fits)).tolist():
        owner, name = finalists[k]
        phrases[owner].append(Name(name.form, bool(fits[k])))
    return {topic: tuple(listed) for topic, listed in phrases.items()}


class _Embedded:
    """Vectors of phrases, each embedded once."""

    def __init__(self, encode: Encode) -> None:
        self._encode = encode
        self._vectors: dict[str, NDArray[np.float32]] = {}

    def add(self, forms: Iterable[str]) -> bool:
        """Embed phrases; False if there are none, or no model is at hand."""
        new = sorted(set(forms) - self._vectors.keys())
        made = self._encode(new) if new else None
        if made is not None:
            self._vectors |= dict(zip(new, made, strict=True))
        return made is not None

    def of(self, forms: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors of phrases, shape (p, d)."""
        return np.array([self._vectors[form] for form in forms])

    def mean(self, forms: Sequence[str]) -> NDArray[np.float32]:
        """Return the unit mean of the vectors of phrases, shape (d,)."""
        total: NDArray[np.float32] = self.of(forms).sum(axis=0)
        return total / max(float(np.linalg.norm(total)), 1e-9)


class _Draft:
    """The names of a topic while they are made: phrases, then those with something added."""

    def __init__(
        self,
        counted: Counted,
        topic: int,
        own: TopicTexts,
        phrases: dict[str, float],
        added: dict[str, float],
    ) -> None:
        self.counted, self.topic, self.own = counted, topic, own
        self.phrases, self.added = phrases, added

    def compare(self, known: _Embedded) -> None:
        """Score the phrases, and choose what to add to the best of them."""
        self.forms, asked = list(self.phrases), self.counted.asked[self.topic]
        self.measured = self.own.measured(self.forms, known.of(self.forms))
        few = self.counted.sizes[self.topic] < FEW
        scores = [
            self.measured.of((row,))
            + PROMINENT * weight
            - LENGTHS[min(_length(form), len(LENGTHS) - 1)]
            - ASKED * (form in asked)
            - ALONE * (few and _length(form) == 1)
            for row, (form, weight) in enumerate(self.phrases.items())
        ]
        self.scores, self.best = scores, np.argsort(-np.array(scores), kind="stable").tolist()
        whole = (self.measured.held == 1).mean(axis=1)
        self.heads = [
            row
            for row in self.best
            if self.forms[row] not in asked
            and _length(self.forms[row]) < LONGEST
            and TIMES.isdisjoint(stems_of(self.forms[row], self.counted.lexicon))
        ]
        shared = [row for row in self.heads if whole[row] >= SHARED]
        self.heads = (shared or self.heads)[:HEADS]
        heads = self._said([self.forms[row] for row in self.heads], known)
        self.others = self._said(list(self.added), known)
        self.pairs = pairs_to_try(self.own, heads, self.others)
        self.to_embed = [
            f"{heads[pair.head].form} {self.others[pair.facet].form}" for pair in self.pairs
        ]

    def _said(self, forms: Sequence[str], known: _Embedded) -> list[Facet]:
        """Return phrases with what tells how much texts say them."""
        vectors = known.of(forms)
        if not forms:
            return []
        said = self.own.said(forms, vectors)
        return [
            Facet(form, share, about, vector)
            for form, (share, about), vector in zip(forms, said, vectors, strict=True)
        ]

    def finalists(self, known: _Embedded) -> list[Composed]:
        """Return the best names of one part and of several."""
        single = [Composed(self.forms[k], self.scores[k], (self.forms[k],)) for k in self.best]
        weighted = [(form, PROMINENT * weight) for form, weight in self.phrases.items()]
        several = list(joined(weighted, self.heads, self.measured, self.counted, LENGTHS))
        if self.pairs:
            vectors = known.of(self.to_embed)
            several += with_facets(
                [
                    Head(
                        self.forms[row],
                        self.scores[row],
                        weighted[row][1],
                        float(self.measured.near[row].mean()),
                        float(self.measured.contrast[row]),
                        is_proper(self.forms[row], self.own.texts),
                    )
                    for row in self.heads
                ],
                self.others,
                self.pairs,
                self.own.measured(self.to_embed, vectors),
                vectors,
                self.counted,
                self.topic,
                LENGTHS,
            )
        return sorted([*single, *several], key=lambda one: -one.score)[:FINALISTS]


def counted_names(counted: Counted, wanted: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """Return phrases that can name topics whose vectors say nothing: by TF-IDF and length."""
    spelled = Spelling(counted.vocabulary)
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
    """Return the words of a phrase but for "a" and "the".

    Three letters of a script without spaces count as one.
    """
    words = (word for word in form.split() if word not in OBJECT)
    return sum(1 if word.isascii() else max(1, len(word) // 12) for word in words)


def _candidates(counted: Counted, topic: int, spelled: Spelling) -> list[tuple[str, float]]:
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
    plain = {form: w for form, w in shown.items() if POINTS.isdisjoint(form.split())} or shown
    return [(form, min(1.0, w / most)) for form, w in plain.items() if spelled.right(form)]


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
    if not len(places) or not len(phrases):
        return np.zeros(len(phrases)), np.ones(len(phrases), dtype=np.bool_)
    near, _ = search(searched, phrases, RETRIEVED)
    sizes = np.bincount(label, minlength=int(labels.max()) + 1)
    most = np.minimum(near.shape[1], sizes[topics])  # a small topic has no more texts to find
    found = np.where(np.arange(near.shape[1]) < most[:, None], label[near], -1)
    own = (found == topics[:, None]).sum(axis=1)
    leading = np.array([np.bincount(row[row >= 0], minlength=1).max() for row in found])
    return own / np.maximum(most, 1), own == leading
