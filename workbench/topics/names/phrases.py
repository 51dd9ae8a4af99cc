"""Names of topics without a language model: phrases of their texts, embedded by the same model.

A good name is near to the center of its topic, far from other centers, in many of its sentences,
and retrieves its texts. Source of the idea: M. Grootendorst, "KeyBERT", 2020; prominence and
uniqueness of labels: Q. Mei, X. Shen, C. Zhai, "Automatic labeling of multinomial topic models",
KDD 2007. Weights were chosen on clinc150.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from workbench.engines import one_blas_thread
from workbench.topics.names.composed import (
    HEADS,
    JOINED,
    LONGEST,
    MATTER,
    Composed,
    Facet,
    Head,
    facets,
    joined,
    with_parts,
)
from workbench.topics.names.general import (
    NAMED,
    gained,
    parts_of,
    subjects_of,
    whole_subjects,
)
from workbench.topics.names.keywords import (
    ARTICLES,
    FEW,
    LINKS,
    NUMBERS,
    OBJECT,
    YES_OR_NO,
    Counted,
    Terms,
    Weighted,
    is_broken,
    is_question,
    term_stems,
)
from workbench.topics.names.lexicon import Stems, holds
from workbench.topics.names.nouns import is_matter
from workbench.topics.names.scores import Measured, Space, TopicTexts, stems_of
from workbench.topics.names.spelling import Spelling
from workbench.topics.names.subjects import SUBJECTS
from workbench.topics.names.written import AND, is_proper

Encode = Callable[[Sequence[str]], NDArray[np.float32] | None]
"""Takes phrases, returns their unit vectors; None if no model is at hand."""

CANDIDATES = 60
"""Phrases of a topic that are embedded: the best by class-based TF-IDF."""

LEAST = 0.01
"""Share of a topic's sentences in which a candidate must stand."""

SWALLOWED = 0.7
"""Share of a phrase's sentences from which on a longer phrase that holds it stands for it."""

PROMINENT, RETRIEVES = 0.2, 0.8
"""What counts beside the nearness to a topic's texts: the weight of a phrase by TF-IDF, and the
share of own texts among those that its name retrieves."""

VARIES = 0.25
"""What a phrase loses if it has a word in which texts vary that are the same otherwise."""

STRAY, TWO, MANY = 0.5, 1.5, 8
"""What a phrase loses that stands in one text only, or in several that say the same, unless these
are many; texts that count as two; texts of a topic from which on that matters."""

MOSTLY = 0.5
"""Share of the texts that should have the words of the end of a sentence."""

FOUND, HALF_FOUND, NEARLY = (0.2, 1.0), 0.55, 0.6
"""What two matters gain by the share of texts that they find and the best phrase does not; more if
that finds little more than half. A name finds the texts to which it is so near, of how near the
nearest phrase is."""

LENGTHS = np.array([0.0, 0.2, 0.0, 0.0, 0.03, 0.12, 0.2, 0.3])
"""What a name of so many words loses: two to four are best."""

ALONE = 0.1
"""What a single word loses more in a topic of few sentences: how often it stands says little."""

ASKED = 0.05, 0.1
"""What a question loses, and one that is answered by yes or no."""

LONG, LONGEST_ASKED = (0, 5), (6, 7)
"""Words of the end of a sentence and of a question at most; of topics of few sentences."""

AROUND = frozenset(["for", "in", "at", "on", "with", "from", "by"])
"""Words with which begins what a name can do without."""

QUESTIONS = 10
"""Questions of a topic that are embedded."""

POINTS = frozenset({"it", "this", "that", "these", "those", "them"})
"""Words that point to what a text said before: no name holds them."""

FINALISTS = 20
"""Candidates of a topic that are tried on its texts."""

RETRIEVED = 20
"""Texts nearest to a name of which most must be those of its topic."""

COMPARED_AT_ONCE = 200
"""Names that are compared with all texts at once."""

SEARCHED = 20_000
"""Texts that are searched at most; of more, a sample."""


class Name(NamedTuple):
    """A phrase that can name a topic, and whether its nearest texts are those of that topic."""

    form: str
    fits: bool


