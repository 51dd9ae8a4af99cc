"""The command that says what changed since another table."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from workbench.cli.answer import SHOWN, Answer, about, note_lines, short
from workbench.cli.from_options import corpus_and_file
from workbench.cli.outputs import TABLES, output, written
from workbench.cli.two_tables import two_corpora, vectors_lines
from workbench.comparison import Comparison, two_parts
from workbench.corpus import Corpus
from workbench.errors import InputError, check_threshold, counted
from workbench.tables import TableFile, beside, pandas_frame


def compare(options: argparse.Namespace) -> Answer:
    """Write the table with what the other one has too, and what is new."""
    path = output(options, ".compared.csv", TABLES)
    check_threshold(options.threshold)
    check_threshold(options.new_below, name="new_below")
    corpus, other, table_file = _two_parts(options, path) or two_corpora(options, path)
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


def _two_parts(options: argparse.Namespace, path: Path) -> tuple[Corpus, Corpus, TableFile] | None:
    """Return two parts of the table as corpora, None if it is compared with another one."""
    named = [f"--{name}" for name in ("now", "before") if getattr(options, name)]
    if not options.by and named:
        raise InputError(f"{named[0]} says what a column holds: name it with --by")
    if bool(options.by) == bool(options.other):
        raise InputError("compare takes one of two: another table, or --by COLUMN of this one")
    if not options.by:
        return None
    corpus, table_file = corpus_and_file(options, path)
    parts = two_parts(corpus.frame[options.by], options.now, options.before)
    mine, others = (corpus.filter(part) for part in parts)
    return mine, others, table_file


def _new_ones(comparison: Comparison) -> Iterator[str]:
    """Show the largest groups of new texts."""
    for line in comparison.new_groups.head(SHOWN).to_dict("records"):
        yield f"  {counted(line['rows'], 'new row')} such as: {short(line['text'])}"
