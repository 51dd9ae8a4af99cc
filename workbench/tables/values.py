"""Cells read for computing: as numbers, as truths, as what can be compared.

A table keeps each cell as it was written ("3.0", "00012"); what needs a value asks here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.errors import ColumnError

_PLAIN = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_COMMA = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:\.\d{3})+),\d+")
_UNCLEAR = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}")
_LEADING_ZERO = re.compile(r"[+-]?0\d")
_MOST_DIGITS = 15
"""Digits up to which every number is exact in a float; more of them are an identifier."""

_TRUTHS = {"true": True, "false": False, "yes": True, "no": False}


def as_numbers(column: pd.Series, *, identifiers: bool = False) -> pd.Series | None:
    """Return a column as numbers, or None if any of its cells is none."""
    kind = column.dtype
    if pd.api.types.is_bool_dtype(kind):
        return None
    if pd.api.types.is_numeric_dtype(kind):
        return None if pd.api.types.is_complex_dtype(kind) else column
    if not _may_hold_texts(column):
        return None
    cells = column.astype(object)[column.notna().to_numpy()]
    if cells.empty or _number(cells.iloc[0]) is None:
        return None
    distinct = {cell: _number(cell) for cell in _hashable(cells)}
    if not distinct or None in distinct.values() or _is_unclear(distinct):
        return None
    if not identifiers and _are_identifiers(distinct):
        return None
    numbers = [distinct[cell] for cell in cells.tolist()]
    return _spread(numbers, column)


def numbers_in(column: pd.Series, name: Any) -> pd.Series:
    """Return a column that was named as one of numbers, as float64; NaN for what is none."""
    whole = as_numbers(column, identifiers=True)
    if whole is not None:
        return pd.Series(floats(whole), index=column.index, name=column.name)
    cells = column.astype(object).tolist()
    found = [None if is_nested(cell) else _number(cell) for cell in cells]
    read = {c: n for c, n in zip(cells, found, strict=True) if n is not None}
    if not any(np.isfinite(_float(n)) for n in read.values()):
        raise ColumnError(f"column {name!r} holds no number. Name a column of numbers.")
    if _is_unclear(read):
        raise ColumnError(
            f"column {name!r}: it cannot be told whether the comma in its numbers stands for "
            "thousands or for decimals. Write them without thousands and with a point: 1234.5"
        )
    numbers = [np.nan if n is None else _float(n) for n in found]
    return pd.Series(numbers, index=column.index, name=column.name, dtype=np.float64)


def as_truths(column: pd.Series) -> pd.Series | None:
    """Return a column of "true" and "false", "yes" and "no", whatever their case, or None."""
    if pd.api.types.is_bool_dtype(column.dtype):
        return column.astype("boolean")
    if not _may_hold_texts(column):
        return None
    cells = column.astype(object)[column.notna().to_numpy()]
    truths = [_truth(cell) for cell in cells.tolist()]
    if not truths or None in truths:
        return None
    found = pd.Series(pd.NA, index=np.arange(len(column)), dtype="boolean")
    found[column.notna().to_numpy()] = truths
    return found.set_axis(column.index)


def comparable(column: pd.Series) -> pd.Series:
    """Return a column whose cells can be compared and hashed: nested ones as JSON."""
    if not pd.api.types.is_object_dtype(column.dtype):
        return column
    return column.map(lambda cell: nested_text(cell) if is_nested(cell) else cell)


def is_nested(cell: Any) -> bool:
    """Tell whether a cell holds several values: a list, a mapping, an array."""
    return isinstance(cell, (list, tuple, dict, set, frozenset, np.ndarray, Mapping))


def nested_text(cell: Any, *, ascii_only: bool = False) -> str:
    """Return a nested cell as JSON, the same for equal cells."""
    return json.dumps(_jsonable(cell), ensure_ascii=ascii_only, default=str)


def _jsonable(cell: Any) -> Any:
    """Return a nested cell with plain lists and dicts in place of other containers."""
    if isinstance(cell, Mapping):
        return {str(key): _jsonable(value) for key, value in cell.items()}
    if isinstance(cell, np.ndarray):
        return [_jsonable(value) for value in cell.tolist()]
    if isinstance(cell, (set, frozenset)):
        return [_jsonable(value) for value in sorted(cell, key=repr)]
    if isinstance(cell, (list, tuple)):
        return [_jsonable(value) for value in cell]
    return cell.item() if isinstance(cell, np.generic) else cell


def _may_hold_texts(column: pd.Series) -> bool:
    """Tell columns whose cells may be texts from those of dates, numbers and the like."""
    kind: Any = column.dtype
    if isinstance(kind, pd.CategoricalDtype):
        kind = kind.categories.dtype
    return bool(pd.api.types.is_object_dtype(kind) or pd.api.types.is_string_dtype(kind))


def _hashable(cells: pd.Series) -> list[Any]:
    """Return the distinct cells, or nothing if some cannot be compared."""
    try:
        return list(dict.fromkeys(cells.tolist()))
    except TypeError:
        return []


def _number(cell: Any) -> int | float | None:
    """Return a cell as a number, None if it is none."""
    if isinstance(cell, str):
        return _number_of_text(cell.strip())
    if isinstance(cell, (bool, np.bool_, complex)) or not hasattr(cell, "__float__"):
        return None
    try:
        return int(cell) if hasattr(cell, "__index__") else float(cell)
    except (TypeError, ValueError, OverflowError):
        return None


def _number_of_text(text: str) -> int | float | None:
    if _PLAIN.fullmatch(text):
        plain = text
    elif _THOUSANDS.fullmatch(text):
        plain = text.replace(",", "")
    elif _COMMA.fullmatch(text):
        plain = text.replace(".", "").replace(",", ".")
    else:
        return None
    if not text.isascii() or len(text) > 400:
        return None
    return int(plain) if plain.lstrip("+-").isdigit() else float(plain)


def _is_unclear(cells: Mapping[Any, Any]) -> bool:
    """Tell whether commas of the column stand for thousands here and for decimals there.

    "1,234" is read as 1234 only if another cell shows what the comma means.
    """
    texts = [cell.strip() for cell in cells if isinstance(cell, str) and "," in cell]
    if not texts:
        return False
    decimal = any(_COMMA.fullmatch(t) and not _THOUSANDS.fullmatch(t) for t in texts)
    thousands = any(_THOUSANDS.fullmatch(t) and not _UNCLEAR.fullmatch(t) for t in texts)
    point = any(isinstance(c, str) and "." in c and "," not in c for c in cells)
    unclear = any(_UNCLEAR.fullmatch(t) for t in texts)
    if decimal:
        return thousands or point or unclear
    return unclear and not (thousands or point)


def _are_identifiers(cells: Mapping[Any, Any]) -> bool:
    """Tell whether some text is rather a name than a number."""
    texts = [cell.strip() for cell in cells if isinstance(cell, str)]
    if any(_LEADING_ZERO.match(text) or _is_long(text) for text in texts):
        return True
    return any(text.startswith("+") and len(text) > 7 and text[1:].isdigit() for text in texts)


def _is_long(text: str) -> bool:
    digits = text.lstrip("+-")
    return digits.isdigit() and len(digits) > _MOST_DIGITS


def _spread(numbers: list[Any], column: pd.Series) -> pd.Series:
    """Return numbers at the places of the cells that hold any."""
    whole = all(isinstance(n, int) and abs(n) < 2**63 for n in numbers)
    present = column.notna().to_numpy()
    if whole:
        found: Any = pd.array([pd.NA] * len(column), dtype="Int64")
    else:
        found = np.full(len(column), np.nan)
    found[present] = numbers if whole else [_float(n) for n in numbers]
    return pd.Series(found, index=column.index, name=column.name)


def _float(number: float) -> float:
    try:
        return float(number)
    except OverflowError:
        return np.inf if number > 0 else -np.inf


def _truth(cell: Any) -> bool | None:
    if isinstance(cell, (bool, np.bool_)):
        return bool(cell)
    return _TRUTHS.get(cell.strip().casefold()) if isinstance(cell, str) else None


def floats(numbers: pd.Series) -> NDArray[np.float64]:
    """Return numbers as float64, NaN where missing."""
    return numbers.to_numpy(dtype=np.float64, na_value=np.nan)
