"""One name per topic: what was given, then a phrase of its texts, then its keywords."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from workbench.topics.names.examples import shortened
from workbench.topics.names.keywords import Terms, telling
from workbench.topics.names.lexicon import ENGLISH, Lexicon
from workbench.topics.names.phrases import content

LONGEST_ADDED = 40
"""Characters of a sentence that tell two topics of the same keywords apart."""


def names(
    words: Sequence[Terms],
    own_sentences: Sequence[str],
    *,
    given: Mapping[int, str] | None = None,
    instead: Mapping[int, str] | None = None,
    offered: Mapping[int, Sequence[str]] | None = None,
    lexicon: Lexicon = ENGLISH,
) -> tuple[str, ...]:
    """Return a name for each topic, no two the same; "" for a vacant number.

    The name in `given`; else the one in `instead`; else the first of those `offered` that no other
    topic has; else up to three telling keywords, or more, to tell topics apart.
    """
    fixed, phrases = dict(given or {}), offered or {}
    taken = set(map(content, fixed.values()))
    chosen = []
    for topic, (own, sentence) in enumerate(zip(words, own_sentences, strict=True)):
        if topic in fixed:
            chosen.append(fixed[topic])
            continue
        tries = _by_keywords(own, sentence, lexicon)
        if instead is not None and topic in instead:
            tries = [instead[topic], *(f"{instead[topic]}: {one}" for one in tries if one)]
        elif offers := [one for one in phrases.get(topic, ()) if one]:
            tries = [*offers, *(f"{offers[0]}: {one}" for one in tries if one)]
        name = next(_free(tries, taken)) if tries[0] else ""
        if name:
            taken.add(content(name))
        chosen.append(name)
    return tuple(chosen)


def _by_keywords(own: Terms, sentence: str, lexicon: Lexicon) -> list[str]:
    """Return names made of keywords, the shortest first; of the sentence if there are none."""
    keys = telling(own, lexicon)
    if not keys:
        return [sentence]
    more = [*keys, *(term for term, _ in own if term not in keys)]
    tries = [", ".join(more[:count]) for count in range(min(3, len(keys)), len(more) + 1)]
    return [*tries, f"{tries[0]}: {shortened(sentence, LONGEST_ADDED)}"] if sentence else tries


def _free(tries: Sequence[str], taken: set[frozenset[str]]) -> Iterator[str]:
    """Yield the names that are free, then the first with a number."""
    yield from (one for one in tries if content(one) not in taken)
    number = 2
    while True:
        numbered = f"{tries[0]} ({number})"
        if content(numbered) not in taken:
            yield numbered
        number += 1
