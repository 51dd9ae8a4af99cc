"""What a notebook shows of a corpus: one line, what to know, and its first texts."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import numpy as np
import pandas as pd

from workbench.cards import cut
from workbench.tables import Rows, written_id

SHOWN_ROWS = 5
"""Rows with text on the card."""


def corpus_card(head: str, notes: Sequence[str], rows: Rows) -> str:
    """Return a card as HTML; every text is escaped."""
    first = np.flatnonzero(rows.has_text)[:SHOWN_ROWS]
    texts = [rows.distinct[rows.distinct_of[row]] for row in first.tolist()]
    shown = pd.DataFrame(
        {
            rows.names.heading: [written_id(rows.ids[row]) for row in first.tolist()],
            "text": [cut(text) for text in texts],
        }
    )
    listed = "".join(f"<li>{escape(note)}</li>" for note in notes)
    listed = f"<ul>{listed}</ul>" if listed else ""
    rest = len(rows) - len(first)
    more = f"<p>and {rest:,} more {'row' if rest == 1 else 'rows'}</p>" if rest else ""
    with pd.option_context("display.max_colwidth", None):  # texts are cut here, told by "…"
        table = shown.to_html(index=False, escape=True)
    return f"<div><p><b>{escape(head)}</b></p>{listed}{table}{more}</div>"
