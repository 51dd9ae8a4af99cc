"""Where the header of a table is, how many rows it takes, and whether there is one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from workbench.errors import FileError
from workbench.tables.reading.base import NO_HEADER, Settings, column_name, rows_named

Cells = Sequence[Any]

SEARCHED = 50
"""Rows at the top among which the header is looked for."""

SURVEY_WORDS = frozenset({"response", "open-ended response", "other (please specify)"})
"""What SurveyMonkey writes in its second header row."""

IMPORT_ID = '{"ImportId"'
"""How cells of Qualtrics' last header row begin."""

_WORDS = """
    id key no nr number text body message content question questions answer answers title subject
    summary description comment comments review feedback note notes category label labels tag tags
    topic type class name date time created updated status priority product author agent user
    customer email language lang country url link source score rating value sentence document
    headline issue ticket response q a
"""

COMMON_NAMES = frozenset(_WORDS.split())
"""Words that name columns."""


@dataclass(frozen=True)
class Header:
    """Where a table begins and what its columns are called.

    names: as they stand in the file, one per column; empty if there is no header.
    first: place of the first row of data among the rows given.
    notes: what was found out.
    """

    names: tuple[str, ...]
    first: int
    notes: tuple[str, ...] = ()


def is_empty(cell: Any) -> bool:
    """Tell whether a cell holds nothing."""
    return cell is None or cell == ""


def is_common_name(name: str) -> bool:
    """Tell whether something is a usual name of a column, such as body, ticket_id or createdAt."""
    return name.lower() in COMMON_NAMES or bool(_IDENTIFIER.fullmatch(name))


def find_header(
    rows: Sequence[Cells], numbers: Sequence[int], width: int, settings: Settings
) -> Header:
    """Return the header that was named, or find it out."""
    given = settings.header
    if given in (NO_HEADER, 0, "0"):
        return Header((), 0)
    if given is not None:
        return _composed(rows, 0, _number_of_rows(given, settings))
    start = _start(rows, width, settings)
    notes = []
    if start:
        notes.append(
            f"{rows_named(numbers[:start])} {'is' if start == 1 else 'are'} above the "
            f"header and {'was' if start == 1 else 'were'} left out "
            f"(to override: {settings.say('skip_rows', 0)})"
        )
    header = _of_several_rows(rows, numbers, start, settings) or _of_one_row(
        rows, numbers, start, settings
    )
    return replace(header, notes=(*notes, *header.notes))


def _number_of_rows(given: int | str, settings: Settings) -> int:
    if str(given).isdecimal():
        return int(given)
    raise FileError(
        f"{settings.say('header', given)}: say how many rows the header takes, such as "
        f"{settings.say('header', 1)}, or {settings.say('header', NO_HEADER)}."
    )


def _start(rows: Sequence[Cells], width: int, settings: Settings) -> int:
    """Return the place of the header row."""
    named = next((k for k, row in enumerate(rows[:SEARCHED]) if settings.in_header(row)), None)
    if named is not None:
        return named
    if settings.skip_rows is not None or width < 2:
        return 0
    for position, row in enumerate(rows[:SEARCHED]):
        filled = sum(not is_empty(cell) for cell in row)
        if filled > 1 and (len(row) >= width or filled * 2 > width):
            if _all_names(row) and position + 1 < len(rows):
                return position
            if filled * 2 > width:  # else a line above the header: "As of", and a date
                return 0
    return 0


def _all_names(row: Cells) -> bool:
    """Tell whether all cells that hold something could be names of columns; a few may repeat."""
    filled = [cell for cell in row if not is_empty(cell)]
    return len(set(filled)) * 2 > len(filled) and not any(map(_is_value, filled))


def _is_value(cell: Any) -> bool:
    """Tell numbers and dates from names."""
    return not isinstance(cell, str) or bool(_VALUE.fullmatch(cell.strip()))


def _of_several_rows(
    rows: Sequence[Cells], numbers: Sequence[int], start: int, settings: Settings
) -> Header | None:
    """Recognize the headers of Qualtrics (three rows) and of SurveyMonkey (two)."""
    for below in range(start + 1, min(start + 4, len(rows))):
        cells = [cell for cell in rows[below] if not is_empty(cell)]
        if cells and all(str(cell).startswith(IMPORT_ID) for cell in cells):
            note = (
                f"{rows_named(numbers[start + 1 : below + 1])} below the header are Qualtrics' "
                "questions and import ids, and were left out "
                f"(to override: {settings.say('header', 1)})"
            )
            return replace(_composed(rows, start, 1), first=below + 1, notes=(note,))
    if start + 1 < len(rows) and _is_second_row(rows, start):
        note = (
            f"the header takes two rows, {numbers[start]} and {numbers[start + 1]}, and names were "
            f"put together from both (to override: {settings.say('header', 1)})"
        )
        return replace(_composed(rows, start, 2), notes=(note,))
    return None


