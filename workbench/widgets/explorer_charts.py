"""The explorer's charts: what each counts, and which rows a chosen bar or range lets through."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.figures.colors import Coloring, coloring, limits, ramp_of, topic_colors
from workbench.figures.plan import cut
from workbench.figures.steps import Steps, even_steps, steps_of
from workbench.tables import pandas_frame
from workbench.tables.row_filters import Mask
from workbench.widgets.filters import written

MOST_BARS = 200
"""Different values up to which a column has a chart."""

Chosen = Mapping[str, tuple[int, ...]]
"""Codes that are chosen, by the key of the chart."""


@dataclass(frozen=True, eq=False)
class ChartColumn:
    """A column as a chart takes it.

    key, label: its own name, and what is read.
    codes (n,): place of each row's value in `names`, -1 if it has none.
    names: values, or what each step holds.
    steps: steps of numbers and dates; None for bars.
    colors: one a value or step, or none.
    """

    key: str
    label: str
    codes: NDArray[np.int32]
    names: tuple[str, ...]
    steps: Steps | None = None
    colors: tuple[str, ...] = ()

    def lets(self, chosen: tuple[int, ...]) -> Mask:
        """Tell which rows hold one of the chosen values, shape (n,)."""
        allowed = np.zeros(len(self.names) + 1, dtype=bool)  # -1, no value, is the last place
        allowed[list(chosen)] = True
        return allowed[self.codes]

    def said(self, chosen: tuple[int, ...]) -> str:
        """Say what is chosen."""
        if self.steps is not None:
            return f"{self.label}: {self.steps.said(min(chosen), max(chosen))}"
        return f"{self.label}: {', '.join(self.names[code] for code in chosen)}"

    def data(self, lit: Mask, chosen: tuple[int, ...]) -> dict[str, Any]:
        """Return the chart as the page draws it, with rows counted that are lit by all others."""
        count, known = len(self.names), self.codes >= 0
        every = np.bincount(self.codes[known], minlength=count)
        shown = np.bincount(self.codes[known & lit], minlength=count)
        chart = {
            "key": self.key,
            "label": self.label,
            "rows": int(every.sum()),
            "shown": int(shown.sum()),
            "chosen": bool(chosen),
        }
        if self.steps is not None:
            bins = _bins(self.steps, self.names, chosen) | {"colors": self.colors or None}
            counts = {"all": every.tolist(), "shown": shown.tolist()}
            return chart | {"bars": [], "bins": counts | bins}
        last = count - 1 if self.key in ("topic", "category") else -1  # what fits none
        present = np.flatnonzero(every).tolist()
        order = sorted(present, key=lambda k: (k == last, -int(shown[k]), k))
        bars = [
            {
                "code": k,
                "name": self.names[k],
                "all": int(every[k]),
                "shown": int(shown[k]),
                "color": self.colors[k] if self.colors else None,
                "chosen": k in chosen,
            }
            for k in order
        ]
        return chart | {"bars": bars, "bins": None}


def _bins(steps: Steps, names: Sequence[str], chosen: tuple[int, ...]) -> dict[str, Any]:
    """Return what a histogram says beside its counts."""
    return {
        "from": min(chosen) if chosen else None,
        "to": max(chosen) if chosen else None,
        "said": steps.said(min(chosen), max(chosen)) if chosen else "",
        "names": list(names),
        "ends": list(steps.ends),
    }


def chart_columns(
    table: pd.DataFrame,
    topics: Any = None,
    duplicates: Any = None,
    categories: Any = None,
    scale: ChartColumn | None = None,
) -> tuple[ChartColumn, ...]:
    """Return categories, topics, dates, verdicts, and all other columns worth a chart.

    scale: what says what the map's colors mean: it comes first, and in the place of its column.
    """
    own = [
        one
        for k in range(table.shape[1])
        if (one := _column(f"column {k}", table.iloc[:, k])) is not None
        and (scale is None or one.steps is None or one.label != scale.label)
    ]
    made = [scale]
    if categories is not None:
        made += [_categories(categories), _parents(categories)]
    if topics is not None:
        made.append(_topics(topics))
    made += [one for one in own if _of_dates(one)]
    if duplicates is not None:
        verdicts = pandas_frame(duplicates)
        words = verdicts["verdict"].astype(str).where(verdicts["group"].notna(), "no duplicate")
        made.append(_bars("verdict", "Duplicates", words.tolist()))
    made += [one for one in own if not _of_dates(one)]
    return tuple(one for one in made if one is not None)


def _of_dates(column: ChartColumn) -> bool:
    return column.steps is not None and column.steps.kind == "date"


def scale_column(scheme: Coloring, shown: NDArray[np.int64]) -> ChartColumn | None:
    """Return the numbers or dates that color a map, as a histogram in their colors.

    None if groups color it, or all are the same. Shapes: shown (k,), rows that are on the map.
    """
    if scheme.kind not in ("number", "time"):
        return None
    unit = 86_400 if scheme.kind == "time" else 1
    values = np.full(len(scheme.values), np.nan)
    values[shown] = scheme.values[shown].astype(np.float64) / unit
    steps = even_steps(values, dates=scheme.kind == "time")
    if steps is None:
        return None
    low, high = (end / unit for end in limits(scheme))
    width = float(np.diff(steps.starts).mean()) if len(steps.starts) > 1 else 0.0
    middle = steps.starts + width / 2
    ramp = ramp_of(64)
    at = np.clip((middle - low) / max(high - low, 1e-12) * len(ramp), 0, len(ramp) - 1).astype(int)
    names = tuple(steps.said(k, k) for k in range(len(steps.starts)))
    colors = tuple(ramp[k] for k in at)
    return ChartColumn("scale", cut(scheme.title, 40), steps.codes(values), names, steps, colors)


def chart_data(columns: Sequence[ChartColumn], base: Mask, chosen: Chosen) -> list[dict[str, Any]]:
    """Return the charts as the page draws them.

    Each chart counts the rows that `base` and all other charts let through, so that it shows what
    else could be chosen. Shapes: base (n,).
    """
    return [
        one.data(chosen_rows(columns, chosen, base, but=(one.key,)), tuple(chosen.get(one.key, ())))
        for one in columns
    ]


def chosen_rows(
    columns: Sequence[ChartColumn], chosen: Chosen, base: Mask, but: Sequence[str] = ()
) -> Mask:
    """Tell which rows of `base` all charts let through, `but` these. Shapes: base (n,)."""
    mask = base.copy()
    for one in columns:
        if one.key in chosen and one.key not in but:
            mask &= one.lets(chosen[one.key])
    return mask


def _topics(topics: Any) -> ChartColumn | None:
    of_row = pandas_frame(topics)["topic"].to_numpy(dtype=np.int64, na_value=-2)
    table, colors = topics.table, topic_colors(topics.table)
    numbers = [int(topic) for topic in table["topic"]]
    place = {topic: k for k, topic in enumerate([*numbers, -1])}
    codes = np.array([place.get(topic, -1) for topic in of_row.tolist()], dtype=np.int32)
    names = [cut(str(name), 60) for name in table["name"]]
    shades = tuple(colors[topic] for topic in (*numbers, -1))
    return ChartColumn("topic", "Topic", codes, (*names, "fits no topic"), colors=shades)


def _categories(categories: Any) -> ChartColumn:
    has_text = categories.rows.has_text
    scheme = coloring(categories, has_text)
    codes = np.where(has_text, scheme.values, -1).astype(np.int32)
    names = tuple(cut(name, 60) for name in scheme.names)
    return ChartColumn("category", "Category", codes, names, colors=scheme.colors)


def _parents(categories: Any) -> ChartColumn | None:
    """Return the upper of two levels if there are two; a category without a parent is its own."""
    table = pandas_frame(categories)
    if "parent" not in table:
        return None
    alone = table["parent"].eq("") | table["parent"].isna()
    upper = table["category"].where(alone, table["parent"]).astype(object)
    return _bars("parent", "Upper category", upper.where(categories.rows.has_text, None).tolist())


def _column(key: str, column: pd.Series) -> ChartColumn | None:
    label = cut(str(column.name), 40)
    found = steps_of(column)
    if found is not None:
        steps, values = found
        names = tuple(steps.said(k, k) for k in range(len(steps.starts)))
        return ChartColumn(key, label, steps.codes(values), names, steps)
    return _bars(key, label, column.map(written).tolist())


def _bars(key: str, label: str, words: list[str]) -> ChartColumn | None:
    codes, names = pd.factorize(pd.Series(words, dtype=object), use_na_sentinel=True)
    if not 1 < len(names) <= MOST_BARS:
        return None
    order = np.argsort(-np.bincount(codes[codes >= 0]), kind="stable")
    rank = np.empty(len(order), dtype=np.int32)
    rank[order] = np.arange(len(order))
    return ChartColumn(key, label, rank[codes], tuple(cut(names[k], 60) for k in order))
