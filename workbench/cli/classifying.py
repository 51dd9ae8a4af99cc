"""The command that learns labels from the rows that have one."""

from __future__ import annotations

import argparse
import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from workbench.cli.answer import (
    MOST_LISTED,
    SHOWN,
    Answer,
    about,
    note_lines,
    records,
    short,
    vectors_line,
)
from workbench.cli.from_options import corpus_and_file
from workbench.cli.outputs import output_and_more, saved_corpus, written
from workbench.errors import counted
from workbench.tables import beside, pandas_frame

if TYPE_CHECKING:
    from workbench.categories.classifier import Classifier


def classify(options: argparse.Namespace) -> Answer:
    """Write the table with a label per row, and which rows to label next."""
    path, rows_to_label = output_and_more(options, ".classified.csv", "suggest")
    corpus, file = corpus_and_file(options, path)
    result = corpus.classifier(options.labels)
    table, added = beside(corpus.frame, pandas_frame(result))
    lines = written(options, table, path, added, result.manifest, file=file)
    lines += saved_corpus(options, corpus, classifier=result)
    asked = result.suggest()
    if rows_to_label is not None:
        names = list(asked.columns)
        lines += written(options, asked, rows_to_label, names, result.manifest, option="suggest")
    facts = {
        "table": str(path),
        "columns": added,
        "labels": records(result.table),
        "label_errors": records(result.label_errors()),
        "suggested": len(asked),
    }
    notes = note_lines((*corpus.notes, *result.manifest.notes))
    return Answer(
        about(corpus) | facts, [*_words(result), f"{vectors_line(corpus)}.", *notes, *lines]
    )


def _words(result: Classifier) -> Iterator[str]:
    """Say how many rows get each label, how sure that is, and which labels look wrong."""
    largest = result.table.sort_values("predicted", ascending=False, kind="stable")
    for line in largest.head(MOST_LISTED).to_dict("records"):
        known = not math.isnan(line.get("f1", math.nan))
        score = f", F1 {line['f1']:.2f} on rows not seen" if known else ""
        yield (
            f"  {short(str(line['label']))}: {counted(line['predicted'], 'row')}, learned from "
            f"{counted(line['labeled'], 'text')}{score}"
        )
    if len(largest) > MOST_LISTED:
        yield f"  and {counted(len(largest) - MOST_LISTED, 'more label')}"
    errors = result.label_errors()
    if len(errors):
        yield f"{counted(len(errors), 'label')} to look at again, such as:"
    for line in errors.head(SHOWN).to_dict("records"):
        yield f"  {line['label']}, rather {line['likely']}: {short(str(line['text']))}"
