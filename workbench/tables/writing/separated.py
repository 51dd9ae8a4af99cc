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
    # One empty cell alone on a line would be an empty line, which readers skip.
    quoting: Any = csv.QUOTE_ALL if len(header) == 1 else csv.QUOTE_MINIMAL
    rows: Iterable[Sequence[str]] = zip(*columns, strict=True)
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(
            _Lines(file), delimiter=separator, quoting=quoting, lineterminator="\r\n"
        )
        writer.writerow(header)
        writer.writerows(rows)
