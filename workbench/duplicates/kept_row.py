"""Which row of a group is kept: policies, and the tie rule behind each."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Mapping, Sequence
from string import ascii_lowercase, ascii_uppercase
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.calls import KEPT_ROWS, meant
from workbench.errors import ColumnError, InputError
from workbench.tables import (
    Dates,
    Ids,
    Rows,
    as_numbers,
    as_truths,
    comparable,
    dates_in,
    guess_dates,
    prefix_rank,
    read_dates,
)
from workbench.tables.cells import is_nested, nested_text

POLICIES = ("most_common", "longest", "newest", "oldest", "central", "first", "last")
"""Policies by name.

Others: a column of numbers, dates or truths to maximize, a list of preferred values, a function.
"""

_MEASURES = (
    "integer",
    "floating",
    "mixed-integer-float",
    "decimal",
    "boolean",
    "empty",
    "datetime64",
    "datetime",
    "date",
    "timedelta64",
    "timedelta",
    "period",
)

Keep = str | Hashable | Sequence[Any] | Mapping[Any, Sequence[Any]] | Callable[[pd.DataFrame], Any]


def row_ranks(
    rows: Rows,
    keep: Any,
    frame: pd.DataFrame | None,
    *,
    date: Any = None,
    forms: NDArray[np.int64] | None = None,
    blocks: NDArray[np.int64] | None = None,
) -> NDArray[np.int64]:
    """Rank rows by preference, 0 the most preferred.

    A text in capitals, or with broken characters, comes behind all others, unless a column or a
    rule of the user says what to keep. Ties go to a text without a reply prefix, then to the
    longest text, then to the one that most rows have, then to the first in code-point order, then
    to the smallest id. Texts that are equal after normalizing count as equally long: a full stop
    more is no reason to keep a spelling that few rows have. Only if none of these can tell (copies
    of one text without ids of their own, or ``keep="first"`` and ``"last"``) does the position
    decide.

    Shapes: forms (m,), blocks (n,), returns (n,).
    """
    value = _values(rows, keep, frame, date, forms, blocks)
    ties: list[NDArray[Any]] = [np.arange(len(rows))]
    if rows.has_own_ids:
        ties.append(_id_order(rows.names))
    bad = rows.spread(np.array([is_bad_copy(text) for text in rows.distinct], dtype=np.int64), 0)
    by_text = isinstance(keep, str) and keep in ("most_common", "longest")
    first = [value, bad] if by_text else [bad, value]
    order = np.lexsort([*ties, *_text_ties(rows, forms), *first])
    ranks = np.empty(len(rows), dtype=np.int64)
    ranks[order] = np.arange(len(rows))
    return ranks


_MOJIBAKE = re.compile("\ufffd|\u00c3[\u0080-\u00bf]|\u00e2\u20ac|\u00c2[\u00a0-\u00bf]")
"""UTF-8 that was read as Latin-1 or Windows-1252, and characters that could not be read."""

_CASES = ascii_uppercase.encode(), ascii_lowercase.encode()

_LOUD_FROM = 12
"""Letters from which capitals are loud: shorter texts may be names and codes."""


def is_bad_copy(text: str) -> bool:
    """Tell whether a text is set in capitals, or holds broken characters."""
    if text.isascii():  # nearly all texts
        letters = text.encode()
        upper, lower = (len(letters) - len(letters.translate(None, c)) for c in _CASES)
    elif _MOJIBAKE.search(text):
        return True
    else:
        upper, lower = sum(map(str.isupper, text)), sum(map(str.islower, text))
    return upper >= _LOUD_FROM and upper > 4 * lower


def _text_ties(rows: Rows, forms: NDArray[np.int64] | None) -> list[NDArray[np.int64]]:
    """Return what tells texts apart, row by row, the last the most important (`numpy.lexsort`)."""
    length = np.array([len(reading) for reading in rows.readings], dtype=np.int64)
    read = length.copy()
    if forms is not None:
        longest = np.zeros(len(length), dtype=np.int64)
        np.maximum.at(longest, forms, length)
        length = longest[forms]
    whole = np.array([len(text) for text in rows.distinct], dtype=np.int64)
    prefix = np.array(
        [
            prefix_rank(text) if text != reading else 0
            for text, reading in zip(rows.distinct, rows.readings, strict=True)
        ],
        dtype=np.int64,
    )
    keys = (-read, whole - read, -rows.counts, -length, prefix)
    return [rows.distinct_of, *(rows.spread(key, 0) for key in keys)]


def policy_name(keep: Any) -> str:
    """Return the policy in words, as manifests and reasons show it."""
    if callable(keep):
        return f"function {getattr(keep, '__name__', type(keep).__name__)}"
    if isinstance(keep, str) and keep in POLICIES:
        return keep
    if isinstance(keep, Mapping):
        return "; ".join(f"{k}: {', '.join(map(str, v))}" for k, v in keep.items())
    if isinstance(keep, (list, tuple)):
        return "preferred " + ", ".join(map(str, keep))
    return f"largest {keep}"


def _values(
    rows: Rows,
    keep: Any,
    frame: pd.DataFrame | None,
    date: Any,
    forms: NDArray[np.int64] | None,
    blocks: NDArray[np.int64] | None,
) -> NDArray[Any]:
    """Return one sortable value per row, the smallest preferred."""
    if isinstance(keep, str) and keep in ("longest", "central"):
        return np.zeros(len(rows))
    if isinstance(keep, str) and keep in ("first", "last"):
        return np.arange(len(rows)) * (1 if keep == "first" else -1)
    if isinstance(keep, str) and keep == "most_common":
        return _commonness(rows, forms, blocks)
    if frame is None:
        raise InputError(
            f"keep={keep!r} needs the table to look at: frame=... "
            f"Without it keep can be 'most_common', 'longest', 'central', 'first' or 'last'."
            f"{meant(str(keep), POLICIES, KEPT_ROWS)}"
        )
    if len(frame) != len(rows):
        raise InputError(f"frame has {len(frame):,} rows, the texts have {len(rows):,}.")
    if isinstance(keep, str) and keep in ("newest", "oldest"):
        return date_order(frame, date, newest=keep == "newest")
    if callable(keep):
        return size_order(pd.Series(_checked(keep(frame.copy()), len(rows), keep)), largest=True)
    if isinstance(keep, (Mapping, list)) or (isinstance(keep, tuple) and keep not in frame):
        return preference_order(frame, keep)
    if keep not in frame.columns:
        hint = meant(str(keep), [*POLICIES, *map(str, frame.columns)], KEPT_ROWS)
        names = ", ".join(map(str, frame.columns[:20]))
        raise InputError(
            f"keep must be one of {', '.join(map(repr, POLICIES))}, a column to maximize, a list "
            f"of preferred values or a function, got {keep!r}. Columns: {names}.{hint}"
        )
    return size_order(_measured(frame, keep), largest=True)


def _commonness(
    rows: Rows, forms: NDArray[np.int64] | None, blocks: NDArray[np.int64] | None
) -> NDArray[np.float64]:
    """Return how many rows of its block say what each row says, however it is spelled, negative.

    "RE: x" and "x" are read the same, and "X." is "x" but for its form, so they count together;
    of the spellings the one that most rows have comes first.
    """
    within = np.zeros(len(rows), dtype=np.int64) if blocks is None else blocks
    spelled = _counts(rows.spread(rows.reading_codes, -1), within)
    said = spelled if forms is None else _counts(rows.spread(forms, -1), within)
    return np.asarray(-(said * (len(rows) + 1.0) + spelled), dtype=np.float64)


def _counts(code: NDArray[np.int64], block: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return how many rows have the code and the block of each row."""
    both = block * (int(code.max(initial=0)) + 2) + code + 1
    _, inverse, count = np.unique(both, return_inverse=True, return_counts=True)
    counts: NDArray[np.int64] = count[inverse]
    return counts


