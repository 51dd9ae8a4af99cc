"""Duplicates: groups, what is kept, and why, at one threshold; any other is one call away."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.calls import answers_methods
from workbench.duplicates import tables
from workbench.duplicates.card import card
from workbench.duplicates.checks import check_floor
from workbench.duplicates.duplicate_methods import Following
from workbench.duplicates.home import Home
from workbench.duplicates.threshold.threshold_methods import Thresholds
from workbench.duplicates.verdicts import Case
from workbench.errors import InputError, check_count, counted
from workbench.provenance import Manifest, digest_array


@answers_methods
@dataclass(frozen=True, eq=False)
class Duplicates(Following, Thresholds):
    """Groups of rows that say the same, at one threshold.

    Every row that goes is identical to, or directly paired with, a row of its group that stays;
    a group may keep several rows. Pairs in which a guard sees a difference (a negation, a number)
    are never dropped automatically.

    Attributes
    ----------
    threshold : float
        Cosine similarity, inclusive.
    frame : DataFrame or None
        The table the rows were read from, for `apply`.
    """

    # The evidence that every threshold shares, and links at which groups were split by hand.
    _case: Case = field(repr=False)
    threshold: float
    _splits: frozenset[tuple[int, int]] = field(default=frozenset(), repr=False)
    frame: pd.DataFrame | None = field(default=None, repr=False)
    # The corpus in which they were found: its ledger takes answers.
    _home: Home | None = field(default=None, repr=False)

    @property
    def min_similarity(self) -> float:
        """Smallest threshold that `at` can answer."""
        return self._case.floor

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader must be told."""
        return self._case.notes

    @cached_property
    def groups(self) -> pd.DataFrame:
        """One line per group, the largest first; see `workbench.duplicates.tables.group_frame`."""
        return tables.group_frame(self._case, self._verdict, self.threshold)

    @cached_property
    def pairs(self) -> pd.DataFrame:
        """One line per pair of different texts; see `workbench.duplicates.tables.pair_frame`."""
        return tables.pair_frame(self._case, self._verdict, self.threshold)

    def to_frame(self) -> pd.DataFrame:
        """Return one line per row, aligned with the input table.

        Returns
        -------
        DataFrame, or the kind of table that was given
            n rows under the table's index: ``group`` (missing if a row has none), ``kind``,
            ``verdict`` (a categorical: keep, review, drop), ``compared_to`` (for drop the id of the
            kept row, for review that of the row a guard compared it with; else missing),
            ``similarity`` to that row, ``reason`` and ``decision``. Rows without text and rows in
            no group are "keep", unless they were dropped by hand.
        """
        return self.rows.as_given(self._row_frame())

    def _row_frame(self) -> pd.DataFrame:
        """Return the lines of `to_frame`."""
        return self._rows_frame.copy()

    @property
    def n_removed(self) -> int:
        """Rows that go."""
        return int((~self._verdict.keep).sum())

    @property
    def n_review(self) -> int:
        """Rows that stay only because a guard sees a difference."""
        return int((self._verdict.doubt >= 0).sum())

    def _effects(self) -> dict[str, int]:
        """Return what the threshold does, as a line of `curve` says it."""
        return tables.effects(self._verdict)

    def guard_counts(self) -> pd.Series:
        """Return how many rows to review each guard holds back.

        Returns
        -------
        Series of int
            Rows by name of the guard, the most frequent first. A row may be held by several.
        """
        return tables.guard_counts(self._case, self._verdict)

    def at(self, threshold: float) -> Duplicates:
        """Return the result at another threshold, from the same evidence.

        Raises
        ------
        ThresholdError
            If `threshold` is no cosine similarity, or lies below the floor.
        """
        threshold = check_floor(threshold, self.min_similarity)
        return replace(self, _case=self._case.at(threshold, self._splits), threshold=threshold)

    def members(self, group: int) -> NDArray[np.int64]:
        """Return the positions of a group's rows, the most preferred first.

        Raises
        ------
        InputError
            If there is no such group.
        """
        rows = np.flatnonzero(self._verdict.row_group == check_count("group", group, least=0))
        if not len(rows):
            raise InputError(
                f"there is no group {group}: groups are numbered from 0 to "
                f"{int(self._verdict.row_group.max(initial=-1))}. See .groups"
            )
        return rows[np.argsort(self._case.ranks[rows])]

    def split(self, group: int) -> Duplicates:
        """Return the result with one group split at its weakest link.

        Raises
        ------
        InputError
            If there is no such group, or all its rows share one text.
        """
        self.members(group)
        weakest = self._weakest[group]
        if weakest < 0:
            raise InputError(f"group {group} cannot be split: all its rows share one text.")
        left, right = self._case.ends[weakest].tolist()
        splits = self._splits | {(left, right)}
        return replace(self, _case=self._case.at(self.threshold, splits), _splits=splits)

    @cached_property
    def _weakest(self) -> NDArray[np.int64]:
        return tables.weakest_merges(self._case, self._verdict, self.threshold)

    @cached_property
    def manifest(self) -> Manifest:
        """Parameters, digest and notes."""
        parameters: dict[str, Any] = {**self._case.parameters, "threshold": self.threshold}
        parameters |= {"splits": sorted(map(list, self._splits))} if self._splits else {}
        v = self._verdict
        digest = digest_array(v.row_group, v.keep, v.kept_row)
        return Manifest("duplicates", parameters, digest, self._case.inputs, self.notes)

    def __len__(self) -> int:
        """Return the number of groups."""
        return int(self._verdict.row_group.max(initial=-1)) + 1

    def __repr__(self) -> str:
        """Return threshold and counts in one line."""
        inside = int((self._verdict.row_group >= 0).sum())
        blank = len(self.rows) - int(self.rows.has_text.sum())
        return (
            f"Duplicates(threshold={self.threshold:g}: {counted(len(self), 'group')} of "
            f"{counted(inside, 'row')}; {self.n_removed:,} to remove, {self.n_review:,} to review, "
            f"of {counted(len(self.rows), 'row')}"
            + f", {blank:,} without text" * (blank > 0)
            + self._unreadable
            + ")"
        )

    @property
    def _unreadable(self) -> str:
        """Say how many rows the model cannot read, if there are any."""
        read, has = self._case.legibility, self._case.node_of >= 0
        count = 0 if read is None else int(read.unreadable[self._case.node_of[has]].sum())
        return f", {count:,} that the model cannot read" if count else ""

    def _repr_html_(self) -> str:
        """Return a card: counts, and the largest groups with what stays and goes."""
        return card(self._case, self._verdict, self.threshold, repr(self))
