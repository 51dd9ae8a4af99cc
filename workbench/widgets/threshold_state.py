"""The threshold as plain data: what each would do, and the questions of a calibration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.duplicates.decisions import decision_key
from workbench.duplicates.guards.differences import in_words
from workbench.duplicates.pair_evidence import KIND_WORDS
from workbench.errors import InputError
from workbench.figures.plan import cut
from workbench.ledger import Ledger

if TYPE_CHECKING:
    from workbench.duplicates import Calibration

ASKED = 30
"""Pairs asked about when a threshold is calibrated."""

ENOUGH = 10
"""Answers from which on a threshold is shown; fewer say next to nothing."""

Pair = tuple[str, str]


@dataclass(frozen=True, eq=False)
class Asking:
    """Questions about pairs of texts, and what was answered.

    duplicates: what the questions are drawn from, and what is calibrated.
    asked: the questions, in order; none before they are drawn.
    similarities: of the questions.
    answers: by the two texts: whether they say the same.
    """

    duplicates: Any
    asked: tuple[Pair, ...] = ()
    similarities: tuple[float, ...] = ()
    answers: Mapping[Pair, bool] = field(default_factory=dict)

    def drawn(self) -> Asking:
        """Draw the questions."""
        drawn = self.duplicates.questions(ASKED)
        asked = zip(drawn["left_text"], drawn["right_text"], strict=True)
        return replace(self, asked=tuple(asked), similarities=tuple(drawn["similarity"].tolist()))

    def stopped(self) -> Asking:
        """Put the questions away; answers stay."""
        return replace(self, asked=(), similarities=())

    def recalled(self, pairs: pd.DataFrame, ledger: Ledger) -> Asking:
        """Take the answers that a ledger holds about pairs, those since the search too."""
        known = {
            (one.left, one.right): one.decision == "same"
            for one in ledger.current()
            if one.decision in ("same", "not the same")
        }
        if not known:
            return self
        both = list(zip(pairs["left_text"], pairs["right_text"], strict=True))
        keys = {text: decision_key(text) for pair in both for text in pair}
        ends = ((pair, tuple(sorted(keys[text] for text in pair))) for pair in both)
        return replace(self, answers={pair: known[key] for pair, key in ends if key in known})

    def answered(self, number: int, *, same: bool) -> Asking:
        """Take the answer to one question."""
        return replace(self, answers={**self.answers, self.asked[number]: same})

    def next(self) -> int | None:
        """Return the number of the first question without an answer, if there is one."""
        left = (k for k, pair in enumerate(self.asked) if pair not in self.answers)
        return next(left, None)

    def count(self) -> int:
        """Return how many of the questions are answered."""
        return sum(pair in self.answers for pair in self.asked)

    def calibration(self) -> Calibration | None:
        """Return what `Duplicates.calibrate` says to the answers; None if they are too few."""
        try:
            result: Calibration = self.duplicates.calibrate(labels(self.answers))
        except InputError:  # nothing was answered yet
            return None
        return result if result.answers >= ENOUGH else None


def labels(answers: Mapping[Pair, bool]) -> pd.DataFrame:
    """Return answers as `Duplicates.calibrate` and `Ledger.add_labels` take them."""
    lines = [(*pair, same) for pair, same in answers.items()]
    return pd.DataFrame(lines, columns=["left_text", "right_text", "same"])


BINS = 60
"""Bars of the histogram of similarities."""

_FLIPS = 6


@dataclass(frozen=True, eq=False)
class Tuning:
    """Stored pairs of different texts, from the floor upward.

    pairs: columns "left_text", "right_text", "similarity", "kind", "guards"; the most similar
        first.
    similarity (p,): of the pairs, falling.
    floor: smallest threshold that can be answered.
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

    def pair(self, position: int) -> dict[str, Any]:
        """Return a pair as the page shows it."""
        line = self.pairs.iloc[position]
        kind = str(line["kind"])
        about = {"kind": KIND_WORDS.get(kind, kind), "guards": in_words(str(line["guards"] or ""))}
        return shown_pair(line["left_text"], line["right_text"], line["similarity"]) | about


def shown_suggestion(duplicates: Any) -> dict[str, Any]:
    """Return the threshold suggested without labels, as the page shows it."""
    suggestion = duplicates.suggest_threshold()
    return {
        "threshold": suggestion.threshold,
        "low": suggestion.low,
        "high": suggestion.high,
        "sure": suggestion.sure,
        "notes": list(suggestion.notes),
    }


def shown_pair(left: str, right: str, similarity: float) -> dict[str, Any]:
    """Return two texts as the page shows them."""
    return {"like": f"{similarity:.3f}", "left": cut(left, 400), "right": cut(right, 400)}


def effects(duplicates: Any) -> dict[str, int]:
    """Return what a result does, as the page shows it."""
    counts: dict[str, int] = duplicates._effects()  # noqa: SLF001 - the groups' table takes longer
    return counts


def curve_points(curve: pd.DataFrame) -> Sequence[tuple[float, int]]:
    """Return threshold and rows removed of each line of a curve."""
    return [(float(t), int(r)) for t, r in zip(curve["threshold"], curve["n_removed"], strict=True)]
