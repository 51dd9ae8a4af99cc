"""Duplicates as a table: one line per row, with what stays, what goes, and why."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from workbench.categories import Categories
from workbench.duplicates import VERDICTS, Duplicates
from workbench.errors import FileError, counted, did_you_mean, to_type
from workbench.masking import LIMITS, Mask, masking_note, masking_of
from workbench.reports.columns import shown_columns
from workbench.reports.conflicts import found_conflicts
from workbench.reports.excel import MANIFEST_SHEET, Sheet, write_workbook
from workbench.reports.layout import against_rows, row_digests, text_digests
from workbench.reports.masked_run import (
    masked_manifest,
    masked_options,
    masked_summary,
    values_left_out,
)
from workbench.reports.sections import check_metrics
from workbench.reports.sorted_rows import sheets_of
from workbench.summary import Summary, findings, sentence
from workbench.tables import Output, Rows, free_name, pandas_frame, prepare, write
from workbench.tables.files import atomic
from workbench.tables.reading.grid import typed_column
from workbench.tables.writing.excel import MOST_LETTERS, is_too_long
from workbench.tables.writing.written_cells import column_name, whole_characters

ENDINGS = (".xlsx", ".csv", ".tsv", ".jsonl", ".parquet")
"""Kinds of table files that a report of duplicates can be written to."""

NOTES = ".notes.txt"
"""What is put behind the name of a masked table, for the file beside it that says its limits."""

HOW_TO = (
    'On the sheet "Groups", fill in the column "decision" if you disagree, or to store '
    "a decision: keep or drop for the row; same or not the same for the row's text and the one it "
    "is compared with. Empty cells are ignored."
)
"""What a workbook says about filling it in."""


def write_duplicates(  # noqa: PLR0913 - all but the path by keyword
    path: str | os.PathLike[str],
    *,
    rows: Rows,
    frame: pd.DataFrame,
    duplicates: Duplicates,
    summary: Summary | None = None,
    redact: bool | Sequence[str] = False,
    columns: Sequence[Any] | None = None,
    conflicts: Any = None,
    metrics: pd.DataFrame | None = None,
    categories: Categories | None = None,
    classifier: Any = None,
) -> Path:
    """Write the duplicates as a workbook to decide in, or as a table.

    An Excel workbook holds the findings, the groups with a column of decisions to fill in (read
    back by `decisions_in_workbook`), and the rows that go. CSV, TSV, JSON lines and Parquet files
    hold every row of the table with its group, verdict and reason. Cells that a spreadsheet would
    run as a formula get a leading apostrophe in CSV and TSV files; a workbook runs no text.
    Beside a masked table a file whose name ends in ".notes.txt" says what masking misses.
    """
    path = Path(path)
    if path.suffix.lower() not in ENDINGS:
        raise FileError(
            f"{path}: a table of duplicates must end in one of {', '.join(ENDINGS)}."
            f"{did_you_mean(path.suffix, ENDINGS)}"
        )
    if path.suffix.lower() != ".xlsx":
        if conflicts is not None:
            raise FileError(
                f"{path}: conflicts stand in an .html or .xlsx report. For a table of them alone: "
                + to_type(f"duplicates.conflicts({conflicts!r})", "workbench conflicts")
            )
        options = {} if summary is None else summary.options
        output = duplicates_output(path, rows, frame, duplicates, redact, columns, options=options)
        written = write(output)
        if redact is not False:
            _write_notes(path.with_name(path.name + NOTES), output.notes)
        return written
    table, notes = _table_and_notes(rows, frame, duplicates, redact, columns)
    mask, left_out = masking_of(redact, list(frame.columns))
    made = duplicates.manifest.to_dict() if summary is None else summary.manifest
    if redact is not False:
        values = values_left_out(frame, left_out)
        made = masked_manifest(made, mask, left_out, values)
        summary = summary and masked_summary(summary, mask, left_out, values)
    own = next(one["notes"] for one in made["stages"] if one["stage"] == "duplicates")
    findings_table = _told(summary, (*notes, *own, *_cut_notes(table)))
    sheets = (
        Sheet("Findings", findings_table),
        group_sheet(rows, duplicates, table),
        Sheet("Removed", table[table["verdict"] == "drop"]),
        *_conflict_sheet(duplicates, conflicts, mask, left_out),
        *_metric_sheet(metrics, mask, left_out),
        *sheets_of(categories, classifier, mask),
        Sheet(MANIFEST_SHEET, _made(made)),
    )
    return write_workbook(path, sheets, _command(made, {} if summary is None else summary.options))


def _metric_sheet(
    metrics: pd.DataFrame | None, mask: Mask, left_out: frozenset[str]
) -> tuple[Sheet, ...]:
    """Return the sheet of what each topic weighs, without columns that are left out."""
    if metrics is None:
        return ()
    check_metrics(metrics)
    table = metrics[~metrics["metric"].isin(left_out)]
    return (Sheet("Metrics", table.assign(name=table["name"].map(mask))),)


def _command(made: dict[str, Any], options: Mapping[str, Any]) -> dict[str, Any]:
    """Return a manifest with the command that makes such a report, and its options."""
    return {"command": "report", "output": "output", "options": dict(options), **made}


def _write_notes(path: Path, notes: Sequence[str]) -> None:
    """Write what a table itself has no place for: what was masked, and what masking misses."""
    with atomic(path) as temporary:
        temporary.write_text("".join(f"{sentence(note)}\n" for note in notes), encoding="utf-8")


def duplicates_output(
    path: Path,
    rows: Rows,
    frame: pd.DataFrame,
    duplicates: Duplicates,
    redact: bool | Sequence[str] = False,
    columns: Sequence[Any] | None = None,
    options: Mapping[str, Any] | None = None,
    **how: Any,
) -> Output:
    """Return the table of duplicates ready to be written to any file but a workbook."""
    table, notes = _table_and_notes(rows, frame, duplicates, redact, columns)
    output = prepare(_dates_written(table), path, **how)
    made = duplicates.manifest.to_dict()
    if redact is not False:
        mask, left_out = masking_of(redact, list(frame.columns))
        made = masked_manifest(made, mask, left_out, values_left_out(frame, left_out))
        options = masked_options(options or {}, mask)
    return replace(output, notes=(*notes, *output.notes), made=_command(made, options or {}))


def _table_and_notes(
    rows: Rows,
    frame: pd.DataFrame,
    duplicates: Duplicates,
    redact: bool | Sequence[str],
    columns: Sequence[Any] | None,
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Return the table of duplicates with the columns that are shown, and which are left out."""
    mask, left_out = masking_of(redact, list(frame.columns))
    shown, notes = shown_columns(frame, rows, columns, left_out)
    if redact is not False:
        notes = (*notes, masking_note(left_out), LIMITS)
    return duplicates_table(rows, frame, duplicates, columns=shown, mask=mask), notes


