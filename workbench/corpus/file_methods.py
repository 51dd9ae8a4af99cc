"""What a corpus hands on: a report, tables, vectors, tasks; decisions come back."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from workbench.corpus.checks import made_with, results_beside
from workbench.corpus.outputs import export_tasks, export_vectors, write_report
from workbench.corpus.view_methods import Showing
from workbench.errors import check_path
from workbench.tables import beside, write_table

if TYPE_CHECKING:
    from workbench.categories import Categories
    from workbench.categories.classifier import Classifier
    from workbench.comparison import Comparison
    from workbench.duplicates import Duplicates, Matches
    from workbench.projection import Projection
    from workbench.topics import Refresh, Topics


class Writing(Showing):
    """What is written of a corpus; `Corpus` is the one that inherits it."""

    def report(  # noqa: PLR0913 - all but the path by keyword
        self,
        path: str | os.PathLike[str],
        *,
        duplicates: Duplicates | None = None,
        topics: Topics | Refresh | Literal[False] | None = None,
        projection: Projection | None = None,
        comparison: Comparison | None = None,
        matches: Matches | None = None,
        metrics: pd.DataFrame | None = None,
        categories: Categories | None = None,
        classifier: Classifier | None = None,
        title: str = "",
        stability: bool = False,
        redact: bool | Sequence[str] = False,
        columns: Sequence[Any] | None = None,
        conflicts: Any = None,
    ) -> Path:
        """Write one file that opens anywhere: the whole report, or the duplicates to decide on.

        Parameters
        ----------
        path : path
            Ending in ``.html`` for findings, map, topics, duplicates and table on one page; in
            ``.xlsx`` for a workbook of duplicate groups with decisions to fill in
            (`import_decisions` reads them back); in .csv, .tsv, .jsonl or .parquet for the table
            with groups and reasons.
        duplicates, topics : results, optional
            What to show. Default: computed with default settings. ``topics=False`` leaves topics
            out, and none are found. What ``topics.refresh(corpus)`` returned may be given too:
            then a page says on top what has changed.
        projection : Projection, optional
            The map of a page. Default: ``corpus.projection()``.
        comparison : Comparison, optional
            What changed since another table (`compare`): a section of the page.
        matches : Matches, optional
            What another table answers (`match`), gaps and what nobody uses: a section of the page.
        metrics : DataFrame, optional
            What `Topics.metrics` returns: a section on the topics that weigh most, and the mean
            of each row's topic to color the map by; or a sheet of an .xlsx file.
        categories, classifier : results, optional
            What `categorize` and `classifier` return: a section each, and a column of the page;
            or sheets of an .xlsx file.
        title : str, optional
            Heading of the page.
        stability : bool, default False
            Whether to measure how stable the topics are, which takes nine runs more. What was
            measured before is shown either way.
        redact : bool or names of columns, default False
            True masks e-mail addresses, phone and card numbers; names of columns mask, and leave
            those columns out. What masking misses stands in the report; beside a .csv, .tsv,
            .jsonl or .parquet file, in a file of the same name with ``.notes.txt`` behind it.
        columns : sequence of column names, optional
            Columns shown beside the texts. Default: all, at most 20.
        conflicts : column name, optional
            Show rows that say the same, but differ in this column, such as the answers of FAQs:
            `Duplicates.conflicts`. For .html and .xlsx.

        Returns
        -------
        Path
            The file written.
        """
        return write_report(
            self,
            path,
            duplicates=duplicates,
            topics=topics,
            projection=projection,
            title=title,
            stability=stability,
            redact=redact,
            columns=columns,
            conflicts=conflicts,
            sections={
                "comparison": comparison,
                "matches": matches,
                "metrics": metrics,
                "categories": categories,
                "classifier": classifier,
            },
        )

    def import_decisions(self, path: str | os.PathLike[str]) -> int:
        """Take over the decisions that were filled into a workbook written by `report`.

        Parameters
        ----------
        path : path
            An .xlsx file; its rows may have been sorted, filtered or deleted.

        Returns
        -------
        int
            Decisions written to the ledger.

        Raises
        ------
        FileError
            If the file cannot be read or holds no column of decisions.
        """
        from workbench.reports import decisions_in_workbook

        return self.ledger.add(
            decisions_in_workbook(path, self.rows), note=f"from {Path(path).name}"
        )

    def export(
        self,
        path: str | os.PathLike[str],
        *results: Any,
        plain: bool = False,
        encoding: str = "utf-8-sig",
    ) -> Path:
        """Write the table with the columns of results: Parquet part by part, or one file.

        Parameters
        ----------
        path : path
            A folder, if the corpus was embedded from Parquet files: every file is written again
            with all its columns, a row group at a time. Otherwise a table file, by its ending.
        *results : Duplicates, Topics, Projection or DataFrame
            What stands beside the table, row by row. A column name that comes twice gets the
            kind of its result in front.
        plain : bool, default False
            Whether texts that a spreadsheet would run stay as they are in a CSV or TSV file. By
            default they get an apostrophe in front.
        encoding : {"utf-8-sig", "utf-8", "utf-16"}, default "utf-8-sig"
            Of a CSV or TSV file. Excel needs the mark that "utf-8-sig" begins with to show accents
            right.

        Returns
        -------
        Path
            What was written.

        Raises
        ------
        InputError
            If a result has another number of rows.
        FileError
            If it cannot be written.
        """
        added = results_beside(self.rows, results)
        made = made_with(self.embedding.manifest, results)
        if self._source is not None:
            return self._source.write(path, added, made)
        whole, _ = beside(self.frame, added)
        return write_table(
            whole, check_path("path", path), plain=plain, encoding=encoding, made=made
        )

    def export_vectors(self, path: str | os.PathLike[str], *results: Any) -> Path:
        """Write vectors with ids, texts and results for LanceDB, DuckDB, Qdrant, Chroma.

        Parameters
        ----------
        path : path
            A .parquet file.
        *results : Duplicates, Topics, Projection or DataFrame
            What stands beside the vectors, row by row, as for `export`.

        Returns
        -------
        Path
            The file written, one line per row with text: ``id``, ``text``, ``vector`` (list of
            fixed size, d float32), and the columns of the results.

        Raises
        ------
        InputError
            If a result has another number of rows.
        FileError
            If the file cannot be written.
        """
        return export_vectors(self, path, results, {})

    def export_tasks(
        self,
        path: str | os.PathLike[str],
        labels: Topics | Categories | None = None,
        *,
        tool: Literal["label-studio", "argilla"] = "label-studio",
    ) -> Path:
        """Write rows with a proposed label, for people to correct in Label Studio or Argilla.

        Parameters
        ----------
        path : path
            Ending in ``.jsonl`` for one JSON object a line, in ``.json`` for one list of all.
        labels : Topics or Categories, optional
            What is proposed: the topic (none for noise) with its confidence, or the category with
            its score. Default: nothing.
        tool : {"label-studio", "argilla"}, default "label-studio"
            Which program reads it. In both the text is ``text`` and the label ``label``.

        Returns
        -------
        Path
            The file written, one task per row with text.

        Raises
        ------
        FileError
            If the file cannot be written.
        """
        return export_tasks(self, path, labels, tool, {})
