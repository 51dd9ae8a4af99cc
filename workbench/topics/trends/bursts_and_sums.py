"""What topics cost, and days on which one of them bursts."""

from __future__ import annotations

from numbers import Real
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.errors import InputError
from workbench.tables import floats, numbers_in
from workbench.topics.corrections.methods import Editing
from workbench.topics.trends.shares import as_column, holm, noted, read_times


def aggregate(topics: Editing, values: Any) -> pd.DataFrame:
    """Return mean and sum of a number (handling time, cost, satisfaction) by topic."""
    column = as_column(topics, values, "values")
    found = floats(numbers_in(column, column.name))
    own = topics.rows.spread(topics._assigned, -1)
    lines = []
    for topic, name in zip(topics.table["topic"], topics.table["name"], strict=True):
        inside = found[own == topic]
        kept = inside[np.isfinite(inside)]
        low, high = _mean_interval(kept)
        mean = float(kept.mean()) if len(kept) else np.nan
        missing = len(inside) - len(kept)
        lines.append([topic, name, len(kept), missing, mean, low, high, float(kept.sum())])
    columns = ["topic", "name", "rows", "missing", "mean", "ci_low", "ci_high", "total"]
    table = pd.DataFrame(lines, columns=columns)
    whole = table["total"].sum()
    table["share"] = table["total"] / whole if whole else np.nan
    order = table.sort_values(["total", "topic"], ascending=[False, True])
    return order.reset_index(drop=True)


def bursts(topics: Editing, times: Any, *, alpha: float = 0.01) -> pd.DataFrame:
    """Return the days on which a topic had more rows than chance explains.

    A topic's expected rows of a day are its share of all rows, times the rows of the day: a busy
    day alone makes no burst. The chance of so many or more is that of a Poisson count, after Holm
    for all topics and days.
    """
    from scipy.special import pdtrc

    given: Any = alpha  # whatever it is
    if isinstance(given, bool) or not isinstance(given, Real) or not 0 < float(given) <= 1:
        raise InputError(f"alpha must be a chance in (0, 1], such as 0.01, got {alpha!r}.")
    stamps, notes = read_times(topics, times)
    day = stamps.dt.floor("D")
    own = topics.rows.spread(topics._assigned, -1)
    known = topics.rows.has_text & day.notna().to_numpy()
    frame = pd.DataFrame({"topic": own, "day": day, "position": np.arange(len(own))})[known]
    days = frame["day"].value_counts()
    lines = []
    for topic, name in zip(topics.table["topic"], topics.table["name"], strict=True):
        inside = frame[frame["topic"] == topic]
        counts = inside["day"].value_counts().reindex(days.index, fill_value=0)
        expected = days * (len(inside) / max(1, len(frame)))
        chance = pdtrc(np.maximum(counts - 1, 0), expected)
        chance = np.where(counts == 0, 1.0, chance)
        table = pd.DataFrame({"rows": counts, "expected": expected, "p": chance})
        lines.append(table.rename_axis("day").reset_index().assign(topic=topic, name=name))
    columns = ["topic", "name", "day", "rows", "expected", "p", "positions"]
    if not lines:
        return noted(pd.DataFrame(columns=columns), notes)
    table = pd.concat(lines, ignore_index=True)
    table["p"] = holm(table["p"].to_numpy(dtype=np.float64))
    table = table[table["p"] < alpha].sort_values(["p", "topic", "day"]).reset_index(drop=True)
    places = frame.groupby(["topic", "day"])["position"].agg(list)
    table["positions"] = [
        places[(topic, when)] for topic, when in zip(table["topic"], table["day"], strict=True)
    ]
    return noted(table[columns], notes)


def _mean_interval(values: NDArray[np.float64]) -> tuple[float, float]:
    """Return the 95 % interval of a mean by Student's t."""
    from scipy.special import stdtrit

    if len(values) < 2:
        return np.nan, np.nan
    half = stdtrit(len(values) - 1, 0.975) * values.std(ddof=1) / np.sqrt(len(values))
    return float(values.mean() - half), float(values.mean() + half)
