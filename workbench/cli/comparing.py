"""The command that says what changed since another table."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from workbench.cli.analyses import (
    MOST_ADDED,
    TABLES,
    check_ledger,
    corpus_from,
    output,
    written,
)
from workbench.cli.answer import SHOWN, Answer, about, note_lines, short, vectors_line
from workbench.cli.reading import table_named
from workbench.comparison import Comparison
from workbench.errors import check_threshold, counted
from workbench.tables import beside, check_table, pandas_frame


def compare(options: argparse.Namespace) -> Answer:
    """Write the table with what the other one has too, and what is new."""
    path = output(options, ".compared.csv", TABLES)
    check_threshold(options.threshold)
    check_threshold(options.new_below, name="new_below")
    other_text = options.other_text or options.text
    check_ledger(options)
    table_file = table_named(options, options.table, text=options.text, id=options.id)
    other_file = table_named(
        options, options.other, text=other_text, id=options.other_id, whose="other-"
    )
    check_table(table_file.frame, path, added=MOST_ADDED)
    corpus = corpus_from(options, table_file, options.text, options.id)
    other = corpus_from(options, other_file, other_text, options.other_id)
    comparison = corpus.compare(other, threshold=options.threshold, new_below=options.new_below)
    table, added = beside(corpus.frame, pandas_frame(comparison))
    changed = comparison.topics[comparison.topics["change"] != ""]
    facts = {
        "comparison": {
            "threshold": options.threshold,
            "new_below": options.new_below,
            "findings": list(comparison.findings),
            "changed_topics": changed.to_dict("records"),
        },
        "other_rows": len(other),
        "table": str(path),
        "columns": added,
    }
    lines = [
        *comparison.findings,
        *_new_ones(comparison),
        f"{vectors_line(corpus)}.",
        f"The other table: {vectors_line(other)}.",
        *note_lines((*comparison.notes, *corpus.notes, *other.notes)),
        *written(options, table, path, added, table_file),
    ]
    return Answer(about(corpus) | facts, lines)


def _new_ones(comparison: Comparison) -> Iterator[str]:
    """Show the largest groups of new texts."""
    for line in comparison.new_groups.head(SHOWN).to_dict("records"):
        yield f"  {counted(line['rows'], 'new row')} such as: {short(line['text'])}"
