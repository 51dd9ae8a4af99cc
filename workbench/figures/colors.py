"""Colors that stay with a topic and can be told apart by color-blind readers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.errors import ColumnError, InputError
from workbench.tables import (
    as_numbers,
    floats,
    guess_dates,
    pandas_frame,
    seconds_of,
    unclear_dates,
)
from workbench.tables.dates import days_written

PALETTE = (
    "#0073b3",
    "#be8300",
    "#00a076",
    "#c377a3",
    "#c7692c",
    "#0097d3",
    "#9c547f",
    "#89923d",
    "#715ebb",
    "#009da2",
    "#9d8d6c",
    "#a947a3",
    "#057d38",
    "#dc6c6f",
    "#778fc1",
    "#7d684b",
    "#5479d0",
    "#bd505e",
    "#0091ff",
    "#647520",
    "#a87bd8",
    "#ac5700",
    "#277789",
    "#e455af",
)
"""In the order of Okabe and Ito (2008) and Tol (2021), each moved until it stands out on light
and on dark paper. The first eight differ for three kinds of color blindness, and neighbors do."""

NOISE = "#b8bec5"
"""Color of what belongs to no topic or category."""

UNSTABLE = "#868f99"
"""Color of topics that other seeds and subsamples mostly do not find again."""

PLAIN = "#3b6fb6"
"""Color of points where nothing is colored by."""

MOST_CATEGORIES = len(PALETTE)


_LARGEST = float(np.finfo(np.float32).max) / 4
"""Numbers are colored in 32 bits; differences of two must not overflow either."""


JOINT = " > "
"""What stands between the names of theme, topic and subtopic in a path."""


def by_theme(
    paths: Mapping[int, str] | Sequence[str], groups: Iterable[int]
) -> dict[str, list[int]]:
    """Return some groups by the theme with which their path begins, both in the order given."""
    themes: dict[str, list[int]] = {}
    for group in groups:
        themes.setdefault(paths[group].split(JOINT)[0], []).append(group)
    return themes


def topic_colors(table: pd.DataFrame) -> dict[int, str]:
    """Return the color of each topic: a hue per theme, a shade per topic of it.

    The largest topic of a theme has the theme's own color; each further one takes the shade that
    differs most from those before it and from the other themes. The table holds topics and their
    paths, or carries paths in ``attrs["paths"]``. Without paths each topic is its own theme.
    Measured unstable topics are gray.
    """
    paths = dict(table.attrs.get("paths", ()))
    if not paths:
        column = table["path"] if "path" in table else table["topic"].astype(str)
        paths = dict(zip(table["topic"].astype(int), column.astype(str), strict=True))
    themes = by_theme(paths, (topic for topic in sorted(paths) if topic >= 0))
    bases = _bases([topics[0] for topics in themes.values()])
    taken = [*bases, NOISE, UNSTABLE]
    colors: dict[int, str] = {}
    for base, topics in zip(bases, themes.values(), strict=True):
        shades = [base, *_shades(base, taken, len(topics) - 1)]
        colors |= dict(zip(topics, shades, strict=True))
        taken += shades[1:]
    return colors | dict.fromkeys(unstable_topics(table), UNSTABLE) | {-1: NOISE}


def _bases(topics: list[int]) -> list[str]:
    """Return a color of the palette per theme, by its largest topic, so that it stays with it."""
    taken: list[int] = []
    for topic in topics:
        free = [k for k in range(len(PALETTE)) if k not in taken[-len(PALETTE) + 1 :]]
        taken.append(min(free, key=lambda k: (k - topic) % len(PALETTE)))
    return [PALETTE[k] for k in taken]


def _shades(base: str, taken: list[str], count: int) -> list[str]:
    """Return `count` shades of a color, each as far as can be from those that are taken."""
    _, hue, chroma = _polar(base)
    candidates = [
        _from_polar(lightness, hue + np.radians(turn), chroma * strength)
        for lightness in np.linspace(0.5, 0.68, 10)
        for turn in (0, -20, 20, -10, 10)
        for strength in (1, 0.65, 0.35)
    ]
    candidates = [color for color in dict.fromkeys(candidates) if stands_out(color)]
    places = np.array([_oklab(color) for color in candidates])
    others = np.array([_oklab(one) for one in taken])
    apart = np.linalg.norm(places[:, None] - others[None], axis=2).min(axis=1)
    shades = []
    for _ in range(count):
        best = int(np.argmax(apart))
        shades.append(candidates[best])
        nearest = np.linalg.norm(places - places[best], axis=1)
        apart = np.minimum(apart, nearest) if apart[best] > 0 else nearest
    return shades


PAPERS = ("#ffffff", "#f5f7fa", "#111111", "#1b222c")
"""What a map is drawn on: notebook and report, light and dark."""


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colors, 1 to 21, as WCAG 2.2 counts it."""
    dark, light = sorted(_luminance(color) + 0.05 for color in (one, other))
    return light / dark


