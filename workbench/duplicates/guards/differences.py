"""Guards: what can differ between two texts that look alike, so that neither may be dropped."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from workbench.duplicates.guards import numbers_and_dates
from workbench.duplicates.guards.directions import compare_compass
from workbench.duplicates.guards.negation_and_names import negation_conflicts
from workbench.duplicates.guards.numbers_and_dates import Values, read_values, values_conflict
from workbench.duplicates.guards.screening import (
    Alignment,
    Ends,
    Found,
    compact,
    compare_emoji,
    compare_legibility,
    compare_names,
    compare_negations,
    compare_opposites,
    compare_questions,
    compare_relations,
    compare_values,
)
from workbench.duplicates.guards.word_alignment import compare_rare_words
from workbench.embedding import Legibility
from workbench.errors import check_choice
from workbench.tables import Rows
from workbench.tables.cleaning import quotes_differ


def compare_left_out(
    rows: Rows, left: NDArray[np.int64], right: NDArray[np.int64], guards: Collection[str]
) -> NDArray[np.uint32]:
    """Return the bits of "link" and "quote" for pairs of distinct texts, shape (p,).

    Shapes: left, right (p,).
    """
    bits = np.zeros(len(left), dtype=np.uint32)
    if "link" in guards and rows.addresses:
        pages = rows.address_codes
        bits |= (pages[left] != pages[right]).astype(np.uint32) << bit_of("link")
    if "quote" in guards and rows.quotes:
        mails = rows.quote_codes
        for k in np.flatnonzero(mails[left] != mails[right]).tolist():
            if quotes_differ(rows.quotes[left[k]], rows.quotes[right[k]]):
                bits[k] |= np.uint32(1) << bit_of("quote")
    return bits


MOST_LETTERS = 8_000
"""Letters of a text that guards read."""

_WORDED: dict[str, Callable[[Sequence[str], Ends, Ends], Found]] = {
    "negation": compare_negations,
    "opposite": compare_opposites,
    "name": lambda texts, a, b: (
        compare_names(texts, a, b) | compare_compass(texts, a, b) | compare_rare_words(texts, a, b)
    ),
    "direction": compare_relations,
    "question": compare_questions,
    "emoji": compare_emoji,
}

_ALIGNED: dict[str, Callable[[Alignment, Found], Found]] = {
    "opposite": Alignment.prefixes,
    "order": Alignment.orders,
    "word": Alignment.replacements,
}
"""Guards that align the words of two texts; the last two only where no other says it better."""

GUARD_WORDS = {
    "negation": "one says not",
    "number": "a number differs",
    "amount": "an amount differs",
    "date": "a date differs",
    "id": "an identifier differs",
    "version": "a version differs",
    "opposite": "one says the opposite",
    "name": "a name differs",
    "order": "parts are exchanged",
    "word": "an important word differs",
    "column": "another column differs",
    "truncated": "the model did not read all of a text",
    "direction": "the direction is reversed",
    "question": "another question is asked",
    "emoji": "emoji differ",
    "unreadable": "the model cannot read what differs",
    "link": "links lead to different pages",
    "quote": "they answer different mails",
    "rating": "a rating differs",
}
"""What each guard sees, in the words that people read everywhere."""

GUARDS = tuple(GUARD_WORDS)
"""Names of the guards, in the order of their bits, in which they are told; saved results hold the
bits, so new ones come last.

"order": the same words with two parts exchanged; "word": the same but for one weighty word;
"column": the rows hold different values in a column that was named with ``review_if_different=``;
"truncated": the model did not see all of one of the texts; "direction": from where to where, or
who does something to whom, is turned round; "question": one asks who, the other where; "emoji":
they hold emoji or emoticons that say different things; "unreadable": the model cannot read one of
them, or not the words in which they differ, so that their similarity says nothing; "link": they
lead to different pages, "quote": they answer different mails, both left out of what is read;
"rating": other stars or points are given.
"""


LEVELS = ("strict", "balanced", "off")
"""Names for sets of guards.

"strict": every guard, and every difference that one sees, holds a pair back. "balanced": all look,
but a value that one text merely adds, and another word in a very similar text, only lower the
probability. "off": none looks.
"""

MILD = np.uint32(1) << np.uint32(31)
"""Bit of a pair in which guards see a difference that does not hold it back."""

WORD_BARS_BELOW = 0.85
"""Cosine below which one other word holds a pair back; above it the model takes both for the same.

