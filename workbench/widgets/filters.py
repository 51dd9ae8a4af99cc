"""Filters over a table's rows: plain data in, a mask out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.errors import ColumnError, InputError
from workbench.tables import Rows, as_numbers, floats, guess_dates, seconds_of

Mask = NDArray[np.bool_]

_COMPARED = re.compile(r"\s*+(<=|>=|<|>|=)\s*+(.+)\Z", re.DOTALL)


@dataclass(frozen=True)
class Filters:
    """What a reader asked for; empty fields ask for nothing.

    words: every word must stand in the text, whatever its case; "quoted words" as they stand.
    column, value: one column must hold the value: a part of a text, a number or date, ">= 5", "5 ..
        10".
    whole: if not empty, the cell must be `value` and not only hold it.
    since, until: limits for the time column, both included; a day until its end.
    only: name of one of the masks offered, such as "duplicates" or a tag.
    """

    words: str = ""
    column: str = ""
    value: str = ""
    whole: str = ""
    since: str = ""
    until: str = ""
    only: str = ""

    @classmethod
    def of(cls, message: Mapping[str, Any]) -> Filters:
        """Read filters from what a page sent; unknown keys are left alone."""
        return cls(**{k: str(message.get(k) or "").strip() for k in cls.__dataclass_fields__})


def mask_of(
    filters: Filters,
    rows: Rows,
    frame: pd.DataFrame,
    *,
    time: str | None = None,
    masks: Mapping[str, Mask] | None = None,
) -> Mask | None:
    """Return which rows pass, or None where nothing is asked for. Shapes: masks (n,)."""
    parts: list[Mask] = []
    if filters.words:
        parts.append(words_mask(rows, filters.words))
    if filters.column and filters.value:
        if filters.column not in frame.columns:
            raise ColumnError.missing(filters.column, list(frame.columns))
        column = frame[filters.column]
        if filters.whole:
            parts.append(np.array([written(cell) == filters.value for cell in column], dtype=bool))
        else:
            parts.append(value_mask(column, filters.value))
    if time is not None and (filters.since or filters.until):
        dates = guess_dates(frame[time])
        if dates is not None:
            parts.append(_between(seconds_of(dates.values), filters.since, filters.until))
    if filters.only:
        known = masks or {}
        if filters.only not in known:
            raise InputError(f"there is no set of rows named {filters.only!r}.")
        parts.append(known[filters.only])
    return np.logical_and.reduce(parts) if parts else None


MOST_CHOICES = 40
"""Different values up to which a column is filtered by choosing one."""


def written(cell: Any) -> str:
    """Return a cell as a choice shows it; an empty one in brackets."""
    return "(empty)" if pd.isna(cell) or str(cell).strip() == "" else str(cell)


def choices_of(frame: pd.DataFrame) -> list[list[Any]]:
    """Return what a reader can filter each column by: name, kind, and values with their rows.

    Kinds are "choice", "number", "date" and "text".
    """
    return [[str(name), *_kind_of(frame[name])] for name in frame.columns]


def _kind_of(column: pd.Series) -> tuple[str, list[list[Any]]]:
    if guess_dates(column) is not None:
        return "date", []
    if as_numbers(column) is not None and column.nunique() > MOST_CHOICES // 4:
        return "number", []
    if column.astype(str).nunique() > MOST_CHOICES:
        return "text", []
    counts = column.map(written).value_counts()
    return "choice", [[str(value), int(count)] for value, count in counts.items()]


def words_mask(rows: Rows, wanted: str) -> Mask:
    """Tell which rows hold every word of `wanted`, whatever its case."""
    needles = [(a or b).casefold() for a, b in re.findall(r'"([^"]+)"|(\S+)', wanted)]
    mask = np.fromiter(
        (all(needle in text for needle in needles) for text in map(str.casefold, rows.distinct)),
        dtype=bool,
        count=len(rows.distinct),
    )
    return rows.spread(mask, fill=False)


def value_mask(column: pd.Series, wanted: str) -> Mask:
    """Tell which cells of a column are what was asked for."""
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        return _compare(seconds_of(column), wanted, _moment)
    if pd.api.types.is_bool_dtype(column.dtype):
        truth = wanted.casefold() in ("true", "yes", "1")
        return np.asarray(column.fillna(value=False) == truth, dtype=bool)
    if pd.api.types.is_numeric_dtype(column.dtype):
        return _compare(floats(column), wanted, _number)
    texts = _compared_texts(column, wanted)
    if texts is not None:
        return texts
    needle = wanted.casefold()
    return np.fromiter(
        (
            (isinstance(cell, str) and needle in cell.casefold()) or str(cell) == wanted
            for cell in column
        ),
        dtype=bool,
        count=len(column),
    )


def _compared_texts(column: pd.Series, wanted: str) -> Mask | None:
    """Compare texts that are numbers or dates with a value or range; None if they are no such."""
    ranged = ".." in wanted or _COMPARED.match(wanted) is not None
    numbers = as_numbers(column)
    if numbers is not None and (ranged or _is_number(wanted)):
        return _compare(floats(numbers), wanted, _number)
    dates = guess_dates(column) if ranged else None
    return None if dates is None else _compare(seconds_of(dates.values), wanted, _moment)


def _compare(values: NDArray[np.float64], wanted: str, read: Any) -> Mask:
    """Compare numbers with what was typed; missing ones never pass."""
    since, dots, until = map(str.strip, wanted.partition(".."))
    if dots:
        mask: Mask = ~np.isnan(values)
        if since:
            mask &= values >= read(since)[0]
        if until:
            mask &= values <= read(until)[1]
        return mask
    sign, given = (_COMPARED.match(wanted) or re.match(r"()(.*)", wanted)).groups()  # type: ignore[union-attr]
    low, high = read(given.strip())
    tests = {"<": values < low, "<=": values <= high, ">": values > high, ">=": values >= low}
    equal: Mask = (values >= low) & (values <= high)
    passed: Mask = tests.get(sign, equal)
    return passed


def _between(values: NDArray[np.float64], since: str, until: str) -> Mask:
    return _compare(values, f"{since} .. {until}", _moment)


def _is_number(given: str) -> bool:
    try:
        _number(given)
    except InputError:
        return False
    return True


def _number(given: str) -> tuple[float, float]:
    try:
        value = float(given.replace(",", ""))
    except ValueError:
        raise InputError(
            f"a number is needed, such as 5, >= 5 or 5 .. 10, got {given!r}."
        ) from None
    return value, value


def _moment(given: str) -> tuple[float, float]:
    """Read a year, month, day or moment as its first and last second."""
    try:
        period = pd.Period(given)
    except ValueError:
        raise InputError(
            f"a date is needed, such as 2026, 2026-03 or 2026-03-31, got {given!r}."
        ) from None
    return _stamp(period.start_time), _stamp(period.end_time)


def _stamp(moment: pd.Timestamp) -> float:
    # pandas 2 ends a day a nanosecond before midnight, which no float can tell from midnight.
    return float(moment.tz_localize("UTC").floor("us").timestamp())