def stands_out(color: str) -> bool:
    """Say whether a dot of a color can be seen well on every paper: 3 to 1, as WCAG 2.2 asks."""
    return all(contrast(color, paper) >= 3 for paper in PAPERS)


def _luminance(color: str) -> float:
    """Return the relative luminance of "#rrggbb", 0 to 1."""
    return float(_linear(color) @ [0.2126, 0.7152, 0.0722])


def _linear(color: str) -> NDArray[np.float64]:
    """Return red, green and blue of "#rrggbb" as amounts of light, 0 to 1."""
    share = np.array(rgb(color)) / 255
    return np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)


_TO_CONE = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
"""From linear sRGB to cones, and from their cube roots to OKLab (Ottosson, 2020)."""


def _oklab(color: str) -> NDArray[np.float64]:
    """Return lightness, green to red and blue to yellow of "#rrggbb"."""
    lab: NDArray[np.float64] = _TO_LAB @ np.cbrt(_TO_CONE @ _linear(color))
    return lab


def _polar(color: str) -> tuple[float, float, float]:
    """Return lightness, hue in radians and chroma."""
    light, a, b = _oklab(color).tolist()
    return light, float(np.arctan2(b, a)), float(np.hypot(a, b))


def _from_polar(light: float, hue: float, chroma: float) -> str:
    """Return the nearest color of a screen."""
    lab = np.array([light, chroma * np.cos(hue), chroma * np.sin(hue)])
    linear = np.clip(np.linalg.solve(_TO_CONE, np.linalg.solve(_TO_LAB, lab) ** 3), 0, 1)
    share = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    red, green, blue = np.rint(share * 255).astype(int).tolist()
    return f"#{red:02x}{green:02x}{blue:02x}"


def unstable_topics(table: pd.DataFrame) -> frozenset[int]:
    """Return the topics that are grayed: measured, and not stable."""
    if "stable" not in table:
        return frozenset()
    pairs = zip(table["topic"], table["stable"], strict=True)
    return frozenset(int(topic) for topic, stable in pairs if not pd.isna(stable) and not stable)


SCALE = ("#7a3fb0", "#4d62c8", "#2f86c4", "#1e9c9c", "#4aa860", "#99a83a", "#e9a23b")
"""Scale for numbers and times: its lightness rises, and all of it shows on white and on black."""


@dataclass(frozen=True, eq=False)
class Coloring:
    """What each row's point is colored by.

    kind: "none", "topic", "category", "number" or "time".
    title: what is shown: "topic", a column's name, or "".
    values (n,): int32 place in `names`, or for "number" and "time" float32 values with NaN where
        missing.
    names: names of the groups; empty for numbers. The last may be noise or "other".
    colors: one color a name.
    keys: topic numbers, or places; -1 for noise, missing and "other".
    counts: rows with text in each group.
    notes: what was put together.
    paths: what each group is called when one points at it; () if that is its name.
    examples: a sentence of each group, () where there are none.
    """

    kind: str
    title: str
    values: NDArray[Any]
    names: tuple[str, ...] = ()
    colors: tuple[str, ...] = ()
    keys: tuple[int, ...] = ()
    counts: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()

    def called(self, group: int) -> str:
        """Return what a group is called when one points at it."""
        return self.paths[group] if self.paths else self.names[group]


