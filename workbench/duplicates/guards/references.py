"""Numbers of orders, tickets and the like: whose problem it is, not what the problem is."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache

from workbench.duplicates.guards.differences import MOST_LETTERS
from workbench.duplicates.guards.numbers_and_dates import Values
from workbench.duplicates.guards.word_alignment import is_typo

MANY = 3
"""Texts that are equal but for references, from which on they are one problem of several people.

Two are one if their references are far apart: 90314 and 90341 may be one that was mistyped, so a
person looks at them.
"""

SAID_BESIDES = 3
"""Words beside references from which on a text is about something else than a reference."""

_OF = (
    r"(?:order|ticket|invoice|case|booking|reservation|return|shipment|parcel|tracking|delivery|"
    r"claim|customer|reference|contract|policy|transaction|confirmation)"
)
_LABEL = r"(?:number|no\.?|nr\.?|id|code|reference|ref\.?)"
_SIGN = r"(?=[\w/-]{0,30}\d)\w++(?:[/-]\w++){0,6}+"
_REFERENCE = re.compile(
    rf"\b{_OF}(?:\s{{1,3}}{_LABEL}(?:\s{{0,3}}[:=]|\s(?:is|was))?\s{{0,3}}#?|\s{{0,3}}[:=#]\s?|"
    rf"\s{{1,3}}(?=[\w/-]{{5}}))({_SIGN})",
    re.I,
)
"""A reference of a kind; a short number without a label is none: "order 12 lamps"."""

_GIVEN = re.compile(
    rf"(?:(?<=[.!?;\n])|^)\s{{0,3}}(?:(?:my|our|the)\s{{1,3}})?{_REFERENCE.pattern}"
    r"(?=\s{0,3}(?:[.!?;\n]|$|message:))",
    re.I,
)
"""A sentence, or a field of a form, that gives a reference and says nothing else."""

_WORD = re.compile(r"[^\W\d_]+")


def problem_reader(
    texts: Sequence[str], read: Callable[[str], dict[str, Values]]
) -> Callable[[str], dict[str, Values]]:
    """Return what reads the values of a text but for references that are not its matter.

    They are not if a sentence does nothing but give them, or if other texts of the m are equal but
    for them.
    """

    @cache
    def repeated() -> frozenset[str]:
        named: dict[str, list[str]] = {}
        for text in texts:
            head = text[:MOST_LETTERS]
            if form := _without(_REFERENCE, head):
                named.setdefault(form, []).append(" ".join(_REFERENCE.findall(head)))
        return frozenset(form for form, signs in named.items() if _one_problem(signs))

    def values(text: str) -> dict[str, Values]:
        form = _without(_REFERENCE, text)
        if form and form not in repeated():
            form = _without(_GIVEN, text)
        return read(form or text)

    return values


def _one_problem(signs: Sequence[str]) -> bool:
    """Tell whether texts with these references, and no other difference, are one problem."""
    return len(signs) >= MANY or (len(signs) == 2 and not is_typo(*signs))


def _without(pattern: re.Pattern[str], text: str) -> str:
    """Return a text without what fits a pattern; "" if nothing does, or nothing else is said."""
    rest, found = pattern.subn(" ; ", text)
    return rest if found and len(_WORD.findall(rest)) >= SAID_BESIDES else ""
