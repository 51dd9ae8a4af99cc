"""The command that says what changed since another table."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from workbench.cli.analyses import TABLES, output, written
from workbench.cli.answer import SHOWN, Answer, about, note_lines, short
from workbench.cli.two_tables import two_corpora, vectors_lines
from workbench.comparison import Comparison
from workbench.errors import check_threshold, counted
from workbench.tables import beside, pandas_frame


def compare(options: argparse.Namespace) -> Answer:
    """Write the table with what the other one has too, and what is new."""
    path = output(options, ".compared.csv", TABLES)
    check_threshold(options.threshold)
    check_threshold(options.new_below, name="new_below")
    corpus, other, table_file = two_corpora(options, path)
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
        *vectors_lines(corpus, other),
        *note_lines((*comparison.notes, *corpus.notes, *other.notes)),
        *written(options, table, path, added, comparison.manifest, file=table_file),
    ]
    return Answer(about(corpus) | facts, lines)


def _new_ones(comparison: Comparison) -> Iterator[str]:
    """Show the largest groups of new texts."""
    for line in comparison.new_groups.head(SHOWN).to_dict("records"):
        yield f"  {counted(line['rows'], 'new row')} such as: {short(line['text'])}"
