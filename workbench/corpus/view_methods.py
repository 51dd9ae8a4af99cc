"""What is shown of a corpus in Jupyter, and its map as a picture."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.corpus.checks import check_own, texts_beside
from workbench.corpus.kept_results import last_duplicates
from workbench.corpus.result_methods import Finding
from workbench.ledger import RowTags

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from workbench.categories import Categories
    from workbench.categories.classifier import Classifier
    from workbench.duplicates import Duplicates
    from workbench.projection import Projection
    from workbench.topics import Topics
    from workbench.widgets import ExplorerWidget, MapWidget, ReviewWidget

SHOWN_COLUMNS = 5
"""Columns of the explorer's table, unless others are named."""


class Showing(Finding):
    """What is shown of a corpus; `Corpus` is the one that inherits it."""

    def map(
        self,
        color: Any = None,
        *,
        hover: Sequence[Any] = (),
        projection: Projection | None = None,
    ) -> MapWidget:
        """Show the map in Jupyter: one point per row, texts of like meaning together.

        Parameters
        ----------
        color : result, column name, or one value per row, optional
            What to color by: topics, categories, a classifier, a column, what
            ``topics.mean_per_row("minutes")`` or ``corpus.semantic_axis(...)`` returned.
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
            If `color` or `hover` do not fit the table.
        """
        from workbench.widgets import map_widget

        chosen = self._map_or(projection)
        return map_widget(chosen, color=color, frame=self.frame, hover=_names(hover))

    def map_figure(
        self,
        color: Any = None,
        *,
        hover: Sequence[Any] = (),
        title: str = "",
        projection: Projection | None = None,
    ) -> Figure:
        """Return the map as a plain Plotly figure, for a file or a slide.

        Parameters
        ----------
        color : result, column name, or one value per row, optional
            What to color by, as for `map`.
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

        chosen, names = self._map_or(projection), _names(hover)
        return map_figure(chosen, color=color, frame=self.frame, hover=names, title=title)

    def poster(
        self,
        path: str | os.PathLike[str],
        color: Any = None,
        *,
        title: str | None = None,
        subtitle: str | None = None,
        dark: bool = False,
        projection: Projection | None = None,
    ) -> Path:
        """Write the map as a picture for a slide or a page.

        Names stand beside the dots that they name, and none covers another. The same map gives the
        same bytes. Needs the extra ``poster`` (Matplotlib).

        Parameters
        ----------
        path : str or path
            Ends in ``.png`` (3,360 pixels wide), ``.svg`` or ``.pdf``. An existing file is
            replaced.
        color : result, column name, or one value per row, optional
            What to color by, as for `map`: topics, so that their names stand on the map.
        title : str, optional
            Default: the name of the text column.
        subtitle : str, optional
            Default: the number of rows, and of topics.
        dark : bool, default False
            Dark paper.
        projection : Projection, optional
            Where the points are, in two dimensions. Default: ``corpus.projection()``.

        Returns
        -------
        Path
            The file.

        Raises
        ------
        DependencyError
            If Matplotlib is not installed.
        FileError
            If the file cannot be written.
        InputError
            If `path` has another ending, or `color` does not fit the table.
        """
        from workbench.figures import map_poster

        chosen = self._map_or(projection)
        called = " + ".join(map(str, self.text)) if title is None else title
        return map_poster(
            path,
            chosen,
            color=color,
            frame=self.frame,
            title=called,
            subtitle=subtitle,
            dark=dark,
        )

    def explore(
        self,
        *,
        topics: Topics | None = None,
        duplicates: Duplicates | None = None,
        categories: Categories | None = None,
        classifier: Classifier | None = None,
        color: Any = None,
        columns: Sequence[Any] = (),
        projection: Projection | None = None,
    ) -> ExplorerWidget:
        """Show map, table, filters and search in Jupyter, linked both ways.

        Parameters
        ----------
        topics, duplicates, categories : results, optional
            What the map is colored by (topics, else categories), and what can be filtered by. Of
            categories also the rows that two claim, and those that fit none.
        classifier : Classifier, optional
            Shows what it predicts; the twenty rows whose label would teach most, and rows whose
            label looks wrong, can be filtered by.
        color : result, column name, or one value per row, optional
            What to color by instead, as for `map`.
        columns : sequence of column names, optional
            Columns of the table that are shown at first. Default: the text and the first others.
            The rest are in the menu "Columns".
        projection : Projection, optional
            Where the points are. Default: ``corpus.projection()``.

        Returns
        -------
        widget
            An ipywidget with ``.selection`` (DataFrame), ``tag(name)``, ``untag(name)`` and
            ``undo()``; tags go to the ledger as they are made.
        """
        from workbench.widgets import ExplorerWidget

        check_own(
            self.rows,
            topics=topics,
            duplicates=duplicates,
            categories=categories,
            classifier=classifier,
        )
        found = [one for one in (categories, classifier) if one is not None]
        masks = {name: mask for one in found for name, mask in one._to_look_at().items()}
        states = self._row_frame()
        for name in ("truncated", "unsupported_language"):
            masks[name.replace("_", " ")] = states[name].to_numpy()
        return ExplorerWidget(
            self._map_or(projection),
            frame=self.frame,
            topics=topics,
            duplicates=duplicates,
            categories=categories,
            color=color,
            columns=_names(columns) or self._first_columns(),
            shown=[column for one in found for column in one._beside().items()],
            masks=masks,
            tags=RowTags(self.ledger, self.rows),
            search=lambda query, k, mode, among: self._searcher.hits(query, k, among, mode),
            nearest=self._searcher.nearest,
            send=self._rows_at,
        )

    def review(
        self, duplicates: Duplicates | None = None, *, columns: Sequence[Any] | None = None
    ) -> ReviewWidget:
        """Decide on duplicate groups by keyboard; decisions go to the ledger as they are made.

        Parameters
        ----------
        duplicates : Duplicates, optional
            What to review. Default: what `duplicates` of this corpus returned last.
        columns : sequence of column names, optional
            Columns shown below each text; values that differ from the kept row are marked, and
            the head of a group counts them. Default: columns of short texts, at most six.

        Returns
        -------
        widget
            An ipywidget with ``.decisions`` (DataFrame).

        Raises
        ------
        InputError
            If `duplicates` is of another table, or none was found yet.
        ColumnError
            If a named column is missing.
        """
        from workbench.widgets import review

        if duplicates is None:
            duplicates = last_duplicates(self._kept)
        check_own(self.rows, duplicates=duplicates)
        book = self.ledger if self.ledger.path else None
        beside = texts_beside(self.frame, columns, without=(*self.text, self.id))
        return review(duplicates, book=book, columns=beside)

    def _map_or(self, projection: Projection | None) -> Projection:
        """Return the projection that was given, if it is of this table, or the usual one."""
        check_own(self.rows, projection=projection)
        return self.projection() if projection is None else projection

    def _first_columns(self) -> list[Any]:
        """Return the columns that a table shows by itself: the text, then the first others."""
        others = [name for name in self.frame.columns if name not in self.text]
        return [*self.text, *others][: max(SHOWN_COLUMNS, len(self.text))]


def _names(columns: Any) -> list[Any]:
    """Return column names as a list; one name alone will do."""
    return [columns] if isinstance(columns, (str, int)) else list(columns)
