"""Names of several parts, for topics whose texts say several things.

"dock: noise and dust" says what most texts share and what some of them say of it; "gas price and
heating costs" joins two matters of which each leaves many texts to the other. A text counts as
named if it is near to one of the parts: facility location (G. Cornuejols, M. Fisher,
G. Nemhauser, Management Science 23, 1977).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from workbench.topics.names.keywords import FEW, LINKS, NO_NOUNS, Counted
from workbench.topics.names.lexicon import Stems, holds
from workbench.topics.names.scores import Measured, TopicTexts, stems_of
from workbench.topics.names.written import AND, PARTS

HEADS = 4
"""Phrases of a topic to which parts are added."""

POOL = 24
"""Words and pairs of words of a topic that may be added: the most frequent."""

SHARE, LEAST, LIFT = 0.03, 2, 1.3
"""Share of a topic's sentences, their least number, and times as frequent as in the whole corpus,
from which on a word may be added."""

PART_OF = 0.7
"""Share of a word's sentences from which on a pair of words that holds it stands for it."""

ADDED = 0.05, 0.1
"""What parts gain a name at most, and the name of a place, a person or a product."""

MATTER = 0.2
"""Share of the texts that must say what is one of several parts of a name."""

JOINED = 0.15
"""What a name of two matters loses."""

APART, HALF = 0.1, 0.25
"""How much nearer a text must be to one of two matters than to the other, and the share of the
texts that must be so near to each of them."""

AKIN = 0.45
"""Similarity from which on two matters are too much one to be told as two."""

MOST_PAIRS = 6
"""Pairs of matters that are tried on the texts."""

PLENTY = 0.5
"""Share of the texts that say a part from which on it gains most."""

MOST_PARTS = 2
"""Parts that a name has at most."""

SAYS_ALL = 0.8
"""Nearness from which on a phrase says what its texts say: nothing is added."""

LONGEST = 5
"""Words of a name of several parts at most."""

SAID_BY, FEWEST = ((0.1, 0.12), (0.35, 0.25)), (3, 2)
"""Share of a topic's texts that must say the first part and what no part says before the second,
and their number; fewer if they are added to a place, a person or a product, which says nothing
alone."""

ABOUT = 0.55
"""How near a part must be to these texts, of the nearness of the head to its own: many say
"exposes", and none is about it."""

OF_IT = 0.5
"""How often texts that say a part must name the head, of how often all texts of the topic do."""


class Facet(NamedTuple):
    """What may be added to a name.

    says (n,): the topic's texts that say it. about: how near it is to these. vector (d,).
    subject: whether texts are about it, whatever they say.
    """

    form: str
    says: NDArray[np.bool_]
    about: float
    vector: NDArray[np.float32]
    subject: bool = False

    @property
    def share(self) -> float:
        """Share of the texts that say it."""
        return float(self.says.mean())


class Head(NamedTuple):
    """What a name begins with.

    score: what it is worth alone. near: how near it is to the texts. about: to those that say it.
    proper: whether it is the name of a person, a place or a product: that alone says nothing.
    """

    form: str
    score: float
    near: float
    about: float
    vector: NDArray[np.float32]
    proper: bool


class Composed(NamedTuple):
    """A name, what it is worth, the phrases that stand for it, and its head if it has parts."""

    form: str
    score: float
    readings: tuple[str, ...]
    head: str = ""

    @property
    def joined(self) -> bool:
        """Whether it names two matters."""
        return not self.head and len(self.readings) > 1


