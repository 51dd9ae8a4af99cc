"""What other columns say of rows that look alike: values, and how often they differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from workbench.figures.plan import cut

MOST_LETTERS = 300
"""Letters of another column that are shown."""

_VALUES, _NAME = 3, 40


def differing(rows: Sequence[int], columns: Mapping[str, Sequence[str]], first: int) -> str:
    """Say in how many rows other columns differ from row `first`, the most often first."""
    counts = {
        name: sum(cells[row] != cells[first] for row in rows) for name, cells in columns.items()
    }
    ordered = sorted(counts.items(), key=lambda one: -one[1])
    parts = [f"{cut(name, _NAME)} differs in {n:,} of {len(rows):,}" for name, n in ordered if n]
    return ", ".join(parts)


def beside(
    rows: Sequence[int], columns: Mapping[str, Sequence[str]], first: int
) -> list[list[Any]]:
    """Return name and values of each column, and whether any differs from row `first`."""
    return [[cut(name, _NAME), *_values(cells, rows, first)] for name, cells in columns.items()]


def _values(cells: Sequence[str], rows: Sequence[int], first: int) -> tuple[str, bool]:
    """Return the values of rows in words, and whether any differs."""
    values = list(dict.fromkeys(cells[row] for row in rows))
    more = [f"{len(values) - _VALUES:,} more"] if len(values) > _VALUES else []
    said = cut(" / ".join([*values[:_VALUES], *more]), MOST_LETTERS)
    return said, values != [cells[first]]
