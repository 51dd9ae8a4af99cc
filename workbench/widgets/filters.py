"""Filters over a table's rows: plain data in, a mask out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from workbench.errors import ColumnError, InputError
from workbench.tables import Rows, as_numbers, guess_dates, seconds_of
from workbench.tables.row_filters import Mask, moments_mask, read_query, value_mask
from workbench.tables.writing.written_cells import text_of, whole_characters

LIKENESS = "like"
"""What the similarity of rows to what is searched for is called, as a column and as a filter."""


@dataclass(frozen=True)
class Filters:
    """What a reader asked for; empty fields ask for nothing.

    words: every word must stand in the text, whatever its case; "quoted words" as they stand;
        column:value as the next two.
    column, value: one column must hold the value: a part of a text, a number or date, ">= 5", "5 ..
        10". Of a search, `LIKENESS` too.
    whole: if not empty, the cell must be `value` and not only hold it.
    since, until: limits for the time column, both included; a day until its end.
    only: name of one of the masks offered, such as "duplicates" or a tag.
    """

    words: str = ""
    column: str = ""
    value: str = ""
    whole: str = ""
    since: str = ""
    until: str = ""
    only: str = ""

    @classmethod
    def of(cls, message: Mapping[str, Any]) -> Filters:
        """Read filters from what a page sent; unknown keys are left alone."""
        return cls(**{k: str(message.get(k) or "").strip() for k in cls.__dataclass_fields__})

    @property
    def least_like(self) -> str:
        """How similar rows must be to what is searched for; "" if that is not asked."""
        return self.value if self.column == LIKENESS else ""

    def undated(self, column: str) -> Filters:
        """Return the filters without limits of time, and without those of a column of dates."""
        value = "" if self.column == column else self.value
        return replace(self, value=value, since="", until="")


def mask_of(
    filters: Filters,
    rows: Rows,
    frame: pd.DataFrame,
    *,
    time: str | None = None,
    masks: Mapping[str, Mask] | None = None,
) -> Mask | None:
    """Return which rows pass, or None where nothing is asked for. Shapes: masks (n,)."""
    parts: list[Mask] = []
    if filters.words:
        query = read_query(filters.words, frame.columns)
        parts.append(query.mask(rows, frame, every_word=True))
    if filters.column and filters.value and not filters.least_like:
        if filters.column not in frame.columns:
            raise ColumnError.missing(filters.column, list(frame.columns))
        column = frame[filters.column]
        if filters.whole:
            parts.append(np.array([written(cell) == filters.value for cell in column], dtype=bool))
        else:
            parts.append(value_mask(column, filters.value))
    if time is not None and (filters.since or filters.until):
        dates = guess_dates(frame[time])
        if dates is not None:
            parts.append(moments_mask(seconds_of(dates.values), filters.since, filters.until))
    if filters.only:
        known = masks or {}
        if filters.only not in known:
            raise InputError(f"there is no set of rows named {filters.only!r}.")
        parts.append(known[filters.only])
    return np.logical_and.reduce(parts) if parts else None


MOST_CHOICES = 40
"""Different values up to which a column is filtered by choosing one."""


def written(cell: Any) -> str:
    """Return a cell as a choice shows it; an empty one in brackets."""
    said = whole_characters(
        text_of(None if pd.api.types.is_scalar(cell) and pd.isna(cell) else cell)
    )
    return said if said.strip() else "(empty)"


def choices_of(frame: pd.DataFrame) -> list[list[Any]]:
    """Return what a reader can filter each column by: name, kind, and values with their rows.

    Kinds are "choice", "number", "date" and "text".
    """
    return [[str(name), *_kind_of(frame[name])] for name in frame.columns]


def _kind_of(column: pd.Series) -> tuple[str, list[list[Any]]]:
    if guess_dates(column) is not None:
        return "date", []
    if as_numbers(column) is not None and column.nunique() > MOST_CHOICES // 4:
        return "number", []
    for part in (column.head(1_000), column):  # the first rows are mostly enough
        said = part.map(written)
        if said.nunique() > MOST_CHOICES:
            return "text", []
    return "choice", [[str(value), int(count)] for value, count in said.value_counts().items()]
