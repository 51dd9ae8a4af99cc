"""What commands over two tables have in common."""

from __future__ import annotations

import argparse
from pathlib import Path

from workbench.cli.answer import vectors_line
from workbench.cli.from_options import MOST_ADDED, check_ledger, corpus_from
from workbench.cli.reading import table_named
from workbench.corpus import Corpus
from workbench.tables import TableFile, check_table


def two_corpora(options: argparse.Namespace, path: Path) -> tuple[Corpus, Corpus, TableFile]:
    """Read and embed both tables; the first must fit into the file that is written."""
    other_text = options.other_text or options.text
    check_ledger(options)
    file = table_named(options, options.table, text=options.text, id=options.id)
    other = table_named(
        options, options.other, text=other_text, id=options.other_id, whose="other-"
    )
    check_table(file.frame, path, added=MOST_ADDED)
    return (
        corpus_from(options, file, options.text, options.id),
        corpus_from(options, other, other_text, options.other_id),
        file,
    )


def vectors_lines(corpus: Corpus, other: Corpus) -> list[str]:
    """Say where the vectors of both tables came from."""
    return [f"{vectors_line(corpus)}.", f"The other table: {vectors_line(other)}."]
