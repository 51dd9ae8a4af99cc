"""What a person types to choose rows: words, "phrases" and column:value."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.errors import InputError
from workbench.tables.cells import as_numbers, floats
from workbench.tables.dates import guess_dates, seconds_of
from workbench.tables.rows import Rows

Mask = NDArray[np.bool_]

_COMPARED = re.compile(r"\s*+(<=|>=|<|>|=)\s*+(.+)\Z", re.DOTALL)
_PART = re.compile(r'(?:"([^"]+)"|([^\s":]+)):(?:"([^"]+)"|([^\s"]+))|"([^"]+)"|\S+')
"""column:value, either in quotes if it holds spaces, or a phrase in quotes."""
_NAME = re.compile(r"[^\W\d]\w+\Z")
"""What may be meant as the name of a column: neither an hour (10:30) nor a sign (:-))."""


@dataclass(frozen=True)
class Query:
    """A query as it is read.

    words: what is looked for, phrases included, without quotes and filters.
    single: its words outside of quotes.
    phrases: what a text must hold as it stands, whatever its case.
    values: columns, and what their cells must be.
    unknown: what is written as column:value, but names no column.
    """

    words: str
    single: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    values: tuple[tuple[str, str], ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def notes(self) -> tuple[str, ...]:
        """How the query was read, if it is more than words."""
        return (
            *(f"only rows whose {column} is {value!r}" for column, value in self.values),
            *(f"only rows that hold {phrase!r}" for phrase in self.phrases),
        )

    @property
    def doubts(self) -> tuple[str, ...]:
        """What may be meant otherwise than it was read."""
        return tuple(
            f"{part!r} was read as words, for no column is named {part.partition(':')[0]!r}"
            for part in self.unknown
        )

    def mask(self, rows: Rows, frame: pd.DataFrame, *, every_word: bool = False) -> Mask:
        """Tell which rows hold all phrases and values, if asked all words too, shape (n,)."""
        mask = np.ones(len(rows), dtype=bool)
        for column, value in self.values:
            mask &= value_mask(frame[column], value)
        needles = (*self.phrases, *(self.single if every_word else ()))
        return mask & text_mask(rows, needles) if needles else mask


def read_query(typed: str, columns: Iterable[Any]) -> Query:
    """Read phrases and filters out of a query; what names no column stays words."""
    names = {str(name).casefold(): name for name in reversed([*columns])}
    words: list[str] = []
    single: list[str] = []
    phrases: list[str] = []
    values: list[tuple[str, str]] = []
    unknown: list[str] = []
    for part in _PART.finditer(typed):
        quoted_name, name, quoted, value, phrase = part.groups()
        column = (quoted_name or name or "").casefold()
        if phrase is not None:
            phrases += [phrase.strip()] if phrase.strip() else []
            words.append(phrase)
        elif column and column in names:
            values.append((names[column], quoted or value))
        else:
            words.append(part.group())
            single.append(part.group())
            if _NAME.match(column) and not (quoted or value).startswith("//"):
                unknown.append(part.group())
    found = " ".join(" ".join(words).split())
    return Query(found, tuple(single), tuple(phrases), tuple(values), tuple(unknown))


def text_mask(rows: Rows, needles: Iterable[str]) -> Mask:
    """Tell which rows hold all of these in their text, whatever its case, shape (n,)."""
    wanted = [needle.casefold() for needle in needles]
    mask = np.fromiter(
        (all(needle in text for needle in wanted) for text in map(str.casefold, rows.distinct)),
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
    if pd.api.types.is_integer_dtype(column.dtype) and wanted.isdecimal():
        # As a float, a long id is equal to its neighbors.
        return np.asarray((column == int(wanted)).fillna(value=False), dtype=bool)
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


def moments_mask(values: NDArray[np.float64], since: str, until: str) -> Mask:
    """Tell which moments, in seconds, lie from one day to another, both included."""
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
