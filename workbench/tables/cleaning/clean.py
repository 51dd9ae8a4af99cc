"""What is read of a column's cells: no markup, no quoted mail, no non-answers. The table stays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workbench.errors import InputError, counted, did_you_mean, to_type
from workbench.tables.cleaning.boilerplate import strip_boilerplate
from workbench.tables.cleaning.cell import KINDS, Cell, clean_cells
from workbench.tables.cleaning.non_answers import NonAnswers, find_non_answers
from workbench.tables.cleaning.quoted import quote_key

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

    Attributes
    ----------
    kinds : tuple of str
        Some of `KINDS`.
    non_answers : bool
        Whether cells such as "n/a" count as blank.
    words : tuple of str
        Further words that do.
    exclude_lines : tuple of str
        Lines that are left out.
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

    Attributes
    ----------
    texts : tuple of (str or None)
        n texts as they stand in the table, None if all cells are empty.
    readings : tuple of (str or None)
        What is read of them; None if nothing is said.
    links : tuple of str
        Addresses that were left out and tell texts apart, "" if there is none.
    quotes : tuple of str
        What tells the quoted mails apart that were left out, "" if there is none.
    notes : tuple of str
        What was left out, in how many rows, and how to have it back.
    """

    texts: tuple[str | None, ...]
    readings: tuple[str | None, ...]
    links: tuple[str, ...]
    quotes: tuple[str, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Column:
    """What is read of the distinct cells of one column."""

    cells: Mapping[str, Cell]
    missing: NonAnswers
    counts: Counter[str]


def read_columns(columns: Sequence[Sequence[str | None]], cleaning: Cleaning) -> Read:
    """Read the cells of one column or several, joined row by row."""
    read = [_read_column(column, cleaning) for column in columns]
    texts: list[str | None] = []
    readings: list[str | None] = []
    links: list[str] = []
    quotes: list[str] = []
    rows_of: Counter[str] = Counter()
    for row in zip(*columns, strict=True):
        raw = [cell for cell in row if cell is not None]
        said = [
            column.cells[cell]
            for cell, column in zip(row, read, strict=True)
            if cell is not None and cell not in column.missing.blank
        ]
        texts.append(PART_SEPARATOR.join(raw) or None)
        readings.append(PART_SEPARATOR.join(cell.reading for cell in said) or None)
        links.append("\n".join(sorted(set().union(*(cell.links for cell in said)))) if said else "")
        own = readings[-1] or ""
        quotes.append(quote_key(own, [line for cell in said for line in cell.quoted]))
        rows_of.update(set().union(*(cell.kinds for cell in said)))
    notes = (*_kind_notes(rows_of), *_blank_notes(read))
    return Read(tuple(texts), tuple(readings), tuple(links), tuple(quotes), notes)


def _read_column(column: Sequence[str | None], cleaning: Cleaning) -> _Column:
    counts: Counter[str] = Counter(cell for cell in column if cell is not None)
    texts = sorted(counts)
    missing = NonAnswers()
    if cleaning.non_answers:
        missing = find_non_answers(texts, [counts[text] for text in texts], cleaning.words)
    said = [text for text in texts if text not in missing.blank]
    cells = clean_cells(said, cleaning.kinds)
    if cleaning.exclude_lines:
        rest = strip_boilerplate([cell.reading for cell in cells], cleaning.exclude_lines)
        for cell, reading in zip(cells, rest, strict=True):
            cell.kinds |= {"lines"} if reading != cell.reading else set()
            cell.reading = reading
    return _Column(dict(zip(said, cells, strict=True)), missing, counts)


def _kind_notes(rows_of: Counter[str]) -> Iterator[str]:
    """Say what was left out, and how to have it back."""
    told = [f"{KIND_WORDS[k]} in {counted(rows_of[k], 'row')}" for k in KIND_WORDS if rows_of[k]]
    if told:
        switch = to_type("clean=False", "--as-is")
        yield f"{'; '.join(told)}. The table itself keeps all of it (to read all of it: {switch})"


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
            "holds few different ones (to count it as blank: "
            + to_type(f"non_answers=[{word!r}])", f"--non-answer {_quoted(word)})")
        )


def _listed(found: Counter[str]) -> str:
    """Name the most frequent words with their rows."""
    order = sorted(found, key=lambda text: (-found[text], text))
    named = [f'"{text}" ({counted(found[text], "row")})' for text in order[:SHOWN_WORDS]]
    more = len(order) - SHOWN_WORDS
    return ", ".join(named) + (f" and {more:,} more" if more > 0 else "")


def _quoted(word: str) -> str:
    return f'"{word}"' if " " in word else word
