"""Two parts of one table: two periods, or two groups."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.errors import InputError, to_type
from workbench.tables import guess_dates
from workbench.tables.row_filters import value_mask

Mask = NDArray[np.bool_]


def two_parts(column: pd.Series, now: str | None, before: str | None) -> tuple[Mask, Mask]:
    """Return the rows to compare and those that they are compared with, two masks of shape (n,).

    Without `now`, a column of dates is parted at the middle of its time; without `before`, all
    other rows that have a value are taken.
    """
    known = column.notna().to_numpy(dtype=bool)
    if now is None:
        late = _second_half(column)
        return late, _part(column, before) if before is not None else known & ~late
    mine = _part(column, now)
    others = known & ~mine if before is None else _part(column, before)
    if (mine & others).any():
        raise InputError(
            f"{now!r} and {before!r} share {int((mine & others).sum()):,} rows of {column.name!r}. "
            "Choose two parts that have none in common."
        )
    return mine, others


def _second_half(column: pd.Series) -> Mask:
    """Return the rows after the middle of the time, as the metrics of topics part it."""
    dates = guess_dates(column)
    if dates is None:
        values = ", ".join(map(repr, column.dropna().astype(str).unique()[:3]))
        raise InputError(
            f"{str(column.name)!r} holds no dates: say which rows to compare, "
            f"{to_type('now=...', '--now VALUE')}. It holds: {values} ..."
        )
    day = dates.values.dt.floor("D")
    late = day > day.min() + (day.max() - day.min()) / 2
    return np.asarray(late.to_numpy(dtype=bool, na_value=False))


def _part(column: pd.Series, wanted: Any) -> Mask:
    """Return the rows whose cell is a value, else those that hold it or lie in its range."""
    same = (column.astype(object).astype(str) == str(wanted)).to_numpy(dtype=bool)
    mask = same if same.any() else value_mask(column, str(wanted))
    if not mask.any():
        raise InputError(f"no row has {wanted!r} in {str(column.name)!r}.")
    return mask
