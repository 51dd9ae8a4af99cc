"""Words that look like a typing error of a frequent one: no name is made of them."""

from __future__ import annotations

from collections import Counter, defaultdict

TYPO_LETTERS, TYPO_COUNT, TYPO_TIMES = 5, 5, 10
"""Letters of a word from which on, sentences up to which, and times as many sentences of a word
that differs in one letter from which on it counts as a typing error."""

SWAPPED_TIMES = 2
"""The same if two letters are swapped ("arboad"): few pairs of words differ so, errors often do."""


class Spelling:
    """Tells rare words that are one letter away from a frequent one."""

    def __init__(self, vocabulary: Counter[str]) -> None:
        self._counts = vocabulary
        self._frequent: dict[str, list[str]] = defaultdict(list)
        for word, number in vocabulary.items():
            if number >= TYPO_TIMES and len(word) >= TYPO_LETTERS:
                self._frequent[word[0]].append(word)

    def right(self, form: str) -> bool:
        """Tell whether no word of a phrase looks like a typing error."""
        return not any(self._wrong(word) for word in form.split())

    def _wrong(self, word: str) -> bool:
        count = self._counts[word]
        if len(word) < TYPO_LETTERS or not 0 < count <= TYPO_COUNT:
            return False
        return any(
            abs(len(other) - len(word)) <= 1
            and self._counts[other] >= SWAPPED_TIMES * count
            and (self._counts[other] >= TYPO_TIMES * count or _swapped(word, other))
            and _one_edit(word, other)
            for other in self._frequent[word[0]]
        )


def _swapped(word: str, other: str) -> bool:
    """Tell whether two words have the same letters in another order."""
    return sorted(word) == sorted(other)


def _one_edit(word: str, other: str) -> bool:
    """Tell whether one letter is missing, added, replaced, or swapped with the next.

    A plural and the like is no typing error, so the last letter does not count.
    """
    start = 0
    while start < min(len(word), len(other)) and word[start] == other[start]:
        start += 1
    if start >= min(len(word), len(other)) - 1:
        return False
    left, right = word[start:], other[start:]
    return (
        left[1:] == right
        or left == right[1:]
        or left[1:] == right[1:]
        or (left[:2] == right[1::-1] and left[2:] == right[2:])
    )
