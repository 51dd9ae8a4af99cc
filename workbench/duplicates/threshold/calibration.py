"""A threshold from thirty answers, with the precision it will have and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.duplicates.grouping.links import APART, SAME
from workbench.duplicates.guards.differences import holds_back
from workbench.duplicates.threshold.pair_model import PairModel, pair_features, refit
from workbench.duplicates.verdicts import Case
from workbench.errors import ColumnError, InputError, check_count, check_threshold

BANDS = 6
"""Bands of similarity from which questions are drawn."""

SEED = 20_250_101
DRAWS = 4_000
"""Draws of the posterior of each band's share of same pairs."""


@dataclass(frozen=True, eq=False)
class Calibration:
    """What answers say about thresholds.

    Attributes
    ----------
    threshold : float
        The smallest one whose estimated precision reaches the target.
    precision : float
        Share of pairs at or above it that say the same, estimated from the answers.
    ci_low, ci_high : float
        90 % interval of that share.
    answers : int
        How many pairs were answered.
    pair_model : PairModel
        The model refitted to the answers.
    curve : DataFrame
        ``threshold, pairs, precision, ci_low, ci_high``.
    notes : tuple of str
        What a reader must be told.
    """

    threshold: float
    precision: float
    ci_low: float
    ci_high: float
    answers: int
    pair_model: PairModel
    curve: pd.DataFrame = field(repr=False)
    notes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Return the threshold and its precision in one line."""
        return (
            f"Calibration(threshold={self.threshold:g}: precision {self.precision:.2f}, "
            f"90 % interval {self.ci_low:.2f} to {self.ci_high:.2f}, from {self.answers} answers)"
        )


def draw_questions(case: Case, count: int = 30) -> pd.DataFrame:
    """Draw pairs to be answered, spread evenly over bands of similarity."""
    check_count("n", count)
    # Two texts may be linked more than once, if rows are compared in blocks. A person is asked
    # about texts, so about each two of them once.
    once = np.zeros(len(case.links), dtype=bool)
    once[np.unique(_text_pairs(case), return_index=True)[1]] = True
    open_ = np.flatnonzero(once & (case.links.flag == 0) & ~holds_back(case.guards))
    edges = _edges(case)
    band = np.clip(np.searchsorted(edges, case.links.similarity[open_], side="right") - 1, 0, None)
    random = np.random.default_rng(SEED)
    chosen: list[int] = []
    # In turn from each band, not at random from all pairs: most pairs lie just above the floor, and
    # the bands near 1 would get hardly any question.
    queues = [random.permutation(open_[band == k]).tolist() for k in range(BANDS)]
    while len(chosen) < min(count, len(open_)):
        for queue in queues:
            if queue and len(chosen) < count:
                chosen.append(queue.pop())
    # Mixed again: in rising order of similarity, people would guess the answer from the last.
    places = random.permutation(np.array(chosen, dtype=np.int64))
    texts = np.array([*case.texts, None], dtype=object)
    similarity = case.links.similarity[places]
    return pd.DataFrame(
        {
            "left_text": texts[case.links.left[places]],
            "right_text": texts[case.links.right[places]],
            "similarity": similarity,
            "band": np.clip(np.searchsorted(edges, similarity, side="right") - 1, 0, None),
        }
    )


def calibrate(
    case: Case, answers: pd.DataFrame | None = None, *, precision: float = 0.9
) -> Calibration:
    """Estimate precision by threshold from answers, and choose a threshold.

    The share of same pairs in each band of similarity is a beta posterior of its answers, with
    one answer's weight given to the refitted pair model's own expectation; bands are weighed
    by how many pairs they hold. Decisions that were applied ("same", "not the same") are answers
    too, so that what a ledger holds need not be asked again; pairs that a guard holds back teach
    the model, but say nothing of thresholds.
    """
    target = check_threshold(precision, name="precision")
    places, same, earlier = _answered(case, answers)
    links = case.links
    features = pair_features(
        links.similarity[places], lexical=case.lexical[places], guards=case.guards[places]
    )
    # From the weights before any answer: a model that was refitted has seen the earlier answers,
    # and they are among these again.
    model = refit(features, same, prior=case.pair_model.prior or case.pair_model)
    # A guard holds its pairs back at every threshold, so they say nothing of any one's precision.
    counts = ~holds_back(case.guards[places])
    curve = _curve(case, places[counts], same[counts], model.probability(case.features))
    reached = curve[curve["precision"] >= target]
    notes = _told(len(places), earlier, int((~counts).sum()))
    if not len(reached):
        reached = curve.sort_values(["precision", "threshold"]).tail(1)
        notes += (f"no threshold reaches a precision of {target:g}; this one comes nearest",)
    best = reached.iloc[0]
    return Calibration(
        float(best["threshold"]),
        float(best["precision"]),
        float(best["ci_low"]),
        float(best["ci_high"]),
        len(places),
        model,
        curve,
        notes,
    )


def _edges(case: Case) -> NDArray[np.float64]:
    return np.linspace(case.floor, 1.0, BANDS + 1)[:-1]


def _told(answers: int, earlier: int, guarded: int) -> tuple[str, ...]:
    notes = []
    if earlier:
        notes.append(f"{earlier:,} of {answers:,} answers are decisions taken earlier")
    if guarded:
        notes.append(f"{guarded:,} answers are about pairs that go to review anyway")
    return tuple(notes)


def _text_pairs(case: Case) -> NDArray[np.int64]:
    """Write the texts of each link as one number, shape (p,)."""
    text = case.nodes.text_of
    pairs: NDArray[np.int64] = text[case.links.left] * len(case.rows.distinct)
    return pairs + text[case.links.right]


def _answered(
    case: Case, answers: pd.DataFrame | None
) -> tuple[NDArray[np.int64], NDArray[np.bool_], int]:
    """Find the links that were answered, and how many by earlier decisions; the last one counts."""
    links = case.links
    decided = np.flatnonzero(links.similarity >= case.floor)
    decided = decided[(links.flag[decided] & (SAME | APART)) > 0]
    known, first = np.unique(_text_pairs(case), return_index=True)
    at = np.searchsorted(known, _text_pairs(case)[decided])
    # All links of the same two texts stand under the first one, so an answer replaces the decision
    # about these texts.
    answered = dict(
        zip(first[at].tolist(), ((links.flag[decided] & SAME) > 0).tolist(), strict=True)
    )
    earlier = set(answered)
    places = {text: position for position, text in enumerate(case.rows.distinct)}
    for left, right, same in _lines(answers):
        ends = sorted((places.get(left, -1), places.get(right, -1)))
        key = ends[0] * len(places) + ends[1]
        position = int(np.searchsorted(known, key))
        # An unknown text has the number -1, and a key made with it may be that of another pair.
        if ends[0] >= 0 and position < len(known) and known[position] == key:
            answered[int(first[position])] = same
            earlier.discard(int(first[position]))
    if not answered:
        raise InputError(
            "none of the answers is about a pair of these duplicates. Draw new questions."
        )
    return (
        np.array(list(answered), dtype=np.int64),
        np.array(list(answered.values()), dtype=bool),
        len(earlier),
    )


def _lines(answers: pd.DataFrame | None) -> list[tuple[str, str, bool]]:
    """Return the answered lines of a frame of answers."""
    if answers is None:
        return []
    for name in ("left_text", "right_text", "same"):
        if name not in answers.columns:
            raise ColumnError.missing(name, list(answers.columns))
    answered = answers.dropna(subset=["same"])
    return [
        (str(left), str(right), bool(same))
        for left, right, same in zip(
            answered["left_text"], answered["right_text"], answered["same"], strict=True
        )
    ]


def _curve(
    case: Case, places: NDArray[np.int64], same: NDArray[np.bool_], expected: NDArray[np.float64]
) -> pd.DataFrame:
    """Return precision with its interval for thresholds from the floor to 0.99."""
    similarity = case.links.similarity
    free = ~holds_back(case.guards)
    random = np.random.default_rng(SEED)
    lines = []
    for threshold in np.arange(round(case.floor, 2), 0.995, 0.01).round(6).tolist():
        # The threshold cuts the band it lies in. Bands below it become empty and are skipped. A
        # little beyond 1, because the upper edge of a band does not belong to it.
        edges = np.append(np.maximum(_edges(case), threshold), 1.0 + 1e-9)
        shares, mass = [], []
        for low, high in pairwise(edges.tolist()):
            inside = free & (similarity >= low) & (similarity < high)
            if not inside.any():
                continue
            answered = same[(similarity[places] >= low) & (similarity[places] < high)]
            # Without an answer a band would say nothing, so the model's expectation counts as one
            # answer, part yes and part no. Not all of either: a beta distribution needs both above
            # 0.
            prior = float(np.clip(expected[inside].mean(), 0.02, 0.98))
            yes, no = answered.sum() + prior, (~answered).sum() + 1 - prior
            shares.append(random.beta(yes, no, DRAWS))
            mass.append(int(inside.sum()))
        if not mass:
            continue
        # Precision is a mean over all pairs at or above the threshold, so a band weighs as many as
        # it holds, not as many as were asked. Averaged draw by draw, the draws are those of the
        # posterior of the precision, and their quantiles its interval.
        drawn = np.average(shares, axis=0, weights=mass)
        lines.append(
            {
                "threshold": max(threshold, case.floor),
                "pairs": sum(mass),
                "precision": float(drawn.mean()),
                "ci_low": float(np.quantile(drawn, 0.05)),
                "ci_high": float(np.quantile(drawn, 0.95)),
            }
        )
    return pd.DataFrame(lines, columns=["threshold", "pairs", "precision", "ci_low", "ci_high"])
