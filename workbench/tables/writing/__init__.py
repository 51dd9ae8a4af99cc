"""Tables out: CSV, TSV, Excel, Parquet and JSON lines files that hold the cells as they are.

`check_table` finds what cannot be written before any work is done for it; `prepare` turns cells
into what the kind of file can hold, and tells what it changed; `write` writes.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from workbench.errors import FileError, InputError, check_path, counted, did_you_mean
from workbench.tables.files import atomic
from workbench.tables.row_masks import free_name, free_names
from workbench.tables.writing import columnar, excel, text_files
from workbench.tables.writing.formulas import guarded
from workbench.tables.writing.manifests import write_beside
from workbench.tables.writing.written_cells import (
    column_name,
    column_texts,
    plain_cells,
    whole_characters,
)

__all__ = ["Output", "check_table", "prepare", "write", "write_table"]

ENDINGS = (".csv", ".tsv", ".txt", ".xlsx", ".parquet", ".jsonl", ".ndjson")
"""Kinds of files that can be written."""

_SEPARATORS = {".csv": ",", ".tsv": "\t", ".txt": "\t"}


@dataclass(frozen=True, eq=False)
class Output:
    """A table as it will stand in a file.

    path: the file.
    header: names of the columns as they are written.
    columns: the cells of each column, of a kind that the file can hold.
    notes: what is written otherwise than it stands in the table.
    encoding: of a CSV or TSV file.
    made: the manifest that is written with it, None for none.
    """

    path: Path
    header: tuple[str, ...]
    columns: list[Any]
    notes: tuple[str, ...] = ()
    encoding: str = text_files.ENCODINGS[0]
    made: Mapping[str, Any] | None = None


def write_table(
    frame: pd.DataFrame,
    path: str | os.PathLike[str],
    *,
    plain: bool = False,
    encoding: str = text_files.ENCODINGS[0],
    header: Sequence[str] | None = None,
    made: Mapping[str, Any] | None = None,
) -> Path:
    """Write a table by the ending of its name, whole or not at all; see `prepare`."""
    output = prepare(frame, path, plain=plain, encoding=encoding, header=header)
    return write(replace(output, made=made))


def check_table(frame: pd.DataFrame, path: str | os.PathLike[str], *, added: int = 0) -> None:
    """Refuse a table that could not be written, before anything is computed for it."""
    path = check_path("path", path)
    if _ending(path) != ".xlsx":
        return
    excel.need_openpyxl()
    instead = f"Write a .csv or .parquet file instead: {path.with_suffix('.csv')}"
    if len(frame) >= excel.MOST_ROWS:
        raise FileError(
            f"{path}: the table has {counted(len(frame), 'row')}, a sheet of Excel holds "
            f"{excel.MOST_ROWS - 1:,} below its header. {instead}"
        )
    if frame.shape[1] + added > excel.MOST_COLUMNS:
        raise FileError(
            f"{path}: the table has {frame.shape[1] + added:,} columns, a sheet of Excel holds "
            f"{excel.MOST_COLUMNS:,}. {instead}"
        )
    for position, name in enumerate(frame.columns):
        _check_lengths(path, column_name(name), frame.iloc[:, position], instead)


def prepare(
    frame: pd.DataFrame,
    path: str | os.PathLike[str],
    *,
    plain: bool = False,
    encoding: str = text_files.ENCODINGS[0],
    header: Sequence[str] | None = None,
) -> Output:
    """Turn a table into what its file will hold.

    A missing cell and an empty text are both an empty cell in CSV, TSV and Excel files. Lists and
    dicts are JSON. Excel gets numbers of more than 15 digits, and dates that it cannot hold, as
    texts.
    """
    path = check_path("path", path)
    ending = _ending(path)
    check_table(frame, path)
    if encoding not in text_files.ENCODINGS:
        raise InputError(
            f"the encoding must be one of {', '.join(text_files.ENCODINGS)}, got {encoding!r}."
        )
    names = [column_name(name) for name in (frame.columns if header is None else header)]
    columns = [frame.iloc[:, position] for position in range(frame.shape[1])]
    if ending in _SEPARATORS:
        return _separated(path, names, columns, plain=plain, encoding=encoding)
    if ending == ".xlsx":
        return _excel(path, names, columns)
    names = [column_name(name) for name in frame.columns]
    return _named_once(path, names, columns, ending)


def write(output: Output) -> Path:
    """Write a prepared table, whole or not at all."""
    ending = _ending(output.path)
    with atomic(output.path) as temporary:
        if ending in _SEPARATORS:
            text_files.write_separated(
                temporary, output.header, output.columns, _SEPARATORS[ending], output.encoding
            )
        elif ending == ".xlsx":
            excel.write_excel(temporary, output.header, output.columns, output.made)
        elif ending == ".parquet":
            columnar.write_parquet(temporary, output.header, output.columns, output.made)
        else:
            text_files.write_json_lines(temporary, output.header, output.columns)
    if output.made is not None:
        write_beside(output.path, output.made)
    return output.path


def _ending(path: Path) -> str:
    """Return the ending that tells the kind of file."""
    ending = path.suffix.lower()
    if ending in ENDINGS:
        return ending
    raise FileError(
        f"{path}: a table can be written to a name that ends in one of {', '.join(ENDINGS)}."
        f"{did_you_mean(ending, ENDINGS)}"
    )


def _check_lengths(path: Path, name: str, column: pd.Series, instead: str) -> None:
    """Refuse a text that no cell of Excel holds."""
    for row, text in enumerate(column_texts(column) if _may_be_long(column) else (), 1):
        if excel.is_too_long(text):
            raise FileError(
                f"{path}: the text in row {row:,} of column {name!r} has {len(text):,} letters, a "
                f"cell of Excel holds {excel.MOST_LETTERS:,}. {instead}"
            )


def _may_be_long(column: pd.Series) -> bool:
    kind = column.dtype
    return not (pd.api.types.is_numeric_dtype(kind) or pd.api.types.is_datetime64_any_dtype(kind))


def _separated(
    path: Path, names: list[str], columns: list[pd.Series], *, plain: bool, encoding: str
) -> Output:
    """Return columns of texts, guarded unless they are to stay plain."""
    texts, halves = _counted(map(column_texts, columns), whole_characters)
    header = [whole_characters(name) for name in names]
    changed = 0
    if not plain:
        texts, changed = _counted(texts, guarded)
        named = [guarded(name) for name in header]
        changed += sum(a != b for a, b in zip(named, header, strict=True))
        header = named
    notes = [*_guard_notes(changed), *_half_notes(halves)]
    return Output(path, tuple(header), texts, tuple(notes), encoding)


def _excel(path: Path, names: list[str], columns: list[pd.Series]) -> Output:
    """Return columns of cells that Excel holds to the last digit."""
    values, notes = [], []
    for name, column in zip(names, columns, strict=True):
        cells = plain_cells(column)
        kept = [excel.excel_value(cell) for cell in cells]
        turned = sum(
            isinstance(new, str) and isinstance(old, (int, float)) and not isinstance(old, bool)
            for old, new in zip(cells, kept, strict=True)
        )
        if turned:
            notes.append(
                f"{counted(turned, 'number')} of column {name!r} written as text: Excel keeps "
                f"{excel.MOST_DIGITS} digits"
            )
        values.append(kept)
    return Output(path, tuple(names), values, tuple(notes))


def _named_once(path: Path, names: list[str], columns: list[pd.Series], ending: str) -> Output:
    """Return columns for a file in which each name stands once."""
    header = free_names([whole_characters(name) for name in names])
    notes = [
        f"a second column {name!r} is written as {new!r}: such a file allows each name once"
        for name, new in zip(names, header, strict=True)
        if whole_characters(name) != new
    ]
    if ending != ".parquet":
        return Output(path, tuple(header), [plain_cells(c) for c in columns], tuple(notes))
    stored = [columnar.storable(column) for column in columns]
    notes += [
        f"column {name!r} holds values of several kinds and is written as text"
        for name, (_, turned) in zip(header, stored, strict=True)
        if turned
    ]
    return Output(path, tuple(header), [column for column, _ in stored], tuple(notes))


def _counted(
    columns: Iterable[list[str]], change: Callable[[str], str]
) -> tuple[list[list[str]], int]:
    """Return columns of changed texts, and how many were changed."""
    before = list(columns)
    after = [list(map(change, texts)) for texts in before]
    pairs = zip(before, after, strict=True)
    return after, sum(a != b for old, new in pairs for a, b in zip(old, new, strict=True))


def _guard_notes(changed: int) -> list[str]:
    if not changed:
        return []
    cells = "cell" if changed == 1 else "cells"
    return [f"{changed:,} {cells} that a spreadsheet would run got an apostrophe in front"]


def _half_notes(halves: int) -> list[str]:
    if not halves:
        return []
    return [f"{counted(halves, 'cell')} had half a character, written as \ufffd"]


def beside(frame: pd.DataFrame, result: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Put the columns of a result beside the table's own, and return their names there.

    A name that is taken gets ``workbench_`` in front.
    """
    added = [free_name(str(name), map(column_name, frame.columns)) for name in result]
    parts = [frame, result.set_axis(frame.index, axis=0).set_axis(added, axis=1)]
    return pd.concat([part.reset_index(drop=True) for part in parts], axis=1), added
