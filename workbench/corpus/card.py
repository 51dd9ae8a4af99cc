"""What a notebook shows of a corpus: one line, what to know, and its first texts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from workbench.cards import CardTable, card
from workbench.errors import counted
from workbench.tables import Rows, written_id

SHOWN_ROWS = 5
"""Rows with text on the card."""


def corpus_card(head: str, notes: Sequence[str], rows: Rows) -> str:
    """Return a card as HTML; every text is escaped."""
    first = np.flatnonzero(rows.has_text)[:SHOWN_ROWS]
    texts = [rows.distinct[rows.distinct_of[row]] for row in first.tolist()]
    ids = [written_id(rows.ids[row]) for row in first.tolist()]
    table = CardTable((rows.names.heading, "text"), list(zip(ids, texts, strict=True)))
    rest = len(rows) - len(first)
    more = f"<p>and {counted(rest, 'more row')}</p>" if rest else ""
    return card(head, [table], notes) + more
