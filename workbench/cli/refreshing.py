"""The command for every Monday: the new table, with what is known from the last one."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from workbench.cards import file_size
from workbench.cli.answer import MOST_LISTED, Answer, answer_about, short
from workbench.cli.from_options import (
    check_date,
    check_keep,
    check_ledger,
    check_search,
    columns_named,
    duplicates_of,
    namer_of,
    progress_of,
    title_of,
)
from workbench.cli.limits import limits_of
from workbench.cli.outputs import CORPUS, PAGES, checked_outputs, redact_of, saved_corpus
from workbench.cli.reading import table_named
from workbench.cli.sections import carried
from workbench.config import LEDGER
from workbench.corpus import Corpus, check_redact, measured_topics, write_report
from workbench.errors import ColumnError, InputError, check_threshold
from workbench.opening import open as open_corpus
from workbench.tables import check_columns
from workbench.topics import Refresh


def refresh(options: argparse.Namespace) -> Answer:
    """Write the report of a new table, and the corpus for the next time."""
    path, saved = _outputs(options)
    limits = limits_of(options.fail_if, "duplicates", "topics", "changes")
    check_threshold(options.threshold)
    corpus, changed = refreshed(options)
    duplicates = duplicates_of(corpus, options)
    if options.stability:
        changed = replace(changed, topics=measured_topics(corpus, changed.topics, stability=True))
    facts: dict[str, object] = {
        "report": None if path is None else str(path),
        "saved": None if saved is None else str(saved),
        "new_texts": changed.new_texts,
        "gone_texts": changed.gone_texts,
    }
    known = carried(corpus)
    sorted_facts, lines = _sorted(known)
    facts |= sorted_facts
    if path is not None:
        write_report(
            corpus,
            path,
            duplicates=duplicates,
            topics=changed,
            title=title_of(options),
            redact=redact_of(options),
            conflicts=options.conflicts,
            sections=known,
            options=options.remembered,
        )
        lines.append(f"Report: {path} ({file_size(path)})")
    lines += saved_corpus(options, corpus, changed.topics, **known)
    return answer_about(
        corpus,
        facts,
        lines,
        duplicates=duplicates,
        topics=changed.topics,
        changes=changed,
        categories=known.get("categories"),
        limits=limits,
    )


def _sorted(known: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Return how many rows each category and each label has, as facts and as lines."""
    facts: dict[str, Any] = {}
    lines: list[str] = []
    if "categories" in known:
        table = known["categories"].table
        facts["categories"] = dict(zip(table["category"], table["rows"].tolist(), strict=True))
        lines.append(f"Your categories: {_listed(facts['categories'])}")
    if "classifier" in known:
        table = known["classifier"].table
        facts["predicted"] = dict(zip(table["label"], table["predicted"].tolist(), strict=True))
        lines.append(f"Labels by the saved classifier: {_listed(facts['predicted'])}")
    return facts, lines


def _listed(counts: Mapping[str, int]) -> str:
    """Return names with their rows in one line, at most twenty."""
    named = [f"{short(name)} {rows:,}" for name, rows in counts.items()][:MOST_LISTED]
    more = len(counts) - len(named)
    return ", ".join(named) + (f", and {more:,} more" if more else "")


def refreshed(options: argparse.Namespace) -> tuple[Corpus, Refresh]:
    """Return the new table and the topics of the last one, carried over to it."""
    check_ledger(options)
    last = open_corpus(
        options.last, ledger=False if options.no_ledger else options.ledger or LEDGER
    )
    last = replace(last, _progress=progress_of(options))
    try:
        table = table_named(options, options.table, text=list(last.text), id=last.id)
    except ColumnError as error:
        raise ColumnError(
            f"{error} {options.last} was made from that column. If it was renamed, give it that "
            "name in the table, or begin anew: workbench report --save."
        ) from error
    check_keep(options, table.frame)
    check_search(options, table.frame)
    check_date(options, table.frame)
    check_columns(table.frame, columns_named(options))
    corpus = last.with_table(
        table, clean=not options.as_is, non_answers=options.non_answer or not options.as_is
    )
    check_redact(redact_of(options), corpus.text, corpus.id)
    topics = last.topics()
    namer = namer_of(options)
    return corpus, (topics if namer is None else replace(topics, namer=namer)).refresh(corpus)


def _outputs(options: argparse.Namespace) -> tuple[Path | None, Path | None]:
    """Return where the report and the corpus go."""
    given = {"--report": options.page, "--save": options.save}
    wanted = {name: value for name, value in given.items() if value}
    if not wanted:
        raise InputError("name what is to be written: --report PAGE.html, --save NEXT.wb, or both")
    paths = checked_outputs(options, wanted, {"--report": PAGES, "--save": CORPUS})
    named = dict(zip(wanted, paths, strict=True))
    return named.get("--report"), named.get("--save")
