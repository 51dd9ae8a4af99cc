"""A file of any kind -> a table."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO, cast

import pandas as pd

from workbench.calls import answers_calls
from workbench.errors import (
    ColumnError,
    FileError,
    WorkbenchError,
    check_choice,
    check_path,
    did_you_mean,
)
from workbench.tables.cells import as_numbers
from workbench.tables.reading import typed_files
from workbench.tables.reading.base import (
    BAD_ROWS,
    PYTHON,
    Settings,
    Source,
    TableFile,
    Wording,
    listed,
)
from workbench.tables.reading.delimited import read_delimited
from workbench.tables.reading.excel import read_excel, read_html
from workbench.tables.reading.grid import typed_column
from workbench.tables.reading.jsons import nested_cells, nested_paths, read_json
from workbench.tables.reading.kinds import BY_ENDING, NAMES, ending_of, kind_of, unpacked

_READERS: dict[str, Callable[[Source, Settings], TableFile]] = {
    "delimited": read_delimited,
    "excel": read_excel,
    "html": read_html,
    "json": read_json,
    "parquet": typed_files.read_parquet,
    "arrow": typed_files.read_arrow,
    "sqlite": typed_files.read_sqlite,
    "duckdb": typed_files.read_duckdb,
}

BY_ROWS = ("delimited", "excel", "html")
"""Kinds of file of which a row is the header."""

PACKED = ("gz", "bz2", "xz", "zip")


@answers_calls
def read_table(  # noqa: PLR0913 - one keyword per thing that can be said about a file
    path: str | os.PathLike[str],
    *,
    text: Any = None,
    id: Any = None,
    encoding: str | None = None,
    separator: str | None = None,
    quote: str | None = None,
    header: int | str | None = None,
    skip_rows: int | None = None,
    sheet: str | int | Sequence[str | int] | None = None,
    table: str | None = None,
    bad_rows: str = "refuse",
    say: Wording = PYTHON,
) -> TableFile:
    """Read a table from a file. What is not said is found out and told in the notes.

    Every cell of a text file is read as text, character by character: "00123", "1E5", "NA" and
    "null" stay what they are, and only an empty cell is missing. Cells of other files keep their
    own types.

    Parameters
    ----------
    path : path
        Text with separators (.csv, .tsv, .tab, .psv, .txt), JSON or JSON lines, a workbook (.xlsx,
        .xlsm, .xlsb, .xls, .ods), Parquet, Feather or Arrow, SQLite or DuckDB; any of them may be
        packed (.gz, .bz2, .xz, .zip). It is never changed.
    text, id : column name or list of them, optional
        Columns that are needed. They help to find the header, the sheet, the table and the
        separator. Names with points reach into nested objects: ``"ticket.body"``.
    encoding : str, optional
        Of text files. Default: UTF-8, UTF-16 or UTF-32 if the file is so, else cp1252.
    separator : str, optional
        A character, or "comma", "semicolon", "tab", "pipe", "none".
    quote : str, optional
        A character, or "double", "single", "none".
    header : int or "none", optional
        How many rows the header takes.
    skip_rows : int, optional
        How many rows to leave out above the header.
    sheet : str, int or list of them, optional
        Sheets of a workbook, by name or by number from 1; "all" for all of them. Several are put
        one below the other.
    table : str, optional
        Table of a database, list of a JSON object, or file of a zip file.
    bad_rows : {"refuse", "skip", "join"}, default "refuse"
        What to do with rows that hold more cells than the header: refuse the file, leave them
        out, or add what is too much to the last column.
    say : Wording
        How messages name these settings.

    Returns
    -------
    TableFile
        The table, its row numbers in the file, and notes on what was found out.

    Raises
    ------
    FileError
        If the file is missing, of another kind, or cannot be read without doubt.
    ColumnError
        If it has no such column.
    DependencyError
        If the package that reads it is not installed.
    """
    settings = Settings(
        text=_several(text),
        id=id,
        encoding=encoding,
        separator=separator,
        quote=quote,
        header=header,
        skip_rows=skip_rows,
        sheet=tuple(str(one) for one in _several(sheet)),
        table=table,
        bad_rows=check_choice(say.label("bad_rows"), bad_rows, BAD_ROWS),
        say=say,
    )
    source = _source(check_path("path", path))
    table_file, kind = _read(source, settings)
    return _with_columns(table_file, settings, by_rows=kind in BY_ROWS)


def _several(given: Any) -> tuple[Any, ...]:
    if given is None:
        return ()
    return tuple(given) if isinstance(given, (list, tuple)) else (given,)


def _source(path: Path) -> Source:
    """Return a file that is there."""
    if not path.is_file():
        what = "is a folder, not a file" if path.is_dir() else "does not exist"
        raise FileError(f"{path} {what}.{_near(path)}")
    return Source(path.name, ending_of(path.name), lambda: cast(BinaryIO, path.open("rb")), path)


def _near(path: Path) -> str:
    """Suggest a file of a similar name in the same folder."""
    if not path.parent.is_dir():
        return f" The folder {path.parent} does not exist either."
    names = [p.name for p in path.parent.iterdir() if p.is_file()]
    return did_you_mean(path.name, names, cutoff=0.8)


def _read(source: Source, settings: Settings) -> tuple[TableFile, str]:
    """Unpack a file as often as it is packed, and read it; return its kind too."""
    given = source
    try:
        kinds = [kind_of(source)]
        while kinds[-1] in PACKED:
            source = unpacked(source, kinds[-1], settings)
            kinds.append(kind_of(source))
        _refuse_settings(given, kinds, settings)
        return _READERS[kinds[-1]](_told(source, kinds[-1]), settings), kinds[-1]
    except UnicodeDecodeError as error:
        raise FileError(
            f"{source.name} is not {error.encoding} text (byte {error.start}: {error.reason}). "
            f"Name its encoding, such as {settings.say('encoding', 'cp1252')}, or leave "
            f"{settings.say.label('encoding')} out to detect it."
        ) from error
    except WorkbenchError:
        raise
    except Exception as error:  # a damaged file can make its reader fail in any way
        raise FileError(f"{given.name} could not be read: {error}") from error


def _refuse_settings(source: Source, kinds: Sequence[str], settings: Settings) -> None:
    """Refuse a setting that means nothing for this kind of file."""
    for name, meant in _MEANT_FOR.items():
        if getattr(settings, name) not in (None, ()) and not meant & set(kinds):
            label = settings.say.label(name)
            raise FileError(
                f"{source.name} is no file that {label} says something about. Leave {label} out."
            )


_MEANT_FOR = {
    "encoding": {"delimited", "html", "json"},
    "separator": {"delimited"},
    "quote": {"delimited"},
    "header": {"delimited", "html", "excel", "json"},
    "skip_rows": {"delimited", "html", "excel", "json"},
    "sheet": {"excel"},
    "table": {"sqlite", "duckdb", "json", "zip"},
}


def _told(source: Source, kind: str) -> Source:
    """Tell if the content is of another kind than the ending says."""
    if kind == BY_ENDING[source.ending]:
        return source
    note = f"{source.name}: its name ends in {source.ending}, but it is {NAMES[kind]}"
    return replace(source, notes=(*source.notes, note))


def _with_columns(table: TableFile, settings: Settings, *, by_rows: bool) -> TableFile:
    """Add columns that are named by a path into nested ones; refuse those that are not there."""
    frame, notes, header = table.frame, list(table.notes), list(table.header)
    for name in settings.wanted:
        if name in frame.columns or table.columns_named(name) != [name]:
            continue
        cells = nested_cells(frame, str(name))
        if cells is None:
            raise ColumnError(_no_column(table, name, settings, by_rows=by_rows))
        frame = frame.assign(**{str(name): typed_column(cells).set_axis(frame.index)})
        header.append(str(name))
        notes.append(f"column {name} was taken out of the nested column {str(name).split('.')[0]}")
    _refuse_numbers(frame, settings)
    _refuse_objects(frame, settings)
    return replace(table, frame=frame, notes=tuple(notes), header=tuple(header))


def _refuse_numbers(frame: pd.DataFrame, settings: Settings) -> None:
    """Raise if a column of texts holds numbers alone: then another one was meant."""
    for name in settings.text:
        if name in frame.columns and as_numbers(frame[name]) is not None:
            others = [c for c in frame.columns if c != name and as_numbers(frame[c]) is None]
            raise ColumnError(
                f"column {name!r} holds numbers, not text. Other columns: {listed(others)}."
            )


def _refuse_objects(frame: pd.DataFrame, settings: Settings) -> None:
    """Raise if a column of texts holds objects: then a text inside them was meant."""
    for name in settings.text:
        if name in frame.columns and any(isinstance(cell, dict) for cell in frame[name]):
            inside = [path for path in nested_paths(frame) if path.startswith(f"{name}.")]
            raise ColumnError(
                f"column {name!r} holds objects, not text. Name a text inside: "
                f"{settings.say('text', (inside or [f'{name}.NAME'])[0])}. "
                f"Inside: {listed(inside)}."
            )


def _separator_hints(header: str, name: str, settings: Settings) -> list[str]:
    """Say which sign between the names of a header would give the column."""
    signs = sorted({sign for sign in header if not (sign.isalnum() or sign.isspace())})
    fitting = [s for s in signs if name in [part.strip(" \"'") for part in header.split(s)]]
    return [f"If cells are separated by {s}: {settings.say('separator', s)}." for s in fitting[:1]]


def _no_column(table: TableFile, name: Any, settings: Settings, *, by_rows: bool) -> str:
    """Say which columns there are, and what may be wrong with the header."""
    columns = [*map(str, table.frame.columns), *nested_paths(table.frame)]
    said = str(ColumnError.missing(name, columns)).replace("in this table", f"in {table.source}", 1)
    hints = []
    if by_rows and any(table.header) and (len(table.header) == 1 or not all(table.header)):
        first = int(table.row_numbers[0])
        hints.append(
            f"If row {max(1, first - 1)} is not the header: {settings.say('skip_rows', first)} or "
            f"{settings.say('header', 'none')}."
        )
    if by_rows and len(table.frame.columns) == 1:
        hints += _separator_hints(str(table.frame.columns[0]), str(name), settings)
    hints += [f"{note}." for note in table.notes if "header" in note or "separated" in note]
    return " ".join([said, *hints])
