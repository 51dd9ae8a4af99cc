"""Excel workbooks out, and the decisions filled into them back in."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from workbench.duplicates.decisions import COLUMNS, DECISIONS, row_keys
from workbench.errors import FileError, InputError, WorkbenchError, did_you_mean
from workbench.reports.layout import row_digests, text_digests
from workbench.tables import Rows, atomic
from workbench.tables.writing.excel import (
    MOST_LETTERS,
    escaped,
    excel_value,
    is_too_long,
    need_openpyxl,
    text_cell,
)
from workbench.tables.writing.manifests import add_to_workbook
from workbench.tables.writing.written_cells import plain_cells

MOST_ROWS = 1_048_575
"""Rows under a heading that a sheet can hold."""

MANIFEST_SHEET = "How it was made"
"""The sheet that says what the workbook's manifest says, and how the run went."""

HIDDEN = ("row_key", "against_key")
WIDTHS = {
    "text": 70,
    "Findings": 120,
    "value": 70,
    "compared_text": 70,
    "compared_value": 70,
    "only_here": 38,
    "only_there": 38,
    "reason": 38,
    "decision": 14,
    "similarity": 10,
    "group": 8,
}


@dataclass(frozen=True, eq=False)
class Sheet:
    """A sheet to write.

    name: name of the sheet.
    table: what stands in it.
    to_fill: column with a list of decisions to choose from, "" for none.
    """

    name: str
    table: pd.DataFrame
    to_fill: str = ""


def write_workbook(
    path: Path, sheets: Sequence[Sheet], made: Mapping[str, Any] | None = None
) -> Path:
    """Write sheets to an Excel workbook, whole or not at all."""
    openpyxl = need_openpyxl()
    for sheet in sheets:
        if len(sheet.table) > MOST_ROWS:
            raise FileError(
                f"{path}: the sheet {sheet.name!r} would have {len(sheet.table):,} rows, Excel "
                f"holds {MOST_ROWS:,}. Write a .csv or .parquet file instead."
            )
    book = openpyxl.Workbook(write_only=True)
    if made is not None:
        add_to_workbook(book, made)
    for sheet in sheets:
        _add_sheet(book, sheet)
    with atomic(path) as temporary:
        book.save(temporary)
    return path


def decisions_in_workbook(path: str | os.PathLike[str], rows: Rows) -> pd.DataFrame:
    """Read the decisions that were filled into a workbook."""
    row_of = {key: row for row, key in enumerate(row_digests(rows))}
    known = row_keys(rows)
    own = text_digests(rows, range(len(rows)))
    here = set(own)
    lines = []
    for line, word, row_key, against in _filled(Path(path)):
        decision = _decision(word, line)
        row = row_of.get(row_key)
        if row is None or (decision not in ("keep", "drop") and against and against not in here):
            continue
        if decision in ("keep", "drop"):
            lines.append((decision, "", "", *known[row]))
            continue
        if not against:
            raise InputError(
                f"row {line} of the sheet says {decision!r}, but its text is compared with no "
                "other. Say keep or drop there, or decide on the row that is compared with it."
            )
        lines.append((decision, own[row][1:], against[1:], "", "", 0))
    return pd.DataFrame(lines, columns=list(COLUMNS))


def _filled(path: Path) -> list[tuple[int, str, str, str]]:
    """Return line, decision, key and key of the other text of each line that was filled in."""
    openpyxl = need_openpyxl()
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        return _filled_in(book, path)
    except WorkbenchError:
        raise
    except Exception as error:  # a damaged workbook can make its reader fail in any way
        reason = getattr(error, "strerror", None) or error
        raise FileError(f"{path} could not be read as an Excel workbook: {reason}") from error


def _filled_in(book: Any, path: Path) -> list[tuple[int, str, str, str]]:
    """Return what stands in the sheet that has a column for decisions."""
    try:
        for sheet in book.worksheets:
            lines = sheet.iter_rows(values_only=True)
            head = [str(cell) for cell in next(lines, ())]
            if {"decision", *HIDDEN} <= set(head):
                at = [head.index(name) for name in ("decision", *HIDDEN)]
                cells = ((line, *(row[k] for k in at)) for line, row in enumerate(lines, start=2))
                return [
                    (line, str(word).strip(), str(key or ""), str(other or ""))
                    for line, word, key, other in cells
                    if word is not None and str(word).strip()
                ]
    finally:
        book.close()
    raise FileError(
        f"{path} holds no sheet with the columns decision, {' and '.join(HIDDEN)}. "
        "Give the workbook that the report wrote; its hidden columns must stay."
    )


def _decision(word: str, line: int) -> str:
    """Return the decision a cell holds, whatever its case."""
    decision = " ".join(word.lower().split())
    if decision in DECISIONS:
        return decision
    raise InputError(
        f"the decision in row {line} of the sheet must be one of "
        f"{', '.join(map(repr, DECISIONS))}, got {word!r}.{did_you_mean(word, DECISIONS)}"
    )


def _add_sheet(book: Any, sheet: Sheet) -> None:
    """Write one sheet with a frozen bold heading, filters and, where asked, choices."""
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    page = book.create_sheet(sheet.name)
    names = [str(name) for name in sheet.table.columns]
    for k, name in enumerate(names, start=1):
        column = page.column_dimensions[get_column_letter(k)]
        column.width, column.hidden = WIDTHS.get(name, 16), name in HIDDEN
    page.freeze_panes = "A2"
    last = f"{get_column_letter(len(names))}{len(sheet.table) + 1}"
    page.auto_filter.ref = f"A1:{last}"
    if sheet.to_fill and len(sheet.table):
        choices = DataValidation(type="list", formula1=f'"{",".join(DECISIONS)}"', allow_blank=True)
        letter = get_column_letter(names.index(sheet.to_fill) + 1)
        choices.add(f"{letter}2:{letter}{len(sheet.table) + 1}")
        page.data_validations.append(choices)
    wrapped = Alignment(wrap_text=True, vertical="top")
    page.append([_cell(page, _plain(name), font=Font(bold=True)) for name in names])
    columns = [plain_cells(sheet.table.iloc[:, position]) for position in range(len(names))]
    for line in zip(*columns, strict=True):
        page.append([_cell(page, _plain(value), alignment=wrapped) for value in line])


def _cell(page: Any, value: Any, **style: Any) -> Any:
    """Return a cell; texts are written as texts, whatever they begin with."""
    cell = text_cell(page, value)
    for name, one in style.items():
        setattr(cell, name, one)
    return cell


def _plain(value: Any) -> Any:
    """Return a value that an Excel cell can hold; a text that is too long is cut."""
    value = excel_value(value)
    if not isinstance(value, str) or not is_too_long(value):
        return value
    room = MOST_LETTERS - 1
    while is_too_long(value[:room] + "…"):
        room -= max(1, len(escaped(value[:room])) - MOST_LETTERS)
    return value[:room] + "…"
