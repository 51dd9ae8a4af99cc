"""Labels of rows that a person gave, brought to the distinct texts; what they teach."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.errors import ColumnError, InputError, counted
from workbench.tables import Rows

CLOSE = 0.1
"""Two scores that differ by less claim a text equally."""

AROUND = 0.35
"""How far from a threshold rows are asked about."""

FEWEST_ANSWERS = 5
"""Answers from which a category gets a threshold of its own."""


def answers_by_text(answers: Any, rows: Rows, column: str = "answer") -> dict[int, str]:
    """Return the label of each distinct text that has one.

    Rows are found by their index labels. If rows of one text have different labels, the most
    frequent counts, of equally frequent ones the first by name.
    """
    series = _series(answers, column)
    given = series[[not _is_missing(cell) for cell in series]]
    if given.empty:
        raise InputError(f"there is no answer: every cell of {column!r} is missing.")
    if not rows.index.is_unique:
        raise InputError(
            "rows are found by index labels, and this table has some twice. Before it is embedded: "
            "frame = frame.reset_index(drop=True)"
        )
    at = rows.index.get_indexer(given.index)
    if (at < 0).any():
        raise InputError(
            f"{given.index[at < 0][0]!r} is no index label of the table. Answers must keep the "
            "index of the rows they are about."
        )
    labels = pd.DataFrame(
        {
            "text": rows.distinct_of[at],
            "label": [" ".join(str(cell).split()) for cell in given],
        }
    )
    counts = labels[labels["text"] >= 0].value_counts().reset_index(name="rows")
    counts = counts.sort_values(["text", "rows", "label"], ascending=[True, False, True])
    first = counts.drop_duplicates("text")
    return dict(zip(first["text"].tolist(), first["label"].tolist(), strict=True))


def tagged_texts(
    tags: Mapping[str, NDArray[np.bool_]],
) -> tuple[dict[int, str], tuple[str, ...]]:
    """Return the tag of each distinct text that has one alone, and what to say of the others."""
    if not tags:
        raise InputError(
            'no row has a tag. Give some: corpus.tag("refund", mask), or in corpus.explore()'
        )
    counts = np.sum([*tags.values()], axis=0)
    label = {
        int(text): name
        for name, mask in tags.items()
        for text in np.flatnonzero(mask & (counts == 1))
    }
    several = int((counts > 1).sum())
    if not several:
        return label, ()
    return label, (f"{counted(several, 'text')} with more than one tag left out",)


def _series(answers: Any, column: str) -> pd.Series:
    """Return answers as a Series on the labels of the rows they are about."""
    if isinstance(answers, pd.DataFrame):
        if column not in answers.columns:
            raise ColumnError.missing(column, list(answers.columns))
        return answers[column]
    if isinstance(answers, pd.Series):
        return answers
    raise InputError(
        f"answers must be a DataFrame with a column {column!r}, or a Series on the table's index, "
        f"got {type(answers).__name__}."
    )


def _is_missing(cell: Any) -> bool:
    """Tell whether nobody has answered."""
    if isinstance(cell, str):
        return not cell.strip()
    return bool(pd.api.types.is_scalar(cell) and pd.isna(cell))


def texts_to_ask(
    scores: NDArray[np.float64], best: NDArray[np.int64], thresholds: NDArray[np.float64], n: int
) -> NDArray[np.int64]:
    """Return `n` texts around the thresholds, category by category in turns.

    Shapes: scores, best (m,), thresholds (c,).
    """
    distance = np.abs(scores - thresholds[best])
    around = max(3 * n, int((distance <= AROUND).sum()))
    near = np.argsort(distance, kind="stable")[:around]
    each = -(-n // max(1, len(np.unique(best[near]))))
    turns = []
    for number in range(len(thresholds)):
        mine = near[best[near] == number]
        mine = mine[np.argsort(scores[mine], kind="stable")]
        picked = np.linspace(0, len(mine) - 1, min(each, len(mine))).round().astype(np.int64)
        turns += [(turn, number, int(mine[at])) for turn, at in enumerate(picked)]
    return np.array([text for *_, text in sorted(turns)[:n]], dtype=np.int64)


def learned_threshold(
    scores: NDArray[np.float64], yes: NDArray[np.bool_], present: float
) -> float | None:
    """Return the threshold with the fewest mistakes near to the present one; None by few answers.

    Shapes: scores, yes (answers,).
    """
    if len(scores) < FEWEST_ANSWERS:
        return None
    order = np.sort(scores)
    between = (order[1:] + order[:-1]) / 2
    outside = (order[0] - CLOSE, order[-1] + CLOSE)
    # Scores are not bounded, but a threshold that is written down must be.
    tried = np.clip(np.array([present, *outside, *between]), 1e-3, 1)
    mistakes = [(int(((scores >= t) != yes).sum()), abs(t - present)) for t in tried]
    return float(tried[min(range(len(tried)), key=mistakes.__getitem__)])
