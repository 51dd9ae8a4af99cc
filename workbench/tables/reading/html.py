"""A table in HTML, as many programs write it under the ending .xls."""

from __future__ import annotations

from html.parser import HTMLParser

from workbench.errors import FileError
from workbench.tables.reading.base import Settings, Source, TableFile
from workbench.tables.reading.delimited import text_table
from workbench.tables.reading.encoding import find_encoding, open_text
from workbench.tables.reading.grid import make_grid


def read_html(source: Source, settings: Settings) -> TableFile:
    """Read the largest table of an HTML file; every cell is str or missing."""
    encoding = find_encoding(source, settings)
    with open_text(source, encoding, newline="\n") as text:
        found = _Tables()
        found.feed(text.read())
        found.close()
    tables = [table for table in found.tables if table]
    if not tables:
        raise FileError(f"{source.name} is an HTML page without a table.")
    rows = max(tables, key=lambda table: sum(map(len, table)))
    numbered = [(k, row) for k, row in enumerate(rows, 1) if any(row)]
    grid = make_grid(source.name, [row for _, row in numbered], [k for k, _ in numbered], settings)
    notes = []
    if len(tables) > 1:
        notes.append(f"{source.name}: the largest of its {len(tables)} tables was read")
    return text_table(source, grid, [note for note in (encoding.note, *notes) if note])


class _Tables(HTMLParser):
    """Collects the cells of all tables."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[list[list[str]]] = []
        self._cell: list[str] | None = None
        self._span = 1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a table, a row or a cell."""
        if tag == "table":
            self.tables.append([])
        elif tag == "tr" and self.tables:
            self._end_cell()
            self.tables[-1].append([])
        elif tag in ("td", "th") and self.tables:
            self._end_cell()
            if not self.tables[-1]:
                self.tables[-1].append([])
            self._cell = []
            span = dict(attrs).get("colspan") or "1"
            self._span = int(span) if span.isdecimal() else 1
        elif tag in ("br", "p", "div") and self._cell:
            self._cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """End a cell."""
        if tag in ("td", "th", "tr", "table"):
            self._end_cell()

    def handle_data(self, data: str) -> None:
        """Take what stands in a cell."""
        if self._cell is not None:
            self._cell.append(" ".join(data.split()) if not data.strip() else data)

    def _end_cell(self) -> None:
        if self._cell is not None:
            text = "".join(self._cell).strip()
            self.tables[-1][-1] += [text, *[""] * (min(self._span, 1000) - 1)]
            self._cell = None
