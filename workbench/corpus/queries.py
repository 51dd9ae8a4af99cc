"""Search: what is looked for as vectors, rows found, passages; and the rows of a sample."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.embedding import Embedding, Encoder, Legibility, legibility
from workbench.errors import InputError, WorkbenchError, check_choice, check_count, counted
from workbench.tables import Rows, free_label, row_positions
from workbench.tables.row_filters import Query, read_query

if TYPE_CHECKING:
    from workbench.corpus.word_index import WordIndex
    from workbench.similarity import PassageHits

Mode = Literal["hybrid", "meaning", "words"]
MODES = ("hybrid", "meaning", "words")


@dataclass(frozen=True, eq=False)
class Searcher:
    """Finds rows of one table near to a query."""

    frame: pd.DataFrame
    rows: Rows
    embedding: Embedding
    encoder: Callable[[], Encoder]
    legibility: Callable[[], Legibility]
    words: Callable[[], WordIndex]

    def found(self, query: Any, k: int, filter: Any, mode: Mode) -> pd.DataFrame:  # noqa: A002
        """Return the rows of the table that fit best, with what was found in front."""
        hits = self.hits(query, k, filter, mode)
        table = self.frame.iloc[hits["row"]]
        for position, name in enumerate(hits.columns):
            table.insert(position, free_label(name, table.columns), hits[name].to_numpy())
        meant = [] if mode == "words" else self._notes(query)
        table.attrs["notes"] = [*hits.attrs["notes"], *meant]
        return table

    def hits(
        self,
        query: Any,
        k: int,
        filter: Any = None,  # noqa: A002 - its public name
        mode: Mode = "hybrid",
    ) -> pd.DataFrame:
        """Return query number, row position, similarity and shared words of the rows found."""
        k = check_count("k", k)
        check_choice("mode", mode, MODES)
        chosen = self._chosen(filter)
        asked = query_texts(query)
        if mode == "words" and asked is None:
            raise InputError("search by words takes a text or a list of texts, not vectors.")
        if mode == "meaning" or asked is None:
            vectors = query_vectors(query, self.embedding.info.dimensions, self.encoder)
            hits = self._by_meaning(vectors, k, chosen)
            hits.attrs["notes"] = []
            return hits
        return self._by_words(asked, k, chosen, mode)

    def nearest(self, row: int, k: int) -> pd.DataFrame:
        """Return row position and similarity of the first row of each of the nearest texts.

        The text of the row itself is not among them, nor any below a similarity of zero.
        """
        from workbench.similarity import search

        own, vectors = int(self.rows.distinct_of[row]), self.embedding.vectors
        found: list[tuple[int, float]] = []
        if own >= 0:
            k = min(k + 1, len(vectors))
            texts, near = search(vectors, vectors[[own]], k, checked=True)
            kept = [(int(t), float(s)) for t, s in zip(texts[0], near[0], strict=True) if t != own]
            found = [(int(self.rows.rows_of_text(t)[0]), s) for t, s in kept[: k - 1] if s > 0]
        return pd.DataFrame(found, columns=["row", "similarity"])

    def _chosen(self, filter: Any) -> NDArray[np.bool_]:  # noqa: A002
        """Return which rows may be found, shape (n,)."""
        chosen = np.ones(len(self.rows), dtype=bool)
        if filter is not None:
            chosen[:] = False
            chosen[row_positions(self.frame, filter)] = True
        if not (chosen & self.rows.has_text).any():
            raise InputError(
                "search: none of the chosen rows holds text. Choose others: filter=..."
            )
        return chosen

    def _by_meaning(
        self, vectors: NDArray[np.float32], k: int, chosen: NDArray[np.bool_]
    ) -> pd.DataFrame:
        """Return the rows nearest to vectors. Shapes: vectors (q, d), chosen (n,)."""
        from workbench.similarity import hit_rows, search, search_passages

        mask = self.rows.holds(np.flatnonzero(chosen))
        passages = self.embedding.passages
        if passages is None:
            own = self.embedding.vectors
            indices, similarities = search(own, vectors, k, mask=mask, checked=True)
            return hit_rows(self.rows, indices, similarities, k, allowed=chosen)
        best = search_passages(passages.vectors, passages.owner, vectors, k, mask=mask)
        hits = hit_rows(self.rows, best.owners, best.similarities, k, allowed=chosen)
        return hits.assign(passage=passage_texts(hits, best, self.rows, self.embedding))

    def _by_words(
        self, asked: Sequence[str], k: int, chosen: NDArray[np.bool_], mode: Mode
    ) -> pd.DataFrame:
        """Return the rows that fit the words of texts, and their meaning if asked for."""
        tables, notes = [], []
        for number, text in enumerate(asked):
            query = read_query(text, self.frame.columns)
            allowed = chosen & query.mask(self.rows, self.frame)
            tables.append(self._words_of(query, k, allowed, mode).assign(query=number))
            if query.notes:
                left = counted(int(allowed.sum()), "row")
                notes.append(f"{', '.join(query.notes)}: {left}")
            notes += query.doubts
        hits = pd.concat(tables, ignore_index=True)
        hits.attrs["notes"] = notes
        return hits

    def _words_of(
        self, query: Query, k: int, allowed: NDArray[np.bool_], mode: Mode
    ) -> pd.DataFrame:
        """Return the rows for one query. Shapes: allowed (n,)."""
        from workbench.corpus.hybrid_search import WordSearch

        near = None
        if mode == "hybrid" and query.words:
            vectors = query_vectors(query.words, self.embedding.info.dimensions, self.encoder)

            def near(mask: NDArray[np.bool_], k: int) -> pd.DataFrame:
                return self._by_meaning(vectors, k, mask)

        return WordSearch(self.rows, self.words()).hits(query.words, k, allowed, near)

    def compare_new(
        self, texts: Any, threshold: float, *, guards: Sequence[str], duplicates: Any
    ) -> pd.DataFrame:
        """Return for each new text the row that says the same, or the most similar one."""
        from workbench.duplicates.new_texts import NEAREST, compare_new
        from workbench.duplicates.threshold.pair_model import default_pair_model
        from workbench.similarity import search

        asked = [texts] if isinstance(texts, str) else list(texts)
        for number, one in enumerate(asked, 1):
            if not isinstance(one, str) or not one.strip():
                raise InputError(
                    f"find_duplicates_of takes texts with words, got {one!r:.80} as text "
                    f"{number:,} of {len(asked):,}. Leave it out."
                )
        if not asked:
            raise InputError("find_duplicates_of: there is no text in the list.")
        count = min(NEAREST, len(self.rows.distinct))
        info = self.embedding.info
        return compare_new(
            asked,
            search(self.embedding.vectors, self.encoder().encode(asked), count, checked=True),
            self.rows,
            threshold=threshold,
            guards=guards,
            model=default_pair_model() if duplicates is None else duplicates._case.pair_model,
            legible=lambda few: legibility(few, info, lambda: encoder_or_none(self.encoder)),
            groups=None if duplicates is None else duplicates._verdict.row_group,
        )

    def axis(self, low: Any, high: Any) -> pd.Series:
        """Return the cosine of each row with the line from one phrase to another, shape (n,)."""
        width = self.embedding.info.dimensions
        ends = [query_vectors(end, width, self.encoder).mean(axis=0) for end in (low, high)]
        line = ends[1] - ends[0]
        length = float(np.linalg.norm(line))
        if length < 1e-6:
            raise InputError(f"the two ends mean the same: {low!r:.60} and {high!r:.60}.")
        values = (self.embedding.vectors @ (line / length)).astype(np.float64)
        return pd.Series(self.rows.spread(values, np.nan), index=self.rows.index, name="axis")

    def _notes(self, query: Any) -> list[str]:
        """Say which queries, and how many rows, the model cannot read."""
        notes = list(self.legibility().notes)
        texts = [query] if isinstance(query, str) else list(query)
        if not all(isinstance(text, str) for text in texts):
            return notes
        info = self.embedding.info
        unreadable = legibility(texts, info, lambda: encoder_or_none(self.encoder)).unreadable
        about = [text for text, bad in zip(texts, unreadable.tolist(), strict=True) if bad]
        return [
            *(f"{info.model} cannot read {text!r}: the results mean nothing" for text in about),
            *notes,
        ]


def encoder_or_none(encoder: Callable[[], Encoder]) -> Encoder | None:
    """Return the encoder, None if a saved corpus is opened on a machine without the model."""
    try:
        return encoder()
    except WorkbenchError:
        return None


def query_texts(query: Any) -> list[str] | None:
    """Return what is looked for as texts, None if it is vectors."""
    if isinstance(query, (pd.Series, pd.Index)):
        query = query.tolist()
    texts = [query] if isinstance(query, str) else query
    if not isinstance(texts, (list, tuple)):
        return None
    if not all(isinstance(one, str) for one in texts):
        _check_missing(texts)
        return None
    check_words(texts)
    return list(texts)


def query_vectors(query: Any, width: int, encoder: Callable[[], Encoder]) -> NDArray[np.float32]:
    """Return unit vectors of what is looked for, shape (q, width). Shapes: query (width,)."""
    texts = query_texts(query)
    if texts is not None:
        return encoder().encode(texts)
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


def check_words(queries: Sequence[str]) -> None:
    """Refuse queries that hold no words."""
    blank = [number for number, query in enumerate(queries, 1) if not query.strip()]
    if (len(queries) == 1 and blank) or not queries:
        raise InputError("search needs words to look for, got a blank query.")
    if blank:
        raise InputError(
            f"search needs words to look for; query {blank[0]:,} of {len(queries):,} is blank. "
            "Leave such queries out."
        )


def _check_missing(queries: Sequence[Any]) -> None:
    """Refuse a list of texts of which some are missing."""
    cells = [pd.api.types.is_scalar(query) and bool(pd.isna(query)) for query in queries]
    missing = [number for number, gone in enumerate(cells, 1) if gone]
    if missing and any(isinstance(query, str) for query in queries):
        raise InputError(
            f"search needs words to look for; query {missing[0]:,} of {len(queries):,} is missing. "
            "Leave such queries out: series.dropna()"
        )


def passage_texts(
    hits: pd.DataFrame, best: PassageHits, rows: Rows, embedding: Embedding
) -> list[str]:
    """Return the best passage of each row found."""
    passages = embedding.passages
    if passages is None:
        return [""] * len(hits)
    of = {
        (query, int(text)): int(passage)
        for query, (texts, places) in enumerate(zip(best.owners, best.passages, strict=True))
        for text, passage in zip(texts, places, strict=True)
    }
    best_texts = []
    for query, row in zip(hits["query"], hits["row"], strict=True):
        text = int(rows.distinct_of[row])
        read = rows.readings[text]
        position = of[query, text]
        best_texts.append(read[passages.start[position] : passages.stop[position]].strip())
    return best_texts
