"""The cards that a notebook shows. Every text in them is escaped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import pandas as pd

SHOWN = 12
LETTERS = 120


def categories_card(table: pd.DataFrame, headline: str, notes: Sequence[str]) -> str:
    """Return categories with rows, share, contested rows and the best example, as HTML."""
    lines = [
        (
            line["category"],
            f"{line['rows']:,}",
            f"{line['share']:.1%}",
            f"{line['contested']:,}",
            line["example"],
        )
        for line in [*table[:-1].head(SHOWN).to_dict("records"), table.iloc[-1].to_dict()]
    ]
    return _card(headline, ("category", "rows", "share", "contested", "best text"), lines, notes)


def classifier_card(table: pd.DataFrame, headline: str, notes: Sequence[str]) -> str:
    """Return classes with labeled rows, precision and recall, as HTML."""
    lines = [
        (
            line["label"],
            f"{line['labeled']:,}",
            _interval(line, "precision"),
            _interval(line, "recall"),
            f"{line['predicted']:,}",
        )
        for line in table.head(SHOWN).to_dict("records")
    ]
    heads = ("label", "labeled texts", "precision", "recall", "rows predicted")
    return _card(headline, heads, lines, notes)


def _interval(line: Mapping[Any, Any], name: str) -> str:
    """Return a share with its interval, a dash if it was not measured."""
    if pd.isna(line[name]):
        return "\u2013"
    return f"{line[name]:.2f} ({line[name + '_low']:.2f} to {line[name + '_high']:.2f})"


def _card(
    headline: str, heads: Sequence[str], lines: Sequence[Sequence[str]], notes: Sequence[str]
) -> str:
    """Return a headline, notes and a table as HTML."""
    head = "".join(f"<th style='text-align:left'>{escape(one)}</th>" for one in heads)
    body = "".join(
        "<tr>"
        + "".join(f"<td style='text-align:left'>{_cut(cell)}</td>" for cell in line)
        + "</tr>"
        for line in lines
    )
    remarks = "".join(f"<p><em>{escape(note)}</em></p>" for note in notes)
    return f"<div><p>{escape(headline)}</p>{remarks}<table><tr>{head}</tr>{body}</table></div>"


def _cut(text: str) -> str:
    """Return the beginning of a text, escaped."""
    return escape(text[:LETTERS] + ("\u2026" if len(text) > LETTERS else ""))
