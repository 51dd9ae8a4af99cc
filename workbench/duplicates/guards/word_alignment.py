"""What differs word by word: places exchanged, prefixes, one word replaced, names in lower case."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from workbench.duplicates.guards.negation_and_names import stems, tokens
from workbench.duplicates.guards.word_lists import (
    DIRECTIONS,
    LISTING,
    NEGATORS,
    NO_CONTENT,
    NUMBER_WORDS,
)

MOST_WORDS = 60
"""Longer texts are not aligned: what one word changes in them is for a reader to say."""

PREFIXES = ("un", "non", "dis", "anti", "in", "im", "il", "ir", "de", "mis")
"""Beginnings that turn a word round."""

_SAFE = ("un", "non", "dis", "anti", "mis")
"""Prefixes that seldom begin a word by chance."""

Tokens = tuple[str, ...]

_HAVING = {("had",), ("have",), ("has",), ("having",), ("got",)}
_BEING = {"been", "be", "being", "is", "are", "was", "were"}


class Worded(NamedTuple):
    """Words of a text in order, as a set, and what is left of those with a turning prefix."""

    tokens: Tokens
    words: frozenset[str]
    turned: frozenset[str]


def read_words(text: str) -> Worded:
    """Return the words of a text; none where it has more than `MOST_WORDS`."""
    words = tuple(tokens(text))
    if len(words) > MOST_WORDS:
        return Worded((), frozenset(), frozenset())
    return Worded(words, frozenset(words), _turned(words))


def places_exchanged(first: Worded, second: Worded) -> bool:
    """Tell whether two texts say the same words with two parts exchanged around a third.

    "Oslo to Rome" and "Rome to Oslo" do; "please call" and "call please" do not, for nothing
    stands between the parts, nor do "red or blue" and "blue or red".
    """
    if first.words != second.words or len(first.tokens) != len(second.tokens):
        return False
    one, other = first.tokens, second.tokens
    if one == other or sorted(one) != sorted(other):
        return False
    start = 0
    while one[start] == other[start]:
        start += 1
    end = len(one)
    while one[end - 1] == other[end - 1]:
        end -= 1
    a, b = one[start:end], other[start:end]
    if DIRECTIONS & set(a):
        return True
    for x in range(1, len(a)):
        if b[-x:] == a[:x]:
            for y in range(1, len(a) - x):
                between = a[x : len(a) - y]
                if a[-y:] == b[:y] and between == b[y : len(b) - x]:
                    return not LISTING.issuperset(between)
    return False


def prefix_turns(one: Worded, other: Worded) -> bool:
    """Tell whether a word of one text stands in the other with a prefix that turns it round.

    "Not correct" and "incorrect" are the same.
    """
    if not (one.turned & other.words or other.turned & one.words):
        return False
    mine = Counter(one.tokens) - Counter(other.tokens)
    theirs = Counter(other.tokens) - Counter(one.tokens)
    negators = sum(mine[word] for word in NEGATORS), sum(theirs[word] for word in NEGATORS)
    return (bool(_turned(mine) & set(theirs)) and negators[1] <= negators[0]) or (
        bool(_turned(theirs) & set(mine)) and negators[0] <= negators[1]
    )


def _turned(words: Iterable[str]) -> frozenset[str]:
    """Return what is left of words that begin with a prefix, if it is long enough for a word."""
    return frozenset(rest for word in words for rest in _rests(word))


@lru_cache(maxsize=1 << 16)
def _rests(word: str) -> tuple[str, ...]:
    return tuple(
        word[len(prefix) :]
        for prefix in PREFIXES
        if word.startswith(prefix) and len(word) - len(prefix) >= (4 if prefix in _SAFE else 5)
    )


def word_replaced(first: Worded, second: Worded) -> bool:
    """Tell whether two texts are the same but for one weighty word or two in one place.

    A slip of the pen or another form of the same word does not count.
    """
    one, other = first.tokens, second.tokens
    if abs(len(one) - len(other)) > 2 or len(first.words ^ second.words) > 6 or one == other:
        return False
    start = 0
    shortest = min(len(one), len(other))
    while start < shortest and one[start] == other[start]:
        start += 1
    end = 0
    while end < shortest - start and one[-1 - end] == other[-1 - end]:
        end += 1
    mine, theirs = one[start : len(one) - end], other[start : len(other) - end]
    if not mine or not theirs or max(len(mine), len(theirs)) > 3 or start + end < 3:
        return False
    if _undergone(mine, theirs) or _undergone(theirs, mine):
        return True
    mine, theirs = weighty(mine), weighty(theirs)
    if not mine or not theirs:
        return False
    return not any(alike(a, b) for a in mine for b in theirs)


def _undergone(mine: Tokens, theirs: Tokens) -> bool:
    """Tell "had the flu" from "been vaccinated against the flu"."""
    return mine in _HAVING and theirs[0] in _BEING and bool(weighty(theirs))


def weighty(words: Sequence[str]) -> Tokens:
    """Return the words that carry meaning and that no other guard reads."""
    return tuple(
        word
        for word in words
        if word not in NO_CONTENT
        and word not in NEGATORS
        and word not in NUMBER_WORDS
        and not any(letter.isdigit() for letter in word)
    )


def alike(one: str, other: str) -> bool:
    """Tell whether two words are forms or misspellings of one."""
    if one == other or {one, other} == {"what", "which"}:
        return True
    shortest, longest = sorted((len(one), len(other)))
    if shortest >= 5 and one[:5] == other[:5]:
        return True
    if (
        shortest >= 3
        and (one.startswith(other) or other.startswith(one))
        and longest <= shortest + 3
    ):
        return True
    return is_typo(one, other)


def is_typo(one: str, other: str) -> bool:
    """Tell whether two words of four letters or more differ by a slip of the pen."""
    shortest, longest = sorted((len(one), len(other)))
    if shortest < 4 or longest - shortest > 2:
        return False
    return _edits(one, other) <= (2 if longest > 5 else 1)


def _edits(one: str, other: str) -> int:
    """Return the edit distance with neighbors exchanged as one edit (Damerau 1964)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        last, row, older = row, [i], before
        for j, b in enumerate(other, start=1):
            best = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                best = min(best, older[j - 2] + 1)
            row.append(best)
        before = last
    return row[-1]


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
    differ = np.zeros(len(a), dtype=bool)
    for k in np.flatnonzero(some[a] & some[b] & (code[a] != code[b])).tolist():
        differ[k] = rare_words_differ(read[a[k]], read[b[k]])
    return differ


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
