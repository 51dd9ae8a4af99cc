"""Rows as they are read: without markup, quoted mail and non-answers. The table stays as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from workbench.errors import InputError
from workbench.tables.cells import column_parts
from workbench.tables.cleaning import Cleaning, read_columns
from workbench.tables.interchange import KINDS, PANDAS
from workbench.tables.rows import Rows


def clean_rows(rows: Rows, frame: pd.DataFrame, text: Any, cleaning: Cleaning) -> Rows:
    """Return rows with what is read of their texts."""
    parts = column_parts(frame, text if isinstance(text, list) else [text])
    read = read_columns(parts, cleaning)
    if all(reading is None for reading in read.readings):
        raise InputError(f"nothing to embed: {'; '.join(read.notes)}.")
    notes = (*rows.findings, *read.notes)
    return _read_as(rows, read.readings, read.links, read.quotes, notes)


def reading_parts(rows: Rows) -> dict[str, Any]:
    """Return what a saved corpus holds so that its rows are read the same again."""
    readings = zip(rows.distinct, rows.readings, strict=True)
    blank = [k for k, text in enumerate(rows.texts) if text is not None and not rows.has_text[k]]
    return {
        "readings": {text: reading for text, reading in readings if text != reading},
        "addresses": {t: a for t, a in zip(rows.distinct, rows.addresses, strict=False) if a},
        "quotes": {t: q for t, q in zip(rows.distinct, rows.quotes, strict=False) if q},
        "blank": np.array(blank, dtype=np.int64),
        "notes": rows.findings,
        "kind": rows.kind,
    }


def restore_rows(rows: Rows, parts: Mapping[str, Any]) -> Rows:
    """Return the rows of an opened corpus as they were read when it was saved."""
    readings, addresses = parts["readings"], parts["addresses"]
    quotes = parts.get("quotes", {})  # older files do not have it
    blank = np.zeros(len(rows), dtype=bool)
    blank[np.asarray(parts["blank"], dtype=np.int64)] = True
    kind = parts.get("kind", PANDAS)
    if kind not in KINDS:
        raise ValueError(f"kind {kind!r}")
    return _read_as(
        replace(rows, kind=kind),
        [
            None if gone or text is None else readings.get(text, text)
            for text, gone in zip(rows.texts, blank.tolist(), strict=True)
        ],
        [addresses.get(text, "") for text in rows.texts],
        [quotes.get(text, "") for text in rows.texts],
        tuple(parts["notes"]),
    )


def _read_as(
    rows: Rows,
    readings: Sequence[str | None],
    addresses: Sequence[str],
    quotes: Sequence[str],
    notes: tuple[str, ...],
) -> Rows:
    """Return rows with these readings of their texts, row by row; None counts as no text."""
    read: dict[str, tuple[str, str, str]] = {}
    for text, reading, *left_out in zip(rows.texts, readings, addresses, quotes, strict=True):
        if text is not None and reading is not None:
            # Two columns can join to one text in two ways: the order of rows must not decide.
            found = (reading, left_out[0], left_out[1])
            read[text] = min(read.get(text, found), found)
    distinct = tuple(sorted(read))
    place = {text: k for k, text in enumerate(distinct)}
    said = np.array([reading is not None for reading in readings], dtype=bool)
    distinct_of = np.array([place.get(text or "", -1) for text in rows.texts], dtype=np.int64)
    pages, mails = (tuple(read[text][k] for text in distinct) for k in (1, 2))
    return replace(
        rows,
        distinct=distinct,
        distinct_of=np.where(said, distinct_of, -1),
        copy_of=np.where(said, rows.copy_of, -1),
        readings=tuple(read[text][0] for text in distinct),
        addresses=pages if any(pages) else (),
        quotes=mails if any(mails) else (),
        findings=notes,
    )
