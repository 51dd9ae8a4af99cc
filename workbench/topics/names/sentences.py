"""Sentences of texts, and those that say nothing of a topic: greetings, signatures, form text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

END = re.compile(r"(?<=[.!?:\u3002\uff01\uff1f])\s+|(?<!\s)[^\S\r\n]*+[\r\n]\s*+")
DIGITS = re.compile(r"\d+")

LONG, END_WORDS = 8, 3
"""Words up to which a sentence is taken whole, and words at either end that stand for a longer."""

EVERYWHERE = 3
"""Topics in which a sentence stands that tells none of them apart."""


def sentences(text: str) -> tuple[str, ...]:
    """Part a text at the ends of its sentences and lines."""
    return tuple(one for one in END.split(text.strip()) if one)


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
    held: dict[str, set[int]] = defaultdict(set)
    for text, label in zip(texts, labels.tolist(), strict=True):
        parts = sentences(text) if label >= 0 else ()
        if len(parts) > 1:
            for part in parts:
                held[form_of(part)].add(label)
    return frozenset(form for form, topics in held.items() if len(topics) >= EVERYWHERE)


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
