"""Guards: what can differ between two texts that look alike, so that neither may be dropped."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Sequence

import numpy as np
from numpy.typing import NDArray

from workbench.errors import check_choice

_NUMBER = re.compile(r"(?:(?<![\w.,])[+\-\u2212])?\d+(?:[.,:/\-]\d+)*\s?%?|(?<![\w])\.\d+")
_NEGATION = re.compile(
    r"\b(?:not|no|never|none|nobody|nothing|nowhere|neither|nor|without|cannot|can'?t|won'?t|"
    r"don'?t|doesn'?t|didn'?t|isn'?t|aren'?t|wasn'?t|weren'?t|haven'?t|hasn'?t|hadn'?t|couldn'?t|"
    r"wouldn'?t|shouldn'?t|mustn'?t|needn'?t|ain'?t)\b"
)


def _numbers(text: str) -> Hashable:
    return tuple(sorted(found.replace(",", "").replace(" ", "") for found in _NUMBER.findall(text)))


def _negations(text: str) -> Hashable:
    return len(_NEGATION.findall(text.lower().replace("\u2019", "'")))


_READERS: dict[str, Callable[[str], Hashable]] = {"negation": _negations, "number": _numbers}

GUARDS = (*_READERS, "cut")
"""Names of the guards, in the order in which they are told."""


def guard_pairs(
    texts: Sequence[str],
    left: NDArray[np.int64],
    right: NDArray[np.int64],
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
    """
    mask = np.zeros(len(left), dtype=np.uint16)
    if not len(left):
        return mask
    used = np.unique(np.concatenate([left, right]))
    for name in guards:
        bit = GUARDS.index(check_choice("guards", name, GUARDS))
        if name == "cut":
            mask |= _either(cut, left, right).astype(np.uint16) << bit
            continue
        codes = np.full(len(texts), -1, dtype=np.int64)
        classes: dict[Hashable, int] = {}
        for place in used.tolist():
            codes[place] = classes.setdefault(_READERS[name](texts[place]), len(classes))
        mask |= (codes[left] != codes[right]).astype(np.uint16) << bit
    return mask


def guard_names(mask: int) -> str:
    """Return the names of the guards whose bits are set, joined by commas."""
    return ", ".join(name for bit, name in enumerate(GUARDS) if mask >> bit & 1)


def _either(
    cut: NDArray[np.bool_] | None, left: NDArray[np.int64], right: NDArray[np.int64]
) -> NDArray[np.bool_]:
    return np.zeros(len(left), dtype=bool) if cut is None else cut[left] | cut[right]
