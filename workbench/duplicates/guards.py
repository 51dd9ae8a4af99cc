"""Guards: what can differ between two texts that look alike, so that neither may be dropped."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from workbench.duplicates import values
from workbench.duplicates.comparing import (
    Alignment,
    Ends,
    Found,
    compact,
    compare_names,
    compare_negations,
    compare_opposites,
    compare_values,
)
from workbench.duplicates.values import read_values
from workbench.errors import check_choice

MOST_LETTERS = 8_000
"""Letters of a text that guards read."""

_WORDED: dict[str, Callable[[Sequence[str], Ends, Ends], Found]] = {
    "negation": compare_negations,
    "opposite": compare_opposites,
    "name": compare_names,
}

_ALIGNED: dict[str, Callable[[Alignment, Found], Found]] = {
    "opposite": Alignment.prefixes,
    "order": Alignment.orders,
    "word": Alignment.replacements,
}
"""Guards that align the words of two texts; the last two only where no other says it better."""

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
    used, a, b = compact(left, right, len(texts))
    heads = [texts[place][:MOST_LETTERS] for place in used.tolist()]
    for name, compare in _WORDED.items():
        if name in wanted:
            mask |= _bit(compare(heads, a, b), name)
    exact = [name for name in values.GUARDS if name in wanted]
    named = [read_values(head) for head in heads] if exact else []
    for name in exact:
        mask |= _bit(compare_values([one[name] for one in named], a, b), name)
    if wanted & set(_ALIGNED):
        words = Alignment(heads, a, b)
        for name, align in _ALIGNED.items():
            if name in wanted:
                mask |= _bit(align(words, mask == 0), name)
    if cut is not None and "cut" in wanted:
        mask |= (cut[left] | cut[right]).astype(np.uint16) << bit_of("cut")
    return mask


def bit_of(name: str) -> np.uint16:
    """Return the bit that stands for a guard."""
    return np.uint16(GUARDS.index(name))


def guard_names(mask: int) -> str:
    """Return the names of the guards whose bits are set, joined by commas."""
    return ", ".join(name for bit, name in enumerate(GUARDS) if mask >> bit & 1)


def _bit(found: Found, name: str) -> NDArray[np.uint16]:
    return found.astype(np.uint16) << bit_of(name)
