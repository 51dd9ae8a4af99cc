"""Texts that are the same but for case, spaces, punctuation or Unicode form."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from workbench.errors import InputError
from workbench.tables.emoji import same_emoji, write_emoticons

STEPS = ("unicode", "case", "punctuation", "spaces")
"""What normalizing can leave out of account, in the order in which it is done."""

_KNOWN = frozenset(STEPS)
_NO_WORD = bytes(code for code in range(128) if not chr(code).isalnum())
_MARK = re.compile(r"[^\w\s]|_")
_APOSTROPHES = "'\u2019\u2018\u02bc\uff07"
_DASHES = "-\u2010\u2011\u2012\u2013\u2212"
_FOLDED = str.maketrans(dict.fromkeys(_DASHES, "-") | dict.fromkeys(_APOSTROPHES, "'"))
_KEYCAP = "\u20e3"
_TAGS = frozenset(map(chr, range(0xE0020, 0xE0080)))
"""Letters that are not shown: by them the flag of Wales is not that of Scotland."""
_SUPERSCRIPT = re.compile(r"(?<=\d)(?=[\u00b2\u00b3\u00b9\u2070\u2074-\u2079])")
_VULGAR_FRACTION = re.compile(r"(?<=\d)(?=[\u00bc-\u00be\u2150-\u215e\u2189])")


def normalize(text: str, steps: Collection[str] = STEPS) -> str:
    """Return `text` without what does not count when two texts are compared.

    Signs, decimal points, currency, percent and comparison marks, emoji and emoticons are never
    removed: 1.5 is not 15, -3 is not 3, C++ is not C, ":)" is not ":(". An emoticon equals the
    emoji that says the same, and skin tones do not count.
    """
    if not _KNOWN.issuperset(steps):
        unknown = sorted(set(steps) - _KNOWN)
        raise InputError(f"normalize takes {', '.join(map(repr, STEPS))}, got {unknown[0]!r}.")
    if "unicode" in steps:
        text = _one_form(same_emoji(text))
    if "punctuation" in steps:  # before case: ":D" is an emoticon, ":d" none
        text = write_emoticons(text)
    if "case" in steps:
        text = text.casefold()
    if "punctuation" in steps:
        text = _MARK.sub(_kept_or_space, text)
    if "spaces" in steps:
        text = " ".join(text.split())
    return text


def normal_forms(
    texts: Sequence[str], steps: Collection[str], left_out: Sequence[str] = ()
) -> NDArray[np.int64]:
    """Return the class of each text's normalized form, shape (m,).

    A form with nothing in it ("???" and "!!!") equals no other: each such text is its own class.
    Nor are two texts equal from which different addresses or mails were left out.
    """
    codes = np.fromiter((_code(text, steps) for text in texts), np.int64, len(texts))
    _, kind, size = np.unique(codes, return_inverse=True, return_counts=True)
    classes: dict[str, int] = {}
    class_of = np.arange(len(texts))
    for index in np.flatnonzero(size[kind] > 1).tolist():
        form = normalize(texts[index], steps)
        if left_out and left_out[index].strip("\0"):
            form = f"{form}\0{left_out[index]}"
        class_of[index] = classes.setdefault(form or f"\0{index}", index)
    return class_of


def _code(text: str, steps: Collection[str]) -> int:
    """Return a number that is equal for texts with equal normalized forms, and for a few others.

    It is that of the letters and digits of the form that are ASCII; of nearly all texts these are
    known without the form.
    """
    if not text.isascii():
        text = normalize(text, steps)
    elif "punctuation" in steps:
        text = write_emoticons(text)
    return hash(text.lower().encode("ascii", "ignore").translate(None, _NO_WORD))


def _one_form(text: str) -> str:
    """Return the compatibility form (NFKC), with one kind of hyphen and of apostrophe.

    NFKC alone would write ten squared as 102 and one and a half as 11/2.
    """
    if text.isascii():
        return text
    apart = _VULGAR_FRACTION.sub(" ", _SUPERSCRIPT.sub("^", text))
    return unicodedata.normalize("NFKC", apart).translate(_FOLDED)


def _kept_or_space(match: re.Match[str]) -> str:
    """Return the mark itself where it carries meaning, otherwise what stands in its place."""
    mark, text, start = match[0], match.string, match.start()
    before, after = text[start - 1 : start], text[start + 1 : start + 2]
    rule = _RULES.get(mark)
    if after == _KEYCAP:
        return mark
    if mark in _APOSTROPHES and before.isalpha() and after.isalpha():
        return ""
    if rule is not None:
        return mark if rule(before, after, text[start + 1 : start + 4]) else " "
    kind = unicodedata.category(mark)
    if kind == "Cf":  # zero-width characters and soft hyphens show nothing
        return mark if mark in _TAGS else ""
    return mark if kind in ("Sc", "Sm", "So", "Mn", "Mc", "Me") else " "


def _inside_number(before: str, after: str, _: str) -> bool:
    return before.isdigit() and after.isdigit()


def _decimal_point(before: str, after: str, _: str) -> bool:
    """Tell 1.5 and .5 from the end of a sentence and from "No.5"."""
    return after.isdigit() and not before.isalpha() and before not in (".", ",")


def _sign(before: str, _: str, following: str) -> bool:
    """Tell the minus of a number, loose or tied, from a hyphen and a dash between words."""
    start = following.lstrip()
    begins_number = start[:1].isdigit() or (start[:1] == "." and start[1:2].isdigit())
    begins_amount = bool(start) and unicodedata.category(start[0]) == "Sc"
    return (begins_number or begins_amount) and not before.isalpha()


def _joins(before: str, after: str, _: str) -> bool:
    return before.isalnum() and after.isalnum()


def _ends_word(before: str, _: str, __: str) -> bool:
    return before.isalnum() or before in ("#", "*")


def _always(_: str, __: str, ___: str) -> bool:
    return True


def _before_number(_: str, after: str, __: str) -> bool:
    return after.isdigit()


_RULES: dict[str, Callable[[str, str, str], bool]] = (
    dict.fromkeys(".,", _decimal_point)
    | dict.fromkeys(":/*^'", _inside_number)
    | dict.fromkeys(_DASHES, _sign)
    | dict.fromkeys("&@", _joins)
    | dict.fromkeys("%\u2030\u066a", _always)
    | {"#": _ends_word, "~": _before_number, "|": _inside_number}
)
"""Marks that count only in some places; other marks go by their Unicode category."""
