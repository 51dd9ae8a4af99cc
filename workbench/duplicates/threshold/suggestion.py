"""A threshold without labels: where groups would do best if the pair model were right."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from workbench.duplicates.verdicts import Case, decide

STEP = 0.01
"""Distance between the thresholds that are tried."""


@dataclass(frozen=True, eq=False)
class Suggestion:
    """A threshold, and what the pair model expects of it.

    Attributes
    ----------
    threshold : float
        Where expected precision and recall balance best (F1 of pairs of texts in one group).
    precision, recall : float
        What is expected there. Recall counts pairs from the floor upward only.
    curve : DataFrame
        ``threshold, precision, recall, f1`` for every threshold tried.
    """

    threshold: float
    precision: float
    recall: float
    curve: pd.DataFrame = field(repr=False)


def suggest_threshold(case: Case) -> Suggestion:
    """Suggest a threshold for this corpus, without labels.

    Each pair of texts is the same with the probability that the pair model gives it. A
    threshold puts texts into groups; of the pairs inside groups so many are expected to be the
    same (precision), which is such a share of all that are (recall). Pairs inside a group that
    lie below the floor count as different.
    """
    links, chance = case.links, case.probability
    total = float(chance.sum())
    lines = []
    steps = int(np.floor((1 - case.floor) / STEP + 1e-9))
    for threshold in np.unique(np.round(1 - STEP * np.arange(steps + 1), 6)).tolist():
        if threshold < case.floor:
            continue
        group = decide(case, threshold).node_group
        together = (group[links.left] == group[links.right]) & (group[links.left] >= 0)
        sizes = np.bincount(group[group >= 0]).astype(np.float64)
        asserted = float((sizes * (sizes - 1) / 2).sum())
        hits = float(chance[together].sum())
        precision = hits / asserted if asserted else 1.0
        recall = hits / total if total else 1.0
        f1 = 2 * hits / (asserted + total) if asserted + total else 1.0
        lines.append({"threshold": threshold, "precision": precision, "recall": recall, "f1": f1})
    if not lines:
        lines = [{"threshold": case.floor, "precision": 1.0, "recall": 1.0, "f1": 1.0}]
    curve = pd.DataFrame(lines)
    smooth = curve["f1"].rolling(3, center=True, min_periods=1).mean().round(9)
    best = len(smooth) - 1 - int(smooth.to_numpy()[::-1].argmax())
    chosen = lines[best]
    return Suggestion(chosen["threshold"], chosen["precision"], chosen["recall"], curve)
