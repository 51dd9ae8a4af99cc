"""The cards that a notebook shows of results: a headline, notes and tables, all of it escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import NamedTuple

SHOWN = 12
"""Lines of a table on a card."""

LETTERS = 160
"""Letters of a cell on a card."""


class CardTable(NamedTuple):
    """A table on a card.

    heads: what its columns are called.
    lines: its cells as words.
    title: what stands above it.
    """

    heads: Sequence[str]
    lines: Sequence[Sequence[str]]
    title: str = ""


def card(headline: str, tables: Iterable[CardTable], notes: Iterable[str] = ()) -> str:
    """Return a card as HTML."""
    remarks = "".join(f"<p><em>{escape(note)}</em></p>" for note in notes)
    shown = "".join(_table(table) for table in tables if table.lines)
    return f"<div><p><b>{escape(headline)}</b></p>{remarks}{shown}</div>"


def _table(table: CardTable) -> str:
    """Return a table as HTML."""
    head = "".join(f"<th style='text-align:left'>{escape(one)}</th>" for one in table.heads)
    body = "".join(
        "<tr>"
        + "".join(f"<td style='text-align:left'>{escape(cut(cell))}</td>" for cell in line)
        + "</tr>"
        for line in table.lines
    )
    title = f"<p>{escape(table.title)}</p>" if table.title else ""
    return f"{title}<table><tr>{head}</tr>{body}</table>"


def cut(text: str, letters: int = LETTERS) -> str:
    """Return the beginning of a text, with a sign where it was cut."""
    return text[:letters] + ("\u2026" if len(text) > letters else "")
