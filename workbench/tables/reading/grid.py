"""Rows of cells -> a table: header, widths, names of columns, each cell as it is."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd

from workbench.errors import FileError, counted
from workbench.tables.dates import of_objects
from workbench.tables.reading.base import Settings, column_name, listed, rows_named
from workbench.tables.reading.header import Header, find_header, is_empty

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
        dates = of_objects(cells)
        if dates is not None:
            return dates
    return pd.Series(list(cells), dtype=object)


def arrow_frame(table: Any) -> pd.DataFrame:
    """Return an Arrow table as a frame; whole numbers stay whole if cells are missing."""
    import pyarrow as pa

    frame = pandas_of(table)
    for name in set(table.column_names) & set(frame.columns):
        column = table.column(name) if table.column_names.count(name) == 1 else None
        if column is not None and pa.types.is_integer(column.type) and column.null_count:
            kind = str(column.type).replace("i", "I").replace("u", "U").replace("UI", "UI")
            frame[name] = pd.array(column.to_pylist(), dtype=kind)
    return frame


def pandas_of(table: Any) -> pd.DataFrame:
    """Return an Arrow table as a frame; pandas writes names of dtypes that it cannot read."""
    try:
        frame: pd.DataFrame = table.to_pandas()
    except TypeError:
        frame = table.to_pandas(ignore_metadata=True)
    return frame


@dataclass(frozen=True)
class Grid:
    """A table by columns, before it becomes a frame.

    names: one name per column, no two alike.
    header: the names as they stand in the file.
    columns: cells; None if a row has none.
    numbers: the rows' numbers in the file.
    notes: what was found out.
    """

    names: list[str]
    header: list[str]
    columns: list[list[Any]]
    numbers: list[int]
    notes: list[str] = field(default_factory=list)


def make_grid(
    name: str, rows: list[list[Any]], numbers: list[int], settings: Settings, *, separator: str = ""
) -> Grid:
    """Find the header and put every row below it, so that no cell leaves its column."""
    if all(_blank(row) for row in rows):
        raise FileError(f"{name} is empty: a header line with column names is needed.")
    last = numbers[-1]
    rows, numbers = _below(rows, numbers, settings.skip_rows or 0)
    if not rows:
        raise FileError(
            f"{settings.say('skip_rows', settings.skip_rows)} leaves no row of {name}: its last "
            f"row is {last}."
        )
    width = usual_width(rows)
    header = find_header(rows[:200], numbers[:200], width, settings)
    notes = [f"{name}: {note}" for note in header.notes]
    notes += _folded_names(name, rows[header.first - 1] if header.names else ())
    header_width = _header_width(header, rows)
    rows, numbers = rows[header.first :], numbers[header.first :]
    if not rows:
        raise FileError(f"{name}: the table has no rows, only the header: {listed(header.names)}.")
    names = list(header.names)
    notes += _repeated_header(name, names, rows, numbers)
    rows, numbers, names = _fitted(
        name, rows, numbers, names, header_width, notes, settings, separator
    )
    columns = _columns(rows, len(names))
    return _named_columns(name, names, columns, numbers, notes)


def _below(
    rows: list[list[Any]], numbers: list[int], skipped: int
) -> tuple[list[list[Any]], list[int]]:
    """Leave out the rows that the caller skips."""
    start = int(np.searchsorted(np.asarray(numbers), skipped, side="right"))
    return rows[start:], numbers[start:]


def _repeated_header(
    name: str, names: Sequence[str], rows: Sequence[Sequence[Any]], numbers: Sequence[int]
) -> list[str]:
    """Tell if the header comes again further down, as in files that were put together."""
    again = [
        number
        for number, row in zip(numbers, rows, strict=True)
        if len(names) > 1 and row[:1] == names[:1] and list(row) == list(names)
    ]
    if not again:
        return []
    verb = "repeats" if len(again) == 1 else "repeat"
    return [f"{name}: {rows_named(again)} {verb} the header; nothing was left out"]


def _folded_names(name: str, header: Sequence[Any]) -> list[str]:
    """Tell if names of columns stand on several lines, and are read as one."""
    folded = [column_name(cell) for cell in header if "\n" in str(cell).strip()]
    if not folded:
        return []
    return [f"{name}: line breaks in names of columns became spaces: {listed(folded, 5)}"]


def _header_width(header: Header, rows: Sequence[Sequence[Any]]) -> int:
    """Return how many cells a row may hold; without a header as many as any does."""
    return len(header.names) or max(map(len, rows))


def _fitted(
    name: str,
    rows: list[list[Any]],
    numbers: list[int],
    names: list[str],
    width: int,
    notes: list[str],
    settings: Settings,
    separator: str,
) -> tuple[list[list[Any]], list[int], list[str]]:
    """Give every row the width of the header; what does not fit is told or refused."""
    names = names or [""] * width
    longest = max(map(len, rows))
    if longest > width and _has_row_names(rows, width, names[0]):
        notes.append(
            f"{name}: each row begins with its number, which the header does not name; that "
            "column is called row_name"
        )
        return rows, numbers, ["row_name", *names]
    surplus = [k for k, row in enumerate(rows) if len(row) > width and not _blank(row[width:])]
    if surplus:
        rows, numbers = _without_surplus(
            name, rows, numbers, surplus, names, notes, settings, separator
        )
    elif longest > width:
        notes.append(
            f"{name}: rows end in more separators than the header; the empty cells behind "
            "the last column were left out"
        )
    short = [numbers[k] for k, row in enumerate(rows) if len(row) < width and row]
    if short:
        notes.append(
            f"{name}: {rows_named(short)} {'has' if len(short) == 1 else 'have'} fewer cells than "
            "the header; the missing ones are empty"
        )
    return rows, numbers, names


def _blank(cells: Sequence[Any]) -> bool:
    return all(is_empty(cell) or (isinstance(cell, str) and cell.isspace()) for cell in cells)


def _has_row_names(rows: Sequence[Sequence[Any]], width: int, first: str) -> bool:
    """Recognize the tables of R: each row has one cell more, and begins with its number."""
    # Below "id" the number is the id, and each text holds the separator, unless ids follow.
    if _NUMBERED.fullmatch(first.strip()) and not all(str(row[1]).isdecimal() for row in rows):
        return False
    numbered = all(len(row) == width + 1 and str(row[0]) == str(k) for k, row in enumerate(rows, 1))
    # Empty last cells come from a separator at the end of each row; the number is an id then.
    return len(rows) > 1 and numbered and not all(_blank(row[width:]) for row in rows)


_NUMBERED = re.compile(r"(?:\w{1,40}[ _-])?(?:id|ids|nr|no|number|num|key|index|row)\.?|#", re.I)
"""Names of columns that count rows."""


def _without_surplus(
    name: str,
    rows: list[list[Any]],
    numbers: list[int],
    surplus: list[int],
    names: list[str],
    notes: list[str],
    settings: Settings,
    separator: str,
) -> tuple[list[list[Any]], list[int]]:
    """Refuse, skip or join rows with more cells than the header."""
    width, places = len(names), rows_named([numbers[k] for k in surplus])
    said = (
        f"{places} {'holds' if len(surplus) == 1 else 'hold'} more cells than the header "
        f"({len(rows[surplus[0]])} instead of {width}: {listed(names)})"
    )
    if settings.bad_rows == "skip":
        left_out = set(surplus)
        notes.append(f"{name}: {said}; {counted(len(surplus), 'row')} left out as you asked")
        kept = [k for k in range(len(rows)) if k not in left_out]
        return [rows[k] for k in kept], [numbers[k] for k in kept]
    if settings.bad_rows == "join":
        notes.append(f"{name}: {said}; they were joined to the last column as you asked")
        for k in surplus:
            row = rows[k]
            rows[k] = [*row[: width - 1], separator.join(str(c) for c in row[width - 1 :])]
        return rows, numbers
    raise FileError(
        f"{name}: {said}. Perhaps a text contains the separator without quotes, or "
        "the header is another row. To join the surplus cells to the last column: "
        f"{settings.say('bad_rows', 'join')}; to skip such rows: "
        f"{settings.say('bad_rows', 'skip')}; to name the header: {settings.say('skip_rows')}, "
        f"{settings.say('header')} or {settings.say('separator')}."
    )


def _columns(rows: Sequence[Sequence[Any]], width: int) -> list[list[Any]]:
    """Turn rows into columns; cells that a row lacks are None."""
    whole = all(len(row) == width for row in rows)
    if not whole:
        rows = [
            row if len(row) == width else [*row[:width], *[None] * (width - len(row))]
            for row in rows
        ]
    return [list(column) for column in zip(*rows, strict=True)]


def _named_columns(
    name: str,
    names: list[str],
    columns: list[list[Any]],
    numbers: list[int],
    notes: list[str],
) -> Grid:
    """Give each column a name of its own; leave out columns with neither name nor content."""
    empty = [k for k, n in enumerate(names) if not n and _blank(columns[k])]
    if empty and len(empty) < len(names):
        notes.append(f"{name}: {counted(len(empty), 'column')} without name and content left out")
        kept = [k for k in range(len(names)) if k not in set(empty)]
    else:
        kept = list(range(len(names)))
    own = unique_names([names[k] for k in kept], [k + 1 for k in kept])
    header = [names[k] for k in kept]
    notes += renamed_notes(name, header, own)
    return Grid(own, header, [columns[k] for k in kept], numbers, notes)


def unique_names(names: Sequence[str], places: Sequence[int]) -> list[str]:
    """Return names no two of which are alike: ``Labels``, ``Labels.1``; ``column_3`` for none."""
    taken = set(names)
    used: set[str] = set()
    result = []
    for given, position in zip(names, places, strict=True):
        base = given or f"column_{position}"
        one, number = base, 0
        while one in used or (one in taken and one != given):
            number += 1
            one = f"{base}.{number}"
        used.add(one)
        result.append(one)
    return result


def with_own_names(
    frame: pd.DataFrame, needed: Sequence[Any]
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Return a table no two columns of which have the same name, and notes on new names."""
    twice = frame.columns[frame.columns.duplicated()]
    if not len(twice) or any(name in list(twice) for name in needed):  # nobody knows which
        return frame, ()
    given = [str(name) for name in frame.columns]
    names = unique_names(given, range(1, len(given) + 1))
    return frame.set_axis(names, axis=1), tuple(renamed_notes("the table", given, names))


def renamed_notes(name: str, header: Sequence[str], own: Sequence[str]) -> list[str]:
    """Tell which columns got a name, and which another one."""
    notes = []
    nameless = [n for h, n in zip(header, own, strict=True) if not h]
    if nameless and len(nameless) < len(header):
        notes.append(
            f"{name}: {counted(len(nameless), 'column')} without a name: {listed(nameless)}"
        )
    repeated = [h for h, n in Counter(header).items() if h and n > 1]
    for one in repeated[:5]:
        columns = [n for h, n in zip(header, own, strict=True) if h == one]
        notes.append(f"{name}: {len(columns)} columns are called {one}; read as {listed(columns)}")
    return notes


def usual_width(rows: Sequence[Sequence[object]]) -> int:
    """Return the number of cells that most rows have, the larger one of two."""
    counts = Counter(map(len, rows))
    return max(counts, key=lambda width: (counts[width], width))
