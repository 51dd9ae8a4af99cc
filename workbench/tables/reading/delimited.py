"""CSV, TSV and their kin -> a table of texts: which separator and quotes, then cell by cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TextIO

import numpy as np
import pandas as pd

from workbench.errors import FileError
from workbench.tables.reading.base import Settings, Source, TableFile, rows_named
from workbench.tables.reading.encoding import Encoding, find_encoding, open_text
from workbench.tables.reading.grid import Grid, make_grid, usual_width
from workbench.tables.reading.header import is_common_name
from workbench.tables.reading.records import Dialect, Record, key_shapes, large_cells, read_records

NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe", "": "none"}
"""Separators that are looked for, and how they are called."""

SAMPLE_RECORDS = 500

CREDIBLE = 0.6
"""Share of records with the same number of cells from which a separator is believed."""


@dataclass(frozen=True)
class Judged:
    """How well a dialect fits a sample.

    dialect: what was tried.
    records: the sample as it reads it.
    width: the usual number of cells.
    fit: share of the records that have it.
    named: whether a row of that width holds the columns that the caller names.
    """

    dialect: Dialect
    records: list[Record]
    width: int
    fit: float
    named: bool

    @property
    def shapes(self) -> tuple[str, ...]:
        """What the keys of the table look like."""
        return key_shapes(self.records, self.width)


def find_dialect(lines: Sequence[str], ending: str, settings: Settings) -> Judged:
    """Return the dialect that was named, or the one under which a sample is most regular."""
    separators = _separators(ending, settings)
    judged = [
        _judge(lines, dialect, settings)
        for separator in separators
        for dialect in _dialects(separator, lines, settings)
    ]
    if len(separators) == 1:
        return max(judged, key=lambda one: one.fit)
    several = [one for one in judged if one.width > 1 and _credible(one)]
    alone = [one for one in judged if not one.dialect.separator]
    named = [one for one in judged if one.named and (one.width > 1 or one in alone)]
    if named:
        return max(named, key=lambda one: (one.width > 1, one.fit, one.width))
    return max(several or alone or judged, key=lambda one: (one.fit, one.width))


def separator_named(given: str, settings: Settings) -> str:
    """Return the separator that a caller means: the sign itself, or its name."""
    by_name = {name: sign for sign, name in NAMES.items()} | {"\\t": "\t", "space": " "}
    sign = by_name.get(given.lower(), given)
    if len(sign) > 1 or sign in ("\r", "\n", '"'):
        raise FileError(
            f"{settings.say('separator', given)}: a separator is one character, or one of "
            f"{', '.join(by_name)}."
        )
    return sign


def quote_named(given: str, settings: Settings) -> str:
    """Return the quote that a caller means; "none" means that quotes are part of the text."""
    names = {"none": "", "double": '"', "single": "'"}
    sign = names.get(given.lower(), given)
    if len(sign) > 1 or sign in ("\r", "\n"):
        raise FileError(
            f"{settings.say('quote', given)}: a quote is one character, or one of "
            f"{', '.join(names)}."
        )
    return sign


def _separators(ending: str, settings: Settings) -> list[str]:
    """Return the separators to try, the most likely first."""
    if settings.separator is not None:
        return [separator_named(settings.separator, settings)]
    first = "\t" if ending in (".tsv", ".tab") else "|" if ending == ".psv" else ","
    return [first, *(sign for sign in (",", ";", "\t", "|") if sign != first), ""]


def _dialects(separator: str, lines: Sequence[str], settings: Settings) -> Iterator[Dialect]:
    """Yield the ways to quote that are worth trying with a separator, the most likely first."""
    if settings.quote is not None:
        yield Dialect(separator, quote_named(settings.quote, settings))
        return
    yield Dialect(separator)
    whole = "".join(lines)
    if '\\"' in whole:
        yield Dialect(separator, escape="\\")
    if separator and f'{separator} "' in whole:
        yield Dialect(separator, spaced=True)
    if separator and (f"{separator}'" in whole or f"'{separator}" in whole):
        yield Dialect(separator, quote="'")


def _judge(lines: Sequence[str], dialect: Dialect, settings: Settings) -> Judged:
    """Read a sample in one way and see how regular it is."""
    records = list(islice(read_records(lines, dialect), SAMPLE_RECORDS))
    rows = [record.cells for record in records if record.cells]
    if not rows:
        return Judged(dialect, records, 0, 0.0, named=False)
    width = usual_width(rows)
    start = _start(rows, width)
    table = rows[start:]
    stray = sum(record.stray for record in records)
    fit = (
        sum(_regular(cells, width) for cells in table) / len(table) * (1 - stray / len(records) / 2)
    )
    if start:
        fit *= 0.95  # a dialect that leaves no line out is believed first
    if dialect.quote != "'" and _all_enclosed(table, "'"):
        fit *= 0.9  # cells that all stand in apostrophes are quoted by them
    return Judged(dialect, records, width, fit, _named(rows, width, settings))


def _start(rows: Sequence[Sequence[str]], width: int) -> int:
    """Return where the table begins: behind lines of one cell, if it has more."""
    if width < 2 or len(rows[0]) > 1:
        return 0
    return next(k for k, cells in enumerate(rows) if len(cells) == width)


def _regular(cells: Sequence[str], width: int) -> float:
    """Return 1 for a row of the usual width, less for a short one, nothing for any other."""
    if len(cells) >= width:
        return float(not any(cells[width:]))
    return 0.5 if len(cells) > 1 else 0.0


def _named(rows: Sequence[Sequence[str]], width: int, settings: Settings) -> bool:
    """Tell whether a row near the top holds every column that the caller names."""
    return any(
        min(len(cells), 2) == min(width, 2) and settings.in_header(cells) for cells in rows[:50]
    )


def _credible(judged: Judged) -> bool:
    """Tell a table from prose that holds the separator now and then."""
    rows = [record.cells for record in judged.records if record.cells]
    if judged.fit < CREDIBLE:
        # Names of columns above rows that all hold the separator: some hold it in a text too.
        return all(len(cells) > 1 for cells in rows) and all(map(_is_name, rows[0]))
    if _is_prose(rows, judged):
        return False
    start = _start(rows, judged.width)
    # Lines above the header: then the header must look like one, and not like ", and the rest".
    if not start:
        return True
    header = rows[start]
    known = any(map(is_common_name, header)) or len(rows[0][0].split()) > 1
    return known and start + 1 < len(rows) and all(map(_is_name, header))


def _is_prose(rows: Sequence[Sequence[str]], judged: Judged) -> bool:
    """Recognize sentences: a space behind nearly every comma, below no names of columns."""
    if judged.fit == 1 and judged.width > 2:
        return False
    behind = [cell for cells in rows for cell in cells[1:]]
    spaced = sum(cell.startswith(" ") for cell in behind)
    return spaced > len(behind) / 2 and not all(_is_name(cell.strip(), 3) for cell in rows[0])


def _is_name(cell: str, words: int = 6) -> bool:
    """Tell whether a cell could be the name of a column rather than a part of a sentence."""
    return bool(_NAME.fullmatch(cell)) and len(cell.split()) <= words


_NAME = re.compile(r"[^\W\d][\w /().#?:-]{0,59}(?<! )")


def _all_enclosed(rows: Sequence[Sequence[str]], quote: str) -> bool:
    """Tell whether some column's cells stand in a quote, each of them."""
    columns = zip(*(row for row in rows[1:] if len(row) == len(rows[0])), strict=True)
    return any(
        len(column) > 1 and all(len(cell) > 1 and cell[0] == cell[-1] == quote for cell in column)
        for column in columns
    )


