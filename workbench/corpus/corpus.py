"""The corpus: a table, its text column and its vectors. Each verb is one short method."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.corpus.kept import saved_topics, without_code
from workbench.corpus.showing import Showing
from workbench.tables import check_writable, reading_parts

if TYPE_CHECKING:
    from workbench.duplicates import Duplicates
    from workbench.projection import Projection
    from workbench.topics import Topics

REPORT_ENDINGS = (".html", ".htm", ".xlsx", ".csv", ".tsv", ".jsonl", ".parquet")
"""A report is a page, a workbook of duplicates to decide on, or a table of them."""


class Corpus(Showing):
    """A table, its text column and the vectors of its texts.

    Made by `workbench.embed` or `workbench.open`. It never changes: a verb returns a result, or
    a new corpus. What several verbs need (the pair list, the neighbour graph, the projection) is
    computed once and kept.

    Attributes
    ----------
    frame : DataFrame
        The input table, n rows.
    rows : Rows
        Ids, texts and distinct texts.
    embedding : Embedding
        One vector for each of the m distinct texts, token counts and what made them.
    text : tuple of column names
        Where the texts stand.
    id : column name or None
        The rows' own key.
    ledger : Ledger
        Decisions about rows and pairs, in a file that outlives the run.
    """

    def report(
        self,
        path: str | os.PathLike[str],
        *,
        duplicates: Duplicates | None = None,
        topics: Topics | None = None,
        projection: Projection | None = None,
        title: str = "",
        stability: bool | None = None,
        redact: bool | Sequence[str] = False,
        columns: Sequence[Any] | None = None,
    ) -> Path:
        """Write one file that opens anywhere: the whole report, or the duplicates to decide on.

        Parameters
        ----------
        path : path
            Ending in ``.html`` for findings, map, topics, duplicates and table on one page; in
            ``.xlsx`` for a workbook of duplicate groups with decisions to fill in (`decide` reads
            them back); in .csv, .tsv, .jsonl or .parquet for the table with groups and reasons.
        duplicates, topics : results, optional
            What to show. Default: computed with default settings.
        projection : Projection, optional
            The map of a page. Default: ``corpus.projection()``.
        title : str, optional
            Heading of the page.
        stability : bool, optional
            Whether a page tells how stable the topics are, which takes nine runs more where it was
            not measured before. Default: up to 20,000 distinct texts.
        redact : bool or names of columns, default False
            True masks e-mail addresses, phone and card numbers; names of columns mask, and leave
            those columns out.
        columns : sequence of column names, optional
            Columns shown beside the texts. Default: all, at most 20.

        Returns
        -------
        Path
            The file written.
        """
        from workbench.projection import check_flat
        from workbench.reports import write_duplicates, write_html

        check_writable(path, REPORT_ENDINGS)
        self._check_own(duplicates=duplicates, topics=topics, projection=projection)
        if projection is not None:
            check_flat(projection, "the map of a report")
        duplicates = duplicates if duplicates is not None else self.duplicates()
        shared: dict[str, Any] = {
            "rows": self.rows, "frame": self.frame, "duplicates": duplicates,
            "redact": redact, "columns": columns,
        }  # fmt: skip
        if Path(path).suffix.lower() not in (".html", ".htm"):
            found = self.summary(duplicates=duplicates, topics=topics, title=title)
            return write_duplicates(path, summary=found, **shared)
        topics = self.measured(topics if topics is not None else self.topics(), stability)
        projection = projection if projection is not None else self.projection()
        return write_html(
            path,
            self.summary(duplicates=duplicates, topics=topics, projection=projection, title=title),
            embedding=self.embedding,
            projection=projection,
            topics=topics,
            title=title,
            **shared,
        )

    def decide(self, path: str | os.PathLike[str]) -> int:
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
            Where the file cannot be read or holds no column of decisions.
        """
        from workbench.reports import read_decisions

        return self.ledger.add(read_decisions(path, self.rows), note=f"from {Path(path).name}")

    def save(self, path: str | os.PathLike[str], *, topics: Topics | None = None) -> Path:
        """Write table, vectors, decisions and what was computed to one file; no code in it.

        Parameters
        ----------
        path : path
            The file, a zip; by custom it ends in ``.wb``.
        topics : Topics, optional
            Topics that were renamed, merged or otherwise corrected; the opened corpus gives them
            back in the place of those that were found. Duplicates are not written: they are found
            again from the saved pairs and decisions.

        Raises
        ------
        FileError
            Where the file cannot be written, or a column holds values of mixed kinds.
        """
        from workbench.archive import save_archive

        self._check_own(topics=topics)
        kept = without_code(self._kept) | ({} if topics is None else saved_topics(topics))
        parts = {
            "frame": self.frame,
            "columns": {"text": self.text, "id": self.id},
            "reading": reading_parts(self.rows),
            "ids": None if self.rows.names.by_frame else self.rows.ids.tolist(),
            "ledger": self.ledger.entries(),
            "embedding": self.embedding,
            "kept": kept,
        }
        return save_archive(path, parts)