def facets(counted: Counted, topic: int) -> dict[str, float]:
    """Return words, and pairs of words, that may be added to a name, with their shares."""
    inside, size, total = counted.inside[topic], counted.sizes[topic], sum(counted.sizes)
    enough = max(LEAST, SHARE * size)
    often = {
        stems: number / size
        for stems, number in inside.items()
        if 1 <= len(stems) <= 2
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


def with_parts(
    own: TopicTexts, heads: Sequence[Head], added: Sequence[Facet], counted: Counted
) -> Iterator[Composed]:
    """Yield each head with the one and with the two parts that most texts say."""
    stems = [stems_of(one.form, own.lexicon) for one in added]
    link = AND.get(own.lexicon.languages[0])
    for head in heads:
        if not head.proper and (head.near >= SAYS_ALL or counted.sizes[own.topic] < FEW):
            continue
        said = stems_of(head.form, own.lexicon)
        named = np.array([said <= text for text in own.stems])
        least = max(SAID_BY[head.proper][0] * len(own.texts), FEWEST[head.proper])
        left = [
            part
            for part, stem in zip(added, stems, strict=True)
            if part.about >= ABOUT * head.about
            and not stem & said
            and not (head.proper and counted.capitals.issuperset(part.form.split()))
            and own.space.scaled(head.vector @ part.vector) < AKIN
            and (part.share >= MATTER or part.subject)
            and named[part.says].sum() >= OF_IT * named.mean() * part.says.sum()
        ]
        fit: list[Facet] = []
        while left and len(fit) < MOST_PARTS:
            # What texts say of which no part is there yet.
            new = [part.says & ~np.any([one.says for one in fit], axis=0) for part in left]
            best = max(range(len(left)), key=lambda k: own.weights[new[k]].sum() * left[k].about)
            part, said_anew = left.pop(best), new[best]
            # Three ways to write one thing are no three texts.
            if said_anew.sum() < least or own.weights[said_anew].sum() < 2 - head.proper - 1e-9:
                continue
            fit.append(part)
            least = max(least, SAID_BY[head.proper][1] * len(own.texts))
        for parts in (fit[:count] for count in range(1, len(fit) + 1)):
            name = _name(head.form, parts, own.lexicon.languages)
            if len(parts) == 1 and not head.proper and parts[0].form in counted.capitals and link:
                name = f"{parts[0].form} {link} {head.form}"
            words = _words(name)
            if len(words) <= LONGEST and len(set(words)) == len(words):
                share = np.any([part.says for part in parts], axis=0).mean()
                gain = ADDED[head.proper] * min(1.0, share / PLENTY)
                readings = tuple(f"{head.form} {part.form}" for part in parts)
                yield Composed(name, head.score + gain, (head.form, *readings), head.form)


def _name(head: str, parts: Sequence[Facet], languages: Sequence[str]) -> str:
    """Put a name together, the most frequent part first."""
    ordered = sorted(parts, key=lambda part: -part.share)
    link = AND.get(languages[0])
    between = f" {link} " if link else PARTS[1]
    return f"{head}{PARTS[0]}{between.join(part.form for part in ordered)}"


def _words(name: str) -> list[str]:
    """Return the words of a name but for articles and the like."""
    return [word for word in re.findall(r"[^\s:,]+", name) if word not in LINKS]


def joined(
    forms: Sequence[str],
    weights: Sequence[float],
    alike: NDArray[np.float64],
    measured: Measured,
    counted: Counted,
    lengths: NDArray[np.float64],
) -> list[Composed]:
    """Return the best pairs of matters of which each has many texts that the other leaves out."""
    link = AND.get(counted.lexicon.languages[0])
    if not link:
        return []
    stems = [stems_of(form, counted.lexicon) for form in forms]
    words = np.array([len(form.split()) for form in forms])
    near = measured.near
    ahead = np.array([(one > near + APART).mean(axis=1) for one in near])
    apart = (np.minimum(ahead, ahead.T) >= HALF) & (alike < AKIN)
    apart &= words + words[:, None] < LONGEST
    pairs = []
    for one, other in zip(*np.nonzero(np.triu(apart, 1)), strict=True):
        if not stems[one] & stems[other]:
            length = words[one] + words[other]
            score = measured.of((one, other)) - lengths[length] - JOINED
            score += (weights[one] + weights[other]) / 2
            lead = ahead[one, other] - ahead[other, one], near[one].mean() - near[other].mean()
            readings = (forms[one], forms[other]) if lead >= (0, 0) else (forms[other], forms[one])
            pairs.append(Composed(f" {link} ".join(readings), float(score), readings))
    return sorted(pairs, key=lambda pair: -pair.score)[:MOST_PAIRS]
