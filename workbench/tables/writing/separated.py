"""CSV and TSV files out."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, TextIO

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
