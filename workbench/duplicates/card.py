"""The card that a notebook shows. Every text in it is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape

import numpy as np

from workbench.cards import cut
from workbench.duplicates.verdicts import Case, Verdict
from workbench.errors import counted

SHOWN_GROUPS = 5
SHOWN_ROWS = 4


def card(case: Case, verdict: Verdict, threshold: float, headline: str) -> str:
    """Return counts and the largest groups as HTML."""
    groups = int(verdict.row_group.max(initial=-1)) + 1
    numbers = (
        ("groups", groups),
        ("rows in groups", int((verdict.row_group >= 0).sum())),
        ("to remove", int((~verdict.keep).sum())),
        ("to review", int((verdict.doubt >= 0).sum())),
        ("rows", len(case.rows)),
    )
    cells = _numbers(numbers)
    shown = "".join(_group(case, verdict, number) for number in range(min(groups, SHOWN_GROUPS)))
    hidden = groups - SHOWN_GROUPS
    more = f"<p>and {counted(hidden, 'more group')}</p>" if hidden > 0 else ""
    notes = "".join(f"<p><em>{escape(note)}</em></p>" for note in case.notes)
    return (
        f"<div title='{escape(headline, quote=True)}'><p>Duplicates at cosine "
        f"&ge; {threshold:g}</p><table><tr>{cells}</tr></table>{notes}{shown}{more}</div>"
    )


def match_card(
    counts: Mapping[str, int],
    lines: Sequence[tuple[str, str, str, float]],
    threshold: float,
    headline: str,
    notes: Sequence[str] = (),
) -> str:
    """Return counts, notes, and status, text, nearest text and similarity of some rows, as HTML."""
    shown = "".join(
        f"<tr><td>{escape(status)}</td><td style='text-align:left'>{escape(cut(text))}</td>"
        f"<td style='text-align:left'>{escape(cut(near))}</td><td>{similarity:.3f}</td></tr>"
        for status, text, near, similarity in lines
    )
    head = "<tr><th>status</th><th>text</th><th>nearest</th><th>similarity</th></tr>"
    table = f"<table>{head}{shown}</table>" if shown else ""
    paragraphs = "".join(f"<p><em>{escape(note)}</em></p>" for note in notes)
    return (
        f"<div title='{escape(headline, quote=True)}'><p>Matches at cosine &ge; {threshold:g}</p>"
        f"<table><tr>{_numbers(counts.items())}</tr></table>{paragraphs}{table}</div>"
    )


def _numbers(numbers: Iterable[tuple[str, int]]) -> str:
    return "".join(
        f"<td style='text-align:left;padding-right:2em'><b>{value:,}</b><br>{escape(name)}</td>"
        for name, value in numbers
    )


def _group(case: Case, verdict: Verdict, number: int) -> str:
    """Return one group: its first rows, the kept ones in bold."""
    members = np.flatnonzero(verdict.row_group == number)
    members = members[np.lexsort((case.ranks[members], ~verdict.keep[members]))]
    lines = "".join(_row(case, verdict, row) for row in members[:SHOWN_ROWS].tolist())
    hidden = len(members) - SHOWN_ROWS
    more = f"<li>and {counted(hidden, 'more row')}</li>" if hidden > 0 else ""
    title = f"group {number}: {counted(len(members), 'row')}"
    return f"<details open><summary>{title}</summary><ul>{lines}{more}</ul></details>"


def _row(case: Case, verdict: Verdict, row: int) -> str:
    body = f"{escape(case.rows.labels[row])}: {escape(cut(case.rows.texts[row] or ''))}"
    if verdict.doubt[row] >= 0:
        return f"<li><b>{body}</b> (review)</li>"
    return f"<li><b>{body}</b></li>" if verdict.keep[row] else f"<li>{body}</li>"