SAMPLE_LINES = 1000
SAMPLE_LETTERS = 1 << 20


def read_delimited(source: Source, settings: Settings) -> TableFile:
    """Read a text file with one row per line; every cell is str or missing."""
    encoding = find_encoding(source, settings)
    with large_cells():
        newline = _line_end(source, encoding, settings)
        with open_text(source, encoding, newline) as text:
            judged, marker = _judged(text, source, settings)
            text.seek(0)
            rows, numbers, odd = _rows(text, judged, marked=marker is not None)
    notes = [encoding.note, *_dialect_notes(source, judged.dialect, marker, settings)]
    notes += _odd_notes(source, odd)
    grid = make_grid(source.name, rows, numbers, settings, separator=judged.dialect.separator)
    return text_table(source, grid, [note for note in notes if note])


def text_table(source: Source, grid: Grid, notes: list[str]) -> TableFile:
    """Make a table of str columns; only an empty cell is missing."""
    columns = {
        name: pd.Series([cell or None for cell in cells], dtype="str")
        for name, cells in zip(grid.names, grid.columns, strict=True)
    }
    return TableFile(
        frame=pd.DataFrame(columns),
        notes=(*source.notes, *notes, *grid.notes),
        row_numbers=np.asarray(grid.numbers, dtype=np.int64),
        source=source.name,
        header=tuple(grid.header),
    )