def date_order(frame: pd.DataFrame, date: Any, *, newest: bool) -> NDArray[Any]:
    """Rank rows by a column of dates, shape (n,); rows without a date are last."""
    column = date_column(frame, date, asked="'newest' and 'oldest' need")
    return size_order(column, largest=newest)


def date_column(frame: pd.DataFrame, date: Any, *, asked: str) -> pd.Series:
    """Return the column of dates that was named, or the only one there is; numbers stay such."""
    column = _column(frame, only_dates(frame, asked) if date is None else date)
    return column if _holds_numbers(column) else dates_in(column, column.name).values


def only_dates(frame: pd.DataFrame, asked: str) -> Any:
    """Return the name of the only column of dates."""
    dates = [c for c in frame.columns.unique() if _holds_dates(frame[c])]
    if len(dates) == 1:
        return dates[0]
    names = ", ".join(map(str, dates)) or "none"
    raise InputError(
        f"{asked} the column of dates: date=... Columns of dates: {names}. "
        'If they are written in a form of their own: date="when", date_format="%d/%m/%Y"'
    )


def with_dates(
    frame: pd.DataFrame | None, keep: Any, date: Any, date_format: str | None, max_days: int | None
) -> tuple[pd.DataFrame | None, tuple[str, ...]]:
    """Return the table with the column of dates that is looked at read as such, and notes."""
    frame, notes = _largest_date(frame, keep)
    by_date = isinstance(keep, str) and keep in ("newest", "oldest")
    if frame is None or not (by_date or max_days is not None):
        return frame, notes
    asked = "'newest' and 'oldest' need" if by_date else "max_days= needs"
    name = only_dates(frame, asked) if date is None else date
    as_numbered = max_days is None and date_format is None and name in frame.columns
    if as_numbered and _holds_numbers(frame[name]):
        return frame, notes
    dates = read_dates(frame, name, format=date_format, option="date_format=")
    return _with(frame, name, dates), (*notes, *dates.notes)


