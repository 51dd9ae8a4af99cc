"""What a table was given as: in memory, of any library, in a file, or in Parquet files."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from workbench.errors import ColumnError, to_type
from workbench.tables.cleaning.clean import Cleaning, clean_rows
from workbench.tables.guesses import text_columns
from workbench.tables.interchange import PANDAS, is_texts, read_frame
from workbench.tables.parquet import ParquetTable, is_parquet, scan_parquet
from workbench.tables.reading import COMMAND_LINE, TableFile, read_table
from workbench.tables.reading.grid import with_own_names
from workbench.tables.rows import Rows, rows_of


@dataclass(frozen=True, eq=False)
class Source:
    """A table and where it came from.

    frame: n rows.
    text: the columns that make up the texts.
    kind: what the table was given as: "pandas", "polars", "arrow", "duckdb" or "datasets".
    file: the file that was read.
    parquet: the Parquet files that were read by column.
    notes: what was found out while the file was read.
    """

    frame: pd.DataFrame
    text: Any
    kind: str = PANDAS
    file: TableFile | None = None
    parquet: ParquetTable | None = None
    notes: tuple[str, ...] = ()

    @property
    def columns(self) -> list[Any]:
        """The columns that make up the texts, as a list."""
        return self.text if isinstance(self.text, list) else [self.text]

    @property
    def name(self) -> str:
        """Name of the file, "" if the table came from memory."""
        if self.file is not None:
            return self.file.source
        return "" if self.parquet is None else Path(self.parquet.source).name

    @property
    def numbers(self) -> dict[str, Any]:
        """Each row's number in its file, and its sheet, for `rows_of`."""
        if self.file is not None:
            return {"row_numbers": self.file.row_numbers, "sheets": self.file.sheets}
        if self.parquet is not None:
            return {"row_numbers": np.arange(1, len(self.frame) + 1)}
        return {}

    def rows(self, id: Any, cleaning: Cleaning) -> Rows:
        """Return the rows, and what is read of their texts."""
        rows = rows_of(self.frame, self.text, id, **self.numbers)
        rows = replace(rows, findings=self.notes, kind=self.kind)
        return clean_rows(rows, self.frame, self.text, cleaning)


def source_of(given: Any, text: Any, id: Any) -> Source:
    """Read what was given as a table."""
    if not isinstance(given, TableFile) and is_parquet(given):
        parquet = scan_parquet(given)
        if text is None:
            raise ColumnError(_which(parquet.columns, parquet.columns))
        columns = [*(text if isinstance(text, list) else [text]), *([] if id is None else [id])]
        return Source(parquet.read(columns), text, parquet=parquet)
    if isinstance(given, (str, os.PathLike)):
        given = read_table(given, text=text, id=id)
    if isinstance(given, TableFile):
        named = named_column(given.frame, text)
        return Source(
            given.frame, _same_name(given, named), file=given, notes=_file_notes(given, named)
        )
    frame, kind = read_frame(given)
    needed = [*(text if isinstance(text, list) else [text]), id]
    frame, notes = with_own_names(frame, needed)
    only = frame.columns[0] if text is None and is_texts(given) else named_column(frame, text)
    return Source(frame, only, kind, notes=notes)


def named_column(frame: pd.DataFrame, text: Any) -> Any:
    """Return the columns with the texts; if none is named, the only one there is."""
    if text is not None:
        return text
    columns = list(frame.columns)
    if len(columns) == 1:
        return columns[0]
    raise ColumnError(_which(text_columns(frame), columns))


def _which(texts: Any, columns: Any) -> str:
    """Ask for the column with the texts."""
    if not len(texts):
        return f"no column holds text. Columns: {', '.join(map(str, columns[:20]))}."
    shown = ", ".join(str(name) for name in texts[:20]) + (", ..." if len(texts) > 20 else "")
    name = to_type(f"text={texts[0]!r}", COMMAND_LINE("text", texts[0]))
    return f"which column holds the texts? Name it: {name}. Columns with text: {shown}."


def _same_name(file: TableFile, text: Any) -> Any:
    """Return the columns with the texts; a name that the file has several times means all."""
    names = text if isinstance(text, list) else [text]
    columns = [column for name in names for column in file.columns_named(name)]
    return columns if len(columns) > 1 or isinstance(text, list) else columns[0]


def _file_notes(file: TableFile, text: Any) -> tuple[str, ...]:
    """Tell what was found out in the file, and which columns of one name make up the texts."""
    joined = [
        f"the texts are made of all columns called {name}: {', '.join(map(str, columns))}"
        for name in (text if isinstance(text, list) else [text])
        if len(columns := file.columns_named(name)) > 1
    ]
    return (*file.notes, *joined)
