"""Labels of rows that a person gave, brought to the distinct texts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.errors import ColumnError, InputError, counted
from workbench.tables import Rows


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
