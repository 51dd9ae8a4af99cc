"""Names of two or three parts, for topics whose texts share a matter and say several things of it.

"invoice: find, VAT number" says more than "invoice", and claims less than "find my invoice" where
half of the texts ask something else. A text counts as named if it is near to one of the parts:
facility location (G. Cornuejols, M. Fisher, G. Nemhauser, Management Science 23, 1977).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from workbench.topics.names.keywords import LINKS, NO_NOUNS, Counted
from workbench.topics.names.lexicon import Stems, holds
from workbench.topics.names.scores import Measured, TopicTexts, stems_of
from workbench.topics.names.written import PARTS, is_proper

HEADS, FACETS = 4, 6
"""Phrases of a topic to which others are added, and others that are tried with each."""

SHARED = 0.3
"""Share of the texts that should have all words of what a name begins with."""

POOL = 24
"""Words and pairs of words of a topic that may be added: the most frequent."""

FEW = 10
"""Sentences of a topic below which its texts mostly say one thing."""

SHARE, LEAST, LIFT = 0.03, 2, 1.3
"""Share of a topic's sentences, their least number, and times as frequent as in the whole corpus,
from which on a word may be added."""

TIMES = frozenset(
    {"day", "week", "month", "year", "hour", "minut", "time", "today", "yesterday", "tomorrow"}
    | {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}
    | {"januari", "februari", "march", "april", "june", "juli", "august", "septemb", "octob"}
    | {"novemb", "decemb", "spring", "summer", "autumn", "winter", "morn", "even", "night"}
)
"""Stems of words that say when: they are added to no name."""

PART_OF = 0.7
"""Share of a word's sentences from which on a pair of words that holds it stands for it."""

FREQUENT, GAIN, APART = 0.5, 2.0, 0.5
"""What counts of an added part: the share of the texts that have it, how much nearer to them the
name is than its head alone, and how much farther from other topics."""

ADDED, MOST = 0.15, 0.1
"""What must be gained for a part to be added, and what it can gain a phrase at most: a poor head is
no better name for what is added."""

PROPER = 0.05
"""What a part gains the name of a place, a person or a product at least."""

SAYS_ALL = 0.8
"""Nearness from which on a phrase says what its texts say: nothing is added."""

TOGETHER, NO_NOUN, JOINED = 0.3, 0.15, 0.2
"""What a name of several parts loses if it is taken for what its parts say together, if its head is
no noun, and if it is two phrases joined by "and"."""

ALIKE, SYNONYM = 0.85, 0.6
"""Similarity from which on two names say the same, and two words."""

LONGEST = 5
"""Words of a name of several parts at most."""

SAID_BY, FEWEST, ABOUT = 0.1, 3, 0.55
"""Share and number of a topic's texts that must say what is added to a name; one text less if the
head is a place, a person or a product. And how near it must be to these texts, of the nearness of
the head to its own: many say "exposes", and none is about it."""

BOTH = 0.5
"""Share of the texts that must say what is added, for a name that says both as one phrase."""

AND = {"en": "and", "de": "und", "nl": "en", "fr": "et", "es": "y", "it": "e", "pt": "e"}
"""What joins two nouns to a name, by language."""


class Pair(NamedTuple):
    """A head and what is added, as rows of the topic's phrases and of its facets."""

    head: int
    facet: int


class Facet(NamedTuple):
    """What may be added to a name.

    share: of the topic's texts that say it. about: how near it is to these. vector (d,).
    """

    form: str
    share: float
    about: float
    vector: NDArray[np.float32]


class Head(NamedTuple):
    """What a name begins with.

    score: what it is worth alone.
    weight: what of that is its weight by TF-IDF.
    near: how near it is to the texts.
    contrast: how far it is from other topics.
    proper: whether it is the name of a person, a place or a product: that alone says nothing.
    """

    form: str
    score: float
    weight: float
    near: float
    contrast: float
    proper: bool


class Composed(NamedTuple):
    """A name, what it is worth, the phrases that stand for it, and its head if it has parts."""

    form: str
    score: float
    readings: tuple[str, ...]
    head: str = ""


def facets(counted: Counted, topic: int) -> dict[str, float]:
    """Return words, and pairs of words, that may be added to a name, with their shares.

    None in a topic of few sentences: these mostly ask one thing, and a phrase of theirs says it.
    """
    if counted.sizes[topic] < FEW:
        return {}
    inside, size, total = counted.inside[topic], counted.sizes[topic], sum(counted.sizes)
    enough = max(LEAST, SHARE * size)
    often = {
        stems: number / size
        for stems, number in inside.items()
        if 1 <= len(stems) <= 2
        and TIMES.isdisjoint(stems)
        and number >= enough
        and number / size >= LIFT * counted.overall[stems] / total
    }
    pairs = [stems for stems in often if len(stems) == 2]
    whole = [one for one in often if not _is_part(one, pairs, often)]
    best = sorted(whole, key=lambda stems: (-often[stems], stems))[:POOL]
    shown = counted.shown(topic, [(stems, often[stems]) for stems in best])
    return {
        form: share
        for form, share in shown
        if LINKS.isdisjoint(form.split()) and form not in NO_NOUNS
    }


def _is_part(stems: Stems, pairs: Sequence[Stems], often: Mapping[Stems, float]) -> bool:
    """Tell whether a word mostly stands in one pair of words."""
    return len(stems) == 1 and any(
        holds(pair, stems) and often[pair] >= PART_OF * often[stems] for pair in pairs
    )


