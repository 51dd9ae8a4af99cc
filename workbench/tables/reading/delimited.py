"""CSV, TSV and their kin -> a table of texts, character by character."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TextIO

import numpy as np
import pandas as pd

from workbench.tables.reading.base import Settings, Source, TableFile, rows_named
from workbench.tables.reading.dialect import NAMES, Judged, find_dialect
from workbench.tables.reading.encoding import Encoding, find_encoding, open_text
from workbench.tables.reading.grid import Grid, make_grid
from workbench.tables.reading.records import Dialect, large_cells, read_records

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
    found = _SEPARATOR_LINE.fullmatch(sample[0].strip("\ufeff\r\n")) if sample else None
    return None if found is None else found[1]


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
            f"{source.name}: a quote in {rows_named(odd.stray)} belongs to no pair and was read "
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
            f"(to say otherwise: {settings.say('separator')})"
        )
    if settings.quote is None and dialect.quote == "'":
        notes.append(
            f"{source.name}: cells stand in apostrophes, which were taken off "
            f"(to say otherwise: {settings.say('quote', 'double')})"
        )
    if dialect.escape:
        notes.append(f'{source.name}: quotes inside cells are written \\"')
    if dialect.spaced:
        notes.append(f"{source.name}: spaces behind separators were left out")
    return notes
