"""The corpus: a table, its text column and its vectors.

Its fields and parts are in base.py, what is found in result_methods.py, what is shown in
view_methods.py, and what is written in file_methods.py.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Hashable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from workbench.calls import answers_methods
from workbench.corpus.checks import check_own
from workbench.corpus.file_methods import Writing
from workbench.corpus.kept_results import (
    CATEGORIES,
    CLASSIFIER,
    saved_topics,
    without_code,
)
from workbench.corpus.nearness import GRAPH_NEIGHBORS
from workbench.corpus.next_table import next_table
from workbench.duplicates import GUARDS
from workbench.errors import ColumnError, InputError
from workbench.progress import choose
from workbench.tables import cleaning_of, reading_parts

if TYPE_CHECKING:
    from workbench.categories import Categories
    from workbench.categories.classifier import Classifier
    from workbench.comparison import Comparison
    from workbench.duplicates import Matches
    from workbench.topics import Topics


@answers_methods
class Corpus(Writing):
    """A table, its text column and the vectors of its texts.

    Made by `workbench.embed` or `workbench.open`. It never changes: a method returns a result, or
    a new corpus. What several methods need (pairs, nearest neighbors, the map) is computed once
    and kept.

    Attributes
    ----------
    frame : DataFrame
        The input table, n rows.
    rows : Rows
        Ids, texts and distinct texts.
    embedding : Embedding
        One vector for each of the m distinct texts, token counts and what made them.
    text : tuple of column names
        Where the texts are.
    id : column name or None
        The rows' own key.
    ledger : Ledger
        Decisions about rows and pairs, in a file that outlives the run.
    """

    def with_approximate_neighbors(self) -> Self:
        """Return the corpus with an approximate neighbor graph, for hundreds of thousands of rows.

        Map, topics and what else stands on the graph come from an index that misses a few
        neighbors; how many is measured and said in their notes. Pairs and search stay exact.
        The index is an extra: ``pip install "text-workbench[approximate]"``.

        Returns
        -------
        Corpus
            The same table and vectors; pairs that were found stay, all else is found again.

        Raises
        ------
        DependencyError
            If the index is not installed.
        """
        from workbench.similarity import check_index

        check_index()
        still: set[Hashable] = {"pairs", ("legibility",)}
        kept = {key: value for key, value in self._kept.items() if key in still}
        return replace(self, _approximate=True, _kept=kept)

    def refine(self) -> Self:
        """Return the exact corpus of a draft: the model embeds all texts that the store lacks.

        Returns
        -------
        Corpus
            The same table with the model's own vectors; what was found in drafts is found again.
            A corpus that is no draft comes back as it is.

        Raises
        ------
        ModelError
            If the model cannot be had.
        """
        if self.embedding.draft is None:
            return self
        exact = self._embed(
            self.rows.readings,
            self._encoder(),
            store=self._store,
            long_text=self.embedding.long_text,
            progress=choose(self._progress),
        )
        return replace(self, embedding=exact, _origin="", _kept={})

    def with_table(
        self,
        frame: Any,
        *,
        clean: bool | Collection[str] = True,
        non_answers: bool | Collection[str] = True,
        exclude_lines: Collection[str] = (),
        cache: bool | str | os.PathLike[str] = True,
    ) -> Self:
        """Return the corpus of another table of the same kind: next week's export, say.

        Columns, model, settings, engine and decisions are those of this corpus. Texts that it
        holds keep their vectors, so only new ones are embedded, on a machine without a store too.

        Parameters
        ----------
        frame : table, sequence of texts, or path
            The other table, as for `workbench.embed`.
        clean, non_answers, exclude_lines : optional
            What is left out of what is read, as for `workbench.embed`.
        cache : bool or folder, default True
            Where other vectors may be known from, as for `workbench.embed`.

        Returns
        -------
        Corpus
            The other table. ``topics.refresh(corpus)`` carries topics over to it.

        Raises
        ------
        InputError
            If the table cannot be used, or these vectors are drafts or were given.
        ModelError
            If the model cannot be had.
        """
        cleaning = cleaning_of(clean, non_answers, exclude_lines)
        return next_table(self, frame, cleaning, cache)

    def match(
        self,
        other: Corpus,
        threshold: float = 0.7,
        *,
        partial_threshold: float | None = None,
        guards: str | Collection[str] = GUARDS,
    ) -> Matches:
        """Find for each row the nearest row of another table: tickets against FAQs, say.

        Parameters
        ----------
        other : Corpus
            The other table, embedded by the same model.
        threshold : float, default 0.7
            Cosine similarity from which a row counts as answered, inclusive, in (0, 1].
        partial_threshold : float, optional
            Cosine similarity from which it counts as answered in part. Default: 0.15 below.
        guards : collection of str, default all
            Differences that send a row to review or are named beside its answer: a negation, a
            number, a name and so on (`workbench.duplicates.GUARDS`).

        Returns
        -------
        Matches
            Nearest row and status of each row, gaps, and rows of the other table that are unused.

        Raises
        ------
        InputError
            If the two tables were embedded in different ways.
        ThresholdError
            If a threshold is outside (0, 1].
        """
        from workbench.duplicates import match_tables

        self._check_comparable("match", other)
        mine, theirs = self.embedding, other.embedding
        return match_tables(
            self.rows,
            mine.vectors,
            other.rows,
            theirs.vectors,
            threshold=threshold,
            partial_threshold=partial_threshold,
            guards=guards,
            frame=self.frame,
            engine=self._engine,
            embedded=(mine.manifest, theirs.manifest),
            legibility=(self._legibility, other._legibility),
        )

    def compare(
        self,
        other: Corpus | None = None,
        *,
        by: Hashable | None = None,
        now: str | None = None,
        before: str | None = None,
        topics: Topics | None = None,
        threshold: float = 0.9,
        new_below: float = 0.55,
    ) -> Comparison:
        """Say what rows say otherwise than those of another table, period or group.

        Parameters
        ----------
        other : Corpus, optional
            The table to compare with, embedded by the same model, such as last month.
        by : column name, optional
            Compare two parts of this table instead: two periods if the column holds dates, or two
            groups. ``by="created_at"`` alone compares the second half of the time with the first.
        now, before : str, optional
            What the column holds in the rows to compare, and in those they are compared with: a
            value, a year, month or day ("2025-07"), or a range ("2025-07 .. 2025-09"). Default of
            `before`: all other rows with a value.
        topics : Topics, optional
            Topics whose shares are compared: of one of the tables, or of the table that both are
            parts of. Default: found among the rows of both together.
        threshold : float, default 0.9
            Cosine similarity from which the other table has a near-duplicate, inclusive, in (0, 1].
        new_below : float, default 0.55
            Cosine similarity below which nothing in the other table is like a text, so that it
            counts as new.

        Returns
        -------
        Comparison
            ``topics`` that grew or shrank, ``new_texts``, ``shared_texts``, ``words`` that are
            said more or less often, ``findings`` in sentences and ``to_frame()`` per row.

        Raises
        ------
        InputError
            If the two tables, or the topics, were embedded in different ways, there is neither
            another table nor a column, or a part holds no row or rows of the other one.
        ColumnError
            If there is no such column.
        ThresholdError
            If a threshold is outside (0, 1], or `new_below` is above `threshold`.
        """
        from workbench.comparison import Table, compare_tables, topics_of_both, two_parts

        if by is not None and other is None:
            if by not in self.frame.columns:
                raise ColumnError.missing(by, list(self.frame.columns))
            late, early = map(self.filter, two_parts(self.frame[by], now, before))
            parts = late.compare(early, topics=topics, threshold=threshold, new_below=new_below)
            return replace(parts, _whole=self.rows.manifest.digest)
        if other is None or by is not None or now is not None or before is not None:
            raise InputError(
                "compare takes another corpus, or a column of this one: compare(last_month), "
                'compare(by="created_at", now="2025-12", before="2025-11")'
            )
        self._check_comparable("compare", other)
        matches = self.match(other, threshold, partial_threshold=new_below)
        mine, theirs = (Table(c.rows, c.embedding, c._legibility) for c in (self, other))
        if topics is None:
            encode = self._topic_home.encode
            topics = topics_of_both(mine, theirs, k=GRAPH_NEIGHBORS, encode=encode)
        self._topic_home.check_width(topics)
        return compare_tables(mine, theirs, matches, topics)

    def _check_comparable(self, verb: str, other: Any) -> None:
        """Refuse what is no corpus, or one whose vectors cannot be compared with these."""
        if not isinstance(other, Corpus):
            raise InputError(
                f"{verb} compares with another corpus, got {type(other).__name__}. "
                "Embed it first: other = wb.embed(frame, text=...)"
            )
        mine, theirs = self.embedding, other.embedding
        if mine.info.key(mine.long_text) != theirs.info.key(theirs.long_text):
            raise InputError(
                f"the two tables were embedded in different ways ({mine.info} and {theirs.info}), "
                "so their vectors cannot be compared. Embed both with the same model and precision."
            )

    def save(
        self,
        path: str | os.PathLike[str],
        *,
        topics: Topics | None = None,
        categories: Categories | None = None,
        classifier: Classifier | None = None,
    ) -> Path:
        """Write table, vectors, decisions and what was computed to one file; no code in it.

        Parameters
        ----------
        path : path
            The file, a zip; by custom it ends in ``.wb``.
        topics : Topics, optional
            Topics that were renamed, merged or otherwise corrected; the opened corpus gives them
            back in the place of those that were found. Duplicates are not written: they are found
            again from the saved pairs and decisions.
        categories : Categories, optional
            What `categorize` returned. The opened corpus gives them back as ``categorize()``, and
            next week's table (`with_table`) is put into the same ones.
        classifier : Classifier, optional
            What `classifier` returned. The opened corpus gives it back as ``classifier()``, and
            so does next week's table.

        Raises
        ------
        FileError
            If the file cannot be written, or a column holds values of mixed kinds.
        """
        from workbench.archive import save_archive

        check_own(self.rows, topics=topics, categories=categories, classifier=classifier)
        kept = without_code(self._kept) | ({} if topics is None else saved_topics(topics))
        kept |= {} if categories is None else {CATEGORIES: categories}
        kept |= {} if classifier is None else {CLASSIFIER: classifier}
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