def pairs_to_try(
    own: TopicTexts,
    heads: Sequence[Facet],
    added: Sequence[Facet],
) -> list[Pair]:
    """Return the pairs of head and facet that are worth embedding, by the sum of their vectors."""
    if not added:
        return []
    stems = [stems_of(one.form, own.lexicon) for one in added]
    shares, about = np.array([one.share for one in added]), np.array([one.about for one in added])
    vectors = np.array([one.vector for one in added])
    chosen = []
    for head, whole in enumerate(heads):
        said = stems_of(whole.form, own.lexicon)
        sums = whole.vector + vectors
        sums /= np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9)
        worth = own.near(sums).mean(axis=1) + FREQUENT * shares
        enough = np.maximum(SAID_BY * len(own.texts), FEWEST - is_proper(whole.form, own.texts))
        fits = (shares * len(own.texts) > enough - 1e-9) & (about >= ABOUT * whole.about)
        alike = vectors @ whole.vector
        fit = [
            facet
            for facet in np.argsort(-worth, kind="stable").tolist()
            if fits[facet] and not stems[facet] & said and alike[facet] < SYNONYM
        ]
        chosen += [Pair(head, facet) for facet in fit[:FACETS]]
    return chosen


def with_facets(
    heads: Sequence[Head],
    added: Sequence[Facet],
    pairs: Sequence[Pair],
    measured: Measured,
    vectors: NDArray[np.float32],
    counted: Counted,
    topic: int,
    lengths: NDArray[np.float64],
) -> Iterator[Composed]:
    """Yield each head with the one and with the two facets that say most.

    `measured` and `vectors` (p, d) belong to the pairs. With one facet, a phrase that has the words
    of both can be the name: "refund for the sensor" instead of "sensor: refund".
    """
    for number, head in enumerate(heads):
        rows = [row for row, pair in enumerate(pairs) if pair.head == number]
        for count in (1, 2):
            tried = []
            for chosen in combinations(rows, count):
                parts = [added[pairs[row].facet] for row in chosen]
                if count == 2 and _same(parts, vectors[list(chosen)]):
                    continue
                name = _name(head.form, parts)
                words = _words(name)
                if count == 1:
                    name = _phrase(head, parts[0], counted, topic) or name
                if len(words) <= LONGEST and len(set(words)) == len(words):
                    score = _score(head, parts, measured, chosen, counted.nouns)
                    score -= lengths[len(words)]
                    readings = tuple(f"{head.form} {part.form}" for part in parts)
                    # Many score the most that parts can gain: then those that most texts say.
                    order = -score, -sum(part.share * part.about for part in parts), name
                    tried.append((order, Composed(name, score, readings, head.form)))
            yield from (name for _, name in sorted(tried, key=lambda one: one[0])[:1])


def _same(parts: Sequence[Facet], names: NDArray[np.float32]) -> bool:
    """Tell whether two facets, or the names with each, say the same. Shapes: names (2, d)."""
    words = parts[0].vector @ parts[1].vector
    return bool(words >= SYNONYM or names[0] @ names[1] >= ALIKE)


def _score(
    head: Head,
    parts: Sequence[Facet],
    measured: Measured,
    chosen: Sequence[int],
    nouns: frozenset[str],
) -> float:
    """Return what a head with parts is worth: as its head with more, or taken together."""
    rows = list(chosen)
    share = FREQUENT * sum(part.share for part in parts) / len(parts)
    share -= NO_NOUN * (bool(nouns) and nouns.isdisjoint(head.form.split()))
    together = head.weight + measured.of(chosen) + share - TOGETHER
    if head.near >= SAYS_ALL and not head.proper:
        return together
    more = GAIN * (measured.near[rows].max(axis=0).mean() - head.near) + share
    more = max(more, PROPER * len(parts)) if head.proper else more - ADDED
    more += APART * (measured.contrast[rows].mean() - head.contrast)
    return float(max(head.score + min(MOST, more), together))


def _name(head: str, parts: Sequence[Facet]) -> str:
    """Put a name together, the most frequent part first."""
    ordered = sorted(parts, key=lambda part: -part.share)
    return f"{head}{PARTS[0]}{PARTS[1].join(part.form for part in ordered)}"


def _phrase(head: Head, part: Facet, counted: Counted, topic: int) -> str:
    """Return the phrase in which people say head and part; "" if there is none that fits.

    It claims more than the two apart, so many must say the part. A compound ("gift card code")
    does not, unless it makes another name of a name ("Vardo", "Vardo Telecom").
    """
    words = stems_of(f"{head.form} {part.form}", counted.lexicon)
    stems = counted.together[topic].get(words)
    form = counted.shown(topic, [(stems, 1.0)])[0][0] if stems else ""
    compound = LINKS.isdisjoint(form.split()) and not head.proper
    return form if compound or part.share >= BOTH else ""


def _words(name: str) -> list[str]:
    """Return the words of a name but for articles and the like."""
    return [word for word in re.findall(r"[^\s:,]+", name) if word not in LINKS]


def joined(
    forms: Sequence[tuple[str, float]],
    rows: Sequence[int],
    measured: Measured,
    counted: Counted,
    lengths: NDArray[np.float64],
) -> Iterator[Composed]:
    """Yield pairs of nouns among the best phrases. `forms` have weights."""
    link = AND.get(counted.lexicon.languages[0])
    nouns = [row for row in rows if not counted.nouns.isdisjoint(forms[row][0].split())]
    for one, other in combinations(nouns if link else (), 2):
        (first, weight), (second, also) = forms[one], forms[other]
        words = len(first.split()) + len(second.split())
        shared = stems_of(first, counted.lexicon) & stems_of(second, counted.lexicon)
        if words < LONGEST and not shared:
            score = measured.of((one, other)) + (weight + also) / 2 - lengths[words] - JOINED
            yield Composed(f"{first} {link} {second}", float(score), (first, second))
