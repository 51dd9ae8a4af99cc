"""Rows that say the same in one column and something else in another: for a page and a workbook."""

from __future__ import annotations

from typing import Any

import pandas as pd

from workbench.duplicates import Duplicates
from workbench.duplicates.pair_evidence import marked_pieces
from workbench.errors import InputError, to_type
from workbench.masking import Mask
from workbench.summary import in_words
from workbench.tables.ids import written_id
from workbench.tables.writing.written_cells import column_name

MOST_SHOWN = 100
"""Conflicts on a page; a workbook holds all."""

WORDS = {
    "contradiction": "contradict it",
    "different": "mean something else",
    "addition": "say more or less",
    "missing": "say nothing, or something where it says nothing",
}
"""What conflicts of each kind do, behind their number."""

_MASKED = (
    "id",
    "compared_to",
    "text",
    "compared_text",
    "value",
    "compared_value",
    "only_here",
    "only_there",
)


def found_conflicts(
    duplicates: Duplicates | None, column: Any, mask: Mask, left_out: frozenset[str]
) -> pd.DataFrame | None:
    """Return the conflicts in a column with its texts masked; None if no column is asked for."""
    if column is None or duplicates is None:
        return None
    if str(column) in left_out:
        option = to_type("conflicts", "--conflicts")
        raise InputError(
            f"{option}: {column!r} is left out of the report, so its values cannot be compared "
            "in it. Name another column, or do not leave this one out."
        )
    frame = duplicates.conflicts(column)
    notes = frame.attrs["notes"]
    for name in _MASKED:
        frame[name] = [None if pd.isna(cell) else mask(written_id(cell)) for cell in frame[name]]
    frame.attrs = {"notes": notes, "column": mask(column_name(column))}
    return frame


def conflict_section(frame: pd.DataFrame | None) -> dict[str, Any] | None:
    """Return what a page says of conflicts: a line each, words that differ marked."""
    if frame is None:
        return None
    counts = frame["conflict"].value_counts(sort=False)  # the worst first
    return {
        "column": frame.attrs["column"],
        "total": len(frame),
        "counts": [(WORDS[str(name)], int(n)) for name, n in counts.items() if n],
        "notes": frame.attrs["notes"],
        "lines": [_line(line) for line in frame.head(MOST_SHOWN).to_dict("records")],
    }


def _line(line: dict[Any, Any]) -> dict[str, Any]:
    """Return one conflict: two sides of id, text and value in pieces, and what differs."""
    here, there = marked_pieces(line["value"], line["compared_value"])
    return {
        "group": line["group"],
        "conflict": line["conflict"],
        "guards": in_words(line["guards"]),
        "similarity": line["similarity"],
        "sides": [
            (line["compared_to"], line["compared_text"], there),
            (line["id"], line["text"], here),
        ],
    }
