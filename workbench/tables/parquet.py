"""Tables in Parquet files: read by column, and written again part by part with more columns."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import Any

import pandas as pd

from workbench.errors import ColumnError, FileError, InputError, check_path
from workbench.tables.files import atomic
from workbench.tables.reading.grid import pandas_of
from workbench.tables.row_masks import free_name
from workbench.tables.writing.manifests import with_manifest

ENDINGS = (".parquet", ".pq")


@dataclass(frozen=True)
class ParquetTable:
    """A table that lies in one Parquet file or several, and need not fit into memory.

    source: as it was named.
    files: its files in order of their names.
    filesystem: where they lie.
    """

    source: str
    files: tuple[str, ...]
    filesystem: Any

    def __repr__(self) -> str:
        """Return source, files and rows in one line."""
        return f"ParquetTable({self.source!r}: {len(self.files)} files, {len(self):,} rows)"

    def __len__(self) -> int:
        """Return the number of rows."""
        return sum(self._rows)

    @cached_property
    def _rows(self) -> tuple[int, ...]:
        return tuple(self._open(file).metadata.num_rows for file in self.files)

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns, those of the first file."""
        return tuple(self._open(self.files[0]).schema_arrow.names)

    def read(self, columns: Sequence[str]) -> pd.DataFrame:
        """Read some columns of all files."""
        wanted = list(dict.fromkeys(columns))
        for name in wanted:
            if name not in self.columns:
                raise ColumnError.missing(name, self.columns)
        parts: list[pd.DataFrame] = []
        for file in self.files:
            opened = self._open(file)
            lacking = [name for name in wanted if name not in opened.schema_arrow.names]
            if lacking:
                raise ColumnError(f"{file} has no column {lacking[0]!r}, as the files before it.")
            parts.append(_checked(opened, wanted, file))
        whole: pd.DataFrame = pd.concat(parts, ignore_index=True)
        return whole

    def write(
        self,
        folder: str | os.PathLike[str],
        added: pd.DataFrame,
        made: Mapping[str, Any] | None = None,
    ) -> Path:
        """Write every file again, with more columns behind its own."""
        if len(added) != len(self):
            raise InputError(f"{len(added):,} rows do not fit {len(self):,} of {self}.")
        target = check_path("folder", folder)
        taken = {str(Path(file).resolve().parent) for file in self.files}
        if str(target.resolve()) in taken:
            raise FileError(f"{target} contains the table itself. Name another folder.")
        target.mkdir(parents=True, exist_ok=True)
        renamed = added.set_axis([free_name(n, self.columns) for n in added.columns], axis=1)
        starts = [0, *accumulate(self._rows)]
        for number, (file, start) in enumerate(zip(self.files, starts, strict=False)):
            name = f"{number:05d}-{Path(file).stem}.parquet"
            _write_part(self._open(file), renamed, start, target / name, made)
        return target

    def _open(self, file: str) -> Any:
        """Open a file for reading by column and row group."""
        from pyarrow.parquet import ParquetFile

        try:
            return ParquetFile(self.filesystem.open(file, "rb"))
        except Exception as error:  # a damaged file can make its reader fail in any way
            raise FileError(f"{file} is not a Parquet file or cannot be read ({error}).") from error


def _checked(opened: Any, columns: list[str], file: str) -> pd.DataFrame:
    """Return columns of one file; a text that is no text would fail much later."""
    try:
        table = opened.read(columns=columns)
        table.validate(full=True)
        frame = pandas_of(table)
    except Exception as error:  # a damaged file can make its reader fail in any way
        raise FileError(f"{file} is damaged: {error}") from error
    return frame


def scan_parquet(source: str | os.PathLike[str]) -> ParquetTable:
    """Find the Parquet files of a table; nothing but their names is read."""
    import fsspec

    named = os.fspath(source)
    try:
        system, path = fsspec.core.url_to_fs(named)
        files = system.glob(path) if any(sign in path for sign in "*?[") else system.find(path)
    except (ImportError, ValueError, OSError) as error:
        raise FileError(f"{named} cannot be reached: {error}") from error
    paths = tuple(sorted(str(file) for file in files if str(file).lower().endswith(ENDINGS)))
    if not paths:
        raise FileError(
            f"no Parquet file at {named}. Name a file, a folder or a glob: 'tickets/*.parquet'"
        )
    return ParquetTable(named, paths, system)


def is_parquet(source: Any) -> bool:
    """Tell whether something names a Parquet table rather than being one."""
    if isinstance(source, ParquetTable):
        return True
    if not isinstance(source, (str, os.PathLike)):
        return False
    named = os.fspath(source)
    return named.lower().endswith(ENDINGS) or Path(named).is_dir() or "://" in named


def _write_part(
    opened: Any, added: pd.DataFrame, start: int, path: Path, made: Mapping[str, Any] | None
) -> None:
    """Write one file again, a row group at a time."""
    from pyarrow.parquet import ParquetWriter

    with atomic(path) as temporary:
        writer = None
        try:
            for table in _row_groups(opened, added, start):
                first = table if made is None else with_manifest(table, made)
                writer = writer or ParquetWriter(temporary, first.schema)
                writer.write_table(table.cast(writer.schema))
        finally:
            if writer is not None:
                writer.close()


def _row_groups(opened: Any, added: pd.DataFrame, start: int) -> Iterator[Any]:
    """Yield the row groups of a file with their new columns."""
    import pyarrow as pa

    schema = pa.Schema.from_pandas(added, preserve_index=False)
    for number in range(max(1, opened.num_row_groups)):
        table = opened.read_row_group(number) if opened.num_row_groups else opened.read()
        rows = added.iloc[start : start + table.num_rows]
        new = pa.Table.from_pandas(rows, schema=schema, preserve_index=False)
        for name in new.column_names:
            table = table.append_column(new.schema.field(name), new.column(name))
        start += table.num_rows
        yield table.replace_schema_metadata(None)
