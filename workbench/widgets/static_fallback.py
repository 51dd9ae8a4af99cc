"""The static twin: a picture and a small table that stay true in a notebook without a kernel."""

from __future__ import annotations

import base64
import html
from collections.abc import Sequence
from typing import Any

from workbench.figures.raster import data_uri


def bundle(
    name: str,
    title: str,
    *,
    picture: str = "",
    image: bytes = b"",
    table: tuple[Sequence[str], Sequence[Sequence[Any]]] | None = None,
    notes: Sequence[str] = (),
) -> dict[str, Any]:
    """Return a display bundle: HTML that asks for nothing, a PNG, and plain text."""
    parts = [f'<div data-workbench="{html.escape(name)}">', f"<p><b>{html.escape(title)}</b></p>"]
    if picture:
        source = data_uri(picture.encode(), "image/svg+xml")
        parts.append(
            f'<img src="{source}" alt="{html.escape(title)}" '
            'style="max-width:100%;background:#fff">'
        )
    if table is not None:
        parts.append(small_table(*table))
    parts += [f"<p><small>{html.escape(note)}</small></p>" for note in notes]
    parts.append("<p><small>Still picture. Run the cell for the live view.</small></p></div>")
    shown: dict[str, Any] = {"text/html": "".join(parts), "text/plain": title}
    if image:
        shown["image/png"] = base64.b64encode(image).decode("ascii")
    return shown


def small_table(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """Return an HTML table with every cell escaped."""
    head = "".join(f"<th>{html.escape(str(column))}</th>" for column in columns)
    body = "".join(
        "<tr>" + "".join(f"<td>{html.escape(str(cell))}</td>" for cell in row) + "</tr>"
        for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
