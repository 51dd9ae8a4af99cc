"""Which texts guards are sure to hold apart: told by numbers per text, without reading pairs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from workbench.duplicates.guards import numbers_and_dates
from workbench.duplicates.guards.differences import MOST_LETTERS
from workbench.duplicates.guards.numbers_and_dates import (
    Values,
    numbered,
    read_values,
    values_conflict,
    values_differ,
)
from workbench.duplicates.guards.screening import own_sets, set_codes


@dataclass(frozen=True, eq=False)
class HeldApart:
    """Texts that a guard holds apart, as far as that is sure.

    code (m,): texts of unlike codes are held apart.
    values, counts (k, m): so are texts that name equally many values of a kind, but other ones.
    conflict: tells whether the values of two texts conflict in another way.
    """

    code: NDArray[np.int64]
    values: NDArray[np.int64]
    counts: NDArray[np.int64]
    conflict: Callable[[int, int], bool] = field(repr=False)

    def __len__(self) -> int:
        """Return the number of texts."""
        return len(self.code)

    def undecided(self, one: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Tell which texts a guard may let go together; `one` and `other` are broadcast."""
        undecided: NDArray[np.bool_] = self.code[one] == self.code[other]
        for values, counts in zip(self.values, self.counts, strict=True):
            undecided &= (values[one] == values[other]) | (counts[one] != counts[other])
        return undecided

    def values_conflict(
        self, left: NDArray[np.int64], right: NDArray[np.int64]
    ) -> NDArray[np.bool_]:
        """Tell for each pair whether its values alone hold it back, shape (p,)."""
        pairs = zip(left.tolist(), right.tolist(), strict=True)
        return np.array([self.conflict(one, other) for one, other in pairs], dtype=bool)


def held_apart(
    texts: Sequence[str],
    guards: Collection[str],
    *,
    alone: NDArray[np.bool_] | None = None,
    others: Sequence[NDArray[np.int64]] = (),
    read: Callable[[str], dict[str, Values]] = read_values,
    strict: bool = True,
) -> HeldApart:
    """Return which of m texts are sure to be held apart.

    Texts differ in exact values (a host name, a time, a number), or in one of the `others`, codes
    of columns and addresses. Each text that is `alone` is held apart from all. If guards are not
    strict, a value that one text merely adds holds nothing apart: then only texts that name
    equally many conflict for sure, as lines of one machine do.

    Shapes: alone (m,), others (m,) each.
    """
    wanted = [name for name in numbers_and_dates.GUARDS if name in guards]
    heads = [text[:MOST_LETTERS] for text in texts]
    named = [read(head) for head in heads] if wanted else []
    kinds = [own_sets([one[name] for one in named]) for name in wanted]
    values = [set_codes(kind) for kind in kinds]
    nowhere = np.zeros(len(texts), dtype=np.int64)
    places = np.arange(len(texts))
    code = _joined([nowhere if alone is None else np.where(alone, places, -1), *others])

    def conflict(one: int, other: int) -> bool:
        if not wanted:
            return False
        mine, theirs = named[one], named[other]
        differ = any(values_differ(mine[kind], theirs[kind]) for kind in wanted)
        return differ and (strict or values_conflict(mine, theirs))

    if strict:
        none = np.empty((0, len(texts)), np.int64)
        return HeldApart(_joined([code, *values]), none, none, conflict)
    with_digits = [set_codes([numbered(own) for own in kind]) for kind in kinds]
    numbers = [one[wanted[0]].numbers for one in named] if wanted else nowhere
    counts = np.array([numbers, *([len(own) for own in kind] for kind in kinds)], dtype=np.int64)
    some = counts.any(axis=1)
    counts = np.where(counts > 0, counts, -1 - places)  # what names none is like no other
    codes = np.array([_joined([nowhere, *with_digits]), *values])
    return HeldApart(code, codes[some], counts[some], conflict)


def _joined(codes: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
    """Return one code in the stead of several, shape (m,)."""
    joined: NDArray[np.int64] = np.unique(
        np.column_stack(list(codes)), axis=0, return_inverse=True
    )[1].ravel()
    return joined
