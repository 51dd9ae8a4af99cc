"""The explorer: map, table, filters and search, linked both ways."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.errors import InputError, counted
from workbench.figures.plan import cut, plan_map
from workbench.ledger import Ledger, RowTags
from workbench.projection import Projection
from workbench.tables import pandas_frame
from workbench.tables.files import check_columns
from workbench.widgets.explorer_charts import (
    chart_columns,
    chart_data,
    chosen_rows,
    scale_column,
)
from workbench.widgets.explorer_state import (
    PAGE,
    Browsing,
    cells,
    chips_of,
    detail_of,
    is_long,
    masks_of,
    other_columns,
    rows_said,
    shown_columns,
    terms_of,
    time_column,
)
from workbench.widgets.filters import LIKENESS, Filters, choices_of, mask_of
from workbench.widgets.growth_chart import KEY, growth_chart
from workbench.widgets.map import LiveMap, MapPart
from workbench.widgets.map_state import Lighting, frame_of
from workbench.widgets.panels import Message, Part, View, listen, page_code, send_table, tell
from workbench.widgets.selection_contrast import time_line, words_apart

Search = Callable[[str, int, Any, Any], pd.DataFrame]
"""Returns positions and similarities of the rows that fit a query.

Takes the query, how many, how to search, and a mask of the rows to search in, None for all.
"""

_MOST_ALIKE = 20
_NEAREST = 5
_MAP_HEIGHT = 440
_STEPS = 100  # that can be taken back
_BY_LIKENESS = [LIKENESS, "number", []]  # by what a search is filtered


class ExplorerWidget(View):
    """Map, table, filters and search, linked both ways; and what can be asked and told of them."""

    _esm = page_code("explorer", "map", "charts", "table")

    def __init__(  # noqa: PLR0913 - all but the map by keyword
        self,
        projection: Projection,
        *,
        frame: pd.DataFrame | None = None,
        topics: Any = None,
        duplicates: Any = None,
        categories: Any = None,
        color: Any = None,
        columns: Sequence[str] = (),
        shown: Sequence[tuple[str, pd.Series]] = (),
        masks: Mapping[str, Any] | None = None,
        tags: RowTags | None = None,
        search: Search | None = None,
        nearest: Callable[[int, int], pd.DataFrame] | None = None,
        send: Callable[[NDArray[np.int64]], Any] | None = None,
    ) -> None:
        """Show a table beside its map.

        shown: more columns beside `columns`. search: finds rows that fit a query. nearest: returns
        position and similarity of a row of each of the texts most similar to a row's. send: takes
        the selected rows.
        """
        super().__init__(map=MapPart, charts=Part, table=Part)
        self.rows = projection.rows
        named = categories if topics is None else topics
        color = named if color is None else color
        plan = plan_map(projection, color=color, names=named, frame=frame, height=_MAP_HEIGHT)
        self.map = LiveMap(
            self.parts["map"], plan, self.rows, frame, title="Explorer", height=_MAP_HEIGHT
        )
        self.panel, self.charts = self.parts["table"], self.parts["charts"]
        self._book = tags or RowTags(Ledger(None), self.rows)
        self.sent: Any = None
        self._table = table = frame_of(self.rows, frame, plan)
        self._finder, self._receiver, self._nearest = search, send, nearest
        self._masks = masks_of(self.rows, duplicates, masks or {})
        self._time, self._time_notes = time_column(table)
        names = list(columns) or list(table.columns[:5])
        check_columns(table, names)
        first = [*shown_columns(self.rows, table, names, topics, duplicates), *shown]
        self._known = [*first, *other_columns(table, names)]
        self._hidden = set(range(len(first), len(self._known)))
        self._read_tags()
        self._choices = choices_of(table)
        self._groups = None if duplicates is None else pandas_frame(duplicates)
        self._browsing = Browsing()
        self._passed: NDArray[np.bool_] | None = None  # what passes filters
        self._searched: NDArray[np.bool_] = np.zeros(0, dtype=bool)  # and groups and outlines
        self._base: NDArray[np.bool_] | None = None  # what passes filters and search
        scale = scale_column(plan.scheme, plan.shown)
        self._charted = chart_columns(table, topics, duplicates, categories, scale)
        self._growth = None if topics is None else growth_chart(topics, table, self._charted)
        self._is_legend = scale is not None or any(
            color is one for one in (topics, categories) if one is not None
        )
        self._undated: NDArray[np.bool_] | None = None  # what passes all filters but those by date
        self._past: list[tuple[Browsing, Lighting] | None] = []
        self._now = (self._browsing, self.map.lighting)
        self._listen()
        self._version = 0
        self._show()

    def _listen(self) -> None:
        """Answer what the page and the map say."""
        listen(self.charts, {"chart": self._choose})
        listen(
            self.panel,
            {
                "filter": lambda m: self._ask(Filters.of(m)),
                "find": self._find,
                "alike": lambda m: self._find_alike(int(m["row"])),
                "sort": lambda m: self._turn(self._browsing.sorted_by(int(m["column"]))),
                "rows": lambda m: self._send_rows(int(m["first"]), int(m["version"])),
                "columns": lambda m: self._show_columns(m["shown"]),
                "row": lambda m: self._row(int(m["row"])),
                "near": lambda m: self._row(int(m["row"]), found=True),
                "drop": lambda m: self._drop(str(m["what"])),
                "tag": lambda m: self.tag(str(m["name"])),
                "untag": lambda m: self.untag(str(m["name"])),
                "undo": lambda _: self.undo(),
                "summary": lambda _: self._summarize(),
                "send": lambda _: self._hand_on(),
                "download": lambda _: self._download(),
                "clear": lambda _: self.clear(),
            },
        )
        self.map.on_click(self._clicked)
        self.map.on_light(self._relit)

    def __repr__(self) -> str:
        """Say what is shown in one line."""
        return f"Explorer({counted(len(self.rows), 'row')})"

    @property
    def selected(self) -> NDArray[np.int64]:
        """Positions of the selected rows, ascending.

        What was drawn around on the map, within the filters; without an outline, what the filters
        and the search leave; empty where nothing narrows the table.
        """
        lit = self.map.lighting.lit
        return np.flatnonzero(lit) if self._narrowed else np.empty(0, dtype=np.int64)

    @property
    def _narrowed(self) -> bool:
        """Whether an outline, a group, a filter or the search narrows the table."""
        lighting = self.map.lighting
        parts = (lighting.chosen is not None, lighting.groups, lighting.filtered is not None)
        return any(map(bool, parts))

    @property
    def _chips(self) -> list[list[str]]:
        lighting = self.map.lighting
        groups = [cut(self.map.plan.scheme.names[g], 40) for g in lighting.groups]
        chips = chips_of(self._browsing, groups, outlined=lighting.chosen is not None)
        chosen = self._browsing.chosen
        return chips + [
            [f"chart {one.key}", cut(one.said(chosen[one.key]), 80)]
            for one in self._charted
            if one.key in chosen
        ]

    @property
    def selection(self) -> pd.DataFrame:
        """The selected rows of the table, with the table's index."""
        chosen: pd.DataFrame = self.rows.as_given(self._table.iloc[self.selected])
        return chosen

    def filter(self, **wanted: str) -> None:
        """Filter by words=, column= with value=, since=, until=, only=; no words: all rows."""
        unknown = sorted(set(wanted) - set(Filters.__dataclass_fields__))
        if unknown:
            allowed = ", ".join(Filters.__dataclass_fields__)
            raise InputError(f"filter takes {allowed}, got {unknown[0]!r}.")
        self._ask(Filters.of(wanted))

    def find(self, text: str, mode: str = "hybrid") -> None:
        """Rank the rows that pass filters and outlines by how well they fit; light the best 200.

        Parameters
        ----------
        text : str
            What to look for, with "phrases" and column:value as for `Corpus.search`.
        mode : {"hybrid", "meaning", "words"}, default "hybrid"
            As for `Corpus.search`.

        Raises
        ------
        InputError
            If no search was given.
        """
        self._seek(text, mode)

    def _seek(self, text: str, mode: str, *, marked: bool = True) -> None:
        """Search, and mark the words of the query unless it is a whole text."""
        if self._finder is None:
            raise InputError("no search was given: explore(..., search=function).")
        self._narrow(self._browsing.asked(text.strip(), mode, marked=marked))

    def tag(self, name: str) -> None:
        """Give the selected rows a tag; the ledger keeps it by text.

        It is a filter at once, and a column of the table and of `to_frame`.

        Raises
        ------
        InputError
            If the name is blank or nothing is selected.
        """
        chosen = self._to_tag(name)
        self._book.add(name, chosen)
        without = int((~self.rows.has_text[chosen]).sum())
        left = f"; {counted(without, 'row')} without text cannot be" if without else ""
        kept = ", tomorrow too" if self._book.lasting else ""
        said = f"{counted(len(chosen) - without, 'row')} tagged {name.strip()!r}{left}"
        self._tagged(f"{said}: find them under \u201conly\u201d{kept}")
        self._past.append(None)

    def untag(self, name: str) -> None:
        """Take a tag from the selected rows.

        Raises
        ------
        InputError
            If the name is blank or nothing is selected.
        """
        texts = self._book.remove(name, self._to_tag(name))
        self._tagged(f"{counted(texts, 'text')} not tagged {name.strip()!r} any more")
        self._past.append(None)

    def undo(self) -> None:
        """Take back the last step in this view: a filter, a search, an outline or a tag."""
        before = self._past.pop() if self._past else None
        if before is None:
            name = self._book.undo()
            self._tagged(f"taken back: the last step with {name!r}" if name else "nothing to undo")
            return
        self._now = before
        self._narrow(*before)

    def _to_tag(self, name: str) -> NDArray[np.int64]:
        """Return the selected rows; refuse a blank name and an empty selection."""
        chosen = self.selected
        if not name.strip() or not len(chosen):
            raise InputError("a tag needs a name and a selection: draw around points or filter.")
        return chosen

    def _tagged(self, said: str) -> None:
        """Read the tags again and show them."""
        self._read_tags()
        if self._browsing.filters.only.removeprefix("tag: ") not in {"", *self.tags, *self._masks}:
            self._drop("only")
        self._narrow()
        self._show(said)

    def _remember(self) -> None:
        """Keep what narrowed the table before, if that has changed."""
        now = (self._browsing, self.map.lighting)
        if _asked(*now) != _asked(*self._now):
            self._past = [*self._past[-_STEPS:], self._now]
        self._now = now

    def _read_tags(self) -> None:
        """Take the tags of the ledger, as masks and as a column of the table if there are any."""
        self.tags = self._book.masks()
        names = pd.Series(self._tag_names(), self.rows.index, dtype=object)
        self._columns = [*self._known, *([("tags", names)] if self.tags else [])]

    def _tag_names(self) -> list[str]:
        """Return the tags of each row, joined by "; "."""
        names: list[list[str]] = [[] for _ in range(len(self.rows))]
        for name, mask in sorted(self.tags.items()):
            for row in np.flatnonzero(mask).tolist():
                names[row].append(name)
        return ["; ".join(own) for own in names]

    def to_frame(self) -> pd.DataFrame:
        """Return the table with a column "tags": names of the row's tags, joined by "; "."""
        labels = self._tag_names()
        tagged: pd.DataFrame = self.rows.as_given(self._table.assign(tags=labels))
        return tagged

    def clear(self) -> None:
        """Drop filters, search and selection."""
        self._browsing, self._base, self._passed, self._undated = Browsing(), None, None, None
        self.map.reset()
        self.map.mark([])

    def still(self) -> dict[str, Any]:
        """Return the static twin: the map's."""
        twin: dict[str, Any] = self.map.still()
        return twin

    def _ask(self, filters: Filters) -> None:
        if filters.least_like and not self._browsing.query:
            raise InputError(
                f'"{LIKENESS}" is how similar rows are to what is searched for: search for '
                "something first, then filter by it."
            )
        self._narrow(self._browsing.filtered(filters))

    def _find(self, message: Message) -> None:
        self.find(str(message.get("text", "")), str(message.get("mode") or "hybrid"))

    def _find_alike(self, row: int) -> None:
        """Search for texts like the one of a row, and show it again: no word is marked any more."""
        if 0 <= row < len(self.rows):
            self._seek(self.rows.texts[row] or "", "meaning", marked=False)
            self._open(row)

    def _choose(self, message: Message) -> None:
        """Take what was pressed or drawn in a chart."""
        key, codes = str(message["key"]), [int(code) for code in message["codes"]]
        key = "topic" if key == KEY else key
        column = next((one for one in self._charted if one.key == key), None)
        if column is None or not all(0 <= code < len(column.names) for code in codes):
            raise InputError("this chart has no such value; draw the view again.")
        if message.get("range") and codes:
            codes = list(range(min(codes), max(codes) + 1))
        self._narrow(self._browsing.charted(key, codes))

    def _narrow(self, browsing: Browsing | None = None, lighting: Lighting | None = None) -> None:
        """Light what filters and search leave, and mark the first hits."""
        view = self._browsing if browsing is None else browsing
        before = self.map.lighting if lighting is None else lighting
        mask = self._passed = self._pass(view.filters)
        self._undated = self._without_dates(view)
        if view.query:
            view = self._sought(view, replace(before, filtered=mask).lit)
            mask = np.zeros(len(self.rows), dtype=bool)
            mask[view.hits] = True
        self._browsing, self._base = view, mask
        # Charts count what was found: so they choose among it and do not search anew.
        if view.chosen:
            every = np.ones(len(self.rows), dtype=bool) if mask is None else mask
            mask = chosen_rows(self._charted, view.chosen, every)
        self.map.light(replace(before, plan=self.map.plan, filtered=mask))
        self.map.mark(view.hits[:10])

    def _pass(self, filters: Filters) -> NDArray[np.bool_] | None:
        """Return which rows pass filters, None if nothing is asked for."""
        known = {**self._masks, **{f"tag: {k}": v for k, v in self.tags.items()}}
        return mask_of(filters, self.rows, self._table, time=self._time, masks=known)

    def _without_dates(self, view: Browsing) -> NDArray[np.bool_] | None:
        """Return what passes all filters but those by date; None without such, and in a search.

        Growth compares what came before with the days that a filter asks for.
        """
        if self._growth is None or view.query:
            return None
        rest = view.filters.undated(self._growth.dated.column)
        if rest == view.filters:
            return None
        mask = self._pass(rest)
        return np.ones(len(self.rows), dtype=bool) if mask is None else mask

    def _sought(self, view: Browsing, mask: NDArray[np.bool_]) -> Browsing:
        """Search the rows of a mask. Shapes: mask (n,)."""
        hits = pd.DataFrame({"row": [], "similarity": []})
        if self._finder is not None and (mask & self.rows.has_text).any():
            given = None if mask.all() else mask
            hits = self._finder(view.query, view.most + 1, view.mode, given)
        self._searched = mask
        return view.found(hits, int(mask.sum()))

    def _relit(self) -> None:
        """Show what is lit; search anew if groups or outlines let other rows through."""
        now = replace(self.map.lighting, filtered=self._passed).lit
        if self._browsing.query and not np.array_equal(now, self._searched):
            self._narrow()
        else:
            self._show()

    def _show_columns(self, shown: Sequence[Any]) -> None:
        """Show these columns of the table, by place, and no other; none at all: leave it."""
        wanted = {int(place) for place in shown} & set(range(len(self._columns)))
        if wanted:
            self._hidden = set(range(len(self._columns))) - wanted
            self._show()

    @property
    def _shown(self) -> list[int]:
        """Places of the columns that are shown."""
        return [place for place in range(len(self._columns)) if place not in self._hidden]

    def _turn(self, browsing: Browsing) -> None:
        self._browsing = browsing
        self._show()

    def _row(self, row: int, *, found: bool = False) -> None:
        """Light the point of a row that was clicked and show all of it; find it in the table."""
        if 0 <= row < len(self.rows):
            self.map.mark([row])
            if found:
                self._clicked(row)
            else:
                self._open(row)

    def _open(self, row: int) -> None:
        detail = detail_of(row, self.rows, self._table, self._columns)
        twins = {"title": "In the same group", "rows": self._duplicates_of(row)}
        near = {"title": "Nearest in meaning", "rows": self._nearest_to(row)}
        self.panel.send({"kind": "detail", **detail, "lists": [twins, near]})

    def _nearest_to(self, row: int) -> list[list[Any]]:
        """Return rows of the most similar texts of other groups: position, label, text, similarity.

        Those of its own group stand in a list of their own.
        """
        own = set(self.rows.distinct_of[self._alike(row)].tolist())
        wanted = _NEAREST + min(len(own), _MOST_ALIKE)
        hits = None if self._nearest is None else self._nearest(row, wanted)
        if hits is None:
            return []
        lines = [
            [k, cut(self.rows.labels[k], 60), self.rows.texts[k] or "", f"{near:.2f}"]
            for k, near in zip(hits["row"].tolist(), hits["similarity"].tolist(), strict=True)
            if int(self.rows.distinct_of[k]) not in own
        ]
        return lines[:_NEAREST]

    def _alike(self, row: int) -> NDArray[np.int64]:
        """Return the other rows in the group of a row."""
        if self._groups is None or pd.isna(self._groups["group"].iloc[row]):
            return np.empty(0, dtype=np.int64)
        own = self._groups["group"] == self._groups["group"].iloc[row]
        alike = np.flatnonzero(own.fillna(value=False))
        others: NDArray[np.int64] = alike[alike != row]
        return others

    def _duplicates_of(self, row: int) -> list[list[Any]]:
        """Return the rows in the group of a row: position, label, text, verdict and why."""
        others = self._alike(row)[:_MOST_ALIKE].tolist()
        return [
            [k, cut(self.rows.labels[k], 60), self.rows.texts[k] or "", self._verdict(k)]
            for k in others
        ]

    def _verdict(self, row: int) -> str:
        """Return what is to become of a row of a group, and why."""
        if self._groups is None:
            return ""
        verdict, reason = (str(self._groups[name].iloc[row]) for name in ("verdict", "reason"))
        return verdict if reason in ("", "kept") else f"{verdict}: {reason}"

    def _drop(self, what: str) -> None:
        """Take away one of the things that narrow the table."""
        none = {"words": {"words": ""}, "only": {"only": ""}, "value": {"value": "", "whole": ""}}
        none["days"] = {"since": "", "until": ""}
        if what.startswith("chart "):
            self._narrow(self._browsing.charted(what.removeprefix("chart "), ()))
        elif what == "outline":
            self.map.clear()
        elif what == "groups":
            self.map.isolate(())
        elif what == "query":
            self.find("")
        elif what in none:
            self._ask(replace(self._browsing.filters, **none[what]))

    def _clicked(self, row: int) -> None:
        """Show the row of a point that was clicked on the map."""
        place = np.flatnonzero(self._listed() == row)
        self.panel.send({"kind": "focus", "row": row, "place": place.tolist()[:1]})
        self._open(row)

    def _listed(self) -> NDArray[np.int64]:
        return self._browsing.order(np.flatnonzero(self.map.lighting.lit), self._columns)

    def _summarize(self) -> None:
        """Tell what sets the selected rows apart."""
        mask = np.zeros(len(self.rows), dtype=bool)
        mask[self.selected] = True
        line = time_line(self._table[self._time], mask) if self._time else []
        words = words_apart(self.rows, mask)
        self.panel.send({"kind": "summary", "rows": int(mask.sum()), "words": words, "time": line})

    def _hand_on(self) -> None:
        if self._receiver is not None:
            self.sent = self._receiver(self.selected)
            self._show(f"a new corpus of {counted(len(self.selected), 'row')} is in .sent")

    def _download(self) -> None:
        """Send the rows of the table, in its order and with what was found out, as a CSV file."""
        found = {name: values for name, values in self._columns if name not in self._table}
        view = self._browsing
        if len(view.hits):
            like = np.full(len(self.rows), np.nan)
            like[view.hits] = view.similarity
            found[LIKENESS] = pd.Series(like, index=self.rows.index).round(4)
        named = " ".join(label for _, label in self._chips)
        send_table(self.panel, self._table.assign(**found).iloc[self._listed()], named)

    def _send_rows(self, first: int, version: int) -> None:
        """Send the rows that come into sight; those of an older order are not wanted any more."""
        if version == self._version:
            here = self._listed()[max(first, 0) :][:PAGE]
            rows = cells(here, [self._columns[k] for k in self._shown], self._browsing)
            self.panel.send({"kind": "rows", "version": version, "first": first, "rows": rows})

    def _show(self, said: str = "") -> None:
        """Send the first rows, and the state of every control."""
        self._remember()
        self._version += 1
        listed, view, shown = self._listed(), self._browsing, self._shown
        state = {
            "version": self._version,
            "columns": [name for name, _ in self._columns],
            "shown": shown,
            "texts": [place for place in shown if is_long(self._columns[place][1])],
            "terms": terms_of(view),
            "similar": bool(len(view.hits)),
            "rows": cells(listed[:PAGE], [self._columns[k] for k in shown], view),
            "total": len(listed),
            "sort": [view.by, view.down],
            "filters": vars(view.filters),
            "query": view.query,
            "mode": view.mode,
            "only": [*self._masks, *(f"tag: {name}" for name in sorted(self.tags))],
            "filterable": [*self._choices, *([_BY_LIKENESS] if view.query else [])],
            "chips": self._chips,
            "time": self._time,
            "search": self._finder is not None,
            "send": self._receiver is not None,
            "selected": len(self.selected),
            "narrowed": self._narrowed,
            "tags": sorted(self.tags),
            "undoable": bool(self._past) or self._book.undoable,
        }
        if self._charted:
            tell(self.charts, state={"charts": self._charts_now(), "legend": self._is_legend})
        status = said or rows_said(view, len(listed), len(self.rows), self._chips)
        tell(self.panel, state=state, notes=[*self._time_notes, *view.notes], status=status)

    def _charts_now(self) -> list[dict[str, Any]]:
        """Return the charts as the page draws them."""
        lighting, chosen = self.map.lighting, self._browsing.chosen
        lit = replace(lighting, filtered=self._base).lit
        charts = chart_data(self._charted, lit, chosen)
        if self._growth is None:
            return charts
        undated = self._undated
        among = lit if undated is None else replace(lighting, filtered=undated).lit
        window = None if undated is None else self._passed
        return self._growth.add_to(charts, self._charted, among, chosen, window)


def _asked(browsing: Browsing, lighting: Lighting) -> tuple[Any, ...]:
    """Return what tells whether two states narrow the table alike."""
    chosen = dict(browsing.chosen)
    sought = (browsing.query, browsing.mode)
    return (browsing.filters, *sought, chosen, lighting.groups, id(lighting.chosen))
