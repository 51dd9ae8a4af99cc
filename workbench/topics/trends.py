"""Topics over time and by group: shares with intervals, what emerges or bursts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from numbers import Real
from typing import Any, Literal, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.errors import ColumnError, InputError, check_choice
from workbench.figures import TopicsByGroup, TopicsOverTime
from workbench.intervals import wilson
from workbench.tables import comparable, dates_in, in_utc
from workbench.topics.corrections import Editing

Count = Literal["rows", "distinct"]
Frame = TypeVar("Frame", bound=pd.DataFrame)


def over_time(
    topics: Editing, times: Any, *, freq: str = "M", count: Count = "rows"
) -> TopicsOverTime:
    """Return each topic's share of each period's rows."""
    stamps, notes = read_times(topics, times)
    table = _shares(topics, _periods(stamps, freq), count, "period")
    return noted(TopicsOverTime(table), notes)


def _periods(stamps: pd.Series, freq: str) -> pd.Series:
    """Return the period of each timestamp."""
    try:
        # pandas calls the end of a month "ME" and its beginning "MS"; the period is "M".
        periods: pd.Series = stamps.dt.to_period(re.sub("^([MQY])[ES]$", r"\1", freq))
    except (ValueError, TypeError, AttributeError) as error:
        raise InputError(
            f"freq must be a calendar period such as 'D', 'W', 'M', 'Q' or 'Y', got {freq!r}."
        ) from error
    return periods


def by_group(topics: Editing, groups: Any, *, count: Count = "rows") -> TopicsByGroup:
    """Return each topic's share of each group's rows."""
    values = comparable(as_column(topics, groups, "groups"))
    table = _shares(topics, values, count, "group")
    overall = table.groupby("topic")["rows"].transform("sum") / max(
        1, table.drop_duplicates("group")["total"].sum()
    )
    table["lift"] = table["share"] / overall.where(overall > 0)
    return TopicsByGroup(table)


def emerging(topics: Editing, times: Any, *, count: Count = "rows") -> pd.DataFrame:
    """Rank topics by how surely their share grows with time, the most surely growing first.

    The test is that of Cochran and Armitage for a trend in proportions, with the day as the
    score: `z` is the sum over a topic's rows of (day - mean day), over its standard deviation
    where topic and day have nothing to do with each other.
    """
    stamps, notes = read_times(topics, times)
    frame = _counted(topics, stamps.dt.floor("D"), count)
    day = (frame["key"] - frame["key"].min()).dt.days.to_numpy(dtype=np.float64)
    late = day > day.max(initial=0) / 2
    own = pd.Index(topics.table["topic"]).get_indexer(frame["topic"])
    table = topics.table[["topic", "name"]].copy()
    counts = trend_of(own, day, late, len(table))
    table[["rows", "first_half", "second_half", "z"]] = np.column_stack(counts)
    table = table.astype({"rows": np.int64})
    table["p"] = holm(two_sided(counts[-1]))
    sure = table["p"] < 0.05
    table["trend"] = np.select([sure & (table["z"] > 0), sure], ["emerging", "fading"], default="")
    ranked = table.sort_values(["z", "topic"], ascending=[False, True]).reset_index(drop=True)
    return noted(ranked, notes)


def read_times(topics: Editing, times: Any) -> tuple[pd.Series, tuple[str, ...]]:
    """Return one timestamp (UTC, without zone) per row, NaT if there is none, and notes."""
    column = as_column(topics, times, "times")
    dates = dates_in(column, column.name)
    return in_utc(dates.values), dates.notes


def noted(table: Frame, notes: Sequence[str]) -> Frame:
    """Return the table with notes in ``table.attrs["notes"]``."""
    table.attrs["notes"] = tuple(notes)
    return table


def holm(p: NDArray[np.float64]) -> NDArray[np.float64]:
    """Adjust p-values for their number (S. Holm, Scandinavian Journal of Statistics 6, 1979)."""
    order = np.argsort(p, kind="stable")
    stepped = np.maximum.accumulate(p[order] * np.arange(len(p), 0, -1))
    adjusted = np.empty_like(p)
    adjusted[order] = np.minimum(stepped, 1)
    return adjusted


def trend_of(
    own: NDArray[np.integer], score: NDArray[np.float64], late: NDArray[np.bool_], count: int
) -> tuple[NDArray[np.float64], ...]:
    """Return of each topic its rows, its shares of the early and of the late rows, and z.

    z is that of Cochran and Armitage, as for `emerging`. Shapes: own (n,), places of topics, -1 for
    none; score, late (n,); returned (count,).
    """
    inside = own >= 0
    rows = np.bincount(own[inside], minlength=count).astype(np.float64)
    after = np.bincount(own[inside & late], minlength=count).astype(np.float64)
    centered = score - score.mean() if len(score) else score
    moved = np.bincount(own[inside], weights=centered[inside], minlength=count)
    share, n_late = rows / max(len(own), 1), int(late.sum())
    spread = np.sqrt(share * (1 - share) * (centered**2).sum())
    z = np.divide(moved, spread, out=np.zeros(count), where=spread > 0)
    before = (rows - after) / max(len(own) - n_late, 1)
    return rows, before, after / max(n_late, 1), z


def two_sided(z: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the probability of a normal deviate as far from 0, on either side."""
    from scipy.special import ndtr

    return 2 * np.asarray(ndtr(-np.abs(z)), dtype=np.float64)


