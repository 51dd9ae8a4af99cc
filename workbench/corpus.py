"""The corpus: a table, its text column and its vectors. Each verb is one short method."""

from __future__ import annotations

import os
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from inspect import signature
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.embedding import Embedding, Encoder, foreign_texts
from workbench.errors import InputError, check_count, check_threshold, did_you_mean
from workbench.ledger import Ledger
from workbench.progress import Progress, choose
from workbench.tables import Rows, check_writable, dates_of, free_name, row_positions

if TYPE_CHECKING:
    from workbench.duplicates import Duplicates, Matches
    from workbench.projection import Projection
    from workbench.similarity import Neighbors, Pairs
    from workbench.summary import Summary
    from workbench.topics import Topics

Value = TypeVar("Value")

REPORT_ENDINGS = (".html", ".htm", ".xlsx", ".csv", ".tsv", ".jsonl", ".parquet")
"""A report is a page, a workbook of duplicates to decide on, or a table of them."""

PAIR_FLOOR = 0.7
"""Pairs are mined once from this cosine similarity upward and serve every threshold above it."""

GRAPH_NEIGHBORS = 30
"""Neighbours a text has in the one graph that serves the projection and the topics."""


@dataclass(frozen=True, eq=False, repr=False)
class Corpus:
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

    def __len__(self) -> int:
        """Return the number of rows, with and without text."""
        return len(self.rows)

    def __repr__(self) -> str:
        """Return one truthful line: rows, distinct texts, blanks, cut texts, encoder, cache."""
        info, rows = self.embedding.info, self.rows
        blank = len(rows) - int(rows.has_text.sum())
        cut = int(rows.counts[self.embedding.cut].sum())
        parts = [
            f"{len(rows):,} rows",
            f"{len(rows.distinct):,} distinct texts",
            *([f"{blank:,} without text"] if blank else []),
            *([f"{cut:,} cut at {info.max_tokens} tokens"] if cut else []),
            f"{info.model} ({info.dimensions} numbers, {info.precision} on {info.device})",
            self._origin or f"{self.embedding.cached:,} vectors from the cache",
            *(["draft"] if info.draft else []),
            *([f"{len(self.notes)} notes"] if len(self.notes) > 1 else []),
        ]
        return f"Corpus({', '.join(parts)})"

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader must be told: cut texts, a lower precision, a store that did not work."""
        return self.embedding.notes

    @property
    def vectors(self) -> NDArray[np.float32]:
        """Unit vectors of the rows with text, float32, shape (rows with text, dimensions)."""
        return self.embedding.vectors[self.rows.distinct_of[self.rows.has_text]]

    def to_frame(self) -> pd.DataFrame:
        """Return each text's length and how much of it the model saw.

        Returns
        -------
        DataFrame
            Row by row with the input table, on its index: ``has_text`` (bool), ``tokens`` (Int32,
            special ones included), ``seen`` (Float32, share of the tokens that the model saw),
            ``cut`` (bool) and ``foreign`` (bool, a language that the model was not trained on).
        """
        has_text, tokens = self.rows.has_text, self.embedding.tokens
        share = np.minimum(1.0, self.embedding.info.max_tokens / np.maximum(tokens, 1))
        seen = np.where(self.embedding.cut, share, 1.0)
        columns = {
            "has_text": has_text,
            "tokens": pd.Series(self.rows.spread(tokens, 0), dtype="Int32").where(has_text),
            "seen": pd.Series(self.rows.spread(seen, 0.0), dtype="Float32").where(has_text),
            "cut": self.rows.spread(self.embedding.cut, fill=False),
            "foreign": self.rows.spread(self._foreign()[0], fill=False),
        }
        return pd.DataFrame(columns).set_axis(self.rows.index, axis=0)

    # What several verbs need, computed once

    def pairs(self, floor: float = PAIR_FLOOR) -> Pairs:
        """Return every pair of distinct texts with a cosine similarity of at least `floor`.

        Parameters
        ----------
        floor : float, default 0.7
            Smallest cosine similarity, inclusive, in (0, 1].

        Returns
        -------
        Pairs
            Places in ``rows.distinct`` and similarities; exact.

        Raises
        ------
        ThresholdError
            Where `floor` is outside (0, 1].
        """
        from workbench.similarity import pairs

        floor = check_threshold(floor, name="floor")
        held: Pairs | None = self._kept.get("pairs")
        if held is None or held.requested > floor:
            held = pairs(self.embedding.vectors, floor, progress=choose(self._progress))
            self._kept["pairs"] = held
        return held.above(floor) if floor > held.floor else held

    def neighbors(self, k: int = GRAPH_NEIGHBORS) -> Neighbors:
        """Return each distinct text's `k` nearest ones, itself first; exact.

        Raises
        ------
        InputError
            Where `k` is no whole number of at least 1.
        """
        from workbench.similarity import neighbors

        k = min(check_count("k", k), len(self.rows.distinct))
        return self._once(("neighbors", k), lambda: neighbors(self.embedding.vectors, k))

    # Verbs

    def duplicates(self, threshold: float = 0.9, **options: Any) -> Duplicates:
        """Find texts that are said more than once, and decide which rows to keep.

        Parameters
        ----------
        threshold : float, default 0.9
            Smallest cosine similarity of a near-duplicate pair, inclusive, in (0, 1].
        **options
            Further keywords of `workbench.duplicates.find_duplicates`, such as ``keep=``.

        Returns
        -------
        Duplicates
            Chain-safe groups, pairs, what to keep and why.

        Raises
        ------
        ThresholdError
            Where `threshold` is outside (0, 1].
        """
        from workbench.duplicates import find_duplicates

        _check_options("duplicates", find_duplicates, options)
        threshold = check_threshold(threshold)
        return find_duplicates(
            self.rows,
            self.embedding.vectors,
            self.pairs(min(threshold, PAIR_FLOOR)),
            threshold=threshold,
            **{
                "frame": self.frame,
                "cut": self.embedding.cut,
                "decisions": self.ledger.decisions(),
                "neighbors": self.neighbors(),
                **options,
            },
        )

    def match(
        self, other: Corpus, threshold: float = 0.7, *, nearly: float | None = None
    ) -> Matches:
        """Find for each row the nearest row of another table: tickets against FAQs, say.

        Parameters
        ----------
        other : Corpus
            The other table, embedded by the same model.
        threshold : float, default 0.7
            Cosine similarity from which a row counts as answered, inclusive, in (0, 1].
        nearly : float, optional
            Cosine similarity from which it counts as nearly answered. Default: 0.15 below.

        Returns
        -------
        Matches
            Best row and status of each row, gaps, and what nothing asks for.

        Raises
        ------
        InputError
            Where the two tables were embedded in different ways.
        ThresholdError
            Where a threshold is outside (0, 1].
        """
        from workbench.duplicates import match_tables

        if not isinstance(other, Corpus):
            raise InputError(
                f"match compares with another corpus, got {type(other).__name__}. "
                "Embed it first: other = wb.embed(frame, text=...)"
            )
        mine, theirs = self.embedding, other.embedding
        if mine.info.key(mine.long_text) != theirs.info.key(theirs.long_text):
            raise InputError(
                f"the two tables were embedded in different ways ({mine.info} and {theirs.info}), "
                "so their vectors cannot be compared. Embed both with the same model and precision."
            )
        return match_tables(
            self.rows, mine.vectors, other.rows, theirs.vectors, threshold=threshold, nearly=nearly
        )

    def boilerplate(self, *, least: int = 5) -> pd.DataFrame:
        """Return lines that repeat across texts: signatures, greetings, form text.

        To embed without them: ``wb.embed(frame, text=..., without=lines)``.

        Parameters
        ----------
        least : int, default 5
            Different texts in which a line must stand.

        Returns
        -------
        DataFrame
            ``line``, ``texts``, ``rows``, ``share`` and ``example``, the most frequent first.
        """
        from workbench.duplicates import find_boilerplate

        return find_boilerplate(self.rows, least=least)

    def topics(self, **options: Any) -> Topics:
        """Find what the texts are about.

        Parameters
        ----------
        **options
            Keywords of `workbench.topics.find_topics`, such as ``detail=`` and ``min_size=``.

        Returns
        -------
        Topics
            Named topics, with noise and why it is noise.
        """
        from workbench.topics import find_topics

        _check_options("topics", find_topics, options)

        def find() -> Topics:
            return find_topics(
                self.rows,
                self.embedding.vectors,
                self.neighbors(),
                embedding_cut=self.embedding.cut,
                progress=choose(self._progress),
                **options,
            )

        return self._once(("topics", repr(sorted(options.items()))), find)

    def projection(self, *, seed: int = 0) -> Projection:
        """Lay the texts out on a plane by UMAP.

        Parameters
        ----------
        seed : int, default 0
            Of the layout. The same seed on the same machine gives the same map.

        Returns
        -------
        Projection
            Two coordinates a row; identical texts share a place.
        """
        from workbench.projection import projection_of

        def find() -> Projection:
            return projection_of(
                self.rows,
                self.embedding.vectors,
                self.neighbors(),
                seed=seed,
                progress=choose(self._progress),
            )

        return self._once(("projection", seed), find)

    def map(self, color: Any = None, *, hover: Sequence[Any] = ()) -> Any:
        """Show the map in Jupyter: one point a row, texts of like meaning together.

        Parameters
        ----------
        color : Topics, column name, or one value a row, optional
            What to colour by.
        hover : sequence of column names, optional
            Columns shown under the pointer, below the start of the text.

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

        return map_widget(self.projection(), color=color, frame=self.frame, hover=_names(hover))

    def figure(self, color: Any = None, *, hover: Sequence[Any] = (), title: str = "") -> Any:
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

        Returns
        -------
        plotly Figure
            Show or write it with ``config=workbench.figures.CONFIG``.
        """
        from workbench.figures import map_figure

        return map_figure(
            self.projection(), color=color, frame=self.frame, hover=_names(hover), title=title
        )

    def explore(
        self,
        *,
        topics: Topics | None = None,
        duplicates: Duplicates | None = None,
        columns: Sequence[Any] = (),
    ) -> Any:
        """Show map, table, filters and search in Jupyter, linked both ways.

        Parameters
        ----------
        topics, duplicates : results, optional
            What the map is coloured by, and what can be filtered by.
        columns : sequence of column names, optional
            Columns of the table shown. Default: the text and the first others.

        Returns
        -------
        widget
            An ipywidget with ``.selection`` (DataFrame) and ``tag(name)``.
        """
        from workbench.widgets import explore

        self._check_own(topics=topics, duplicates=duplicates)
        told = self.to_frame()
        return explore(
            self.projection(),
            frame=self.frame,
            topics=topics,
            duplicates=duplicates,
            search=self._hits,
            columns=_names(columns),
            options={
                "send": self._at,
                "masks": {name: told[name].to_numpy() for name in ("cut", "foreign")},
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
        return review(duplicates, book=self.ledger)

    def thresholds(self, duplicates: Duplicates) -> Any:
        """Show in Jupyter what each threshold would do, from the stored floor to 1."""
        from workbench.widgets import thresholds

        self._check_own(duplicates=duplicates)
        return thresholds(duplicates)

    def board(self, topics: Topics, *, time: Any = None) -> Any:
        """Show topics in Jupyter as cards that can be renamed, merged and split.

        Parameters
        ----------
        topics : Topics
            What to show.
        time : column name, optional
            Column with dates, for the trend on each card.
        """
        from workbench.widgets import board

        self._check_own(topics=topics)
        return board(topics, time=None if time is None else dates_of(self.frame, time))

    def search(
        self,
        query: str | Sequence[str] | NDArray[np.floating[Any]],
        k: int = 10,
        *,
        where: Any = None,
    ) -> pd.DataFrame:
        """Return the rows nearest in meaning to a text, several texts, or a vector.

        Parameters
        ----------
        query : str, sequence of str, or ndarray of shape (d,) or (q, d)
            What to look for.
        k : int, default 10
            Rows a query, fewer where the table has fewer with text.
        where : mask, optional
            Rows to search in, as for `where`.

        Returns
        -------
        DataFrame
            The rows of the table, nearest first, with the columns ``query`` (number of the
            query), ``row`` (position in the table) and ``similarity`` (cosine, float64) in front.

        Raises
        ------
        InputError
            Where a query is blank or of another kind, or `k` no whole number of at least 1.
        """
        hits = self._hits(query, k, where)
        found = self.frame.iloc[hits["row"]]
        levels = found.columns.nlevels
        for place, name in enumerate(hits.columns):
            free = free_name(name, found.columns.get_level_values(0))
            label = free if levels == 1 else (free, *[""] * (levels - 1))
            found.insert(place, label, hits[name].to_numpy())
        return found

    def where(self, mask: Any) -> Corpus:
        """Return a smaller corpus; nothing is computed again.

        Parameters
        ----------
        mask : array or Series of bool, or function of the table
            True for the rows to keep, for example ``tickets.frame["product"] == "Router"``.

        Returns
        -------
        Corpus
            The chosen rows with their vectors, pairs and places on the map.

        Raises
        ------
        InputError
            Where the mask does not fit the table or no chosen row holds text.
        """
        positions = row_positions(self.frame, mask)
        rows, kept = self.rows.take(positions)
        if not len(kept):
            raise InputError(
                f"where: none of the {len(positions):,} chosen rows holds text. Choose others."
            )
        return Corpus(
            frame=self.frame.iloc[positions],
            rows=rows,
            embedding=self.embedding.take(kept),
            text=self.text,
            id=self.id,
            ledger=self.ledger,
            _origin=f"taken from {len(self):,} rows",
            _encoder=self._encoder,
            _progress=self._progress,
            _kept=_kept_of(self._kept, rows, kept),
        )

    def summary(
        self, *, duplicates: Duplicates | None = None, topics: Topics | None = None, title: str = ""
    ) -> Summary:
        """Return the findings in words and numbers, ready for a report."""
        from workbench.summary import summarise

        self._check_own(duplicates=duplicates, topics=topics)
        manifest = self.embedding.manifest
        told = replace(manifest, notes=(*manifest.notes, *self._foreign()[1]))
        return summarise(
            self.rows,
            replace(self.embedding, manifest=told),
            duplicates=duplicates,
            topics=topics,
            projection=self._kept.get(("projection", 0)),
            stability=None if topics is None else topics.measured,
            title=title,
        )

    def report(
        self,
        path: str | os.PathLike[str],
        *,
        duplicates: Duplicates | None = None,
        topics: Topics | None = None,
        title: str = "",
        redact: bool | Sequence[str] = False,
    ) -> Path:
        """Write one file that opens anywhere: the whole report, or the duplicates to decide on.

        Parameters
        ----------
        path : path
            Ending in ``.html`` for findings, map, topics, duplicates and table on one page; in
            ``.xlsx`` for a workbook of duplicate groups with decisions to fill in (`decide` reads
            them back); in .csv, .tsv, .jsonl or .parquet for the table with groups and reasons.
        duplicates, topics : results, optional
            What to show. Default: computed with default settings. Topics tell how stable they are
            where that was measured: ``topics.with_stability(topics.stability())``.
        title : str, optional
            Heading of the page.
        redact : bool or names of columns, default False
            True masks e-mail addresses, phone and card numbers; names leave columns out.

        Returns
        -------
        Path
            The file written.
        """
        from workbench.reports import write_duplicates, write_html

        check_writable(path, REPORT_ENDINGS)
        self._check_own(duplicates=duplicates, topics=topics)
        duplicates = duplicates if duplicates is not None else self.duplicates()
        shared: dict[str, Any] = {"rows": self.rows, "frame": self.frame, "duplicates": duplicates}
        if Path(path).suffix.lower() not in (".html", ".htm"):
            found = self.summary(duplicates=duplicates, topics=topics, title=title)
            return write_duplicates(path, summary=found, redact=redact, **shared)
        topics = topics if topics is not None else self.topics()
        projection = self.projection()
        return write_html(
            path,
            self.summary(duplicates=duplicates, topics=topics, title=title),
            embedding=self.embedding,
            projection=projection,
            topics=topics,
            title=title,
            redact=redact,
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
        kept = self._kept | ({} if topics is None else {("topics", "[]"): topics})
        parts = {
            "frame": self.frame,
            "columns": {"text": self.text, "id": self.id},
            "ledger": self.ledger.entries(),
            "embedding": self.embedding,
            "kept": kept,
        }
        return save_archive(path, parts)

    # Insides

    def _once(self, key: Hashable, compute: Callable[[], Value]) -> Value:
        """Return what was computed under this key before, or compute and keep it."""
        if key not in self._kept:
            self._kept[key] = compute()
        value: Value = self._kept[key]
        return value

    def _foreign(self) -> tuple[NDArray[np.bool_], list[str]]:
        """Return which distinct texts the model was not trained for, and what to say of it."""
        find = partial(foreign_texts, self.rows.distinct, self.embedding.info)
        return self._once(("foreign",), find)

    def _hits(self, query: Any, k: int, where: Any = None) -> pd.DataFrame:
        """Return query number, row position and similarity of the rows found."""
        from workbench.similarity import hit_rows, search

        k = check_count("k", k)
        chosen = np.ones(len(self), dtype=bool)
        if where is not None:
            chosen[:] = False
            chosen[row_positions(self.frame, where)] = True
        mask = self.rows.holds(np.flatnonzero(chosen))
        if not mask.any():
            raise InputError("search: none of the chosen rows holds text. Choose others: where=...")
        indices, similarities = search(
            self.embedding.vectors, self._query_vectors(query), k, mask=mask
        )
        return hit_rows(self.rows, indices, similarities, k, allowed=chosen)

    def _at(self, positions: NDArray[np.int64]) -> Corpus:
        """Return the corpus of the rows at these positions."""
        chosen = np.zeros(len(self), dtype=bool)
        chosen[positions] = True
        return self.where(chosen)

    def _check_own(self, **results: Any) -> None:
        """Refuse a result of another kind, or of another table."""
        from workbench.duplicates import Duplicates
        from workbench.topics import Topics

        kinds: dict[str, type[Any]] = {"duplicates": Duplicates, "topics": Topics}
        for name, result in results.items():
            if result is None:
                continue
            if not isinstance(result, kinds[name]):
                raise InputError(
                    f"{name} must be what corpus.{name}() returned, got {type(result).__name__}."
                )
            if result.rows.manifest.digest != self.rows.manifest.digest:
                raise InputError(
                    f"these {name} were found in another table ({len(result.rows):,} rows) than "
                    f"this corpus ({len(self):,} rows). Find them in this one: corpus.{name}()"
                )

    def _query_vectors(self, query: Any) -> NDArray[np.float32]:
        """Return unit vectors of what is looked for, shape (q, d)."""
        if isinstance(query, str):
            query = [query]
        if isinstance(query, (pd.Series, pd.Index)):
            query = query.tolist()
        if isinstance(query, (list, tuple)) and all(isinstance(one, str) for one in query):
            if not query or any(not one.strip() for one in query):
                raise InputError("search needs words to look for, got a blank query.")
            return self._encoder().encode(query)
        width = self.embedding.info.dimensions
        wanted = f"search takes a text, a list of texts, or vectors of {width} numbers"
        try:
            vectors = np.atleast_2d(np.asarray(query, dtype=np.float32))
        except (TypeError, ValueError) as error:
            raise InputError(f"{wanted}; got {query!r:.80}.") from error
        if query is None or vectors.ndim != 2 or vectors.shape[1] != width:
            raise InputError(f"{wanted}; got {query!r:.80}.")
        lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
        if not np.all(np.isfinite(lengths) & (lengths > 0)):
            raise InputError(f"{wanted}; got one that is zero or not finite.")
        unit: NDArray[np.float32] = vectors / lengths
        return unit


def _names(columns: Any) -> list[Any]:
    """Return column names as a list; one name alone will do."""
    return [columns] if isinstance(columns, (str, int)) else list(columns)


def _check_options(verb: str, function: Callable[..., Any], options: Mapping[str, Any]) -> None:
    """Refuse a misspelt keyword in the words of the verb that was called."""
    taken = [p.name for p in signature(function).parameters.values() if p.kind is p.KEYWORD_ONLY]
    for name in options:
        if name not in taken:
            raise InputError(
                f"{verb} takes no {name!r}. It takes: {', '.join(taken)}."
                f"{did_you_mean(name, taken)}"
            )


def _kept_of(
    kept: Mapping[Hashable, Any], rows: Rows, places: NDArray[np.int64]
) -> dict[Hashable, Any]:
    """Return the part of the kept results that holds for fewer texts: pairs and places."""
    smaller: dict[Hashable, Any] = {}
    for key, value in kept.items():
        if key == "pairs":
            smaller[key] = value.among(places)
        elif isinstance(key, tuple) and key[0] == "projection":
            smaller[key] = value.among(rows, places)
    return smaller
