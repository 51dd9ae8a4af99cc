"""Parts of a country or a town: the upper midwest is not the midwest."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_POINTS = frozenset(("north", "south", "east", "west"))
_POINT = re.compile(r"(mid)?(north|south)?(east|west)?(?:ern|erly|erners?|wards?|bound)?")
_PARTS = {
    "upper": "upper",
    "lower": "lower",
    "central": "central",
    "center": "central",
    "centre": "central",
    "mid": "mid",
    "middle": "mid",
    "inner": "inner",
    "outer": "outer",
    "deep": "deep",
}
_WORD = re.compile(r"[a-z]+")


def read_compass(text: str) -> frozenset[str]:
    """Return the points of the compass that a text names, and what narrows them down."""
    found: set[str] = set()
    for word in _WORD.findall(text.casefold()):
        point = _POINT.fullmatch(word)
        if point and _POINTS & set(point.groups()):
            found.update(part for part in point.groups() if part)
        elif word in _PARTS:
            found.add(_PARTS[word])
    return frozenset(found)


def compare_compass(
    texts: Sequence[str], a: NDArray[np.int64], b: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Tell for each pair whether it names other points of the compass, shape (p,).

    "The upper floor" beside "the floor" says nothing of the kind: a point must be named.
    """
    read = [read_compass(text) for text in texts]
    code = {named: k for k, named in enumerate(dict.fromkeys(read))}
    codes = np.array([code[named] for named in read], dtype=np.int64)
    points = np.array([bool(named & _POINTS) for named in read], dtype=bool)
    found: NDArray[np.bool_] = (codes[a] != codes[b]) & (points[a] | points[b])
    return found
