"""Sentences of texts, and those that say nothing of a topic: greetings, signatures, form text."""

# Lists of words are easiest to read and to extend as plain text.
# ruff: noqa: SIM905

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

END = re.compile(r"(?<=[.!?:\u3002\uff01\uff1f])\s+|(?<=[\u3002\uff01\uff1f])")
DIGITS = re.compile(r"\d+")

LONG, END_WORDS = 8, 3
"""Words up to which a sentence is taken whole, and words at either end that stand for a longer."""

EVERYWHERE = 3
"""Topics in which a sentence stands that tells none of them apart."""


ABBREVIATIONS = frozenset(
    # English
    "vs etc eg ie e.g i.e mr mrs ms dr prof st jr sr approx inc ltd co corp dept fig vol pp "
    "est min max tel ext ref gen rev hon sen rep gov jan feb mar apr jun jul aug sep sept oct nov "
    # German, and other languages of Europe
    "dec ca bzw usw ggf evtl inkl nr str z.b d.h u.a z.t mio mrd abs ff sog vgl "
    "sra srta ud uds p.ej pág av p.ex env ecc dott sig bijv enz dhr mevr".split()
)
"""Words after whose full stop a sentence goes on; "G.O.P." and "J." are told by their letters."""

_SHORT = re.compile(r"(?:^|[\s(\"'])((?:[^\W\d_]\.)*[^\W\d_]+)\.$")
_INITIALS = re.compile(r"[^\W\d_](?:\.[^\W\d_])*$")

WRAPPED = (50, 120)
"""Characters of the longest line of a paragraph whose lines may be hard-wrapped."""

_ITEM = re.compile(r"\s*(?:[-*\u2022>#]|\d+[.)]\s|\S+:\s)")
"""Lines that begin something new."""


def sentences(text: str) -> tuple[str, ...]:
    """Part a text at the ends of its sentences and lines; hard-wrapped lines are joined before."""
    pieces: list[str] = []
    for line in unwrapped(text).splitlines() if "\n" in text or "\r" in text else (text,):
        parts: list[str] = []
        for part in filter(None, END.split(line.strip())):
            if parts and _goes_on(parts[-1]):
                parts[-1] = f"{parts[-1]} {part}"
            else:
                parts.append(part)
        pieces += parts
    return tuple(pieces)


def unwrapped(text: str) -> str:
    """Join the lines of each paragraph that were broken because the next word did not fit."""
    paragraphs = re.split(r"((?:\r?\n[ \t]*){2,})", text)
    paragraphs[::2] = map(_joined, paragraphs[::2])
    return "".join(paragraphs)


def _joined(paragraph: str) -> str:
    lines = paragraph.splitlines()
    width = max((len(line.rstrip()) for line in lines), default=0)
    if len(lines) < 2 or not WRAPPED[0] <= width <= WRAPPED[1]:
        return paragraph
    joined = lines[0].rstrip()
    for before, line in pairwise(lines):
        word = line.split(maxsplit=1)[0] if line.strip() else ""
        full = len(before.rstrip()) + 1 + len(word) > width
        joined += f" {line.strip()}" if full and not _ITEM.match(line) else f"\n{line.rstrip()}"
    return joined


def _goes_on(sentence: str) -> bool:
    """Tell whether the full stop at the end of a part belongs to an abbreviation."""
    short = _SHORT.search(sentence) if sentence.endswith(".") else None
    if short is None:
        return False
    word = short.group(1)
    initial = _INITIALS.match(word) and word != "I" and (len(word) > 1 or word.isupper())
    return word.lower() in ABBREVIATIONS or bool(initial)


def form_of(sentence: str) -> str:
    """Return what two sentences share that differ in case, spaces and numbers only."""
    return DIGITS.sub("0", " ".join(sentence.lower().split()))


def frame_of(sentence: str) -> str:
    """Return the ends of a long sentence: what fills its middle makes no new one."""
    said = form_of(sentence).split()
    return " ".join(said if len(said) <= LONG else [*said[:END_WORDS], *said[-END_WORDS:]])


def found_everywhere(texts: Sequence[str], labels: NDArray[np.int64]) -> frozenset[str]:
    """Return forms of the sentences that stand in texts of three topics or more.

    Shapes: labels (m,).
    """
    topics_of: dict[str, set[int]] = defaultdict(set)
    for text, label in zip(texts, labels.tolist(), strict=True):
        parts = sentences(text) if label >= 0 else ()
        if len(parts) > 1:
            for part in parts:
                topics_of[form_of(part)].add(label)
    return frozenset(form for form, topics in topics_of.items() if len(topics) >= EVERYWHERE)


def own_sentences(text: str, everywhere: frozenset[str]) -> tuple[str, ...]:
    """Return the sentences of a text that do not stand everywhere; all where none would be left.

    What stands everywhere in a line of its own ("Hi,") is left out at the head of a sentence too.
    """
    parts = sentences(text)
    if not everywhere:
        return parts
    kept = tuple(_headless(one, everywhere) for one in parts if form_of(one) not in everywhere)
    return kept or parts


def _headless(sentence: str, everywhere: frozenset[str]) -> str:
    """Leave out the words up to the first comma where they stand everywhere."""
    head, comma, rest = sentence.partition(",")
    return rest.strip() if rest.strip() and form_of(head + comma) in everywhere else sentence