# Many small products, in which a second thread would mostly wait.
@one_blas_thread()
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
    known, subjects = _Embedded(encode), None
    if counted.lexicon.languages[0] == "en" and known.add(SUBJECTS):
        subjects = known.of(SUBJECTS)
    spelled, space = Spelling(counted.vocabulary), Space(vectors, labels, centers, subjects)
    drafts = []
    for topic in wanted:
        own = TopicTexts(texts, own_vectors, own_labels, space, topic, counted.lexicon)
        added = {
            form: share for form, share in facets(counted, topic).items() if spelled.right(form)
        }
        if listed := dict(_candidates(counted, topic, spelled, own.varying)):
            drafts.append(_Draft(counted, topic, own, listed, added))
    if not known.add(form for draft in drafts for form in (*draft.phrases, *draft.added)):
        return {}
    finalists = [(draft.topic, one) for draft in drafts for one in draft.finalists(known)]
    known.add(form for _, one in finalists for form in one.readings)
    share, fits = retrieved(
        [known.of(one.readings) for _, one in finalists],
        np.array([topic for topic, _ in finalists]),
        vectors,
        labels,
    )
    # What is added to a head narrows it, so the name stands for no less than the head.
    own_share = {
        (t, one.form): part for (t, one), part in zip(finalists, share.tolist(), strict=True)
    }
    best = [max(own_share[t, one.form], own_share.get((t, one.head), 0)) for t, one in finalists]
    final = np.array([one.score for _, one in finalists]) + RETRIEVES * np.array(best)
    final += _gains(drafts, finalists, final, known)
    phrases: dict[int, list[Name]] = {topic: [] for topic in wanted}
    for k in np.lexsort((-final, ~fits)).tolist():
        owner, name = finalists[k]
        phrases[owner].append(Name(name.form, bool(fits[k])))
    return {topic: tuple(listed) for topic, listed in phrases.items()}


