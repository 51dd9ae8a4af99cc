"""What sets some rows apart from the rest: their words, their time line."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.comparison.words import count_words, log_odds
from workbench.tables import Rows, days_written, guess_dates, seconds_of

Mask = NDArray[np.bool_]

_LEAST = 3
_MOST_WORDS = 12
_BINS = 24


def words_apart(rows: Rows, mask: Mask) -> list[tuple[str, int, int]]:
    """Return the words that set the chosen rows apart from the other rows. Shapes: mask (n,).

    z-scores of log odds with an informative Dirichlet prior (Monroe, Colaresi and Quinn, 2008).
    """
    chosen = np.bincount(rows.distinct_of[mask & rows.has_text], minlength=len(rows.distinct))
    inside = count_words(rows.readings, chosen.tolist())
    outside = count_words(rows.readings, (rows.counts - chosen).tolist())
    words = sorted(word for word, count in inside.items() if count >= min(_LEAST, mask.sum()))
    if not words:
        return []
    score = log_odds(words, inside, outside)
    order = sorted(range(len(words)), key=lambda k: (-score[k], words[k]))[:_MOST_WORDS]
    telling = [words[k] for k in order if score[k] > 0]
    return [(word, inside[word], outside[word]) for word in telling]


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
