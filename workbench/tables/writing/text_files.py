"""CSV, TSV and JSON lines files out."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any, TextIO

from workbench.tables.cells import is_nested, nested_text
from workbench.tables.writing.written_cells import text_of

ENCODINGS = ("utf-8-sig", "utf-8", "utf-16")
"""Encodings that hold every character. The first begins with a byte order mark, without which
Excel shows garbled accents."""


class _Lines:
    """A file whose lines end in a line feed, though the csv module ends them in two characters.

    The csv module protects the line ends that it writes itself and, before Python 3.11.9, no
    others; so it is told to write both kinds, and the carriage return is taken off again.
    """

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def write(self, line: str) -> int:
        return self._file.write(line[:-2] + "\n")


def write_separated(
    path: Path,
    header: Sequence[str],
    columns: Sequence[Sequence[str]],
    separator: str,
    encoding: str,
) -> None:
    """Write columns of texts; cells that hold separators, quotes or line ends are quoted."""
    quoting: Any = csv.QUOTE_ALL if _needs_quotes(header, columns) else csv.QUOTE_MINIMAL
    rows: Iterable[Sequence[str]] = zip(*columns, strict=True)
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(
            _Lines(file), delimiter=separator, quoting=quoting, lineterminator="\r\n"
        )
        writer.writerow(header)
        writer.writerows(rows)


def _needs_quotes(header: Sequence[str], columns: Sequence[Sequence[str]]) -> bool:
    """Tell whether readers would take a cell at the begin of a line for something else.

    One empty cell alone on a line would be an empty line, which readers skip. A byte order mark
    would be left out, and "sep=;" be taken for Excel's line that names the separator.
    """
    if len(header) == 1:
        return True
    first = [*header[:1], *(columns[0] if columns else ())]
    return first[0].lower().startswith("sep=") or any(cell.startswith("\ufeff") for cell in first)


def write_json_lines(path: Path, header: Sequence[str], columns: Sequence[Iterable[Any]]) -> None:
    """Write columns of plain cells; a missing one is null."""
    names = [_text(name) for name in header]
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for row in zip(*columns, strict=True):
            cells = (f"{name}:{_token(cell)}" for name, cell in zip(names, row, strict=True))
            file.write("{" + ",".join(cells) + "}\n")


def _token(cell: Any) -> str:
    """Return a cell as JSON."""
    if cell is None:
        return "null"
    if isinstance(cell, str):
        return _text(cell)
    if isinstance(cell, (bool, int, float)):
        return json.dumps(cell)
    if isinstance(cell, Decimal) and cell.is_finite():
        return format(cell, "f") if abs(cell.adjusted()) < 400 else _text(str(cell))
    if is_nested(cell):
        return _whole(nested_text(cell), lambda: nested_text(cell, ascii_only=True))
    if isinstance(cell, (datetime, date, time)):
        return json.dumps(cell.isoformat())
    return _text(text_of(cell))


def _text(text: str) -> str:
    return _whole(json.dumps(text, ensure_ascii=False), lambda: json.dumps(text))


def _whole(token: str, escaped: Any) -> str:
    """Return a token, escaped if it holds half a character, which no file can."""
    try:
        token.encode()
    except UnicodeEncodeError:
        return str(escaped())
    return token
