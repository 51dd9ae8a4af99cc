"""The command that compares two tables."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

import pandas as pd

from workbench.cli.answer import SHOWN, Answer, about, note_lines, short
from workbench.cli.outputs import output_and_more, written
from workbench.cli.two_tables import two_corpora, vectors_lines
from workbench.duplicates import Matches
from workbench.errors import check_threshold, counted
from workbench.summary import percent
from workbench.tables import beside, pandas_frame


def match(options: argparse.Namespace) -> Answer:
    """Write the table with the nearest row of another one."""
    path, gaps_path = output_and_more(options, ".matched.csv", "gaps")
    check_threshold(options.threshold)
    corpus, other, table_file = two_corpora(options, path)
    matches = corpus.match(other, options.threshold, partial_threshold=options.partial_threshold)
    (table, added), gaps = beside(corpus.frame, pandas_frame(matches)), matches.gaps()
    lines_written = written(options, table, path, added, matches.manifest, file=table_file)
    if gaps_path is not None:
        named = gaps.assign(ids=[" ".join(map(str, ids)) for ids in gaps["ids"]])
        lines_written += written(
            options, named, gaps_path, list(named.columns), matches.manifest, option="gaps"
        )
    counts = _counts(matches)
    facts = {
        "matches": {
            "threshold": matches.threshold,
            "partial_threshold": matches.partial_threshold,
            **counts,
        },
        "other_rows": len(other),
        "table": str(path),
        "columns": added,
        "gaps": None if gaps_path is None else str(gaps_path),
    }
    lines = [
        *_words(matches, counts),
        *_asked_in_vain(gaps),
        *vectors_lines(corpus, other),
        *note_lines((*matches.notes, *corpus.notes, *other.notes)),
        *lines_written,
    ]
    return Answer(about(corpus) | facts, lines)


def _counts(matches: Matches) -> dict[str, int]:
    """Count rows by status, and rows of the other table that nothing asks for."""
    counts = pandas_frame(matches)["status"].value_counts()
    named = {str(name).replace(" ", "_"): int(number) for name, number in counts.items()}
    return {**named, "unused": len(matches.unused())}


def _words(matches: Matches, counts: dict[str, int]) -> Iterator[str]:
    """Say what the comparison came to."""
    rows, answered = len(matches.rows), counts["answered"]
    blank = f" {counted(counts['no_text'], 'row')} without text." if counts["no_text"] else ""
    yield (
        f"{answered:,} of {counted(rows, 'row')} ({percent(answered, rows)}) have an answer in the "
        f"other table at a similarity of {matches.threshold:g} or more.{blank}"
    )
    if counts["review"]:
        yield (
            f"{counts['review']:,} more are as near to one, but something differs, such as a "
            "negation, a number or a name (column guards): look at them."
        )
    yield (
        f"{counts['partial']:,} have one in part (from {matches.partial_threshold:g} upward); "
        f"{counts['unanswered']:,} have none."
    )
    others = counted(len(matches.others), "other row")
    yield f"{counts['unused']:,} of {others} are nobody's answer."


def _asked_in_vain(gaps: pd.DataFrame) -> Iterator[str]:
    """Show what is asked most often and answered by nothing."""
    for line in gaps.head(SHOWN).to_dict("records"):
        yield f"  {counted(line['rows'], 'row')} without answer: {short(line['text'])}"
