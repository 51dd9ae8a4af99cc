"""Is it new? New texts against a table whose vectors are at hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.duplicates.guards.differences import (
    GUARDS,
    guard_names,
    guard_pairs,
    holds_back,
)
from workbench.duplicates.guards.mild import mark_mild
from workbench.duplicates.pair_evidence import gram_cosines, kinds_of, word_differences
from workbench.duplicates.threshold.pair_model import PairModel, pair_features
from workbench.embedding import Legibility
from workbench.tables import Rows, normalize

VERDICTS = ("duplicate", "review", "new")
"""What a new text is: "review" is near enough to a row, but a guard sees a difference."""

NEAREST = 10
"""Rows that are looked at for each text; the most similar that says the same is told."""


def compare_new(
    texts: Sequence[str],
    nearest: tuple[NDArray[np.int32], NDArray[np.float64]],
    rows: Rows,
    *,
    threshold: float,
    guards: Sequence[str],
    model: PairModel,
    legible: Callable[[Sequence[str]], Legibility],
    groups: NDArray[np.int64] | None,
) -> pd.DataFrame:
    """Judge each text by its nearest distinct texts (q, k), the most similar first.

    `legible` tells what the model can read of texts; `groups` is the group of each row.
    """
    places, similarities = nearest
    known, compact = np.unique(places.astype(np.int64), return_inverse=True)
    read = [*texts, *(rows.readings[k] for k in known.tolist())]
    width = places.shape[1]
    left = np.repeat(np.arange(len(texts)), width)
    right = len(texts) + compact.ravel().astype(np.int64)
    similarity = similarities.ravel()
    forms = [normalize(text) for text in read]
    equal = np.array([forms[a] == forms[b] for a, b in zip(left, right, strict=True)], dtype=bool)
    similarity = np.where(equal, 1.0, similarity)
    masks = guard_pairs(
        read,
        left,
        right,
        guards=[name for name in guards if name in GUARDS],
        legibility=legible(read),
    )
    if "strict" not in guards:
        masks = mark_mild(read, left, right, masks, similarity)
    masks[equal] = 0
    lexical = gram_cosines(read, left, right)
    features = pair_features(similarity, lexical=lexical, guards=masks)
    probability = np.where(equal, 1.0, model.probability(features))
    near = equal | (similarity >= threshold)
    barred = holds_back(masks)
    # Equal texts first, then near ones that no guard holds back, then the most similar.
    rank = np.lexsort((-similarity, barred | ~near, ~equal, left)).reshape(-1, width)[:, 0]
    kinds = kinds_of(lexical, equal)
    lines = [
        {
            "text": texts[k],
            **_line(rows, int(places.ravel()[at]), groups),
            "similarity": float(similarity[at]),
            "probability": float(probability[at]),
            "guards": guard_names(int(masks[at])),
            "verdict": VERDICTS[2 if not near[at] else int(barred[at])],
            "reason": _reason(
                near=bool(near[at]), kind=int(kinds[at]), ends=(read[left[at]], read[right[at]])
            ),
        }
        for k, at in enumerate(rank.tolist())
    ]
    return _table(lines)


def _line(rows: Rows, text: int, groups: NDArray[np.int64] | None) -> dict[str, Any]:
    """Return the row that stands for a text of the table, and its group."""
    row = int(rows.first_rows(np.array([text]))[0])
    group = -1 if groups is None else int(groups[row])
    return {"match": rows.ids[row], "match_text": rows.texts[row], "group": group}


def _reason(*, near: bool, kind: int, ends: tuple[str, str]) -> str:
    """Say how the two texts differ."""
    if not near:
        return "nothing is as similar as the threshold"
    if kind == 1:
        return "the same, or the same but for case and punctuation"
    parts = [one for one in word_differences(*ends) if not one.same]
    mine = " … ".join(one.left for one in parts if one.left)
    theirs = " … ".join(one.right for one in parts if one.right)
    return f"only here: {mine or 'nothing'}; only there: {theirs or 'nothing'}"


def _table(lines: list[dict[str, Any]]) -> pd.DataFrame:
    """Return lines as a frame with words as categories and missing groups."""
    names = (
        "text",
        "verdict",
        "match",
        "match_text",
        "similarity",
        "probability",
        "group",
        "guards",
        "reason",
    )
    frame = pd.DataFrame(lines, columns=list(names))
    frame["verdict"] = pd.Categorical(frame["verdict"], categories=list(VERDICTS))
    group = frame["group"].astype("Int64")
    frame["group"] = group.where(group >= 0)
    return frame
