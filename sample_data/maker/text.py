"""Text: filling of slots, normalising, typos, and the ways in which a copy may vary."""

from __future__ import annotations

import re
import unicodedata

from maker.draw import Draw

_ALTERNATIVES = re.compile(r"\[([^\[\]|]*(?:\|[^\[\]|]*)+)\]")
_SLOT = re.compile(r"\{(\w+)\}")
_BETWEEN_DIGITS = set(".,:/-")
_SIGNS = set("+-%$€=<>&@#")


def both_sides(text: str) -> tuple[str, str]:
    """Return the two texts of a minimal pair written as ``[left|right]``.

    Parameters
    ----------
    text
        The pair, with at least one difference in brackets.

    Returns
    -------
    tuple of str
        The left and the right text.
    """
    left = _ALTERNATIVES.sub(lambda found: found.group(1).split("|")[0], text)
    right = _ALTERNATIVES.sub(lambda found: found.group(1).split("|")[1], text)
    if left == right:
        raise ValueError(f"a minimal pair without a difference: {text}")
    return left, right


def choose(text: str, draw: Draw) -> str:
    """Take one of the alternatives in each ``[a|b|c]`` of a text."""
    return _ALTERNATIVES.sub(lambda found: draw.pick(found.group(1).split("|")), text)


def fill(text: str, words: dict[str, str]) -> str:
    """Put words into the ``{slots}`` of a text; a missing word is a ``KeyError``."""
    return _SLOT.sub(lambda found: words[found.group(1)], text)


def normalise(text: str) -> str:
    """Return the form in which copies but for case, spaces, punctuation and Unicode form are equal.

    Signs, and marks between two digits, stay: 1.5 is not 15, and -5 is not 5.

    Parameters
    ----------
    text
        Any text.

    Returns
    -------
    str
        Its normal form.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    kept = []
    for place, char in enumerate(folded):
        before = folded[place - 1 : place] if place else ""
        after = folded[place + 1 : place + 2]
        mark = unicodedata.category(char)[0] in "PZC"
        inside = char in _BETWEEN_DIGITS and before.isdigit() and after.isdigit()
        sign = char in _SIGNS and (after.isdigit() or before.isdigit())
        kept.append(char if not mark or inside or sign else " ")
    return " ".join("".join(kept).split())


def words(text: str) -> frozenset[str]:
    """Return the different words of a text, normalised."""
    return frozenset(normalise(text).split())


def overlap(left: frozenset[str], right: frozenset[str]) -> float:
    """Return the share of words that two texts have in common (Jaccard)."""
    common = len(left & right)
    together = len(left) + len(right) - common
    return common / together if together else 1.0


def with_typos(text: str, count: int, draw: Draw) -> str:
    """Slip with the fingers in some of the longer words.

    Words with digits, signs, slots or capitals are left alone: an order number with a typo would
    be another order.

    Parameters
    ----------
    text
        The text.
    count
        How many words to hit at most.
    draw
        Where the choices come from.

    Returns
    -------
    str
        The text with typos.
    """
    places = [found.span() for found in re.finditer(r"(?<![\w@./-])[a-z]{5,}(?![\w@/-])", text)]
    for start, end in sorted(draw.sample(places, min(count, len(places))), reverse=True):
        text = text[:start] + _slip(text[start:end], draw) + text[end:]
    return text


def _slip(word: str, draw: Draw) -> str:
    """One slip inside a word: two letters swapped, one lost, or one doubled."""
    place = draw.between(1, len(word) - 3)
    slip = draw.pick(("swap", "lose", "double"))
    if slip == "swap" and word[place] != word[place + 1]:
        return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    if slip == "lose":
        return word[:place] + word[place + 1 :]
    return word[:place] + word[place] + word[place:]


def upper_case(text: str) -> str:
    """Return the text in capitals."""
    return text.upper()


def lower_case(text: str) -> str:
    """Return the text in small letters."""
    return text.lower()


def other_punctuation(text: str) -> str:
    """Commas dropped, full stops turned into exclamation marks, quotes curled."""
    text = re.sub(r",(?=\s)", "", text)
    text = re.sub(r"\.(?=\s|$)", "!!", text)
    return text.replace("'", "\u2019").replace(' "', " \u201c").replace('"', "\u201d")


def other_spaces(text: str) -> str:
    """Doubled and hard spaces, and a blank at either end."""
    parts = text.split(" ")
    joined = parts[0]
    for number, part in enumerate(parts[1:], start=1):
        joined += ("  ", " ", "\u00a0")[number % 3] + part
    return f" {joined}  "


def other_unicode(text: str) -> str:
    """Accents decomposed, and ligatures as they come out of a PDF."""
    decomposed = unicodedata.normalize("NFD", text)
    return decomposed.replace("fi", "\ufb01").replace("fl", "\ufb02").replace("...", "\u2026")


VARIATIONS = {
    "upper": upper_case,
    "lower": lower_case,
    "punctuation": other_punctuation,
    "spaces": other_spaces,
    "unicode": other_unicode,
}


def vary(text: str, how: str) -> str:
    """Return a copy of a text but for case, punctuation, spaces or Unicode form.

    Parameters
    ----------
    text
        The text.
    how
        A name in ``VARIATIONS``.

    Returns
    -------
    str
        A text that differs from the given one and is equal to it after normalising.
    """
    result = VARIATIONS[how](text)
    if result == text or normalise(result) != normalise(text):
        raise ValueError(f"no {how} variation of {text!r}")
    return result
