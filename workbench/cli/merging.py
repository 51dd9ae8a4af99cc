"""The command that makes one line of each group of duplicates."""

from __future__ import annotations

import argparse
from typing import Any

import pandas as pd

from workbench.cli.answer import Answer, answer_about, largest_groups, note_lines
from workbench.cli.from_options import corpus_of, duplicates_of
from workbench.cli.outputs import output_and_more, written
from workbench.duplicates.survivorship import RULES
from workbench.errors import InputError, check_threshold
from workbench.tables import check_columns


def merge(options: argparse.Namespace) -> Answer:
    """Write one line per group, and where its cells came from."""
    path, cells_path = output_and_more(options, ".merged.csv", "cells")
    check_threshold(options.threshold)
    rules = _rules(options)
    corpus = corpus_of(options)
    check_columns(corpus.frame, list(rules))
    duplicates = duplicates_of(corpus, options)
    merged, cells = duplicates.merge(
        rules,
        date=options.date,
        date_format=options.date_format,
        whole_groups=options.whole_groups,
    )
    table = _joined(merged)
    lines = [
        *note_lines(cells.attrs["notes"]),
        *written(options, table, path, [], duplicates.manifest),
    ]
    if cells_path is not None:
        lines += written(options, cells, cells_path, [], duplicates.manifest, option="cells")
    facts = {
        "table": str(path),
        "table_rows": len(table),
        "cells": None if cells_path is None else str(cells_path),
        "left_behind": int(cells["left_behind"].sum()),
        "merge_notes": cells.attrs["notes"],
    }
    shown = largest_groups(duplicates)
    return answer_about(corpus, facts, lines, duplicates=duplicates, shown=shown)


def _joined(table: pd.DataFrame) -> pd.DataFrame:
    """Write the ids of merged rows side by side, as text files have no lists."""
    name = table.columns[-1]
    return table.assign(**{str(name): [" ".join(map(str, ids)) for ids in table[name]]})


def _rules(options: argparse.Namespace) -> dict[str, Any]:
    """Return the rule of each column; what is none of the rules is values to prefer."""
    rules: dict[str, Any] = {}
    for given in options.column:
        name, equals, rule = given.rpartition("=")
        if not equals or not name or not rule:
            raise InputError(
                f"--column {given}: give a column and its rule, such as --column answer=longest. "
                f"Rules: {', '.join(RULES)}, or values in order of preference: "
                "--column status=closed,open"
            )
        rules[name] = rule if rule in RULES else _preferred(given, rule)
    dated = [name for name, rule in rules.items() if rule in ("newest", "oldest")]
    if dated and not options.date:
        raise InputError(
            f"--column {dated[0]}={rules[dated[0]]} needs the column of dates: --date COLUMN"
        )
    return rules


def _preferred(given: str, rule: str) -> list[str]:
    """Return values in order of preference; one alone is a rule that is mistyped."""
    values = [value.strip() for value in rule.split(",") if value.strip()]
    if len(values) < 2:
        raise InputError(
            f"--column {given}: the rule must be one of {', '.join(RULES)}, or values in order of "
            "preference: --column status=closed,open"
        )
    return values
