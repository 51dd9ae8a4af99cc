"""A table with its vectors: what it is, its parts, and what several methods need of it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.corpus.card import corpus_card
from workbench.corpus.kept_results import OF_SAMPLE, part_of_kept
from workbench.corpus.maps import Maps
from workbench.corpus.nearness import Nearness
from workbench.corpus.queries import Searcher, encoder_or_none
from workbench.corpus.topic_home import TopicHome
from workbench.embedding import (
    Embedding,
    Encoder,
    Legibility,
    VectorStore,
    embed_texts,
    legibility,
    table_note,
)
from workbench.engines import Engine, LocalEngine
from workbench.errors import InputError, check_count, counted
from workbench.ledger import Ledger
from workbench.progress import Progress, choose
from workbench.tables import ParquetTable, Rows, row_positions

if TYPE_CHECKING:
    from workbench.corpus.word_index import WordIndex
    from workbench.duplicates import Duplicates
    from workbench.projection import Projection
    from workbench.similarity import Neighbors
    from workbench.widgets import ThresholdWidget


@dataclass(frozen=True, eq=False, repr=False)
class EmbeddedTable:
    """A table, its text column and its vectors; `Corpus` is the one that inherits it."""

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
        return f"{type(self).__name__}({', '.join(parts)})"

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
        return replace(
            self,
            frame=self.frame.iloc[positions],
            rows=rows,
            embedding=self.embedding.take(kept),
            _origin=f"taken from {counted(len(self), 'row')}",
            _source=None,
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
        chosen[self._near.sampled(wanted)] = True
        taken = self.filter(self.rows.spread(chosen, fill=False))
        origin = f"a sample of {int(chosen.sum()):,} of {count:,} distinct texts"
        return replace(taken, _origin=origin) if wanted < count else taken

    def _part(self, texts: int) -> Self:
        """Return the corpus of a sample, which topics and map share."""
        return self._near.once((OF_SAMPLE, "corpus", texts), lambda: self.sample(texts))

    def _rows_at(self, positions: NDArray[np.int64]) -> Self:
        """Return the corpus of the rows at these positions."""
        chosen = np.zeros(len(self), dtype=bool)
        chosen[positions] = True
        return self.filter(chosen)

    # What methods need

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
        return TopicHome(self)

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

    def _model_vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit vectors of texts of the table by the model, not drafts."""
        shown = choose(self._progress)
        return self._embed(texts, self._encoder(), store=self._store, progress=shown).vectors

    def _phrase_vectors(self, phrases: Sequence[str]) -> NDArray[np.float32]:
        """Return unit vectors of words by the model of the texts, through the store."""
        return embed_texts(phrases, self._encoder(), store=self._store).vectors

    # What results ask of the corpus in which they were found

    def _phrase_embedder(self) -> Callable[[Sequence[str]], NDArray[np.float32]] | None:
        """Return what turns other texts into unit vectors, None without the model."""
        return self._phrase_vectors if encoder_or_none(self._encoder) is not None else None

    def _remember_proposals(self, model: str, pairs: Sequence[tuple[str, str, bool]]) -> int:
        """Write what a model says of pairs of texts into the ledger."""
        return self.ledger.add_proposals(model, pairs)

    def _tune_threshold(self, duplicates: Duplicates) -> ThresholdWidget:
        """Show what each threshold would do; answers go to the ledger."""
        from workbench.widgets import tune_threshold

        return tune_threshold(duplicates, ledger=self.ledger if self.ledger.path else None)

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
