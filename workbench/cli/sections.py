"""What a report tells beyond its own table: other tables, metrics, categories, labels."""

from __future__ import annotations

import argparse
from contextlib import suppress
from pathlib import Path
from typing import Any

from workbench.categories import read_categories
from workbench.categories.definitions import check_score
from workbench.cli.from_options import corpus_from, dates_of
from workbench.cli.outputs import PAGES
from workbench.cli.reading import table_named
from workbench.corpus import Corpus
from workbench.errors import InputError
from workbench.tables import check_columns
from workbench.topics import Topics


def to_save(sections: dict[str, Any]) -> dict[str, Any]:
    """Return what is saved with the corpus of the results of which a report has sections."""
    return {name: sections.get(name) for name in ("categories", "classifier")}


def check_sections(path: Path, options: argparse.Namespace) -> None:
    """Refuse sections that no page would show."""
    asked = {"--compare-with": options.compare_with, "--answers": options.answers}
    asked["--metric"] = options.metric
    given = [name for name, value in asked.items() if value]
    if given and path.suffix.lower() not in PAGES:
        raise InputError(f"{given[0]} is for a page: --output {path.stem}.html, or leave it out.")
    of_rows = [f"--{name}" for name in ("categories", "labels") if getattr(options, name)]
    if of_rows and path.suffix.lower() not in (*PAGES, ".xlsx"):
        raise InputError(
            f"{of_rows[0]} is for a page or a workbook: --output {path.stem}.html, or leave it out."
        )
    check_score(options.category_threshold, "--category-threshold")
    if options.rest == "cluster" and not options.categories:
        raise InputError("--rest is about categories: name them, --categories FILE")
    if options.metric and options.no_topics:
        raise InputError("--metric is about topics: leave --no-topics out, or leave --metric out.")
    if options.answers_text and not options.answers:
        raise InputError("--answers-text names a column of the table --answers: name that too.")


def sections_given(
    corpus: Corpus, topics: Topics | None, options: argparse.Namespace
) -> dict[str, Any]:
    """Return the results of which a report has sections, as far as they are asked for."""
    sections: dict[str, Any] = {}
    if options.metric and topics is not None:
        sections["metrics"] = topics.metrics(
            options.metric, date=None if options.date is None else dates_of(options, corpus.frame)
        )
    if options.compare_with:
        earlier = table_named(options, options.compare_with, text=options.text, id=options.id)
        other = corpus_from(options, earlier, options.text, options.id)
        sections["comparison"] = corpus.compare(other, topics=topics)
    sections |= sorted_rows(corpus, options)
    if options.answers:
        text = options.answers_text or options.text
        file = table_named(options, options.answers, text=text)
        sections["matches"] = corpus.match(corpus_from(options, file, text, None))
    return sections


def sorted_rows(corpus: Corpus, options: argparse.Namespace) -> dict[str, Any]:
    """Return the categories and the classifier that are asked for."""
    made: dict[str, Any] = {}
    if options.categories:
        made["categories"] = corpus.categorize(
            read_categories(options.categories),
            threshold=options.category_threshold,
            rest=options.rest,
        )
    if options.labels:
        check_columns(corpus.frame, [options.labels])
        made["classifier"] = corpus.classifier(options.labels)
    return made


def carried(corpus: Corpus) -> dict[str, Any]:
    """Return the categories and the classifier that came with the last corpus."""
    known: dict[str, Any] = {}
    with suppress(InputError):  # it came with none
        known["categories"] = corpus.categorize()
    with suppress(InputError):
        known["classifier"] = corpus.classifier()
    return known
