"""Survivorship: which cell of several rows a line gets, rule by rule."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.duplicates.kept_row import date_order, measured, preference_order, size_order
from workbench.errors import InputError
from workbench.tables import comparable, floats, numbers_in
from workbench.tables.cells import is_blank, is_nested, nested_text

RULES = (
    "kept",
    "newest",
    "oldest",
    "longest",
    "shortest",
    "most_common",
    "max",
    "min",
    "sum",
    "union",
)
"""Rules by name; others: a list of preferred values, the best first, or a function."""

SEPARATORS = ("|", ";", "\n", ",")
"""What parts the values of one cell; of several, the first that a column holds."""

LONGEST_TAG = 4
"""Words up to which what stands between commas is a value: sentences have commas too."""


class Lines(NamedTuple):
    """Which rows make up which line.

    heads (k,): the row that each line stands for, in the order of the table.
    rows (r,): rows of lines that have several, line by line, the most preferred first.
    line (r,): the line of each of these rows.
    line_of (n,): the line of each row; -1 for a row that was dropped by hand and has none.
    """

    heads: NDArray[np.int64]
    rows: NDArray[np.int64]
    line: NDArray[np.int64]
    line_of: NDArray[np.int64]

    def members(self) -> list[NDArray[np.int64]]:
        """Return the places in `rows` of each line that has several rows."""
        starts = np.flatnonzero(np.diff(self.line, prepend=-1))
        return np.split(np.arange(len(self.rows)), starts[1:]) if len(self.rows) else []


class Survivors(NamedTuple):
    """What a rule makes of one column.

    values (k,): the cell of each line.
    taken (r,): whether the cell of each merged row is, or is part of, that of its line.
    left_behind (r,): whether it holds something that its line does not say.
    """

    values: pd.Series
    taken: NDArray[np.bool_]
    left_behind: NDArray[np.bool_]


def survivors(
    column: pd.Series, dated: pd.DataFrame, rule: Any, date: Any, lines: Lines
) -> Survivors:
    """Return what a rule makes of one column; `dated` is the table with its dates read."""
    if rule == "union":
        return _united(column, lines)
    if rule == "sum":
        return _summed(column, lines)
    if callable(rule):
        return _made(column, rule, lines)
    order = _rule_order(column, dated, rule, date, lines)
    blank = blank_cells(column)[lines.rows]
    # Of equal cells the preferred row's: rows stand in that order already.
    best = np.lexsort((np.arange(len(lines.rows)), order, blank, lines.line))
    first = best[np.unique(lines.line[best], return_index=True)[1]]
    source = lines.heads.copy()
    source[lines.line[first]] = lines.rows[first]
    taken = np.zeros(len(lines.rows), dtype=bool)
    taken[first] = True
    codes = pd.factorize(comparable(column))[0]
    left_behind = (codes[lines.rows] != codes[source[lines.line]]) & ~blank
    values = column.iloc[source].set_axis(column.index[lines.heads])
    return Survivors(values, taken, left_behind)


def _rule_order(
    column: pd.Series, dated: pd.DataFrame, rule: Any, date: Any, lines: Lines
) -> NDArray[Any]:
    """Rank the cells of merged rows by a rule that picks one of them, shape (r,)."""
    if isinstance(rule, (list, tuple)):
        return preference_order(dated, {column.name: list(rule)})[lines.rows]
    if rule in ("newest", "oldest"):
        return date_order(dated, date, newest=rule == "newest")[lines.rows]
    if rule in ("max", "min"):
        return _size_order(dated, column.name, rule)[lines.rows]
    cells = comparable(column).iloc[lines.rows].astype(object)
    if rule in ("longest", "shortest"):
        length = np.array([len(str(cell)) for cell in cells.tolist()], dtype=np.int64)
        return -length if rule == "longest" else length
    if rule == "most_common":
        codes = pd.factorize(cells)[0]
        both = lines.line * (int(codes.max(initial=-1)) + 2) + codes + 1
        _, inverse, count = np.unique(both, return_inverse=True, return_counts=True)
        return np.asarray(-count[inverse])
    return np.zeros(len(lines.rows), dtype=np.int64)


def _size_order(dated: pd.DataFrame, name: Any, rule: str) -> NDArray[Any]:
    values = measured(dated, name)
    if values is None:
        raise InputError(
            f"column {name!r} has no {rule}: it holds words, not numbers, dates or True and False. "
            f"Choose another rule, such as 'most_common', or name the values to prefer, the best "
            f"first: {{{name!r}: ['first choice', ...]}}"
        )
    return size_order(values, largest=rule == "max")


def blank_cells(column: pd.Series) -> NDArray[np.bool_]:
    """Tell which cells hold nothing, shape (n,)."""
    cells = column.astype(object).tolist()
    return np.array(
        [
            gone or (isinstance(cell, str) and is_blank(cell))
            for cell, gone in zip(cells, column.isna().tolist(), strict=True)
        ],
        dtype=np.bool_,
    )


Computed = tuple[Any, NDArray[np.bool_], NDArray[np.bool_]]
"""A cell, and of each cell it is made of whether it is taken, and whether it is left behind."""


def _computed(
    column: pd.Series, lines: Lines, compute: Callable[[NDArray[np.int64]], Computed]
) -> Survivors:
    """Compute the cell of each line from those of its rows that hold something."""
    cells = column.iloc[lines.heads].astype(object).tolist()
    taken, left_behind = (np.zeros(len(lines.rows), dtype=bool) for _ in range(2))
    filled = ~blank_cells(column)[lines.rows]
    for members in lines.members():
        some = members[filled[members]]
        if len(some):
            cells[lines.line[some[0]]], taken[some], left_behind[some] = compute(some)
    return Survivors(_as_column(cells, column, lines), taken, left_behind)


def _as_column(cells: list[Any], column: pd.Series, lines: Lines) -> pd.Series:
    """Return cells in the kind of the column they come from, if they can be."""
    index = column.index[lines.heads]
    as_objects = pd.Series(cells, index=index, name=column.name, dtype=object)
    try:
        typed = as_objects.astype(column.dtype)
    except (TypeError, ValueError, OverflowError):
        return as_objects
    # 2.5 in a column of whole numbers would be cut to 2.
    kept = typed.isna().to_numpy() | (typed.astype(object) == as_objects).to_numpy(dtype=bool)
    return typed if kept.all() else as_objects


def _summed(column: pd.Series, lines: Lines) -> Survivors:
    """Add up numbers; texts that are numbers count as such."""
    numbers = floats(numbers_in(column, column.name))[lines.rows]

    def total(some: NDArray[np.int64]) -> Computed:
        known = np.isfinite(numbers[some])
        value = math.fsum(numbers[some][known].tolist())
        return (int(value) if value.is_integer() else value), known, ~known

    return _computed(column, lines, total)


def _made(column: pd.Series, rule: Callable[[pd.Series], Any], lines: Lines) -> Survivors:
    """Let a function of the user's make a cell of several, the most preferred first."""
    cells = column.iloc[lines.rows]

    def value(some: NDArray[np.int64]) -> Computed:
        given = cells.iloc[some]
        made = rule(given.copy())
        equal = np.array([nested_or_same(cell, made) for cell in given.tolist()], dtype=bool)
        # What equals no cell was made of all of them.
        return made, equal if equal.any() else np.ones(len(some), dtype=bool), ~equal

    return _computed(column, lines, value)


