"""What a command takes, by subject."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Collection, Mapping

from workbench.cli.options import duplicates, embedding, output, queries, tables, topics
from workbench.cli.reading import add_reading_options

BEFORE = {
    "other": queries.add_other,
    "earlier": queries.add_earlier,
    "categories": topics.add_categories,
    "labels": topics.add_labels,
    "query": queries.add_query,
    "query_new": queries.add_new_text,
    "column": queries.add_conflict_column,
    "rules": queries.add_merge_rules,
    "judge": queries.add_judge,
    "trends": queries.add_trends,
}
"""What stands before the options of every command over a table, by what the command takes."""

BEHIND = {
    "duplicates": duplicates.add_duplicates,
    "topics": topics.add_topics,
    "table": duplicates.add_only_kept,
    "save": output.add_save,
    "limits": output.add_limits,
    "programs": output.add_programs,
    "topic_tables": topics.add_topic_tables,
    "decisions": tables.add_workbook,
    "lines": tables.add_lines,
    "sections": queries.add_sections,
    "sorted": queries.add_sorted,
}
"""What stands behind them."""


def add_options(one: argparse.ArgumentParser, takes: Collection[str], ending: str) -> None:
    """Add what every command over a table takes, and what this one takes besides."""
    of_report = "report" in takes
    (tables.add_report if of_report else tables.add_table)(one)
    _add_taken(one, BEFORE, takes)
    tables.add_texts(one)
    embedding.add_model(one)
    tables.add_decisions(one)
    if ending:
        output.add_output(one, ending)
    _add_taken(one, BEHIND, takes)
    if "page" in takes:
        output.add_page(one, topics=not of_report)  # verify does as the report did
    tables.add_reading(one, clash=of_report)
    if {"other", "earlier"} & {*takes}:
        add_reading_options(one, "other-")


def add_refresh_options(one: argparse.ArgumentParser) -> None:
    """Add what `refresh` takes: columns and model are those of the last corpus."""
    tables.add_last(one)
    tables.add_table(one)
    output.add_outputs_of_refresh(one)
    output.add_limits(one)
    tables.add_cleaning(one)
    tables.add_decisions(one)
    duplicates.add_duplicates(one)
    topics.add_namer(one)
    output.add_page(one, topics=False)
    tables.add_reading(one)


def _add_taken(
    one: argparse.ArgumentParser,
    known: Mapping[str, Callable[[argparse.ArgumentParser], None]],
    takes: Collection[str],
) -> None:
    """Add the options of what a command takes."""
    for name, add in known.items():
        if name in takes:
            add(one)