def _is_second_row(rows: Sequence[Cells], start: int) -> bool:
    """Tell whether a row holds the answers to choose from, below questions over several columns."""
    upper, lower = rows[start], rows[start + 1]
    words = [str(cell).strip().lower() for cell in lower]
    known = [k for k, word in enumerate(words) if word in SURVEY_WORDS]
    blank = [k for k, cell in enumerate(upper) if is_empty(cell)]
    filled = [k for k in blank if k < len(lower) and not is_empty(lower[k])]
    if not known:
        named = not any(_is_value(lower[k]) for k in filled)
        return len(filled) > 1 and filled == blank and is_empty(lower[0]) and named
    first = known[0]
    again = [row for row in rows[start + 2 : start + 20] if first < len(row)]
    if any(str(row[first]).strip().lower() == words[first] for row in again):
        return False
    return bool(filled) or is_empty(lower[0]) or len(known) > 1


def _composed(rows: Sequence[Cells], start: int, count: int) -> Header:
    """Return a header of some rows. An empty cell of an upper row means the one to its left."""
    given = [list(map(_name, row)) for row in rows[start : start + count]]
    if not given:
        return Header((), start)
    width = max(map(len, given))
    padded = [[*row, *[""] * (width - len(row))] for row in given]
    parts = [*map(_carried, padded[:-1]), padded[-1]]
    names = [
        ": ".join(dict.fromkeys(p for p in column if p and not (count > 1 and _says_nothing(p))))
        for column in zip(*parts, strict=True)
    ]
    return Header(tuple(names), start + count)


def _carried(row: Sequence[str]) -> list[str]:
    """Fill each empty cell with the one to its left, as in a merged cell."""
    carried: list[str] = []
    for cell in row:
        carried.append(cell or (carried[-1] if carried else ""))
    return carried


def _says_nothing(name: str) -> bool:
    """Recognize the words of a second header row that say nothing beside the question above."""
    return name.lower() in ("response", "open-ended response")


def _name(cell: Any) -> str:
    return "" if is_empty(cell) else column_name(cell)


def _of_one_row(
    rows: Sequence[Cells], numbers: Sequence[int], start: int, settings: Settings
) -> Header:
    """Take a row as the header if it looks like one, else none."""
    looks_so = _is_header(rows[start], rows[start + 1 :])
    if not looks_so and settings.in_header(rows[start]):
        note = (
            f"row {numbers[start]} was taken for the header, because you name it as a column. If "
            f"it is one of the texts: {settings.say('header', NO_HEADER)} "
            f"{settings.say('text', 'column_1')}"
        )
        return replace(_composed(rows, start, 1), notes=(note,))
    if looks_so:
        return _composed(rows, start, 1)
    width = max(map(len, rows))
    named = "its column is called column_1" if width == 1 else "its columns are called column_1 ..."
    note = (
        f"row {numbers[start]} looks like the rows below it, so the file has no header; {named} "
        f"(to override: {settings.say('header', 1)})"
    )
    return Header((), start, (note,))


def _is_header(first: Cells, below: Sequence[Cells]) -> bool:
    """Tell whether the first row names columns. It does unless something speaks against it."""
    names = [_name(cell) for cell in first]
    if any(map(is_common_name, names)):
        return True
    if not below:
        return len(first) > 1 or not _is_sentence(names[0])
    columns = [[row[k] for row in below if k < len(row)] for k in range(len(first))]
    contrast = [_contrast(cell, column) for cell, column in zip(first, columns, strict=True)]
    if any(kind == "name" for kind in contrast):
        return True
    if any(kind == "value" for kind in contrast):
        return False
    return len(names) > 1 or not _is_sentence(names[0]) or _is_question(first, below)


def _is_question(first: Cells, below: Sequence[Cells]) -> bool:
    """Recognize the question of a survey above its answers."""
    asked = [str(row[0]).strip().endswith("?") for row in below if row]
    return str(first[0]).strip().endswith("?") and not any(asked)


def _contrast(cell: Any, below: Sequence[Any]) -> str:
    """Compare a cell of the first row with its column: a name above values, or another value."""
    filled = [value for value in below if not is_empty(value)]
    if not filled or is_empty(cell):
        return ""
    values = sum(map(_is_value, filled)) / len(filled)
    if values > 0.9:
        return "value" if _is_value(cell) else "name"
    again = Counter(map(str, filled))
    if str(cell) in again or len(str(cell)) > 300:
        return "value"
    return ""


def _is_sentence(text: str) -> bool:
    return len(text.split()) > 2 or len(text) > 40


_VALUE = re.compile(r"[-+]?[.,:/%€$£ -]*+\d[\d.,:/%€$£TZ -]*+|true|false|", re.IGNORECASE)
_IDENTIFIER = re.compile(r"[A-Za-z][^\W_]*+_\w++|[a-z]++[A-Z]\w*+")
