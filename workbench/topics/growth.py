"""What grew: topics whose share of the rows surely changed between two parts of the time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.tables import guess_dates, pandas_frame, seconds_of
from workbench.tables.row_filters import Mask
from workbench.topics.trends import holm, trend_of, two_sided

if TYPE_CHECKING:
    from workbench.topics.result import Topics

LEAST_DATES = 50
"""Dates below which nothing is said of growth."""

LEAST_CHANGE = 0.005
"""Change of a share below which a topic is not called larger or smaller, however sure it is."""

SURE = 0.05
"""Probability, adjusted for all topics together (Holm), below which a trend is no chance."""


class Change(NamedTuple):
    """A topic, and its share of the rows of the first and of the second part of the time."""

    topic: int
    name: str
    before: float
    after: float


@dataclass(frozen=True)
class Growth:
    """Topics whose share surely changed, those that changed most first.

    column: the column of dates.
    before, after: first and last day of both parts of the time.
    grown, shrunk: topics that changed.
    """

    column: str
    before: tuple[str, str]
    after: tuple[str, str]
    grown: tuple[Change, ...]
    shrunk: tuple[Change, ...]


@dataclass(frozen=True, eq=False)
class DatedTopics:
    """The day and the topic of each row.

    column: the column of dates.
    topics, names: of each of t topics.
    own (n,): place of each row's topic, -1 if it has none.
    day (n,): whole days since 1970, NaN where a date or a text is missing.
    """

    column: str
    topics: tuple[int, ...]
    names: tuple[str, ...]
    own: NDArray[np.int64]
    day: NDArray[np.float64]

    def growth(self, among: Mask | None = None, window: Mask | None = None) -> Growth | None:
        """Compare two parts of the time among some rows; None if there are too few to tell.

        Rows of a window are compared with those before it; without one, and if none lie before
        it, the second half of the time is compared with the first. Shapes: among, window (n,).
        """
        dated = ~np.isnan(self.day)
        inside = dated if window is None else dated & window
        if not inside.any():
            return None
        low, high = float(self.day[inside].min()), float(self.day[inside].max())
        known = dated if among is None else dated & among
        earlier = known & (self.day < low)
        halved = not earlier.any()
        middle = np.floor((low + high) / 2) + 1 if halved else low
        known = known & inside if halved else earlier | (known & inside)
        day, own = self.day[known], self.own[known]
        late = day >= middle
        if len(day) < LEAST_DATES or late.all() or not late.any():
            return None
        counts = trend_of(own, day if halved else late.astype(np.float64), late, len(self.topics))
        grown, shrunk = self._changed(*counts[1:])
        first = low if halved else float(day.min())
        before, after = _days(first, middle - 1), _days(middle, high)
        return Growth(self.column, before, after, grown, shrunk)

    def _changed(
        self, before: NDArray[np.float64], after: NDArray[np.float64], z: NDArray[np.float64]
    ) -> tuple[tuple[Change, ...], tuple[Change, ...]]:
        """Return what surely grew and shrank. Shapes: before, after, z (t,)."""
        change = after - before
        sure = (holm(two_sided(z)) < SURE) & (np.abs(change) >= LEAST_CHANGE)
        order = np.lexsort((np.array(self.topics), -np.abs(change)))
        grown, shrunk = (
            tuple(
                Change(self.topics[k], self.names[k], float(before[k]), float(after[k]))
                for k in order.tolist()
                if part[k]
            )
            for part in (sure & (change > 0), sure & (change < 0))
        )
        return grown, shrunk


def dated_topics(
    topics: Topics, frame: pd.DataFrame, left_out: frozenset[str] = frozenset()
) -> DatedTopics | None:
    """Return topics by the first column of dates; None if there is none with enough of them."""
    for name in frame.columns.unique():
        column = frame[name]
        if str(name) in left_out or not isinstance(column, pd.Series):
            continue
        dates = guess_dates(column)
        if dates is None or dates.values.notna().sum() < LEAST_DATES:
            continue
        if dates.values.nunique() > 2:
            return _dated(topics, str(name), dates.values)
    return None


def growth_of(
    topics: Topics, frame: pd.DataFrame, left_out: frozenset[str] = frozenset()
) -> Growth | None:
    """Return what grew in the second half of the time; None if there are too few dates."""
    dated = dated_topics(topics, frame, left_out)
    return None if dated is None else dated.growth()


def _dated(topics: Topics, column: str, dates: pd.Series) -> DatedTopics:
    per_row = pandas_frame(topics)["assigned"].to_numpy(dtype=np.int64, na_value=-2)
    numbers = [int(topic) for topic in topics.table["topic"]]
    own = pd.Index(numbers).get_indexer(pd.Index(per_row))
    day = np.floor(seconds_of(dates) / 86_400)
    day = np.where(per_row == -2, np.nan, day)
    names = tuple(map(str, topics.table["name"]))
    return DatedTopics(column, tuple(numbers), names, own.astype(np.int64), day)


def _days(first: float, last: float) -> tuple[str, str]:
    """Return two days in words."""
    days = np.array([first, last]).astype(np.int64).astype("M8[D]")
    return str(days[0]), str(days[1])
