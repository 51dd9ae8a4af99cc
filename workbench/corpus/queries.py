"""Search: what is looked for as vectors, rows found, passages; and the rows of a sample."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.embedding import Embedding, Encoder, Legibility, legibility
from workbench.errors import InputError, WorkbenchError, check_count
from workbench.tables import Rows, free_label, row_positions

if TYPE_CHECKING:
    from workbench.similarity import PassageHits


@dataclass(frozen=True, eq=False)
class Searcher:
    """Finds rows of one table near to a query."""

    frame: pd.DataFrame
    rows: Rows
    embedding: Embedding
    encoder: Callable[[], Encoder]
    legibility: Callable[[], Legibility]

    def found(self, query: Any, k: int, filter: Any) -> pd.DataFrame:  # noqa: A002 - its public name
        """Return the rows of the table that are nearest, with what was found in front."""
        hits = self.hits(query, k, filter)
        table = self.frame.iloc[hits["row"]]
        for position, name in enumerate(hits.columns):
            table.insert(position, free_label(name, table.columns), hits[name].to_numpy())
        table.attrs["notes"] = self._notes(query)
        return table

    def hits(self, query: Any, k: int, filter: Any = None) -> pd.DataFrame:  # noqa: A002
        """Return query number, row position and similarity of the rows found."""
        from workbench.similarity import hit_rows, search, search_passages

        k = check_count("k", k)
        chosen = np.ones(len(self.rows), dtype=bool)
        if filter is not None:
            chosen[:] = False
            chosen[row_positions(self.frame, filter)] = True
        mask = self.rows.holds(np.flatnonzero(chosen))
        if not mask.any():
            raise InputError(
                "search: none of the chosen rows holds text. Choose others: filter=..."
            )
        vectors = query_vectors(query, self.embedding.info.dimensions, self.encoder)
        passages = self.embedding.passages
        if passages is None:
            indices, similarities = search(self.embedding.vectors, vectors, k, mask=mask)
            return hit_rows(self.rows, indices, similarities, k, allowed=chosen)
        best = search_passages(passages.vectors, passages.owner, vectors, k, mask=mask)
        hits = hit_rows(self.rows, best.owners, best.similarities, k, allowed=chosen)
        return hits.assign(passage=passage_texts(hits, best, self.rows, self.embedding))

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
            search(self.embedding.vectors, self.encoder().encode(asked), count),
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


def query_vectors(query: Any, width: int, encoder: Callable[[], Encoder]) -> NDArray[np.float32]:
    """Return unit vectors of what is looked for, shape (q, width). Shapes: query (width,)."""
    if isinstance(query, str):
        query = [query]
    if isinstance(query, (pd.Series, pd.Index)):
        query = query.tolist()
    if isinstance(query, (list, tuple)) and all(isinstance(one, str) for one in query):
        check_words(query)
        return encoder().encode(query)
    if isinstance(query, (list, tuple)):
        _check_missing(query)
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