def _largest_date(
    frame: pd.DataFrame | None, keep: Any
) -> tuple[pd.DataFrame | None, tuple[str, ...]]:
    """Read the column whose largest value is kept as dates, if it holds such."""
    by_name = isinstance(keep, Hashable) and not callable(keep) and keep not in POLICIES
    if frame is None or not by_name or keep not in frame.columns:
        return frame, ()
    column = frame[keep]
    if not isinstance(column, pd.Series) or as_numbers(column, identifiers=True) is not None:
        return frame, ()
    dates = guess_dates(column)
    return (frame, ()) if dates is None else (_with(frame, keep, dates), dates.notes)


def _with(frame: pd.DataFrame, name: Any, dates: Dates) -> pd.DataFrame:
    """Return a shallow copy of the table with one column of dates."""
    dated = frame.copy(deep=False)
    dated[name] = dates.values
    return dated


def _holds_dates(column: Any) -> bool:
    return isinstance(column, pd.Series) and guess_dates(column) is not None


def _holds_numbers(column: Any) -> bool:
    if not isinstance(column, pd.Series) or pd.api.types.is_complex_dtype(column.dtype):
        return False
    return pd.api.types.is_numeric_dtype(column.dtype)


def preference_order(frame: pd.DataFrame, keep: Any) -> NDArray[Any]:
    """Rank by place in a list of preferred values; values not listed come last."""
    if isinstance(keep, Mapping):
        if len(keep) != 1:
            raise InputError(f"keep takes one column with its preferred values, got {len(keep)}.")
        ((name, wanted),) = keep.items()
        column = _column(frame, name)
    else:
        wanted = keep
        holding = [c for c in frame.columns if _holds_one(frame[c], wanted)]
        if len(holding) != 1:
            names = ", ".join(map(str, holding)) or "no column"
            raise InputError(
                f"keep={list(wanted)!r} must be in exactly one column, found in {names}. "
                f"Name it: keep={{'column': {list(wanted)!r}}}"
            )
        column = frame[holding[0]]
    rank_of = {key: k for k, value in reversed(list(enumerate(wanted))) for key in _keys(value)}
    cells = comparable(column).astype(object).tolist()
    ranks = np.array([rank_of.get(cell, len(wanted)) for cell in cells])
    if len(cells) and not (ranks < len(wanted)).any():
        raise InputError(
            f"no cell of column {column.name!r} is {' or '.join(map(repr, wanted))}. It "
            f"holds: {', '.join(map(repr, dict.fromkeys(cells[:100])))[:200]}"
        )
    return ranks


