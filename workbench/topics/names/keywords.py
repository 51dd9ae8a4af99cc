"""What each topic talks about that the others do not: class-based TF-IDF and a diverse choice.

Sources: M. Grootendorst, "BERTopic: Neural topic modeling with a class-based TF-IDF procedure",
arXiv:2203.05794; J. Carbonell, J. Goldstein, "The use of MMR, diversity-based reranking for
reordering documents and producing summaries", SIGIR 1998.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from workbench.masking import unmarked
from workbench.topics.names.sentences import found_everywhere, frame_of, own_sentences
from workbench.topics.names.stems import Stems, holds, stem, stems_of
from workbench.topics.names.stop_words import STOP_WORDS

WORD = re.compile(r"[^\W\d_](?:[\w]|['\u2019\-](?=\w))*")
NUMBER = re.compile(r"\d.*\d.*\d")
"""Tells order numbers and the like among words."""

PARTICLES = frozenset({"up", "off", "out", "down"})
"""Stop words that may end a phrase of two words: "top up", "sold out"."""

STOP_STEMS = frozenset(map(stem, STOP_WORDS))

LONGEST_PHRASE = 3
CANDIDATES = 40
"""Best terms of a topic among which the diverse ones are chosen."""

SWALLOWED = 0.5
"""Share of a term's sentences from which on a phrase that holds it stands for it."""

LEAST = (0.01, 0.03, 0.06)
"""Share of a topic's sentences in which a term of one, two, three words must stand."""

FAINT = 0.15
"""Weight, of that of the best term, below which a term is not part of a name."""

SAYS_TOO = 0.5
"""Weight, of that of a term, from which on a phrase that holds it names a topic in its place."""

Terms = tuple[tuple[str, float], ...]
"""Words or phrases with their weights, the best first."""

Weighted = Sequence[tuple[Stems, float]]


MOST_TERMS = 10
"""Terms of a topic."""

DIVERSITY = 0.3
"""How much a term loses for sharing words with those chosen before it, in [0, 1]."""


def topic_words(
    texts: Sequence[str],
    labels: NDArray[np.int64],
    *,
    everywhere: frozenset[str] | None = None,
) -> tuple[Terms, ...]:
    """Return the words and phrases that set each topic apart.

    Sentences are counted, those that only differ in their middle once: a text that repeats a
    word, and a form that many fill in, name no topic. Forms of a word count together, and the
    most frequent of them is shown.

    Shapes: labels (m,).
    """
    topics = int(labels.max(initial=-1)) + 1
    left_out = found_everywhere(texts, labels) if everywhere is None else everywhere
    written: list[Counter[tuple[Stems, str]]] = [Counter() for _ in range(topics + 1)]
    known: list[set[str]] = [set() for _ in written]
    for text, label in zip(texts, labels.tolist(), strict=True):
        for sentence in own_sentences(text, left_out):
            frame = frame_of(sentence)
            if frame not in known[label]:
                known[label].add(frame)
                written[label].update(dict(terms(sentence)).items())
    inside = [_by_stems(counter) for counter in written]
    overall: Counter[Stems] = Counter()
    for held in inside:
        overall.update(held)
    sizes = [len(one) for one in known]
    found = []
    for held, size, forms in zip(inside[:topics], sizes, written, strict=False):
        weighted = _weights(held, size, overall, sum(sizes))
        found.append(_shown(diverse(weighted, MOST_TERMS, DIVERSITY), forms))
    return tuple(found)


def _by_stems(written: Counter[tuple[Stems, str]]) -> Counter[Stems]:
    """Add up the forms of each term; a sentence holds each term in one form."""
    total: Counter[Stems] = Counter()
    for (stems, _), number in written.items():
        total[stems] += number
    return total


def _shown(chosen: Weighted, written: Counter[tuple[Stems, str]]) -> Terms:
    """Write each term in its most frequent form."""
    best = {stems: (0, 0, "") for stems, _ in chosen}
    for (stems, form), number in written.items():
        if stems in best:
            best[stems] = min(best[stems], (-number, len(form), form))
    return tuple((best[stems][-1], weight) for stems, weight in chosen)