def duplicates_table(
    rows: Rows,
    frame: pd.DataFrame,
    duplicates: Duplicates,
    *,
    columns: Sequence[Any] = (),
    mask: Mask = str,
) -> pd.DataFrame:
    """Return every row with its group, verdict and reason, then the columns of the table."""
    verdicts = pandas_frame(duplicates)
    reasons = verdicts["reason"].astype(object).where(verdicts["reason"].notna(), "").map(str)
    table = pd.DataFrame(
        {
            "id": _masked(pd.Series(rows.ids, dtype=object), mask),
            "text": [None if text is None else mask(text) for text in rows.texts],
            "group": verdicts["group"].astype("Int64").array,
            "kind": _words(verdicts["kind"]),
            "verdict": verdicts["verdict"].astype(str).tolist(),
            "decided": _words(verdicts.get("decision", pd.Series([None] * len(rows)))),
            "reason": [mask(reason) for reason in reasons],
            "similarity": pd.to_numeric(verdicts["similarity"]).round(4).to_numpy(),
        }
    )
    if "compared_to" in verdicts:
        table["compared_to"] = _masked(verdicts["compared_to"].reset_index(drop=True), mask)
    for name in columns:
        free = free_name(mask(column_name(name)), table.columns, prefix="table_")
        table[free] = _masked(frame[name].reset_index(drop=True), mask)
    return table


