"""One line per group: which cell of which row survives, and what is left behind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.duplicates.kept_row import with_dates
from workbench.duplicates.survivorship import (
    RULES,
    Lines,
    Survivors,
    blank_cells,
    rule_name,
    survivors,
)
from workbench.duplicates.verdicts import Case, Verdict
from workbench.errors import ColumnError, InputError, check_choice, counted, to_type
from workbench.tables import free_label

CELLS = ("id", "column", "row", "value", "taken", "left_behind", "rule")
"""Columns of the frame of cells."""

ADDED = ("group", "merged_rows", "merged_ids")
"""Columns that a merged table gets."""


def merge_rows(
    case: Case,
    verdict: Verdict,
    frame: pd.DataFrame,
    *,
    columns: Mapping[Any, Any],
    date: Any = None,
    date_format: str | None = None,
    whole_groups: bool = False,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return one line per kept row, or per group, and every cell that went into one."""
    _check_rules(columns, frame)
    lines = _lines(case, verdict, whole_groups=whole_groups)
    dated, date_notes = _dated(frame, columns, date, date_format)
    merged, cells = {}, []
    for position, name in enumerate(frame.columns):
        rule = columns.get(name, "kept")
        column = frame.iloc[:, position]
        made = survivors(column, dated, rule, date, lines)
        merged[position] = made.values
        cells.append(_cells(case, column, lines, made, rule_name(rule)))
    # Columns of one name stay apart: they are put together by position.
    table = pd.concat(merged, axis=1).set_axis(frame.columns, axis=1)
    for name, values in _added(case, verdict, lines).items():
        table[free_label(name, table.columns)] = values
    listed = pd.concat(cells, ignore_index=True)
    order = np.argsort(np.tile(_places(lines), len(cells)), kind="stable")
    listed = listed.iloc[order].reset_index(drop=True)
    notes = (*_notes(verdict, lines), *_left_notes(listed), *date_notes)
    listed.attrs["notes"] = table.attrs["notes"] = notes
    return table, listed


def _check_rules(columns: Any, frame: pd.DataFrame) -> None:
    """Refuse what is no mapping of columns to rules, before anything is merged."""
    if not isinstance(columns, Mapping):
        raise InputError(
            f"columns takes a rule per column, got {columns!r:.60}. Type: "
            'merge(columns={"answer": "longest", "tags": "union"})'
        )
    for name, rule in columns.items():
        matches = sum(1 for column in frame.columns if column == name)
        if not matches:
            raise ColumnError.missing(name, list(frame.columns))
        if matches > 1:
            raise ColumnError(
                f"the table has {matches} columns named {name!r}. Give each a name of its own "
                "first: frame.columns = [...]"
            )
        if not callable(rule) and not isinstance(rule, (list, tuple)):
            check_choice(f"the rule of column {name!r}", rule, RULES)


