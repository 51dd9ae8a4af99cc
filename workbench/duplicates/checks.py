"""What a result is asked must fit it: the table row for row, the threshold, the step."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from workbench.errors import InputError, ThresholdError, check_threshold
from workbench.tables import Rows

_ADVICE = "Pass the table you embedded, its rows in the same order."


def check_aligned(frame: Any, rows: Rows) -> pd.DataFrame:
    """Return the table, refused where it is not, row for row, the one that was read.

    Parameters
    ----------
    frame : DataFrame
        Any columns; n rows under the index of the table that was read.
    rows : Rows
        What was read.

    Raises
    ------
    InputError
        Where it is no table, has another number of rows or another index, or holds the texts or
        ids that were read in another order.
    """
    if not isinstance(frame, pd.DataFrame):
        raise InputError(f"a pandas DataFrame is needed, got {type(frame).__name__}. {_ADVICE}")
    if len(frame) != len(rows):
        raise InputError(f"the table has {len(frame):,} rows, the result {len(rows):,}. {_ADVICE}")
    if not frame.index.equals(rows.index):
        raise InputError(
            "the index of the table is not the one of the table that was embedded, so rows could "
            f"be taken for one another. {_ADVICE}"
        )
    for read in (rows.texts, rows.ids if rows.has_own_ids else ()):
        turned = _turned(frame, _filled(read))
        if turned is not None:
            raise InputError(
                f"column {turned!r} holds what was embedded, but in another order: was the table "
                f"sorted and its index reset? {_ADVICE}"
            )
    return frame


def _turned(frame: pd.DataFrame, read: list[str | None]) -> Any:
    """Name a column that holds what was read in another order, None where one holds it in order."""
    found, wanted = None, set(read)
    for place, name in enumerate(frame.columns):
        cells = _filled(frame.iloc[:, place].tolist())
        if cells == read:
            return None
        if found is None and wanted.issuperset(cells) and Counter(cells) == Counter(read):
            found = name
    return found


def _filled(cells: Iterable[Any]) -> list[str | None]:
    """Return cells that hold words, None for others: numbers may be equal by chance."""
    return [cell if isinstance(cell, str) and cell.strip() else None for cell in cells]


def free_name(columns: pd.Index, name: str) -> str:
    """Return a name that no column has: `name`, ``workbench_name``, ``workbench_name_2``, ..."""
    found, tried = name, 1
    while found in columns:
        found = f"workbench_{name}" if tried == 1 else f"workbench_{name}_{tried}"
        tried += 1
    return found


def check_floor(threshold: float, floor: float) -> float:
    """Return `threshold`, refused where pairs below the floor would be needed.

    Raises
    ------
    ThresholdError
    """
    value = check_threshold(threshold)
    if value < floor:
        raise ThresholdError(
            f"pairs were kept from {floor:g} upward, so a threshold of {value:g} cannot be "
            f"answered. Type: corpus.duplicates(threshold={value:g}), or mine pairs anew: "
            f"pairs(vectors, {value:g})."
        )
    return value


def check_step(step: Any) -> float:
    """Return the distance between two thresholds of a curve.

    Raises
    ------
    InputError
    """
    number = isinstance(step, (int, float, np.integer, np.floating)) and not isinstance(step, bool)
    if not number or not 0.0001 <= step <= 0.5:
        raise InputError(
            "step, the distance between two thresholds of the curve, must be a number from 0.0001 "
            f"to 0.5, got {step!r}. Type: curve(step=0.005)"
        )
    return float(step)
