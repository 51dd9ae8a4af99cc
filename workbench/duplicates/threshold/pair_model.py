"""The probability that two texts say the same, from a small model that can be read.

Logistic regression on nine features. Weights stand in ``pair_model.json``; they were trained on
the project's own sample data by ``benchmarks/train_pair_model.py`` and are the same for every
corpus until `refit` fits them to answers given by hand.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from workbench.duplicates.guards.differences import bit_of
from workbench.duplicates.guards.negation_and_names import tokens

FEATURES = (
    "cosine",
    "letters",
    "words",
    "length",
    "negation",
    "values",
    "opposite",
    "name",
    "replaced",
)
"""cosine; letter-trigram cosine; cosine of the sets of words; log ratio of lengths; and whether
guards see another negation, number (amount, date, id, version, rating), opposite (direction,
question, emoji), name, or one word. If the model cannot read a text, the cosine of letters stands
in for that of vectors."""

_GROUPS = (
    ("negation",),
    ("number", "amount", "date", "id", "version", "rating"),
    ("opposite", "direction", "question", "emoji"),
    ("name",),
    ("order", "word"),
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
    texts: Sequence[str],
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    *,
    similarity: NDArray[np.float64],
    lexical: NDArray[np.float64],
    guards: NDArray[np.uint32],
) -> NDArray[np.float64]:
    """Return what the model looks at, shape (p, len(FEATURES)).

    Shapes: left, right (p,), similarity, lexical (p,), guards (p,).
    """
    if not len(left):
        return np.zeros((0, len(FEATURES)))
    used, places = np.unique(np.concatenate([left, right]), return_inverse=True)
    ends = places.reshape(2, -1)
    words = [tokens(texts[index]) for index in used.tolist()]
    # The difference of two logarithms is the ratio of lengths: a word more means much in a short
    # text and little in a long one. Plus 1, for texts without any word.
    size = np.log1p(np.array([len(one) for one in words], dtype=np.float64))
    flags = [_any_bit(guards, names) for names in _GROUPS]
    shared = _word_cosines(words, ends[0], ends[1])
    length = np.abs(size[ends[0]] - size[ends[1]])
    # Vectors of texts that the model cannot read are alike without saying the same. Letters may
    # then lower the similarity, but not raise it.
    blind = _any_bit(guards, ("unreadable",)) > 0
    cosines = np.where(blind, np.minimum(similarity, lexical), similarity)
    return np.column_stack([cosines, lexical, shared, length, *flags])


def refit(
    features: NDArray[np.float64],
    same: NDArray[np.bool_],
    *,
    prior: PairModel | None = None,
    strength: float = 20.0,
) -> PairModel:
    """Return weights fitted to answers, pulled towards those of `prior`.

    Shapes: features (p, len(FEATURES), same (p,).
    """
    prior = prior or default_pair_model()
    # The column of ones makes the intercept one more weight.
    design = np.column_stack([features, np.ones(len(features))])
    start = np.array([*prior.weights, prior.intercept])
    # A Gaussian prior around the weights that came with Workbench: with few answers, nine free
    # weights would fit chance.
    pull = np.full(len(start), strength)
    pull[[0, -1]] = 0.1  # the cosine's scale and the base rate differ most between corpora
    weights = start.copy()
    for _ in range(50):
        p = 1 / (1 + np.exp(-np.clip(design @ weights, -50, 50)))
        # Gradient and (negative) curvature of the log posterior. The prior on the diagonal keeps
        # the matrix invertible, even if all answers are the same or a feature never varies.
        slope = design.T @ (same - p) - pull * (weights - start)
        curve = design.T @ (design * (p * (1 - p))[:, None]) + np.diag(pull)
        step = np.linalg.solve(curve, slope)
        # If nearly all probabilities are 0 or 1, the curve is flat and a full Newton step leaps far
        # beyond the maximum.
        weights = weights + np.clip(step, -2, 2)
        if np.abs(step).max() < 1e-9:
            break
    return PairModel(
        tuple(weights[:-1].tolist()), float(weights[-1]), f"{len(same)} answers", prior
    )


def _any_bit(guards: NDArray[np.uint32], names: Sequence[str]) -> NDArray[np.float64]:
    bits = np.uint32(sum(1 << int(bit_of(name)) for name in names))
    return ((guards & bits) > 0).astype(np.float64)


def _word_cosines(
    words: Sequence[Sequence[str]], left: NDArray[np.int64], right: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return the cosine of the sets of words of each pair, shape (p,)."""
    from workbench.duplicates.kernels import row_cosines, sorted_counts

    terms: dict[str, int] = {}
    # `dict.fromkeys` keeps each word once, in the order of the text; a set of strings would have
    # another order in each process.
    rows = [[terms.setdefault(w, len(terms)) for w in dict.fromkeys(one)] for one in words]
    start = np.zeros(len(rows) + 1, dtype=np.int64)
    np.cumsum([len(row) for row in rows], out=start[1:])
    codes = np.array([code for row in rows for code in row], dtype=np.uint64)
    bounds, unique, counts = sorted_counts(codes, start)
    cosines: NDArray[np.float64] = row_cosines(bounds, unique, counts, left, right)
    return cosines
