"""What differs word by word: places exchanged, a prefix that turns round, one word replaced."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from workbench.duplicates.guards.negation_and_names import tokens
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
    found = tuple(tokens(text))
    if len(found) > MOST_WORDS:
        return Worded((), frozenset(), frozenset())
    return Worded(found, frozenset(found), _turned(found))


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
    """Tell whether a word of one text stands in the other with a prefix that turns it round."""
    if not (one.turned & other.words or other.turned & one.words):
        return False
    mine = Counter(one.tokens) - Counter(other.tokens)
    theirs = Counter(other.tokens) - Counter(one.tokens)
    return bool(_turned(mine) & set(theirs)) or bool(_turned(theirs) & set(mine))


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
