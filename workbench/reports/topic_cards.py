"""Topics -> cards of a page: name, size, words, examples, and shares over time as a line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.errors import counted
from workbench.masking import Mask
from workbench.summary import Summary, percent
from workbench.topics import Topics
from workbench.topics.stability import STABLE

_LEAST_DATES, _LEAST_STEPS = 20, 3
_WORDS, _EXAMPLES = 8, 3
_UNITS = {1: "day", 7: "week", 31: "month", 92: "quarter", 366: "year"}
"""Names of steps by their most days."""


@dataclass(frozen=True, eq=False)
class Trends:
    """Topics' shares of all rows that have a date and a text, by step of time.

    shares (t, b). column: the column of dates. first, last: days in words.
    """

    shares: NDArray[np.float64]
    column: str
    unit: str
    first: str
    last: str


def topic_cards(
    topics: Topics, summary: Summary, payload: Mapping[str, Any], mask: Mask
) -> tuple[list[dict[str, Any]], Trends | None]:
    """Return the cards, the largest topic first, and their trends if a column holds dates.

    Names and colors are those of the payload; `mask` masks texts.
    """
    shown, trends = payload["topics"]["table"], trends_of(payload)
    again = {} if summary.topics is None else {k: own for k, *own in summary.topics.found}
    cards = []
    for place, (own, row) in enumerate(zip(shown, topics.table.to_dict("records"), strict=True)):
        found = again.get(own["topic"])
        words = [mask(word) for word in row["keywords"].split(", ") if word]
        card = {
            "place": place,
            "name": own["name"],
            "color": own["color"],
            "path": "" if own["path"] == own["name"] else own["path"],
            "rows": int(row["rows"]),
            "size": " · ".join(_size(row, summary.with_text, topics.unit, found)),
            "unstable": found is not None and found[0] < STABLE * found[1],
            "description": mask(str(row.get("description", ""))),
            "example": mask(str(row["example"])),
            "words": " · ".join([word for word in words if word not in own["name"]][:_WORDS]),
            "examples": [mask(text) for text in row["examples"][:_EXAMPLES]],
        }
        cards.append(card if trends is None else card | _line(trends, place, own["name"]))
    return sorted(cards, key=lambda card: -card["rows"]), trends


def _size(
    row: Mapping[Any, Any], with_text: int, unit: str, found: Sequence[int] | None
) -> list[str]:
    """Say how large a topic is, and how often other runs find it."""
    rows, distinct = int(row["rows"]), int(row["n_distinct"])
    said = [f"{counted(rows, 'row')}, {percent(rows, with_text)} of all"]
    if distinct < rows:
        said[0] += f", {distinct:,} distinct"
    if "rows_mentioning" in row:
        parts = counted(int(row["parts"]), unit)
        said.append(f"{counted(int(row['rows_mentioning']), 'row')} speak of it in {parts}")
    if found is not None:
        said.append(f"found in {found[0]} of {found[1]} other runs")
    return said


def trends_of(payload: Mapping[str, Any]) -> Trends | None:
    """Return each topic's shares over the first column of dates; None if these are too few."""
    column = next((one for one in payload["columns"] if one["kind"] == "date"), None)
    if column is None or column["steps"] is None:
        return None
    days = np.array([np.nan if v is None else v for v in column["values"]], dtype=np.float64)
    starts = np.array(column["steps"]["starts"])
    known = ~np.isnan(days)
    if known.sum() < _LEAST_DATES or len(starts) < _LEAST_STEPS:
        return None
    bins = np.clip(np.searchsorted(starts, days, side="right") - 1, 0, None)
    of = np.array(payload["topics"]["of"])
    known &= of >= -1  # rows without a text have no topic
    numbers = [own["topic"] for own in payload["topics"]["table"]]
    rows = [known, *(known & (of == number) for number in numbers)]
    totals, *counts = joined_ends([np.bincount(bins[k], minlength=len(starts)) for k in rows])
    shares = np.array(counts, dtype=np.float64).reshape(len(numbers), -1) / np.maximum(totals, 1)
    first, last = np.array([np.nanmin(days), np.nanmax(days)]).astype("M8[D]")
    return Trends(shares, column["name"], _unit(starts[1] - starts[0]), str(first), str(last))


def joined_ends(lines: Sequence[NDArray[np.int64]]) -> list[NDArray[np.int64]]:
    """Let a first or last step that has only begun join its neighbor: its share says little.

    The first line counts all rows.
    """
    totals = np.sort(lines[0])
    few = totals[len(totals) // 2] / 4
    edges = list(range(len(totals)))
    if len(edges) > _LEAST_STEPS and lines[0][-1] < few:
        edges.pop()
    if len(edges) > _LEAST_STEPS and lines[0][0] < few:
        edges.pop(1)
    return [np.add.reduceat(line, edges) for line in lines]


def _unit(days: float) -> str:
    """Say how long a step is."""
    known = (name for most, name in _UNITS.items() if days <= most)
    return f"per {next(known, f'{days / 365.25:.0f} years')}"


def _line(trends: Trends, place: int, name: str) -> dict[str, Any]:
    """Return a topic's line in a box of 100 by 42, what it says in words, and how much it rose."""
    shares = trends.shares[place]
    top, third = shares.max(), max(1, len(shares) // 3)
    across = np.linspace(0, 100, len(shares))
    down = 38 - 34 * shares / (top or 1)
    first, most, last = (percent(part, 1) for part in (shares[0], top, shares[-1]))
    return {
        "line": "M" + "L".join(f"{x:.2f},{y:.2f}" for x, y in zip(across, down, strict=True)),
        "line_said": f"Share of {name} {trends.unit}: first {first}, highest {most}, last {last}",
        "scale": f"{first} at first, {last} at last, {most} at most",
        "rise": round(float(shares[-third:].mean() - shares[:third].mean()), 6),
    }
