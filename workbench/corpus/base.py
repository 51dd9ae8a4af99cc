"""What every verb stands on: the table, its vectors, and what is computed once and kept."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.corpus.card import corpus_card
from workbench.embedding import Embedding, Encoder, Legibility, legibility
from workbench.engines import Engine, LocalEngine
from workbench.errors import InputError, WorkbenchError, check_count, check_threshold, counted
from workbench.ledger import Ledger
from workbench.progress import Progress, choose
from workbench.tables import ParquetTable, Rows, row_positions

if TYPE_CHECKING:
    from workbench.similarity import Neighbors, Pairs

Value = TypeVar("Value")

PAIR_FLOOR = 0.7
"""Pairs are mined once from this cosine similarity upward and serve every threshold above it."""

GRAPH_NEIGHBORS = 30
"""Neighbours a text has in the one graph that serves the projection and the topics."""


@dataclass(frozen=True, eq=False, repr=False)
class Embedded:
    """A table with the vectors of its texts; see `workbench.corpus.Corpus`."""

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
    _approximate: bool = False
    _source: ParquetTable | None = None
    _maps: Path | None = None

    def __len__(self) -> int:
        """Return the number of rows, with and without text."""
        return len(self.rows)

    def __repr__(self) -> str:
        """Return one truthful line: rows, distinct texts, blanks, cut texts, encoder, cache."""
        info, rows = self.embedding.info, self.rows
        blank = len(rows) - int(rows.has_text.sum())
        cut = int(rows.counts[self.embedding.cut].sum())
        parts = [
            counted(len(rows), "row"),
            counted(len(rows.distinct), "distinct text"),
            *([f"{blank:,} without text"] if blank else []),
            *([f"{cut:,} cut at {info.max_tokens} tokens"] if cut else []),
            f"{info.model} ({info.dimensions} numbers, {info.precision} on {info.device})",
            self._origin or f"{counted(self.embedding.cached, 'vector')} from the cache",
            *(["draft"] if info.draft else []),
            *(["approximate neighbours"] if self._approximate else []),
            *([f"{len(self.notes)} notes"] if len(self.notes) > 1 else []),
        ]
        return f"Corpus({', '.join(parts)})"

    def _repr_html_(self) -> str:
        """Return a card: what stands in the table, how it was embedded, what to know."""
        return corpus_card(repr(self), self.notes, self.rows)

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader must be told: cut texts, a lower precision, a store that did not work."""
        return (*self.rows.notes, *self.embedding.notes)

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
            ``cut`` (bool) and ``unreadable`` (bool, a script or a language that the model does not
            know, or no word at all).
        """
        has_text, tokens = self.rows.has_text, self.embedding.tokens
        share = np.minimum(1.0, self.embedding.info.max_tokens / np.maximum(tokens, 1))
        seen = np.where(self.embedding.cut, share, 1.0)
        columns = {
            "has_text": has_text,
            "tokens": pd.Series(self.rows.spread(tokens, 0), dtype="Int32").where(has_text),
            "seen": pd.Series(self.rows.spread(seen, 0.0), dtype="Float32").where(has_text),
            "cut": self.rows.spread(self.embedding.cut, fill=False),
            "unreadable": self.rows.spread(self.legibility.unreadable, fill=False),
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
        from workbench.similarity import pairs, pairs_by_blocks

        floor = check_threshold(floor, name="floor")
        held: Pairs | None = self._kept.get("pairs")
        if held is None or held.requested > floor:
            vectors, told = self.embedding.vectors, choose(self._progress)
            if self._engine.distant:
                held = pairs_by_blocks(vectors, None, floor, self._engine, progress=told)
            else:
                held = pairs(vectors, floor, progress=told)
            self._kept["pairs"] = held
        return held.above(floor) if floor > held.floor else held

    def neighbors(self, k: int = GRAPH_NEIGHBORS) -> Neighbors:
        """Return each distinct text's `k` nearest ones, itself first; exact but for `approximate`.

        Raises
        ------
        InputError
            Where `k` is no whole number of at least 1.
        """
        k = min(check_count("k", k), len(self.rows.distinct))
        vectors = self.embedding.vectors
        return self._once(("neighbors", k), lambda: self._neighbors_among(vectors, k))

    def _graph(self) -> Neighbors:
        """Return the nearest of each distinct vector, of which topics and map are made.

        Texts with equal vectors would fill each other's lists of neighbors.
        """
        from workbench.similarity import distinct_vectors

        def find() -> Neighbors:
            vectors = self.embedding.vectors
            distinct = distinct_vectors(vectors)
            if distinct.all_differ:
                return self.neighbors()
            k = min(GRAPH_NEIGHBORS, len(distinct.first))
            return self._neighbors_among(vectors[distinct.first], k)

        return self._once(("neighbors", "distinct"), find)

    def _merged_rows(self) -> Rows:
        """Return the rows with texts of equal vectors counted as one."""
        from workbench.similarity import distinct_vectors

        distinct = distinct_vectors(self.embedding.vectors)
        return self.rows if distinct.all_differ else self.rows.merged(distinct.first, distinct.of)

    def _neighbors_among(self, vectors: NDArray[np.float32], k: int) -> Neighbors:
        """Find the `k` nearest of each vector, on the engine of the corpus."""
        from workbench.similarity import neighbors, neighbors_by_blocks

        engine, told = self._engine, choose(self._progress)
        if engine.distant and not self._approximate:
            return neighbors_by_blocks(vectors, k, engine, progress=told)
        return neighbors(vectors, k, approximate=self._approximate, progress=told)

    def _nearest_of(self, places: NDArray[np.integer[Any]]) -> Neighbors:
        """Return the nearest of some distinct texts, itself first; exact.

        Parameters
        ----------
        places : ndarray of int, shape (p,)
            Places in ``rows.distinct``, each once. Where all are asked for, or the exact graph is
            at hand, it serves.
        """
        from workbench.similarity import neighbors, neighbors_by_blocks

        count = len(self.rows.distinct)
        k = min(GRAPH_NEIGHBORS, count)
        held: Neighbors | None = self._kept.get(("neighbors", k))
        if not self._approximate and (held is not None or len(places) == count):
            return self.neighbors(k).take(places)
        vectors, told = self.embedding.vectors, choose(self._progress)
        if self._engine.distant:
            return neighbors_by_blocks(vectors, k, self._engine, places=places, progress=told)
        return neighbors(vectors, k, places=places, progress=told)

    def where(self, mask: Any) -> Self:
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
            _approximate=self._approximate,
            _maps=self._maps,
            _kept=_kept_of(self._kept, rows, kept),
        )

    # Insides

    def _once(self, key: Hashable, compute: Callable[[], Value]) -> Value:
        """Return what was computed under this key before, or compute and keep it."""
        if key not in self._kept:
            self._kept[key] = compute()
        value: Value = self._kept[key]
        return value

    @property
    def legibility(self) -> Legibility:
        """What the model can read of the distinct texts, and what to say of it."""
        texts = self.rows.readings

        def find() -> tuple[NDArray[np.bool_], dict[int, str], tuple[str, ...]]:
            read = legibility(texts, self.embedding.info, self._vocabulary)
            return read.unreadable, {k: w for k, w in enumerate(read.unread) if w}, read.notes

        # Plain values: they are saved with the corpus, so that it reads the same without the model.
        unreadable, words, notes = self._once(("legibility",), find)
        return Legibility(unreadable, tuple(words.get(k, "") for k in range(len(texts))), notes)

    def _vocabulary(self) -> Encoder | None:
        """Return the encoder, None if a saved corpus is opened on a machine without the model."""
        try:
            return self._encoder()
        except WorkbenchError:
            return None

    def _at(self, positions: NDArray[np.int64]) -> Self:
        """Return the corpus of the rows at these positions."""
        chosen = np.zeros(len(self), dtype=bool)
        chosen[positions] = True
        return self.where(chosen)

    def _check_own(self, **results: Any) -> None:
        """Refuse a result of another kind, or of another table."""
        from workbench.duplicates import Duplicates
        from workbench.projection import Projection
        from workbench.topics import Topics

        kinds: dict[str, type[Any]] = {
            "duplicates": Duplicates,
            "topics": Topics,
            "projection": Projection,
        }
        for name, result in results.items():
            if result is None:
                continue
            if not isinstance(result, kinds[name]):
                raise InputError(
                    f"{name} must be what corpus.{name}() returned, got {type(result).__name__}."
                )
            if result.rows.manifest.digest != self.rows.manifest.digest:
                subject = "this projection was" if name == "projection" else f"these {name} were"
                raise InputError(
                    f"{subject} found in another table ({len(result.rows):,} rows) than "
                    f"this corpus ({len(self):,} rows). Find them in this one: corpus.{name}()"
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
