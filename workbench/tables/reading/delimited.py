"""CSV, TSV and their kin -> a table of texts, character by character."""

from __future__ import annotations

import re
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
    """Read a text file with one row per line; every cell is str or missing.

    Raises
    ------
    FileError
        If the file is empty, not in the encoding named, or holds rows that do not fit.
    """
    encoding = find_encoding(source, settings)
    newline = _line_end(source, encoding)
    with large_cells(), open_text(source, encoding, newline) as text:
        sample = _sample(text)
        marker = _separator_line(sample)
        separator = settings.separator or marker
        named = settings if separator is None else _with_separator(settings, separator)
        judged = find_dialect(sample[marker is not None :], source.ending, named)
        text.seek(0)
        rows, numbers, stray = _rows(text, judged, marked=marker is not None)
    notes = [encoding.note, *_dialect_notes(source, judged.dialect, marker, settings)]
    if stray:
        notes.append(
            f"{source.name}: a quote in {rows_named(stray)} belongs to no pair and was read as "
            "part of the text"
        )
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


def _line_end(source: Source, encoding: Encoding) -> str:
    """Return how lines end: at a line feed, or in old files of the Mac at a carriage return."""
    with open_text(source, encoding) as text:
        head = text.read(SAMPLE_LETTERS)
    feeds = head.count("\n")
    returns = head.count("\r") - head.count("\r\n")
    return "" if returns > feeds else "\n"


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


_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?[;,]*', re.IGNORECASE)


def _with_separator(settings: Settings, separator: str) -> Settings:
    from dataclasses import replace

    return replace(settings, separator=separator)


def _rows(
    text: TextIO, judged: Judged, *, marked: bool
) -> tuple[list[list[str]], list[int], list[int]]:
    """Read all rows with their numbers, and the numbers of those with a stray quote."""
    rows, numbers, stray = [], [], []
    if marked:
        next(text)
    records = read_records(text, judged.dialect, judged.shapes)
    for number, record in enumerate(records, 1 + marked):
        if record.stray:
            stray.append(number)
        if record.cells:
            rows.append(record.cells)
            numbers.append(number)
    return rows, numbers, stray


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
