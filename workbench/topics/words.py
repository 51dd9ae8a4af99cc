"""What each topic talks about that the others do not: class-based TF-IDF and a diverse choice.

Sources: M. Grootendorst, "BERTopic: Neural topic modeling with a class-based TF-IDF procedure",
arXiv:2203.05794; J. Carbonell, J. Goldstein, "The use of MMR, diversity-based reranking for
reordering documents and producing summaries", SIGIR 1998.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from workbench.topics.stopwords import STOP_WORDS

WORD = re.compile(r"[^\W\d_](?:[\w]|['\u2019\-](?=\w))*")
LONGEST_PHRASE = 3
CANDIDATES = 40
"""Best terms of a topic among which the diverse ones are chosen."""

SWALLOWED = 0.5
"""Share of a term's texts from which on a phrase that holds it stands for it."""

Terms = tuple[tuple[str, float], ...]
"""Words or phrases with their weights, the best first."""


def topic_words(
    texts: Sequence[str],
    labels: NDArray[np.int64],
    *,
    count: int = 10,
    diversity: float = 0.3,
) -> tuple[Terms, ...]:
    """Return the words and phrases that set each topic apart.

    Parameters
    ----------
    texts : sequence of str
        m distinct texts.
    labels : ndarray of int64, shape (m,)
        Topics; noise (-1) counts as part of the rest of the corpus.
    count : int, default 10
        Terms a topic.
    diversity : float, default 0.3
        In [0, 1]; how much a term loses for sharing words with those chosen before it.

    Returns
    -------
    tuple of Terms
        One a topic; empty where its texts hold no words.
    """
    topics = int(labels.max(initial=-1)) + 1
    per_topic: list[Counter[str]] = [Counter() for _ in range(topics + 1)]
    for text, label in zip(texts, labels.tolist(), strict=True):
        per_topic[label].update(set(terms(text)))
    sizes = np.bincount(labels + 1, minlength=topics + 1)
    sizes = np.concatenate([sizes[1:], sizes[:1]]).astype(float)
    overall: Counter[str] = Counter()
    for counter in per_topic:
        overall.update(counter)
    total = float(len(texts))
    return tuple(
        diverse(_weights(per_topic[t], sizes[t], overall, total), count, diversity)
        for t in range(topics)
    )


def terms(text: str) -> Iterator[str]:
    """Yield words and short phrases in small letters, with no stop word at their ends."""
    words = [one.group().replace("\u2019", "'") for one in WORD.finditer(text.lower())]
    for start, word in enumerate(words):
        if word in STOP_WORDS or len(word) < 2:
            continue
        yield word
        for length in range(2, LONGEST_PHRASE + 1):
            phrase = words[start : start + length]
            if len(phrase) == length and phrase[-1] not in STOP_WORDS and len(phrase[-1]) > 1:
                yield " ".join(phrase)


def _weights(
    counter: Counter[str], size: float, overall: Counter[str], total: float
) -> list[tuple[str, float]]:
    """Return the best candidates: share of the topic's texts, times the log of the lift.

    The lift is how much more frequent the term is in the topic than in the whole corpus.

    Counting texts instead of occurrences keeps one long text from naming a topic.
    """
    least = 1 if size < 10 else max(2, round(0.01 * size))
    scored = []
    for term, inside in counter.items():
        if inside < least:
            continue
        share, elsewhere = inside / size, (overall[term] + 1) / (total + 1)
        phrase = 1.0 + 0.15 * term.count(" ")
        lift = max(0.0, float(np.log(share / elsewhere)))
        scored.append((term, phrase * share * (0.05 + lift)))
    scored.sort(key=lambda pair: (-pair[1], pair[0]))
    best = scored[:CANDIDATES]
    return [pair for pair in best if not _swallowed(pair[0], best, counter)]


def _swallowed(term: str, others: list[tuple[str, float]], counter: Counter[str]) -> bool:
    """Tell whether a term mostly stands within one longer term that is at hand too."""
    enough = SWALLOWED * counter[term]
    return any(
        len(other) > len(term) and f" {term} " in f" {other} " and counter[other] >= enough
        for other, _ in others
    )


def diverse(candidates: list[tuple[str, float]], count: int, diversity: float) -> Terms:
    """Choose terms by maximal marginal relevance; alike are terms that share words or stems."""
    chosen: list[tuple[str, float]] = []
    left = [(term, weight, _stems(term)) for term, weight in candidates]
    taken: list[frozenset[str]] = []
    best = left[0][1] if left else 1.0
    while left and len(chosen) < count:
        gains = [
            (1 - diversity) * weight / best
            - diversity * max((_alike(stems, other) for other in taken), default=0.0)
            for _, weight, stems in left
        ]
        term, weight, stems = left.pop(int(np.argmax(gains)))
        chosen.append((term, weight))
        taken.append(stems)
    return tuple(chosen)


def _alike(left: frozenset[str], right: frozenset[str]) -> float:
    """Return the overlap of two terms' stems, 1 where the one holds the other."""
    return len(left & right) / min(len(left), len(right))


def _stems(term: str) -> frozenset[str]:
    return frozenset(
        word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
        for word in term.split()
    )
