"""Numbers by topic: what a topic costs, against the rest, and whether that grows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.intervals import wilson
from workbench.tables import as_truths, floats, numbers_in
from workbench.topics.corrections import Editing
from workbench.topics.trends import as_column, holm, noted, read_times

COLUMNS = (
    "topic",
    "name",
    "metric",
    "rows",
    "missing",
    "mean",
    "ci_low",
    "ci_high",
    "median",
    "total",
    "share",
    "rest_mean",
    "difference",
    "excess",
    "p",
)


def metrics(topics: Editing, columns: Sequence[pd.Series], date: Any = None) -> pd.DataFrame:
    """Return mean, total and difference from the rest of each column, by topic.

    Differences are tested by Welch's t-test (B. Welch, Biometrika 34, 1947), adjusted by Holm for
    all topics and columns.
    """
    own = topics.rows.spread(topics._assigned, -1)
    late, notes = (None, ()) if date is None else _late(topics, date)
    tables = [_table(topics, column, own, late) for column in columns]
    table = pd.concat(tables, ignore_index=True)
    known = table["p"].notna().to_numpy()
    table.loc[known, "p"] = holm(table.loc[known, "p"].to_numpy(dtype=np.float64))
    table["order"] = np.repeat(np.arange(len(tables)), [len(one) for one in tables])
    table = table.sort_values(["order", "total", "topic"], ascending=[True, False, True])
    return noted(table.drop(columns="order").reset_index(drop=True), notes)


def mean_per_row(topics: Editing, column: pd.Series) -> pd.Series:
    """Return the mean of a column over the topic of each row; it is named by both."""
    table = metrics(topics, [column]).set_index("topic")
    own = topics.rows.spread(topics._assigned, -1)
    means = table["mean"].drop(-1, errors="ignore").reindex(own).to_numpy(dtype=np.float64)
    return pd.Series(means, topics.rows.index, name=f"{column.name} (mean of the topic)")


def _late(topics: Editing, date: Any) -> tuple[NDArray[np.float64], tuple[str, ...]]:
    """Return 1 for rows of the second half of the time, 0 for the first, NaN without a date."""
    stamps, notes = read_times(topics, date)
    day = stamps.dt.floor("D")
    middle = day.min() + (day.max() - day.min()) / 2
    return np.where(day.isna(), np.nan, (day > middle).astype(np.float64)), notes


def _table(
    topics: Editing,
    column: pd.Series,
    own: NDArray[np.int64],
    late: NDArray[np.float64] | None,
) -> pd.DataFrame:
    """Return one line per topic for one column."""
    values, binary = _values(topics, column)
    known = np.isfinite(values) & topics.rows.has_text
    table = topics.table
    lines = [
        [topic, name, str(column.name), *_line(values, own == topic, known, binary=binary)]
        for topic, name in zip(table["topic"].tolist(), table["name"].tolist(), strict=True)
    ]
    made = pd.DataFrame(lines, columns=list(COLUMNS))
    if late is not None:
        halves = [_halves(values, (own == topic) & known, late) for topic in made["topic"]]
        made[["first_half", "second_half"]] = halves
        made["growth"] = made["second_half"] - made["first_half"]
    whole = made["total"].sum()
    made["share"] = made["total"] / whole if whole else np.nan
    return made


def _values(topics: Editing, column: pd.Series) -> tuple[NDArray[np.float64], bool]:
    """Return a column as numbers, yes as 1 and no as 0, and whether it is of yes and no."""
    cells = as_column(topics, column, "values")
    truths = as_truths(cells)
    if truths is not None:
        return floats(truths.astype("Float64")), True
    return floats(numbers_in(cells, cells.name)), False


def _line(
    values: NDArray[np.float64],
    inside: NDArray[np.bool_],
    known: NDArray[np.bool_],
    *,
    binary: bool,
) -> list[Any]:
    """Return what one topic has of one column, from `rows` to `p`."""
    mine, rest = values[inside & known], values[~inside & known]
    missing = int((inside & ~known).sum())
    if not len(mine):
        return [0, missing, *[np.nan] * 4, 0.0, *[np.nan] * 5]
    mean, other = float(mine.mean()), float(rest.mean()) if len(rest) else np.nan
    low, high = _interval(mine, binary=binary)
    return [
        len(mine),
        missing,
        mean,
        low,
        high,
        float(np.median(mine)),
        float(mine.sum()),
        np.nan,
        other,
        mean - other,
        len(mine) * (mean - other),
        _welch(mine, rest),
    ]


def _interval(values: NDArray[np.float64], *, binary: bool) -> tuple[float, float]:
    """Return the 95 % interval of a mean by Student's t, of a share by Wilson."""
    from scipy.special import stdtrit

    if binary:
        low, high = wilson(values.sum(), len(values))
        return float(low), float(high)
    if len(values) < 2:
        return np.nan, np.nan
    half = stdtrit(len(values) - 1, 0.975) * values.std(ddof=1) / np.sqrt(len(values))
    return float(values.mean() - half), float(values.mean() + half)


def _welch(mine: NDArray[np.float64], rest: NDArray[np.float64]) -> float:
    """Return the two-sided p of a difference of means; NaN if a side has fewer than two rows."""
    from scipy.special import stdtr

    if min(len(mine), len(rest)) < 2:
        return np.nan
    errors = np.array([one.var(ddof=1) / len(one) for one in (mine, rest)])
    difference, error = mine.mean() - rest.mean(), errors.sum()
    if error == 0:  # all values of both sides are equal
        return float(difference == 0)
    freedom = error**2 / (errors**2 / [len(mine) - 1, len(rest) - 1]).sum()
    return float(2 * stdtr(freedom, -abs(difference) / np.sqrt(error)))


def _halves(
    values: NDArray[np.float64], inside: NDArray[np.bool_], late: NDArray[np.float64]
) -> tuple[float, float]:
    """Return the total of the first half of the time and of the second."""
    first, second = inside & (late == 0), inside & (late == 1)
    return float(values[first].sum()), float(values[second].sum())
