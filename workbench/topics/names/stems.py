"""What forms of a word have in common: "refund", "refunds", "refunded", "refunding"."""

from __future__ import annotations

from functools import lru_cache

Stems = tuple[str, ...]
"""A word or phrase by the stems of its words."""

LEAST = 3
"""Letters that are left of a word at least."""

VOWELS = frozenset("aeiouy")


@lru_cache(maxsize=1 << 17)
def stem(word: str) -> str:
    """Return a word without the endings of English plurals and verbs.

    Stems only group forms and are never shown; that a rare pair of other words falls together
    does no harm. A step or two of M. F. Porter, "An algorithm for suffix stripping", 1980.
    """
    if word.endswith("ies") and len(word) > LEAST + 2:
        word = f"{word[:-3]}y"
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) >= LEAST:
        word = word[:-1]
    for ending in ("ing", "ed"):
        rest = word.removesuffix(ending)
        if rest != word and len(rest) >= LEAST and VOWELS & set(rest):
            word = rest
            break
    last = word[-1:]
    if (last == "e" and len(word) > LEAST) or (last == "y" and len(word) > 2 * LEAST):
        word = word[:-1]
    doubled = len(word) > LEAST and word[-1] == word[-2]
    return word[:-1] if doubled else word


@lru_cache(maxsize=1 << 17)
def stems_of(term: str) -> Stems:
    """Return the stems of a word or phrase; "top-ups" has those of "topping up"."""
    return tuple(stem(one) for word in term.split() for one in word.split("-") if one)


def holds(phrase: Stems, term: Stems) -> bool:
    """Tell whether a term stands within a phrase."""
    size = len(term)
    return any(phrase[at : at + size] == term for at in range(len(phrase) - size + 1))
