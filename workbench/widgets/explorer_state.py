"""What the explorer's table shows: order and search hits. Plain data, no widgets."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.errors import InputError, counted
from workbench.figures.plan import cut
from workbench.tables import Rows, as_numbers, guess_dates, pandas_frame
from workbench.tables.row_filters import Mask, value_mask
from workbench.topics.names.stop_words import STOP_WORDS
from workbench.widgets.explorer_charts import Chosen
from workbench.widgets.filters import LIKENESS, Filters

PAGE = 50
"""Rows sent to the page at a time."""

MOST_HITS, MOST_LIKE = 200, 10_000
"""Rows that a search shows at most, and if only those of some similarity are asked for."""

LIKE = -2
"""Place of the column that shows how similar a row is to what was searched for."""

_SAMPLE, _SHORT, _OFTEN = 200, 28, 0.3  # what makes a column one of texts

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?")

Columns = Sequence[tuple[str, pd.Series]]


@dataclass(frozen=True, eq=False)
class Browsing:
    """Filters, search and order of a table.

    filters: what is asked for.
    query: what was searched for; "" for none.
    mode: how, as for `Corpus.search`.
    marked: whether its words are marked in the texts.
    among: rows that were searched, if more of them fit than are shown; else 0.
    notes: how the query was read, if it is more than words.
    hits (h,): rows found, the best first.
    similarity (h,): their cosine similarity to the query, NaN if it has no words.
    by: place of the column that orders the table; LIKE: by similarity; -1: table order, or the
        order of the search.
    down: whether the greatest value comes first.
    chosen: codes that are chosen in charts, by their key.
    """

    filters: Filters = field(default_factory=Filters)
    query: str = ""
    mode: str = "hybrid"
    marked: bool = True
    among: int = 0
    notes: tuple[str, ...] = ()
    hits: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    similarity: NDArray[np.float64] = field(default_factory=lambda: np.empty(0))
    by: int = -1
    down: bool = False
    chosen: Chosen = field(default_factory=dict)

    def charted(self, key: str, codes: Sequence[int]) -> Browsing:
        """Take what was chosen in a chart; no codes: all of it."""
        kept = {one: codes for one, codes in self.chosen.items() if one != key}
        return replace(self, chosen=kept | ({key: tuple(codes)} if codes else {}))

    def filtered(self, filters: Filters) -> Browsing:
        """Take new filters."""
        return replace(self, filters=filters)

    def asked(self, query: str, mode: str, *, marked: bool) -> Browsing:
        """Take a query, with nothing found yet; an empty one drops the search."""
        new = replace(self, query=query, mode=mode, marked=marked, notes=(), among=0)
        new = replace(new, hits=np.empty(0, np.int64), similarity=np.empty(0))
        if not query:
            if self.filters.least_like:
                new = replace(new, filters=replace(self.filters, column="", value=""))
            return new if self.by != LIKE else replace(new, by=-1, down=False)
        alike = mode == "meaning"
        return replace(new, by=LIKE if alike else -1, down=alike)

    @property
    def most(self) -> int:
        """Hits of a search that are shown at most."""
        return MOST_LIKE if self.filters.least_like else MOST_HITS

    def found(self, hits: pd.DataFrame, among: int) -> Browsing:
        """Take what the search found in so many rows: the best, as far as they are similar."""
        most = self.most
        if self.filters.least_like:
            hits = hits[value_mask(hits["similarity"], self.filters.least_like)]
        best = hits.iloc[:most]
        return replace(
            self,
            among=among if len(hits) > most else 0,
            notes=tuple(hits.attrs.get("notes", ())),
            hits=best["row"].to_numpy(dtype=np.int64),
            similarity=best["similarity"].to_numpy(np.float64),
        )

    def sorted_by(self, column: int) -> Browsing:
        """Order by a column; the same one again: the other way round, then as before."""
        first = column == LIKE  # the most alike come first, the lowest of any other column
        if column != self.by:
            return replace(self, by=column, down=first)
        if self.down == first:
            return replace(self, down=not first)
        return replace(self, by=-1, down=False)

    def order(self, listed: NDArray[np.int64], columns: Columns) -> NDArray[np.int64]:
        """Return row positions in the order of the table; missing values last."""
        if 0 <= self.by < len(columns):
            cells = sortable(columns[self.by][1]).iloc[listed].reset_index(drop=True)
            ranked = cells.sort_values(ascending=not self.down, kind="stable", na_position="last")
            return np.asarray(listed[ranked.index.to_numpy()], dtype=np.int64)
        if self.query:
            hits = self.hits
            if self.by == LIKE:
                near = -self.similarity if self.down else self.similarity
                hits = hits[np.argsort(near, kind="stable")]
            return np.asarray(hits[np.isin(hits, listed)], dtype=np.int64)
        return listed


def sortable(column: pd.Series) -> pd.Series:
    """Return a column in what it is ordered by: numbers, dates, or words whatever their case."""
    numbers = as_numbers(column)
    if numbers is not None:
        return numbers
    dates = guess_dates(column)
    if dates is not None:
        return dates.values
    if pd.api.types.is_object_dtype(column.dtype) or pd.api.types.is_string_dtype(column.dtype):
        words = column.astype(object).map(lambda c: "" if cut(c) == "" else str(c).casefold())
        return words.where(words != "", None)
    return column


def shown_columns(
    rows: Rows, table: pd.DataFrame, names: Sequence[str], topics: Any, duplicates: Any
) -> list[tuple[str, pd.Series]]:
    """Return the columns that are shown at first: the named ones, then what was found out."""
    columns = [(str(name), table[name]) for name in names]
    if topics is not None:
        per_row = pandas_frame(topics)
        named = dict(zip(topics.table["topic"], topics.table["name"], strict=True))
        of_row = per_row["topic"].to_numpy(dtype=np.int64, na_value=-1)
        names_of = [str(named.get(t, "")) if t >= 0 else "" for t in of_row]
        columns.append(("topic", pd.Series(names_of, index=rows.index, dtype=object)))
    if duplicates is not None:
        per_row = pandas_frame(duplicates)
        verdict = per_row["verdict"].astype(object).where(per_row["group"].notna(), "")
        columns += [("group", per_row["group"]), ("verdict", verdict)]
    return columns


def other_columns(table: pd.DataFrame, names: Sequence[str]) -> list[tuple[str, pd.Series]]:
    """Return the columns of a table that a reader may add to the named ones."""
    named = {str(name) for name in names}
    return [(str(name), column) for name, column in table.items() if str(name) not in named]


def masks_of(rows: Rows, duplicates: Any, given: Mapping[str, Any]) -> dict[str, Mask]:
    """Return the sets of rows that a reader may ask for by name."""
    masks: dict[str, Mask] = {}
    if duplicates is not None:
        table = pandas_frame(duplicates)
        masks["duplicates"] = table["group"].notna().to_numpy(dtype=bool)
        masks["would be removed"] = (table["verdict"] == "drop").to_numpy()
    if not rows.has_text.all():
        masks["without text"] = ~rows.has_text
    for name, mask in given.items():
        values = np.asarray(mask, dtype=bool)
        if values.shape != (len(rows),):
            raise InputError(
                f"mask {name!r} has shape {values.shape}, but there are {len(rows):,} rows."
            )
        masks[str(name)] = values
    return masks


def time_column(table: pd.DataFrame) -> tuple[str | None, tuple[str, ...]]:
    """Return the name of the first column of dates, None if there is none, and notes on it."""
    for name in table.columns:
        dates = guess_dates(table[name])
        if dates is not None:
            return str(name), dates.notes
    return None, ()


def cells(rows: NDArray[np.int64], columns: Columns, view: Browsing) -> list[list[Any]]:
    """Return rows as the page shows them: position, likeness or None, then short texts."""
    hits = zip(view.hits.tolist(), view.similarity.tolist(), strict=True)
    like = {row: near for row, near in hits if not np.isnan(near)}
    return [
        [row, f"{like[row]:.2f}" if row in like else None]
        + [_cell(series.iloc[row]) for _, series in columns]
        for row in rows.tolist()
    ]


def _cell(value: Any) -> str:
    if value is pd.NA:
        return ""
    if isinstance(value, (bool, np.bool_)):
        return "yes" if value else "no"
    if isinstance(value, pd.Timestamp):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, str) and _MOMENT.fullmatch(value):
        return f"{value[:10]} {value[11:16]}"
    if isinstance(value, (float, np.floating)):
        return "" if np.isnan(value) else f"{value:g}"
    return cut(value, 220)


def chips_of(view: Browsing, groups: Sequence[str], *, outlined: bool) -> list[list[str]]:
    """Return what narrows the table, one thing each: its key and what the reader sees."""
    f = view.filters
    chips = [
        ["outline", "inside the outline" if outlined else ""],
        ["groups", " or ".join(groups)],
        ["query", f"like \u201c{cut(view.query, 40)}\u201d" if view.query else ""],
        ["words", f"has \u201c{cut(f.words, 40)}\u201d" if f.words else ""],
        ["value", f"{f.column}: {f.value}" if f.column and f.value else ""],
        ["days", f"{f.since or 'start'} to {f.until or 'end'}" if f.since or f.until else ""],
        ["only", f.only],
    ]
    return [chip for chip in chips if chip[1]]


def rows_said(view: Browsing, listed: int, rows: int, chips: Sequence[Sequence[str]]) -> str:
    """Say how many rows are listed, and where a search was cut."""
    if not listed and rows:
        return nothing_fits(chips)
    if view.among:
        shown = f"{len(view.hits):,}"
        part = "" if listed == len(view.hits) else f"{listed:,} of "
        lowest = view.similarity[~np.isnan(view.similarity)]
        until = f", down to a similarity of {lowest.min():.2f}" if len(lowest) else ""
        if until and not view.filters.least_like:
            until += f"; filter by \u201c{LIKENESS}\u201d for more or fewer"
        best = "nearest" if len(lowest) else "best"
        return f"{part}the {shown} {best} of {counted(view.among, 'row')}{until}"
    return counted(listed, "row") if listed == rows else f"{listed:,} of {counted(rows, 'row')}"


def nothing_fits(chips: Sequence[Sequence[str]]) -> str:
    """Say why no row is left."""
    named = [label for _, label in chips]
    if len(named) == 1:
        return f"No row is {named[0]}." if chips[0][0] == "outline" else f"No row: {named[0]}."
    return f"No row fits all of these together: {'; '.join(named)}. Remove one."


def is_long(column: pd.Series) -> bool:
    """Say whether a column holds texts that need the room that is left."""
    sample = column.iloc[:_SAMPLE].astype(object)  # pandas maps no sparse cells to others
    return bool((sample.map(lambda cell: len(cut(cell))).to_numpy() > _SHORT).mean() > _OFTEN)


def terms_of(view: Browsing) -> list[str]:
    """Return the words that are looked for, which are marked in the texts; no stop words."""
    asked = f"{view.query if view.marked else ''} {view.filters.words}"
    found = re.findall(r'"([^"]+)"|([\w\'-]{3,})(?!:)', asked)
    words = {phrase or word for phrase, word in found if word.lower() not in STOP_WORDS}
    return sorted(words, key=len, reverse=True)


def detail_of(row: int, rows: Rows, table: pd.DataFrame, columns: Columns) -> dict[str, Any]:
    """Return all that a row holds: its whole text, and every column of the table and the view."""
    own = [[str(name), str(_cell_whole(table[name].iloc[row]))] for name in table.columns]
    known = {name for name, _ in own}
    own += [[name, _cell(series.iloc[row])] for name, series in columns if name not in known]
    text = rows.texts[row] or ""
    facts = [[name, value] for name, value in own if value not in ("", text)]
    return {"row": row, "title": cut(rows.labels[row], 60), "text": text, "facts": facts}


def _cell_whole(value: Any) -> str:
    return str(value) if isinstance(value, str) else _cell(value)
