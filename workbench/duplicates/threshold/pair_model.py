"""The probability that two texts say the same, from a small model that can be read.

Logistic regression on the cosine and on what guards see. Its weights stand in ``pair_model.json``;
``benchmarks/train_pair_model.py`` trained them on texts of this project alone. They are the same
for every corpus until `refit` fits them to answers given by hand.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from workbench.duplicates.guards.differences import MILD, bit_of

FEATURES = ("cosine", "values", "opposite", "negation", "name")
"""The cosine, and the first of these differences that guards see: another value (number, amount,
date, id, version, rating), opposite (direction, question, emoji), negation, or name.

A difference counts the more, the more similar the texts are: from `COUNTS_FROM`, where it counts
nothing, to 1, where it counts in full. Below, the cosine knows already that they differ; that two
texts are the same but for a "not" is what it cannot see. Only the first difference counts, so
that a higher cosine never lowers the probability (tests hold that). Values are read exactly; a
"not", an opposite or a name may be another way to say the same, so these count `WORDS_COUNT` only.
If the model cannot read a text, the cosine of letters stands in for that of vectors, if it is
lower.

Words and letters in common, and another word in the place of one, are no features: they told
nothing beyond the cosine in sets of other people, and less than nothing where questions share
their frame ("Can I ... during ...?").
"""

COUNTS_FROM = 0.75
"""Cosine from which on a difference counts."""

WORDS_COUNT = 0.5
"""Share that a difference in words counts, beside one in values. Chosen on covid_q."""

MIDDLE = 0.8
"""Cosine about which answers turn the slope: the middle of what is in doubt."""

SHIFTS = ((0.3, 0.997), (3.0, 0.003))
"""What is expected, before answers, of the shift of log odds: standard deviations and shares."""

MOST_SHIFT = 8.0
"""Largest shift of log odds by answers."""

MOST_ROUNDS = 20
"""Rounds in which shift and weights are fitted in turn."""

_GROUPS = (
    ("number", "amount", "date", "id", "version", "rating"),
    ("opposite", "direction", "question", "emoji"),
    ("negation",),
    ("name",),
)


@dataclass(frozen=True)
class PairModel:
    """Weights of the features, and where they come from.

    weights: one a feature, as `FEATURES` names them, per unit of the feature.
    intercept: log odds where every feature is zero.
    source: what it was trained on.
    prior: the weights that answers moved, for a refit with more answers: none counts twice.
    """

    weights: tuple[float, ...]
    intercept: float
    source: str
    prior: PairModel | None = field(default=None, repr=False)

    def probability(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the probability that the texts of each pair say the same, shape (p,)."""
        odds = features @ np.array(self.weights) + self.intercept
        # Clipped, because `exp` overflows from 709 on, and beyond 50 the probability is 0 or 1 to
        # all digits that matter.
        probabilities: NDArray[np.float64] = 1 / (1 + np.exp(-np.clip(odds, -50, 50)))
        return probabilities


@cache
def default_pair_model() -> PairModel:
    """Return the weights that come with Workbench."""
    text = (
        resources.files("workbench.duplicates.threshold")
        .joinpath("pair_model.json")
        .read_text("utf-8")
    )
    stored = json.loads(text)
    return PairModel(tuple(stored["weights"].values()), stored["intercept"], stored["source"])


def pair_features(
    similarity: NDArray[np.float64],
    *,
    lexical: NDArray[np.float64],
    guards: NDArray[np.uint32],
) -> NDArray[np.float64]:
    """Return what the model looks at, shape (p, len(FEATURES)).

    Shapes: similarity (p,), lexical, the cosine of letters (p,), guards (p,).
    """
    # Vectors of texts that the model cannot read are alike without saying the same. Letters may
    # then lower the similarity, but not raise it.
    blind = _any_bit(guards, ("unreadable",)) > 0
    cosines = np.where(blind, np.minimum(similarity, lexical), similarity)
    # What one text merely adds, and another word for the same, hold nothing back: no evidence.
    open_ = (guards & MILD) == 0
    columns = []
    for names in _GROUPS:
        differs = (_any_bit(guards, names) > 0) & open_
        columns.append(differs)
        open_ = open_ & ~differs
    weighed = np.array(columns, dtype=np.float64)
    weighed[1:] *= WORDS_COUNT  # all but values
    counts = np.clip((cosines - COUNTS_FROM) / (1 - COUNTS_FROM), 0, 1)
    return np.column_stack([cosines, weighed.T * counts[:, None]])


