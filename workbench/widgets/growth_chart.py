"""The explorer's chart of what grew: topics whose share of the rows surely changed over time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from workbench.figures.plan import cut
from workbench.summary.answers import NO_GROWTH, REST_BY_CHANCE, compared, moved
from workbench.tables.row_filters import Mask
from workbench.topics.growth import Change, DatedTopics, dated_topics
from workbench.widgets.explorer_charts import ChartColumn, Chosen, chosen_rows

KEY = "growth"
"""Key of the chart; pressing a bar chooses a topic."""

_OTHER_DAYS = "Draw across {} to compare other days with those before."
_TOO_FEW = "Too few rows with a date to tell."


@dataclass(frozen=True, eq=False)
class GrowthChart:
    """What the chart is computed from: topics by day, the charts of topics and of these days."""

    dated: DatedTopics
    topics: ChartColumn
    days: ChartColumn | None

    def add_to(
        self,
        charts: list[dict[str, Any]],
        columns: Sequence[ChartColumn],
        base: Mask,
        chosen: Chosen,
        window: Mask | None,
    ) -> list[dict[str, Any]]:
        """Return charts with this one below the days it tells of; that of topics names the first.

        Days that are chosen, or a window of rows, are compared with the time before them.
        Shapes: base, window (n,).
        """
        own = self._data(columns, base, chosen, window)
        above = self.days or self.topics
        place = 1 + next(k for k, one in enumerate(charts) if one["key"] == above.key)
        grown = [
            f"\u201c{one['name']}\u201d, {one['many']}" for one in own["bars"][:1] if one["grew"]
        ]
        lead = {"note": f"Grew most: {grown[0]}"} if grown else {}
        charts = [one | lead if one["key"] == "topic" else one for one in charts]
        return [*charts[:place], own, *charts[place:]]

    def _data(
        self, columns: Sequence[ChartColumn], base: Mask, chosen: Chosen, window: Mask | None
    ) -> dict[str, Any]:
        """Return the chart as the page draws it: pale is the share before, strong that after."""
        days = self.days
        among = chosen_rows(columns, chosen, base, but=("topic", days.key if days else ""))
        if days is not None and days.key in chosen:
            drawn = days.lets(chosen[days.key])
            window = drawn if window is None else window & drawn
        growth = self.dated.growth(among, window)
        note, changes = _TOO_FEW, tuple[Change, ...]()
        if growth is not None:
            changes = (*growth.grown, *growth.shrunk)
            note = f"{compared(growth)} {REST_BY_CHANCE if changes else NO_GROWTH}"
        if window is None and days is not None:
            note += f" {_OTHER_DAYS.format(days.label)}"
        bars = [self._bar(one, chosen.get("topic", ())) for one in changes]
        about = {"key": KEY, "label": "What grew?", "note": note, "chosen": False, "bins": None}
        return about | {"rows": 1, "shown": 1, "bars": bars}

    def _bar(self, change: Change, chosen: tuple[int, ...]) -> dict[str, Any]:
        code = self.dated.topics.index(change.topic)
        grew = change.after > change.before
        verb = "grew" if grew else "shrank"
        name = cut(change.name, 60)
        return {
            "code": code,
            "name": name,
            "all": change.before,
            "shown": change.after,
            "many": ("" if grew else "\u25bc ") + moved(change).replace(" to ", " \u2192 "),
            "said": f"\u201c{name}\u201d {verb} from {moved(change)} of the rows",
            "grew": grew,
            "color": self.topics.colors[code],
            "chosen": code in chosen,
        }


def growth_chart(
    topics: Any, table: pd.DataFrame, columns: Sequence[ChartColumn]
) -> GrowthChart | None:
    """Return the chart of topics over the first column of dates; None without either."""
    own = next((one for one in columns if one.key == "topic"), None)
    dated = None if own is None else dated_topics(topics, table)
    if own is None or dated is None:
        return None
    label = cut(dated.column, 40)
    days = next((one for one in columns if one.steps and one.label == label), None)
    return GrowthChart(dated, own, days)
