"""What the cards of categories and of a classifier show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from workbench.cards import SHOWN, CardTable, card, table_lines


def categories_card(table: pd.DataFrame, headline: str, notes: Sequence[str]) -> str:
    """Return categories with rows, share, contested rows and the best example, as HTML."""
    shown = pd.concat([table[:-1].head(SHOWN), table[-1:]])
    lines = table_lines(shown, category="", rows=",", share=".1%", contested=",", example="")
    heads = ("category", "rows", "share", "contested", "best text")
    return card(headline, [CardTable(heads, lines)], notes)


def classifier_card(table: pd.DataFrame, headline: str, notes: Sequence[str]) -> str:
    """Return classes with labeled rows, precision and recall, as HTML."""
    heads = ("label", "labeled texts", "precision", "recall", "rows predicted")
    return card(headline, [CardTable(heads, label_lines(table.head(SHOWN)))], notes)


def label_lines(table: pd.DataFrame) -> list[tuple[str, ...]]:
    """Return how good each learned label is, as cells."""
    return [
        (
            line["label"],
            f"{line['labeled']:,}",
            _interval(line, "precision"),
            _interval(line, "recall"),
            f"{line['predicted']:,}",
        )
        for line in table.to_dict("records")
    ]


def _interval(line: Mapping[Any, Any], name: str) -> str:
    """Return a share with its interval, a dash if it was not measured."""
    if pd.isna(line[name]):
        return "\u2013"
    return f"{line[name]:.2f} ({line[name + '_low']:.2f} to {line[name + '_high']:.2f})"