def _line_end(source: Source, encoding: Encoding, settings: Settings) -> str:
    """Return how lines end: at a line feed, or in old files of the Mac at a carriage return.

    Carriage returns inside cells end no line. If both signs stand outside of quotes, the one that
    gives the more regular table ends the lines.
    """
    with open_text(source, encoding) as text:
        head = text.read(SAMPLE_LETTERS)
    if "\r" not in head.replace("\r\n", ""):
        return "\n"
    bare = _QUOTED.sub("", head).replace("\r\n", "\n")
    if "\n" not in bare or "\r" not in bare:
        return "\n" if "\r" not in bare else ""
    fits = {}
    for newline in ("\n", ""):
        with open_text(source, encoding, newline) as text:
            fits[newline] = _judged(text, source, settings)[0].fit
    return max(fits, key=lambda newline: fits[newline])


_QUOTED = re.compile(r'"[^"]*"')


def _judged(text: TextIO, source: Source, settings: Settings) -> tuple[Judged, str | None]:
    """Return how the first lines are divided, and the separator that Excel's line names."""
    sample = _sample(text)
    marker = _separator_line(sample)
    separator = settings.separator or marker
    named = settings if separator is None else replace(settings, separator=separator)
    return find_dialect(sample[marker is not None :], source.ending, named), marker


def _sample(text: TextIO) -> list[str]:
    """Return the first lines, at most a million letters of them."""
    lines, letters = [], 0
    for line in islice(text, SAMPLE_LINES):
        lines.append(line)
        letters += len(line)
        if letters > SAMPLE_LETTERS:
            break
    return lines


def _separator_line(sample: list[str]) -> str | None:
    """Return the separator of the line ``sep=;`` that Excel reads and writes."""
    match = _SEPARATOR_LINE.fullmatch(sample[0].strip("\ufeff\r\n")) if sample else None
    return None if match is None else match[1]


# In quotes it would be the cell of a table.
_SEPARATOR_LINE = re.compile(r"sep=(.)[;,]*", re.IGNORECASE)


@dataclass(frozen=True)
class _Odd:
    """Numbers of rows in which something was read otherwise than it stands there."""

    stray: list[int] = field(default_factory=list)
    marked: list[int] = field(default_factory=list)


def _rows(text: TextIO, judged: Judged, *, marked: bool) -> tuple[list[list[str]], list[int], _Odd]:
    """Read all rows with their numbers, and the numbers of the odd ones."""
    rows: list[list[str]] = []
    numbers: list[int] = []
    odd = _Odd()
    if marked:
        next(text)
    records = read_records(text, judged.dialect, judged.shapes)
    for number, record in enumerate(records, 1 + marked):
        if record.stray:
            odd.stray.append(number)
        if record.marked and number > 1:
            odd.marked.append(number)
        if record.cells:
            rows.append(record.cells)
            numbers.append(number)
    return rows, numbers, odd


def _odd_notes(source: Source, odd: _Odd) -> list[str]:
    """Tell where quotes without a pair and byte order marks stand."""
    notes = []
    if odd.stray:
        notes.append(
            f"{source.name}: a quote in {rows_named(odd.stray)} is unpaired and was read "
            "as part of the text"
        )
    if odd.marked:
        notes.append(
            f"{source.name}: {rows_named(odd.marked)} "
            f"{'begins' if len(odd.marked) == 1 else 'begin'} with a byte order mark, as if files "
            "were put one below the other; it was left out"
        )
    return notes


def _dialect_notes(
    source: Source, dialect: Dialect, marker: str | None, settings: Settings
) -> list[str]:
    """Tell what the name of the file does not say already."""
    notes = []
    usual = {"\t"} if source.ending in (".tsv", ".tab") else {","}
    if source.ending == ".txt":
        usual = {"\t", ""}
    named = NAMES.get(dialect.separator, dialect.separator)
    if marker is not None:
        notes.append(f"{source.name}: its first line says that the separator is {named}")
    elif settings.separator is None and dialect.separator not in {*usual, ""}:
        notes.append(
            f"{source.name}: cells are separated by {named} "
            f"(to override: {settings.say('separator')})"
        )
    if settings.quote is None and dialect.quote == "'":
        notes.append(
            f"{source.name}: cells are in apostrophes, which were removed "
            f"(to override: {settings.say('quote', 'double')})"
        )
    if dialect.escape:
        notes.append(f'{source.name}: quotes inside cells are written \\"')
    if dialect.spaced:
        notes.append(f"{source.name}: spaces behind separators were left out")
    return notes