def refit(
    features: NDArray[np.float64],
    same: NDArray[np.bool_],
    *,
    prior: PairModel | None = None,
    strength: float = 20.0,
) -> PairModel:
    """Return weights fitted to answers, pulled towards those of `prior`.

    Shapes: features (p, len(FEATURES)), same (p,).

    How often texts say the same at all differs most between corpora, so answers move the intercept
    most, at `MIDDLE`, which turns no slope. Thirty answers say little about a small shift, and
    following them made a model worse that was right before. So the shift has a prior of two normal
    distributions, a narrow and a wide one (Tukey 1960): answers move the model far only if they
    prove that they must.
    """
    prior = prior or default_pair_model()
    moved = features.copy()
    moved[:, 0] -= MIDDLE
    start = np.array(prior.weights)
    middle = prior.intercept + MIDDLE * start[0]
    pull = np.full(len(start), strength)
    pull[0] = 1.0
    weights, shift = start.copy(), 0.0
    for _ in range(MOST_ROUNDS):
        before = shift
        shift = _shift(moved @ weights + middle, same)
        weights = _fit(moved, same, middle + shift, start, pull)
        if abs(shift - before) < 1e-6:
            break
    # A higher cosine must not lower the probability after answers either.
    weights[1:] = np.maximum(weights[1:], -(1 - COUNTS_FROM) * max(weights[0], 0))
    intercept = float(middle + shift - MIDDLE * weights[0])
    return PairModel(tuple(weights.tolist()), intercept, f"{len(same)} answers", prior)


def _shift(odds: NDArray[np.float64], same: NDArray[np.bool_]) -> float:
    """Return the expected shift of log odds, given answers: the mean of its posterior."""
    shifts = np.linspace(-MOST_SHIFT, MOST_SHIFT, 641)
    says = np.where(same, 1.0, -1.0)
    fit = np.zeros(len(shifts))
    for said, odd in zip(says.tolist(), odds.tolist(), strict=True):
        fit -= np.logaddexp(0, -said * (odd + shifts))
    density = sum(share / sd * np.exp(-((shifts / sd) ** 2) / 2) for sd, share in SHIFTS)
    chance = np.exp(fit - np.max(fit)) * density
    return float(chance @ shifts / chance.sum())


def _fit(
    features: NDArray[np.float64],
    same: NDArray[np.bool_],
    intercept: float,
    start: NDArray[np.float64],
    pull: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return the weights that answers make likeliest, with a normal prior around `start`."""
    weights = start.copy()
    for _ in range(50):
        p = 1 / (1 + np.exp(-np.clip(features @ weights + intercept, -50, 50)))
        # Gradient and (negative) curvature of the log posterior. The prior on the diagonal keeps
        # the matrix invertible, even if all answers are the same or a feature never varies.
        slope = features.T @ (same - p) - pull * (weights - start)
        curve = features.T @ (features * (p * (1 - p))[:, None]) + np.diag(pull)
        step = np.linalg.solve(curve, slope)
        # If nearly all probabilities are 0 or 1, the curve is flat and a full Newton step leaps far
        # beyond the maximum.
        weights = weights + np.clip(step, -2, 2)
        if np.abs(step).max() < 1e-9:
            break
    return weights


def _any_bit(guards: NDArray[np.uint32], names: tuple[str, ...]) -> NDArray[np.float64]:
    bits = np.uint32(sum(1 << int(bit_of(name)) for name in names))
    return ((guards & bits) > 0).astype(np.float64)
