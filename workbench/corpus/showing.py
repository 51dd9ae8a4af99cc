"""The verbs that show: maps and linked widgets in Jupyter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from workbench.corpus.topical import Topical

if TYPE_CHECKING:
    from workbench.duplicates import Duplicates
    from workbench.projection import Projection
    from workbench.topics import Topics

SHOWN_COLUMNS = 5
"""Columns of the explorer's table, unless others are named."""


class Showing(Topical):
    """A corpus that shows; see `workbench.corpus.Corpus`."""

    def map(
        self,
        color: Any = None,
        *,
        hover: Sequence[Any] = (),
        projection: Projection | None = None,
    ) -> Any:
        """Show the map in Jupyter: one point a row, texts of like meaning together.

        Parameters
        ----------
        color : Topics, column name, or one value a row, optional
            What to colour by.
        hover : sequence of column names, optional
            Columns shown under the pointer, below the start of the text.
        projection : Projection, optional
            Where the points are. Default: ``corpus.projection()``.

        Returns
        -------
        widget
            An ipywidget with ``.selection``, the chosen rows of the table.

        Raises
        ------
        InputError
            Where `color` or `hover` do not fit the table.
        """
        from workbench.widgets import map_widget

        chosen = self._map_of(projection)
        return map_widget(chosen, color=color, frame=self.frame, hover=_names(hover))

    def figure(
        self,
        color: Any = None,
        *,
        hover: Sequence[Any] = (),
        title: str = "",
        projection: Projection | None = None,
    ) -> Any:
        """Return the map as a plain Plotly figure, for a file or a slide.

        Parameters
        ----------
        color : Topics, column name, or one value a row, optional
            What to colour by.
        hover : sequence of column names
            Columns whose values travel with the figure. None by default: what is handed on
            holds no text.
        title : str
            Above the map.
        projection : Projection, optional
            Where the points are, in two dimensions or three. Default: ``corpus.projection()``.

        Returns
        -------
        plotly Figure
            Show or write it with ``config=workbench.figures.CONFIG``.
        """
        from workbench.figures import map_figure

        chosen = self._map_of(projection)
        return map_figure(chosen, color=color, frame=self.frame, hover=_names(hover), title=title)

    def explore(
        self,
        *,
        topics: Topics | None = None,
        duplicates: Duplicates | None = None,
        columns: Sequence[Any] = (),
        projection: Projection | None = None,
    ) -> Any:
        """Show map, table, filters and search in Jupyter, linked both ways.

        Parameters
        ----------
        topics, duplicates : results, optional
            What the map is coloured by, and what can be filtered by.
        columns : sequence of column names, optional
            Columns of the table shown. Default: the text and the first others.
        projection : Projection, optional
            Where the points are. Default: ``corpus.projection()``.

        Returns
        -------
        widget
            An ipywidget with ``.selection`` (DataFrame) and ``tag(name)``.
        """
        from workbench.widgets import explore

        self._check_own(topics=topics, duplicates=duplicates)
        told = self.to_frame()
        return explore(
            self._map_of(projection),
            frame=self.frame,
            topics=topics,
            duplicates=duplicates,
            search=self._hits,
            columns=_names(columns) or self._first_columns(),
            options={
                "send": self._at,
                "masks": {name: told[name].to_numpy() for name in ("cut", "unreadable")},
            },
        )

    def review(self, duplicates: Duplicates) -> Any:
        """Decide on duplicate groups by keyboard; decisions go to the ledger as they are made.

        Parameters
        ----------
        duplicates : Duplicates
            What to review.

        Returns
        -------
        widget
            An ipywidget with ``.decisions`` (DataFrame).
        """
        from workbench.widgets import review

        self._check_own(duplicates=duplicates)
        return review(duplicates, book=self.ledger if self.ledger.path else None)

    def thresholds(self, duplicates: Duplicates) -> Any:
        """Show in Jupyter what each threshold would do, from the stored floor to 1.

        Answers given there to find a threshold go to the ledger.
        """
        from workbench.widgets import thresholds

        self._check_own(duplicates=duplicates)
        return thresholds(duplicates, ledger=self.ledger if self.ledger.path else None)

    def _map_of(self, projection: Projection | None) -> Projection:
        """Return the projection that was given, if it is of this table, or the usual one."""
        self._check_own(projection=projection)
        return self.projection() if projection is None else projection

    def _first_columns(self) -> list[Any]:
        """Return the columns that a table shows by itself: the text, then the first others."""
        others = [name for name in self.frame.columns if name not in self.text]
        return [*self.text, *others][: max(SHOWN_COLUMNS, len(self.text))]


def _names(columns: Any) -> list[Any]:
    """Return column names as a list; one name alone will do."""
    return [columns] if isinstance(columns, (str, int)) else list(columns)
