"""Shares of the topics on both sides: how much they differ, and whether chance explains it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.intervals import wilson
from workbench.topics.trends import holm, two_sided

ALPHA = 0.05
"""Chance, after Holm for all topics, from which a difference counts as none."""


def topic_shares(
    now: NDArray[np.int64], before: NDArray[np.int64], topics: Sequence[int], names: Sequence[str]
) -> pd.DataFrame:
    """Return each topic's rows and share on both sides, the surest difference first.

    Difference of two shares by a pooled z-test, its interval by Newcombe's hybrid score (R.
    Newcombe, Statistics in Medicine 17, 1998, method 10).

    Shapes: now (n,), before (k,): the topic of each row that is counted, -1 for noise.
    """
    mine = np.array([(now == topic).sum() for topic in topics], dtype=np.float64)
    theirs = np.array([(before == topic).sum() for topic in topics], dtype=np.float64)
    share_now, share_before = mine / max(len(now), 1), theirs / max(len(before), 1)
    low, high = _interval(mine, len(now), theirs, len(before))
    table = pd.DataFrame(
        {
            "topic": list(topics),
            "name": list(names),
            "rows_before": theirs.astype(np.int64),
            "rows_now": mine.astype(np.int64),
            "share_before": share_before,
            "share_now": share_now,
            "difference": share_now - share_before,
            "ci_low": low,
            "ci_high": high,
            "p": holm(_two_sided(mine, len(now), theirs, len(before))),
        }
    )
    sure = table["p"] < ALPHA
    table["change"] = np.select(
        [
            sure & (table["rows_before"] == 0),
            sure & (table["rows_now"] == 0),
            sure & (table["difference"] > 0),
            sure,
        ],
        ["new", "gone", "grew", "shrank"],
        default="",
    )
    table["size"] = -table["difference"].abs()
    ordered = table.sort_values(["p", "size", "topic"]).drop(columns="size")
    return ordered.reset_index(drop=True)


def _interval(
    mine: NDArray[np.float64], n: int, theirs: NDArray[np.float64], k: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the 95 % interval of the difference of two shares."""
    one, other = mine / max(n, 1), theirs / max(k, 1)
    low_one, high_one = wilson(mine, n)
    low_other, high_other = wilson(theirs, k)
    difference = one - other
    below = np.sqrt((one - low_one) ** 2 + (high_other - other) ** 2)
    above = np.sqrt((high_one - one) ** 2 + (other - low_other) ** 2)
    return difference - below, difference + above


def _two_sided(
    mine: NDArray[np.float64], n: int, theirs: NDArray[np.float64], k: int
) -> NDArray[np.float64]:
    """Return the p of each difference of two shares, 1 if a side has no rows."""
    if not n or not k:
        return np.ones(len(mine))
    pooled = (mine + theirs) / (n + k)
    error = np.sqrt(pooled * (1 - pooled) * (1 / n + 1 / k))
    z = np.divide(mine / n - theirs / k, error, out=np.zeros(len(mine)), where=error > 0)
    return two_sided(z)
