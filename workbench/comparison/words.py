"""Words that one side says more often than the other, as far as chance does not explain it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.topics.names.stop_words import STOP_WORDS

_WORD = re.compile(r"[^\W\d_][\w'’-]+")

PRIOR = 0.01
"""Weight of a word's frequency on both sides together: what damps rare words."""

FEWEST = 3
"""Rows that a word must have on one side."""

SURE = 1.96
"""z-score from which chance does not explain a difference, for one word in twenty."""


def count_words(texts: Iterable[str], counts: Iterable[int]) -> Counter[str]:
    """Count the rows in which each word stands, stop words left out."""
    rows: Counter[str] = Counter()
    for text, count in zip(texts, counts, strict=True):
        if count:
            for word in set(_WORD.findall(text.casefold())) - STOP_WORDS:
                rows[word] += count
    return rows


def log_odds(
    words: Sequence[str], inside: Mapping[str, int], outside: Mapping[str, int]
) -> NDArray[np.float64]:
    """Return how surely each word stands more often inside than outside, as a z-score.

    Log odds with an informative Dirichlet prior (Monroe, Colaresi and Quinn, 2008).
    """
    here = np.array([inside.get(word, 0) for word in words], dtype=np.float64)
    there = np.array([outside.get(word, 0) for word in words], dtype=np.float64)
    prior = PRIOR * (here + there)
    total_here, total_there = sum(inside.values()), sum(outside.values())
    weight = PRIOR * (total_here + total_there)
    odds_here = np.log((here + prior) / (total_here + weight - here - prior))
    beside = np.maximum(total_there + weight - there - prior, PRIOR)
    odds_there = np.log((there + prior) / beside)
    scores: NDArray[np.float64] = (odds_here - odds_there) / np.sqrt(
        1 / (here + prior) + 1 / (there + prior)
    )
    return scores


def moved_words(
    now: Mapping[str, int], before: Mapping[str, int], rows_now: int, rows_before: int
) -> pd.DataFrame:
    """Return the words whose share of rows changed, those that surely grew first."""
    words = sorted(w for w in {*now, *before} if max(now.get(w, 0), before.get(w, 0)) >= FEWEST)
    table = pd.DataFrame(
        {
            "word": words,
            "rows_before": [before.get(word, 0) for word in words],
            "rows_now": [now.get(word, 0) for word in words],
        }
    )
    table["share_before"] = table["rows_before"] / max(rows_before, 1)
    table["share_now"] = table["rows_now"] / max(rows_now, 1)
    table["z"] = log_odds(words, now, before) if words else np.zeros(0)
    table = table[table["z"].abs() >= SURE]
    return table.sort_values(["z", "word"], ascending=[False, True]).reset_index(drop=True)