def _dated(
    frame: pd.DataFrame, columns: Mapping[Any, Any], date: Any, date_format: str | None
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Return the table with the dates that rules look at read as such, and notes."""
    dated: pd.DataFrame | None = frame
    notes: list[str] = []
    rules = {"max": (None, None), "min": (None, None), "newest": (date, date_format)}
    rules["oldest"] = rules["newest"]
    for name, rule in columns.items():
        if isinstance(rule, str) and rule in rules:
            looked_at = name if rule in ("max", "min") else rule
            dated, more = with_dates(dated, looked_at, *rules[rule], None)
            notes += more
    return (frame if dated is None else dated), tuple(dict.fromkeys(notes))


def _lines(case: Case, verdict: Verdict, *, whole_groups: bool) -> Lines:
    """Put each row that goes to the row that is kept for it, or all of a group to its first."""
    line_row = np.where(verdict.keep, np.arange(len(verdict.keep)), verdict.kept_row)
    if whole_groups:
        heads = np.flatnonzero(verdict.keep & (verdict.row_group >= 0) & (case.by_hand == 0))
        target = np.append(np.arange(len(line_row)), -1)
        target[heads] = _first_of_groups(case, verdict)[verdict.row_group[heads]]
        line_row = target[line_row]
    heads = np.flatnonzero(line_row == np.arange(len(line_row)))
    line_at = np.full(len(line_row) + 1, -1, dtype=np.int64)
    line_at[heads] = np.arange(len(heads))
    line_of = line_at[line_row]
    several = np.append(np.bincount(line_of[line_of >= 0], minlength=len(heads)) > 1, False)
    rows = np.flatnonzero(several[line_of])
    rows = rows[np.lexsort((case.ranks[rows], line_row[rows] != rows, line_of[rows]))]
    return Lines(heads, rows, line_of[rows], line_of)


def _first_of_groups(case: Case, verdict: Verdict) -> NDArray[np.int64]:
    """Return the most preferred kept row of each group, shape (g,)."""
    kept = np.flatnonzero(verdict.keep & (verdict.row_group >= 0))
    kept = kept[np.lexsort((case.ranks[kept], verdict.row_group[kept]))]
    first = np.full(int(verdict.row_group.max(initial=-1)) + 1, -1, dtype=np.int64)
    groups, at = np.unique(verdict.row_group[kept], return_index=True)
    first[groups] = kept[at]
    return first


def _cells(case: Case, column: pd.Series, lines: Lines, made: Survivors, rule: str) -> pd.DataFrame:
    """Return each cell of a column that went into a line, then those of rows in no line."""
    lost = np.flatnonzero(lines.line_of < 0)
    rows = np.concatenate([lines.rows, lost])
    heads = np.append(case.rows.ids[lines.heads], np.array([None], dtype=object))
    nobody = np.full(len(lost), -1, dtype=np.int64)
    values = pd.Series(column.iloc[rows].astype(object).tolist(), dtype=object)
    ids = case.rows.ids[rows]
    # The id of a merged row stands in `merged_ids`.
    known = np.array([str(a) == str(b) for a, b in zip(values, ids, strict=True)], dtype=bool)
    left_behind = np.append(made.left_behind, ~blank_cells(column)[lost])
    return pd.DataFrame(
        {
            "id": heads[np.concatenate([lines.line, nobody])],
            "column": pd.Series([column.name] * len(rows), dtype=object),
            "row": ids,
            "value": values,
            "taken": np.append(made.taken, nobody == 0),
            "left_behind": left_behind & ~known,
            "rule": rule,
        },
        columns=list(CELLS),
    )


def _places(lines: Lines) -> NDArray[np.int64]:
    """Return the order in which the cells of one column are listed: by line, lost rows last."""
    lost = int((lines.line_of < 0).sum())
    return np.concatenate([lines.line, np.full(lost, len(lines.heads))])


def _added(case: Case, verdict: Verdict, lines: Lines) -> dict[str, Any]:
    """Return the group of each line, and the rows that make it up."""
    group = pd.array(verdict.row_group[lines.heads], dtype="Int64")
    group[verdict.row_group[lines.heads] < 0] = pd.NA
    ids: list[list[Any]] = [[one] for one in case.rows.ids[lines.heads].tolist()]
    for members in lines.members():
        ids[lines.line[members[0]]] = case.rows.ids[lines.rows[members]].tolist()
    counts = np.array([len(one) for one in ids], dtype=np.int64)
    merged_ids = np.empty(len(ids), dtype=object)
    merged_ids[:] = ids
    return dict(zip(ADDED, (group, counts, merged_ids), strict=True))


def _notes(verdict: Verdict, lines: Lines) -> tuple[str, ...]:
    """Say how many rows became one line, and which rows did not."""
    several = len(np.unique(lines.line))
    notes = [f"{counted(len(lines.rows), 'row')} became {counted(several, 'line')}"]
    groups = verdict.row_group[lines.heads]
    per_group = np.append(np.bincount(groups[groups >= 0]), 0)
    parted = int((per_group > 1).sum())
    if parted:
        apart = lines.heads[per_group[groups] > 1]
        waiting = int((verdict.doubt[apart] >= 0).sum())
        merge_all = to_type("whole_groups=True", "--whole-groups")
        notes.append(
            f"{counted(parted, 'group')} with more than one line, as rows are to review "
            f"({waiting:,}), kept by hand or not directly paired; for one line per group: "
            f"{merge_all}"
        )
    lost = int((lines.line_of < 0).sum())
    if lost:
        notes.append(
            f"{counted(lost, 'row')} dropped by hand are in no line: the cells list what they hold"
        )
    return tuple(notes)


def _left_notes(cells: pd.DataFrame) -> tuple[str, ...]:
    """Say in which columns lines do not hold all that their rows said."""
    left = cells.loc[cells["left_behind"] & cells["id"].notna(), "column"]
    if left.empty:
        return ()
    counts = ", ".join(f"{n:,} of {name}" for name, n in left.value_counts().items())
    return (f"cells that differ from their line's, marked left_behind: {counts}",)
