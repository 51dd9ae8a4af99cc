"""Balanced guards: which differences of a pair are not worth holding it back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from workbench.duplicates.guards import numbers_and_dates
from workbench.duplicates.guards.differences import MILD, MOST_LETTERS, WORD_BARS_BELOW, bit_of
from workbench.duplicates.guards.held_apart import held_apart
from workbench.duplicates.guards.numbers_and_dates import Values, read_values, values_conflict
from workbench.duplicates.guards.references import problem_reader
from workbench.duplicates.guards.screening import Ends, compact


def mark_mild(
    texts: Sequence[str],
    left: Ends,
    right: Ends,
    masks: NDArray[np.uint32],
    similarity: NDArray[np.float64],
    read: Callable[[str], dict[str, Values]] | None = None,
) -> NDArray[np.uint32]:
    """Return the masks with the bit `MILD` if no difference is worth holding a pair back.

    `read` is a `problem_reader` of these texts that is at hand. Shapes: left, right, masks,
    similarity (p,), returns (p,).
    """
    marked = masks.copy()
    word, values = np.uint32(1) << bit_of("word"), np.uint32(0)
    for name in numbers_and_dates.GUARDS:
        values |= np.uint32(1) << bit_of(name)
    marked[(masks == word) & (similarity >= WORD_BARS_BELOW)] |= MILD
    # A text stands in many pairs.
    read = read or problem_reader(texts, cache(read_values))
    valued = np.flatnonzero((masks > 0) & ((masks & ~values) == 0))
    for k in valued[_may_go(texts, left[valued], right[valued], read)].tolist():
        one, other = (texts[end[k]][:MOST_LETTERS] for end in (left, right))
        if not values_conflict(read(one), read(other)):
            marked[k] |= MILD
    return marked


def _may_go(
    texts: Sequence[str], left: Ends, right: Ends, read: Callable[[str], dict[str, Values]]
) -> NDArray[np.bool_]:
    """Tell which pairs must be looked at: arrays settle most pairs of machine-made lines."""
    used, one, other = compact(left, right, len(texts))
    apart = held_apart(
        [texts[k] for k in used.tolist()], numbers_and_dates.GUARDS, read=read, strict=False
    )
    return apart.undecided(one, other)
