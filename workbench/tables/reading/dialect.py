"""Which separator and which quotes a delimited file has."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from workbench.errors import FileError
from workbench.tables.reading.base import Settings
from workbench.tables.reading.header import is_common_name
from workbench.tables.reading.records import Dialect, Record, key_shapes, read_records

NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe", "": "none"}
"""Separators that are looked for, and how they are called."""

SAMPLE_RECORDS = 500

CREDIBLE = 0.6
"""Share of records with the same number of cells from which a separator is believed."""


@dataclass(frozen=True)
class Judged:
    """How well a dialect fits a sample.

    Attributes
    ----------
    dialect : Dialect
        What was tried.
    records : list of Record
        The sample as it reads it.
    width : int
        The usual number of cells.
    fit : float
        Share of the records that have it.
    named : bool
        Whether a row of that width holds the columns that the caller names.
    """

    dialect: Dialect
    records: list[Record]
    width: int
    fit: float
    named: bool

    @property
    def shapes(self) -> tuple[str, ...]:
        """What the keys of the table look like."""
        return key_shapes(self.records, self.width)


def find_dialect(lines: Sequence[str], ending: str, settings: Settings) -> Judged:
    """Return the dialect that was named, or the one under which a sample is most regular."""
    separators = _separators(ending, settings)
    judged = [
        _judge(lines, dialect, settings)
        for separator in separators
        for dialect in _dialects(separator, lines, settings)
    ]
    if len(separators) == 1:
        return max(judged, key=lambda one: one.fit)
    several = [one for one in judged if one.width > 1 and _credible(one)]
    alone = [one for one in judged if not one.dialect.separator]
    named = [one for one in judged if one.named and (one.width > 1 or one in alone)]
    if named:
        return max(named, key=lambda one: (one.width > 1, one.fit, one.width))
    return max(several or alone or judged, key=lambda one: (one.fit, one.width))


def separator_named(given: str, settings: Settings) -> str:
    """Return the separator that a caller means: the sign itself, or its name."""
    by_name = {name: sign for sign, name in NAMES.items()} | {"\\t": "\t", "space": " "}
    sign = by_name.get(given.lower(), given)
    if len(sign) > 1 or sign in ("\r", "\n", '"'):
        raise FileError(
            f"{settings.say('separator', given)}: a separator is one character, or one of "
            f"{', '.join(by_name)}."
        )
    return sign


def quote_named(given: str, settings: Settings) -> str:
    """Return the quote that a caller means; "none" means that quotes are part of the text."""
    names = {"none": "", "double": '"', "single": "'"}
    sign = names.get(given.lower(), given)
    if len(sign) > 1 or sign in ("\r", "\n"):
        raise FileError(
            f"{settings.say('quote', given)}: a quote is one character, or one of "
            f"{', '.join(names)}."
        )
    return sign


def _separators(ending: str, settings: Settings) -> list[str]:
    """Return the separators to try, the most likely first."""
    if settings.separator is not None:
        return [separator_named(settings.separator, settings)]
    first = "\t" if ending in (".tsv", ".tab") else "|" if ending == ".psv" else ","
    return [first, *(sign for sign in (",", ";", "\t", "|") if sign != first), ""]


def _dialects(separator: str, lines: Sequence[str], settings: Settings) -> Iterator[Dialect]:
    """Yield the ways to quote that are worth trying with a separator, the most likely first."""
    if settings.quote is not None:
        yield Dialect(separator, quote_named(settings.quote, settings))
        return
    yield Dialect(separator)
    whole = "".join(lines)
    if '\\"' in whole:
        yield Dialect(separator, escape="\\")
    if separator and f'{separator} "' in whole:
        yield Dialect(separator, spaced=True)
    if separator and (f"{separator}'" in whole or f"'{separator}" in whole):
        yield Dialect(separator, quote="'")


def _judge(lines: Sequence[str], dialect: Dialect, settings: Settings) -> Judged:
    """Read a sample in one way and see how regular it is."""
    records = list(islice(read_records(lines, dialect), SAMPLE_RECORDS))
    rows = [record.cells for record in records if record.cells]
    if not rows:
        return Judged(dialect, records, 0, 0.0, named=False)
    width = usual_width(rows)
    start = _start(rows, width)
    table = rows[start:]
    stray = sum(record.stray for record in records)
    fit = (
        sum(_regular(cells, width) for cells in table) / len(table) * (1 - stray / len(records) / 2)
    )
    if start:
        fit *= 0.95  # a dialect that leaves no line out is believed first
    if dialect.quote != "'" and _all_enclosed(table, "'"):
        fit *= 0.9  # cells that all stand in apostrophes are quoted by them
    return Judged(dialect, records, width, fit, _named(rows, width, settings))


def usual_width(rows: Sequence[Sequence[object]]) -> int:
    """Return the number of cells that most rows have, the larger one of two."""
    counts = Counter(map(len, rows))
    return max(counts, key=lambda width: (counts[width], width))


def _start(rows: Sequence[Sequence[str]], width: int) -> int:
    """Return where the table begins: behind lines of one cell, if it has more."""
    if width < 2 or len(rows[0]) > 1:
        return 0
    return next(k for k, cells in enumerate(rows) if len(cells) == width)


def _regular(cells: Sequence[str], width: int) -> float:
    """Return 1 for a row of the usual width, less for a short one, nothing for any other."""
    if len(cells) >= width:
        return float(not any(cells[width:]))
    return 0.5 if len(cells) > 1 else 0.0


def _named(rows: Sequence[Sequence[str]], width: int, settings: Settings) -> bool:
    """Tell whether a row near the top holds every column that the caller names."""
    wanted = {str(name).strip() for name in settings.wanted}
    return bool(wanted) and any(
        min(len(cells), 2) == min(width, 2) and wanted <= {cell.strip() for cell in cells}
        for cells in rows[:50]
    )


def _credible(judged: Judged) -> bool:
    """Tell a table from prose that holds the separator now and then."""
    rows = [record.cells for record in judged.records if record.cells]
    if judged.fit < CREDIBLE:
        # Names of columns above rows that all hold the separator: some hold it in a text too.
        return all(len(cells) > 1 for cells in rows) and all(map(_is_name, rows[0]))
    if _is_prose(rows, judged):
        return False
    start = _start(rows, judged.width)
    # Lines above the header: then the header must look like one, and not like ", and the rest".
    if not start:
        return True
    header = rows[start]
    known = any(map(is_common_name, header)) or len(rows[0][0].split()) > 1
    return known and start + 1 < len(rows) and all(map(_is_name, header))


def _is_prose(rows: Sequence[Sequence[str]], judged: Judged) -> bool:
    """Recognize sentences: a space behind nearly every comma, below no names of columns."""
    if judged.fit == 1 and judged.width > 2:
        return False
    behind = [cell for cells in rows for cell in cells[1:]]
    spaced = sum(cell.startswith(" ") for cell in behind)
    return spaced > len(behind) / 2 and not all(_is_name(cell.strip(), 3) for cell in rows[0])


def _is_name(cell: str, words: int = 6) -> bool:
    """Tell whether a cell could be the name of a column rather than a part of a sentence."""
    return bool(_NAME.fullmatch(cell)) and len(cell.split()) <= words


_NAME = re.compile(r"[^\W\d][\w /().#?:-]{0,59}(?<! )")


def _all_enclosed(rows: Sequence[Sequence[str]], quote: str) -> bool:
    """Tell whether some column's cells stand in a quote, each of them."""
    columns = zip(*(row for row in rows[1:] if len(row) == len(rows[0])), strict=True)
    return any(
        len(column) > 1 and all(len(cell) > 1 and cell[0] == cell[-1] == quote for cell in column)
        for column in columns
    )
