"""Meaning and words together: two rankings of the texts made one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.corpus.word_index import WordIndex
from workbench.tables import Rows

RANK_OFFSET = 10
"""Added to each rank before it is inverted: the larger, the less the first few count."""

DEPTH, WORD_DEPTH = 100, 1_000
"""Texts of the ranking by meaning, and of that by words, that are looked at, at least."""

USUAL, KEYWORD, CODES = 0.1, 1.0, 2.0
"""What the rank by words counts, if the rank by meaning counts 1."""

MOST_SOUGHT = 10
"""Texts that hold the keyword, or all codes, up to which they are what is looked for.

Many texts hold common words, and which of them is meant, the meaning tells better.
"""

Near = Callable[[NDArray[np.bool_], int], pd.DataFrame]
"""Returns the rows nearest in meaning among those of a mask, shape (n,)."""


@dataclass(frozen=True, eq=False)
class WordSearch:
    """Finds rows by the words of a query.

    rows: rows of the table.
    index: the words of its distinct texts.
    """

    rows: Rows
    index: WordIndex

    def hits(
        self, words: str, k: int, allowed: NDArray[np.bool_], near: Near | None
    ) -> pd.DataFrame:
        """Return the `k` best rows; by words alone if `near` is None. Shapes: allowed (n,).

        Without words, these are the first rows that are allowed.
        """
        if not words:
            return self._table("", np.flatnonzero(allowed & self.rows.has_text)[:k])
        mask = self.rows.holds(np.flatnonzero(allowed))
        if near is None or not mask.any():
            texts = self.index.ranked(words, mask)[:k]
            return self._table(words, self._rows_of(texts, k, allowed))
        nearest = near(allowed, max(DEPTH, k))
        by_meaning = pd.unique(self.rows.distinct_of[nearest["row"]])
        texts = fused(by_meaning, *self._by_words(words, mask), k)
        places = self._rows_of(texts, k, allowed)
        table = self._table(words, places)
        chosen = np.zeros(len(self.rows), dtype=bool)
        chosen[places] = True
        known = near(chosen, len(places)).set_index("row").loc[places]
        table["similarity"] = known["similarity"].to_numpy()
        return table.assign(passage=known["passage"].to_numpy()) if "passage" in known else table

    def _by_words(self, words: str, mask: NDArray[np.bool_]) -> tuple[NDArray[np.int64], float]:
        """Return the texts that fit the words, the best first, and what their rank counts."""
        keywords = self.index.keywords(words)
        alone = keywords if len(keywords) == 1 else []
        for wanted, weight in ((self.index.codes(words), CODES), (alone, KEYWORD)):
            ranked = self.index.ranked(words, mask & self.index.holding(wanted))
            if wanted and 0 < len(ranked) <= MOST_SOUGHT:
                return ranked, weight
        return self.index.ranked(words, mask)[:WORD_DEPTH], USUAL

    def _rows_of(
        self, texts: Sequence[int] | NDArray[np.int64], k: int, allowed: NDArray[np.bool_]
    ) -> NDArray[np.int64]:
        """Return the first `k` rows that hold the texts, rows of one text together."""
        places = [rows[allowed[rows]] for rows in map(self.rows.rows_of_text, texts)]
        return np.concatenate([np.empty(0, np.int64), *places])[:k].astype(np.int64)

    def _table(self, words: str, places: NDArray[np.int64]) -> pd.DataFrame:
        """Return position and shared words of rows, with no similarity yet."""
        texts = [self.rows.texts[row] or "" for row in places.tolist()]
        return pd.DataFrame(
            {
                "query": np.zeros(len(places), dtype=np.int64),
                "row": places,
                "similarity": np.full(len(places), np.nan),
                "words": [", ".join(self.index.shared(words, text)) for text in texts],
            }
        )


def fused(
    by_meaning: NDArray[np.int64], by_words: NDArray[np.int64], weight: float, k: int
) -> NDArray[np.int64]:
    """Return the `k` best texts of two rankings by reciprocal rank (Cormack et al., SIGIR 2009).

    Of two that are equal, the one nearer in meaning comes first.
    """
    score: dict[int, float] = {}
    for ranking, counts in ((by_meaning, 1.0), (by_words, weight)):
        for rank, text in enumerate(ranking.tolist(), 1):
            score[text] = score.get(text, 0.0) + counts / (RANK_OFFSET + rank)
    best = sorted(score, key=lambda text: -score[text])  # stable: in the order of meaning
    return np.array(best[:k], dtype=np.int64)
