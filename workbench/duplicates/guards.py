"""Guards: what can differ between two texts that look alike, so that neither may be dropped."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.duplicates import values
from workbench.duplicates.alignment import (
    places_exchanged,
    prefix_turns,
    read_words,
    word_replaced,
)
from workbench.duplicates.values import read_values, values_differ
from workbench.duplicates.wording import (
    names_differ,
    polarity_differs,
    poles_differ,
    read_names,
    read_polarity,
    read_poles,
)
from workbench.errors import check_choice

MOST_LETTERS = 8_000
"""Letters of a text that guards read."""

Ends = NDArray[np.int64]

_WORDED: dict[str, tuple[Callable[[str], Any], Callable[[Any, Any], bool]]] = {
    "negation": (read_polarity, polarity_differs),
    "opposite": (read_poles, poles_differ),
    "name": (read_names, names_differ),
}

_ALIGNED: dict[str, tuple[Callable[[Any, Any], bool], str]] = {
    "prefix": (prefix_turns, "opposite"),
    "order": (places_exchanged, "order"),
    "word": (word_replaced, "word"),
}
"""Guards that align the words of two texts, and the name under which each is told."""

_LAST = ("order", "word")
"""Told only where no other guard says it better."""

GUARDS = ("negation", *values.GUARDS, "opposite", "name", "order", "word", "column", "cut")
"""Names of the guards, in the order in which they are told.

"order": the same words with two parts exchanged; "word": the same but for one weighty word;
"column": the rows hold different values in a column that was named with ``differ=``;
"cut": the model did not see all of one of the texts.
"""


def guard_pairs(
    texts: Sequence[str],
    left: Ends,
    right: Ends,
    *,
    guards: Sequence[str] = GUARDS,
    cut: NDArray[np.bool_] | None = None,
) -> NDArray[np.uint16]:
    """Tell for each pair what differs.

    Parameters
    ----------
    texts : sequence of str
        m texts.
    left, right : ndarray of int64, shape (p,)
        Places of the two texts of each pair.
    guards : sequence of str, default all
        Which guards to look at.
    cut : ndarray of bool, shape (m,), optional
        Texts of which the model did not see all, for the guard "cut".

    Returns
    -------
    ndarray of uint16, shape (p,)
        Bit i is set where ``GUARDS[i]`` differs.

    Raises
    ------
    InputError
        Where a guard has no such name.
    """
    wanted = {check_choice("guards", name, GUARDS) for name in guards}
    mask = np.zeros(len(left), dtype=np.uint16)
    if not len(left):
        return mask
    used = np.unique(np.concatenate([left, right])).tolist()
    heads = {place: texts[place][:MOST_LETTERS] for place in used}
    for name, (read, differ) in _WORDED.items():
        if name in wanted:
            readings = {place: read(head) for place, head in heads.items()}
            mask |= _differing(readings, differ, left, right) << bit_of(name)
    if wanted & set(values.GUARDS):
        named = {place: read_values(head) for place, head in heads.items()}
        for name in wanted & set(values.GUARDS):
            readings = {place: one[name] for place, one in named.items()}
            mask |= _differing(readings, values_differ, left, right) << bit_of(name)
    words = {place: read_words(head) for place, head in heads.items()}
    for differ, name in _ALIGNED.values():
        if name in wanted:
            found = _differing(words, differ, left, right)
            if name in _LAST:
                found[mask > 0] = 0
            mask |= found << bit_of(name)
    if cut is not None and "cut" in wanted:
        mask |= (cut[left] | cut[right]).astype(np.uint16) << bit_of("cut")
    return mask


def bit_of(name: str) -> np.uint16:
    """Return the bit that stands for a guard."""
    return np.uint16(GUARDS.index(name))


def guard_names(mask: int) -> str:
    """Return the names of the guards whose bits are set, joined by commas."""
    return ", ".join(name for bit, name in enumerate(GUARDS) if mask >> bit & 1)


def _differing(
    readings: dict[int, Any], differ: Callable[[Any, Any], bool], left: Ends, right: Ends
) -> NDArray[np.uint16]:
    """Compare readings, each combination of two different ones once."""
    classes: dict[Hashable, int] = {}
    codes = np.zeros(max(readings) + 1, dtype=np.int64)
    for place, reading in readings.items():
        codes[place] = classes.setdefault(reading, len(classes))
    kinds = list(classes)
    a, b = codes[left], codes[right]
    keys, places = np.unique(np.minimum(a, b) * len(kinds) + np.maximum(a, b), return_inverse=True)
    found = np.zeros(len(keys), dtype=np.uint16)
    for k, key in enumerate(keys.tolist()):
        one, other = divmod(key, len(kinds))
        found[k] = one != other and differ(kinds[one], kinds[other])
    return found[places]