Of pairs of covid_q at 0.8 and more that differ by a word only, 72 % ask the same, of others 57 %.
Below 0.85 look-alikes begin: "the delivery address", "the billing address".
"""


def holds_back(masks: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Tell which pairs differ so that neither text may be dropped, shape (p,)."""
    barred: NDArray[np.bool_] = (masks > 0) & ((masks & MILD) == 0)
    return barred


def guard_pairs(
    texts: Sequence[str],
    left: Ends,
    right: Ends,
    *,
    guards: Sequence[str] = GUARDS,
    cut: NDArray[np.bool_] | None = None,
    legibility: Legibility | None = None,
    read: Callable[[str], dict[str, Values]] = read_values,
) -> NDArray[np.uint32]:
    """Tell for each pair what differs; nothing but "unreadable" if the model cannot read it.

    `read` is `read_values`, or what remembers its answers. Shapes: left, right (p,), cut (m,),
    returns (p,).
    """
    wanted = {check_choice("guards", name, GUARDS) for name in guards}
    mask = np.zeros(len(left), dtype=np.uint32)
    if legibility is not None and "unreadable" in wanted:
        mask |= _bit(compare_legibility(legibility, left, right), "unreadable")
    # In a table that the model cannot read nearly all texts are pairs: words are not compared.
    seen = np.flatnonzero(mask == 0)
    if len(seen):
        mask[seen] |= _compare_words(texts, left[seen], right[seen], wanted, read)
    if cut is not None and "truncated" in wanted:
        mask |= _bit(cut[left] | cut[right], "truncated")
    return mask


def _compare_words(
    texts: Sequence[str],
    left: Ends,
    right: Ends,
    wanted: set[str],
    read: Callable[[str], dict[str, Values]],
) -> NDArray[np.uint32]:
    """Return the bits of the guards that look at words, shape (p,)."""
    mask = np.zeros(len(left), dtype=np.uint32)
    used, a, b = compact(left, right, len(texts))
    heads = [texts[index][:MOST_LETTERS] for index in used.tolist()]
    for name, compare in _WORDED.items():
        if name in wanted:
            mask |= _bit(compare(heads, a, b), name)
    exact = [name for name in numbers_and_dates.GUARDS if name in wanted]
    named = [read(head) for head in heads] if exact else []
    for name in exact:
        mask |= _bit(compare_values([one[name] for one in named], a, b), name)
    if wanted & set(_ALIGNED):
        words = Alignment(heads, a, b)
        for name, align in _ALIGNED.items():
            if name in wanted:
                mask |= _bit(align(words, mask == 0), name)
    return mask


def contradictions(
    texts: Sequence[str], left: Ends, right: Ends, guards: NDArray[np.uint32]
) -> NDArray[np.bool_]:
    """Tell which pairs say contrary things, not only more than one another.

    A ticket and the answer to it differ in length and form: the ticket names an order that no
    answer names, and "I can't log in" asks what "How do I log in?" does. So a value counts only if
    the other text has another one in its place, and a negation only in pairs of short texts.

    Shapes: left, right (p,), guards (p,), returns (p,).
    """
    lenient = ("negation", *numbers_and_dates.GUARDS)
    strict = sum(1 << int(bit_of(name)) for name in GUARDS if name not in lenient)
    contrary = (guards & np.uint32(strict)) > 0
    read = cache(read_values)  # a text stands in several pairs
    for k in np.flatnonzero((guards > 0) & ~contrary).tolist():
        one, other = (texts[end[k]][:MOST_LETTERS] for end in (left, right))
        contrary[k] = values_conflict(read(one), read(other)) or negation_conflicts(one, other)
    return contrary


def bit_of(name: str) -> np.uint32:
    """Return the bit that stands for a guard."""
    return np.uint32(GUARDS.index(name))


def guard_names(mask: int) -> str:
    """Return the names of the guards whose bits are set, joined by commas."""
    return ", ".join(name for bit, name in enumerate(GUARDS) if mask >> bit & 1)


def in_words(names: str) -> str:
    """Say in words what guards see, from their names as `guard_names` joins them.

    "column shop" names the column that differs.
    """
    known = [GUARD_WORDS.get(name, f"{name} differs") for name in names.split(", ") if name]
    return " and ".join(known)


def _bit(differs: Found, name: str) -> NDArray[np.uint32]:
    return differs.astype(np.uint32) << bit_of(name)
