"""Workbooks (.xlsx, .xlsm, .xlsb, .xls, .ods), and HTML under the ending .xls -> a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from html.parser import HTMLParser
from typing import Any

import numpy as np
import pandas as pd

from workbench.errors import DependencyError, FileError, counted, did_you_mean
from workbench.tables.reading.base import (
    Settings,
    Source,
    TableFile,
    column_name,
    listed,
    rows_named,
)
from workbench.tables.reading.delimited import text_table
from workbench.tables.reading.encoding import find_encoding, open_text
from workbench.tables.reading.grid import EXACT, Grid, make_grid, typed_column, usual_width
from workbench.tables.reading.header import find_header, is_empty


def read_html(source: Source, settings: Settings) -> TableFile:
    """Read the largest table of an HTML file; every cell is str or missing."""
    encoding = find_encoding(source, settings)
    with open_text(source, encoding, newline="\n") as text:
        parser = _Tables()
        parser.feed(text.read())
        parser.close()
    tables = [table for table in parser.tables if table]
    if not tables:
        raise FileError(
            f"{source.name} is an HTML page without a table: perhaps a log-in page was saved in "
            "its place."
        )
    rows = max(tables, key=lambda table: sum(map(len, table)))
    numbered = [(k, row) for k, row in enumerate(rows, 1) if any(row)]
    grid = make_grid(source.name, [row for _, row in numbered], [k for k, _ in numbered], settings)
    notes = []
    if len(tables) > 1:
        notes.append(f"{source.name}: the largest of its {len(tables)} tables was read")
    return text_table(source, grid, [note for note in (encoding.note, *notes) if note])


class _Tables(HTMLParser):
    """Collects the cells of all tables."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[list[list[str]]] = []
        self._cell: list[str] | None = None
        self._span = 1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a table, a row or a cell."""
        if tag == "table":
            self.tables.append([])
        elif tag == "tr" and self.tables:
            self._end_cell()
            self.tables[-1].append([])
        elif tag in ("td", "th") and self.tables:
            self._end_cell()
            if not self.tables[-1]:
                self.tables[-1].append([])
            self._cell = []
            span = dict(attrs).get("colspan") or "1"
            self._span = int(span) if span.isdecimal() else 1
        elif tag in ("br", "p", "div") and self._cell:
            self._cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """End a cell."""
        if tag in ("td", "th", "tr", "table"):
            self._end_cell()

    def handle_data(self, data: str) -> None:
        """Take what stands in a cell."""
        if self._cell is not None:
            self._cell.append(" ".join(data.split()) if not data.strip() else data)

    def _end_cell(self) -> None:
        if self._cell is not None:
            text = "".join(self._cell).strip()
            self.tables[-1][-1] += [text, *[""] * (min(self._span, 1000) - 1)]
            self._cell = None


ALL_SHEETS = "all"


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name, whether people see it, its rows that hold something, their numbers."""

    name: str
    visible: bool
    rows: list[list[Any]]
    numbers: list[int]


def read_excel(source: Source, settings: Settings) -> TableFile:
    """Read one sheet of a workbook, or several that are named, one below the other."""
    sheets = _sheets(source)
    chosen, notes = choose_sheets(source.name, sheets, settings)
    tables = [_table(source, sheet, settings, alone=len(sheets) == 1) for sheet in chosen]
    return stacked(source, tables, [sheet.name for sheet in chosen], notes)


def choose_sheets(
    name: str, sheets: Sequence[Sheet], settings: Settings
) -> tuple[list[Sheet], list[str]]:
    """Return the sheets that were named, or the only one that can be meant."""
    filled = [sheet for sheet in sheets if sheet.rows]
    if settings.sheet:
        return _named_sheets(name, sheets, filled, settings), []
    if not filled:
        raise FileError(f"{name} is empty: no sheet holds anything.")
    if len(filled) == 1:
        return filled, []
    fitting = [
        sheet
        for sheet in filled
        if len(sheet.rows) > 1 and any(map(settings.in_header, sheet.rows[:50]))
    ]
    if len(fitting) == 1 or not settings.wanted:
        taken = (fitting or filled)[0]
        others = [sheet for sheet in filled if sheet is not taken]
        note = (
            f"{name}: the sheet {taken.name!r} was read, not {_described(others)} "
            f"(to name sheets: {settings.say('sheet', others[0].name)})"
        )
        return [taken], [note]
    if not fitting:
        return _none_fits(name, filled, settings)
    raise FileError(
        f"{name} has the column {listed(settings.wanted)} on {len(fitting)} sheets: "
        f"{_described(fitting)}. Name one, or several: "
        f"{' '.join(settings.say('sheet', one.name) for one in fitting[:2])}; or take all: "
        f"{settings.say('sheet', ALL_SHEETS)}."
    )


