"""Quoted mail that was left out: what of it tells two answers apart."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from hashlib import blake2b

from workbench.tables.cleaning.mail import is_head, split_lines

SHORT_ANSWER = 6
"""Words from which on an answer says by itself what it is about; "Yes, please" does not."""

SHORT = "short "
"""In front of the key of a short answer: it differs from one that quotes nothing, too."""

_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"\w*\d\w*")


def quoted_lines(before: str, after: str) -> list[str]:
    """Return the lines that were left out, without those that say who wrote when."""
    return [line for line in _missing(split_lines(before), split_lines(after)) if not is_head(line)]


def quote_key(own: str, quoted: Sequence[str]) -> str:
    """Return what tells quoted mails apart, "" if nothing was quoted.

    A short answer means what it answers: all words of the quoted mail count. Behind a longer one
    stands often the same automatic reply with another number, so numbers do not count.
    """
    said = "\n".join(quoted).casefold()
    short = len(_WORD.findall(own)) < SHORT_ANSWER
    words = _WORD.findall(said if short else _NUMBER.sub(" ", said))
    if not words:
        return ""
    digest = blake2b(" ".join(words).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
    return f"{SHORT}{digest}" if short else digest


def _missing(before: Sequence[str], after: Sequence[str]) -> Iterator[str]:
    """Yield the lines that are not in the second text."""
    left = Counter(line.strip() for line in after)
    for line in before:
        if left[line.strip()] > 0:
            left[line.strip()] -= 1
        elif line.strip():
            yield line


def quotes_differ(one: str, other: str) -> bool:
    """Tell whether two keys stand for answers to different mails."""
    if one == other:
        return False
    return bool(one and other) or (one or other).startswith(SHORT)
