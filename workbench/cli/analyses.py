"""The commands that read a table and find something in it."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from workbench.cards import file_size
from workbench.cli.answer import (
    SHOWN,
    WIDTH,
    Answer,
    about,
    answer_about,
    largest_groups,
    largest_topics,
    note_lines,
    records,
    sentence,
    short,
)
from workbench.cli.from_options import (
    corpus_and_file,
    corpus_of,
    duplicates_of,
    title_of,
    topics_of,
    way_on,
)
from workbench.cli.limits import limits_of
from workbench.cli.outputs import (
    CORPUS,
    PAGES,
    PICTURES,
    TABLES,
    checked_outputs,
    output,
    redact_of,
    saved_corpus,
    written,
)
from workbench.cli.sections import check_sections, sections_given, to_save
from workbench.cli.topic_tables import topic_tables
from workbench.corpus import (
    check_redact,
    check_words,
    export_tasks,
    export_vectors,
    measured_topics,
    write_report,
)
from workbench.errors import (
    InputError,
    check_count,
    check_threshold,
    counted,
)
from workbench.exports import labeling_config
from workbench.provenance import made_of
from workbench.reports import duplicates_output, write_figure
from workbench.summary import in_words
from workbench.tables import (
    beside,
    pandas_frame,
    write,
)


def report(options: argparse.Namespace) -> Answer:
    """Write the report."""
    path = output(options, ".html", (*PAGES, *TABLES))
    shown = path.suffix.lower() in PAGES and not options.no_topics
    limits = limits_of(options.fail_if, "duplicates", *(["topics"] if shown else []))
    check_threshold(options.threshold)
    if options.conflicts and path.suffix.lower() not in (*PAGES, ".xlsx"):
        raise InputError(
            "--conflicts stands in an .html or .xlsx report. For a table of them: workbench "
            f"conflicts {options.table} --column {options.conflicts}"
        )
    corpus = corpus_of(options)
    duplicates = duplicates_of(corpus, options)
    topics = topics_of(corpus, options) if shown else None
    if topics is not None:
        topics = measured_topics(corpus, topics, stability=bool(options.stability))
    redact = redact_of(options)
    check_redact(redact, corpus.text, corpus.id)
    check_sections(path, options)
    notes: Sequence[str] = ()
    sections = sections_given(corpus, topics, options)
    if path.suffix.lower() in (*PAGES, ".xlsx"):
        write_report(
            corpus,
            path,
            duplicates=duplicates,
            topics=False if topics is None else topics,
            title=title_of(options),
            redact=redact,
            conflicts=options.conflicts,
            sections=sections,
            options=options.remembered,
        )
    else:
        made = duplicates_output(
            path,
            corpus.rows,
            corpus.frame,
            duplicates,
            redact,
            options=options.remembered,
            plain=options.plain,
            encoding=options.output_encoding,
        )
        write(made)
        notes = made.notes
    facts = {"report": str(path), "report_bytes": path.stat().st_size}
    lines = [
        *note_lines(notes),
        f"Report: {path} ({file_size(path)})",
        *saved_corpus(options, corpus, topics, **to_save(sections)),
    ]
    return answer_about(corpus, facts, lines, duplicates=duplicates, topics=topics, limits=limits)


def dedupe(options: argparse.Namespace) -> Answer:
    """Write the table with groups and what to keep."""
    path = output(options, ".deduplicated.csv", TABLES)
    limits = limits_of(options.fail_if, "duplicates")
    check_threshold(options.threshold)
    corpus, file = corpus_and_file(options, path)
    duplicates = duplicates_of(corpus, options)
    verdicts = pandas_frame(duplicates)
    table, added = beside(corpus.frame, verdicts)
    if options.only_kept:
        table = table[(verdicts["verdict"] != "drop").to_numpy()]
    facts = {"table": str(path), "table_rows": len(table), "columns": added}
    return answer_about(
        corpus,
        facts,
        written(options, table, path, added, duplicates.manifest, file=file),
        duplicates=duplicates,
        shown=[*way_on(duplicates), *largest_groups(duplicates)],
        limits=limits,
    )


def conflicts(options: argparse.Namespace) -> Answer:
    """Write the rows that say the same, but differ in another column."""
    path = output(options, ".conflicts.csv", TABLES)
    check_threshold(options.threshold)
    corpus = corpus_of(options)
    duplicates = duplicates_of(corpus, options)
    table = duplicates.conflicts(options.agree)
    counts = {str(name): int(n) for name, n in table["conflict"].value_counts().items()}
    kinds = ", ".join(f"{n:,} {name}" for name, n in counts.items() if n)
    said = f"{counted(len(table), 'conflict')} in {options.agree}" + (f": {kinds}" if kinds else "")
    facts = {"table": str(path), "conflicts": counts, "conflict_notes": table.attrs["notes"]}
    lines = [
        f"{said}.",
        *note_lines(table.attrs["notes"]),
        *written(options, table, path, [], duplicates.manifest),
    ]
    return answer_about(corpus, facts, [*_worst(table), *lines], duplicates=duplicates)


def _worst(table: pd.DataFrame) -> list[str]:
    """Show the worst conflicts: the text, and both values."""
    return [
        f"  {short(line['text'])}\n    {short(line['compared_value'])}\n    {short(line['value'])}"
        for line in table.head(SHOWN).to_dict("records")
    ]


def topics(options: argparse.Namespace) -> Answer:
    """Write the table with named topics."""
    path, limits = output(options, ".topics.csv", TABLES), limits_of(options.fail_if, "topics")
    corpus, file = corpus_and_file(options, path)
    result = topics_of(corpus, options)
    more, said = topic_tables(options, result)
    table, added = beside(corpus.frame, pandas_frame(result))
    lines = [
        *written(options, table, path, added, result.manifest, file=file),
        *saved_corpus(options, corpus, result),
    ]
    shown = [*largest_topics(result), *said]
    facts = {"table": str(path), "columns": added, **more}
    return answer_about(corpus, facts, lines, topics=result, shown=shown, limits=limits)


def map_(options: argparse.Namespace) -> Answer:
    """Write the map alone: a page, or a picture."""
    path = output(options, ".map.html", (*PAGES, *PICTURES))
    corpus = corpus_of(options)
    result = topics_of(corpus, options)
    command = {"command": "map", "output": "output", "options": options.remembered}
    made = command | made_of(result.manifest, corpus.projection().manifest)
    if path.suffix.lower() in PICTURES:
        corpus.poster(path, result, title=title_of(options))
    else:
        figure = corpus.map_figure(result, hover=corpus.text, title=title_of(options))
        write_figure(path, figure, made)
    facts = {"map": str(path), "map_bytes": path.stat().st_size}
    return answer_about(corpus, facts, [f"Map: {path} ({file_size(path)})"], topics=result)


def search(options: argparse.Namespace) -> Answer:
    """List the rows that fit a question by meaning and by words."""
    check_words([options.query])
    check_count("--k", options.k)
    corpus = corpus_of(options)
    hits = corpus.search(options.query, k=options.k, mode=options.mode)
    # A table may have columns of these names itself: what was found stands in front of them.
    parts = [hits.iloc[:, place] for place in (1, 2, 4 if options.mode != "meaning" else 3)]
    parted = corpus.embedding.passages is not None and options.mode != "words"
    lines = []
    for row, similarity, passage in zip(*parts, strict=True):
        text = short((passage if parted else corpus.rows.texts[row]) or "", 2 * WIDTH)
        near = "-" if pd.isna(similarity) else f"{similarity:.3f}"
        lines.append(f"{near:5}  {short(corpus.rows.labels[row])}  {text}")
    notes = hits.attrs["notes"]
    rows = records(hits)
    facts = {"query": options.query, "rows": rows, "notes": notes}
    return Answer(facts, [*note_lines(notes), *lines])


def new(options: argparse.Namespace) -> Answer:
    """Tell whether a text is new, or which row says the same already."""
    check_words([options.query])
    check_threshold(options.threshold)
    corpus = corpus_of(options)
    line = corpus.find_duplicates_of(
        options.query, options.threshold, guards=options.guards
    ).to_dict("records")[0]
    row = f"{short(str(line['match']))}: {short(str(line['match_text']), 2 * WIDTH)}"
    said = {
        "duplicate": f"Not new: {row}",
        "review": f"To review, for {in_words(str(line['guards']))}: {row}",
        "new": f"New. The most similar row is {row}",
    }[str(line["verdict"])]
    likely = f"{line['similarity']:.3f} similar, probability {line['probability']:.2f}"
    named = {key: value for key, value in line.items() if key != "group"}
    return Answer(
        about(corpus) | {"new": json.loads(json.dumps(named, default=str))},
        [said, likely, f"{sentence(str(line['reason']))}."],
    )


def decide(options: argparse.Namespace) -> Answer:
    """Take over the decisions that were filled into a workbook."""
    corpus = corpus_of(options)
    number = corpus.import_decisions(options.decisions)
    said = f"{counted(number, 'decision')} taken over from {options.decisions}"
    if not number:
        said = (
            f"No decision is new in {options.decisions}: fill its column decision "
            "with what its list offers, and save it"
        )
    return Answer(about(corpus) | {"decisions": number}, [f"{said}."])


def embed_(options: argparse.Namespace) -> Answer:
    """Make and keep the vectors."""
    if options.save:
        checked_outputs(options, {"--save": options.save}, CORPUS)
    corpus = corpus_of(options)
    facts: dict[str, Any] = {"saved": options.save}
    said = saved_corpus(options, corpus)
    if options.repeated_lines:
        table = corpus.repeated_lines()
        facts["repeated_lines"] = records(table)
        lines = table.to_dict("records")
        said += [f"  {line['texts']:,} texts: {short(line['line'])}" for line in lines]
    return answer_about(corpus, facts, said)


def export(options: argparse.Namespace) -> Answer:
    """Write vectors or tasks for other programs."""
    allowed = (".parquet",) if options.to == "vectors" else (".jsonl", ".json")
    given = options.output or Path(options.table).name.split(".")[0] + f".{options.to}{allowed[0]}"
    path = checked_outputs(options, {"--output": given}, allowed)[0]
    check_threshold(options.threshold)
    corpus = corpus_of(options)
    found = topics_of(corpus, options)
    facts = {"file": str(path), "to": options.to, "dimensions": corpus.vectors.shape[1]}
    written_rows = counted(len(corpus.vectors), "row")
    command = {"command": "export", "output": "output", "options": options.remembered}
    if options.to == "vectors":
        duplicates = duplicates_of(corpus, options)
        export_vectors(corpus, path, (duplicates, found, corpus.projection()), command)
        lines = [f"{written_rows} with vectors of {facts['dimensions']} dimensions: {path}"]
        return answer_about(corpus, facts, lines, duplicates=duplicates, topics=found)
    export_tasks(corpus, path, found, options.to, command)
    lines = [f"{written_rows} with the topic as the proposed label: {path}"]
    if options.to == "label-studio":
        lines += ["The labeling interface for them:", *labeling_config(found.names).splitlines()]
        facts["labeling_config"] = labeling_config(found.names)
    return answer_about(corpus, facts, lines, topics=found)
