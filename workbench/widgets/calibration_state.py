"""The questions of a calibration as plain data: those of `Duplicates.questions`, and answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from workbench.duplicates.decisions import text_key
from workbench.errors import InputError
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

    Attributes
    ----------
    duplicates : Duplicates
        What the questions are drawn from, and what is calibrated.
    asked : tuple of (str, str)
        The questions, in order; none before they are drawn.
    similarities : tuple of float
        Of the questions.
    answers : mapping of (str, str) to bool
        By the two texts: whether they say the same.
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
        keys = {text: text_key(text) for pair in both for text in pair}
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
            found: Calibration = self.duplicates.calibrate(labels(self.answers))
        except InputError:  # nothing was answered yet
            return None
        return found if found.answers >= ENOUGH else None


def labels(answers: Mapping[Pair, bool]) -> pd.DataFrame:
    """Return answers as `Duplicates.calibrate` and `Ledger.add_labels` take them."""
    lines = [(*pair, same) for pair, same in answers.items()]
    return pd.DataFrame(lines, columns=["left_text", "right_text", "same"])
