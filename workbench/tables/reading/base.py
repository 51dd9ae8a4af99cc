"""What is read, how it is to be read, and what is given back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.errors import counted

BAD_ROWS = ("refuse", "skip", "join")
"""What can be done with rows that hold more cells than the header."""

NO_HEADER = "none"


@dataclass(frozen=True, eq=False, repr=False)
class TableFile:
    """A table that was read from a file, and what was found out about the file.

    frame: the table, n rows, numbered from 0. Columns of text files hold str or missing values.
    notes: what was found out, changed or left out while reading, one sentence each.
    row_numbers (n,): number of each row in the file as a person finds it. The first row of the file
        is 1, so with a plain header the first row of data is 2.
    source: the file's name, with sheet, table or packed file if there are several.
    header: names of the columns as they stand in the file, one per column of `frame`. They differ
        from the frame's names if a name repeats or is empty there.
    sheets: the sheet, table or packed file of each row, shape (n,); empty if all rows are from one.
    """

    frame: pd.DataFrame
    notes: tuple[str, ...]
    row_numbers: NDArray[np.int64]
    source: str
    header: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.frame)

    def __repr__(self) -> str:
        """Return source, rows and columns in one line."""
        rows, columns = self.frame.shape
        return f"TableFile({self.source!r}: {rows:,} rows, {columns:,} columns)"

    def columns_named(self, name: Any) -> list[Any]:
        """Return the columns whose name in the file is `name`: several if it repeats there."""
        named = [
            column
            for column, original in zip(self.frame.columns, self.header, strict=False)
            if original == name
        ]
        return named if len(named) > 1 else [name]


@dataclass(frozen=True)
class Wording:
    """How messages name the settings: as options of the command line, or as Python keywords.

    prefix: ``"--"`` or ``"--other-"`` for options; empty for keywords.
    table: what the setting ``table`` is called.
    """

    prefix: str = ""
    table: str = "table"

    def __call__(self, name: str, value: Any = None) -> str:
        """Return a setting as it is typed: ``--skip-rows 3`` or ``skip_rows=3``."""
        if not self.prefix:
            return f"{self.label(name)}={'...' if value is None else repr(value)}"
        shown = _PLACEHOLDERS.get(name, "NAME") if value is None else _shell_word(str(value))
        return f"{self.label(name)} {shown}"

    def label(self, name: str) -> str:
        """Return the name of a setting: ``--skip-rows`` or ``skip_rows``."""
        name = self.table if name == "table" else name
        return self.prefix + name.replace("_", "-") if self.prefix else name


_PLACEHOLDERS = {"separator": "SIGN", "quote": "SIGN", "header": "ROWS", "skip_rows": "N"}

PYTHON = Wording()
COMMAND_LINE = Wording("--")


def column_name(cell: Any) -> str:
    """Return a cell of a header as a name: in Excel many stand on several lines."""
    return " ".join(str(cell).split())


@dataclass(frozen=True)
class Settings:
    """What a caller says about the file; None means that it is found out.

    text, id: columns that are needed. They help to find the header, the sheet and the separator.
    """

    text: tuple[Any, ...] = ()
    id: Any = None
    encoding: str | None = None
    separator: str | None = None
    quote: str | None = None
    header: int | str | None = None
    skip_rows: int | None = None
    sheet: tuple[str, ...] = ()
    table: str | None = None
    bad_rows: str = "refuse"
    say: Wording = PYTHON

    @property
    def wanted(self) -> tuple[Any, ...]:
        """Columns that the caller names."""
        return (*self.text, *([] if self.id is None else [self.id]))

    def in_header(self, cells: Iterable[Any]) -> bool:
        """Tell whether a row holds the names of all columns that the caller names."""
        names = set(map(column_name, self.wanted))
        return bool(names) and names <= set(map(column_name, cells))


@dataclass(frozen=True)
class Source:
    """Bytes of a file, plain or packed in another one.

    name: as messages name it.
    ending: lower-case ending that tells its kind, such as ``".csv"``.
    open: opens it anew at its first byte.
    path: where it lies, if it lies in a file of its own.
    """

    name: str
    ending: str
    open: Callable[[], BinaryIO]
    path: Path | None = None
    notes: tuple[str, ...] = field(default=())

    def head(self, size: int = 1 << 16) -> bytes:
        """Return the first bytes."""
        with self.open() as stream:
            return stream.read(size)


def rows_named(numbers: Sequence[int], shown: int = 5) -> str:
    """Return row numbers in words: ``row 7``, ``rows 3, 5 and 9``, ``rows 3, 5 and 90 more``."""
    if len(numbers) == 1:
        return f"row {numbers[0]}"
    head = [str(number) for number in numbers[:shown]]
    rest = len(numbers) - len(head)
    last = f"{rest:,} more" if rest else head.pop()
    return f"rows {', '.join(head)} and {last}"


def listed(names: Sequence[Any], shown: int = 20) -> str:
    """Return names with commas between them, at most `shown` of them."""
    more = f", ... ({counted(len(names), 'name')} in all)" if len(names) > shown else ""
    return ", ".join(str(name) for name in names[:shown]) + more


def _shell_word(value: str) -> str:
    """Quote a word as a person types it in a shell."""
    plain = value and all(c.isalnum() or c in "._-/:+,@%" for c in value)
    if plain:
        return value
    return f'"{value}"' if '"' not in value else f"'{value}'"