def _gains(
    drafts: Sequence[_Draft],
    finalists: Sequence[tuple[int, Composed]],
    scores: NDArray[np.float64],
    known: _Embedded,
) -> NDArray[np.float64]:
    """Return what two matters gain, and subjects where the best phrase says little of a topic."""
    gains = np.zeros(len(finalists))
    rows: dict[int, list[int]] = {draft.topic: [] for draft in drafts}
    for row, (topic, _) in enumerate(finalists):
        rows[topic].append(row)
    for draft in drafts:
        own, names = draft.own, {k: finalists[k][1] for k in rows[draft.topic]}
        phrases = [k for k, one in names.items() if one.form not in draft.subjects]
        pairs = [k for k in phrases if names[k].joined]
        plain = max((k for k in phrases if k not in pairs), key=scores.__getitem__)
        found, *others = (draft.found(names[k], known) for k in (plain, *pairs))
        gains[pairs] = FOUND[found <= HALF_FOUND] * np.maximum(np.array(others) - found, 0)
        top = max(phrases, key=lambda k: scores[k] + gains[k])
        best = names[top]
        words = stems_of(best.form, own.lexicon)
        whole = [
            k
            for k, one in names.items()
            if one.form in draft.whole and stems_of(one.form, own.lexicon) != words
        ]
        if whole and draft.found(best, known) < 1:
            first = max(whole, key=scores.__getitem__)
            gains[first] = max(scores[top] - scores[first], 0) + JOINED
        if left := [k for k in names if k not in phrases and k not in whole]:
            forms = [names[k].form for k in left]
            gains[left] = gained(own, best, known.of(best.readings), forms, known.of(forms))
    return gains


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
        self.few = counted.sizes[topic] < FEW
        self.whole = frozenset(whole_subjects(own, counted.verbs) if self.few else ())
        self.subjects = (self.whole | set(subjects_of(own))) - phrases.keys()
        self.phrases, self.added = phrases | dict.fromkeys(sorted(self.subjects), 0.0), added

    def finalists(self, known: _Embedded) -> list[Composed]:
        """Return the best names of one part and of several."""
        forms = list(self.phrases)
        every = [*forms, *(form for form in self.added if form not in self.phrases)]
        all_measured = self.own.measured(every, known.of(every))
        measured = Measured(*(values[: len(forms)] for values in all_measured))
        self.most = measured.near.max(axis=0)
        whole = (measured.held == 1).mean(axis=1)
        stray = ((measured.held == 1) @ self.own.weights < TWO) & (whole < MATTER)
        stray &= len(self.own.texts) >= MANY
        ends = np.array([_is_end(form, self.counted, self.topic) for form in forms])
        stray |= ends & (whole < MOSTLY)
        scores = [
            measured.of((row,))
            + PROMINENT * weight
            - LENGTHS[min(_length(form, self.counted.capitals), len(LENGTHS) - 1)]
            - ASKED[form.split()[0] in YES_OR_NO] * is_question(form)
            - ALONE * (self.few and _length(form) == 1)
            - STRAY * (stray[row] and form not in self.subjects)
            - VARIES * (not self.own.varying.isdisjoint(form.split()))
            for row, (form, weight) in enumerate(self.phrases.items())
        ]
        best = np.argsort(-np.array(scores), kind="stable").tolist()
        plain = [
            row for row in best if not is_question(forms[row]) and _length(forms[row]) < LONGEST
        ]
        rows = [row for row in plain if forms[row] not in self.subjects][:HEADS]
        near = measured.near.mean(axis=1)
        heads = [
            Head(
                one.form,
                scores[row],
                float(near[row]),
                one.about,
                one.vector,
                is_proper(one.form, self.own.texts, self.counted.capitals),
            )
            for row, one in zip(rows, self._said([forms[row] for row in rows], known), strict=True)
        ]
        names = [Composed(forms[k], scores[k], (forms[k],)) for k in best]
        added = self._said(list(self.added), known)
        for row, head in zip(rows, heads, strict=True):
            if whole[row] < NAMED and not head.proper and self.counted.lexicon.languages[0] in AND:
                continue  # its texts have two matters, and neither is said of the other
            parts = parts_of(self.own, head, float(whole[row]), added, self.counted)
            names += with_parts(self.own, [head], parts, self.counted)
        names += self._joined(every, all_measured, known)
        ranked = sorted(names, key=lambda one: -one.score)
        phrases = [one for one in ranked if one.form not in self.subjects]
        return phrases[:FINALISTS] + [one for one in ranked if one.form in self.subjects]

    def found(self, one: Composed, known: _Embedded) -> float:
        """Return the share of the texts that a name stands for nearly as well as any phrase."""
        near = self.own.near(known.of(one.readings)).max(axis=0)
        return float((near >= NEARLY * self.most).mean())

    def _joined(self, forms: Sequence[str], measured: Measured, known: _Embedded) -> list[Composed]:
        """Return pairs of matters: subjects, and what has a noun that many texts say."""
        nouns = [stems_of(form.split()[-1], self.own.lexicon) for form in forms]
        said = np.array([[one <= text for text in self.own.stems] for one in nouns])
        said = said.mean(axis=1) >= MATTER
        rows = [
            row
            for row, form in enumerate(forms)
            if (said[row] or form in self.subjects) and is_matter(form, self.counted)
        ]
        if not rows:
            return []
        listed = [forms[row] for row in rows]
        weights = [PROMINENT * self.phrases.get(f, self.added.get(f, 0.0)) for f in listed]
        vectors, part = known.of(listed), Measured(*(values[rows] for values in measured))
        alike = self.own.space.scaled(vectors @ vectors.T)
        return joined(listed, weights, alike, part, self.counted, LENGTHS)

    def _said(self, forms: Sequence[str], known: _Embedded) -> list[Facet]:
        """Return phrases with what tells how much texts say them."""
        vectors = known.of(forms)
        if not forms:
            return []
        said = self.own.said(forms, vectors)
        return [
            Facet(form, says, about, vector)
            for form, (says, about), vector in zip(forms, said, vectors, strict=True)
        ]


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


