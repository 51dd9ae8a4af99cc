"""How often a model says what people decided of the same two texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from workbench.errors import InputError, check_threshold
from workbench.intervals import wilson
from workbench.ledger.entries import Entry

LEAST_ANSWERS = 30
"""Answers of people that measure a model."""

LEVEL = 0.9
"""Confidence of the interval."""


@dataclass(frozen=True)
class Agreement:
    """Answers of a model beside those of people.

    Attributes
    ----------
    model : str
        The model's name.
    answers : int
        Pairs that both answered.
    agreed : int
        Pairs of which both say the same.
    wrongly_same : int
        Pairs that the model calls the same, and people do not: each would drop a row.
    share, ci_low, ci_high : float
        Share of agreement with its 90 % interval (Wilson 1927); NaN without an answer.
    """

    model: str
    answers: int
    agreed: int
    wrongly_same: int
    share: float
    ci_low: float
    ci_high: float

    def __str__(self) -> str:
        """Return the agreement as a sentence says it."""
        return (
            f"{self.agreed} of {self.answers} answers agree ({self.share:.2f}, 90 % interval "
            f"{self.ci_low:.2f} to {self.ci_high:.2f}); {self.wrongly_same} wrongly called the same"
        )


def measure_agreement(
    model: str, proposals: Sequence[Entry], decisions: Sequence[Entry]
) -> Agreement:
    """Compare proposals with what people decided."""
    if not proposals:
        raise InputError(
            f"no model {model!r} has said anything in this ledger. Ask it first: "
            "corpus.duplicates().second_opinion(...)"
        )
    said = {(e.left, e.right): e.decision for e in proposals}
    decided = {(e.left, e.right): e.decision for e in decisions if e.left}
    both = [(said[pair], decided[pair]) for pair in said if pair in decided]
    agreed = sum(mine == theirs for mine, theirs in both)
    wrongly = sum(mine == "same" != theirs for mine, theirs in both)
    if not both:
        return Agreement(model, 0, 0, 0, float("nan"), float("nan"), float("nan"))
    low, high = wilson(agreed, len(both), LEVEL)
    share = agreed / len(both)
    return Agreement(model, len(both), agreed, wrongly, share, float(low), float(high))


def check_agreement(agreement: Agreement, min_agreement: Any) -> None:
    """Refuse a model that too few answers measure, or with which people agree too seldom."""
    least = check_threshold(min_agreement, name="min_agreement")
    if agreement.answers < LEAST_ANSWERS:
        missing = LEAST_ANSWERS - agreement.answers
        raise InputError(
            f"people have answered {agreement.answers} of the pairs that {agreement.model!r} was "
            f"asked about; {LEAST_ANSWERS} measure it. Answer {missing} more: opinions.questions() "
            "draws them, ledger.add_labels(questions) keeps the answers"
        )
    if agreement.ci_low < least:
        raise InputError(
            f"{agreement.model!r} is not accepted: {agreement}. The lower end of the interval must "
            f"be {least:g} or more. Look at where it errs, ask another model, or answer more pairs"
        )
