"""What a command takes, by subject."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Collection, Mapping

from workbench.cli.options.cache import add_cache
from workbench.cli.options.duplicates import add_duplicates, add_only_kept
from workbench.cli.options.embedding import add_model
from workbench.cli.options.output import (
    add_limits,
    add_output,
    add_outputs_of_refresh,
    add_page,
    add_programs,
    add_save,
)
from workbench.cli.options.queries import (
    add_conflict_column,
    add_earlier,
    add_judge,
    add_merge_rules,
    add_new_text,
    add_other,
    add_query,
    add_sections,
    add_sorted,
    add_trends,
)
from workbench.cli.options.tables import (
    add_agent_options,
    add_cleaning,
    add_config,
    add_decisions,
    add_init_options,
    add_last,
    add_lines,
    add_reading,
    add_report,
    add_table,
    add_texts,
    add_workbook,
)
from workbench.cli.options.topics import (
    add_categories,
    add_labels,
    add_namer,
    add_topic_tables,
    add_topics,
)
from workbench.cli.reading import add_reading_options

__all__ = [
    "add_agent_options",
    "add_cache",
    "add_config",
    "add_init_options",
    "add_options",
    "add_refresh_options",
]


BEFORE = {
    "other": add_other,
    "earlier": add_earlier,
    "categories": add_categories,
    "labels": add_labels,
    "query": add_query,
    "query_new": add_new_text,
    "column": add_conflict_column,
    "rules": add_merge_rules,
    "judge": add_judge,
    "trends": add_trends,
}
"""What stands before the options of every command over a table, by what the command takes."""

BEHIND = {
    "duplicates": add_duplicates,
    "topics": add_topics,
    "table": add_only_kept,
    "save": add_save,
    "limits": add_limits,
    "programs": add_programs,
    "topic_tables": add_topic_tables,
    "decisions": add_workbook,
    "lines": add_lines,
    "sections": add_sections,
    "sorted": add_sorted,
}
"""What stands behind them."""


def add_options(one: argparse.ArgumentParser, takes: Collection[str], ending: str) -> None:
    """Add what every command over a table takes, and what this one takes besides."""
    of_report = "report" in takes
    (add_report if of_report else add_table)(one)
    _add_taken(one, BEFORE, takes)
    add_texts(one)
    add_model(one)
    add_decisions(one)
    if ending:
        add_output(one, ending)
    _add_taken(one, BEHIND, takes)
    if "page" in takes:
        add_page(one, topics=not of_report)  # verify does as the report did
    add_reading(one, clash=of_report)
    if {"other", "earlier"} & {*takes}:
        add_reading_options(one, "other-")


def add_refresh_options(one: argparse.ArgumentParser) -> None:
    """Add what `refresh` takes: columns and model are those of the last corpus."""
    add_last(one)
    add_table(one)
    add_outputs_of_refresh(one)
    add_limits(one)
    add_cleaning(one)
    add_decisions(one)
    add_duplicates(one)
    add_namer(one)
    add_page(one, topics=False)
    add_reading(one)


def _add_taken(
    one: argparse.ArgumentParser,
    known: Mapping[str, Callable[[argparse.ArgumentParser], None]],
    takes: Collection[str],
) -> None:
    """Add the options of what a command takes."""
    for name, add in known.items():
        if name in takes:
            add(one)