def as_column(topics: Editing, values: Any, name: str) -> pd.Series:
    """Return the values as a column with a name, refused if there are not as many as rows."""
    series = values if isinstance(values, pd.Series) else pd.Series(list(values))
    if len(series) != len(topics.rows):
        raise ColumnError(
            f"{name} must have one value per row: {len(topics.rows):,}, got {len(series):,}."
        )
    column = series.reset_index(drop=True)
    column.name = name if series.name is None else series.name
    return column


def _counted(topics: Editing, keys: pd.Series, count: Count) -> pd.DataFrame:
    """Return topic and key of each row that is counted."""
    check_choice("count", count, ("rows", "distinct"))
    rows = topics.rows
    frame = pd.DataFrame(
        {
            "topic": rows.spread(topics._assigned, -2),
            "key": keys.to_numpy() if keys.dtype == object else keys.array,
            "text": topics._basis.rows.distinct_of,
        }
    )
    frame = frame[rows.has_text & frame["key"].notna().to_numpy()]
    return frame.drop_duplicates(["text", "key"]) if count == "distinct" else frame


def _shares(topics: Editing, keys: pd.Series, count: Count, name: str) -> pd.DataFrame:
    frame = _counted(topics, keys, count)
    if frame.empty:
        raise InputError(f"no row has both a text and a {name}.")
    present = _in_order(frame["key"].unique().tolist())
    if name == "period":
        present = list(pd.period_range(present[0], present[-1], freq=present[0].freq))
    total = frame["key"].value_counts().reindex(present, fill_value=0)
    hits = frame.groupby(["topic", "key"]).size()
    alive = topics.table["topic"].tolist()
    grid = pd.MultiIndex.from_product([alive, present], names=["topic", name])
    table = hits.reindex(grid, fill_value=0).rename("rows").reset_index()
    table["total"] = total.reindex(table[name]).to_numpy()
    rows, totals = table["rows"].to_numpy(np.float64), table["total"].to_numpy(np.float64)
    table["share"] = rows / np.where(totals > 0, totals, np.nan)
    table["ci_low"], table["ci_high"] = wilson(rows, totals)
    table.insert(1, "name", [topics._names[topic] for topic in table["topic"]])
    paths = zip(topics.table["topic"], topics.table["path"], strict=True)
    table.attrs["paths"] = tuple((int(topic), str(path)) for topic, path in paths)
    return table


def _in_order(keys: list[Any]) -> list[Any]:
    """Sort keys; those of several kinds by kind, then by their words."""
    try:
        return sorted(keys)
    except TypeError:
        return sorted(keys, key=lambda key: (type(key).__name__, str(key)))


def bursts(topics: Editing, times: Any, *, alpha: float = 0.01) -> pd.DataFrame:
    """Return the days on which a topic had more rows than chance explains.

    A topic's expected rows of a day are its share of all rows, times the rows of the day: a busy
    day alone makes no burst. The chance of so many or more is that of a Poisson count, after Holm
    for all topics and days.
    """
    from scipy.special import pdtrc

    given: Any = alpha  # whatever it is
    if isinstance(given, bool) or not isinstance(given, Real) or not 0 < float(given) <= 1:
        raise InputError(f"alpha must be a probability in (0, 1], such as 0.01, got {alpha!r}.")
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
    if table.empty:
        notes = (f"no topic had more rows on a day than chance explains (alpha={alpha:g})", *notes)
    return noted(table[columns], notes)
