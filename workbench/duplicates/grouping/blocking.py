"""Where to look: only inside the same product, or within so many days; and what keeps rows apart.

A text is compared once for each place in which it stands: its block (`block_on`), its day
(`max_days`) and its values in the columns of `review_if_different`. Copies of one text that lie in
different places are thus told apart like any other two texts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.duplicates.kept_row import only_dates
from workbench.errors import ColumnError, InputError, check_count
from workbench.similarity import Pairs
from workbench.tables import Rows, comparable, read_dates

Ends = NDArray[np.int64]

MOST_PAIRS = 20_000_000
"""Pairs of places that are compared at most; one text in very many places can ask for more."""


@dataclass(frozen=True)
class Scope:
    """What is compared with what.

    block_on: compare only rows that are equal in all of these.
    max_days: compare only rows at most so many calendar days apart.
    date: the column of dates; None: the only one there is.
    review_if_different: hold back pairs of rows that do not match in one of these.
    """

    block_on: tuple[Any, ...] = ()
    max_days: int | None = None
    date: Any = None
    review_if_different: tuple[Any, ...] = ()

    @property
    def everything(self) -> bool:
        """Whether every text is compared with every other one, and nothing else counts."""
        return not self.block_on and not self.review_if_different and self.max_days is None

    def settings(self) -> dict[str, Any]:
        """Return what differs from the default, as the manifest shows it."""
        named: dict[str, Any] = {
            name: [str(column) for column in columns]
            for name, columns in (
                ("block_on", self.block_on),
                ("review_if_different", self.review_if_different),
            )
            if columns
        }
        if self.max_days is not None:
            named |= {"max_days": self.max_days}
            named |= {} if self.date is None else {"date": str(self.date)}
        return named


def scope_of(block_on: Any, max_days: Any, date: Any, review_if_different: Any) -> Scope:
    """Read the parameters of `find_duplicates` that say what is compared."""
    if max_days is not None:
        max_days = check_count("max_days", max_days, least=0)
    return Scope(column_names(block_on), max_days, date, column_names(review_if_different))


def column_names(columns: Any) -> tuple[Any, ...]:
    """Return one column or a list of them as a tuple."""
    if columns is None:
        return ()
    return tuple(columns) if isinstance(columns, list) else (columns,)


@dataclass(frozen=True, eq=False)
class Nodes:
    """What is compared: each distinct text once in each place in which it stands.

    node_of (n,): node of each row, -1 where it has no text.
    text_of, block_of, day_of (k,): distinct text, block and day of each node; sorted by all three.
        Days count from 1; 0: no date.
    columns (k,): code of each node's value in each column that keeps rows apart.
    blocks: number of blocks.
    reach: days that two nodes may lie apart.
    notes: sizes of blocks, rows without a date.
    """

    node_of: Ends
    text_of: Ends
    block_of: Ends
    day_of: Ends
    columns: Mapping[str, Ends] = field(default_factory=dict)
    blocks: int = 1
    reach: int = 0
    notes: tuple[str, ...] = ()

    @property
    def blocks_of_rows(self) -> Ends:
        """Block of each row, -1 if it has no text, shape (n,)."""
        return np.append(self.block_of, -1)[self.node_of]

    def expand(self, left: NDArray[Any], right: NDArray[Any]) -> tuple[Ends, Ends, Ends]:
        """Return pairs of texts as pairs of nodes that may be compared.

        Shapes: returned left, right, pair (q,).
        """
        start = np.searchsorted(self.text_of, np.arange(int(self.text_of.max(initial=-1)) + 2))
        count = start[left + 1] - start[left]
        pair = np.repeat(np.arange(len(left)), _checked(count))
        one = start[left][pair] + _steps(count)
        first, last = self._reached(right[pair], one)
        pair, one = np.repeat(pair, _checked(last - first)), np.repeat(one, last - first)
        other = np.repeat(first, last - first) + _steps(last - first)
        rising = one < other
        return one[rising], other[rising], pair[rising]

    def _reached(self, text: Ends, node: Ends) -> tuple[Ends, Ends]:
        """Return the range of nodes of each given text that each given node may meet."""
        places, number = np.unique(self.text_of * self.blocks + self.block_of, return_inverse=True)
        span = int(self.day_of.max(initial=0)) + self.reach + 1
        keys = number * span + self.day_of
        wanted = text * self.blocks + self.block_of[node]
        position = np.minimum(np.searchsorted(places, wanted), max(len(places) - 1, 0))
        there = places[position] == wanted if len(places) else np.zeros(len(node), dtype=bool)
        day = self.day_of[node]
        low = position * span + np.where(day > 0, np.maximum(day - self.reach, 1), 0)
        high = position * span + np.where(day > 0, day + self.reach, 0)
        first = np.searchsorted(keys, low)
        last = np.searchsorted(keys, high, side="right")
        return first, np.where(there, last, first)

    def expand_pairs(self, pairs: Pairs) -> tuple[Pairs, int]:
        """Return mined pairs of texts as pairs of nodes, and how many pairs of texts are left."""
        left, right, pair = self.expand(pairs.left.astype(np.int64), pairs.right.astype(np.int64))
        order = np.lexsort((right, left))
        node_pairs = Pairs(
            left=left[order].astype(np.int32),
            right=right[order].astype(np.int32),
            similarity=pairs.similarity[pair[order]],
            floor=pairs.floor,
            requested=pairs.requested,
            count=len(self.text_of),
            notes=pairs.notes,
        )
        return node_pairs, len(np.unique(pair))

    def expand_ends(self, ends: Ends) -> Ends:
        """Return pairs of texts, shape (k, 2), as pairs of nodes."""
        left, right, _ = self.expand(ends[:, 0], ends[:, 1])
        return np.column_stack([left, right])

    def copies(self) -> Ends:
        """Return pairs of nodes that hold the same text, shape (k, 2)."""
        several = np.flatnonzero(np.bincount(self.text_of) > 1)
        return self.expand_ends(np.column_stack([several, several]))

    def comparable(self, left: NDArray[Any], right: NDArray[Any]) -> NDArray[np.bool_]:
        """Tell for each pair of nodes whether it may be compared: its block and its days."""
        one, other = self.day_of[left], self.day_of[right]
        dated = (one > 0) == (other > 0)
        near = np.abs(one - other) <= self.reach
        allowed: NDArray[np.bool_] = (self.block_of[left] == self.block_of[right]) & dated & near
        return allowed

    def columns_differ(self, left: Ends, right: Ends) -> NDArray[np.bool_]:
        """Tell for each pair of nodes whether a column keeps them apart, shape (p,)."""
        differ = np.zeros(len(left), dtype=bool)
        for codes in self.columns.values():
            differ |= codes[left] != codes[right]
        return differ


def nodes_within(rows: Rows, frame: pd.DataFrame | None, scope: Scope) -> Nodes:
    """Return the nodes that rows make."""
    if scope.everything:
        count, nothing = len(rows.distinct), np.zeros(len(rows.distinct), dtype=np.int64)
        return Nodes(rows.distinct_of, np.arange(count), nothing, nothing)
    table = _table(rows, frame, [*scope.block_on, *scope.review_if_different])
    block, day = _codes(table, scope.block_on), _days(table, scope)
    apart = [_codes(table, [name]) for name in scope.review_if_different]
    lines = np.column_stack([rows.distinct_of, block, day, *apart])
    known, node_of = np.unique(lines[rows.has_text], axis=0, return_inverse=True)
    spread = np.full(len(rows), -1, dtype=np.int64)
    spread[rows.has_text] = node_of.reshape(-1)
    columns = {str(name): known[:, 3 + k] for k, name in enumerate(scope.review_if_different)}
    return Nodes(
        spread,
        known[:, 0],
        known[:, 1],
        known[:, 2],
        columns,
        int(block.max(initial=0)) + 1,
        scope.max_days or 0,
        _sizes(scope, block, day),
    )


def _table(rows: Rows, frame: pd.DataFrame | None, columns: Sequence[Any]) -> pd.DataFrame:
    if frame is None or len(frame) != len(rows):
        raise InputError(
            "block_on=, max_days= and review_if_different= need the table, one line per row: "
            "frame=..."
        )
    for name in columns:
        if name not in frame.columns:
            raise ColumnError.missing(name, list(frame.columns))
    return frame


def _codes(frame: pd.DataFrame, columns: Sequence[Any]) -> Ends:
    """Give rows numbers by the words of their values: the order of rows does not matter."""
    if not columns:
        return np.zeros(len(frame), dtype=np.int64)
    plain = [comparable(frame[name]).astype(object).tolist() for name in columns]
    cells = zip(*plain, strict=True)
    words = [repr([None if pd.isna(cell) else cell for cell in line]) for line in cells]
    number_of = {word: number for number, word in enumerate(sorted(set(words)))}
    return np.array([number_of[word] for word in words], dtype=np.int64)


def _days(frame: pd.DataFrame, scope: Scope) -> Ends:
    """Return calendar days from 1 upward, as the column's own clock shows them; 0: no date."""
    if scope.max_days is None:
        return np.zeros(len(frame), dtype=np.int64)
    named = scope.date if scope.date is not None else only_dates(frame, "max_days= needs")
    column = read_dates(frame, named).values
    days = column.dt.tz_localize(None).to_numpy().astype("datetime64[D]")
    missing = np.isnat(days)
    numbers = np.where(missing, 0, days.astype(np.int64))
    earliest = int(numbers[~missing].min()) if not missing.all() else 0
    return np.where(missing, 0, numbers - earliest + 1)


def _sizes(scope: Scope, block: Ends, day: Ends) -> tuple[str, ...]:
    """Tell how large blocks are, and which rows have no date."""
    notes = []
    if scope.block_on:
        size = np.bincount(block, minlength=1)
        notes.append(
            f"compared only inside {len(size):,} blocks, the largest of {size.max():,} rows"
        )
    if scope.max_days is not None:
        undated = int((day == 0).sum())
        undated_note = f"; {undated:,} rows without a date only with one another" if undated else ""
        notes.append(f"compared only within {scope.max_days:,} days{undated_note}")
    return tuple(notes)


def _checked(counts: Ends) -> Ends:
    """Return counts, refused where they add up to too much."""
    if int(counts.sum()) > MOST_PAIRS:
        raise InputError(
            f"equal texts are in so many blocks, days or products that "
            f"{int(counts.sum()):,} pairs would have to be compared (at most {MOST_PAIRS:,}). "
            "Name fewer columns or fewer days, or search from a higher min_similarity=..."
        )
    return counts


def _steps(counts: Ends) -> Ends:
    """Return 0, 1, ... for each count, one run behind the other."""
    before = np.repeat(np.cumsum(counts) - counts, counts)
    steps: Ends = np.arange(len(before)) - before
    return steps
