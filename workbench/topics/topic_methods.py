"""Topics followed up as methods: over time, by group, by a number, and what a ledger keeps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

import pandas as pd

from workbench.errors import ColumnError, InputError
from workbench.figures import TopicsByGroup, TopicsOverTime
from workbench.topics.corrections import Editing
from workbench.topics.metrics import mean_per_row, metrics
from workbench.topics.trends import Count, bursts, by_group, emerging, over_time

if TYPE_CHECKING:
    from ipywidgets import DOMWidget


class Services(Protocol):
    """What a corpus does for topics: a `TopicHome`, as far as they need it."""

    def save_corrections(self, topics: Any) -> int:
        """Write the corrections of topics into the ledger."""

    def board(self, topics: Any, date: Any, metrics: Sequence[pd.Series]) -> Any:
        """Show topics as cards."""

    def refresh(self, topics: Any) -> Any:
        """Carry topics of an earlier table over to this one."""

    def bound(self, topics: Any) -> Any:
        """Return topics that were read from a file, bound to this corpus."""

    def predict(self, topics: Any) -> pd.DataFrame:
        """Place the rows on topics of another table."""


class Home(Protocol):
    """The corpus that topics were found in, or that they are carried over to."""

    @property
    def frame(self) -> pd.DataFrame:
        """The table."""

    @property
    def _topic_home(self) -> Services:
        """What the corpus does for topics."""


class Following(Editing):
    """What is asked of topics later on; `Topics` is the one that inherits it."""

    _home: Home | None

    def over_time(self, date: Any, *, freq: str = "M", count: Count = "rows") -> TopicsOverTime:
        """Return each topic's share of each period's rows; ``.plot()`` draws them.

        Parameters
        ----------
        date : name of a column, or one value per row
            When each row was written: dates, or texts that are dates. What cannot be read is
            counted in ``attrs["notes"]``.
        freq : str, default "M"
            Calendar period as pandas names it: "D", "W", "M", "Q" or "Y".
        count : {"rows", "distinct"}, default "rows"
            Count every row, or each text once per period.

        Returns
        -------
        TopicsOverTime
            A DataFrame: topic, name, period (Period), rows, total (rows of the period), share,
            ci_low, ci_high (95 % interval by Wilson); every topic in every period from the
            first to the last.

        Raises
        ------
        ColumnError
            If there is no such column, or it holds no dates.
        """
        return over_time(self, self._column(date), freq=freq, count=count)

    def by_group(self, column: Any, *, count: Count = "rows") -> TopicsByGroup:
        """Return each topic's share of each group's rows; ``.plot()`` draws them.

        Parameters
        ----------
        column : name of a column, or one value per row
            Channel, product, or anything else.
        count : {"rows", "distinct"}, default "rows"
            Count every row, or each text once per group.

        Returns
        -------
        TopicsByGroup
            A DataFrame: topic, name, group, rows, total, share, ci_low, ci_high, lift (share over
            the topic's share in all groups together).

        Raises
        ------
        ColumnError
            If there is no such column.
        """
        return by_group(self, self._column(column), count=count)

    def emerging(self, date: Any, *, count: Count = "rows") -> pd.DataFrame:
        """Rank topics by how surely their share grows with time, the most surely growing first.

        Parameters
        ----------
        date : name of a column, or one value per row
            When each row was written.
        count : {"rows", "distinct"}, default "rows"
            Count every row, or each text once per day.

        Returns
        -------
        DataFrame
            topic, name, rows, first_half, second_half (shares of the rows of either half of the
            time span), z (Cochran-Armitage), p (two-sided, adjusted by Holm), trend ("emerging"
            or "fading" if p < 0.05, otherwise "").

        Raises
        ------
        ColumnError
            If there is no such column, or it holds no dates.
        """
        return emerging(self, self._column(date), count=count)

    def bursts(self, date: Any, *, alpha: float = 0.01) -> pd.DataFrame:
        """Return the days on which a topic had more rows than chance explains.

        Parameters
        ----------
        date : name of a column, or one value per row
            When each row was written.
        alpha : float, default 0.01
            Chance below which a day is a burst, after Holm for all topics and days.

        Returns
        -------
        DataFrame
            topic, name, day, rows, expected, p, positions (of the rows in the table); the least
            likely first.

        Raises
        ------
        ColumnError
            If there is no such column, or it holds no dates.
        """
        return bursts(self, self._column(date), alpha=alpha)

    def metrics(self, columns: Any, *, date: Any = None) -> pd.DataFrame:
        """Return what each topic costs: a number (handling time, refund) or a yes and no, by topic.

        Parameters
        ----------
        columns : name of a column, one value per row, or list of names and Series
            Numbers, texts that are numbers, or yes and no (which count as 1 and 0); what is none
            of these is left out and counted.
        date : name of a column, or one value per row, optional
            When each row was written, to compare the second half of the time with the first.

        Returns
        -------
        DataFrame
            One line per topic and metric, metrics in the order given, the greatest total first:
            topic, name, metric, rows (with a value), missing, mean (of yes and no: the share of
            yes), ci_low, ci_high (95 % interval of the mean; Student, Wilson for yes and no),
            median, total, share (of the total of all topics), rest_mean (of all other rows with
            text), difference (mean - rest_mean), excess (rows x difference: what the topic costs
            beyond as many other rows), p (Welch's t-test of the difference, adjusted by Holm for
            all topics and metrics). With `date` also first_half, second_half (totals) and growth.
            Sort by "excess" or "growth" to see what hurts most.

        Raises
        ------
        ColumnError
            If there is no such column, or it holds no number.
        """
        when = None if date is None else self._column(date)
        return metrics(self, self._columns(columns), when)

    def mean_per_row(self, column: Any) -> pd.Series:
        """Return each row's topic mean of a metric: the map's color if topics differ in cost.

        ``corpus.map(color=topics.mean_per_row("minutes"))``, and so for `explore` and `map_figure`.

        Parameters
        ----------
        column : name of a column, or one value per row
            As for `metrics`.

        Returns
        -------
        Series of float
            n means on the table's index; missing for noise, rows without text, and topics
            without a value. Rows that were assigned from noise count with their topic.

        Raises
        ------
        ColumnError
            If there is no such column, or it holds no number.
        """
        return mean_per_row(self, self._column(column))

    def save_corrections(self) -> int:
        """Write the corrections of these topics into the ledger, from where `topics` applies them.

        They are known by the texts they are about and the names of the text columns, so they hold
        for next week's table too, and for no other. ``corpus.ledger.undo()`` takes back the last.

        Returns
        -------
        int
            Corrections written; those that are in the ledger already are left out.
        """
        return self._at_home("save_corrections")._topic_home.save_corrections(self)

    def board(self, *, date: Any = None, metrics: Any = ()) -> DOMWidget:
        """Show the topics in Jupyter as cards that can be renamed, merged and split.

        Corrections go to the ledger as they are made; `topics` applies them from then on.

        Parameters
        ----------
        date : column name, optional
            Column with dates, for the trend on each card.
        metrics : name of a column, one value per row, or list of names and Series
            What topics cost, as for `metrics`: each card tells its mean beside that of the other
            rows. None by default.

        Returns
        -------
        widget
            An ipywidget; its ``topics`` are the topics as they are now.
        """
        return self._at_home("board")._topic_home.board(self, date, self._columns(metrics))

    def _at_home(self, verb: str) -> Home:
        """Return the corpus of these topics."""
        if self._home is None:
            raise InputError(
                f"{verb}: these topics belong to no corpus. Find them in one: corpus.topics()"
            )
        return self._home

    def _columns(self, columns: Any) -> list[pd.Series]:
        """Return columns by their names, or values that were given for the rows."""
        several = isinstance(columns, (list, tuple)) and all(
            isinstance(one, (str, pd.Series)) for one in columns
        )
        return [self._column(one) for one in (columns if several else [columns])]

    def _column(self, column: Any) -> pd.Series:
        """Return a column of the table by its name, or values that were given for its rows."""
        by_name = isinstance(column, (str, int, float, tuple)) or column is None
        if self._home is None and by_name:
            self._at_home(f"column {column!r}")
        frame = None if self._home is None else self._home.frame
        if frame is not None and by_name:
            if column not in frame.columns:
                raise ColumnError.missing(column, list(frame.columns))
            values: pd.Series = frame[column]
            return values
        if isinstance(column, pd.Series):
            if len(column) == len(self.rows) and not column.index.equals(self.rows.index):
                raise InputError(
                    f"the Series {column.name!r} has another index than the table, so its rows "
                    "could be others. If they are in the order of the table, give its values: "
                    ".to_numpy()"
                )
            return column
        return pd.Series(list(column))
