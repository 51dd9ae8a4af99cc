"""A threshold without labels: where groups are clear and stable, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.duplicates.guards.differences import (
    bit_of,
    compare_left_out,
    guard_pairs,
)
from workbench.duplicates.guards.mild import mark_mild
from workbench.duplicates.pair_evidence import gram_cosines
from workbench.duplicates.threshold.pair_model import COUNTS_FROM, pair_features
from workbench.duplicates.threshold.sampled_groups import SampledGroups, sample_groups
from workbench.duplicates.threshold.signals import measure_groups
from workbench.duplicates.verdicts import Case
from workbench.figures import SuggestionCurve

READ = 2_000
"""Pairs that the pair model looks at, spread evenly over similarities."""

NEARLY = 0.9
"""Share of the best score from which a threshold does about as well."""

ALIKE = 0.5
"""Share of grouped pairs that two thresholds must have in common to be called alike."""

CLOSED = 0.75
"""Share of similar pairs that groups with clear borders hold at least."""

WITHOUT_PAIRS = 0.9
"""Threshold that is suggested if no two texts are similar."""

COLUMNS = (
    "threshold",
    "score",
    "silhouette",
    "stability",
    "closure",
    "f1",
    "pairs",
)
"""Columns of a suggestion's curve."""

AROUND = 3
"""Steps on both sides over which the score is averaged: a peak of one step is chance."""

ASK = (
    "Answer thirty questions to be sure: duplicates.questions() and calibrate(), or "
    "tune_threshold() in Jupyter"
)