def coloring(
    color: Any, has_text: NDArray[np.bool_], *, frame: pd.DataFrame | None = None
) -> Coloring:
    """Work out groups, names and colors. Shapes: has_text (n,)."""
    if color is None:
        return Coloring(
            "none",
            "",
            np.zeros(len(has_text), dtype=np.int32),
            ("",),
            (PLAIN,),
            (0,),
            (int(has_text.sum()),),
        )
    if hasattr(color, "_row_frame") and hasattr(color, "table"):
        sorted_in = next((name for name in SORTED if name in color.table), None)
        if sorted_in is None:
            return _by_topic(color, has_text)
        return _by_label(SORTED[sorted_in], color, color.table[sorted_in].tolist(), has_text)
    title, column = _column(color, len(has_text), frame)
    dates = guess_dates(column)
    if dates is not None:
        seconds = seconds_of(dates.values).astype(np.float32)
        return Coloring("time", title, seconds, notes=dates.notes)
    numbers = as_numbers(column)
    if numbers is not None:
        within = floats(numbers).clip(-_LARGEST, _LARGEST)  # infinite ones are the largest
        return Coloring("number", title, within.astype(np.float32))
    by_category = _by_category(title, column, has_text)
    unclear = unclear_dates(column)
    return replace(by_category, notes=(*by_category.notes, unclear)) if unclear else by_category


SORTED = {"category": "category", "label": "predicted"}
"""Column of names in the table of a result, and the column of its frame that says which a row has:
categories of the user's own, and labels of a classifier."""


def _column(color: Any, count: int, frame: pd.DataFrame | None) -> tuple[str, pd.Series]:
    """Return what to color by as one Series with n values."""
    if isinstance(color, str):
        if frame is None or color not in frame.columns:
            if color.lower() in ("topic", "topics"):
                raise ColumnError(
                    f"no column {color!r} in this table. To color by topics, give them: "
                    "color=topics, with topics = corpus.topics()"
                )
            raise ColumnError.missing(color, [] if frame is None else list(frame.columns))
        return color, frame[color]
    if isinstance(color, pd.DataFrame) and color.shape[1] == 1:
        color = color.iloc[:, 0]
    title = str(color.name) if isinstance(color, pd.Series) and color.name is not None else ""
    column = pd.Series(color)
    if len(column) != count:
        raise InputError(
            f"color holds {len(column):,} values, but the map has {count:,} rows. "
            "Give one value per row, a column's name, or topics."
        )
    return title, column


def _by_topic(topics: Any, has_text: NDArray[np.bool_]) -> Coloring:
    """Color by topic number, noise last."""
    of_row = pandas_frame(topics)["topic"].to_numpy(dtype=np.int64, na_value=-1)
    if len(of_row) != len(has_text):
        raise InputError(
            f"the topics are of {len(of_row):,} rows, the map is of {len(has_text):,}. "
            "Find topics and map on the same corpus."
        )
    table = topics.table
    named = {int(t): str(name) for t, name in zip(table["topic"], table["name"], strict=True)}
    numbers = sorted(t for t in named if t >= 0)
    keys, colors = (*numbers, -1), topic_colors(table)
    index_of = np.full(max(keys) + 2, len(numbers), dtype=np.int32)
    index_of[np.array(numbers, dtype=np.int64)] = np.arange(len(numbers), dtype=np.int32)
    values = index_of[np.where(of_row >= 0, of_row, len(index_of) - 1)]
    counts = np.bincount(values[has_text], minlength=len(keys))
    return Coloring(
        "topic",
        "topic",
        values,
        (*(named[t] for t in numbers), named.get(-1, "no topic")),
        tuple(colors[t] for t in keys),
        keys,
        tuple(int(c) for c in counts),
        paths=(*_paths(table, numbers), named.get(-1, "no topic")),
        examples=_examples(table, numbers),
    )


def _by_label(column: str, result: Any, names: list[str], has_text: NDArray[np.bool_]) -> Coloring:
    """Color by the names of a result in their own order, so that colors stay; the rest is gray."""
    per_row = pandas_frame(result)[column]
    if len(per_row) != len(has_text):
        raise InputError(
            f"the {column} column is of {len(per_row):,} rows, the map is of {len(has_text):,}. "
            "Find both in the same corpus."
        )
    rest = str(names.pop()) if column == "category" else "no value"
    place = {str(name): k for k, name in enumerate(names)}
    values = np.array([place.get(str(cell), len(names)) for cell in per_row], dtype=np.int32)
    counts = np.bincount(values[has_text], minlength=len(names) + 1)
    return Coloring(
        "category",
        column,
        values,
        (*place, rest),
        (*(PALETTE[k % len(PALETTE)] for k in range(len(names))), NOISE),
        (*range(len(names)), -1),
        tuple(int(count) for count in counts),
    )


