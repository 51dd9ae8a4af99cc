"""The threshold as plain data: what each one would do, which pairs flip, what answers say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.duplicates.decisions import text_key
from workbench.figures.plan import cut
from workbench.ledger import Ledger
from workbench.widgets.differing import marked_words

BINS = 60
"""Bars of the histogram of similarities."""

ASKED = 30
"""Pairs asked about when a threshold is calibrated."""

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
    answers : mapping of int to bool
        By place of a pair: whether its texts say the same.
    """

    pairs: pd.DataFrame
    similarity: NDArray[np.float64]
    floor: float
    answers: Mapping[int, bool] = field(default_factory=dict)

    @classmethod
    def of(cls, duplicates: Any) -> Tuning:
        """Read the pairs of a result from its floor upward."""
        pairs = duplicates.at(duplicates.min_similarity).pairs
        pairs = pairs[pairs["similarity"] >= duplicates.min_similarity].reset_index(drop=True)
        return cls(
            pairs, pairs["similarity"].to_numpy(dtype=np.float64), float(duplicates.min_similarity)
        )

    def recalled(self, ledger: Ledger) -> Tuning:
        """Take the answers that a ledger holds about these pairs, from earlier runs too."""
        told = {
            (one.left, one.right): one.decision == "same"
            for one in ledger.current() if one.decision in ("same", "not the same")
        }  # fmt: skip
        if not told or not len(self.pairs):
            return self
        sides = [self.pairs["left_text"], self.pairs["right_text"]]
        keys = {text: text_key(text) for text in {*sides[0], *sides[1]}}
        ends = (tuple(sorted((keys[a], keys[b]))) for a, b in zip(*sides, strict=True))
        found = {place: told[key] for place, key in enumerate(ends) if key in told}
        return replace(self, answers={**self.answers, **found})

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
        """Return the pairs nearest to a threshold on both sides, differences marked.

        Parameters
        ----------
        threshold : float
            Inclusive.
        step : float
            How far a pair may lie from it.

        Returns
        -------
        dict
            "out": pairs that would go at the next step up, the least similar first. "in": those
            that would come with the next step down, the most similar first.
        """
        at = self.count(threshold)
        above = range(at - 1, max(self.count(threshold + step), at - _FLIPS) - 1, -1)
        below = range(at, min(self.count(threshold - step), at + _FLIPS))
        return {"out": [self.pair(k) for k in above], "in": [self.pair(k) for k in below]}

    def pair(self, place: int) -> dict[str, Any]:
        """Return a pair as the page shows it."""
        line = self.pairs.iloc[place]
        left, right = cut(line["left_text"], 400), cut(line["right_text"], 400)
        return {
            "place": place, "like": f"{line['similarity']:.3f}", "kind": str(line["kind"]),
            "guards": str(line["guards"] or ""), "left": left, "right": marked_words(left, right),
        }  # fmt: skip

    def asked(self) -> list[int]:
        """Return the places of the pairs to ask about, spread evenly over the similarities."""
        edges = np.linspace(self.floor, 1.0, ASKED + 1)
        chosen = []
        luck = np.random.default_rng(0)
        for low, high in pairwise(edges.tolist()):
            first, last = self.count(min(high, 1.0 + 1e-9)), self.count(low)
            if last > first:
                chosen.append(int(first + luck.integers(last - first)))
        return sorted(set(chosen), key=lambda k: (k * 7919 + 13) % max(len(self.similarity), 1))

    def answered(self, place: int, *, same: bool) -> Tuning:
        """Take an answer about one pair."""
        return replace(self, answers={**self.answers, place: same})

    def suggestion(self) -> tuple[float, int, int] | None:
        """Return the threshold with the fewest answers against it.

        Returns
        -------
        (threshold, answers against it, answers), or None before ten answers
            Of several equally good thresholds the greatest: fewer rows go.
        """
        if len(self.answers) < 10:
            return None
        places = sorted(self.answers)
        like = self.similarity[places]
        same = np.array([self.answers[k] for k in places])
        edges = np.unique(np.append((like[:-1] + like[1:]) / 2, [self.floor, 1.0]))
        wrong = [int(((like >= t) != same).sum()) for t in edges]
        best = min(range(len(edges)), key=lambda k: (wrong[k], -edges[k]))
        return round(float(edges[best]), 4), wrong[best], len(places)


def effects(duplicates: Any) -> dict[str, int]:
    """Return what a result does, as the page shows it."""
    found: dict[str, int] = duplicates._effects()  # noqa: SLF001 - the groups' table takes longer
    return found


def curve_points(curve: pd.DataFrame) -> Sequence[tuple[float, int]]:
    """Return threshold and rows removed of each line of a curve."""
    return [(float(t), int(r)) for t, r in zip(curve["threshold"], curve["n_removed"], strict=True)]
