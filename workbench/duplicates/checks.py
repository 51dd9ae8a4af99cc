"""What a result is asked must fit it: the table row for row, the threshold, the step."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from workbench.duplicates.guards.differences import GUARDS, LEVELS
from workbench.errors import InputError, ThresholdError, check_choice, check_threshold
from workbench.tables import Rows, is_texts, read_frame, written_id

_ADVICE = "Pass the table you embedded, its rows in the same order."


def check_aligned(frame: pd.DataFrame, rows: Rows, table: pd.DataFrame | None) -> None:
    """Refuse a table that is not, row for row, the one that was read."""
    if len(frame) != len(rows):
        raise InputError(f"the table has {len(frame):,} rows, the result {len(rows):,}. {_ADVICE}")
    if not frame.index.equals(rows.index):
        raise InputError(
            "the index of the table is not the one of the table that was embedded, so rows could "
            f"be confused. {_ADVICE}"
        )
    for name in _turned(frame, rows, table):
        raise InputError(
            f"column {name!r} holds what was embedded, but in another order: was the table "
            f"sorted and its index reset? {_ADVICE}"
        )


def _turned(frame: pd.DataFrame, rows: Rows, table: pd.DataFrame | None) -> list[Any]:
    """Return the first column that holds what was read in another order, if there is one.

    Ids in their order show that the rows are in theirs, whatever other columns hold.
    """
    written = rows.names.written
    if written is not None:
        turned, in_order = _search(frame, _Read(written.tolist()))
        if turned or (in_order and len(set(written)) == len(written)):
            return turned
    turned, _ = _search(frame, _Read(["" if text is None else text for text in rows.texts]))
    if turned or table is None or table is frame:
        return turned
    shared = [name for name in frame.columns if _is_one(frame, name) and _is_one(table, name)]
    for name in shared:
        if not frame[name].equals(table[name]):
            turned, _ = _search(frame[[name]], _Read(list(_written(table[name]))))
            if turned:
                return turned
    return []


class _Read:
    """Cells that were read, and how often each occurs; compared loosely if that mixes none up."""

    def __init__(self, cells: list[str]) -> None:
        loose = [_loose(cell) for cell in cells]
        self.key = _loose if len(set(loose)) == len(set(cells)) else str
        self.cells = [self.key(cell) for cell in cells]
        self.counts = Counter(self.cells)

    def keys(self, column: pd.Series) -> Iterator[str]:
        """Yield the cells of a column as they are compared; missing ones are empty."""
        return map(self.key, _written(column))


def _search(frame: pd.DataFrame, read: _Read) -> tuple[list[Any], bool]:
    """Return the first column that holds the cells in another order, and if one is in order."""
    turned: list[Any] = []
    for position, name in enumerate(frame.columns):
        column = frame.iloc[:, position]
        if all(key == cell for key, cell in zip(read.keys(column), read.cells, strict=True)):
            return [], True
        known = not turned and all(key in read.counts for key in read.keys(column))
        if known and Counter(read.keys(column)) == read.counts:
            turned = [name]
    return turned, False


def _written(column: pd.Series) -> Iterator[str]:
    """Yield the cells of a column as they are written; missing ones are empty."""
    for cell, gone in zip(column.astype(object).tolist(), column.isna().tolist(), strict=True):
        yield "" if gone else written_id(cell)


def _loose(cell: str) -> str:
    """Return a cell without what another program may have taken from it: spaces, zeros in front."""
    bare = cell.strip()
    return (bare.lstrip("0") or "0") if bare.isdecimal() else bare


def _is_one(frame: pd.DataFrame, name: Any) -> bool:
    return isinstance(frame.get(name), pd.Series)


def check_floor(threshold: float, floor: float) -> float:
    """Return `threshold`, refused where pairs below the floor would be needed."""
    value = check_threshold(threshold)
    if value < floor:
        raise ThresholdError(
            f"pairs were searched from a similarity of {floor:g} upward, so a threshold of "
            f"{value:g} cannot be answered. Search further down: corpus.duplicates({value:g})"
        )
    return value


def check_names(name: str, given: Any, known: Sequence[str]) -> tuple[str, ...]:
    """Return which of the known names are given, in their own order; one name alone will do."""
    names = [given] if isinstance(given, str) else list(given)
    for one in names:
        check_choice(name, one, known)
    return tuple(one for one in known if one in names)


def check_guards(given: Any) -> tuple[str, ...]:
    """Return the names of the guards that are meant, and "strict" behind them if all hold back."""
    if isinstance(given, str) and given in LEVELS:
        return {"strict": (*GUARDS, "strict"), "balanced": GUARDS, "off": ()}[given]
    names = [given] if isinstance(given, str) else list(given)
    strict = ("strict",) if "strict" in names else ()
    for one in names:
        check_choice("guards", one, (*GUARDS, *LEVELS))
    return (*(name for name in GUARDS if name in names), *strict)


def check_step(step: Any) -> float:
    """Return the distance between two thresholds of a curve."""
    number = isinstance(step, (int, float, np.integer, np.floating)) and not isinstance(step, bool)
    if not number or not 0.0001 <= step <= 0.5:
        raise InputError(
            "step, the distance between two thresholds of the curve, must be a number from 0.0001 "
            f"to 0.5, got {step!r}. Type: curve(step=0.005)"
        )
    return float(step)


def table_of_rows(
    given: Any, own: pd.DataFrame | None, rows: Rows, call: str
) -> tuple[pd.DataFrame, str]:
    """Return the table whose rows are to be chosen, and which kind it was given as."""
    if is_texts(given):
        raise InputError(
            f"a table is needed, got {type(given).__name__}. Pass the one you embedded."
        )
    if given is not None:
        frame, kind = read_frame(given)
    elif own is not None:
        frame, kind = own, rows.kind
    else:
        raise InputError(f"this result has no table. Pass the one you embedded: {call}")
    check_aligned(frame, rows, own)
    return frame, kind