def group_sheet(rows: Rows, duplicates: Duplicates, table: pd.DataFrame) -> Sheet:
    """Return the sheet of groups: rows of one group together, kept ones first, then to fill in."""
    verdicts = pandas_frame(duplicates)
    against = against_rows(rows, verdicts)
    keyed = table.assign(
        decision=None, row_key=row_digests(rows), against_key=text_digests(rows, against.tolist())
    )
    order = {verdict: rank for rank, verdict in enumerate(VERDICTS)}
    inside = keyed[keyed["group"].notna() | (keyed["verdict"] != "keep")]
    ranked = inside.assign(_rank=inside["verdict"].map(order))
    sheet = ranked.sort_values(["group", "_rank"], kind="stable").drop(columns="_rank")
    first = ["group", "verdict", "decision", "id", "text", "reason", "kind", "similarity"]
    rest = [c for c in sheet.columns if c not in first]
    return Sheet("Groups", sheet[[*first, *rest]], to_fill="decision")


def _dates_written(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with dates as ISO 8601 texts, so that every format says them alike."""
    written = table.copy()
    for name in table.select_dtypes(["datetime", "datetimetz"]):
        written[name] = [None if pd.isna(one) else one.isoformat() for one in table[name]]
    return written


def _cut_notes(table: pd.DataFrame) -> tuple[str, ...]:
    """Count the texts that a cell of a workbook cannot hold."""
    cut = sum(isinstance(text, str) and is_too_long(text) for text in table["text"])
    if not cut:
        return ()
    note = f"{counted(cut, 'text')} cut here: a cell of Excel holds {MOST_LETTERS:,} letters"
    return (f"{note}. A .csv or .parquet file holds them whole",)


def _conflict_sheet(
    duplicates: Duplicates, column: Any, mask: Mask, left_out: frozenset[str]
) -> tuple[Sheet, ...]:
    """Return the sheet of conflicts, none if no column is asked for."""
    frame = found_conflicts(duplicates, column, mask, left_out)
    return () if frame is None else (Sheet("Conflicts", frame),)


def _told(summary: Summary | None, notes: Sequence[str]) -> pd.DataFrame:
    """Return findings and notes as lines, and how to fill in the decisions."""
    lines = [] if summary is None else [summary.title, *findings(summary)]
    all_notes = (*(() if summary is None else summary.notes), *notes)
    lines += dict.fromkeys(sentence(note) for note in all_notes)
    return pd.DataFrame({"Findings": [*lines, HOW_TO]})


def _made(made: dict[str, Any]) -> pd.DataFrame:
    """Return the manifest as lines: versions, then settings, run and digest of each stage."""
    lines = [("versions", name, version) for name, version in made["versions"].items()]
    for stage in made["stages"]:
        facts = {**stage["parameters"], **stage["run"], "digest": stage["digest"]}
        lines += [(stage["stage"], name, value) for name, value in facts.items()]
    told_as_text = [(stage, name, str(value)) for stage, name, value in lines]
    return pd.DataFrame(told_as_text, columns=["stage", "what", "value"])


def _words(column: pd.Series) -> list[str | None]:
    """Return a column of words, None where there is none."""
    cells = column.astype(object).where(column.notna().to_numpy(), None)
    return [None if cell is None or str(cell) == "" else str(cell) for cell in cells]


def _masked(column: pd.Series, mask: Mask) -> pd.Series:
    """Return a column with its texts masked; numbers that hold something to mask become texts."""
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        return column
    cells = [_masked_cell(cell, mask) for cell in column.astype(object).tolist()]
    masked = typed_column(cells).set_axis(column.index)
    # pandas infers floats of whole numbers beside empty cells, and so loses digits of long ids.
    return masked if any(type(cell) is int for cell in cells) else masked.infer_objects()


def _masked_cell(cell: Any, mask: Mask) -> Any:
    if cell is None or cell is pd.NA or cell is pd.NaT or isinstance(cell, bool):
        return None if not isinstance(cell, bool) else cell
    if isinstance(cell, float) and not math.isfinite(cell):
        return None
    said = whole_characters(mask(str(cell)))
    return cell if said == str(cell) and not isinstance(cell, (list, dict, tuple)) else said
