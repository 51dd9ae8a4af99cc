"""Lines of a delimited file -> records of cells; a stray quote takes no other line with it."""

from __future__ import annotations

import csv
import re
import threading
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple

LONE_RETURN = "\U0010fffe"
"""Stands for a carriage return inside an unquoted cell while the csv module reads the line."""

BYTE_ORDER_MARK = "\ufeff"
"""Stands before a record if files were put one below the other as they are."""

SHAPED = 0.8
"""Share of rows with cells of one shape, such as digits, that makes a column one of keys."""


@dataclass(frozen=True)
class Dialect:
    """How a line is divided into cells.

    separator: one character; empty if each line is one cell.
    quote: one character; empty if quotes are part of the text.
    escape: A backslash, if quotes inside quoted cells are written so; else empty.
    spaced: whether spaces behind a separator do not count.
    """

    separator: str
    quote: str = '"'
    escape: str = ""
    spaced: bool = False

    @property
    def for_csv(self) -> dict[str, Any]:
        """Arguments of `csv.reader`."""
        return {
            # A separator that is no part of any text makes each line one cell.
            "delimiter": self.separator or "\U0010ffff",
            "quotechar": self.quote or None,
            "quoting": csv.QUOTE_MINIMAL if self.quote else csv.QUOTE_NONE,
            "escapechar": self.escape or None,
            "doublequote": not self.escape,
            "skipinitialspace": self.spaced,
            "strict": True,
        }

    def split(self, line: str) -> list[str]:
        """Divide one line without regard to quotes, but for those that enclose a whole cell."""
        line = line.rstrip("\r\n")
        cells = line.split(self.separator) if self.separator else [line]
        return [self._bare(cell) for cell in cells]

    def _bare(self, cell: str) -> str:
        quote = self.quote
        if quote and len(cell) > 1 and cell[0] == cell[-1] == quote:
            return cell[1:-1].replace(quote * 2, quote)
        return cell


class Record(NamedTuple):
    """One record of a file.

    cells: its cells; none for a blank line.
    stray: whether a quote in it belongs to no pair and was read as text.
    marked: whether a byte order mark stood before it, which was left out.
    """

    cells: list[str]
    stray: bool = False
    marked: bool = False


def read_records(
    lines: Iterable[str], dialect: Dialect, shapes: Sequence[str] = ()
) -> Iterator[Record]:
    """Yield the records of a file.

    A quote that is never closed, or closed in the midst of another cell, would make one cell of
    many lines. Such a line is read alone, and the reader begins anew behind it.
    """
    feed = _Feed(lines)
    reader = csv.reader(feed, **dialect.for_csv)
    while True:
        feed.begin()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            cells = None
        if cells is not None and len(feed.taken) == 1 and not feed.has_return:
            yield Record(cells, marked=feed.marked)  # nearly every record: one line
        elif cells is None or _swallowed(feed.taken, dialect, shapes):
            first = feed.give_back_all_but_first()
            reader = csv.reader(feed, **dialect.for_csv)
            cells = [_restored(cell) for cell in dialect.split(first)]
            yield Record(cells, stray=True, marked=feed.marked)
        else:
            cells = [_restored(cell) for cell in cells] if feed.has_return else cells
            yield Record(cells, marked=feed.marked)


def key_shapes(records: Sequence[Record], width: int) -> tuple[str, ...]:
    """Return for each column the shape of its keys, empty if its cells are of many shapes."""
    rows = [record.cells for record in records if len(record.cells) == width][1:]
    return tuple(_common_shape([row[k] for row in rows]) for k in range(width)) if rows else ()


@contextmanager
def large_cells() -> Iterator[None]:
    """Let the csv module read cells of more than 128 KiB."""
    with _LIMIT:
        longest = csv.field_size_limit(2**31 - 1)
        try:
            yield
        finally:
            csv.field_size_limit(longest)


_LIMIT = threading.RLock()


class _Feed:
    """Lines for the csv module, of which those of the last record can be given back."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self._returned: deque[str] = deque()
        self.taken: list[str] = []
        self.has_return = False  # whether a line of the record holds a lone carriage return
        self.marked = False  # whether a byte order mark stood before the record

    def begin(self) -> None:
        """Begin a record."""
        self.taken.clear()
        self.has_return = self.marked = False

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        line = self._returned.popleft() if self._returned else next(self._lines)
        if "\r" in line and "\r" in line.rstrip("\r\n"):
            line = _without_returns(line)
            self.has_return = True
        elif LONE_RETURN in line:  # given back before
            self.has_return = True
        if not self.taken and line.startswith(BYTE_ORDER_MARK):
            line = line.lstrip(BYTE_ORDER_MARK)
            self.marked = True
        self.taken.append(line)
        return line

    def give_back_all_but_first(self) -> str:
        """Return the first line of the last record; the others are read again."""
        first, *rest = self.taken
        self._returned.extendleft(reversed(rest))
        return first


def _without_returns(line: str) -> str:
    body = line.rstrip("\r\n")
    return body.replace("\r", LONE_RETURN) + line[len(body) :]


def _restored(cell: str) -> str:
    return cell.replace(LONE_RETURN, "\r")


def _swallowed(lines: Sequence[str], dialect: Dialect, shapes: Sequence[str]) -> bool:
    """Tell whether the lines of one record are each a record of the table: same width, same keys.

    Prose that runs over several lines may hold as many commas by chance, but no keys before them.
    """
    if len(lines) < 2 or not any(shapes):
        return False
    for line in lines:
        cells = dialect.split(line)
        if len(cells) != len(shapes):
            return False
        if any(shape and _shape(cell) != shape for cell, shape in zip(cells, shapes, strict=True)):
            return False
    return True


def _common_shape(cells: Sequence[str]) -> str:
    counts = Counter(map(_shape, cells))
    shape, number = counts.most_common(1)[0]
    return shape if "9" in shape and number >= SHAPED * len(cells) else ""


def _shape(cell: str) -> str:
    """Return what a short cell looks like: 9 for digits, a for letters; "" for all others."""
    return _LETTERS.sub("a", _DIGITS.sub("9", cell.strip())) if len(cell) <= 40 else ""


_DIGITS = re.compile(r"\d+")
_LETTERS = re.compile(r"[^\W\d_]+")
