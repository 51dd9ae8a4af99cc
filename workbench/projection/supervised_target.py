"""The target of a supervised layout: groups or quantities that should lie together."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.errors import ColumnError, InputError, counted
from workbench.projection.checks import check_index
from workbench.tables import Rows


def target_of_texts(
    rows: Rows, frame: pd.DataFrame, target: Any
) -> tuple[NDArray[Any], str, tuple[str, ...]]:
    """Return the target of a supervised layout per distinct text, its metric, and notes.

    Numbers with a decimal point are quantities. All else is a category: -1 and missing values are
    texts without one, as umap-learn has it.

    Shapes: target (n,).
    """
    if isinstance(target, str):
        if target not in frame.columns:
            raise ColumnError.missing(target, list(frame.columns))
        target = frame[target]
    if isinstance(target, (pd.Series, pd.DataFrame)):
        check_index("target", target, rows)
    values = target if isinstance(target, pd.Series) else _series(target)
    if len(values) == len(rows):
        values = values[rows.has_text]
    elif len(values) != int(rows.has_text.sum()):
        raise InputError(
            f"target must have {len(rows):,} entries, one per row of the table, got "
            f"{len(values):,}."
        )
    owner = rows.distinct_of[rows.has_text]
    if pd.api.types.is_float_dtype(values.dtype):
        return _quantities(values.to_numpy(dtype=np.float64, na_value=np.nan), owner)
    return _categories(values, owner, len(rows.distinct))


def _series(target: Any) -> pd.Series:
    try:
        return pd.Series(target)
    except (TypeError, ValueError) as error:
        raise InputError(
            "target must be the name of a column, or one value per row of the table, got "
            f"{type(target).__name__} ({error})."
        ) from error


def _quantities(
    values: NDArray[np.float64], owner: NDArray[np.int64]
) -> tuple[NDArray[Any], str, tuple[str, ...]]:
    """Return the mean of each text's numbers."""
    missing = int((~np.isfinite(values)).sum())
    if missing:
        raise InputError(
            f"target holds numbers, but {counted(missing, 'row')} with text has none. Fill them, "
            "or give categories: a column of texts or whole numbers, -1 for none."
        )
    sums, counts = np.bincount(owner, weights=values), np.bincount(owner)
    return (sums / counts).astype(np.float32), "euclidean", ()


def _categories(
    values: pd.Series, owner: NDArray[np.int64], count: int
) -> tuple[NDArray[Any], str, tuple[str, ...]]:
    """Return a number per category; -1 for a text without one, or with several."""
    none = np.array(values.isna(), dtype=bool)
    if pd.api.types.is_integer_dtype(values.dtype):
        none |= np.array((values == -1).fillna(True), dtype=bool)
    codes = np.where(none, -1, pd.factorize(values.astype(object).where(~none, None))[0])
    low, high = np.full(count, codes.max(initial=-1) + 1), np.full(count, -2)
    np.minimum.at(low, owner, codes)
    np.maximum.at(high, owner, codes)
    mixed = low < high
    found = np.where(mixed, -1, low).astype(np.int64)
    if not mixed.any():
        return found, "categorical", ()
    note = (
        f"{counted(int(mixed.sum()), 'text')} had several targets, as rows with the same text "
        "differed: laid out without one."
    )
    return found, "categorical", (note,)
