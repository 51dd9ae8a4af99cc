"""Files whose cells have types -> a table: Parquet, Feather, Arrow, SQLite, DuckDB."""

from __future__ import annotations

import io
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from workbench.errors import DependencyError, FileError, counted, did_you_mean
from workbench.tables.reading.base import Settings, Source, TableFile, listed
from workbench.tables.reading.grid import arrow_frame, typed_column


def read_parquet(source: Source, _settings: Settings) -> TableFile:
    """Read a Parquet file whole."""
    from pyarrow import parquet

    return _table(source, parquet.read_table)


def read_arrow(source: Source, _settings: Settings) -> TableFile:
    """Read a Feather or Arrow file, or an Arrow stream."""
    from pyarrow import feather, ipc

    def read(stream: Any) -> Any:
        head = stream.read(8)
        stream.seek(0)
        if head.startswith((b"ARROW1", b"FEA1")):
            return feather.read_table(stream)
        return ipc.open_stream(stream).read_all()

    return _table(source, read)


def _table(source: Source, read: Any) -> TableFile:
    from pyarrow import ArrowException

    try:
        with source.open() as stream:
            table = read(io.BytesIO(stream.read()))
        table.validate(full=True)  # a text that is no text would fail much later
    except (ArrowException, OSError) as error:
        reason = " ".join(str(error).split())[:200]
        raise FileError(f"{source.name} could not be read as {source.ending}: {reason}") from error
    frame = arrow_frame(table)
    return TableFile(
        frame=frame,
        notes=source.notes,
        row_numbers=np.arange(1, len(frame) + 1),
        source=source.name,
        header=tuple(map(str, frame.columns)),
    )


@dataclass(frozen=True)
class Contents:
    """A table or view of a database: its name and its columns."""

    name: str
    columns: tuple[str, ...]


def read_sqlite(source: Source, settings: Settings) -> TableFile:
    """Read a table or view of an SQLite file, which is opened for reading alone."""
    with _as_file(source) as path:
        try:
            with closing(sqlite3.connect(_address(path), uri=True)) as connection:
                connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
                names = [row[0] for row in connection.execute(_SQLITE_TABLES)]
                tables = [
                    Contents(n, tuple(c[1] for c in connection.execute(_columns_of(n))))
                    for n in names
                ]
                return _read(source, connection, tables, settings)
        except sqlite3.Error as error:
            raise FileError(f"{source.name} could not be read as SQLite: {error}") from error


def read_duckdb(source: Source, settings: Settings) -> TableFile:
    """Read a table or view of a DuckDB file, which is opened for reading alone."""
    try:
        import duckdb
    except ImportError as error:
        raise DependencyError.for_extra("a DuckDB file", "duckdb", "duckdb") from error
    with _as_file(source) as path:
        try:
            with closing(duckdb.connect(str(path), read_only=True)) as connection:
                columns_of: dict[str, list[str]] = {}
                for table, column in connection.execute(_DUCKDB_COLUMNS).fetchall():
                    columns_of.setdefault(table, []).append(column)
                tables = [Contents(name, tuple(columns)) for name, columns in columns_of.items()]
                return _read(source, connection, tables, settings)
        except duckdb.Error as error:
            raise FileError(f"{source.name} could not be read as DuckDB: {error}") from error


def choose_table(name: str, tables: Sequence[Contents], settings: Settings) -> Contents:
    """Return the table that was named, or the only one that can be meant."""
    if not tables:
        raise FileError(f"{name} holds no table.")
    names = [table.name for table in tables]
    if settings.table is not None:
        for table in tables:
            if table.name == settings.table:
                return table
        raise FileError(
            f"{name} has no table {settings.table!r}. Tables: {listed(names)}."
            f"{did_you_mean(settings.table, names)}"
        )
    wanted = {str(one) for one in settings.wanted}
    fitting = [table for table in tables if wanted and wanted <= set(table.columns)]
    if len(tables) == 1 or len(fitting) == 1:
        return (fitting or list(tables))[0]
    described = "; ".join(f"{t.name} ({listed(t.columns, 8)})" for t in (fitting or tables)[:10])
    raise FileError(
        f"{name} holds {counted(len(tables), 'table')}: {described}. Name one: "
        f"{settings.say('table', (fitting or tables)[0].name)}."
    )


def _read(
    source: Source, connection: Any, tables: Sequence[Contents], settings: Settings
) -> TableFile:
    """Read all rows of the table that is meant."""
    table = choose_table(source.name, tables, settings)
    quoted = '"' + table.name.replace('"', '""') + '"'
    rows = connection.execute(f"SELECT * FROM {quoted}").fetchall()  # noqa: S608 - its own name
    if not rows:
        raise FileError(f"{source.name}: the table {table.name!r} has no rows.")
    columns = zip(*rows, strict=True)
    frame = pd.DataFrame(
        {name: typed_column(list(c)) for name, c in zip(table.columns, columns, strict=True)}
    )
    others = [one.name for one in tables if one is not table]
    notes = []
    if others and settings.table is None:
        notes.append(
            f"{source.name}: the table {table.name!r} was read, not {listed(others)} "
            f"(to name another: {settings.say('table', others[0])})"
        )
    return TableFile(
        frame=frame,
        notes=(*source.notes, *notes),
        row_numbers=np.arange(1, len(frame) + 1),
        source=f"{source.name}, table {table.name}",
        header=table.columns,
    )


@contextmanager
def _as_file(source: Source) -> Iterator[Path]:
    """Give a path for libraries that read no streams: a packed file is unpacked for a while."""
    if source.path is not None:
        yield source.path
        return
    with tempfile.TemporaryDirectory() as folder, source.open() as stream:
        path = Path(folder) / f"unpacked{source.ending}"
        path.write_bytes(stream.read())
        yield path


def _address(path: Path) -> str:
    """Return the URI under which SQLite writes nothing, not even beside the file."""
    logged = path.with_name(path.name + "-wal").exists()
    return f"{path.resolve().as_uri()}?{'mode=ro' if logged else 'immutable=1'}"


def _columns_of(table: str) -> str:
    return 'PRAGMA table_info("' + table.replace('"', '""') + '")'


_SQLITE_TABLES = (
    "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') "
    "AND name NOT LIKE 'sqlite~_%' ESCAPE '~' ORDER BY rowid"
)
_DUCKDB_COLUMNS = (
    "SELECT table_name, column_name FROM information_schema.columns "
    "ORDER BY table_name, ordinal_position"
)
