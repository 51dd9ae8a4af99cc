"""The topic board as plain data: cards, texts of a topic, reasons of noise."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from workbench.figures.colors import topic_colors, unstable_topics
from workbench.figures.plan import cut
from workbench.tables import pandas_frame, seconds_of
from workbench.topics import Topics

VERBS = ("merge", "split", "delete", "move", "rename_theme", "move_topic")
"""Changes of topics beside renaming."""

SURE = 0.05
"""Below this a card tells how sure the difference of a metric is."""

_BINS = 16
_MOST_MEMBERS = 60

_IN_FULL = {
    "isolated": "isolated: few texts are similar",
    "between two topics": "between two topics, as similar to one as to the other",
    "low density": "in a region with too few texts for a topic",
    "truncated": "truncated: too long for the model, which read only a part",
    "too short": "too short to say what they are about",
    "no label": "without a label of yours, or noise of your clusterer",
    "other language": "in a language that the model was not trained on",
}
"""What a reason of the noise means, for readers."""


def topic_cards(
    topics: Topics, time: pd.Series | None = None, metrics: Sequence[pd.Series] = ()
) -> list[dict[str, Any]]:
    """Return one card a topic, the largest first."""
    table = topics.table
    costs = _costs(topics, metrics) if len(metrics) else {}
    trends = _trends(topics, time) if time is not None else {}
    shares, unstable = _stability(topics), unstable_topics(table)
    hierarchy, colors = topics.hierarchy(), topic_colors(table)
    theme_of = dict(zip(hierarchy["topic"], hierarchy["theme_name"], strict=True))
    path_of = dict(zip(hierarchy["topic"], hierarchy["path"], strict=True))
    cards = []
    for line in table.to_dict("records"):
        number = int(line["topic"])
        cards.append(
            {
                "topic": number,
                "name": str(line["name"]),
                "theme": str(theme_of[number]),
                "path": str(path_of[number]),
                "description": cut(line.get("description", ""), 300),
                "example": cut(line["example"], 90),
                "keywords": cut(line["keywords"], 120),
                "rows": int(line["rows"]),
                "share": f"{line['share']:.1%}",
                "color": colors[number],
                "unstable": number in unstable,
                "examples": [cut(text, 110) for text in line["examples"][:3]],
                "trend": trends.get(number, []),
                "costs": costs.get(number, []),
                "stable": None if number not in shares else f"{shares[number]:.2f}",
            }
        )
    return cards


def theme_lines(topics: Topics) -> list[dict[str, Any]]:
    """Return the themes: name, rows, number of topics, and how many runs find it if measured."""
    lines = []
    for _, own in topics.hierarchy().groupby("theme", sort=False):
        first = own.iloc[0]
        again = None
        if "theme_found" in own and topics.stability is not None:
            runs = topics.stability.n_seeds + topics.stability.n_subsamples
            again = float(first["theme_found"] / runs) if runs else None
        lines.append(
            {
                "name": str(first["theme_name"]),
                "rows": int(first["theme_rows"]),
                "topics": len(own),
                "stable": again,
            }
        )
    return lines


def noise_reasons(topics: Topics) -> list[tuple[str, int]]:
    """Return why rows are in no topic, in full, and how many, the most frequent reason first."""
    frame = pandas_frame(topics)
    noise = (frame["topic"] == -1).fillna(value=False).to_numpy(dtype=bool)
    counts = frame.loc[noise, "reason"].replace("", "in no topic").value_counts()
    reasons = ((_IN_FULL.get(str(r), str(r)), int(c)) for r, c in counts.items())
    return sorted(reasons, key=lambda one: (-one[1], one[0]))


def members(topics: Topics, number: int) -> list[tuple[int, str]]:
    """Return row position and text of a topic's first rows, each text once."""
    of_row = pandas_frame(topics)["topic"].to_numpy(dtype=np.int64, na_value=-1)
    seen: dict[str, int] = {}
    for row in np.flatnonzero(of_row == number).tolist():
        text = topics.rows.texts[row]
        if text is not None and text not in seen:
            seen[text] = row
        if len(seen) >= _MOST_MEMBERS:
            break
    return [(row, cut(text, 160)) for text, row in seen.items()]


def _costs(topics: Topics, metrics: Sequence[pd.Series]) -> dict[int, list[str]]:
    """Return in words what each topic costs beside the other rows."""
    said: dict[int, list[str]] = {}
    for line in topics.metrics(list(metrics)).to_dict("records"):
        if line["rows"] and line["topic"] >= 0:
            sure = f" (p = {line['p']:.1g})" if line["p"] < SURE else ""
            means = f"{line['mean']:,.3g} per row, others {line['rest_mean']:,.3g}"
            said.setdefault(int(line["topic"]), []).append(f"{line['metric']}: {means}{sure}")
    return said


def _trends(topics: Topics, time: pd.Series) -> dict[int, list[int]]:
    """Return rows by stretch of time of each topic."""
    seconds = seconds_of(time)
    known = ~np.isnan(seconds)
    if not known.any():
        return {}
    low, high = seconds[known].min(), seconds[known].max()
    steps = np.nan_to_num((seconds - low) / max(high - low, 1.0) * _BINS)
    bins = np.clip(steps, 0, _BINS - 1).astype(int)
    of_row = pandas_frame(topics)["topic"].to_numpy(dtype=np.int64, na_value=-1)
    return {
        int(number): np.bincount(bins[known & (of_row == number)], minlength=_BINS).tolist()
        for number in np.unique(of_row[of_row >= 0])
    }


def _stability(topics: Topics) -> dict[int, float]:
    """Return the share of the runs that found each topic again, where that was measured."""
    table = topics.table
    if "n_found" not in table:
        return {}
    shares = zip(table["topic"], table["n_found"] / table["n_runs"], strict=True)
    return {int(topic): float(share) for topic, share in shares if not pd.isna(share)}
