"""Which texts guards are sure to hold apart: told by one number per text, without pairs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from workbench.duplicates.guards import numbers_and_dates
from workbench.duplicates.guards.differences import MOST_LETTERS
from workbench.duplicates.guards.numbers_and_dates import Values, read_values
from workbench.duplicates.guards.screening import own_values


def sure_codes(
    texts: Sequence[str],
    guards: Collection[str],
    *,
    alone: NDArray[np.bool_],
    others: Sequence[NDArray[np.int64]],
    read: Callable[[str], dict[str, Values]] = read_values,
    strict: bool = True,
) -> NDArray[np.int64]:
    """Return a code per text, shape (m,): where two differ, a guard holds the pair back.

    Texts differ in exact values (a host name, a time, a number), or in one of the `others`, codes
    of columns and addresses. Each text that is `alone` is held apart from all. If guards are not
    strict, a value that one text merely adds holds nothing apart: a kind of values counts only if
    all texts have equally many of them, as texts of one machine do.
    """
    wanted = [name for name in numbers_and_dates.GUARDS if name in guards]
    named = [read(text[:MOST_LETTERS]) for text in texts] if wanted else []
    kinds = [[one[name] for one in named] for name in wanted]
    codes = [own_values(kind) for kind in kinds if strict or _equally_many(kind)]
    places = np.where(alone, np.arange(len(texts)), -1)
    lines = np.column_stack([places, *codes, *others])
    text_codes: NDArray[np.int64] = np.unique(lines, axis=0, return_inverse=True)[1].ravel()
    return text_codes


def _equally_many(values: Sequence[Values]) -> bool:
    """Tell whether all texts name equally many values, so that unlike ones are a conflict."""
    return len({len(one.exact) for one in values}) == 1 and not any(one.worded for one in values)