def _length(form: str, capitals: Collection[str] = ()) -> int:
    """Return the words of a phrase but for "a" and "the"; those of a name count as one.

    A name alone counts as two. Three letters of a script without spaces count as one.
    """
    words = [word for word in form.split() if word not in OBJECT]
    inner = sum(one in capitals and other in capitals for one, other in pairwise(words))
    length = sum(1 if word.isascii() else max(1, len(word) // 12) for word in words)
    return max(length - inner, min(length + any(word in capitals for word in words), 2))


def _candidates(
    counted: Counted, topic: int, spelled: Spelling, varying: frozenset[str] = frozenset()
) -> list[tuple[str, float]]:
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
    named = counted.shown(topic, best)
    shown = dict(_questions(counted, topic)) | dict(named) | dict(_cores(named, counted, topic))
    plain = {form: w for form, w in shown.items() if POINTS.isdisjoint(form.split())} or shown
    plain = {f if is_question(f) else _common(f, varying): w for f, w in plain.items()}
    plain = {_without_number(form): weight for form, weight in plain.items()}
    return [
        (form, min(1.0, weight / most))
        for form, weight in plain.items()
        if spelled.right(form)
        and form.split()[0] not in NUMBERS
        and not is_broken(form, counted)
        and not (_is_end(form, counted, topic) and varying & set(form.split()))
    ]


def _is_end(form: str, counted: Counted, topic: int) -> bool:
    """Tell whether a phrase is one only as the end of a sentence."""
    asked = form in counted.asked[topic] and not is_question(form)
    return asked and not counted.inside[topic][term_stems(form, counted.lexicon)]


def _common(form: str, varying: frozenset[str]) -> str:
    """Return what all texts say of a phrase that begins or ends as they vary."""
    words = form.split()
    if varying.isdisjoint(words):
        return form
    for end in (0, -1):
        while words and words[end] in varying | LINKS:
            words.pop(end)
    return " ".join(words) or form


def _without_number(form: str) -> str:
    """Return a phrase without the number in words that it begins with, unless that is all."""
    head, _, rest = form.partition(" ")
    return rest if rest and head in NUMBERS else form


def _cores(named: Terms, counted: Counted, topic: int) -> Iterator[tuple[str, float]]:
    """Yield what stands before "for" and the like: "heating schedule for the guest room"."""
    for form, weight in named:
        words = form.split()
        ends = [at for at in range(2, len(words) - 1) if words[at] in AROUND]
        core = " ".join(words[: ends[0]]) if ends else ""
        if core and counted.inside[topic][term_stems(core, counted.lexicon)]:
            yield core, weight


def _questions(counted: Counted, topic: int) -> Terms:
    """Return the questions that set a topic apart, the best by TF-IDF."""
    size, total = counted.sizes[topic], sum(counted.sizes)
    scored = [
        (form, _weight(number / size, (counted.asked_overall[form] + 1) / (total + 1)))
        for form, number in counted.asked[topic].items()
        if number >= _least(size)
        and _length(form) <= (LONGEST_ASKED if size < FEW else LONG)[is_question(form)]
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
    phrases: Sequence[NDArray[np.float32]],
    topics: NDArray[np.int64],
    vectors: NDArray[np.float32],
    labels: NDArray[np.int64],
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Compare names, each of one phrase or several, with the texts that are nearest to them.

    Returns the share of a topic's texts among as many nearest ones, and whether no other topic has
    more of the very nearest.

    Shapes: phrases (p, d) each, topics (c,), vectors (m, d), labels (m,).
    """
    places = np.flatnonzero(labels >= 0)
    places = places[:: max(1, -(-len(places) // SEARCHED))]
    searched, label = vectors[places], labels[places]
    sizes = np.bincount(label, minlength=int(labels.max(initial=-1)) + 1)
    share, leads = np.zeros(len(phrases)), np.ones(len(phrases), dtype=np.bool_)
    for top in range(0, len(phrases), COMPARED_AT_ONCE):
        part = phrases[top : top + COMPARED_AT_ONCE]
        firsts = np.cumsum([0, *map(len, part)])[:-1]
        near = np.maximum.reduceat(np.concatenate(part) @ searched.T, firsts, axis=0)
        for row, (one, topic) in enumerate(zip(near, topics[top:].tolist(), strict=False), top):
            if size := int(sizes[topic]):
                nearest = label[np.argpartition(one, -size)[-size:]]
                share[row] = (nearest == topic).mean()
                if size > RETRIEVED:  # a small topic has no more texts to find
                    nearest = label[np.argpartition(one, -RETRIEVED)[-RETRIEVED:]]
                leads[row] = (nearest == topic).sum() == np.bincount(nearest).max()
    return share, leads
