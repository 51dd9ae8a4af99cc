"""Decisions by hand, as they come from a ledger, on the rows and texts at hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.errors import ColumnError, InputError
from workbench.provenance import digest_texts
from workbench.tables import Rows

DECISIONS = ("same", "not the same", "keep", "drop")
"""What can be decided: the first two of two texts, the others of one row."""

COLUMNS = ("decision", "left", "right", "id", "text", "copy")
"""Columns of a frame of decisions.

``left`` and ``right``: digests of the two texts. ``id``: the row's own id as text; without ids
``text`` (digest) and ``copy`` (place among the rows with this text, from 0).
"""


@dataclass(frozen=True, eq=False)
class Decided:
    """Decisions that bear on the rows at hand.

    Attributes
    ----------
    same, apart : ndarray of int64, shape (k, 2)
        Pairs of distinct texts.
    rows : ndarray of int8, shape (n,)
        1: keep; -1: drop; 0: open.
    count : int
        Decisions that were applied.
    notes : tuple of str
        How many decisions found no text or row here.
    """

    same: NDArray[np.int64]
    apart: NDArray[np.int64]
    rows: NDArray[np.int8]
    count: int = 0
    notes: tuple[str, ...] = ()


def text_key(text: str) -> str:
    """Return the digest under which a text is remembered."""
    return digest_texts([text])


def no_decisions(rows: Rows) -> Decided:
    """Return no decision for any row."""
    empty = np.empty((0, 2), dtype=np.int64)
    return Decided(empty, empty, np.zeros(len(rows), dtype=np.int8))


def read_decisions(rows: Rows, decisions: pd.DataFrame) -> Decided:
    """Find the texts and rows that decisions are about.

    Parameters
    ----------
    rows : Rows
        The rows at hand.
    decisions : DataFrame
        Columns `COLUMNS`; later lines win over earlier ones about the same.

    Returns
    -------
    Decided

    Raises
    ------
    ColumnError
        Where a column is missing.
    InputError
        Where a decision is none of `DECISIONS`.
    """
    for name in COLUMNS:
        if name not in decisions.columns:
            raise ColumnError.missing(name, list(decisions.columns))
    place = {text_key(text): k for k, text in enumerate(rows.distinct)}
    row_at = _row_lookup(rows)
    pairs: dict[tuple[int, int], str] = {}
    by_hand = np.zeros(len(rows), dtype=np.int8)
    lost = 0
    for line in decisions[list(COLUMNS)].itertuples(index=False):
        if line.decision not in DECISIONS:
            raise InputError(f"a decision must be one of {DECISIONS}, got {line.decision!r}.")
        if line.decision in ("keep", "drop"):
            row = row_at.get(_row_key(rows, line.id, line.text, line.copy))
            if row is None:
                lost += 1
            else:
                by_hand[row] = 1 if line.decision == "keep" else -1
        elif line.left in place and line.right in place:
            ends = sorted((place[str(line.left)], place[str(line.right)]))
            pairs[ends[0], ends[1]] = str(line.decision)
        else:
            lost += 1
    notes = (f"{lost:,} decisions are about texts or rows that are not here",) if lost else ()
    found = [_ends(pairs, wanted) for wanted in DECISIONS[:2]]
    return Decided(found[0], found[1], by_hand, len(decisions) - lost, notes)


def _ends(pairs: dict[tuple[int, int], str], wanted: str) -> NDArray[np.int64]:
    chosen = sorted(ends for ends, decision in pairs.items() if decision == wanted)
    return np.array(chosen, dtype=np.int64).reshape(-1, 2)


def row_keys(rows: Rows) -> list[tuple[str, str, int]]:
    """Return (id, text digest, copy) of each row, as a decision about it would be written.

    With ids of their own rows are known by id alone; else by their text and place among its rows.
    """
    if rows.has_own_ids:
        return [(str(one), "", 0) for one in rows.ids]
    keys, seen = [], dict.fromkeys(range(len(rows.distinct)), 0)
    digests = [text_key(text) for text in rows.distinct]
    for k in rows.distinct_of.tolist():
        if k < 0:
            keys.append(("", "", -1))
            continue
        keys.append(("", digests[k], seen[k]))
        seen[k] += 1
    return keys


def _row_lookup(rows: Rows) -> dict[tuple[str, str, int], int]:
    return {key: row for row, key in enumerate(row_keys(rows)) if key != ("", "", -1)}


def _row_key(rows: Rows, own: object, text: object, copy: Any) -> tuple[str, str, int]:
    if rows.has_own_ids:
        return (str(own), "", 0)
    return ("", str(text), 0 if pd.isna(copy) else int(copy))
