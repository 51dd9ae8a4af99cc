"""Duplicates followed up: why, what contradicts, what a model says, and the tables without them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.duplicates.checks import table_of_rows
from workbench.duplicates.conflicts import find_conflicts
from workbench.duplicates.home import Home
from workbench.duplicates.merged_rows import merge_rows
from workbench.duplicates.opinions.judges import judge_of
from workbench.duplicates.opinions.result import Opinions, ask_about
from workbench.duplicates.opinions.undecided import check_bounds, undecided_links
from workbench.duplicates.pair_evidence import Why, explain
from workbench.duplicates.tables import row_frame
from workbench.duplicates.verdicts import Case, Verdict, decide
from workbench.errors import ColumnError, InputError, check_count
from workbench.tables import Rows, as_kind, free_label


class Following:
    """What is asked of duplicates later on; `Duplicates` is the one that inherits it."""

    _case: Case
    threshold: float
    frame: pd.DataFrame | None
    _splits: frozenset[tuple[int, int]]
    _home: Home | None

    @property
    def rows(self) -> Rows:
        """The rows, n of them."""
        return self._case.rows

    @cached_property
    def _verdict(self) -> Verdict:
        """Groups and kept rows as arrays."""
        return decide(self._case, self.threshold, splits=self._splits)

    @cached_property
    def _rows_frame(self) -> pd.DataFrame:
        return row_frame(self._case, self._verdict, self.threshold)

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
        group[alone] = int(group.max(initial=-1)) + 1 + np.arange(int(alone.sum()))
        return pd.Series(group, index=self.rows.index, name="fold_group")