def terms(text: str) -> Iterator[tuple[Stems, str]]:
    """Yield words and short phrases in small letters, by stems, with no stop word at their ends."""
    said = (one.group().replace("\u2019", "'") for one in WORD.finditer(unmarked(text.lower())))
    words = [one.removesuffix("'s") for one in said]
    stems, tells = [stems_of(one) for one in words], [_tells(one) for one in words]
    for start, word in enumerate(words):
        if not tells[start]:
            continue
        yield stems[start], word
        for end in range(start + 2, min(start + LONGEST_PHRASE, len(words)) + 1):
            if tells[end - 1] or (end == start + 2 and words[end - 1] in PARTICLES):
                yield sum(stems[start:end], ()), " ".join(words[start:end])


@lru_cache(maxsize=1 << 17)
def _tells(word: str) -> bool:
    """Tell whether a word can stand at the end of a term."""
    plain = word not in STOP_WORDS and stem(word) not in STOP_WORDS
    return plain and len(word) > 1 and not NUMBER.search(word)


def _weights(
    inside: Counter[Stems], size: int, overall: Counter[Stems], total: int
) -> list[tuple[Stems, float]]:
    """Return the best candidates: share of the topic's sentences, times the log of the lift.

    The lift is how much more frequent the term is in the topic than in the whole corpus.
    """
    scored = []
    for stems, number in inside.items():
        words = min(len(stems), LONGEST_PHRASE)
        if number < (1 if size < 10 else max(2, round(LEAST[words - 1] * size))):
            continue
        share, elsewhere = number / size, (overall[stems] + 1) / (total + 1)
        phrase = 1.0 + 0.15 * (words - 1)
        lift = max(0.0, float(np.log(share / elsewhere)))
        scored.append((stems, phrase * share * (0.05 + lift)))
    scored.sort(key=lambda pair: (-pair[1], pair[0]))
    best = scored[:CANDIDATES]
    return [pair for pair in best if not _swallowed(pair[0], best, inside)]


def _swallowed(stems: Stems, others: Weighted, inside: Counter[Stems]) -> bool:
    """Tell whether a term mostly stands within one longer term that is at hand too."""
    enough = SWALLOWED * inside[stems]
    return any(
        len(other) > len(stems) and inside[other] >= enough and holds(other, stems)
        for other, _ in others
    )


def diverse(candidates: Weighted, count: int, diversity: float) -> Weighted:
    """Choose terms by maximal marginal relevance; alike are terms that share stems."""
    chosen: list[tuple[Stems, float]] = []
    left = [
        (stems, weight, frozenset(stems) - STOP_STEMS or frozenset(stems))
        for stems, weight in candidates
    ]
    taken: list[frozenset[str]] = []
    best = left[0][1] if left else 1.0
    while left and len(chosen) < count:
        gains = [
            (1 - diversity) * weight / best
            - diversity * max((_alike(own, other) for other in taken), default=0.0)
            for _, weight, own in left
        ]
        stems, weight, own = left.pop(int(np.argmax(gains)))
        chosen.append((stems, weight))
        taken.append(own)
    return chosen


def _alike(left: frozenset[str], right: frozenset[str]) -> float:
    """Return the overlap of two terms' stems, 1 where the one holds the other."""
    return len(left & right) / min(len(left), len(right))


def telling(found: Terms) -> list[str]:
    """Return the terms that can name a topic, the best first.

    Those far fainter than the best are left out, and those that say nothing beside another: a
    word where a phrase that holds it weighs nearly as much, otherwise the phrase.
    """
    ranked = sorted(found, key=lambda pair: -pair[1])
    strong = [
        (term, weight, frozenset(stems_of(term)))
        for term, weight in ranked
        if weight >= FAINT * ranked[0][1]
    ]
    kept: list[tuple[str, frozenset[str]]] = []
    for term, weight, stems in strong:
        said = any(stems < other and also >= SAYS_TOO * weight for _, also, other in strong)
        if not said and not any(stems <= other or other <= stems for _, other in kept):
            kept.append((term, stems))
    return [term for term, _ in kept]