def stacked(
    source: Source, tables: Sequence[TableFile], names: Sequence[str], notes: Sequence[str]
) -> TableFile:
    """Return one table, or several one below the other with a column that names the sheet."""
    if len(tables) == 1:
        one = tables[0]
        return TableFile(
            one.frame, (*source.notes, *notes, *one.notes), one.row_numbers, one.source, one.header
        )
    frames = [table.frame for table in tables]
    columns = list(dict.fromkeys(name for frame in frames for name in frame.columns))
    frame = pd.DataFrame(
        {name: typed_column([c for f in frames for c in cells_of(f, name)]) for name in columns}
    )
    of_rows = [name for name, table in zip(names, tables, strict=True) for _ in range(len(table))]
    label = "sheet"
    while label in frame.columns:
        label += "_"
    frame[label] = pd.Series(of_rows, dtype="str")
    sheet_notes = [
        f"{source.name}: {len(tables)} sheets were read one below the other: "
        + ", ".join(
            f"{name} ({counted(len(t), 'row')})" for name, t in zip(names, tables, strict=True)
        )
        + f"; the column {label} says which"
    ]
    lacking = [
        f"{source.name}, sheet {name}: missing columns are left empty: {listed(gone)}"
        for name, f in zip(names, frames, strict=True)
        if (gone := [c for c in columns if c not in f.columns])
    ]
    return TableFile(
        frame=frame,
        notes=(
            *source.notes,
            *notes,
            *sheet_notes,
            *lacking,
            *(n for t in tables for n in t.notes),
        ),
        row_numbers=np.concatenate([table.row_numbers for table in tables]),
        source=source.name,
        header=tuple(map(str, frame.columns)),
        sheets=tuple(of_rows),
    )


def cells_of(frame: pd.DataFrame, name: Any) -> list[Any]:
    """Return the cells of a column, None for missing ones and for a column that is not there."""
    if name not in frame.columns:
        return [None] * len(frame)
    column = frame[name]
    cells: list[Any] = column.astype(object).where(column.notna(), None).tolist()
    return [c.to_pydatetime() if isinstance(c, pd.Timestamp) else c for c in cells]


def _named_sheets(
    name: str, sheets: Sequence[Sheet], filled: list[Sheet], settings: Settings
) -> list[Sheet]:
    """Return the sheets that were named, by name or by number from 1."""
    by_name = {sheet.name: sheet for sheet in sheets}
    if settings.sheet == (ALL_SHEETS,) and ALL_SHEETS not in by_name:
        return filled
    chosen = []
    for given in settings.sheet:
        number = int(given) if given.isdecimal() else 0
        if given in by_name:
            chosen.append(by_name[given])
        elif 0 < number <= len(sheets):
            chosen.append(sheets[number - 1])
        else:
            raise FileError(
                f"{name} has no sheet {given!r}. Sheets: {_described(sheets)}."
                f"{did_you_mean(given, list(by_name))}"
            )
    return list(dict.fromkeys(chosen)) if len(set(map(id, chosen))) < len(chosen) else chosen


def _none_fits(name: str, filled: list[Sheet], settings: Settings) -> tuple[list[Sheet], list[str]]:
    names = {sheet.name: _column_names(sheet, settings) for sheet in filled[:8]}
    tops = "; ".join(f"{sheet}: {listed(columns, 8)}" for sheet, columns in names.items())
    near = did_you_mean(str(settings.wanted[0]), [n for columns in names.values() for n in columns])
    raise FileError(
        f"{name}: no sheet has the column {listed(settings.wanted)}. Sheets and their columns: "
        f"{tops}. Name a sheet: {settings.say('sheet', filled[0].name)}.{near}"
    )


