"""Cells of a table -> texts, or None where a cell holds no text."""

from __future__ import annotations

import numbers
import unicodedata
from collections.abc import Sequence
from typing import Any

import pandas as pd

from workbench.errors import ColumnError, InputError, to_type

PART_SEPARATOR = "\n"
"""Between the columns that make up one text."""


def column_texts(frame: pd.DataFrame, columns: Sequence[Any]) -> tuple[str | None, ...]:
    """Return one text per row from one column or several, joined in order."""
    parts = column_parts(frame, columns)
    if len(parts) == 1:
        return tuple(parts[0])
    joined = (
        PART_SEPARATOR.join(p for p in row if p is not None) for row in zip(*parts, strict=True)
    )
    return tuple(text or None for text in joined)


def column_parts(frame: pd.DataFrame, columns: Sequence[Any]) -> list[list[str | None]]:
    """Return the cells of each column as texts, None if a cell is blank; see `column_texts`."""
    return [_texts_of(_column(frame, name), name, frame) for name in columns]


def is_blank(text: str) -> bool:
    """Tell whether a text shows nothing: spaces, control and zero-width characters only."""
    return all(c.isspace() or unicodedata.category(c) in ("Cc", "Cf") for c in text)


def _column(frame: pd.DataFrame, name: Any) -> pd.Series:
    """Return the one column of that name."""
    matches = [position for position, column in enumerate(frame.columns) if _same(column, name)]
    if not matches:
        raise ColumnError.missing(name, list(frame.columns))
    if len(matches) > 1:
        raise ColumnError(
            f"the table has {len(matches)} columns named {name!r}. Give each a name of its own "
            "first: frame.columns = [...]"
        )
    return frame.iloc[:, matches[0]]


def _same(column: Any, name: Any) -> bool:
    """Compare column labels, which may be tuples, numbers or missing, without surprises."""
    return column is name or (type(column) is type(name) and bool(column == name))


def _texts_of(column: pd.Series, name: Any, frame: pd.DataFrame) -> list[str | None]:
    """Turn the cells of one column into texts."""
    _refuse_other_kinds(column, name, frame)
    cells = column.astype(object).tolist()
    missing = column.isna().tolist()
    return [
        None if absent else _text(cell, name, row)
        for row, (cell, absent) in enumerate(zip(cells, missing, strict=True))
    ]


def _refuse_other_kinds(column: pd.Series, name: Any, frame: pd.DataFrame) -> None:
    """Raise for a column that as a whole holds something other than text."""
    kind = column.dtype
    if isinstance(kind, pd.CategoricalDtype):
        kind = column.cat.categories.dtype
    checks = {
        "numbers": pd.api.types.is_numeric_dtype(kind) and not column.isna().all(),
        "dates": pd.api.types.is_datetime64_any_dtype(kind)
        or pd.api.types.is_timedelta64_dtype(kind),
    }
    for what, is_so in checks.items():
        if is_so:
            texts = [str(c) for c in frame.columns if looks_like_text(frame, c)]
            raise ColumnError(
                f"column {name!r} holds {what}, not text. "
                + (
                    f"Columns with text: {', '.join(texts[:20])}."
                    if texts
                    else "No column of this table holds text."
                )
                + to_type(
                    f" To embed the {what} as they are written: "
                    f"frame[{name!r}] = frame[{name!r}].astype(str)",
                    " Name another one: --text COLUMN",
                )
            )


def looks_like_text(frame: pd.DataFrame, name: Any) -> bool:
    """Tell whether the first cells of a column that hold anything hold a string."""
    column = frame[name]
    if not isinstance(column, pd.Series):
        return False
    head = column.dropna().head(20).tolist()
    return bool(head) and all(isinstance(cell, str) for cell in head)


def writable(text: str) -> str:
    """Return a text with U+FFFD for lone surrogates, which no file, table or model can take."""
    try:
        text.encode()
    except UnicodeEncodeError:
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return str(text)


def _text(cell: Any, name: Any, row: int) -> str | None:
    """Return a cell as text. A number among texts (a spreadsheet's 404) is taken as written."""
    if isinstance(cell, str):
        return None if is_blank(cell) else writable(cell)
    if isinstance(cell, numbers.Number):
        return str(cell)
    kind = type(cell).__name__
    decoded = f"frame[{name!r}].str.decode('utf-8')"
    made = decoded if isinstance(cell, bytes) else f"frame[{name!r}].astype(str)"
    hint = to_type(
        f"To take such cells as text: frame[{name!r}] = {made}",
        f"Name what lies inside, such as --text {name}.body, or another column.",
    )
    raise InputError(
        f"column {name!r} holds a value of type {kind} in row {row + 1} of the table (the first is "
        f"row 1); texts and missing values are allowed. {hint}"
    )
