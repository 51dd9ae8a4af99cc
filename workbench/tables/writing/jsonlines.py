"""JSON lines out: one object per row, each number with all its digits."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from workbench.tables.values import is_nested, nested_text
from workbench.tables.writing.written_cells import text_of


def write_json_lines(path: Path, header: Sequence[str], columns: Sequence[Iterable[Any]]) -> None:
    """Write columns of plain cells; a missing one is null."""
    names = [_text(name) for name in header]
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for row in zip(*columns, strict=True):
            cells = (f"{name}:{_token(cell)}" for name, cell in zip(names, row, strict=True))
            file.write("{" + ",".join(cells) + "}\n")


def _token(cell: Any) -> str:
    """Return a cell as JSON."""
    if cell is None:
        return "null"
    if isinstance(cell, str):
        return _text(cell)
    if isinstance(cell, (bool, int, float)):
        return json.dumps(cell)
    if isinstance(cell, Decimal) and cell.is_finite():
        return format(cell, "f") if abs(cell.adjusted()) < 400 else _text(str(cell))
    if is_nested(cell):
        return _whole(nested_text(cell), lambda: nested_text(cell, ascii_only=True))
    if isinstance(cell, (datetime, date, time)):
        return json.dumps(cell.isoformat())
    return _text(text_of(cell))


def _text(text: str) -> str:
    return _whole(json.dumps(text, ensure_ascii=False), lambda: json.dumps(text))


def _whole(token: str, escaped: Any) -> str:
    """Return a token, escaped if it holds half a character, which no file can."""
    try:
        token.encode()
    except UnicodeEncodeError:
        return str(escaped())
    return token
