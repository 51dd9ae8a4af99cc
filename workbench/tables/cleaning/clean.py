"""What is read of texts: no markup, no quoted mail, no non-answers. The table stays as it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import compress
from typing import Any

import numpy as np
import pandas as pd

from workbench.errors import InputError, counted, did_you_mean, to_type
from workbench.tables import interchange
from workbench.tables.cells import column_parts
from workbench.tables.cleaning.boilerplate import strip_boilerplate
from workbench.tables.cleaning.cell import KINDS, Cell, clean_cells
from workbench.tables.cleaning.mail import quote_key
from workbench.tables.cleaning.non_answers import NonAnswers, find_non_answers
from workbench.tables.rows import Rows

KIND_WORDS = {
    "html": "HTML read as text",
    "headers": "mail headers left out",
    "quotes": "quoted mail left out",
    "signatures": "signatures left out",
    "prefixes": "reply prefixes such as RE: left out",
    "urls": "links left out",
    "lines": "lines named by exclude_lines= left out",
}

PART_SEPARATOR = "\n"
"""Between the columns that make up one text."""

SHOWN_WORDS = 8
"""Non-answers that a note names, the most frequent first."""


@dataclass(frozen=True)
class Cleaning:
    """What is left out of what is read.

    kinds: some of `KINDS`.
    non_answers: whether cells such as "n/a" count as blank.
    words: further words that do.
    exclude_lines: lines that are left out.
    """

    kinds: tuple[str, ...] = KINDS
    non_answers: bool = True
    words: tuple[str, ...] = ()
    exclude_lines: tuple[str, ...] = ()


def cleaning_of(clean: Any, non_answers: Any, exclude_lines: Collection[str]) -> Cleaning:
    """Check the settings of a cleaning."""
    if isinstance(clean, bool):
        kinds: tuple[str, ...] = KINDS if clean else ()
    else:
        named = [clean] if isinstance(clean, str) else list(clean)
        unknown = [kind for kind in named if kind not in KINDS]
        if unknown:
            raise InputError(
                f"clean takes True, False or some of {', '.join(map(repr, KINDS))}, got "
                f"{unknown[0]!r}.{did_you_mean(str(unknown[0]), KINDS)}"
            )
        kinds = tuple(kind for kind in KINDS if kind in named)
    if isinstance(exclude_lines, str):
        raise InputError(
            "exclude_lines takes a list of lines, got one text. Try: exclude_lines=[line]"
        )
    if isinstance(non_answers, bool):
        return Cleaning(kinds, non_answers, (), tuple(exclude_lines))
    words = (non_answers,) if isinstance(non_answers, str) else tuple(non_answers)
    if not all(isinstance(word, str) for word in words):
        raise InputError(f"non_answers takes True, False or a list of words, got {words!r:.80}.")
    return Cleaning(kinds, True, words, tuple(exclude_lines))


@dataclass(frozen=True)
class Read:
    """What is read of each row of a table.

    texts: n texts as they stand in the table, None if all cells are empty.
    readings: what is read of them; None if nothing is said.
    links: addresses that were left out and tell texts apart, "" if there is none.
    quotes: what tells the quoted mails apart that were left out, "" if there is none.
    notes: what was left out, in how many rows, and how to have it back.
    """

    texts: tuple[str | None, ...]
    readings: tuple[str | None, ...]
    links: tuple[str, ...]
    quotes: tuple[str, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Column:
    """What is read of the distinct cells of one column: `cells` are those not read as written."""

    cells: Mapping[str, Cell]
    missing: NonAnswers
    counts: Counter[str]


def read_columns(columns: Sequence[Sequence[str | None]], cleaning: Cleaning) -> Read:
    """Read the cells of one column or several, joined row by row."""
    read = [_read_column(column, cleaning) for column in columns]
    texts = [_joined(row) for row in zip(*columns, strict=True)] if columns[1:] else [*columns[0]]
    readings, links, quotes = list(texts), [""] * len(texts), [""] * len(texts)
    rows_of: Counter[str] = Counter()
    changed: set[int] = set()
    for column, own in zip(columns, read, strict=True):
        special = own.cells.keys() | own.missing.blank
        changed.update(row for row, cell in enumerate(column) if cell in special)
    for row in sorted(changed):
        said = [
            own.cells.get(cell) or Cell(cell)
            for column, own in zip(columns, read, strict=True)
            if (cell := column[row]) is not None and cell not in own.missing.blank
        ]
        readings[row] = _joined([cell.reading for cell in said])
        links[row] = "\n".join(sorted(set().union(*(cell.links for cell in said))))
        quoted = [line for cell in said for line in cell.quoted]
        quotes[row] = quote_key(readings[row] or "", quoted)
        rows_of.update(set().union(*(cell.kinds for cell in said)))
    notes = (*_kind_notes(rows_of), *_blank_notes(read))
    return Read(tuple(texts), tuple(readings), tuple(links), tuple(quotes), notes)


def _joined(parts: Iterable[str | None]) -> str | None:
    """Join the cells of a row; None if there is nothing in them."""
    return PART_SEPARATOR.join(part for part in parts if part is not None) or None


def _read_column(column: Sequence[str | None], cleaning: Cleaning) -> _Column:
    counts: Counter[str] = Counter(cell for cell in column if cell is not None)
    texts = sorted(counts)
    missing = NonAnswers()
    if cleaning.non_answers:
        missing = find_non_answers(texts, [counts[text] for text in texts], cleaning.words)
    said = [text for text in texts if text not in missing.blank]
    cells = clean_cells(said, cleaning.kinds)
    if cleaning.exclude_lines:
        whole = [cells[text].reading if text in cells else text for text in said]
        rest = strip_boilerplate(whole, cleaning.exclude_lines)
        for text, before, reading in zip(said, whole, rest, strict=True):
            if reading != before:
                cell = cells.setdefault(text, Cell(text))
                cell.kinds.add("lines")
                cell.reading = reading
    return _Column(cells, missing, counts)


def _kind_notes(rows_of: Counter[str]) -> Iterator[str]:
    """Say what was left out, and how to have it back."""
    parts = [f"{KIND_WORDS[k]} in {counted(rows_of[k], 'row')}" for k in KIND_WORDS if rows_of[k]]
    if parts:
        switch = to_type("clean=False", "--as-is")
        yield f"{'; '.join(parts)}. The table is unchanged (to read all of it: {switch})"


def _blank_notes(columns: Sequence[_Column]) -> Iterator[str]:
    """Say which cells count as blank, and which do not although they could."""
    blank: Counter[str] = Counter()
    kept: Counter[str] = Counter()
    for column in columns:
        blank.update({text: column.counts[text] for text in column.missing.blank})
        kept.update({text: column.counts[text] for text in column.missing.kept})
    if blank:
        yield (
            f"{counted(blank.total(), 'cell')} with no answer "
            f"{'counts' if blank.total() == 1 else 'count'} as blank: {_listed(blank)} (to read "
            f"them as texts: {to_type('non_answers=False', '--as-is')})"
        )
    if kept:
        word = min(kept)
        yield (
            f"{_listed(kept)} {'counts' if len(kept) == 1 else 'count'} as an answer: the column "
            "has few different ones (to count it as blank: "
            + to_type(f"non_answers=[{word!r}])", f"--non-answer {_quoted(word)})")
        )


def _listed(words: Counter[str]) -> str:
    """Name the most frequent words with their rows."""
    order = sorted(words, key=lambda text: (-words[text], text))
    named = [f'"{text}" ({counted(words[text], "row")})' for text in order[:SHOWN_WORDS]]
    more = len(order) - SHOWN_WORDS
    return ", ".join(named) + (f" and {more:,} more" if more > 0 else "")


def _quoted(word: str) -> str:
    return f'"{word}"' if " " in word else word


def clean_rows(rows: Rows, frame: pd.DataFrame, text: Any, cleaning: Cleaning) -> Rows:
    """Return rows with what is read of their texts."""
    several = isinstance(text, list) and len(text) > 1
    read = read_columns(column_parts(frame, text) if several else [rows.texts], cleaning)
    if all(reading is None for reading in read.readings):
        raise InputError(f"nothing to embed: {'; '.join(read.notes)}.")
    notes = (*rows.findings, *read.notes)
    return _read_as(rows, read.readings, read.links, read.quotes, notes)


def reading_parts(rows: Rows) -> dict[str, Any]:
    """Return what a saved corpus holds so that its rows are read the same again."""
    readings = zip(rows.distinct, rows.readings, strict=True)
    blank = [k for k, text in enumerate(rows.texts) if text is not None and not rows.has_text[k]]
    return {
        "readings": {text: reading for text, reading in readings if text != reading},
        "addresses": {t: a for t, a in zip(rows.distinct, rows.addresses, strict=False) if a},
        "quotes": {t: q for t, q in zip(rows.distinct, rows.quotes, strict=False) if q},
        "blank": np.array(blank, dtype=np.int64),
        "notes": rows.findings,
        "kind": rows.kind,
    }


def restore_rows(rows: Rows, parts: Mapping[str, Any]) -> Rows:
    """Return the rows of an opened corpus as they were read when it was saved."""
    readings, addresses = parts["readings"], parts["addresses"]
    quotes = parts.get("quotes", {})  # older files do not have it
    blank = np.zeros(len(rows), dtype=bool)
    blank[np.asarray(parts["blank"], dtype=np.int64)] = True
    kind = parts.get("kind", interchange.PANDAS)
    if kind not in interchange.KINDS:
        raise ValueError(f"kind {kind!r}")
    return _read_as(
        replace(rows, kind=kind),
        [
            None if gone or text is None else readings.get(text, text)
            for text, gone in zip(rows.texts, blank.tolist(), strict=True)
        ],
        [addresses.get(text, "") for text in rows.texts],
        [quotes.get(text, "") for text in rows.texts],
        tuple(parts["notes"]),
    )


def _read_as(
    rows: Rows,
    readings: Sequence[str | None],
    addresses: Sequence[str],
    quotes: Sequence[str],
    notes: tuple[str, ...],
) -> Rows:
    """Return rows with these readings of their texts, row by row; None counts as no text."""
    read: dict[str, tuple[str, str, str]] = {}
    for text, reading, address, quote in zip(rows.texts, readings, addresses, quotes, strict=True):
        if text is not None and reading is not None:
            # Two columns can join to one text in two ways: the order of rows must not decide.
            parts = (reading, address, quote)
            if read.setdefault(text, parts) > parts:
                read[text] = parts
    said = np.array([reading is not None for reading in readings], dtype=bool)
    kept = np.array([text in read for text in rows.distinct], dtype=bool)
    distinct = tuple(compress(rows.distinct, kept.tolist()))
    distinct_of = (np.cumsum(kept) - 1)[rows.distinct_of]
    pages, mails = (
        tuple(read[text][k] for text in distinct) if any(left_out) else ()
        for k, left_out in ((1, addresses), (2, quotes))
    )
    return replace(
        rows,
        distinct=distinct,
        distinct_of=np.where(said, distinct_of, -1),
        copy_of=np.where(said, rows.copy_of, -1),
        readings=tuple(read[text][0] for text in distinct),
        addresses=pages if any(pages) else (),
        quotes=mails if any(mails) else (),
        findings=notes,
    )
