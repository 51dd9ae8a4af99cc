"""What a notebook shows of results: cards of a headline, notes and tables, and links to files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from html import escape
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

SHOWN = 12
"""Lines of a table on a card."""

LETTERS = 160
"""Letters of a cell on a card."""


class WrittenFile(type(Path())):  # type: ignore[misc]
    """The path of a file that was written: a notebook shows it as a link, with its size."""

    def _repr_html_(self) -> str:
        """Return a link if the file lies below this folder, which a page can open, else words."""
        path = Path(self)
        said = escape(str(path))
        if path.exists() and path.absolute().is_relative_to(Path.cwd()):
            target = quote(path.absolute().relative_to(Path.cwd()).as_posix())
            said = f"<a href='{escape(target)}' target='_blank'>{said}</a>"
        return f"<p>{said} ({file_size(path)})</p>" if path.is_file() else f"<p>{said}</p>"


def file_size(path: Path) -> str:
    """Return the size of a file as people read it."""
    size = path.stat().st_size
    return f"{size / 1e6:.1f} MB" if size >= 1e5 else f"{size / 1e3:.0f} kB"


class CardTable(NamedTuple):
    """A table on a card.

    heads: what its columns are called.
    lines: its cells as words.
    title: what stands above it.
    """

    heads: Sequence[str]
    lines: Sequence[Sequence[str]]
    title: str = ""


def table_lines(table: Any, **columns: str | Callable[[Any], str]) -> tuple[tuple[str, ...], ...]:
    """Return the lines of a table as words: its columns, and how the cells of each are written."""

    def written(cell: Any, how: str | Callable[[Any], str]) -> str:
        return how(cell) if callable(how) else format(cell, how)

    lines = table.to_dict("records")
    return tuple(tuple(written(one[name], how) for name, how in columns.items()) for one in lines)


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
        + "".join(f"<td style='{_style(cell)}'>{escape(cut(cell))}</td>" for cell in line)
        + "</tr>"
        for line in table.lines
    )
    title = f"<p>{escape(table.title)}</p>" if table.title else ""
    return f"{title}<table><tr>{head}</tr>{body}</table>"


def _style(cell: str) -> str:
    """Return how a cell is set: an id stays on one line."""
    return "text-align:left" + ("" if " " in cell or len(cell) > 24 else ";white-space:nowrap")


def cut(text: str, letters: int = LETTERS) -> str:
    """Return the beginning of a text, with a sign where it was cut."""
    return text[:letters] + ("\u2026" if len(text) > letters else "")
