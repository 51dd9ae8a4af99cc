"""Two table files, cell by cell: what one says otherwise than the other."""

from __future__ import annotations

import codecs
import csv
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workbench.errors import FileError, counted
from workbench.reports.excel import MANIFEST_SHEET

TOLERANCE = 1e-6
"""Difference up to which two numbers with a decimal point count as the same."""

TO_FILL = "decision"
"""Column of a workbook that people fill in."""

_SEPARATORS = {".csv": ",", ".tsv": "\t", ".txt": "\t"}


@dataclass(frozen=True)
class Grid:
    """A table as its file holds it.

    header: names of the columns.
    rows: the cells of each row as texts.
    """

    header: Sequence[str]
    rows: list[tuple[str, ...]]


def table_differences(then: Path, now: Path) -> tuple[list[str], list[str]]:
    """Return what one file says otherwise than the other, and what people filled in."""
    old, new = _grids(then), _grids(now)
    differences: list[str] = []
    remarks: list[str] = []
    for name in dict.fromkeys([*old, *new]):
        sheet = f"sheet {name!r}: " if name else ""
        if name not in old or name not in new:
            differences.append(f"{sheet}only in the {'file' if name in old else 'fresh run'}")
            continue
        for column, line in _changes(old[name], new[name]):
            (remarks if name and column == TO_FILL else differences).append(sheet + line)
    return differences, remarks


def _changes(old: Grid, new: Grid) -> Iterator[tuple[str, str]]:
    """Yield what differs between two grids, and the column that it is about, "" for several."""
    for name in dict.fromkeys([*old.header, *new.header]):
        if name not in old.header or name not in new.header:
            only = "file" if name in old.header else "fresh run"
            yield "", f"column {name!r}: only in the {only}"
    shared = [name for name in old.header if name in new.header]
    if len(old.rows) != len(new.rows):
        yield "", f"the file has {counted(len(old.rows), 'row')}, a fresh run {len(new.rows):,}"
    elif changes := list(_changed_cells(old, new, shared)):
        if old.header == new.header and Counter(old.rows) == Counter(new.rows):
            yield "", "the rows are the same, in another order"
        else:
            yield from changes
        return
    if len(old.rows) != len(new.rows) and old.header == new.header:
        missing = sum((Counter(old.rows) - Counter(new.rows)).values())
        added = sum((Counter(new.rows) - Counter(old.rows)).values())
        yield "", f"{counted(missing, 'row')} only in the file, {added:,} only in the fresh run"


def _changed_cells(old: Grid, new: Grid, shared: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield each column in which cells differ: how many, and where the first one is."""
    for name in shared:
        then, now = ([row[grid.header.index(name)] for row in grid.rows] for grid in (old, new))
        differing = [
            row for row, (a, b) in enumerate(zip(then, now, strict=True), 1) if not _same(a, b)
        ]
        if differing:
            number = len(differing)
            said = counted(number, "cell") + (" differs" if number == 1 else " differ")
            yield name, f"column {name!r}: {said}, the first in row {differing[0]:,}"


def _same(then: str, now: str) -> bool:
    """Tell whether two cells say the same; numbers with a decimal point may be rounded."""
    if then == now:
        return True
    if "." not in then or "." not in now:
        return False
    try:
        return abs(float(then) - float(now)) <= TOLERANCE
    except ValueError:
        return False


def _grids(path: Path) -> dict[str, Grid]:
    """Read the tables of a file by sheet; a file without sheets has one without a name."""
    try:
        return _READERS.get(path.suffix.lower(), _separated)(path)
    except Exception as error:  # a damaged file can make its reader fail in any way
        raise FileError(f"{path} could not be read: {error}") from error


def _separated(path: Path) -> dict[str, Grid]:
    head = path.read_bytes()[:2]
    wide = head in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    csv.field_size_limit(2**31 - 1)
    with path.open(encoding="utf-16" if wide else "utf-8-sig", newline="") as file:
        rows = csv.reader(file, delimiter=_SEPARATORS[path.suffix.lower()])
        header = tuple(next(rows, ()))
        return {"": Grid(header, [_fitted(row, len(header)) for row in rows])}


def _json_lines(path: Path) -> dict[str, Grid]:
    text = path.read_text(encoding="utf-8")
    if path.suffix.lower() == ".json":
        objects = json.loads(text)
    else:
        objects = [json.loads(line) for line in text.split("\n") if line.strip()]
    header = tuple(dict.fromkeys(name for one in objects for name in one))
    return {"": Grid(header, [tuple(_text(one.get(name)) for name in header) for one in objects])}


def _parquet(path: Path) -> dict[str, Grid]:
    from pyarrow.parquet import read_table

    table = read_table(path)
    columns = [[_text(cell) for cell in column.to_pylist()] for column in table.columns]
    return {"": Grid(tuple(table.column_names), list(zip(*columns, strict=True)))}


def _workbook(path: Path) -> dict[str, Grid]:
    from openpyxl import load_workbook

    book = load_workbook(path, read_only=True)
    try:
        grids = {}
        for sheet in book.worksheets:
            if sheet.title == MANIFEST_SHEET:  # the manifests are compared, stage by stage
                continue
            rows = sheet.iter_rows(values_only=True)
            header = tuple(map(_text, next(rows, ())))
            texts = [_fitted([*map(_text, row)], len(header)) for row in rows]
            grids[sheet.title] = Grid(header, [row for row in texts if any(row)])
        return grids
    finally:
        book.close()


def _fitted(row: Sequence[str], width: int) -> tuple[str, ...]:
    """Return the cells of a row, as many as the header has, or more."""
    return (*row, *[""] * (width - len(row)))


def _text(cell: Any) -> str:
    """Return a cell as a text; a missing one is an empty one."""
    if cell is None or isinstance(cell, str):
        return cell or ""
    if isinstance(cell, (list, dict)):
        return json.dumps(cell, default=str, sort_keys=True)
    if isinstance(cell, float):  # a workbook that was saved again holds 1 in place of 1.0
        return repr(int(cell) if cell.is_integer() else cell)
    return str(cell)


_READERS: Mapping[str, Callable[[Path], dict[str, Grid]]] = {
    ".json": _json_lines,
    ".jsonl": _json_lines,
    ".ndjson": _json_lines,
    ".parquet": _parquet,
    ".xlsx": _workbook,
}
