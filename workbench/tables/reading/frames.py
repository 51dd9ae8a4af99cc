"""Columns of typed cells -> a frame that holds each cell as it is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import pandas as pd

from workbench.tables.dates import of_objects

EXACT = 2**53
"""Whole numbers up to this size are exact as floating-point numbers."""

_INT64 = 2**63


def typed_column(cells: Sequence[Any]) -> pd.Series:
    """Return cells as a column of the narrowest dtype that changes none of them.

    Texts become str, truth values bool, whole numbers int64 (Int64 if cells are missing), numbers
    with a fraction float64, dates datetime64. A mixture stays a column of objects.
    """
    kinds = {type(cell) for cell in cells if cell is not None}
    missing = any(cell is None for cell in cells)
    if not kinds or kinds == {str}:
        return pd.Series(list(cells), dtype="str")
    if kinds == {bool}:
        return pd.Series(list(cells), dtype="boolean" if missing else "bool")
    if kinds == {int} and all(c is None or -_INT64 <= c < _INT64 for c in cells):
        return pd.Series(list(cells), dtype="Int64" if missing else "int64")
    if kinds == {float}:
        return pd.Series([math.nan if c is None else c for c in cells], dtype="float64")
    if kinds <= {datetime, date}:
        found = of_objects(cells)
        if found is not None:
            return found
    return pd.Series(list(cells), dtype=object)


def arrow_frame(table: Any) -> pd.DataFrame:
    """Return an Arrow table as a frame; whole numbers stay whole if cells are missing."""
    import pyarrow as pa

    frame: pd.DataFrame = table.to_pandas()
    for name in set(table.column_names) & set(frame.columns):
        column = table.column(name) if table.column_names.count(name) == 1 else None
        if column is not None and pa.types.is_integer(column.type) and column.null_count:
            kind = str(column.type).replace("i", "I").replace("u", "U").replace("UI", "UI")
            frame[name] = pd.array(column.to_pylist(), dtype=kind)
    return frame
