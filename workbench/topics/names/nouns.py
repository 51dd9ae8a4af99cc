"""Which phrases are nouns, without a tagger: by articles, by endings, by a list of subjects."""

# Lists of words are easiest to read and to extend as plain text.
# ruff: noqa: SIM905

from __future__ import annotations

from functools import lru_cache

from workbench.topics.names.keywords import LINKS, NUMBERS, PARTICLES, Counted
from workbench.topics.names.lexicon import Lexicon, Stems
from workbench.topics.names.subjects import SUBJECTS

IRREGULAR = frozenset(
    "born broken built caught cut fallen found held hit kept left lost made met paid put said "
    "seen sent set shut sold stolen stuck taken told won".split()
)
"""Participles that look like nouns."""

STATES = frozenset(
    "asleep available bad big blank blind clean closed cold dead dirty dry early easy empty "
    "faulty fine free full good hard heavy high hot idle late long loud low missing normal "
    "offline online open possible quiet ready right safe short slow small tight unusable warm "
    "weak wet wrong".split()
)
"""Words for how something is: no noun ends in one."""


def is_matter(form: str, counted: Counted) -> bool:
    """Tell whether a phrase is a noun of at most three words, or a name, and no short sentence."""
    words = form.split()
    if len(words) > 3 or not (LINKS | PARTICLES).isdisjoint(words):
        return False
    if words[0] in NUMBERS or words[-1] in STATES:
        return False
    return len({word in counted.capitals for word in words}) == 1 and all(
        _is_noun(word, counted) or not _is_verb(word, counted) for word in words
    )


def _is_verb(word: str, counted: Counted) -> bool:
    """Tell whether a word may be a verb: of headlines, "sinks" and "killed"."""
    return word in counted.verbs | IRREGULAR or word.endswith(("s", "ed", "ing", "ly"))


def _is_noun(word: str, counted: Counted) -> bool:
    """Tell whether people use a word as a noun, or it is one of the subjects'."""
    words, stems = _noun_stems(counted.lexicon, counted.nouns)
    if word.endswith(("ed", "ing")) or word in IRREGULAR:
        return word in words
    return counted.lexicon.stems_of(word)[:1] in stems


@lru_cache(maxsize=2)
def _noun_stems(lexicon: Lexicon, nouns: frozenset[str]) -> tuple[frozenset[str], frozenset[Stems]]:
    """Return nouns and the words of subjects, and their stems."""
    words = nouns.union(*(one.split() for one in SUBJECTS))
    return words, frozenset(lexicon.stems_of(word)[:1] for word in words)
