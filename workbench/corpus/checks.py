"""Results that are handed to a corpus: they must be its own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from workbench.errors import ColumnError, InputError, to_type
from workbench.ledger import RowTags
from workbench.masking import columns_left_out
from workbench.provenance import Manifest, made_of
from workbench.tables import Rows, check_columns, pandas_frame
from workbench.tables.writing.written_cells import column_name, column_texts


def labels_by_text(
    labels: Any, frame: pd.DataFrame, tags: RowTags
) -> tuple[dict[int, str], tuple[str, ...]]:
    """Return the label of each distinct text that has one, and what a reader must know of them."""
    from workbench.categories.answers import answers_by_text, tagged_texts

    named = isinstance(labels, (str, int, tuple)) and not isinstance(labels, bool)
    if named and labels not in frame.columns:
        if labels == "tags":
            return tagged_texts(tags.of_texts())
        raise ColumnError.missing(labels, list(frame.columns))
    cells = frame[labels].set_axis(tags.rows.index) if named else labels
    return answers_by_text(cells, tags.rows, "label"), ()


def check_own(rows: Rows, **results: Any) -> None:
    """Refuse a result of another kind, or of another table than `rows`."""
    from workbench.categories import Categories
    from workbench.comparison import Comparison
    from workbench.duplicates import Duplicates, Matches
    from workbench.projection import Projection
    from workbench.topics import Topics

    kinds: dict[str, Any] = {
        "duplicates": Duplicates,
        "topics": Topics,
        "projection": Projection,
        "comparison": Comparison,
        "matches": Matches,
        "labels": (Topics, Categories),
        "categories": Categories,
    }
    if results.get("classifier") is not None:
        from workbench.categories.classifier import Classifier

        kinds["classifier"] = Classifier
    calls = {
        "comparison": "compare(other)",
        "matches": "match(other)",
        "labels": "topics() or corpus.categorize(...)",
        "categories": "categorize(...)",
        "classifier": "classifier(labels)",
    }
    for name, result in results.items():
        if result is None:
            continue
        call = f"corpus.{calls.get(name, f'{name}()')}"
        if not isinstance(result, kinds[name]):
            raise InputError(f"{name} must be what {call} returned, got {type(result).__name__}.")
        digest = rows.manifest.digest
        if digest not in (result.rows.manifest.digest, getattr(result, "_whole", "")):
            single = name in ("projection", "comparison")
            subject = f"this {name} was" if single else f"these {name} were"
            raise InputError(
                f"{subject} found in another table ({len(result.rows):,} rows) than "
                f"this corpus ({len(rows):,} rows). Find {'it' if single else 'them'} in this one: "
                f"{call}"
            )
        if name == "duplicates" and result.rows.labels.tolist() != rows.labels.tolist():
            raise InputError(
                "these duplicates name rows by other ids than this corpus has. Find them in this "
                "one: corpus.duplicates()"
            )


def check_page_only(path: Any, **results: Any) -> None:
    """Refuse results that only a page can show beside another kind of file.

    A workbook has sheets of metrics, categories and labels.
    """
    in_workbook = Path(path).suffix.lower() == ".xlsx"
    shown = {"metrics", "categories", "classifier"} if in_workbook else set()
    given = [name for name, result in results.items() if result is not None and name not in shown]
    if given:
        raise InputError(
            f"{path}: {', '.join(given)} are shown on a page. Name a file that ends in .html, or "
            "leave them out."
        )


def check_redact(redact: Any, text: Sequence[Any], id: Any) -> None:
    """Refuse to leave out of a report what it cannot be without: its texts and ids."""
    option = to_type("redact", "--leave-out")
    for name in columns_left_out(redact):
        if str(name) in map(str, text):
            raise InputError(
                f"{option}: {name!r} holds the texts, which are what a report shows. "
                f"{to_type('redact=True', '--redact')} masks addresses and numbers in them."
            )
        if id is not None and str(name) == str(id):
            raise InputError(
                f"{option}: {name!r} is what the rows are called in a report. Leave out "
                f"{to_type('id=', '--id')}, then they are called by their number."
            )


def results_beside(rows: Rows, results: Sequence[Any]) -> pd.DataFrame:
    """Return the columns of several results, row by row with the table.

    A column name that comes twice gets the kind of its result in front.
    """
    columns = pd.DataFrame(index=rows.index)
    for result in results:
        frame = result if isinstance(result, pd.DataFrame) else pandas_frame(result)
        if len(frame) != len(rows):
            raise InputError(
                f"a result has {len(frame):,} rows, this corpus {len(rows):,}. For a sample, "
                "export topics.predict(corpus) and projection.transform(corpus)."
            )
        kind = type(result).__name__.lower()
        for name in frame.columns:
            columns[f"{kind}_{name}" if name in columns.columns else name] = frame[name].array
    return columns


def columns_to_color_by(
    topics: Any, metrics: pd.DataFrame | None, categories: Any, classifier: Any
) -> dict[str, pd.Series]:
    """Return what a page adds to the table, to color, filter and count by."""
    added: dict[str, pd.Series] = {}
    if categories is not None:
        added["category"] = categories._row_frame()["category"]
    if classifier is not None:
        added["predicted"] = classifier._row_frame()["predicted"]
    if metrics is not None and topics is not None:
        own = topics.assigned
        for name, lines in metrics.groupby("metric", sort=False):
            means = lines.set_index("topic")["mean"].drop(-1, errors="ignore")
            added[f"{name} (mean of the topic)"] = own.map(means).astype("Float64")
    return added


def with_columns(
    frame: pd.DataFrame, added: dict[str, pd.Series], columns: Sequence[Any] | None
) -> dict[str, Any]:
    """Return a table with columns in front, and the names that are shown."""
    if not added:
        return {}
    named = {f"{name} (found)" if name in frame else name: cells for name, cells in added.items()}
    beside = pd.DataFrame({name: cells.array for name, cells in named.items()}, index=frame.index)
    shown = None if columns is None else [*named, *columns]
    return {"frame": pd.concat([beside, frame], axis=1), "columns": shown}


def made_with(embedded: Manifest, results: Sequence[Any]) -> dict[str, Any]:
    """Return the manifest of a table that is written in Python: no command makes it again."""
    given = (getattr(one, "manifest", None) for one in results)
    manifests = [one for one in given if isinstance(one, Manifest)] or [embedded]
    return {"command": "", "output": "", "options": {}, **made_of(*manifests)}


def proposed_labels(corpus: Any, labels: Any) -> pd.DataFrame:
    """Return the label that is proposed for each row, missing for none, and its score."""
    if labels is None:
        return pd.DataFrame({"label": None, "score": 0.0}, index=range(len(corpus)))
    frame = pandas_frame(labels).reset_index(drop=True)
    if "category" in frame:
        return frame[["category", "score"]].fillna({"score": 0.0})
    is_noise = frame["topic"].fillna(-1) < 0
    named = frame["name"].astype(object).mask(is_noise.to_numpy(bool), None)
    return pd.DataFrame({"label": named, "score": frame["confidence"].fillna(0.0)})


MOST_BESIDE = 6
"""Columns that stand beside the texts of a review, unless others are named."""

SHORT = 250
"""Letters up to which the cells of a column are short."""


def texts_beside(
    frame: pd.DataFrame, columns: Sequence[Any] | None, *, without: Sequence[Any]
) -> dict[str, list[str]]:
    """Return the columns named, or the first short ones that say anything, as texts by name."""
    if columns is not None:
        check_columns(frame, columns)
        return {column_name(name): column_texts(frame[name]) for name in columns}
    beside: dict[str, list[str]] = {}
    for position, name in enumerate(frame.columns):
        if name in without or len(beside) == MOST_BESIDE:
            continue
        cells = column_texts(frame.iloc[:, position])
        if len(set(cells)) > 1 and max(map(len, cells)) <= SHORT:
            beside[column_name(name)] = cells
    return beside
