"""Readings of texts compared pair by pair: arrays rule out most pairs, the rest is looked at.

Each text is read once. What a guard cannot fire on, because one side holds nothing of the kind or
both hold the same, is told from numbers alone; only the few pairs that remain are compared in
Python, each combination of two different readings once.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.duplicates.guards.directions import (
    deeds_differ,
    questions_differ,
    read_deeds,
    read_question,
    read_relations,
    relations_differ,
)
from workbench.duplicates.guards.negation_and_names import (
    Poles,
    names_differ,
    polarity_differs,
    read_names,
    read_polarity,
    read_poles,
    roles_exchanged,
    tokens,
)
from workbench.duplicates.guards.numbers_and_dates import Values, values_differ
from workbench.duplicates.guards.word_alignment import (
    Worded,
    places_exchanged,
    prefix_turns,
    read_words,
    word_replaced,
)
from workbench.duplicates.guards.word_lists import NEGATIVE_IN_MEANING, NEGATORS, OPPOSITES
from workbench.embedding import Legibility
from workbench.tables import complains, emoji_differ, read_emoji

Ends = NDArray[np.int64]
Found = NDArray[np.bool_]

_PATTERNS = 2
"""Opposites that patterns find, numbered -1 and -2 by `read_poles`."""

_WORD_BITS = 64


def compact(left: Ends, right: Ends, count: int) -> tuple[Ends, Ends, Ends]:
    """Return the places that occur in pairs, and the ends of pairs as places among those."""
    seen = np.zeros(count, dtype=bool)
    seen[left] = seen[right] = True
    used = np.flatnonzero(seen)
    number = np.cumsum(seen) - 1
    return used, number[left], number[right]


def compare_negations(texts: Sequence[str], a: Ends, b: Ends) -> Found:
    """Tell for each pair whether one text negates what the other states, shape (p,)."""
    return differing([read_polarity(text) for text in texts], polarity_differs, a, b)


def compare_opposites(texts: Sequence[str], a: Ends, b: Ends) -> Found:
    """Tell for each pair whether each text holds the contrary of the other, shape (p,).

    The same rule as `negation_and_names.poles_differ`, on sets written as bits.
    """
    poles = [read_poles(text) for text in texts]
    sides = np.stack([_bits(poles, 0), _bits(poles, 1)])
    only = sides & ~sides[::-1]
    negates = np.array([one[2] for one in poles], dtype=bool)
    contrary = np.zeros(len(a), dtype=bool)
    for k in range(only.shape[2]):
        one, other = only[0, :, k], only[1, :, k]
        contrary |= ((one[a] & other[b]) | (other[a] & one[b])) > 0
    contrary &= negates[a] == negates[b]
    exchanged = np.array([len(one[3]) > 0 for one in poles], dtype=bool)
    open_ = exchanged[a] & exchanged[b] & (negates[a] == negates[b])
    return contrary | differing([one[3] for one in poles], roles_exchanged, a, b, open_=open_)


def compare_names(texts: Sequence[str], a: Ends, b: Ends) -> Found:
    """Tell for each pair whether it is about different names, shape (p,)."""
    names = [read_names(text) for text in texts]
    inner = np.array([len(one.inner) > 0 for one in names], dtype=bool)
    several = np.array([len(one.order) > 1 for one in names], dtype=bool)
    moves = np.array([len(one.moves) > 0 for one in names], dtype=bool)
    open_ = (inner[a] & inner[b]) | (moves[a] & moves[b])
    open_ |= (inner[a] | inner[b]) & several[a] & several[b]
    differ = np.zeros(len(a), dtype=bool)
    for k in np.flatnonzero(open_).tolist():
        differ[k] = names_differ(names[a[k]], names[b[k]])
    return differ


def compare_values(values: Sequence[Values], a: Ends, b: Ends) -> Found:
    """Tell for each pair whether it names different values of one kind, shape (p,)."""
    own = set_codes(own_sets(values))
    sure = own[a] != own[b]
    exact = np.array([len(one.exact) > 0 for one in values], dtype=bool)
    worded = np.array([len(one.worded) > 0 for one in values], dtype=bool)
    open_ = ~sure & (exact[a] | exact[b] | (worded[a] & worded[b]))
    differ: Found = sure | differing(values, values_differ, a, b, open_=open_)
    return differ


def own_sets(values: Sequence[Values]) -> list[frozenset[str]]:
    """Return the exact values of each text that no text names in words or as another kind.

    Two texts whose sets differ are sure to name different values.
    """
    otherwise = frozenset().union(*{(one.all - one.exact) | one.worded for one in values})
    return [one.exact - otherwise for one in values]


def set_codes(sets: Sequence[frozenset[str]]) -> Ends:
    """Return a number per set, shape (m,); equal sets have equal numbers."""
    return _classes(sets)[0]


def compare_relations(texts: Sequence[str], a: Ends, b: Ends) -> Found:
    """Tell for each pair whether from where to where, or who does it to whom, is turned round."""
    read = [read_relations(text) for text in texts]
    some = np.array([one.any for one in read], dtype=bool)
    turned = differing(read, relations_differ, a, b, open_=some[a] & some[b])
    deeds = [read_deeds(text) for text in texts]
    done = np.array([len(one) > 0 for one in deeds], dtype=bool)
    return turned | differing(deeds, deeds_differ, a, b, open_=done[a] & done[b])


def compare_questions(texts: Sequence[str], a: Ends, b: Ends) -> Found:
    """Tell for each pair whether one asks for a person, say, and the other for a place."""
    read = [read_question(text) for text in texts]
    asks = np.array([one.kind != "" for one in read], dtype=bool)
    return differing(read, questions_differ, a, b, open_=asks[a] & asks[b])


def compare_emoji(texts: Sequence[str], a: Ends, b: Ends) -> Found:
    """Tell for each pair whether emoji say different things, or one alone complains by emoji."""
    emoji = [read_emoji(text) for text in texts]
    some = np.array([len(one) > 0 for one in emoji], dtype=bool)
    if not some.any():
        return np.zeros(len(a), dtype=bool)
    differ = differing(emoji, emoji_differ, a, b, open_=some[a] & some[b])
    angry = np.array([complains(one) for one in emoji], dtype=bool)
    bad = np.array([_sounds_bad(t) if e else False for t, e in zip(texts, some, strict=True)], bool)
    alone = angry & ~bad
    differ |= (alone[a] & ~angry[b]) | (alone[b] & ~angry[a])
    return differ


def _sounds_bad(text: str) -> bool:
    """Tell whether words complain as well, so that an angry emoji adds nothing."""
    return not (NEGATORS | NEGATIVE_IN_MEANING).isdisjoint(tokens(text))


def compare_legibility(read: Legibility, left: Ends, right: Ends) -> Found:
    """Tell for each pair whether the model cannot read a text, or what differs in it."""
    words = _classes(read.unread)[0]
    blind = read.unreadable
    flagged: Found = blind[left] | blind[right] | (words[left] != words[right])
    return flagged


class Alignment:
    """Words of texts, read once, for the guards that align them.

    texts: m texts.
    a, b (p,): places of the two texts of each pair.
    """

    def __init__(self, texts: Sequence[str], a: Ends, b: Ends) -> None:
        self.words = [read_words(text) for text in texts]
        self.a, self.b = a, b

    def prefixes(self, _: Found) -> Found:
        """Tell whether a word stands in the other text with a prefix that turns it round."""
        known: set[str] = set().union(*(one.words for one in self.words))
        turned = np.array([not one.turned.isdisjoint(known) for one in self.words], dtype=bool)
        return self._each(prefix_turns, turned[self.a] | turned[self.b])

    def orders(self, open_: Found) -> Found:
        """Tell whether two texts exchange two parts; only pairs in `open_` are looked at."""
        bags = _classes([tuple(sorted(one.tokens)) for one in self.words])[0]
        tokens = _classes([one.tokens for one in self.words])[0]
        a, b = self.a, self.b
        return self._each(places_exchanged, open_ & (bags[a] == bags[b]) & (tokens[a] != tokens[b]))

    def replacements(self, open_: Found) -> Found:
        """Tell whether two texts differ by a weighty word; only pairs in `open_` are looked at."""
        from workbench.duplicates.kernels import shared_ends

        numbers: dict[str, int] = {}
        rows = [[numbers.setdefault(word, len(numbers)) for word in w.tokens] for w in self.words]
        size = np.array([len(row) for row in rows], dtype=np.int64)
        start = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(size)])
        codes = np.array([code for row in rows for code in row], dtype=np.int64)
        shared = shared_ends(start, codes, self.a, self.b)
        mine, theirs = size[self.a] - shared, size[self.b] - shared
        near = (np.minimum(mine, theirs) > 0) & (np.maximum(mine, theirs) <= 3) & (shared >= 3)
        return self._each(word_replaced, open_ & near)

    def _each(self, differ: Callable[[Worded, Worded], bool], open_: Found) -> Found:
        answers = np.zeros(len(self.a), dtype=bool)
        for k in np.flatnonzero(open_).tolist():
            answers[k] = differ(self.words[self.a[k]], self.words[self.b[k]])
        return answers


def differing(
    readings: Sequence[Any],
    differ: Callable[[Any, Any], bool],
    a: Ends,
    b: Ends,
    *,
    open_: Found | None = None,
) -> Found:
    """Compare hashable readings, each combination of two different ones once, shape (p,)."""
    codes, kinds = _classes(readings)
    unlike = codes[a] != codes[b]
    places = np.flatnonzero(unlike if open_ is None else unlike & open_)
    one, other = codes[a[places]], codes[b[places]]
    keys, inverse = np.unique(
        np.minimum(one, other) * len(kinds) + np.maximum(one, other), return_inverse=True
    )
    answers = np.zeros(len(keys), dtype=bool)
    for k, key in enumerate(keys.tolist()):
        first, second = divmod(key, len(kinds))
        answers[k] = differ(kinds[first], kinds[second])
    differs = np.zeros(len(a), dtype=bool)
    differs[places] = answers[inverse]
    return differs


def _classes(readings: Sequence[Hashable]) -> tuple[Ends, list[Any]]:
    """Give equal readings one number, and return one of each number."""
    classes: dict[Hashable, int] = {}
    codes = [classes.setdefault(reading, len(classes)) for reading in readings]
    return np.array(codes, dtype=np.int64), list(classes)


def _bits(poles: Sequence[Poles], side: int) -> NDArray[np.uint64]:
    """Write the opposites of which texts hold one side as bits, shape (m, words)."""
    words = (len(OPPOSITES) + _PATTERNS) // _WORD_BITS + 1
    bits = np.zeros((len(poles), words), dtype=np.uint64)
    for row, one in enumerate(poles):
        for axis in one[0] if side == 0 else one[1]:
            bit = axis + _PATTERNS
            bits[row, bit // _WORD_BITS] |= np.uint64(1 << bit % _WORD_BITS)
    return bits
