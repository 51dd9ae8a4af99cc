"""Cells read as dates: one reader for every column of dates there is.

ISO dates, 05/03/2024, 3 March 2024, 12/Mar/24 9:40 AM, mail headers and the like. Whether the
day or the month comes first is decided from the whole column, never from one cell.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.errors import ColumnError, counted

_ISO = re.compile(r"\d{4}-\d\d-\d\d(?!\d).*", re.DOTALL)
_CLOCK = (
    r"(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,](?P<fraction>\d{1,9}))?)?"
    r"(?:\s*(?P<half>[AaPp])\.?[Mm]\.?)?"
)
_ZONES = {
    "UTC": 0,
    "GMT": 0,
    "Z": 0,
    "CET": 1,
    "CEST": 2,
    "EST": -5,
    "EDT": -4,
    "CST": -6,
    "CDT": -5,
    "MST": -7,
    "MDT": -6,
    "PST": -8,
    "PDT": -7,
}
"""Hours east of Greenwich; those of America as in RFC 822."""
_ZONE = rf"(?:\s*(?P<zone>(?:UTC|GMT)?[+-]\d\d(?::?\d\d)?|{'|'.join(_ZONES)})(?:\s*\([^)]*\))?)?"
_TIME = rf"(?:(?:\s*,\s*|\s+(?:at\s+|um\s+)?|T|:){_CLOCK}(?:\s*Uhr)?{_ZONE})?"
_WEEKDAY = r"(?:[^\W\d_]{2,10}\.?,?\s+)?"
_NAME = r"(?P<name>[^\W\d_]{3,10})\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|\.)?"
_YEAR = r"(?P<year>\d{4})"
_ANY_YEAR = r"(?P<year>\d{4}|\d\d(?!:))"
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"{_YEAR}(?P<sign>[-/.])(?P<month>\d{{1,2}})(?P=sign)(?P<day>\d{{1,2}}){_TIME}",
        rf"(?P<first>\d{{1,2}})(?P<sign>[-/.])(?P<then>\d{{1,2}})(?P=sign){_ANY_YEAR}{_TIME}",
        rf"{_WEEKDAY}{_DAY}[\s/.-]*(?:of\s+|de\s+)?{_NAME}[\s/,.-]+(?:de\s+)?{_ANY_YEAR}{_TIME}",
        rf"{_WEEKDAY}{_NAME}[\s-]+{_DAY},?[\s-]+{_YEAR}{_TIME}",
        rf"{_WEEKDAY}{_NAME}\s+{_DAY}\s+{_CLOCK}{_ZONE}\s+{_YEAR}",
        rf"(?P<year>(?:19|20)\d\d)-(?P<month>\d\d){_TIME}",
    )
)
_MONTHS = (
    "jan ene gen",
    "feb fév fev",
    "mar mär mrt maa",
    "apr avr abr",
    "may mai maj mei mag",
    "jun juin giu",
    "jul juil lug",
    "aug aoû aou ago",
    "sep set",
    "oct okt ott out",
    "nov",
    "dec dez déc dic",
)
_MONTH = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}
_COMPACT = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
_UNITS = ("s", "ms", "us", "ns")
_EXAMPLE = "%d/%m/%Y"
_SAMPLE = 20
_LEAST_SHARE = 4
"""One cell of so many that were looked at is a reason to read the whole column."""


@dataclass(frozen=True, eq=False)
class Dates:
    """A column read as dates.

    values: naT where a cell is missing or holds no date that can be read. In UTC if cells name
        different time zones.
    notes: what was found out, and how many cells cannot be read.
    """

    values: pd.Series
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class _Reading:
    """Dates and, if they cannot be told, why."""

    values: pd.Series
    unread: int = 0
    example: Any = None
    order: str = ""
    unclear: str = ""


def guess_dates(column: pd.Series) -> Dates | None:
    """Return a column that nobody said holds dates as dates, or None if most of it is no dates."""
    if _is_dates(column):
        return Dates(column)
    if pd.api.types.is_numeric_dtype(column.dtype) or not _may_be_dates(column):
        return None
    reading = _read(column, None)
    read = int(reading.values.notna().sum())
    return Dates(reading.values, _notes(reading, column.name)) if read > reading.unread else None


def unclear_dates(column: pd.Series) -> str:
    """Say why a column of dates cannot be read, or "" if it can or holds no dates."""
    if _is_dates(column) or not _may_be_dates(column):
        return ""
    reading = _read(column, None)
    if not reading.unclear:
        return ""
    how = _say(column.name, "", both=True)
    return f"column {column.name!r} is not read as dates: {reading.unclear} {how}"


def read_dates(
    frame: pd.DataFrame, name: Any, *, format: str | None = None, option: str = ""
) -> Dates:
    """Return a column that was named as one of dates."""
    if name not in frame.columns:
        raise ColumnError.missing(name, list(frame.columns))
    return dates_in(frame[name], name, format=format, option=option)


def dates_in(column: pd.Series, name: Any, *, format: str | None = None, option: str = "") -> Dates:
    """Return any values as dates; see `read_dates`."""
    if _is_dates(column):
        return Dates(column)
    if format is None and _is_compact(column):
        format = "%Y%m%d"
    reading = _read(column, format)
    if reading.unclear:
        raise ColumnError(f"column {name!r}: {reading.unclear} {_say(name, option, both=True)}")
    there, read = int(column.notna().sum()), int(reading.values.notna().sum())
    if not read or (format is None and read * 2 < there):
        cells = "every cell is empty" if not there else f"first: {_shown(reading.example)}"
        raise ColumnError(
            f"column {name!r} holds no dates that can be read ({read:,} of {there:,} cells; "
            f"{cells}). {_say(name, option)}"
        )
    return Dates(reading.values, _notes(reading, name))


def in_utc(dates: pd.Series) -> pd.Series:
    """Return dates in UTC, without a zone; those without a zone as they stand."""
    in_utc_time: pd.Series = pd.to_datetime(dates, utc=True).dt.tz_localize(None)
    return in_utc_time


def days_written(seconds: NDArray[np.float64]) -> list[str]:
    """Return seconds since 1970 as days, such as 2026-03-31."""
    days = np.floor(np.asarray(seconds, dtype=np.float64) / 86_400).astype("datetime64[D]")
    return [str(day) for day in days]


def of_objects(cells: Sequence[Any]) -> pd.Series | None:
    """Return date objects as datetime64, or None if it cannot hold them."""
    try:
        return pd.Series(pd.to_datetime(pd.Series(list(cells), dtype=object)))
    except (ValueError, TypeError, pd.errors.OutOfBoundsDatetime):
        return None


def seconds_of(dates: pd.Series) -> NDArray[np.float64]:
    """Return dates as seconds since 1970, NaN if missing; those without a zone as they stand."""
    stamps, per_second = pd.to_datetime(dates, utc=True), 1e6
    try:
        stamps = stamps.dt.as_unit("us")
    except pd.errors.OutOfBoundsDatetime:  # a year beyond 294247
        stamps, per_second = stamps.dt.as_unit("s"), 1.0
    seconds = stamps.astype("int64").to_numpy(dtype=np.float64) / per_second
    seconds[stamps.isna().to_numpy()] = np.nan
    return seconds


def _is_dates(column: pd.Series) -> bool:
    return isinstance(column.dtype, pd.DatetimeTZDtype) or (
        isinstance(column.dtype, np.dtype) and column.dtype.kind == "M"
    )


def _is_compact(column: pd.Series) -> bool:
    """Tell whether every cell is written like 20250301, as a text or a number."""
    cells = column[column.notna().to_numpy()].tolist()
    return bool(cells) and all(_COMPACT.fullmatch(str(cell).strip()) for cell in cells)


def _notes(reading: _Reading, name: Any) -> tuple[str, ...]:
    """Say which order was found, and how many cells are no dates."""
    notes = [f"dates of column {name!r} read as {reading.order}"] if reading.order else []
    if reading.unread:
        verb = "is no date" if reading.unread == 1 else "are no dates"
        notes.append(
            f"{counted(reading.unread, 'cell')} of column {name!r} {verb} that can be read (first: "
            f"{_shown(reading.example)}); counted as empty"
        )
    return tuple(notes)


def _say(name: Any, option: str, *, both: bool = False) -> str:
    """Say what to type to name the format."""
    begin = option or f"frame[{name!r}] = pd.to_datetime(frame[{name!r}], format="
    end = "" if option else ")"
    other = ', or "%m/%d/%Y" if the month comes first' if both else ""
    return f'Say how they are written: {begin}"{_EXAMPLE}"{end}{other}.'


def _shown(cell: Any) -> str:
    said = repr(cell)
    return said if len(said) <= 40 else f"{said[:39]}…"


def _may_be_dates(column: pd.Series) -> bool:
    """Look at some cells from all over, so that a long column of prose costs nothing."""
    present = np.flatnonzero(column.notna().to_numpy())
    if not len(present):
        return False
    some = present[:: -(-len(present) // _SAMPLE)]
    cells = column.iloc[some].astype(object).tolist()
    like_dates = sum(isinstance(cell, date) or _parts(cell) is not None for cell in cells)
    return like_dates * _LEAST_SHARE >= len(cells)


def _read(column: pd.Series, format: str | None) -> _Reading:
    """Read every cell; missing ones stay missing."""
    present = column.notna().to_numpy()
    cells = column.astype(object)[present]
    if format in _UNITS:
        return _placed(column, present, _counted_from_1970(cells, str(format)))
    if format is not None:
        texts = cells.map(lambda cell: str(cell).strip())
        return _placed(column, present, _strptime(texts, format))
    if len(cells) and all(isinstance(c, str) and _ISO.match(c.strip()) for c in cells.tolist()):
        return _placed(column, present, _iso(cells.str.strip()))
    return _other_forms(column, present, cells)


def _other_forms(column: pd.Series, present: Any, cells: pd.Series) -> _Reading:
    """Read cells that need not be ISO dates; each distinct one once."""
    try:
        distinct = list(dict.fromkeys(cells.tolist()))
    except TypeError:  # lists among them
        return _placed(column, present, pd.Series(pd.NaT, cells.index, dtype="datetime64[us]"))
    parts = {cell: _parts(cell) for cell in distinct if not isinstance(cell, date)}
    day_first, unclear = _day_first([p for p in parts.values() if p is not None])
    if unclear:
        nothing = pd.Series(pd.NaT, index=column.index, dtype="datetime64[us]")
        return _Reading(nothing, unclear=unclear)
    moments = {
        cell: _of_date(cell) if isinstance(cell, date) else _moment(parts[cell], day_first)
        for cell in distinct
    }
    values = _series([moments[cell] for cell in cells.tolist()], cells.index)
    order = "" if day_first is None else ("day/month/year" if day_first else "month/day/year")
    return _placed(column, present, values, order)


def _placed(column: pd.Series, present: Any, values: pd.Series, order: str = "") -> _Reading:
    """Put what was read at the places of the cells that hold anything."""
    placed = pd.Series(pd.NaT, index=np.arange(len(column)), dtype=values.dtype)
    placed[present] = values.array
    missed = np.flatnonzero(present & placed.isna().to_numpy())
    example = column.iloc[missed[0]] if len(missed) else None
    placed.index, placed.name = column.index, column.name
    return _Reading(placed, len(missed), example, order)


def _iso(cells: pd.Series) -> pd.Series:
    with warnings.catch_warnings():
        warnings.simplefilter("error", FutureWarning)  # so pandas 2 says what pandas 3 raises
        try:
            return pd.to_datetime(cells, errors="coerce", format="ISO8601")
        except (ValueError, FutureWarning):  # several time zones, or some cells without one
            return pd.to_datetime(cells, errors="coerce", format="ISO8601", utc=True)


def _strptime(cells: pd.Series, format: str) -> pd.Series:
    zoned = "%z" in format or "%Z" in format
    try:
        return pd.to_datetime(cells, errors="coerce", format=format, utc=zoned)
    except (ValueError, TypeError) as error:
        raise ColumnError(
            f'{format!r} is not a format of dates ({error}). For example: "{_EXAMPLE} %H:%M"'
        ) from error


def _counted_from_1970(cells: pd.Series, unit: str) -> pd.Series:
    numbers = pd.to_numeric(cells, errors="coerce").astype("float64")
    dates: pd.Series = pd.to_datetime(numbers, unit=unit, errors="coerce", utc=True)  # type: ignore[call-overload]
    return dates


def _parts(cell: Any) -> dict[str, Any] | None:
    """Return the parts of a text that is written like a date, as texts."""
    if not isinstance(cell, str) or len(cell) > 90:
        return None
    text = " ".join(cell.split())
    for form in _FORMS:
        match = form.fullmatch(text)
        if match:
            parts = match.groupdict()
            if not parts.get("name") or _month(parts["name"]):
                return parts
    return None


def _month(name: str) -> int | None:
    """Return the number of a month by the first letters of its name in several languages."""
    begin = name.casefold()
    return _MONTH.get(begin[:4]) or _MONTH.get(begin[:3])


def _day_first(parts: list[dict[str, Any]]) -> tuple[bool | None, str]:
    """Decide from the whole column which number is the day; None if nothing asks.

    Dates with dots are written day first everywhere.
    """
    asking = [p for p in parts if p.get("first") is not None]
    if not asking:
        return None, ""
    ends = [(int(p["first"]), int(p["then"])) for p in asking if p["sign"] != "."]
    day_first, month_first = any(a > 12 for a, _ in ends), any(b > 12 for _, b in ends)
    if day_first and month_first:
        return None, "some of its dates begin with the day and some with the month."
    same = all(a == b for a, b in ends)
    if ends and not (day_first or month_first or same):
        return None, "it is not clear whether its dates begin with the day or the month."
    return not month_first, ""


def _moment(parts: dict[str, Any] | None, day_first: bool | None) -> datetime | None:
    """Return the moment that the parts of a date make, None if there is no such day or hour."""
    if parts is None:
        return None
    month, day = parts.get("month"), parts.get("day")
    if parts.get("name"):
        month = _month(parts["name"])
    elif parts.get("first"):
        swapped = day_first or parts["sign"] == "."
        day, month = (parts["first"], parts["then"])[:: 1 if swapped else -1]
    elif day is None:
        day = 1  # a month is dated by its first day
    year = int(parts["year"])
    if len(parts["year"]) == 2:
        year += 2000 if year < 69 else 1900
    try:
        moment = datetime(year, int(month or 0), int(day or 0), tzinfo=_zone(parts["zone"]))
        return moment + _clock(parts)
    except (ValueError, OverflowError):
        return None


def _clock(parts: dict[str, Any]) -> timedelta:
    """Return the time of day; an hour that no clock shows is an error."""
    hour, minute = int(parts["hour"] or 0), int(parts["minute"] or 0)
    half = (parts["half"] or "").lower()
    second = int(parts["second"] or 0)
    if (half and not 1 <= hour <= 12) or hour > 23 or minute > 59 or second > 59:
        raise ValueError
    hour = hour % 12 + (12 if half == "p" else 0) if half else hour
    fraction = int(((parts["fraction"] or "") + "000000")[:6])
    return timedelta(hours=hour, minutes=minute, seconds=second, microseconds=fraction)


def _zone(said: str | None) -> timezone | None:
    if not said:
        return None
    if said in _ZONES:
        return timezone(timedelta(hours=_ZONES[said]))
    digits = re.sub(r"\D", "", said).ljust(4, "0")
    sign = -1 if "-" in said else 1
    return timezone(sign * timedelta(hours=int(digits[:2]), minutes=int(digits[2:])))


def _of_date(cell: date) -> datetime:
    """Return a date object as a moment."""
    if isinstance(cell, datetime):
        return cell
    return datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001  a day has no zone


def _series(moments: list[datetime | None], index: pd.Index) -> pd.Series:
    """Return moments as one column: without a zone if none has one, otherwise in UTC."""
    zones = {m.tzinfo for m in moments if m is not None}
    cells = pd.Series(moments, index=index, dtype=object)
    if zones <= {None}:
        return pd.to_datetime(cells).astype("datetime64[us]")
    return pd.to_datetime(cells, utc=len(zones) > 1).dt.as_unit("us")
