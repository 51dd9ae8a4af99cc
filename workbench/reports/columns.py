"""Columns of the table -> what the page filters, colors and shows by."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from workbench.errors import ColumnError, InputError
from workbench.figures.steps import even_steps
from workbench.masking import Mask
from workbench.tables.cells import as_numbers, is_blank, is_nested, nested_text
from workbench.tables.dates import guess_dates, in_utc
from workbench.tables.ids import written_id
from workbench.tables.rows import Rows
from workbench.tables.writing.written_cells import column_name, column_texts, plain_cells

MOST_COLUMNS = 20
"""Columns shown where none are named; more would drown the reader and swell the file."""


def shown_columns(
    frame: pd.DataFrame, rows: Rows, columns: Sequence[Any] | None, left_out: frozenset[str]
) -> tuple[list[Any], tuple[str, ...]]:
    """Choose the columns that stand beside the texts."""
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
    """Return a column as numbers, dates or words."""
    name = mask(column_name(column.name))
    dates = guess_dates(column)
    if dates is not None:
        values = _days(dates.values)
        steps = _steps(values, dates=True)
        written = _dates_written(column, mask)
        classes = _classes(values, _day)
        return (
            {"name": name, "kind": "date", "values": values, "classes": classes} | steps | written
        )
    numbers = as_numbers(column)
    if numbers is not None:
        values, said = _numbers(numbers), column_texts(column)
        if all(mask(one) == one for one in said):
            shown = ["" if v is None else _shown(v) for v in values]
            as_shown = {} if said == shown or _are_floats(column) else {"written": said}
            steps = _steps(values, dates=False)
            classes = _classes(plain_cells(numbers), _digits, open_end="under ")
            return {
                "name": name,
                "kind": "number",
                "values": values,
                "classes": classes,
                **steps,
                **as_shown,
            }
    return {"name": name, "kind": "word", **_words(column, mask)}


def _steps(values: Sequence[float | int | None], *, dates: bool) -> dict[str, Any]:
    """Return the steps of a histogram."""
    numbers = np.array([np.nan if value is None else value for value in values], dtype=np.float64)
    steps = even_steps(numbers, dates=dates)
    if steps is None:
        return {"steps": None}
    words = {"lows": steps.lows, "highs": steps.highs, "ends": steps.ends}
    return {"steps": {"starts": steps.starts.tolist()} | words}


MOST_CLASSES = 6
"""Colors of a column of numbers or dates."""


def _classes(
    values: Sequence[Any], write: Callable[[Any], str], open_end: str = ""
) -> dict[str, Any]:
    """Cut values into classes of about equal size; return where they begin, and their names."""
    present = sorted(v for v in values if v is not None and math.isfinite(v))
    if not present:
        return {"starts": [], "levels": []}
    cuts = [present[k * len(present) // MOST_CLASSES] for k in range(1, MOST_CLASSES)]
    starts = [present[0], *dict.fromkeys(edge for edge in cuts if edge > present[0])]
    said = [*map(write, starts), write(present[-1])]
    ends = [open_end + word for word in said[1:-1]] + said[-1:]
    levels = [
        low if low == high else f"{low} to {end}"
        for low, high, end in zip(said, said[1:], ends, strict=False)
    ]
    return {"starts": [_short(start) for start in starts], "levels": levels}


def _digits(number: Any) -> str:
    """Return a number in words, whole ones with all their digits."""
    if float(number).is_integer():
        return f"{int(number):,}"
    return f"{number:,.3f}".rstrip("0").rstrip(".")


def _day(days: float) -> str:
    """Return days since 1970 as a date."""
    return str(np.datetime64(math.floor(days), "D"))


def column_notes(column: pd.Series) -> tuple[str, ...]:
    """Say how the dates of a column were read, and how many of its cells are none."""
    dates = guess_dates(column)
    return () if dates is None else dates.notes


def _dates_written(column: pd.Series, mask: Mask) -> dict[str, Any]:
    """Return dates as they are written, unless all are ISO days, which the page writes itself."""
    said = column_texts(column)
    if all(not one or _ISO_DAY.fullmatch(one) for one in said):
        return {}
    return {"written": [mask(one) for one in said]}


def _repeats(column: pd.Series, rows: Rows) -> bool:
    """Tell whether a column only says again what stands in the texts or ids of all its rows."""
    cells = column.astype(object).tolist()
    missing = column.isna().tolist()
    written = rows.names.written
    if written is not None and all(
        ("" if gone else written_id(cell).strip()) == one.strip()
        for cell, gone, one in zip(cells, missing, written, strict=True)
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
    seconds = in_utc(dates).astype("datetime64[s]").astype("int64").to_numpy()
    missing = dates.isna().to_numpy()
    days = np.round(seconds / 86_400, 5)
    return [
        None if gone else _short(d) for d, gone in zip(days.tolist(), missing.tolist(), strict=True)
    ]


def _numbers(column: pd.Series) -> list[float | int | None]:
    """Return numbers with all their digits, None for missing and infinite ones."""
    return [
        None if cell is None or not math.isfinite(cell) else _short(cell)
        for cell in plain_cells(column)
    ]


def _short(number: Any) -> float | int:
    """Return a number without a needless ``.0``; a page holds whole ones below 2**53 exactly."""
    value = float(number)
    return int(value) if value.is_integer() and abs(value) < 2**53 else value


def _shown(number: float) -> str:
    """Return a number as a page writes it."""
    return str(number) if isinstance(number, int) or 1e-6 <= abs(number) < 1e15 else "?"


def _are_floats(column: pd.Series) -> bool:
    """Tell floats, which a page writes with the same digits, though without a needless ``.0``."""
    floats = pd.api.types.is_float_dtype(column.dtype)
    return bool(floats and np.isfinite(column.dropna().to_numpy(dtype=np.float64)).all())


def _words(column: pd.Series, mask: Mask) -> dict[str, Any]:
    cells = column.astype(object).tolist()
    missing = column.isna().tolist() if column.isna().ndim == 1 else [False] * len(cells)
    words = [None if gone else mask(_word(cell)) for cell, gone in zip(cells, missing, strict=True)]
    counts = Counter(w for w in words if w)
    levels = sorted(counts, key=lambda word: (-counts[word], word))
    index_of = {word: k for k, word in enumerate(levels)}
    return {"levels": levels, "codes": [index_of[w] if w else -1 for w in words]}


def _word(cell: Any) -> str:
    """Return any cell as a word: lists and dicts as JSON, all else as it prints."""
    return nested_text(cell) if is_nested(cell) else str(cell)


_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")
