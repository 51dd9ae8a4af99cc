"""Cells -> texts, with every digit that they hold."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import numpy as np
import pandas as pd

from workbench.tables.cells import is_nested, nested_text


def plain_cells(column: pd.Series) -> list[Any]:
    """Return the cells of a column as Python values, None where one is missing."""
    missing = column.isna().tolist()
    narrow = isinstance(column.dtype, np.dtype) and column.dtype in (np.float32, np.float16)
    cells = [float(str(x)) for x in column.to_numpy()] if narrow else column.astype(object).tolist()
    return [
        None if gone is True else (cell.item() if _is_numpy(cell) else cell)
        for cell, gone in zip(cells, missing, strict=True)
    ]


def text_of(cell: Any) -> str:
    """Return a cell as a text; "" for a missing one, JSON for a nested one."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return str(cell)
    if isinstance(cell, float):
        return repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, (date, time)):
        return cell.isoformat()
    if isinstance(cell, bytes):
        return cell.decode("utf-8", "backslashreplace")
    return nested_text(cell) if is_nested(cell) else str(cell)


def column_texts(column: pd.Series) -> list[str]:
    """Return the cells of a column as texts; dates without a time of day as days."""
    cells = plain_cells(column)
    moments = [cell for cell in cells if cell is not None]
    if moments and all(isinstance(c, pd.Timestamp) and _is_day(c) for c in moments):
        return ["" if cell is None else cell.isoformat().partition("T")[0] for cell in cells]
    return [text_of(cell) for cell in cells]


def whole_characters(text: str) -> str:
    """Return a text with U+FFFD for halves of characters, which UTF-8 cannot hold."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def column_name(name: Any) -> str:
    """Return the name of a column as it is written; the levels of a name joined by a point."""
    return whole_characters(".".join(map(str, name)) if isinstance(name, tuple) else str(name))


def _is_numpy(cell: Any) -> bool:
    """Tell numpy's scalars that Python has too; the others stay what they are."""
    return isinstance(cell, np.generic) and not isinstance(cell, (np.datetime64, np.timedelta64))


def _is_day(moment: pd.Timestamp) -> bool:
    return moment.tzinfo is None and moment == moment.normalize()
