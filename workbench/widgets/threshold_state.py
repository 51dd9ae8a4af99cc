"""The threshold as plain data: what each one would do, and which pairs flip."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.figures.plan import cut
from workbench.widgets.word_diff import marked_words

BINS = 60
"""Bars of the histogram of similarities."""

_FLIPS = 6


@dataclass(frozen=True, eq=False)
class Tuning:
    """Stored pairs of different texts, from the floor upward.

    Attributes
    ----------
    pairs : DataFrame
        Columns "left_text", "right_text", "similarity", "kind", "guards"; the most similar first.
    similarity : ndarray of float64, shape (p,)
        Of the pairs, falling.
    floor : float
        Smallest threshold that can be answered.
    """

    pairs: pd.DataFrame
    similarity: NDArray[np.float64]
    floor: float

    @classmethod
    def of(cls, duplicates: Any) -> Tuning:
        """Read the pairs of a result from its floor upward."""
        pairs = duplicates.at(duplicates.min_similarity).pairs
        pairs = pairs[pairs["similarity"] >= duplicates.min_similarity].reset_index(drop=True)
        return cls(
            pairs, pairs["similarity"].to_numpy(dtype=np.float64), float(duplicates.min_similarity)
        )

    def count(self, threshold: float) -> int:
        """Return the number of pairs at or above a threshold."""
        return int(np.searchsorted(-self.similarity, -threshold, side="right"))

    @cached_property
    def histogram(self) -> list[tuple[float, int]]:
        """Lower edge and number of pairs of each bar from the floor to 1."""
        edges = np.linspace(self.floor, 1.0, BINS + 1)
        counts = np.histogram(np.minimum(self.similarity, 1.0), edges)[0]
        return [(float(e), int(c)) for e, c in zip(edges[:-1], counts, strict=True)]

    def flips(self, threshold: float, step: float) -> dict[str, list[dict[str, Any]]]:
        """Return the pairs nearest to a threshold on both sides, differences marked."""
        at = self.count(threshold)
        above = range(at - 1, max(self.count(threshold + step), at - _FLIPS) - 1, -1)
        below = range(at, min(self.count(threshold - step), at + _FLIPS))
        return {"out": [self.pair(k) for k in above], "in": [self.pair(k) for k in below]}

    def pair(self, place: int) -> dict[str, Any]:
        """Return a pair as the page shows it."""
        line = self.pairs.iloc[place]
        about = {"kind": str(line["kind"]), "guards": str(line["guards"] or "")}
        return shown_pair(line["left_text"], line["right_text"], line["similarity"]) | about


def shown_pair(left: str, right: str, similarity: float) -> dict[str, Any]:
    """Return two texts as the page shows them, what differs marked."""
    left, right = cut(left, 400), cut(right, 400)
    return {"like": f"{similarity:.3f}", "left": left, "right": marked_words(left, right)}


def effects(duplicates: Any) -> dict[str, int]:
    """Return what a result does, as the page shows it."""
    found: dict[str, int] = duplicates._effects()  # noqa: SLF001 - the groups' table takes longer
    return found


def curve_points(curve: pd.DataFrame) -> Sequence[tuple[float, int]]:
    """Return threshold and rows removed of each line of a curve."""
    return [(float(t), int(r)) for t, r in zip(curve["threshold"], curve["n_removed"], strict=True)]
