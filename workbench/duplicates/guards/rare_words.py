"""Names in lower case: rare words, each in the place of another, that are no forms of one word."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from workbench.duplicates.guards.negation_and_names import stems, tokens
from workbench.duplicates.guards.word_alignment import PREFIXES, is_typo, weighty
from workbench.duplicates.guards.word_lists import NO_CONTENT

MOST_REPLACED = 2
"""Words of a text that the other may lack; where more differ, wording does."""

_RARE_FROM = 5
"""Letters of a word that can be rare; shorter ones are as often slips or abbreviations."""

_STEM, _TAIL = 4, 3
"""Words that begin alike in four letters and end in at most three others are forms of one."""

_PREFIXES = (*PREFIXES, "re", "over", "under", "pre")
_ENDINGS = (
    "ment",
    "able",
    "ible",
    "tion",
    "ness",
    "ity",
    "ism",
    "ize",
    "ised",
    "ized",
    "ful",
    "less",
    "ion",
    "ive",
    "ous",
    "ish",
    "ist",
)


class RareWords(NamedTuple):
    """Weighty words of a text in order, and those among them that English hardly uses.

    No word counts as rare if most words of the text are: it is in another language.
    """

    weighty: tuple[str, ...]
    rare: frozenset[str]


def compare_rare_words(
    texts: Sequence[str], a: NDArray[np.int64], b: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Tell for each pair whether rare words, as names in lower case are, differ, shape (p,)."""
    read = [read_rare_words(text) for text in texts]
    codes = {one.rare: k for k, one in enumerate(read)}
    code = np.array([codes[one.rare] for one in read], dtype=np.int64)
    some = np.array([len(one.rare) > 0 for one in read], dtype=bool)
    found = np.zeros(len(a), dtype=bool)
    for k in np.flatnonzero(some[a] & some[b] & (code[a] != code[b])).tolist():
        found[k] = rare_words_differ(read[a[k]], read[b[k]])
    return found


def read_rare_words(text: str) -> RareWords:
    """Return the weighty words of a text, and which of them are rare."""
    words = tokens(text)
    carrying = tuple(dict.fromkeys(word for word in weighty(words) if len(word) > 2))
    rare = frozenset(word for word in carrying if len(word) >= _RARE_FROM and _is_rare(word))
    if not rare:
        return RareWords(carrying, rare)
    english = sum(word in NO_CONTENT or not _is_rare(word) for word in words)
    return RareWords(carrying, rare if 2 * english >= len(words) else frozenset())


def rare_words_differ(one: RareWords, other: RareWords) -> bool:
    """Tell whether two texts are the same but for a word or two, with a rare one on each side.

    A slip of the pen, another form of the word, or two words written as one do not count.
    """
    mine = [word for word in one.weighty if word not in other.weighty]
    theirs = [word for word in other.weighty if word not in one.weighty]
    if max(len(mine), len(theirs)) > MOST_REPLACED or len(mine) == len(one.weighty):
        return False
    if one.rare.isdisjoint(mine) or other.rare.isdisjoint(theirs):
        return False
    if "".join(mine) in "".join(other.weighty) or "".join(theirs) in "".join(one.weighty):
        return False
    return not any(is_typo(x, y) or _is_form(x, y) for x in mine for y in theirs)


def _is_form(one: str, other: str) -> bool:
    """Tell whether two words share their stem, as "capitalize" and "capitalized" do."""
    shared = 0
    while shared < min(len(one), len(other)) and one[shared] == other[shared]:
        shared += 1
    return shared >= _STEM and max(len(one), len(other)) - shared <= _TAIL


@lru_cache(maxsize=1 << 16)
def _is_rare(word: str) -> bool:
    """Tell whether a word, less prefixes and endings, is no known one, nor two written as one."""
    if not word.isalpha():
        return False
    starts = [word, *(word[len(p) :] for p in _PREFIXES if word.startswith(p))]
    ends = {
        start[: -len(ending)] for start in starts for ending in _ENDINGS if start.endswith(ending)
    }
    forms = set().union(*map(stems, starts)) | {end for end in ends if len(end) >= _STEM}
    return _known().isdisjoint(forms) and not _is_compound(word)


def _is_compound(word: str) -> bool:
    """Tell whether a word is made of two known ones, as "screenshot" is."""
    return any(
        word[:cut] in _known() and not _known().isdisjoint(stems(word[cut:]))
        for cut in range(_STEM, len(word) - _STEM + 1)
    )


@cache
def _known() -> frozenset[str]:
    """Return the 20,000 words that the vocabulary of BERT (Devlin et al. 2019) holds whole.

    They are common in English texts. The vocabulary is under the Apache license 2.0.
    """
    file = resources.files("workbench.duplicates.guards").joinpath("known_words.txt")
    return frozenset(file.read_text("utf-8").split())