def _column_names(sheet: Sheet, settings: Settings) -> list[str]:
    """Return what the columns of a sheet seem to be called."""
    header = find_header(sheet.rows[:200], sheet.numbers, usual_width(sheet.rows), settings)
    cells = header.names or sheet.rows[0]
    return [column_name(cell) for cell in cells if not is_empty(cell)]


def _described(sheets: Sequence[Sheet]) -> str:
    return listed(
        [
            f"{sheet.name} ({counted(len(sheet.rows), 'row')}{'' if sheet.visible else ', hidden'})"
            for sheet in sheets
        ]
    )


def _sheets(source: Source) -> list[Sheet]:
    """Read all sheets."""
    try:
        from python_calamine import (
            CalamineError,
            CalamineWorkbook,
            PasswordError,
            SheetTypeEnum,
            SheetVisibleEnum,
        )
    except ImportError as error:
        raise DependencyError.for_extra("an Excel file", "python-calamine", "excel") from error
    try:
        with source.open() as stream:
            workbook = CalamineWorkbook.from_filelike(stream)
            return [
                _sheet(
                    about.name,
                    about.visible == SheetVisibleEnum.Visible,
                    workbook.get_sheet_by_name(about.name).to_python(skip_empty_area=False),
                )
                for about in workbook.sheets_metadata
                if about.typ == SheetTypeEnum.WorkSheet
            ]
    except PasswordError as error:
        raise FileError(f"{source.name} has a password. Save it without one.") from error
    except CalamineError as error:
        raise FileError(
            f"{source.name} could not be read as {source.ending}: {str(error)[:200]}"
        ) from error


def _sheet(name: str, visible: bool, rows: list[list[Any]]) -> Sheet:
    """Keep the rows that hold something."""
    kept = [(k, row) for k, row in enumerate(rows, 1) if any(cell != "" for cell in row)]
    return Sheet(name, visible, [[_cell(c) for c in row] for _, row in kept], [k for k, _ in kept])


def _cell(cell: Any) -> Any:
    """Return a cell as Python has it: nothing is None, a whole number is an int."""
    if cell == "":
        return None
    if isinstance(cell, float) and cell.is_integer() and abs(cell) <= EXACT:
        return int(cell)
    if isinstance(cell, date) and not isinstance(cell, datetime):
        return datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001 - a workbook has no zones
    return cell


def _table(source: Source, sheet: Sheet, settings: Settings, *, alone: bool) -> TableFile:
    """Turn one sheet into a table."""
    name = source.name if alone else f"{source.name}, sheet {sheet.name}"
    rows = [row[: _filled(row)] for row in sheet.rows]
    widest = max(map(len, rows))
    grid = make_grid(
        name, [[*row, *[None] * (widest - len(row))] for row in rows], sheet.numbers, settings
    )
    return typed_table(name, grid, _gaps(name, grid))


def typed_table(name: str, grid: Grid, notes: Sequence[str]) -> TableFile:
    """Make a table of typed columns."""
    columns = {n: typed_column(c) for n, c in zip(grid.names, grid.columns, strict=True)}
    return TableFile(
        frame=pd.DataFrame(columns),
        notes=(*grid.notes, *notes),
        row_numbers=np.asarray(grid.numbers, dtype=np.int64),
        source=name,
        header=tuple(grid.header),
    )


def _filled(row: Sequence[Any]) -> int:
    """Return how many cells there are up to the last one that holds something."""
    return max((k + 1 for k, cell in enumerate(row) if not is_empty(cell)), default=0)


def _gaps(name: str, grid: Grid) -> list[str]:
    """Tell which empty rows between others were left out."""
    present = set(grid.numbers)
    gaps = [k for k in range(min(present), max(present)) if k not in present]
    if not gaps:
        return []
    return [f"{name}: {rows_named(gaps)} {'is' if len(gaps) == 1 else 'are'} empty and left out"]
