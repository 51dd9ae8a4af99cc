"""The command that sorts rows into categories of the user's own."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from workbench.categories import Categories
from workbench.categories.definitions import OTHER, check_score, read_categories
from workbench.cli.answer import SHOWN, Answer, about, note_lines, records, short, vectors_line
from workbench.cli.from_options import corpus_and_file
from workbench.cli.outputs import CORPUS, TABLES, checked_outputs, saved_corpus, written
from workbench.errors import InputError, counted
from workbench.reports import lacking, overlapping
from workbench.summary import percent
from workbench.tables import beside, check_columns, pandas_frame, read_table


def categorize(options: argparse.Namespace) -> Answer:
    """Write the table with a category per row."""
    path, asked, learned = _outputs(options)
    check_score(options.threshold, "--threshold")
    categories = read_categories(options.categories)
    corpus, file = corpus_and_file(options, path)
    result = corpus.categorize(
        categories, threshold=options.threshold, multiple=options.multiple, rest=options.rest
    )
    if options.answered:
        result = result.learn(_answers(options.answered, result))
    table, added = beside(corpus.frame, pandas_frame(result))
    lines = written(options, table, path, added, result.manifest, file=file)
    if asked is not None:
        questions = result.questions(30).rename(columns={"id": "row_id"})
        names = list(questions.columns)
        lines += written(options, questions, asked, names, result.manifest, option="questions")
    if learned is not None:
        lines.append(f"Categories with their thresholds: {result.save(learned)}")
    lines += saved_corpus(options, corpus, categories=result)
    lacks = lacking(result)
    facts = {
        "categories": records(result.table[["category", "rows", "contested", "found"]]),
        "overlap": records(overlapping(result)),
        "contested": records(result.contested()),
        "uncovered": records(lacks),
        "table": str(path),
        "columns": added,
    }
    said = [
        *_words(result),
        *_weak(result, lacks),
        f"{vectors_line(corpus)}.",
        *note_lines((*result.notes, *corpus.notes)),
        *lines,
    ]
    return Answer(about(corpus) | facts, said)


def _outputs(options: argparse.Namespace) -> tuple[Path, Path | None, Path | None]:
    """Return where the table, the questions and the learned categories go."""
    stem = Path(options.table).name.split(".")[0]
    given = {"--output": options.output or f"{stem}.categorized.csv"}
    more = {"--questions": options.questions, "--learned": options.learned, "--save": options.save}
    given |= {name: value for name, value in more.items() if value}
    endings = dict.fromkeys(given, TABLES) | {"--learned": (".csv",), "--save": CORPUS}
    paths = dict(zip(given, checked_outputs(options, given, endings), strict=True))
    return paths["--output"], paths.get("--questions"), paths.get("--learned")


def _answers(name: str, result: Categories) -> pd.Series:
    """Return the answers of a file of questions, on the index of the rows they are about."""
    frame = read_table(name).frame
    check_columns(frame, ["row_id", "answer"])
    place = {str(key): row for row, key in enumerate(result.rows.ids.tolist())}
    unknown = [key for key in frame["row_id"].astype(str) if key not in place]
    if unknown:
        raise InputError(
            f"--answered {name}: {unknown[0]!r} is the id of no row. Write the questions with the "
            "same --id and the same table."
        )
    rows = [place[key] for key in frame["row_id"].astype(str)]
    return pd.Series(frame["answer"].to_numpy(object), index=result.rows.index[rows], dtype=object)


def _weak(result: Categories, lacks: pd.DataFrame) -> Iterator[str]:
    """Say where the list is weak: categories that are one, and what it lacks."""
    for line in overlapping(result).head(SHOWN).to_dict("records"):
        yield (
            f"  {line['share']:.0%} of the rows of {line['category']} also fit {line['also_fits']}"
        )
    if len(lacks):
        yield "What the list lacks, the largest topics of the rest:"
    for line in lacks.head(SHOWN).to_dict("records"):
        yield f"  {short(str(line['name']))}: {counted(line['rows'], 'row')}"


def _words(categories: Categories) -> Iterator[str]:
    """Say how many rows each category has, the largest first."""
    whole = categories.table
    table = whole[~whole["found"]]
    found = whole[whole["found"]]
    total = int(whole["rows"].sum())
    rest = total - int(table["rows"][:-1].sum())
    also = f", in {counted(len(found), 'topic')} and {OTHER}" if len(found) else f" ({OTHER})"
    yield (
        f"{total - rest:,} of {counted(total, 'row')} with text ({percent(total - rest, total)}) "
        f"fit one of {len(categories.names):,} categories; {rest:,} fit none{also}."
    )
    for line in table[:-1].sort_values("rows", ascending=False).to_dict("records"):
        contested = f", {line['contested']:,} also claimed by another" * (line["contested"] > 0)
        yield f"  {line['category']}: {counted(line['rows'], 'row')}{contested}"
        if line["example"]:
            yield f"      {short(line['example'])}"
