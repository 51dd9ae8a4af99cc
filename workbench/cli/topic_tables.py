"""Tables of topics that the command line shows: by group, and as an outline."""

from __future__ import annotations

import argparse
from typing import Any

from workbench.cli.answer import SHOWN, records, short
from workbench.errors import counted
from workbench.topics import Topics


def topic_tables(options: argparse.Namespace, topics: Topics) -> tuple[dict[str, Any], list[str]]:
    """Return the tables that are asked for, as JSON-able values and as lines."""
    facts: dict[str, Any] = {}
    lines: list[str] = []
    if options.by:
        facts["by"], more = _by_group(topics, options.by)
        lines += more
    if options.outline:
        table = topics.outline()
        facts["outline"] = records(table)
        lines += [f"{line['name']} ({counted(line['rows'], 'row')})" for line in facts["outline"]]
    return facts, lines


def _by_group(topics: Topics, column: str) -> tuple[list[dict[str, Any]], list[str]]:
    """Return the shares of topics by group, and the groups in which one stands out most."""
    table = topics.by_group(column)
    table = table.assign(group=table["group"].astype(str))
    usual = table["share"] / table["lift"]
    surely = table[(table["ci_low"] > usual) & (table["rows"] > 0)]
    shown = surely.sort_values(["lift", "rows"], ascending=False, kind="stable").head(SHOWN)
    lines = [
        f"  {short(str(line['group']))}: {line['share']:.0%} of its rows are about "
        f"{short(line['name'])}, {line['lift']:.1f} times as many as usual"
        for line in shown.to_dict("records")
    ]
    return records(table), lines or [f"No topic stands out in any {column}."]
