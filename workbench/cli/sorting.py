"""The command that sorts rows into categories of the user's own."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from workbench.categories import Categories
from workbench.categories.definitions import OTHER, check_score, read_categories
from workbench.cli.answer import Answer, about, note_lines, short, vectors_line
from workbench.cli.from_options import corpus_and_file
from workbench.cli.outputs import TABLES, output, written
from workbench.errors import counted
from workbench.summary import percent
from workbench.tables import beside, pandas_frame


def categorize(options: argparse.Namespace) -> Answer:
    """Write the table with a category per row."""
    path = output(options, ".categorized.csv", TABLES)
    check_score(options.threshold, "--threshold")
    categories = read_categories(options.categories)
    corpus, file = corpus_and_file(options, path)
    result = corpus.categorize(categories, threshold=options.threshold, multiple=options.multiple)
    table, added = beside(corpus.frame, pandas_frame(result))
    lines = written(options, table, path, added, result.manifest, file=file)
    counts = result.table[["category", "rows", "contested"]].to_dict("records")
    facts = {"categories": counts, "table": str(path), "columns": added}
    said = [
        *_words(result),
        f"{vectors_line(corpus)}.",
        *note_lines((*result.notes, *corpus.notes)),
        *lines,
    ]
    return Answer(about(corpus) | facts, said)


def _words(categories: Categories) -> Iterator[str]:
    """Say how many rows each category has, the largest first."""
    table = categories.table
    total = int(table["rows"].sum())
    rest = int(table["rows"].iloc[-1])
    yield (
        f"{total - rest:,} of {counted(total, 'row')} with text ({percent(total - rest, total)}) "
        f"fit one of {len(categories.names):,} categories; {rest:,} fit none ({OTHER})."
    )
    for line in table[:-1].sort_values("rows", ascending=False).to_dict("records"):
        contested = f", {line['contested']:,} also claimed by another" * (line["contested"] > 0)
        yield f"  {line['category']}: {counted(line['rows'], 'row')}{contested}"
        if line["example"]:
            yield f"      {short(line['example'])}"
