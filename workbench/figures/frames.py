"""Tables that draw themselves: ``table.plot()`` is a Plotly figure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import pandas as pd

from workbench.figures.charts import SIGNALS, by_group_figure, curve_figure, over_time_figure

if TYPE_CHECKING:
    from plotly.graph_objects import Figure


class PlotFrame(pd.DataFrame):
    """A DataFrame with a figure of its own.

    Everything that pandas does works. A selection that still has the columns of the figure, such as
    ``table[table["topic"] < 3]``, draws itself as well. Other selections are plain DataFrames with
    the ``plot`` of pandas.
    """

    # The columns that the figure needs.
    _drawn: ClassVar[tuple[str, ...]] = ()

    @property
    def _constructor(self) -> Any:
        """Return what pandas makes selections with."""
        return self._same_or_plain

    @classmethod
    def _same_or_plain(cls, *data: Any, **options: Any) -> pd.DataFrame:
        frame = pd.DataFrame(*data, **options)
        return cls(frame) if set(cls._drawn) <= set(frame.columns) else frame

    def to_frame(self) -> pd.DataFrame:
        """Return the same values as a plain DataFrame."""
        return pd.DataFrame(self)


class ThresholdCurve(PlotFrame):
    """What each threshold would do, as ``duplicates.curve()`` returns it."""

    _drawn = ("threshold", "groups", "n_removed", "largest")

    def plot(self, *, title: str = "") -> Figure:  # type: ignore[override]
        """Draw rows removed, groups and the largest group by threshold.

        Parameters
        ----------
        title : str
            Above the figure.

        Returns
        -------
        plotly Figure
            The threshold in use is marked.
        """
        return curve_figure(self, threshold=self.attrs.get("threshold"), title=title)


class SuggestionCurve(PlotFrame):
    """What speaks for each threshold, as the ``curve`` of a suggestion holds it."""

    _drawn = ("threshold", *SIGNALS)

    def plot(self, *, title: str = "") -> Figure:  # type: ignore[override]
        """Draw the score, the signals that make it, and those that say how sure it is.

        Parameters
        ----------
        title : str
            Above the figure.

        Returns
        -------
        plotly Figure
            The suggested threshold is marked.
        """
        return curve_figure(self, names=SIGNALS, threshold=self.attrs.get("threshold"), title=title)


class TopicsOverTime(PlotFrame):
    """Shares of topics by period, as ``topics.over_time()`` returns them."""

    _drawn = ("topic", "name", "period", "rows", "share", "ci_low", "ci_high")

    def plot(self, *, max_topics: int = 8, title: str = "") -> Figure:  # type: ignore[override]
        """Draw each topic's share of each period's rows; its 95 % interval shows on hover.

        Parameters
        ----------
        max_topics : int, default 8
            Topics shown, those with most rows; how many are left out stands below the figure.
        title : str
            Above the figure.

        Returns
        -------
        plotly Figure
        """
        return over_time_figure(self, most=max_topics, title=title)


class TopicsByGroup(PlotFrame):
    """Shares of topics by group, as ``topics.by_group()`` returns them."""

    _drawn = ("topic", "name", "group", "rows", "total", "share", "ci_low", "ci_high")

    def plot(self, *, max_topics: int = 8, title: str = "") -> Figure:  # type: ignore[override]
        """Draw each topic's share of each group's rows as bars, with their 95 % intervals.

        Parameters
        ----------
        max_topics : int, default 8
            Topics shown, those with most rows; how many are left out stands below the figure.
        title : str
            Above the figure.

        Returns
        -------
        plotly Figure
        """
        return by_group_figure(self, most=max_topics, title=title)
