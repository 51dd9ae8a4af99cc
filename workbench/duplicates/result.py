"""Duplicates: groups, what is kept, and why, at one threshold; any other is one call away."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.calls import answers_methods
from workbench.duplicates import tables
from workbench.duplicates.card import card
from workbench.duplicates.checks import check_floor, check_step, table_of_rows
from workbench.duplicates.conflicts import find_conflicts
from workbench.duplicates.home import Home, ThresholdWidget
from workbench.duplicates.merged_rows import merge_rows
from workbench.duplicates.opinions.judges import judge_of
from workbench.duplicates.opinions.result import Opinions, ask_about
from workbench.duplicates.opinions.undecided import check_bounds, undecided_links
from workbench.duplicates.pair_evidence import Why, explain
from workbench.duplicates.threshold.calibration import Calibration, calibrate, draw_questions
from workbench.duplicates.threshold.suggestion import Suggestion, suggest_threshold
from workbench.duplicates.verdicts import Case, Verdict, decide
from workbench.errors import ColumnError, InputError, check_count, counted
from workbench.figures import ThresholdCurve
from workbench.provenance import Manifest, digest_array
from workbench.tables import Rows, as_kind, free_label


@answers_methods
@dataclass(frozen=True, eq=False)
class Duplicates:
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
    def rows(self) -> Rows:
        """The rows, n of them."""
        return self._case.rows

    @property
    def min_similarity(self) -> float:
        """Smallest threshold that `at` can answer."""
        return self._case.floor

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader must be told."""
        return self._case.notes

    @cached_property
    def _verdict(self) -> Verdict:
        """Groups and kept rows as arrays."""
        return decide(self._case, self.threshold, splits=self._splits)

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

    @cached_property
    def _rows_frame(self) -> pd.DataFrame:
        return tables.row_frame(self._case, self._verdict, self.threshold)

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

    def curve(self, *, step: float = 0.005) -> ThresholdCurve:
        """Return rows removed, groups, rows to review and the largest group by threshold.

        ``duplicates.curve().plot()`` draws it.

        Parameters
        ----------
        step : float, default 0.005
            Distance between thresholds.

        Returns
        -------
        ThresholdCurve
            A DataFrame: ``threshold, groups, rows, n_removed, n_review, largest``, thresholds
            rising from `min_similarity` to 1.

        Raises
        ------
        InputError
            If `step` is no number from 0.0001 to 0.5.
        """
        curve = ThresholdCurve(tables.curve_frame(self._case, step=check_step(step)))
        curve.attrs["threshold"] = self.threshold
        return curve

    def suggest_threshold(self) -> Suggestion:
        """Return a threshold for this table, found without labels, and how sure it is.

        It is looked for from 0.5 upward, or from `min_similarity` if that is lower.

        Returns
        -------
        Suggestion
            Use it as ``corpus.duplicates(suggestion.threshold)``; from `min_similarity` upward,
            ``duplicates.at(suggestion.threshold)`` is faster. If it is not sure, its notes say
            why, and `calibrate` finds a threshold from thirty answers.
        """
        return self._suggestion

    @cached_property
    def _suggestion(self) -> Suggestion:
        return suggest_threshold(self._case)

    def questions(self, n: int = 30) -> pd.DataFrame:
        """Draw pairs to be answered "same" or "different", for `calibrate`.

        Parameters
        ----------
        n : int, default 30
            Questions at most.

        Returns
        -------
        DataFrame
            ``left_text, right_text, similarity, band``, in an order that does not tell the answer.
            Pairs that are equal after normalizing, decided by hand or held back by a guard are not
            asked.
        """
        return draw_questions(self._case, n)

    def calibrate(
        self, answers: pd.DataFrame | None = None, *, precision: float = 0.9
    ) -> Calibration:
        """Return the threshold at which so many pairs say the same, from answers by hand.

        Draw `questions`, fill in ``same``, keep them with ``ledger.add_labels(questions)``. Answers
        in a ledger are decisions: they hold in every later run, are not asked again, and count
        here without being given once more. Run again with ``threshold=found.threshold,
        pair_model=found.pair_model`` to use the threshold and the refitted pair model.

        Parameters
        ----------
        answers : DataFrame, optional
            What `questions` drew, with a column ``same`` (bool; missing where not answered).
            Default: the decisions already applied.
        precision : float, default 0.9
            Wanted share of same pairs.
        """
        return calibrate(self._case, answers, precision=precision)

    def fold_groups(self) -> pd.Series:
        """Return a label per row for cross-validation, equal for rows of one group.

        Copies that lie in two folds are learned in one and recognized in the other, so a score
        comes out too high. Give these labels as ``groups=`` to scikit-learn's `GroupKFold`.

        Returns
        -------
        Series of int64
            n labels on the table's index. A row in no group has a label of its own.
        """
        group = self._verdict.row_group.astype(np.int64)
        alone = group < 0
        group[alone] = len(self) + np.arange(int(alone.sum()))
        return pd.Series(group, index=self.rows.index, name="fold_group")

    def tune_threshold(self) -> ThresholdWidget:
        """Show in Jupyter what each threshold would do, and find one by thirty questions.

        The questions are those of `questions`, the threshold found is that of `calibrate`.
        Answers go to the ledger as they are given.

        Returns
        -------
        ThresholdWidget
            An ipywidget with ``.threshold``, ``.duplicates`` (the result there) and
            ``.calibration``.

        Raises
        ------
        InputError
            If these duplicates belong to no corpus.
        """
        if self._home is None:
            raise InputError(
                "tune_threshold: these duplicates belong to no corpus. Find them in one: "
                "corpus.duplicates()"
            )
        return self._home._tune_threshold(self)

    def why(self, left: Any, right: Any) -> Why:
        """Say what speaks for and against two rows being the same.

        Parameters
        ----------
        left, right : id
            The rows' ids as reasons name them. Without an id column: the row's number in the file
            (2 is the first below the header), or its label in the table's index; if labels
            repeat, its position as ``.iloc`` takes it.

        Raises
        ------
        InputError
            If there is no such row, several rows have this id, or it holds no text.
        """
        return explain(self._case, left, right, self.threshold)

    def conflicts(self, column: Any) -> pd.DataFrame:
        """Find rows that say the same, but something else in another column, the worst first.

        FAQs with one question and two answers, for example: ``faqs.duplicates(0.85)`` finds the
        same questions, ``.conflicts("answer")`` those among them whose answers differ.

        Parameters
        ----------
        column : column name
            A column of the table that the duplicates were found in.

        Returns
        -------
        DataFrame
            One line per row that a kept row says the same as, and whose value differs from that
            row's: ``group``, ``conflict`` ("contradiction": a guard sees another value, a negation
            or an opposite; "different": another meaning; "addition": one says what the other says,
            and more; "missing": only one says anything), ``id``, ``compared_to``, ``rows`` (of
            this text with this value), ``text``, ``compared_text``, ``similarity`` (cosine of the
            two texts), ``value``, ``compared_value``, ``value_similarity`` (cosine of the two
            values; of their letters if no model is at hand), ``guards`` (what differs in the
            values), ``only_here``, ``only_there`` (the words in which they differ). Contradictions
            come first, then the most similar texts. Values that differ only in wording are not
            listed; ``.attrs["notes"]`` counts them.

        Raises
        ------
        ColumnError
            If there is no such column.
        InputError
            If these duplicates have no table.
        """
        if self.frame is None:
            raise InputError(
                "conflicts: these duplicates have no table to read the column from. Find them in "
                "one: corpus.duplicates()"
            )
        if column not in self.frame.columns:
            raise ColumnError.missing(column, list(self.frame.columns))
        return find_conflicts(self._case, self._verdict, self.frame[column], embed=self._embed)

    @property
    def _embed(self) -> Callable[[Sequence[str]], NDArray[np.float32]] | None:
        """What turns other texts into vectors; None without a corpus, or without its model."""
        return None if self._home is None else self._home._phrase_embedder()

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

    def apply(self, frame: pd.DataFrame | None = None) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Return the table without duplicates, and the rows that were removed.

        Parameters
        ----------
        frame : DataFrame, optional
            The input table, or any other columns of its rows under the same index. Default: the
            table that the duplicates were found in.

        Returns
        -------
        kept : DataFrame
            Rows that stay, in order, as they are.
        removed : DataFrame
            Rows that go, with the columns ``compared_to``, ``similarity`` and ``reason`` added;
            if the table has such a column of its own, ours is ``workbench_reason``, say.

        Raises
        ------
        InputError
            If the table is not, row for row, the one that was embedded, or none is known.
        """
        frame, kind = table_of_rows(frame, self.frame, self.rows, "apply(frame)")
        keep = self._verdict.keep
        removed = frame[~keep].copy()
        for name in ("compared_to", "similarity", "reason"):
            ours = self._rows_frame[name].array[~keep]
            removed[free_label(name, removed.columns)] = ours
        return as_kind(frame[keep].copy(), kind), as_kind(removed, kind)

    def second_opinion(
        self,
        model: Any,
        *,
        max_pairs: int = 200,
        bounds: tuple[float, float] = (0.2, 0.8),
    ) -> Opinions:
        """Ask a model about undecided pairs; its answers are proposals, and nothing goes by them.

        Undecided are pairs that a guard holds back at this threshold, and pairs whose probability
        lies between two bounds. Each is asked in both orders, and texts that are equal after
        normalizing are asked about once. The ledger keeps the answers as proposals of the model:
        they show in the reasons of rows to review (search again: ``corpus.duplicates()``). After
        thirty answers of people, ``corpus.ledger.accept(model=..., min_agreement=...)`` lets them
        count, below any decision by hand.

        Parameters
        ----------
        model : str, path, ChatJudge or callable
            A cross-encoder (a folder, or a name of the hub), a language model
            (`workbench.duplicates.chat_judge`), or a function that takes two texts and returns
            True, False, a probability, or None.
        max_pairs : int, default 200
            Pairs at most, those that a guard holds back first.
        bounds : (float, float), default (0.2, 0.8)
            Probabilities between which a pair is undecided.

        Returns
        -------
        Opinions
            One line per pair, with notes on questions, cost and answers that cannot be used.

        Raises
        ------
        InputError
            If the model is none of these, or the bounds are no probabilities.
        ModelError
            If the cross-encoder cannot be loaded.
        """
        limits, most = check_bounds(bounds), check_count("max_pairs", max_pairs)
        judge = judge_of(model)
        asked, left_over = undecided_links(self._case, self.threshold, limits, most)
        opinions, proposals = ask_about(self._case, asked, left_over, judge)
        if self._home is not None:
            self._home._remember_proposals(opinions.model, proposals)
        return opinions

    def merge(
        self,
        columns: Mapping[Any, Any] | None = None,
        *,
        date: Any = None,
        date_format: str | None = None,
        whole_groups: bool = False,
    ) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Return one line per group, each cell chosen by a rule, and all cells with their rows.

        Parameters
        ----------
        columns : dict, optional
            A rule per column: "newest", "oldest", "longest", "shortest", "most_common", "max",
            "min", "sum", "union" (of tags: values between `|`, `;` or commas, of lists, of lines),
            a list of preferred values (the best first), or a function that takes the filled cells
            of one line as a Series and returns one. Other columns are "kept": the cell of the row
            that is kept, or, if that is blank, of the most preferred row that has one. No rule
            takes a blank cell if another row has one that is not.
        date : column name, optional
            For "newest" and "oldest". Default: the only column of dates.
        date_format : str, optional
            How its dates are written, if that is not clear.
        whole_groups : bool, default False
            Whether rows that a guard holds back, and rows that are not directly paired with the
            kept one, go into their group's line too. Rows kept by hand never do.

        Returns
        -------
        merged : DataFrame
            One line per kept row, under its index, in the order of the table, with the columns
            ``group``, ``merged_rows`` (their number) and ``merged_ids`` (the kept row's first)
            added. The kept row is the suggested canonical one.
        cells : DataFrame
            One line per cell of each row that was merged with another: ``id`` (of its line),
            ``column``, ``row`` (the id it came from), ``value``, ``taken`` (the line's cell is
            this one, or made of it), ``left_behind`` (it says what the line does not) and
            ``rule``. Rows dropped by hand for which no row is kept have no id. With `merged` it
            holds every cell of the table. ``.attrs["notes"]`` counts what was left behind.

        Raises
        ------
        ColumnError
            If there is no such column.
        InputError
            If a rule is unknown or does not fit its column, or if these duplicates have no table.
        """
        if self.frame is None:
            raise InputError(
                "merge: these duplicates have no table. Find them in one: corpus.duplicates()"
            )
        merged, cells = merge_rows(
            self._case,
            self._verdict,
            self.frame,
            columns={} if columns is None else columns,
            date=date,
            date_format=date_format,
            whole_groups=whole_groups,
        )
        return as_kind(merged, self.rows.kind), cells

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