def _paths(table: pd.DataFrame, numbers: list[int]) -> list[str]:
    """Return theme, topic and subtopic of each topic in a line."""
    column = table["path"] if "path" in table else table["name"]
    of = dict(zip(table["topic"], column, strict=True))
    return [str(of[topic]) for topic in numbers]


def _examples(table: pd.DataFrame, numbers: list[int]) -> tuple[str, ...]:
    """Return the sentence that stands for each topic, if the table has such."""
    if "example" not in table:
        return ()
    of = dict(zip(table["topic"], table["example"], strict=True))
    return tuple(str(of[topic]) for topic in numbers)


def _by_category(title: str, column: pd.Series, has_text: NDArray[np.bool_]) -> Coloring:
    """Color the most frequent values; the rest are one gray group."""
    words = column.astype(object).where(column.notna().to_numpy(), None)
    texts = [None if one is None else str(one) for one in words.tolist()]
    shown = zip(texts, has_text.tolist(), strict=True)
    tally = Counter(one for one, is_shown in shown if is_shown and one is not None)
    ranked = sorted(tally, key=lambda word: (-tally[word], word))
    names = ranked[:MOST_CATEGORIES]
    index_of = {word: k for k, word in enumerate(names)}
    other = len(names)
    values = np.array([index_of.get(w, other) if w is not None else other for w in texts], np.int32)
    counts = np.bincount(values[has_text], minlength=other + 1)
    left = len(ranked) - len(names)
    notes = (f"{left:,} rarer values of {title or 'color'} share one gray",) if left else ()
    return Coloring(
        "category",
        title,
        values,
        (*names, f"{left:,} others" if left else "no value"),
        (*(PALETTE[k] for k in range(other)), NOISE),
        (*range(other), -1),
        tuple(int(c) for c in counts),
        notes,
    )


def levels(scheme: Coloring, count: int = 64) -> tuple[NDArray[np.int32], NDArray[np.uint8]]:
    """Return each row's place in a short list of colors, as red, green and blue.

    Shapes: returned places (n,), returned colors (c, 3).
    """
    places, colors = color_places(scheme, count)
    return places, np.array([rgb(color) for color in colors], dtype=np.uint8)


def color_places(scheme: Coloring, count: int = 64) -> tuple[NDArray[np.int32], list[str]]:
    """Return each row's place (n,) in a short list of colors, for numbers `count` of them."""
    if scheme.kind not in ("number", "time"):
        return scheme.values.astype(np.int32), list(scheme.colors)
    low, high = limits(scheme)
    missing = np.isnan(scheme.values)
    share = (np.where(missing, low, scheme.values) - low) / max(high - low, 1e-12)
    places = np.clip(share * count, 0, count - 1).astype(np.int32)
    places[missing] = count
    return places, [*ramp_of(count), NOISE]


def limits(scheme: Coloring) -> tuple[float, float]:
    """Return the least and greatest number with a color of its own; (0, 1) where there is none.

    One number in fifty lies beyond either of them and has the color of the end: else a few far
    numbers would leave one color to all others.
    """
    present = np.sort(scheme.values[~np.isnan(scheme.values)]).astype(np.float64)
    if not len(present):
        return 0.0, 1.0
    far = len(present) // 50
    low, high = float(present[far]), float(present[-1 - far])
    return (low, high) if low < high else (float(present[0]), float(present[-1]))


def ends_said(scheme: Coloring) -> tuple[str, str]:
    """Say from where to where the colors go, and whether numbers lie beyond."""
    low, high = limits(scheme)
    said = [f"{one:,.6g}" for one in (low, high)]
    if scheme.kind == "time":
        said = days_written(np.array([low, high]))
    least = "\u2264 " if (scheme.values < low).any() else ""
    greatest = "\u2265 " if (scheme.values > high).any() else ""
    return f"{least}{said[0]}", f"{greatest}{said[1]}"


def ramp_of(count: int) -> list[str]:
    """Return `count` colors, from that of the least number to that of the greatest."""
    stops = np.array([rgb(c) for c in SCALE], dtype=np.float64)
    at = np.linspace(0, len(stops) - 1, count)
    mixed = [np.interp(at, np.arange(len(stops)), stops[:, k]) for k in range(3)]
    return ["#{:02x}{:02x}{:02x}".format(*one) for one in np.rint(mixed).astype(int).T]


def rgb(color: str) -> tuple[int, int, int]:
    """Return red, green and blue of "#rrggbb"."""
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)
