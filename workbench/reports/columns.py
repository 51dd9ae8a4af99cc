"""Columns of the table -> what the page filters, colours and shows by."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from workbench.errors import ColumnError, InputError
from workbench.reports.redact import Mask
from workbench.tables.cells import is_blank
from workbench.tables.dates import as_dates
from workbench.tables.rows import Rows

MOST_COLUMNS = 20
"""Columns shown where none are named; more would drown the reader and swell the file."""


def shown_columns(
    frame: pd.DataFrame, rows: Rows, columns: Sequence[Any] | None, left_out: frozenset[str]
) -> tuple[list[Any], tuple[str, ...]]:
    """Choose the columns that stand beside the texts.

    Parameters
    ----------
    frame : DataFrame
        The table.
    rows : Rows
        Its rows; columns that only repeat their texts or ids are not shown again.
    columns : sequence, optional
        Columns by name, in order; by default all.
    left_out : frozenset of str
        Columns that must not be shown.

    Returns
    -------
    columns : list
        Names of columns of `frame`.
    notes : tuple of str
        What was left out without being asked.

    Raises
    ------
    ColumnError
        Where a named column is missing.
    InputError
        Where `frame` and `rows` differ in length.
    """
    if len(frame) != len(rows):
        raise InputError(
            f"the table has {len(frame):,} rows, the results have {len(rows):,}. "
            "Give the table that the results were made from."
        )
    if columns is not None:
        for name in columns:
            if name not in frame.columns:
                raise ColumnError.missing(name, list(frame.columns))
        return [c for c in columns if str(c) not in left_out], ()
    named = [c for c in frame.columns.unique() if isinstance(frame[c], pd.Series)]
    wanted = [c for c in named if str(c) not in left_out and not _repeats(frame[c], rows)]
    notes: tuple[str, ...] = ()
    if len(wanted) > MOST_COLUMNS:
        shown = f"the report shows the first {MOST_COLUMNS} of {len(wanted)} columns"
        notes = (f"{shown}; name the ones you want: columns=[...]",)
    return wanted[:MOST_COLUMNS], notes


def column_data(column: pd.Series, mask: Mask) -> dict[str, Any]:
    """Return a column as numbers, dates or words.

    Parameters
    ----------
    column : Series
        n cells of any kind.
    mask : callable
        Applied to each word, and to numbers where that changes one (a card number in figures).

    Returns
    -------
    dict
        ``name``, ``kind`` ("number", "date" or "word"); ``values`` for numbers and dates (days
        since 1970, with fractions where the cells hold a time of day), ``levels`` (the most
        frequent first) and ``codes`` for words. Missing: None, or code -1.
    """
    name = mask(str(column.name))
    dates = as_dates(column)
    if dates is not None:
        return {"name": name, "kind": "date", "values": _days(dates)}
    if pd.api.types.is_numeric_dtype(column.dtype) and not pd.api.types.is_bool_dtype(column.dtype):
        numbers = _numbers(column)
        if all(n is None or mask(_written(n)) == _written(n) for n in numbers):
            return {"name": name, "kind": "number", "values": numbers}
    return {"name": name, "kind": "word", **_words(column, mask)}


def _repeats(column: pd.Series, rows: Rows) -> bool:
    """Tell whether a column only says again what stands in the texts or ids of all its rows."""
    cells = column.astype(object).tolist()
    missing = column.isna().tolist()
    if rows.has_own_ids and all(
        not gone and str(cell) == str(one)
        for cell, gone, one in zip(cells, missing, rows.ids, strict=True)
    ):
        return True
    said = [
        isinstance(c, str) and t is not None and c in t
        for c, t in zip(cells, rows.texts, strict=True)
    ]
    blank = [
        gone or (isinstance(c, str) and is_blank(c)) for c, gone in zip(cells, missing, strict=True)
    ]
    return any(said) and all(s or b for s, b in zip(said, blank, strict=True)) and _is_prose(cells)


def _is_prose(cells: list[Any]) -> bool:
    """Tell texts from short labels, which may stand in a text by chance."""
    words = [len(c.split()) for c in cells if isinstance(c, str)]
    return bool(words) and float(np.mean(words)) > 2


def _days(dates: pd.Series) -> list[float | None]:
    """Return days since 1970, in the time zone as written."""
    if dates.dt.tz is not None:
        dates = dates.dt.tz_convert("UTC").dt.tz_localize(None)
    seconds = dates.astype("datetime64[s]").astype("int64").to_numpy()
    missing = dates.isna().to_numpy()
    days = np.round(seconds / 86_400, 5)
    return [
        None if gone else _short(d) for d, gone in zip(days.tolist(), missing.tolist(), strict=True)
    ]


def _numbers(column: pd.Series) -> list[float | int | None]:
    cells = column.astype(object).tolist()
    missing = column.isna().tolist()
    return [
        None if gone or not math.isfinite(float(c)) else _short(float(c))
        for c, gone in zip(cells, missing, strict=True)
    ]


def _short(number: float) -> float | int:
    """Return a number without a needless ``.0``, with at most twelve digits."""
    if number.is_integer() and abs(number) < 2**53:
        return int(number)
    return float(f"{number:.12g}")


def _written(number: float) -> str:
    return str(number)


def _words(column: pd.Series, mask: Mask) -> dict[str, Any]:
    cells = column.astype(object).tolist()
    missing = column.isna().tolist() if column.isna().ndim == 1 else [False] * len(cells)
    words = [None if gone else mask(_word(cell)) for cell, gone in zip(cells, missing, strict=True)]
    counts = Counter(w for w in words if w)
    found = sorted(counts, key=lambda word: (-counts[word], word))
    place = {word: k for k, word in enumerate(found)}
    return {"levels": found, "codes": [place[w] if w else -1 for w in words]}


def _word(cell: Any) -> str:
    """Return any cell as a word: lists and dicts as JSON, all else as it prints."""
    if isinstance(cell, (list, tuple, dict)):
        return json.dumps(cell, ensure_ascii=False, default=str)
    return str(cell)
