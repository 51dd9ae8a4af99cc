"""What a part of a page is made of that stands without a script: sentences and tables."""

from __future__ import annotations

from typing import NamedTuple

from workbench.masking import Mask

SHOWN = 10
"""Lines of a table in a section."""

LETTERS = 240
"""Letters of a text in a section."""


class Table(NamedTuple):
    """A table of a section.

    title: what stands above it.
    heads: what its columns are called; those of numbers begin with "#".
    lines: its cells as words.
    """

    title: str
    heads: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]


class Section(NamedTuple):
    """A part of the page that stands without a script.

    anchor: its address on the page.
    title, sentences, tables: what it says.
    """

    anchor: str
    title: str
    sentences: tuple[str, ...]
    tables: tuple[Table, ...]

    def masked(self, mask: Mask) -> Section:
        """Return the section with every text masked."""
        tables = tuple(
            table._replace(lines=tuple(tuple(map(mask, line)) for line in table.lines))
            for table in self.tables
        )
        return self._replace(sentences=tuple(map(mask, self.sentences)), tables=tables)


def filled(*tables: Table) -> tuple[Table, ...]:
    """Return the tables that have lines."""
    return tuple(table for table in tables if table.lines)


def short(text: str | None) -> str:
    """Return the beginning of a text, "" of none."""
    text = text or ""
    return text if len(text) <= LETTERS else f"{text[: LETTERS - 1]}\u2026"
