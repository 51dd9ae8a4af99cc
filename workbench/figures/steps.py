"""Even steps through a column of numbers or dates, for histograms: one place that cuts them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.tables import as_numbers, floats, guess_dates, seconds_of

MOST = 40
"""Steps at most, of numbers about 30."""

Words = tuple[tuple[str, ...], tuple[str, ...]]

_FAR = 200  # of so many values one may lie outside the steps on either side


@dataclass(frozen=True, eq=False)
class Steps:
    """Steps of a histogram.

    kind: "number" or "date".
    starts (b,): where each step begins: numbers, or days since 1970.
    lows, highs: the least and the greatest value of each step in words; "" where it is open.
    """

    kind: str
    starts: NDArray[np.float64]
    lows: tuple[str, ...]
    highs: tuple[str, ...]

    def codes(self, values: NDArray[np.float64]) -> NDArray[np.int32]:
        """Return the step of each value, -1 where it is missing. Shapes: values (n,)."""
        at = np.searchsorted(self.starts, values, side="right") - 1
        return np.where(~np.isfinite(values), -1, np.clip(at, 0, None)).astype(np.int32)

    @property
    def ends(self) -> tuple[str, str]:
        """Where the axis begins and ends, in words."""
        low, high = self.lows[0], self.highs[-1].removeprefix("under ")
        return low or self.said(0, 0), high or self.said(len(self.starts) - 1, len(self.starts) - 1)

    def said(self, first: int, last: int) -> str:
        """Say which values lie in the steps from `first` to `last`."""
        low, high = self.lows[first], self.highs[last]
        if low and high:
            return low if low == high else f"{low} to {high}"
        if not low:
            return high if high.startswith("under") else f"until {high}"
        return f"from {low}"


def steps_of(column: pd.Series) -> tuple[Steps, NDArray[np.float64]] | None:
    """Return steps through a column of numbers or dates, and its values; None of other columns.

    Shapes: returned values (n,), days since 1970 for dates, NaN where missing.
    """
    dates = guess_dates(column)
    if dates is not None:
        values = seconds_of(dates.values) / 86_400
    else:
        numbers = as_numbers(column)
        if numbers is None:
            return None
        values = floats(numbers)
    steps = even_steps(values, dates=dates is not None)
    return None if steps is None else (steps, values)


def even_steps(values: NDArray[np.float64], *, dates: bool) -> Steps | None:
    """Cut numbers, or days since 1970, into even steps; None if fewer than two of them differ.

    A few far values would leave the rest one step: they join the outer steps, which are open.
    Shapes: values (n,), NaN where missing.
    """
    present = np.sort(values[np.isfinite(values)])
    if not len(present) or present[0] == present[-1]:
        return None
    if present[0] > 2**53:  # long ids: as floats, neighbors are one number
        return None
    if np.isinf(float(present[-1]) - float(present[0])):
        return None
    cut = len(present) // _FAR
    low, high = float(present[cut]), float(present[-1 - cut])
    whole = bool((present == np.rint(present)).all())
    edges = date_edges(low, high) if dates else _even(low, high, whole=whole)
    lows, highs = _dated(edges) if dates else _written(edges, whole=whole)
    if present[0] < edges[0]:
        lows = ("", *lows[1:])
    if present[-1] >= edges[-1]:
        highs = (*highs[:-1], "")
    return Steps("date" if dates else "number", edges[:-1], lows, highs)


def _even(low: float, high: float, *, whole: bool) -> NDArray[np.float64]:
    """Return edges at multiples of 1, 2, 2.5 or 5 times a power of ten; whole ones of whole."""
    least = max((high - low) / 30, 1.0 if whole else 0.0) or max(abs(low), 1.0) / 1e6
    power = 10.0 ** np.floor(np.log10(least))
    size = next(times for times in (1, 2, 2.5, 5, 10) if times * power >= least * 0.999) * power
    size = float(np.ceil(size)) if whole else float(size)
    first, last = int(np.floor(low / size)), int(np.floor(high / size))
    digits = min(300, max(0, 3 - int(np.floor(np.log10(size)))))
    return np.round(np.arange(first, last + 2) * size, digits)


def date_edges(low: float, high: float, most: int = MOST) -> NDArray[np.float64]:
    """Return edges at days, weeks, months, quarters or years, the finest of at most `most`."""
    first, last = int(np.floor(low)), int(np.floor(high))
    if last - first < most:
        return np.arange(first, last + 2, dtype=np.float64)
    monday = first - (first + 3) % 7  # the first day of 1970 was a Thursday
    if last - monday < 7 * most:
        return np.arange(monday, last + 8, 7, dtype=np.float64)
    months = np.array([first, last], dtype="M8[D]").astype("M8[M]").astype(np.int64)
    years = int(months[1] // 12 - months[0] // 12) + 1
    size = next(
        (n for n in (1, 3) if months[1] - months[0] < n * (most - 1)), 12 * -(-years // most)
    )
    edges = np.arange(months[0] // size, months[1] // size + 2) * size
    days: NDArray[np.float64] = edges.astype("M8[M]").astype("M8[D]").astype(np.float64)
    return days


def _dated(edges: NDArray[np.float64]) -> Words:
    """Return first and last day of each step."""
    days = edges.astype(np.int64)
    firsts, lasts = (
        np.datetime_as_string(part.astype("M8[D]")) for part in (days[:-1], days[1:] - 1)
    )
    return tuple(map(str, firsts)), tuple(map(str, lasts))


def _written(edges: NDArray[np.float64], *, whole: bool) -> Words:
    """Return the least and the greatest number of each step; of fractions, the bound above."""
    said = [f"{edge:,.0f}" if float(edge).is_integer() else f"{edge:,.12g}" for edge in edges]
    if whole:
        return tuple(said[:-1]), tuple(f"{edge - 1:,.0f}" for edge in edges[1:])
    return tuple(said[:-1]), tuple(f"under {one}" for one in said[1:])
