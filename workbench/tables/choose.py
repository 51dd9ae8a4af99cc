"""Which rows of a table a mask means."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.errors import ColumnError, InputError, counted


def row_positions(frame: pd.DataFrame, mask: Any) -> NDArray[np.int64]:
    """Return the positions of the rows for which a mask holds.

    Parameters
    ----------
    frame : DataFrame
        The table, n rows.
    mask : array or Series of bool, shape (n,), or function of the table
        True for the rows to choose; a missing value counts as False. A Series must have the
        table's index, in the table's order.

    Returns
    -------
    ndarray of int64
        Positions, ascending.

    Raises
    ------
    InputError
        Where the mask does not fit the table or is no mask.
    """
    if callable(mask):
        mask = mask(frame)
    if isinstance(mask, pd.Series) and not mask.index.equals(frame.index):
        raise InputError(
            "the mask's index is not the table's, so its rows cannot be told. "
            "Make it from the table itself, or pass mask.to_numpy()."
        )
    if isinstance(mask, str) or not hasattr(mask, "__len__"):
        raise InputError(f"a mask of True and False is needed, got {mask!r}.{_EXAMPLE}")
    if len(mask) != len(frame):
        raise InputError(
            f"the mask has {counted(len(mask), 'value')}, the table {counted(len(frame), 'row')}."
        )
    values = pd.Series(mask).astype(object)
    values = values.where(values.notna(), other=False)
    if not all(isinstance(value, (bool, np.bool_)) for value in values):
        kind = pd.Series(mask).dtype
        raise InputError(
            f"a mask of True and False is needed, got values of type {kind}.{_EXAMPLE}"
        )
    return np.flatnonzero(values.astype(bool).to_numpy())


def dates_of(frame: pd.DataFrame, name: Any) -> pd.Series:
    """Return a column as dates.

    Raises
    ------
    ColumnError
        Where there is no such column, or it holds no dates.
    """
    if name not in frame.columns:
        raise ColumnError.missing(name, list(frame.columns))
    column: pd.Series = frame[name]
    if pd.api.types.is_datetime64_any_dtype(column):
        return column
    dates: pd.Series = pd.to_datetime(column, errors="coerce", format="ISO8601")
    if dates.notna().sum() < max(1, column.notna().sum()):
        unread = column[dates.isna() & column.notna()].tolist()[:1]
        raise ColumnError(
            f"column {name!r} holds no dates, or not everywhere (first: {unread}). Dates are "
            "written like 2025-03-01; for others: "
            f"frame[{name!r}] = pd.to_datetime(frame[{name!r}], format=...)"
        )
    return dates


def read_dates(column: pd.Series) -> pd.Series | None:
    """Return a column as dates where it holds such, or texts that all begin like 2025-03-01.

    Returns
    -------
    Series of datetime64, or None
        The very column where it is of dates already; those read from texts are in UTC. None where
        any cell holds something else, and where no cell holds anything.
    """
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        return column
    if not (pd.api.types.is_string_dtype(column.dtype) or column.dtype == object):
        return None
    cells = column.dropna()
    if cells.empty or not all(map(_looks_like_date, cells)):
        return None
    dates: pd.Series = pd.to_datetime(column, errors="coerce", utc=True, format="ISO8601")
    return dates if dates.notna().sum() == len(cells) else None


def _looks_like_date(cell: Any) -> bool:
    """Tell ISO dates, ``2025-03-01`` with or without a time, from other texts."""
    return isinstance(cell, str) and len(cell) >= 10 and cell[4:5] == "-" and cell[7:8] == "-"


def free_name(name: str, taken: Iterable[Any]) -> str:
    """Return `name`, with as many ``workbench_`` in front as it takes to be free."""
    names = set(taken)
    while name in names:
        name = f"workbench_{name}"
    return name


_EXAMPLE = ' For example: frame["product"] == "Router"'