@dataclass(frozen=True, eq=False)
class Suggestion:
    """A threshold found without labels, and how sure it is.

    Attributes
    ----------
    threshold : float
        Where groups are clearest and most stable: the largest product of silhouette and stability.
        What precision it has, only answers can tell: `Duplicates.calibrate`.
    closure : float
        Share of the pairs from the threshold upward whose texts are in one group.
    sure : bool
        Whether the signals agree. If not, `notes` say why.
    low, high : float
        Range of thresholds that do about as well: 90 % of the best score or more.
    lowest : float
        Smallest threshold that was looked at.
    signals : dict of str to float
        The threshold that each signal alone would choose: "silhouette", "stability", "pair model".
    curve : SuggestionCurve
        A DataFrame that ``plot()`` draws, one line per threshold tried: ``threshold``, ``score``
        (1 for the best), ``silhouette``, ``stability``, ``closure``, ``f1`` (as the pair model
        expects it), ``pairs`` (of texts in one group).
    notes : tuple of str
        What a reader must be told.
    """

    threshold: float
    closure: float
    sure: bool
    low: float
    high: float
    lowest: float
    signals: dict[str, float]
    curve: SuggestionCurve = field(repr=False)
    notes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Return the threshold and how sure it is, in a few lines."""
        head = (
            f"Suggestion(threshold={self.threshold:g}, {'sure' if self.sure else 'not sure'}: "
            f"{self.low:g} to {self.high:g} do about as well; {self.closure:.0%} of the pairs from "
            "there upward lie in one group)"
        )
        return "\n".join([head, *self.notes])


def suggest_threshold(case: Case) -> Suggestion:
    """Suggest a threshold for this corpus, without labels.

    Texts are merged from 0.5 upward, however high the search for duplicates began. Two signals
    choose: the silhouette (are texts nearer to their own group than to the next one?) is best if
    neither subjects are lumped together nor duplicates torn apart; stability (do groups change if
    the threshold moves?) finds the gap between duplicates and texts on one subject. The pair
    model and the closure of groups say how sure that is.
    """
    groups = sample_groups(case)
    curve = measure_groups(groups)
    curve = curve.assign(f1=_expected_f1(case, groups, curve))
    product = curve["silhouette"].clip(lower=0) * curve["stability"]
    score = product.rolling(2 * AROUND + 1, center=True, min_periods=1).mean()
    few = not product.max() > 0
    if few:  # nothing to tell a group from: the pair model alone decides
        score = curve["f1"]
    curve = curve.assign(score=score / max(float(score.max()), 1e-9))[list(COLUMNS)]
    if not curve["pairs"].any():
        return _without_pairs(curve, groups)
    best = _last_best(curve["score"])
    about = np.flatnonzero(curve["score"] >= NEARLY * curve["score"].max())
    signals = {
        "silhouette": _last_best(curve["silhouette"]),
        "stability": _last_best(curve["stability"].where(curve["pairs"] >= REACHED, 0)),
        "pair model": _last_best(curve["f1"]),
    }
    doubts = (TOO_FEW,) * few
    doubts += _doubts(curve, best, (int(about[0]), int(about[-1])), signals["pair model"])
    at = curve["threshold"].to_numpy()
    return Suggestion(
        threshold=float(at[best]),
        closure=float(curve["closure"].iloc[best]),
        sure=not doubts,
        low=float(at[about[0]]),
        high=float(at[about[-1]]),
        lowest=groups.lowest,
        signals={name: float(at[place]) for name, place in signals.items()},
        curve=_drawable(curve, float(at[best])),
        notes=(*doubts, *((ASK,) if doubts else ()), *_sample_notes(case, groups, at[best])),
    )


TOO_FEW = "there are too few groups to compare: the pair model alone chose"

REACHED = 5
"""Grouped pairs below which the stability of groups says nothing."""


def _drawable(curve: pd.DataFrame, threshold: float) -> SuggestionCurve:
    """Return the curve with the threshold that its figure marks."""
    drawn = SuggestionCurve(curve)
    drawn.attrs["threshold"] = threshold
    return drawn


def _last_best(values: pd.Series) -> int:
    """Return the place of the largest value; the highest threshold if several are equal."""
    array = values.round(9).to_numpy()
    return len(array) - 1 - int(array[::-1].argmax())


def _alike(curve: pd.DataFrame, one: int, other: int) -> float:
    """Return the share of grouped pairs that two thresholds have in common (Jaccard index)."""
    counts = curve["pairs"].iloc[[one, other]].to_numpy(dtype=np.float64)
    return float(counts.min() / max(counts.max(), 1))


def _doubts(curve: pd.DataFrame, best: int, about: tuple[int, int], model: int) -> tuple[str, ...]:
    """Say why a suggestion is not sure; nothing if it is."""
    at = curve["threshold"]
    doubts = []
    if _alike(curve, *about) < ALIKE:
        doubts.append(
            f"thresholds from {at[about[0]]:g} to {at[about[1]]:g} do about as well, and their "
            "groups differ"
        )
    if _alike(curve, best, model) < ALIKE:
        doubts.append(f"the pair model would choose {at[model]:g}, with other groups")
    closure = curve["closure"][best]
    if closure < CLOSED:
        doubts.append(
            f"groups have no clear borders: {closure:.0%} of the pairs that are so similar lie in "
            "one group"
        )
    return tuple(doubts)


def _sample_notes(case: Case, groups: SampledGroups, threshold: float) -> tuple[str, ...]:
    """Tell of a sample, and of a threshold below what the duplicates can answer."""
    notes = []
    if len(groups.nodes) < groups.total:
        notes.append(
            f"measured on {len(groups.nodes):,} of {groups.total:,} texts, drawn at random"
        )
    if threshold < case.floor:
        notes.append(
            f"these duplicates were found from {case.floor:g} upward: find them again with "
            f"threshold={threshold:g} to use it"
        )
    return tuple(notes)


def _without_pairs(curve: pd.DataFrame, groups: SampledGroups) -> Suggestion:
    """Return what is suggested if no threshold makes a group of texts that differ."""
    note = f"no two texts have a similarity of {groups.lowest:g} or more, copies aside"
    return Suggestion(
        WITHOUT_PAIRS,
        1.0,
        True,
        groups.lowest,
        1.0,
        groups.lowest,
        {},
        _drawable(curve, WITHOUT_PAIRS),
        (note,),
    )


def _expected_f1(case: Case, groups: SampledGroups, curve: pd.DataFrame) -> NDArray[np.float64]:
    """Return the F1 of pairs that the pair model expects at each threshold.

    Pairs in one group that are less similar than `lowest` count as different.
    """
    from workbench.duplicates.kernels import components

    links = groups.links
    places, weight = _spread(links.similarity, groups.lowest)
    chance = _chances(case, groups, places) * weight
    total = float(chance.sum())
    hits = np.empty(len(curve))
    for line, threshold in enumerate(curve["threshold"].tolist()):
        root = components(groups.ends[groups.levels >= threshold], len(groups.nodes))
        inside = root[links.left[places]] == root[links.right[places]]
        hits[line] = chance[inside].sum()
    grouped = curve["pairs"].to_numpy(dtype=np.float64)
    # A sample of pairs may expect a little more than there is.
    f1: NDArray[np.float64] = 2 * np.minimum(hits, grouped) / np.maximum(grouped + total, 1e-9)
    return f1


def _spread(
    similarity: NDArray[np.float64], lowest: float
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Draw pairs evenly over similarities, with how many pairs each stands for, shapes (s,)."""
    bands = 20
    band = np.minimum(((similarity - lowest) / (1 - lowest + 1e-9) * bands).astype(int), bands - 1)
    random = np.random.default_rng(2)
    places, weights = [], []
    for number in range(bands):
        inside = np.flatnonzero(band == number)
        drawn = random.permutation(inside)[: READ // bands]
        places.append(drawn)
        weights.append(np.full(len(drawn), len(inside) / max(len(drawn), 1)))
    return np.concatenate(places), np.concatenate(weights)


def _chances(case: Case, groups: SampledGroups, places: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the probability of some links of the sample, shape (s,)."""
    left, right = (groups.nodes[end[places]] for end in (groups.links.left, groups.links.right))
    similarity = groups.links.similarity[places]
    guards = _differences(case, left, right, similarity)
    blind = (guards >> bit_of("unreadable") & 1) > 0
    lexical = np.ones(len(places))  # letters count in unreadable texts only
    lexical[blind] = gram_cosines(case.readings, left[blind], right[blind])
    features = pair_features(similarity, lexical=lexical, guards=guards)
    return case.pair_model.probability(features)


def _differences(
    case: Case,
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    similarity: NDArray[np.float64],
) -> NDArray[np.uint32]:
    """Return what guards see in the pairs in which that counts, shape (s,)."""
    names = [name for name in case.parameters.get("guards", ()) if name != "strict"]
    differ = np.zeros(len(left), dtype=np.uint32)
    near = similarity >= COUNTS_FROM  # below, no difference lowers the probability
    for part, seen in ((near, names), (~near, [name for name in names if name == "unreadable"])):
        one, other = left[part], right[part]
        differ[part] = guard_pairs(
            case.readings, one, other, guards=seen, cut=case.cut, legibility=case.legibility
        )
    one, other = left[near], right[near]
    of = case.nodes.text_of
    differ[near] |= compare_left_out(case.rows, of[one], of[other], names)
    if "strict" not in case.parameters.get("guards", ()):
        differ[near] = mark_mild(case.readings, one, other, differ[near], similarity[near])
    return differ
