"""Ids: what each row is called, so that people find it again and no two rows are confused."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.errors import ColumnError, InputError, counted
from workbench.tables.cells import is_nested, nested_text, writable

Kind = Literal["own", "row", "index", "position"]

_EXACT = 2**53
"""Whole numbers up to here are exact in a float."""


@dataclass(frozen=True, eq=False)
class Ids:
    """What the n rows are called.

    values (n,): keys that tell all rows apart: no two are equal, and no two look the same.
    written (n,): cells of the id column as they are written, "" if empty; several rows may share
        one. None if the table has no id column.
    kind: where `values` come from: the id column, the rows' numbers in the file, the labels of the
        table's index, or the positions in the table, counted from 0 as ``.iloc`` takes them.
    notes: which ids repeat or are empty.
    """

    values: NDArray[np.object_]
    written: NDArray[np.object_] | None
    kind: Kind
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.values)

    @cached_property
    def labels(self) -> NDArray[np.object_]:
        """What each row is called in a sentence: its id, or "row 7", shape (n,)."""
        front = "" if self.kind == "own" else f"{self.kind} "
        return _objects([front + written_id(value) for value in self.values.tolist()])

    @property
    def heading(self) -> str:
        """The head of a column of them: "id", "row", "index" or "position"."""
        return "id" if self.kind == "own" else self.kind

    @cached_property
    def completed(self) -> NDArray[np.bool_]:
        """Mask of the rows whose id alone would not have told them apart, shape (n,)."""
        if self.written is None:
            return np.zeros(len(self), dtype=bool)
        pairs = zip(self.values.tolist(), self.written.tolist(), strict=True)
        return np.array([written_id(value) != cell for value, cell in pairs], dtype=bool)

    @property
    def by_frame(self) -> bool:
        """Whether the table alone, without its file, gives the same ids."""
        return self.kind != "row" and not self.completed.any()

    def take(self, positions: NDArray[np.int64]) -> Ids:
        """Return the ids of some rows; all but positions stay what they are."""
        if self.kind == "position":
            return Ids(_counting(len(positions)), None, "position")
        written = None if self.written is None else self.written[positions]
        return Ids(self.values[positions], written, self.kind, self.notes)

    def find(self, asked: Any) -> int:
        """Return the position of the row that is called so."""
        places = self._places
        value = asked.item() if isinstance(asked, np.generic) else asked
        positions = [k for k, own in enumerate(self.values.tolist()) if _equal(own, value)]
        positions = positions or places.get(written_id(value), [])
        if len(positions) == 1:
            return positions[0]
        if not positions:
            raise InputError(f"there is no row with the id {asked!r}. {self._hint(asked)}")
        shown = ", ".join(repr(self.labels[k]) for k in positions[:5])
        more = ", ..." if len(positions) > 5 else ""
        raise InputError(f"{len(positions):,} rows have the id {asked!r}. Name one: {shown}{more}")

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        """Positions of the rows by all that they can be called."""
        places: dict[str, list[int]] = {}
        for k, value in enumerate(self.values.tolist()):
            names = {written_id(value), self.labels[k]}
            for name in names | (set() if self.written is None else {self.written[k]}):
                places.setdefault(name, []).append(k)
        return places

    def _hint(self, asked: Any) -> str:
        """Say what rows are called in this table."""
        first, last = self.values[0], self.values[-1]
        near = [name for name in self._places if name.strip() == written_id(asked).strip()]
        known = {
            "own": f"Ids are the cells of the id column, such as {first!r}.",
            "row": f"Rows are called by their number in the file, from {first} to {last}.",
            "index": f"Rows are called by the table's index, from {first!r} to {last!r}.",
            "position": f"Rows are called by their position as .iloc takes it: 0 to {last}.",
        }
        return known[self.kind] + (f" Did you mean {near[0]!r}?" if near else "")


def ids_of(
    frame: pd.DataFrame,
    id: Any = None,
    row_numbers: Sequence[int] | NDArray[np.int64] | None = None,
    *,
    sheets: Sequence[str] = (),
    known: Sequence[Any] | None = None,
) -> Ids:
    """Return what the rows of a table are called.

    Shapes: row_numbers (n,), sheets (n,), known (n,).
    """
    places = _places_of(frame, known if id is None and known is not None else row_numbers, sheets)
    if id is None:
        return places
    if not isinstance(id, Hashable) or id not in frame.columns:
        raise ColumnError.missing(id, list(frame.columns))
    column = frame[id]
    if not isinstance(column, pd.Series):
        raise ColumnError(f"the table has several columns named {id!r}; ids need exactly one.")
    cells, missing = _cells(column)
    written = ["" if gone else written_id(cell) for cell, gone in zip(cells, missing, strict=True)]
    written = [cell if _look(cell) else "" for cell in written]
    values = _told_apart(written, _place_names(places)) if known is None else list(known)
    notes = _notes(id, written, values)
    if values == written and _tell_apart(cells):
        values = cells
    return Ids(_objects(values), _objects(written), "own", notes)


def written_id(cell: Any) -> str:
    """Return an id as people write it: 7 for 7.0, JSON for lists and objects."""
    if isinstance(cell, str):
        return writable(cell)
    if isinstance(cell, (float, np.floating)):
        number = float(cell)
        return str(int(number)) if number.is_integer() and abs(number) < _EXACT else str(cell)
    if is_nested(cell):
        return writable(nested_text(cell))
    return writable(str(cell))


def _cells(column: pd.Series) -> tuple[list[Any], list[bool]]:
    """Return the cells of a column and which of them are missing."""
    return column.astype(object).tolist(), column.isna().tolist()


def _objects(values: Sequence[Any]) -> NDArray[np.object_]:
    """Return any values as an array of them; tuples and lists must not become its lines."""
    array = np.empty(len(values), dtype=object)
    array[:] = [None] * len(values)
    for position, value in enumerate(values):
        array[position] = value
    return array


def _counting(count: int) -> NDArray[np.object_]:
    return np.arange(count).astype(object)


def _places_of(
    frame: pd.DataFrame,
    row_numbers: Sequence[Any] | NDArray[np.int64] | None,
    sheets: Sequence[str],
) -> Ids:
    """Return what rows are called without an id column."""
    if row_numbers is not None:
        numbers = np.asarray(row_numbers).tolist()
        if len(numbers) != len(frame):
            raise InputError(
                f"row_numbers must be one number per row ({len(frame):,}), got {len(numbers):,}."
            )
        if sheets:
            numbers = [f"{n} of {sheet}" for n, sheet in zip(numbers, sheets, strict=True)]
        if len(set(numbers)) == len(numbers):
            return Ids(_objects(numbers), None, "row")
    index = frame.index
    if isinstance(index, pd.RangeIndex):
        return Ids(index.to_numpy().astype(object), None, "index")
    labels, missing = index.tolist(), index.isna() if index.nlevels == 1 else np.zeros(len(index))
    looks = [_look(written_id(label)) for label in labels]
    if not missing.any() and len(set(looks)) == len(looks) and _tell_apart(labels):
        return Ids(_objects(labels), None, "index")
    return Ids(_counting(len(frame)), None, "position")


def _tell_apart(values: list[Any]) -> bool:
    """Tell whether values of one kind are all different, so that they can serve as keys."""
    try:
        return len({type(value) for value in values}) <= 1 and len(set(values)) == len(values)
    except TypeError:  # lists and the like
        return False


def _equal(own: Any, asked: Any) -> bool:
    """Compare ids; True is not 1, and NaN is equal to nothing."""
    try:
        return bool(own == asked) and isinstance(own, bool) == isinstance(asked, bool)
    except (TypeError, ValueError):
        return False


def _look(text: str) -> str:
    """Return an id as the eye sees it: composed letters, no control characters, single spaces."""
    if not (text.isascii() and text.isprintable()):
        composed = unicodedata.normalize("NFC", text)
        text = "".join(c for c in composed if c.isprintable() or c.isspace())
    return " ".join(text.split())


def _told_apart(written: list[str], places: list[str]) -> list[str]:
    """Complete ids that are empty or look like another by the place of their row.

    A completed id may look like one that is in the table; that one is completed in the next turn.
    """
    chosen = [False] * len(written)
    names, more = written, [not cell for cell in written]
    while any(more) or names is written:
        chosen = [a or b for a, b in zip(chosen, more, strict=True)]
        lines = zip(written, places, chosen, strict=True)
        names = [_completed(cell, row) if done else cell for cell, row, done in lines]
        looks = [_look(name) for name in names]
        counts = Counter(looks)
        more = [counts[look] > 1 and not done for look, done in zip(looks, chosen, strict=True)]
    return names


def _completed(cell: str, where: str) -> str:
    """Return "0101 (row 7)", or "row 7" for an empty id."""
    return f"{cell.strip()} ({where})" if cell else where


def _place_names(places: Ids) -> list[str]:
    """Return what completes an id: the row, or a number of the index, else the position."""
    if places.kind == "row" or all(type(value) is int for value in places.values.tolist()):
        return list(places.labels)
    return [f"position {k}" for k in range(len(places))]


def _notes(name: Any, written: list[str], values: list[str]) -> tuple[str, ...]:
    """Say how many ids repeat or are empty, and what such rows are called."""
    notes: list[str] = []
    done = [k for k, (cell, value) in enumerate(zip(written, values, strict=True)) if cell != value]
    again = [k for k in done if written[k]]
    if again:
        ids = counted(len({_look(written[k]) for k in again}), "id")
        notes.append(
            f"column {name!r} holds {ids} more than once, in {counted(len(again), 'row')}; each is "
            f"completed to tell the rows apart, as in {values[again[0]]!r}"
        )
    empty = [k for k in done if not written[k]]
    if empty:
        notes.append(
            f"column {name!r} is empty in {counted(len(empty), 'row')}; "
            + (
                f"it is called {values[empty[0]]!r}"
                if len(empty) == 1
                else f"such rows are called {values[empty[0]]!r} and so on"
            )
        )
    return tuple(notes)
