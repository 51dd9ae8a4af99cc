"""Cells of a table read as texts, as numbers, as truths, as what can be compared."""

from __future__ import annotations

import json
import numbers
import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

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
    if text[:1].isalnum():
        return False
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
    if text.isascii():
        return str(text)
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
    parsed = [None if is_nested(cell) else _number(cell) for cell in cells]
    read = {c: n for c, n in zip(cells, parsed, strict=True) if n is not None}
    if not any(np.isfinite(_float(n)) for n in read.values()):
        raise ColumnError(f"column {name!r} holds no number. Name a column of numbers.")
    if _is_unclear(read):
        raise ColumnError(
            f"column {name!r}: it is not clear whether the comma in its numbers stands for "
            "thousands or for decimals. Write them without thousands and with a point: 1234.5"
        )
    numbers = [np.nan if n is None else _float(n) for n in parsed]
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
    booleans = pd.Series(pd.NA, index=np.arange(len(column)), dtype="boolean")
    booleans[column.notna().to_numpy()] = truths
    return booleans.set_axis(column.index)


def comparable(column: pd.Series) -> pd.Series:
    """Return a column whose cells can be compared and hashed: nested ones as JSON."""
    if not pd.api.types.is_object_dtype(column.dtype):
        return column
    cells = [nested_text(cell) if is_nested(cell) else cell for cell in column.tolist()]
    return pd.Series(cells, dtype=object, index=column.index, name=column.name)


_TABLES = (pd.DataFrame, pd.Series, pd.Index, pd.api.extensions.ExtensionArray)
_NESTED = (list, tuple, dict, set, frozenset, np.ndarray, Mapping, *_TABLES)


def is_nested(cell: Any) -> bool:
    """Tell whether a cell holds several values: a list, a mapping, an array."""
    return isinstance(cell, _NESTED)


def nested_text(cell: Any, *, ascii_only: bool = False) -> str:
    """Return a nested cell as JSON, the same for equal cells."""
    return json.dumps(_jsonable(cell), ensure_ascii=ascii_only, default=str)


def _jsonable(cell: Any) -> Any:
    """Return a nested cell with plain lists and dicts in place of other containers."""
    if isinstance(cell, Mapping):
        return {str(key): _jsonable(value) for key, value in cell.items()}
    if isinstance(cell, pd.DataFrame):
        return {str(name): _jsonable(cell.iloc[:, k]) for k, name in enumerate(cell.columns)}
    if isinstance(cell, (np.ndarray, *_TABLES)):
        return [_jsonable(value) for value in list(cell)]
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
        spread: Any = pd.array([pd.NA] * len(column), dtype="Int64")
    else:
        spread = np.full(len(column), np.nan)
    spread[present] = numbers if whole else [_float(n) for n in numbers]
    return pd.Series(spread, index=column.index, name=column.name)


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
