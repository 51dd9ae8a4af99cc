"""The corpus: a table, its text column and its vectors."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from inspect import signature
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.calls import answers_methods
from workbench.corpus.card import corpus_card
from workbench.corpus.checks import (
    check_own,
    check_page_only,
    check_redact,
    columns_to_color_by,
    labels_by_text,
    made_with,
    proposed_labels,
    results_beside,
    texts_beside,
    with_columns,
)
from workbench.corpus.kept_results import (
    CASCADE,
    CATEGORIES,
    CLASSIFIER,
    LAST,
    NO_DRAFTS,
    OF_SAMPLE,
    check_lowest,
    checked,
    kept_categories,
    kept_classifier,
    kept_for_table,
    kept_or_found,
    last_duplicates,
    part_of_kept,
    saved_topics,
    search_key,
    without_code,
)
from workbench.corpus.maps import Maps
from workbench.corpus.nearness import GRAPH_NEIGHBORS, Nearness
from workbench.corpus.next_table import next_table
from workbench.corpus.queries import Mode, Searcher, encoder_or_none
from workbench.corpus.topic_home import PhraseEncoder, TopicHome, check_sample
from workbench.duplicates import GUARDS
from workbench.duplicates.checks import check_guards
from workbench.embedding import (
    Embedding,
    Encoder,
    Legibility,
    VectorStore,
    embed_texts,
    legibility,
    sampled_texts,
    table_note,
)
from workbench.engines import Engine, LocalEngine
from workbench.errors import (
    ColumnError,
    InputError,
    check_choice,
    check_count,
    check_path,
    check_threshold,
    counted,
)
from workbench.ledger import Ledger, RowTags
from workbench.progress import Progress, choose, one_line
from workbench.tables import (
    ParquetTable,
    Rows,
    beside,
    check_writable,
    cleaning_of,
    find_boilerplate,
    reading_parts,
    row_positions,
    write_table,
)
from workbench.tables.normalized_texts import STEPS

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from workbench.categories import Categories
    from workbench.categories.classifier import Classifier
    from workbench.comparison import Comparison
    from workbench.corpus.word_index import WordIndex
    from workbench.duplicates import Duplicates, Matches, PairModel
    from workbench.duplicates.cascade import Found
    from workbench.duplicates.kept_row import Keep
    from workbench.projection import Projection
    from workbench.similarity import Neighbors
    from workbench.summary import Summary
    from workbench.topics import Clusterer, Detail, Namer, Refresh, Topics, Unit
    from workbench.widgets import (
        BoardWidget,
        ExplorerWidget,
        MapWidget,
        ReviewWidget,
        ThresholdWidget,
    )

REPORT_ENDINGS = (".html", ".htm", ".xlsx", ".csv", ".tsv", ".jsonl", ".parquet")
"""A report is a page, a workbook of duplicates to decide on, or a table of them."""

SHOWN_COLUMNS = 5
"""Columns of the explorer's table, unless others are named."""