def nested_or_same(cell: Any, made: Any) -> bool:
    """Tell whether two cells are equal, whatever they hold."""
    if is_nested(cell) or is_nested(made):
        return nested_text(cell) == nested_text(made)
    return bool(cell == made)


def _united(column: pd.Series, lines: Lines) -> Survivors:
    """Join the values of several cells, each once, in the way in which the cells are written."""
    cells = column.iloc[lines.rows].tolist()
    separator = separator_of([cell for cell in column.tolist() if isinstance(cell, str)])

    def union(some: NDArray[np.int64]) -> Computed:
        values: dict[str, Any] = {}
        added = np.zeros(len(some), dtype=bool)
        for k, place in enumerate(some.tolist()):
            for value in parts_of(cells[place], separator):
                key = value.casefold() if isinstance(value, str) else nested_text(value)
                added[k] |= key not in values
                values.setdefault(key, value)
        joined = joined_parts(list(values.values()), cells[int(some[0])], separator)
        return joined, added, np.zeros(len(some), dtype=bool)

    return _computed(column, lines, union)


def separator_of(texts: Sequence[str]) -> str:
    """Return what parts the values in the cells of a column, "" if each cell is one value."""
    for separator in SEPARATORS:
        holding = [text for text in texts if separator in text]
        parts = [part for text in holding for part in text.split(separator)]
        in_prose = separator in ";,"
        if holding and (not in_prose or max(len(part.split()) for part in parts) <= LONGEST_TAG):
            return separator
    return ""


def parts_of(cell: Any, separator: str) -> list[Any]:
    """Return the values of one cell: a list's, or those between the separators."""
    listed = _listed(cell)
    if listed is not None:
        return listed
    if not isinstance(cell, str):
        return [cell]
    parts = cell.split(separator) if separator else [cell]
    return [part.strip() for part in parts if not is_blank(part)]


def _listed(cell: Any) -> list[Any] | None:
    """Return the values of a list, or of JSON that is one, in the order in which they stand."""
    if isinstance(cell, str) and cell.lstrip().startswith("["):
        try:
            cell = json.loads(cell)
        except (ValueError, RecursionError):
            return None
    if isinstance(cell, (set, frozenset)):
        return sorted(cell, key=repr)
    return list(cell) if isinstance(cell, (list, tuple, np.ndarray)) else None


def joined_parts(values: list[Any], like: Any, separator: str) -> Any:
    """Write values as the cell `like` is written."""
    if is_nested(like):
        return type(like)(values) if isinstance(like, (tuple, set, frozenset)) else values
    if isinstance(like, str) and _listed(like) is not None:
        return json.dumps(values, ensure_ascii=False, default=str)
    if len(values) == 1:
        return values[0]
    spaced = separator in (";", ",")
    return (f"{separator} " if spaced else separator or "; ").join(map(str, values))


def rule_name(rule: Any) -> str:
    """Return a rule in words."""
    if callable(rule):
        return f"function {getattr(rule, '__name__', type(rule).__name__)}"
    return rule if isinstance(rule, str) else "preferred " + ", ".join(map(str, rule))