def _holds_one(column: Any, wanted: Any) -> bool:
    """Tell whether a column holds any of the wanted values."""
    keys = [key for value in wanted for key in _keys(value)]
    return isinstance(column, pd.Series) and bool(comparable(column).isin(keys).any())


def _keys(value: Any) -> tuple[Any, ...]:
    """Return a value as cells hold it: a text file holds 2 as "2", and lists are JSON."""
    if is_nested(value):
        return (nested_text(value),)
    return (value,) if isinstance(value, str) else (value, str(value))


def measured(frame: pd.DataFrame, name: Any) -> pd.Series | None:
    """Return a column that has a largest value, as numbers, dates or truths; None if it has none.

    Words have an order, but none that anybody means.
    """
    column = _column(frame, name)
    ordered = isinstance(column.dtype, pd.CategoricalDtype) and column.dtype.ordered
    if ordered or pd.api.types.infer_dtype(column, skipna=True) in _MEASURES:
        return column
    numbers = as_numbers(column, identifiers=True)
    return as_truths(column) if numbers is None else numbers


def size_order(column: pd.Series, *, largest: bool) -> NDArray[Any]:
    """Rank rows by size, the largest or the smallest first, shape (n,); missing values are last."""
    return column.rank(method="min", ascending=not largest, na_option="bottom").to_numpy()


def _measured(frame: pd.DataFrame, name: Any) -> pd.Series:
    """Return a column that has a largest value; refuse others."""
    values = measured(frame, name)
    if values is not None:
        return values
    column = _column(frame, name)
    try:
        often = column.dropna().value_counts().index[:2].tolist()
    except (TypeError, NotImplementedError):  # Arrow has no order for lists, say
        often = []
    first = ", ".join(repr(value)[:40] for value in often) or "'first choice'"
    raise InputError(
        f"keep={name!r} would keep the largest value, but the column holds {column.dtype} cells, "
        "not numbers, dates or True and False. Name the values to prefer, the best first: "
        f"keep={{{name!r}: [{first}, ...]}}"
    )


def _checked(scores: Any, count: int, keep: Any) -> Any:
    if not hasattr(scores, "__len__") or len(scores) != count:
        raise InputError(
            f"{policy_name(keep)} must return one value per row ({count:,}), larger ones "
            f"preferred, got {type(scores).__name__}"
            + (f" of length {len(scores):,}." if hasattr(scores, "__len__") else ".")
        )
    return list(scores)


def _column(frame: pd.DataFrame, name: Any) -> pd.Series:
    if name not in frame.columns:
        raise ColumnError.missing(name, list(frame.columns))
    column: pd.Series = frame[name]
    return column


def _id_order(ids: Ids) -> NDArray[np.int64]:
    """Order ids by value, empty ones last; repeated ones by words, then by the table's order."""
    try:
        order = np.argsort(ids.values, kind="stable")
    except TypeError:  # values that have no order
        order = np.argsort(ids.labels, kind="stable")
    if ids.written is not None and ids.completed.any():
        order = np.argsort(ids.written, kind="stable")
        order = order[np.argsort(ids.written[order] == "", kind="stable")]
    places = np.empty(len(ids), dtype=np.int64)
    places[order] = np.arange(len(ids))
    return places
