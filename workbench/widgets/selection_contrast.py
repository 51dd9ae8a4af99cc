"""What sets some rows apart from the rest: their words, their time line."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.tables import Rows, days_written, guess_dates, seconds_of
from workbench.topics.names.stop_words import STOP_WORDS

Mask = NDArray[np.bool_]

_WORD = re.compile(r"[^\W\d_][\w'’-]+")
_PRIOR = 0.01
_LEAST = 3
_MOST_WORDS = 12
_BINS = 24


def words_apart(rows: Rows, mask: Mask) -> list[tuple[str, int, int]]:
    """Return the words that set the chosen rows apart from the other rows.

    Shapes: mask (n,).

    Notes
    -----
    z-scores of log odds with an informative Dirichlet prior (Monroe, Colaresi and Quinn, 2008).
    """
    chosen = np.bincount(rows.distinct_of[mask & rows.has_text], minlength=len(rows.distinct))
    inside: Counter[str] = Counter()
    everywhere: Counter[str] = Counter()
    for text, here, total in zip(rows.readings, chosen.tolist(), rows.counts.tolist(), strict=True):
        for word in set(_WORD.findall(text.casefold())) - STOP_WORDS:
            everywhere[word] += total
            if here:
                inside[word] += here
    words = sorted(word for word, count in inside.items() if count >= min(_LEAST, mask.sum()))
    if not words:
        return []
    here = np.array([inside[word] for word in words], dtype=np.float64)
    all_ = np.array([everywhere[word] for word in words], dtype=np.float64)
    score = _log_odds(here, all_ - here, all_, sum(inside.values()), sum(everywhere.values()))
    order = sorted(range(len(words)), key=lambda k: (-score[k], words[k]))[:_MOST_WORDS]
    return [(words[k], int(here[k]), int(all_[k] - here[k])) for k in order if score[k] > 0]


def time_line(column: pd.Series, mask: Mask) -> list[tuple[str, int, int]]:
    """Count the chosen rows and all rows by 24 stretches of equal time. Shapes: mask (n,)."""
    dates = guess_dates(column)
    if dates is None or dates.values.isna().all():
        return []
    seconds = seconds_of(dates.values)
    known = ~np.isnan(seconds)
    low, high = seconds[known].min(), seconds[known].max()
    edges = np.linspace(low, max(high, low + 1), _BINS + 1)
    whole = np.histogram(seconds[known], edges)[0]
    part = np.histogram(seconds[known & mask], edges)[0]
    days = days_written(edges[:-1])
    return [(d, int(p), int(w)) for d, p, w in zip(days, part, whole, strict=True)]


def _log_odds(
    here: Any, rest: Any, all_: Any, total_here: float, total: float
) -> NDArray[np.float64]:
    """Return the z-score of each word's log odds inside against outside."""
    prior = all_ * _PRIOR
    weight = total * _PRIOR
    total_rest = total - total_here
    inside = np.log((here + prior) / (total_here + weight - here - prior))
    outside = np.log((rest + prior) / np.maximum(total_rest + weight - rest - prior, _PRIOR))
    scores: NDArray[np.float64] = (inside - outside) / np.sqrt(
        1 / (here + prior) + 1 / (rest + prior)
    )
    return scores