@answers_methods
@dataclass(frozen=True, eq=False, repr=False)
class Corpus:
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

    frame: pd.DataFrame
    rows: Rows
    embedding: Embedding
    text: tuple[Any, ...]
    id: Any
    ledger: Ledger
    _origin: str
    _encoder: Callable[[], Encoder]
    _progress: bool | Progress | None = True
    _kept: dict[Hashable, Any] = field(default_factory=dict)
    _engine: Engine = field(default_factory=LocalEngine)
    _embed: Callable[..., Embedding] = embed_texts
    _approximate: bool = False
    _source: ParquetTable | None = None
    _store: VectorStore | None = None

    def __len__(self) -> int:
        """Return the number of rows, with and without text."""
        return len(self.rows)

    def __repr__(self) -> str:
        """Return one line: rows, distinct texts, blanks, truncated texts, encoder, cache."""
        info, rows = self.embedding.info, self.rows
        blank = len(rows) - int(rows.has_text.sum())
        truncated = int(rows.counts[self.embedding.cut].sum())
        parts = [
            counted(len(rows), "row"),
            counted(len(rows.distinct), "distinct text"),
            *([f"{blank:,} without text"] if blank else []),
            *([f"{truncated:,} truncated at {info.max_tokens} tokens"] if truncated else []),
            f"{info.model} ({info.dimensions} numbers, {info.precision} on {info.device})",
            *([str(self.embedding.draft)] if self.embedding.draft is not None else []),
            self._origin or f"{counted(self.embedding.cached, 'vector')} from the cache",
            *(["approximate neighbors"] if self._approximate else []),
            *([f"{len(self.notes)} notes"] if len(self.notes) > 1 else []),
        ]
        return f"Corpus({', '.join(parts)})"

    def _repr_html_(self) -> str:
        """Return a card: what stands in the table, how it was embedded, what to know."""
        return corpus_card(repr(self), self.notes, self.rows)

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader must be told: cut texts, a lower precision, another language."""
        return (*self.rows.notes, *self.embedding.notes, *self._language)

    @cached_property
    def _language(self) -> tuple[str, ...]:
        """What to say if the model cannot read most texts; asked whenever the corpus is shown."""
        return table_note(self.rows.readings, self.embedding.info)

    @property
    def vectors(self) -> NDArray[np.float32]:
        """Unit vectors of the rows with text, float32, shape (rows with text, dimensions)."""
        return self.embedding.vectors[self.rows.distinct_of[self.rows.has_text]]

    def to_frame(self) -> pd.DataFrame:
        """Return each text's length and how much of it the model saw.

        Returns
        -------
        DataFrame, or the kind of table that was given
            Row by row with the input table, on its index: ``has_text`` (bool), ``tokens`` (Int32,
            special ones included), ``fraction_read`` (Float32, share of the tokens that the model
            read), ``truncated`` (bool) and ``unsupported_language`` (bool, a script or a language
            that the model does not know, or no word at all).
        """
        return self.rows.as_given(self._row_frame())

    def _row_frame(self) -> pd.DataFrame:
        """Return the lines of `to_frame`."""
        has_text, tokens = self.rows.has_text, self.embedding.tokens
        share = np.minimum(1.0, self.embedding.info.max_tokens / np.maximum(tokens, 1))
        seen = np.where(self.embedding.cut, share, 1.0)
        columns = {
            "has_text": has_text,
            "tokens": pd.Series(self.rows.spread(tokens, 0), dtype="Int32").where(has_text),
            "fraction_read": pd.Series(self.rows.spread(seen, 0.0), dtype="Float32").where(
                has_text
            ),
            "truncated": self.rows.spread(self.embedding.cut, fill=False),
            "unsupported_language": self.rows.spread(self._legibility.unreadable, fill=False),
        }
        return pd.DataFrame(columns).set_axis(self.rows.index, axis=0)

    # Parts of the table

    def filter(self, mask: Any) -> Self:
        """Return a smaller corpus; nothing is computed again.

        Parameters
        ----------
        mask : array or Series of bool, or function of the table
            True for the rows to keep, for example ``tickets.frame["product"] == "Router"``.

        Returns
        -------
        Corpus
            The chosen rows with their vectors, pairs and positions on the map.

        Raises
        ------
        InputError
            If the mask does not fit the table or no chosen row holds text.
        """
        positions = row_positions(self.frame, mask)
        rows, kept = self.rows.take(positions)
        if not len(kept):
            raise InputError(
                f"filter: none of the {len(positions):,} chosen rows holds text. Choose others."
            )
        return type(self)(
            frame=self.frame.iloc[positions],
            rows=rows,
            embedding=self.embedding.take(kept),
            text=self.text,
            id=self.id,
            ledger=self.ledger,
            _origin=f"taken from {counted(len(self), 'row')}",
            _encoder=self._encoder,
            _progress=self._progress,
            _engine=self._engine,
            _embed=self._embed,
            _approximate=self._approximate,
            _store=self._store,
            _kept=part_of_kept(self._kept, rows, kept),
        )

    def __getitem__(self, mask: Any) -> Self:
        """Return the chosen rows, as `filter` does: ``tickets[tickets.frame["stars"] < 3]``."""
        if isinstance(mask, (str, int, tuple)):
            raise InputError(
                f"corpus[...] chooses rows by a mask of True and False, got {mask!r}. The columns "
                "are in corpus.frame[...]; for example corpus[corpus.frame['stars'] < 3]"
            )
        return self.filter(mask)

    def sample(self, n: int = 50_000) -> Self:
        """Return the corpus of some of the distinct texts, all their rows with them.

        Which ones depends on the texts alone: those whose digests are smallest. So a table in
        another order, or on another engine, has the same sample, and one that grows keeps most
        of it. A sample of a draft of which the model embedded every text is no draft.

        Parameters
        ----------
        n : int, default 50,000
            Distinct texts.

        Returns
        -------
        Corpus
            `Topics.predict` gives its topics to the other rows, `Projection.transform` their
            positions on its map.

        Raises
        ------
        InputError
            If `n` is no whole number of at least 1.
        """
        wanted = check_count("n", n)
        count = len(self.rows.distinct)
        chosen = np.zeros(count, dtype=bool)
        chosen[sampled_texts(self.rows.readings, wanted)] = True
        taken = self.filter(self.rows.spread(chosen, fill=False))
        origin = f"a sample of {int(chosen.sum()):,} of {count:,} distinct texts"
        return replace(taken, _origin=origin) if wanted < count else taken

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
        new = next_table(
            frame,
            text=self.text,
            id=self.id,
            last=(self.rows, self.embedding),
            encoder=self._encoder,
            embed=self._embed,
            cleaning=cleaning_of(clean, non_answers, exclude_lines),
            cache=cache,
            progress=choose(self._progress),
        )
        corpus = replace(
            self,
            frame=new.source.frame.copy(),
            rows=new.rows,
            embedding=new.embedding,
            text=tuple(new.source.columns),
            _origin="",
            _kept={},
            _source=new.source.parquet,
            _store=new.store,
        )
        corpus._kept.update(kept_for_table(self._kept, corpus))
        return corpus

    # What is found in it

    def duplicates(  # noqa: PLR0913 - all but the threshold by keyword
        self,
        threshold: float = 0.9,
        *,
        min_similarity: float | None = None,
        keep: Keep = "most_common",
        date: Hashable | None = None,
        date_format: str | None = None,
        block_on: Hashable | Sequence[Hashable] | None = None,
        max_days: int | None = None,
        review_if_different: Hashable | Sequence[Hashable] | None = None,
        normalize: str | Collection[str] = STEPS,
        guards: str | Collection[str] = "balanced",
        pair_model: PairModel | None = None,
        memory: int | None = None,
        search: Literal["exact", "draft"] = "exact",
        recall: float = 0.99,
    ) -> Duplicates:
        """Find texts that are said more than once, and decide which rows to keep.

        Parameters
        ----------
        threshold : float, default 0.9
            Smallest cosine similarity of a near-duplicate pair, inclusive, in (0, 1].
        min_similarity : float, optional
            Smallest cosine similarity at which pairs are searched: as far down as
            ``.at(threshold)`` can go. Default: 0.7, or `threshold` if that is lower; of more
            than 200,000 distinct texts, whose pairs at 0.7 would fill the memory, `threshold`.
        keep : str, list, mapping or function, default "most_common"
            Which row of a group stays: "most_common" (what most rows say, however it is spelled;
            the longest text if none comes more often), "longest", "newest", "oldest", "central"
            (the one paired with most others), "first", "last", the name of a column to maximize, a
            list of preferred values in order (or ``{column: [values]}``), or a function that takes
            the table and returns one value per row, larger ones preferred.
        date : column name, optional
            Column that "newest", "oldest" and `max_days` look at: dates, or texts that are dates.
            Default: the only column of dates.
        date_format : str, optional
            How its dates are written, such as "%d/%m/%Y", if that is not clear from the column.
        block_on : column name or list of them, optional
            Compare only rows that are equal in these columns: the same product, customer. A
            missing value equals another missing one.
        max_days : int, optional
            Compare only rows at most so many calendar days apart. Rows without a date are compared
            with one another only.
        review_if_different : column name or list of them, optional
            Columns in which two rows must match. If they do not, they may be in one group, but go
            to review, copies of one text too.
        normalize : collection of str, default all
            What does not count when texts are compared after normalizing: "unicode", "case",
            "punctuation", "spaces".
        guards : {"balanced", "strict", "off"} or names of guards, default "balanced"
            Differences that keep a pair from being dropped automatically: a negation, a number, a
            name and so on (`workbench.duplicates.GUARDS`). "strict": every difference that a guard
            sees. "balanced", and names: a value that one text merely adds, and another word in a
            very similar text, only lower the probability. "off": none.
        pair_model : PairModel, optional
            What gives each pair a probability: ``duplicates.calibrate(...).pair_model``. Default:
            the model that comes with Workbench.
        memory : int, optional
            Bytes that pairs and the evidence about them may take. If they do not suffice, pairs
            are not listed one by one, the groups stay the same, and a note says so. Default:
            512 MiB.
        search : {"exact", "draft"}, default "exact"
            How pairs are searched if the vectors are drafts (``embed(draft=True)``). "exact" takes
            the drafts as they are. "draft" takes them to find candidates, and the model then embeds
            the candidates alone: every pair, group and verdict stands on its own vectors. Pairs are
            found from `threshold` (or `min_similarity`) upward.
        recall : float, default 0.99
            Share of the pairs that ``search="draft"`` is to find, in (0, 1]. A note tells the share
            that it finds, as estimated, with the interval of 95 %.

        Returns
        -------
        Duplicates
            Groups without chains, pairs, what to keep and why. An equal call returns the same
            result, unless decisions were made since.

        Raises
        ------
        ThresholdError
            If `threshold` is outside (0, 1], or below `min_similarity`.
        InputError
            If another setting is unknown, or does not fit the table.
        ColumnError
            If a named column is missing.
        BudgetError
            If even clusters of texts have too many pairs for `memory`.
        """
        result = self._find_duplicates(
            threshold=threshold,
            min_similarity=min_similarity,
            keep=keep,
            date=date,
            date_format=date_format,
            block_on=block_on,
            max_days=max_days,
            review_if_different=review_if_different,
            normalize=normalize,
            guards=guards,
            pair_model=pair_model,
            memory=memory,
            search=search,
            recall=recall,
        )
        self._kept[LAST] = result
        return result

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

    def topics(  # noqa: PLR0913 - every keyword is an option of its own
        self,
        *,
        detail: Detail = "medium",
        about: int | None = None,
        min_cluster_size: int | Literal["auto"] = "auto",
        random_state: int = 0,
        assign_noise: bool = True,
        namer: Namer | None = None,
        unit: Unit = "text",
        sample: int | Literal["auto"] | None = "auto",
        labels: Any = None,
        clusterer: Clusterer | None = None,
        apply_corrections: bool = True,
    ) -> Topics:
        """Find what the texts are about, or take labels of your own as topics.

        Parameters
        ----------
        detail : {"broad", "medium", "fine"}, default "medium"
            How many topics there are, if `min_cluster_size` is "auto". Medium has the number whose
            topics are best separated and most alike in all layouts, broad a quarter to half as
            many, fine more.
        about : int, optional
            About how many topics you want, within a tenth if the texts allow it. Set instead of
            `detail`.
        min_cluster_size : int or "auto", default "auto"
            Fewest distinct texts, or copies of one text, that make a topic.
        random_state : int, default 0
            Seed of the layouts that are clustered.
        assign_noise : bool, default True
            Whether the column ``assigned`` gives noise its nearest topic. The column ``topic``
            stays -1.
        namer : callable, optional
            Takes keywords and examples of a topic, returns its title (a language model, say).
        unit : {"text", "sentence", "passage"}, default "text"
            What has topics beside the text as a whole: each sentence, or each passage of texts
            that were embedded with ``long_text="chunk"``. A row then has a list of topics (see
            `Topics.to_frame`, `Topics.parts`).
        sample : int, "auto" or None, default "auto"
            Distinct texts in which topics are found; the others join the topic of their nearest
            texts in the sample, which takes seconds where clustering all takes minutes. None
            clusters all. "auto" does, too, but for a draft of more than 50,000 texts, of which it
            takes 20,000.
        labels : name of a column, or one label per row, optional
            Your own topics: words or whole numbers; -1, "" and missing are noise. Words are the
            names of the topics; whole numbers stay the numbers, and keywords name them. A Series
            must have the index of the table. If identical texts have different labels, the most
            frequent one counts for all.
        clusterer : object with ``fit_predict``, optional
            Your own method, such as ``sklearn.cluster.KMeans(8)`` or ``hdbscan.HDBSCAN()``. It
            gets each distinct vector once, in the order of the table, and is fitted in place.
        apply_corrections : bool, default True
            Whether corrections in the ledger are applied (see `Topics.save_corrections`).

        Returns
        -------
        Topics
            Named topics, with noise and why it is noise.

        Raises
        ------
        ColumnError
            If `labels` names no column of the table.
        InputError
            If a setting is out of range or has no effect beside `labels` or `clusterer`, if there
            are no passages or no model for sentences, if there
            is not one label per row, a Series has another index, or a clusterer has no
            ``fit_predict``, fails or returns something else than one label per vector.
        """
        from workbench.topics import UNITS, check_settings

        settings = check_settings(detail, min_cluster_size, random_state, about) | {
            "assign_noise": bool(assign_noise),
            "namer": namer,
        }
        check_choice("unit", unit, UNITS)
        home = self._topic_home
        if labels is not None or clusterer is not None:
            result = home.given(labels, clusterer, settings, sample)
        else:
            result = home.find(settings, check_sample(sample), self._part)
        return home.parted(home.corrected(result) if apply_corrections else result, unit)

    def categorize(
        self,
        categories: Any = None,
        *,
        threshold: float = 0.7,
        multiple: bool = False,
        rest: Literal["other", "cluster"] = "other",
    ) -> Categories:
        """Sort the rows into categories of your own; what fits none is "Other".

        Parameters
        ----------
        categories : mapping, table, path or list
            ``{"Refunds": ["money back", "return my payment"]}``: names and examples; a table (or a
            file of it) with a column ``name`` and, if you like, ``description``, ``examples``
            (parted by "|", or one per line), ``threshold`` and ``parent``; a TOML, JSON or YAML
            file of the same; or names alone. Three examples each make categories much surer.
            Default: the categories that were saved with this corpus, or with the one that this
            table is the next of (`with_table`): with their scores, settings and learned thresholds.
        threshold : float, default 0.7
            Score from which a row belongs to a category, inclusive, in (0, 1]. 0 is the similarity
            of any two texts of this table, 1 that of a text and its nearest neighbors: it means
            the same for every model. ``learn`` sets it per category by your answers.
        multiple : bool, default False
            Whether a row may belong to several categories.
        rest : {"other", "cluster"}, default "other"
            What becomes of rows that fit none. "cluster" finds topics among them, which are
            named and stand behind your categories in the result.

        Returns
        -------
        Categories
            Category, score and evidence per row; ``table``, ``overlap()``, ``contested()``,
            ``uncovered()``, ``questions()`` and ``learn()``.

        Raises
        ------
        InputError
            If there is no category, or two have one name; or none is given and none was saved.
        ThresholdError
            If a threshold is outside (0, 1].
        """
        from workbench.categories import categorize, read_categories, scale_of, scale_texts

        if categories is None:
            return replace(kept_categories(self._kept), _home=self)
        vectors = self.embedding.vectors
        scale = scale_of(vectors, self._near.nearest_of(scale_texts(len(vectors))))
        return categorize(
            self.rows,
            vectors,
            read_categories(categories),
            self._phrase_vectors,
            scale,
            threshold=threshold,
            multiple=multiple,
            rest=rest,
            embedded=(self.embedding.manifest,),
            home=self,
        )

    def tag(self, name: str, mask: Any) -> int:
        """Give rows a tag, or a selection a name; the ledger remembers it by text.

        Rows with the same text have the same tags, in this table and in next week's.
        ``corpus.ledger.undo()`` takes the last step back.

        Parameters
        ----------
        name : str
            The tag.
        mask : array or Series of bool, or function of the table
            The rows, as for `filter`. Those without text cannot be tagged.

        Returns
        -------
        int
            Distinct texts that did not have the tag.

        Raises
        ------
        InputError
            If the name is blank or the mask does not fit the table.
        """
        return RowTags(self.ledger, self.rows).add(name, row_positions(self.frame, mask))

    def untag(self, name: str, mask: Any) -> int:
        """Take a tag from rows.

        Parameters
        ----------
        name : str
            The tag.
        mask : array or Series of bool, or function of the table
            The rows, as for `filter`.

        Returns
        -------
        int
            Distinct texts that had the tag.

        Raises
        ------
        InputError
            If the name is blank or the mask does not fit the table.
        """
        return RowTags(self.ledger, self.rows).remove(name, row_positions(self.frame, mask))

    def tags(self) -> pd.DataFrame:
        """Return which rows have which tag: made by `tag` or in `explore`.

        Returns
        -------
        DataFrame, or the kind of table that was given
            Row by row with the input table, on its index: one column of bool per tag, in
            alphabetical order. ``corpus.filter(corpus.tags()["refund"])`` takes the rows of one.
        """
        masks = RowTags(self.ledger, self.rows).masks()
        return self.rows.as_given(pd.DataFrame(masks, index=self.rows.index, dtype=bool))

    def classifier(self, labels: Any = None, *, random_state: int = 0) -> Classifier:
        """Learn labels from the rows that have one, and give them to all rows.

        Parameters
        ----------
        labels : "tags", name of a column, Series, or DataFrame with a column ``label``, optional
            The label per row, missing (or blank) if nobody has labeled it. A Series or DataFrame
            may hold a part of the rows, under their index labels. "tags" learns the tags (see
            `tag`), unless a column is called so. Default: the classifier that was saved with this
            corpus, or with the one that this table is the next of (`with_table`).
        random_state : int, default 0
            Seed of the folds.

        Returns
        -------
        Classifier
            Label and probability per row, precision and recall per label on rows not seen,
            ``suggest()`` (what to label next) and ``label_errors()``.

        Raises
        ------
        ColumnError
            If there is no such column.
        InputError
            If fewer than two different labels are given, or none and no classifier was saved.
        """
        from workbench.categories.classifier import train_classifier

        if labels is None:
            return kept_classifier(self._kept)
        given, notes = labels_by_text(labels, self.frame, RowTags(self.ledger, self.rows))
        groups = np.arange(len(self.rows.distinct))
        labeled = np.array(sorted(given), dtype=np.int64)
        part = self.filter(np.isin(self.rows.distinct_of, labeled))
        copies = part.duplicates().fold_groups().to_numpy()
        groups[labeled] = len(groups) + copies[part.rows.first_rows(np.arange(len(labeled)))]
        return train_classifier(
            self.rows,
            self.embedding.vectors,
            given,
            groups,
            random_state=random_state,
            notes=notes,
            embedded=(self.embedding.manifest,),
        )

    def semantic_axis(self, low: str | Sequence[str], high: str | Sequence[str]) -> pd.Series:
        """Return how much nearer each row is to one phrase than to another.

        It is one product per row: the cosine of the text and the line from `low` to `high`. It
        measures which words are near, not a mood or a fact; look at both ends before you use it.

        Parameters
        ----------
        low, high : str or sequence of str
            What the two ends are like: a phrase, or several that are averaged.

        Returns
        -------
        Series of float
            n values in -1 to 1 on the table's index, missing without text: for
            ``topics.metrics(...)``, or as a column of the table.

        Raises
        ------
        InputError
            If a phrase is blank, or both ends are the same.
        """
        return self._searcher.axis(low, high)

    def search(
        self,
        query: str | Sequence[str] | NDArray[np.floating[Any]],
        k: int = 10,
        *,
        filter: Any = None,  # noqa: A002 - as the method
        mode: Mode = "hybrid",
    ) -> pd.DataFrame:
        """Return the rows that fit a text, several texts, or a vector: by meaning and by words.

        In a text, ``"words in quotes"`` must stand in the row as they are, and ``column:value``
        (or ``column:"two words"``, ``amount:>=5``, ``created_at:2025-07``) keeps the rows whose
        cell holds the value. What names no column stays a word.

        Parameters
        ----------
        query : str, sequence of str, or ndarray of shape (d,) or (q, d)
            What to look for. A vector is looked for by meaning.
        k : int, default 10
            Rows per query, fewer if the table has fewer with text.
        filter : mask, optional
            Rows to search in, as for the method `filter`.
        mode : {"hybrid", "meaning", "words"}, default "hybrid"
            Hybrid joins two rankings, cosine similarity and BM25, by reciprocal rank. Meaning
            leads, unless ten rows or fewer hold the only word of a query, or all its codes (order
            numbers, versions): then these do. "meaning" takes the text as it is, quotes and colons
            too. "words" needs no model and finds any of the words, in any form.

        Returns
        -------
        DataFrame
            The rows of the table, the best first, with the columns ``query`` (number of the
            query), ``row`` (position in the table), ``similarity`` (cosine, float64; missing if no
            model was asked) and ``words`` (those of the query that the row holds, joined by ", ";
            not with "meaning") in front. If long texts were read in chunks, a text is as near as
            its best passage, and the column ``passage`` holds it. ``attrs["notes"]`` says how the
            query was read, and what the model cannot read.

        Raises
        ------
        InputError
            If a query is blank or of another kind, `k` no whole number of at least 1, or a value
            does not fit its column.
        """
        return self.rows.as_given(self._searcher.found(query, k, filter, mode))

    def find_duplicates_of(
        self,
        texts: str | Sequence[str],
        threshold: float = 0.9,
        *,
        duplicates: Duplicates | None = None,
        guards: str | Collection[str] = "balanced",
    ) -> pd.DataFrame:
        """Tell whether new texts are new, or which row of the table says the same already.

        The texts are compared as they are, with the table's vectors as they are stored; nothing
        is added to the table.

        Parameters
        ----------
        texts : str or sequence of str
            New texts, q of them.
        threshold : float, default 0.9
            Smallest cosine similarity of a near-duplicate, inclusive.
        duplicates : Duplicates, optional
            Whose groups are named. Default: what `duplicates` of this corpus returned last, if it
            did.
        guards : {"balanced", "strict", "off"} or names of guards, default "balanced"
            As for `duplicates`.

        Returns
        -------
        DataFrame
            One line per text: ``text``, ``verdict`` ("duplicate"; "review" if a guard sees a
            difference; "new"), ``match`` (id of the row that says the same, else of the most
            similar one), ``match_text``, ``similarity``, ``probability`` (that both say the same),
            ``group`` (of that row; missing if it has none), ``guards``, ``reason``.

        Raises
        ------
        InputError
            If a text is blank or no text, or `duplicates` is of another table.
        ModelError
            If the model cannot be had.
        """
        check_own(self.rows, duplicates=duplicates)
        return self._searcher.compare_new(
            texts,
            check_threshold(threshold),
            guards=check_guards(guards),
            duplicates=duplicates or self._kept.get(LAST),
        )

    def repeated_lines(self, *, min_count: int = 5) -> pd.DataFrame:
        """Return lines that repeat across texts: signatures, greetings, form text.

        To embed without them: ``wb.embed(frame, text=..., exclude_lines=lines)``.

        Parameters
        ----------
        min_count : int, default 5
            Different texts in which a line must occur.

        Returns
        -------
        DataFrame
            ``line``, ``texts``, ``rows``, ``share`` and ``example``, the most frequent first.
        """
        return find_boilerplate(self.rows.readings, self.rows.counts.tolist(), min_count=min_count)

    def projection(  # noqa: PLR0913 - the options of UMAP, by their own names
        self,
        *,
        coordinates: Any = None,
        reducer: Any = None,
        n_components: int = 2,
        n_neighbors: int = 15,
        min_dist: float = 0.1,
        metric: str = "cosine",
        densmap: bool = False,
        target: Any = None,
        random_state: int = 0,
        sample: int | Literal["auto"] | None = "auto",
    ) -> Projection:
        """Lay the texts out on a map of two or three dimensions.

        With the default options, whatever `random_state` is, Workbench's compiled UMAP layout is
        used. Any other option goes through umap-learn. The result says which, in its ``repr``
        and its manifest. The same options on the same machine give the same map, which is kept
        in the cache folder, so that a later run need not lay it out again.

        Parameters
        ----------
        coordinates : names of columns, or array-like of shape (n, 2) or (n, 3), optional
            Your own coordinates, one position per row, in the order of the table. Nothing is laid
            out.
        reducer : object with ``fit_transform``, optional
            Your own method: ``umap.UMAP(...)``, or PCA and TSNE of scikit-learn. It gets the
            distinct vectors of the texts and is fitted in place. Its result is not kept.
        n_components : {2, 3}, default 2
            Dimensions.
        n_neighbors : int, default 15
            Neighbors of each text, itself counted. More show the large structure, fewer the fine.
        min_dist : float, default 0.1
            How near to each other points may come, from 0 to 1.
        metric : str, default "cosine"
            How vectors are compared: "cosine", "euclidean", "correlation", "manhattan",
            "chebyshev", "canberra" or "braycurtis".
        densmap : bool, default False
            Whether dense regions stay dense on the map (densMAP).
        target : name of a column, or one value per row, optional
            Groups or quantities that should lie together (supervised UMAP). Texts and whole
            numbers are groups, -1 and missing values are rows without one; other numbers are
            quantities.
        random_state : int, default 0
            Seed of the layout.
        sample : int, "auto" or None, default "auto"
            Distinct texts that are laid out; the others are placed among their nearest texts of
            the sample. None lays all out. "auto" does, too, but for a draft of more than 50,000
            texts, of which it takes 20,000. Coordinates, a reducer and a target are for all rows.

        Returns
        -------
        Projection
            One position per row; rows with the same text or with equal vectors share one.

        Raises
        ------
        ColumnError
            If a named column is missing.
        InputError
            If an option is out of range or has no effect beside another one, if coordinates or
            target do not fit the rows, or if a reducer returns something else.
        """
        from workbench.projection import UmapOptions

        options = UmapOptions(n_components, n_neighbors, min_dist, metric, densmap, random_state)
        texts = self._topic_home.texts_of_sample(check_sample(sample))
        own = {"coordinates": coordinates, "reducer": reducer, "target": target}
        given = [name for name, value in own.items() if value is not None]
        if texts is None or (given and sample == "auto"):
            return self._maps.make(options, coordinates=coordinates, reducer=reducer, target=target)
        if given:
            raise InputError(f"sample has no effect beside {given[0]}. Leave it out.")
        settings = options.to_dict()
        key = ("projection", *settings.items(), ("sample", texts))

        def placed() -> Projection:
            made = self._part(texts).projection(**settings, sample=None)
            return self._place(made, self._near.graph_of_sample(texts)[0])

        return self._near.once(key, placed)

    # What is shown in Jupyter

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
        widget: MapWidget = map_widget(chosen, color=color, frame=self.frame, hover=_names(hover))
        return widget

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
            What to color by: topics, categories, a classifier, a column, what
            ``topics.mean_per_row("minutes")`` or ``corpus.semantic_axis(...)`` returned.
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

        chosen = self._map_or(projection)
        figure: Figure = map_figure(
            chosen, color=color, frame=self.frame, hover=_names(hover), title=title
        )
        return figure

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
        from workbench.widgets import explore

        check_own(
            self.rows,
            topics=topics,
            duplicates=duplicates,
            categories=categories,
            classifier=classifier,
        )
        states = self._row_frame()
        found = [one for one in (categories, classifier) if one is not None]
        widget: ExplorerWidget = explore(
            self._map_or(projection),
            frame=self.frame,
            topics=topics,
            duplicates=duplicates,
            search=lambda query, k, mode, among: self._searcher.hits(query, k, among, mode),
            columns=_names(columns) or self._first_columns(),
            options={
                "send": self._rows_at,
                "nearest": self._searcher.nearest,
                "tags": RowTags(self.ledger, self.rows),
                "masks": {
                    **{name: mask for one in found for name, mask in one._to_look_at().items()},
                    **{
                        name.replace("_", " "): states[name].to_numpy()
                        for name in ("truncated", "unsupported_language")
                    },
                },
                "shown": [column for one in found for column in one._beside().items()],
                "categories": categories,
                "color": color,
            },
        )
        return widget

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
        widget: ReviewWidget = review(duplicates, book=book, columns=beside)
        return widget

    # What is handed on

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
        return self._write_report(
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

    def _write_report(  # noqa: PLR0913 - as `report`, and the options
        self,
        path: str | os.PathLike[str],
        *,
        duplicates: Duplicates | None,
        topics: Topics | Refresh | Literal[False] | None,
        projection: Projection | None = None,
        title: str,
        stability: bool = False,
        redact: bool | Sequence[str],
        columns: Sequence[Any] | None = None,
        conflicts: Any = None,
        sections: Mapping[str, Any] | None = None,
        options: Mapping[str, Any] | None = None,
    ) -> Path:
        """Write a report; `options` are what was typed on the command line."""
        from workbench.projection import check_flat
        from workbench.reports import sections_of, write_duplicates, write_html
        from workbench.topics import Refresh

        check_writable(path, REPORT_ENDINGS)
        check_redact(redact, self.text, self.id)
        sections = sections or {}
        changes = topics if isinstance(topics, Refresh) else None
        topics = topics.topics if isinstance(topics, Refresh) else topics
        with_topics = topics is not False
        topics = None if topics is False else topics
        check_own(
            self.rows,
            duplicates=duplicates,
            topics=topics,
            projection=projection,
            **{name: result for name, result in sections.items() if name != "metrics"},
        )
        if projection is not None:
            check_flat(projection, "the map of a report")
        if conflicts is not None and conflicts not in self.frame.columns:
            raise ColumnError.missing(conflicts, list(self.frame.columns))
        if duplicates is None:
            duplicates = self._find_duplicates(**_defaults(Corpus.duplicates))
        shared: dict[str, Any] = {
            "rows": self.rows,
            "frame": self.frame,
            "duplicates": duplicates,
            "redact": redact,
            "columns": columns,
            "conflicts": conflicts,
        }
        if Path(path).suffix.lower() not in (".html", ".htm"):
            check_page_only(path, **sections)
            in_workbook: dict[str, Any] = {
                name: sections.get(name) for name in ("metrics", "categories", "classifier")
            }
            summary = self._summary(
                duplicates=duplicates, topics=topics, title=title, options=options
            )
            return write_duplicates(path, summary=summary, **in_workbook, **shared)
        if with_topics:
            topics = self.topics() if topics is None else topics
            topics = self._topic_home.measured(topics, stability)
        projection = projection if projection is not None else self.projection()
        parts = sections_of(topics, **sections)
        beside_page = columns_to_color_by(
            topics, *(sections.get(name) for name in ("metrics", "categories", "classifier"))
        )
        shared |= with_columns(self.frame, beside_page, columns)
        return write_html(
            path,
            self._summary(
                duplicates=duplicates,
                topics=topics,
                projection=projection,
                title=title,
                changes=changes,
                categories=sections.get("categories"),
                options=options,
            ),
            embedding=self.embedding,
            projection=projection,
            topics=topics,
            sections=parts,
            title=title,
            **shared,
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
        return self._export_vectors(path, results, {})

    def _export_vectors(self, path: Any, results: Sequence[Any], command: dict[str, Any]) -> Path:
        """Write vectors; `command` is what was typed, for the manifest."""
        from workbench.exports import write_vectors

        beside_vectors = results_beside(self.rows, results)
        made = made_with(self.embedding.manifest, results) | command
        return write_vectors(
            check_path("path", path), self.rows, self.vectors, beside_vectors, made
        )

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
        return self._export_tasks(path, labels, tool, {})

    def _export_tasks(self, path: Any, labels: Any, tool: str, command: dict[str, Any]) -> Path:
        """Write tasks; `command` is what was typed, for the manifest."""
        from workbench.exports import TOOLS, write_tasks

        check_choice("tool", tool, TOOLS)
        check_own(self.rows, labels=labels)
        made = made_with(self.embedding.manifest, [labels]) | command
        proposed = proposed_labels(self, labels)
        return write_tasks(check_path("path", path), self.rows, proposed, tool, made)

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

    # Insides

    def _phrase_vectors(self, phrases: Sequence[str]) -> NDArray[np.float32]:
        """Return unit vectors of words by the model of the texts, through the store."""
        return embed_texts(phrases, self._encoder(), store=self._store).vectors

    def _remember_proposals(self, model: str, pairs: Sequence[tuple[str, str, bool]]) -> int:
        """Write what a model says of pairs of texts into the ledger."""
        return self.ledger.add_proposals(model, pairs)

    def _phrase_embedder(self) -> Callable[[Sequence[str]], NDArray[np.float32]] | None:
        """Return what turns other texts into unit vectors, None without the model."""
        return self._phrase_vectors if encoder_or_none(self._encoder) is not None else None

    def _find_duplicates(
        self,
        *,
        threshold: float,
        min_similarity: float | None,
        memory: int | None,
        **settings: Any,
    ) -> Duplicates:
        """Find duplicates, unless an equal search was kept."""
        threshold, settings = check_threshold(threshold), checked(settings)
        check_lowest(min_similarity, threshold)
        shown = choose(self._progress)
        with one_line(shown, "Duplicates") as outcome:
            duplicates = self._found_duplicates(threshold, min_similarity, memory, settings, shown)
            outcome.append(counted(len(duplicates), "group"))
        return duplicates

    def _found_duplicates(
        self,
        threshold: float,
        min_similarity: float | None,
        memory: int | None,
        settings: dict[str, Any],
        shown: Progress,
    ) -> Duplicates:
        """Find duplicates by settings that were checked."""
        from workbench.duplicates import find_duplicates

        near = replace(self._near, progress=shown)
        vectors, embedded = self.embedding.vectors, self.embedding.manifest
        search, recall = settings.pop("search"), settings.pop("recall")
        pairs: Any
        nearest = near.nearest_of
        if search == "draft" and self.embedding.draft is not None:
            lowest = threshold if min_similarity is None else min_similarity
            cascade = self._cascade(near, lowest, recall, shown)
            vectors, embedded, pairs = cascade.vectors, cascade.embedded, cascade.pairs
            if cascade.in_cells:  # and told in a note
                nearest = near.nearest_in_cells
        else:
            pairs = near.pairs_for(threshold, min_similarity, memory)
            if search == "draft":
                pairs = replace(pairs, notes=(*pairs.notes, NO_DRAFTS))
        decisions = self.ledger.decisions()

        def find() -> Duplicates:
            duplicates = find_duplicates(
                self.rows,
                vectors,
                pairs,
                threshold=threshold,
                frame=self.frame,
                cut=self.embedding.cut,
                legibility=self._legibility,
                decisions=decisions,
                neighbors=nearest,
                embedded=embedded,
                engine=self._engine,
                progress=shown,
                **settings,
            )
            return replace(duplicates, _home=self)

        key = search_key(self.frame, settings, pairs, decisions["key"].tolist())
        return kept_or_found(self._kept, key, threshold, find)

    def _cascade(self, near: Nearness, threshold: float, recall: float, shown: Progress) -> Found:
        """Search for pairs among drafts, unless an equal search was kept."""
        from workbench.duplicates.cascade import cascade

        return near.once(
            (CASCADE, threshold, recall),
            lambda: cascade(
                self.rows,
                self.embedding,
                self._encoder(),
                threshold=threshold,
                recall=recall,
                embed=self._embed,
                join=lambda vectors, least: replace(near, vectors=vectors, kept={}).pairs(least),
                cells=near.cells,
                store=self._store,
                progress=shown,
            ),
        )

    @property
    def _near(self) -> Nearness:
        """What is near to what."""
        return Nearness(
            self.rows,
            self.embedding.vectors,
            self._engine,
            self._progress,
            self._approximate,
            self._kept,
        )

    @property
    def _maps(self) -> Maps:
        """Ways to lay the texts out."""
        folder = None if self._store is None else self._store.folder / "maps"
        return Maps(self.frame, self.embedding, self._near, folder)

    @property
    def _searcher(self) -> Searcher:
        """What finds rows near to a query."""
        return Searcher(
            self.frame,
            self.rows,
            self.embedding,
            self._encoder,
            lambda: self._legibility,
            lambda: self._words,
        )

    @cached_property
    def _words(self) -> WordIndex:
        """The words of the distinct texts, counted when a search first needs them."""
        from workbench.corpus.word_index import WordIndex

        return WordIndex.of(self.rows.readings)

    @property
    def _topic_home(self) -> TopicHome:
        """What topics need of this corpus."""
        return TopicHome(
            self,
            self.embedding,
            self._near,
            self.ledger,
            self.text,
            lambda: self._legibility.unreadable,
            PhraseEncoder(self._encoder, self._store, self.embedding.info.dimensions),
        )

    @property
    def _legibility(self) -> Legibility:
        """What the model can read of the distinct texts, and what to say of it."""
        texts = self.rows.readings

        def find() -> tuple[NDArray[np.bool_], dict[int, str], tuple[str, ...]]:
            read = legibility(texts, self.embedding.info, lambda: encoder_or_none(self._encoder))
            return read.unreadable, {k: w for k, w in enumerate(read.unread) if w}, read.notes

        # Plain values: they are saved with the corpus, so that it reads the same without the model.
        unreadable, words, notes = self._near.once(("legibility",), find)
        return Legibility(unreadable, tuple(words.get(k, "") for k in range(len(texts))), notes)

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

    def _tune_threshold(self, duplicates: Duplicates) -> ThresholdWidget:
        """Show what each threshold would do; answers go to the ledger."""
        from workbench.widgets import tune_threshold

        widget: ThresholdWidget = tune_threshold(
            duplicates, ledger=self.ledger if self.ledger.path else None
        )
        return widget

    def _save_corrections(self, topics: Topics) -> int:
        """Write the corrections of topics into the ledger."""
        return self._topic_home.save_corrections(topics)

    def _board(self, topics: Topics, date: Any, metrics: Sequence[pd.Series]) -> BoardWidget:
        """Show topics as cards; corrections go to the ledger as they are made."""
        return self._topic_home.board(topics, date, metrics)

    def _bound(self, topics: Topics) -> Topics:
        """Return topics that were read from a file, bound to this corpus."""
        return self._topic_home.bound(topics)

    def _refresh(self, topics: Topics) -> Refresh:
        """Carry the topics of an earlier table over to this one."""
        return self._topic_home.refresh(topics)

    def _predict(self, topics: Topics) -> pd.DataFrame:
        """Place every row on topics of another table, or of a sample of this one."""
        return self._topic_home.predict(topics)

    def _part(self, texts: int) -> Corpus:
        """Return the corpus of a sample, which topics and map share."""
        return self._near.once((OF_SAMPLE, "corpus", texts), lambda: self.sample(texts))

    def _place(self, projection: Projection, graph: Neighbors | None = None) -> Projection:
        """Place every row on a map of another table, or of a sample of this one."""
        from workbench.projection import placed_projection

        return placed_projection(
            projection,
            self.rows,
            self.embedding.vectors,
            graph,
            engine=self._engine,
            embedded=self.embedding.manifest,
        )

    def _summary(
        self,
        *,
        duplicates: Duplicates | None = None,
        topics: Topics | None = None,
        projection: Projection | None = None,
        title: str = "",
        changes: Refresh | None = None,
        categories: Categories | None = None,
        options: Mapping[str, Any] | None = None,
    ) -> Summary:
        """Return the findings in words and numbers, ready for a report."""
        from workbench.summary import change_facts, summarize

        check_own(self.rows, duplicates=duplicates, topics=topics, projection=projection)
        manifest = self.embedding.manifest
        notes = (*manifest.notes, *self._legibility.notes)
        summary = summarize(
            self.rows,
            replace(self.embedding, manifest=replace(manifest, notes=notes)),
            duplicates=duplicates,
            topics=topics,
            projection=projection or self._kept.get(("projection", 0)),
            stability=None if topics is None else topics.stability,
            title=title or f"{' and '.join(map(str, self.text))}: {len(self):,} rows",
            unreadable=self._legibility.unreadable,
        )
        facts = None if changes is None else change_facts(changes, categories)
        return replace(summary, changes=facts, options=dict(options or {}))

    def _map_or(self, projection: Projection | None) -> Projection:
        """Return the projection that was given, if it is of this table, or the usual one."""
        check_own(self.rows, projection=projection)
        return self.projection() if projection is None else projection

    def _rows_at(self, positions: NDArray[np.int64]) -> Self:
        """Return the corpus of the rows at these positions."""
        chosen = np.zeros(len(self), dtype=bool)
        chosen[positions] = True
        return self.filter(chosen)

    def _first_columns(self) -> list[Any]:
        """Return the columns that a table shows by itself: the text, then the first others."""
        others = [name for name in self.frame.columns if name not in self.text]
        return [*self.text, *others][: max(SHOWN_COLUMNS, len(self.text))]


def summary_of(corpus: Corpus, **results: Any) -> Summary:
    """Return the findings of a corpus, as its report gives them; for the command line."""
    return corpus._summary(**results)


def hits_of(corpus: Corpus, query: str, k: int, mode: Mode) -> pd.DataFrame:
    """Return positions and similarities of the rows that fit a query; for the command line."""
    return corpus._searcher.hits(query, k, mode=mode)


def write_report(corpus: Corpus, path: Path, **results: Any) -> Path:
    """Write a report that holds the options of its command; for the command line."""
    return corpus._write_report(path, **results)


def write_export(corpus: Corpus, path: Path, to: str, topics: Topics, **made: Any) -> Path:
    """Write vectors or tasks that hold the options of their command; for the command line."""
    if to == "vectors":
        results = (made.pop("duplicates"), topics, corpus.projection())
        return corpus._export_vectors(path, results, made)
    return corpus._export_tasks(path, topics, to, made)


def measured_topics(corpus: Corpus, topics: Topics, *, stability: bool) -> Topics:
    """Return topics that say how stable they are, as in a report; for the command line."""
    return corpus._topic_home.measured(topics, stability)


def _defaults(method: Callable[..., Any]) -> dict[str, Any]:
    """Return the settings of a call without arguments."""
    given = signature(method).parameters.values()
    return {one.name: one.default for one in given if one.name != "self"}


def _names(columns: Any) -> list[Any]:
    """Return column names as a list; one name alone will do."""
    return [columns] if isinstance(columns, (str, int)) else list(columns)
