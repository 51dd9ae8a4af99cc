"""What a corpus writes, for its methods and for the command line."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from inspect import signature
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from workbench.corpus.checks import (
    check_own,
    check_page_only,
    check_redact,
    columns_to_color_by,
    made_with,
    proposed_labels,
    results_beside,
    with_columns,
)
from workbench.corpus.duplicate_search import duplicates_of
from workbench.corpus.queries import Mode
from workbench.corpus.result_methods import Finding
from workbench.errors import ColumnError, check_choice, check_path
from workbench.tables import check_writable

if TYPE_CHECKING:
    from workbench.categories import Categories
    from workbench.duplicates import Duplicates
    from workbench.projection import Projection
    from workbench.summary import Summary
    from workbench.topics import Refresh, Topics

PAGE_ENDINGS = (".html", ".htm")
REPORT_ENDINGS = (*PAGE_ENDINGS, ".xlsx", ".csv", ".tsv", ".jsonl", ".parquet")
"""A report is a page, a workbook of duplicates to decide on, or a table of them."""

BESIDE_THE_TABLE = ("metrics", "categories", "classifier")
"""Results that a page adds to the table as columns, and a workbook as sheets."""


def write_report(  # noqa: PLR0913 - as `report`, and the options
    corpus: Finding,
    path: str | os.PathLike[str],
    *,
    duplicates: Duplicates | None,
    topics: Topics | Refresh | Literal[False] | None,
    projection: Projection | None = None,
    title: str,
    stability: bool = False,
    redact: bool | Sequence[str],
    columns: Sequence[Any] | None = None,
    conflicts: Any = None,
    sections: Mapping[str, Any] | None = None,
    options: Mapping[str, Any] | None = None,
) -> Path:
    """Write a report; `options` are what was typed on the command line."""
    from workbench.reports import sections_of, write_duplicates, write_html
    from workbench.topics import Refresh

    check_writable(path, REPORT_ENDINGS)
    check_redact(redact, corpus.text, corpus.id)
    sections = sections or {}
    changes, found = None, None if topics is False else topics
    if isinstance(found, Refresh):
        changes, found = found, found.topics
    results = {name: result for name, result in sections.items() if name != "metrics"}
    check_own(corpus.rows, duplicates=duplicates, topics=found, projection=projection, **results)
    _check_shown(corpus, projection, conflicts)
    if duplicates is None:
        duplicates = duplicates_of(corpus, **_defaults(Finding.duplicates))
    shared: dict[str, Any] = {
        "rows": corpus.rows,
        "frame": corpus.frame,
        "duplicates": duplicates,
        "redact": redact,
        "columns": columns,
        "conflicts": conflicts,
    }
    told: dict[str, Any] = {"duplicates": duplicates, "title": title, "options": options}
    beside: dict[str, Any] = {name: sections.get(name) for name in BESIDE_THE_TABLE}
    if Path(path).suffix.lower() not in PAGE_ENDINGS:
        check_page_only(path, **sections)
        summary = summary_of(corpus, topics=found, **told)
        return write_duplicates(path, summary=summary, **beside, **shared)
    if topics is not False:
        found = corpus.topics() if found is None else found
        found = measured_topics(corpus, found, stability=stability)
    projection = corpus.projection() if projection is None else projection
    told |= {"projection": projection, "changes": changes, "categories": beside["categories"]}
    return write_html(
        path,
        summary_of(corpus, topics=found, **told),
        embedding=corpus.embedding,
        projection=projection,
        topics=found,
        sections=sections_of(found, **sections),
        title=title,
        **(shared | with_columns(corpus.frame, columns_to_color_by(found, **beside), columns)),
    )


def _check_shown(corpus: Finding, projection: Projection | None, conflicts: Any) -> None:
    """Refuse a map in space, and a column that there is not."""
    from workbench.projection import check_flat

    if projection is not None:
        check_flat(projection, "the map of a report")
    if conflicts is not None and conflicts not in corpus.frame.columns:
        raise ColumnError.missing(conflicts, list(corpus.frame.columns))


def summary_of(
    corpus: Finding,
    *,
    duplicates: Duplicates | None = None,
    topics: Topics | None = None,
    projection: Projection | None = None,
    title: str = "",
    changes: Refresh | None = None,
    categories: Categories | None = None,
    options: Mapping[str, Any] | None = None,
) -> Summary:
    """Return the findings in words and numbers, ready for a report."""
    from workbench.summary import change_facts, summarize

    check_own(corpus.rows, duplicates=duplicates, topics=topics, projection=projection)
    manifest = corpus.embedding.manifest
    notes = (*manifest.notes, *corpus._legibility.notes)
    summary = summarize(
        corpus.rows,
        replace(corpus.embedding, manifest=replace(manifest, notes=notes)),
        duplicates=duplicates,
        topics=topics,
        projection=projection or corpus._kept.get(("projection", 0)),
        stability=None if topics is None else topics.stability,
        title=title or f"{' and '.join(map(str, corpus.text))}: {len(corpus):,} rows",
        unreadable=corpus._legibility.unreadable,
    )
    facts = None if changes is None else change_facts(changes, categories)
    return replace(summary, changes=facts, options=dict(options or {}))


def export_vectors(
    corpus: Finding, path: Any, results: Sequence[Any], command: dict[str, Any]
) -> Path:
    """Write vectors; `command` is what was typed, for the manifest."""
    from workbench.exports import write_vectors

    beside_vectors = results_beside(corpus.rows, results)
    made = made_with(corpus.embedding.manifest, results) | command
    return write_vectors(
        check_path("path", path), corpus.rows, corpus.vectors, beside_vectors, made
    )


def export_tasks(
    corpus: Finding, path: Any, labels: Any, tool: str, command: dict[str, Any]
) -> Path:
    """Write tasks; `command` is what was typed, for the manifest."""
    from workbench.exports import TOOLS, write_tasks

    check_choice("tool", tool, TOOLS)
    check_own(corpus.rows, labels=labels)
    made = made_with(corpus.embedding.manifest, [labels]) | command
    proposed = proposed_labels(corpus, labels)
    return write_tasks(check_path("path", path), corpus.rows, proposed, tool, made)


def hits_of(corpus: Finding, query: str, k: int, mode: Mode) -> pd.DataFrame:
    """Return positions and similarities of the rows that fit a query; for the command line."""
    return corpus._searcher.hits(query, k, mode=mode)


def measured_topics(corpus: Finding, topics: Topics, *, stability: bool) -> Topics:
    """Return topics that say how stable they are, as in a report; for the command line."""
    return corpus._topic_home.measured(topics, stability)


def _defaults(method: Any) -> dict[str, Any]:
    """Return the settings of a call without arguments."""
    given = signature(method).parameters.values()
    return {one.name: one.default for one in given if one.name != "self"}
