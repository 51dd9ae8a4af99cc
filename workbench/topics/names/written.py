"""How people write a name: with capitals or without."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence

from workbench.topics.names.examples import one_line
from workbench.topics.names.keywords import LINKS, QUESTION_WORDS, YES_OR_NO

PARTS = ": ", ", "
"""What stands between the parts of a name."""

AND = {"en": "and", "de": "und", "nl": "en", "fr": "et", "es": "y", "it": "e", "pt": "e"}
"""What joins two nouns to a name, by language."""

READ = 2_000
"""Texts of a topic that are read at most to see how a name is written."""

ENOUGH = 30
"""Places at which a phrase stands that tell how it is written."""


def as_written(form: str, texts: Sequence[str], capitals: Collection[str] = ()) -> str:
    """Return a name with the capitals that people give its parts within a sentence.

    `capitals` are the words that people write with a capital anywhere in the table.
    """
    return "".join(
        part if k % 2 else _as_written(part, texts, capitals)
        for k, part in enumerate(_PARTS.split(form))
    )


def _as_written(form: str, texts: Sequence[str], capitals: Collection[str]) -> str:
    words = (re.escape(word).replace("'", "['\u2019]") for word in form.split())
    pattern = re.compile(r"(?<!\w)" + r"(?:['\u2019]s)?\s+".join(words) + r"(?!\w)", re.IGNORECASE)
    within: Counter[str] = Counter()
    first: Counter[str] = Counter()
    for text in texts[:READ]:
        for match in pattern.finditer(text):
            written = one_line(match.group()).replace("\u2019", "'")
            begins = text[: match.start()].rstrip(" \t\"'(")[-1:] in _STARTS
            if not _all_capitals(text):
                (first if begins else within)[written] += 1
        if sum(within.values()) >= ENOUGH:
            break
    if within:
        return min(within, key=lambda one: (-within[one], one))
    best = min(first, key=lambda one: (-first[one], one), default=form)
    head, _, rest = best.partition(" ")
    if head.lower() in QUESTION_WORDS | YES_OR_NO:
        return head.lower() + best[len(head) :]
    if rest:
        plain = re.compile(rf"(?<!\w){re.escape(head.lower())}(?!\w)")
        proper = rest[:1].isupper() and not any(map(plain.search, texts[:READ]))
        return best if proper else f"{_as_written(head.lower(), texts, capitals)} {rest}"
    return best if form in capitals or best[1:] != best[1:].lower() else form


_LINKS = sorted({f" {one} " for one in AND.values()})

_PARTS = re.compile(f"({'|'.join([*PARTS, *_LINKS])})")

_STARTS = ("", ".", "!", "?", ":", "\n", "\r")
"""What stands before the first word of a sentence."""


def _all_capitals(text: str) -> bool:
    words = re.findall(r"[^\W\d_]{2,}", text)
    return bool(words) and sum(word[0].isupper() for word in words) > 0.7 * len(words)


def is_proper(form: str, texts: Sequence[str], capitals: Collection[str] = ()) -> bool:
    """Tell whether people write a phrase as the name of a person, a place or a product."""
    written = as_written(form, texts, capitals).split()
    return all(word[0].isupper() for word in written if word.lower() not in LINKS)
