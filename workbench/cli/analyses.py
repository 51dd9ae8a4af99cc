"""The commands that read a table and find something in it."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from workbench.cli.answer import (
    SHOWN,
    WIDTH,
    Answer,
    about,
    answer_about,
    largest_groups,
    largest_topics,
    note_lines,
    short,
)
from workbench.cli.limits import limits_of
from workbench.cli.outputs import CORPUS, checked_outputs
from workbench.cli.reading import table_named
from workbench.cli.topic_tables import check_tables, topic_tables
from workbench.config import LEDGER
from workbench.corpus import Corpus, check_redact, check_words, measured_topics, write_report
from workbench.duplicates import POLICIES, Duplicates
from workbench.duplicates.checks import check_guards
from workbench.embedding import DEFAULT_MODEL, Encoder, load_endpoint
from workbench.embedding.encoders.endpoint_client import KEY_VARIABLE
from workbench.errors import (
    FileError,
    InputError,
    ThresholdError,
    check_count,
    check_threshold,
    counted,
    did_you_mean,
)
from workbench.exports import labeling_config
from workbench.opening import embed
from workbench.progress import Progress, choose
from workbench.provenance import Manifest, made_of
from workbench.reports import duplicates_output, write_figure
from workbench.tables import (
    TableFile,
    beside,
    check_columns,
    check_table,
    pandas_frame,
    prepare,
    read_dates,
    write,
)
from workbench.topics import Namer, Topics, chat_namer

MOST_ADDED = 16
"""Columns that a result has at most."""

TABLES = (".csv", ".tsv", ".xlsx", ".parquet", ".jsonl")
PAGES = (".html", ".htm")

VALUES = ("id", "number", "date", "amount", "version")
"""Guards that see other values in the same words."""

MEGABYTE = 10**6


def corpus_of(options: argparse.Namespace) -> Corpus:
    """Read the table and embed its column; what is mistyped is told before that."""
    return corpus_and_file(options)[0]


def corpus_and_file(
    options: argparse.Namespace, path: Path | None = None
) -> tuple[Corpus, TableFile]:
    """Read the table and embed its column, and return the file's own names of columns too.

    What is mistyped is told before that; so is what `path` could not hold, if the table is to be
    written there with a result beside it.
    """
    check_ledger(options)
    table = table_named(options, options.table, text=options.text, id=options.id)
    if "keep" in options:
        check_keep(options, table.frame)
        check_search(options, table.frame)
    if "random_state" in options:
        check_count("--random-state", options.random_state, least=0)
        size_of(options)
        namer_of(options)
    check_columns(table.frame, getattr(options, "leave_out", None) or [])
    if path is not None:
        check_table(table.frame, path, added=MOST_ADDED)
    return corpus_from(options, table, options.text, options.id), table


def check_ledger(options: argparse.Namespace) -> None:
    """Refuse a file of decisions that is not there."""
    if options.ledger and not Path(options.ledger).is_file():
        raise FileError(
            f"--ledger {options.ledger} does not exist. To apply no decisions: --no-ledger"
        )


def corpus_from(
    options: argparse.Namespace, table: TableFile, text: Sequence[str], id: str | None
) -> Corpus:
    """Embed a column of any table, with the settings that the options hold."""
    corpus = embed(
        table,
        text=list(text),
        id=id,
        model=model_of(options),
        backend=options.backend,
        precision=options.precision,
        long_text=options.long_text,
        draft=options.draft,
        clean=not options.as_is,
        non_answers=options.non_answer or not options.as_is,
        exclude_lines=lines_of(options),
        ledger=False if options.no_ledger else options.ledger or LEDGER,
        progress=progress_of(options),
    )
    return corpus.with_approximate_neighbors() if approximate(options) else corpus


def lines_of(options: argparse.Namespace) -> list[str]:
    """Return the lines that are left out of the texts."""
    if not options.exclude_lines:
        return []
    try:
        return Path(options.exclude_lines).read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise FileError(
            f"--exclude-lines {options.exclude_lines} could not be read: {reason}."
        ) from error


def approximate(options: argparse.Namespace) -> bool:
    """Tell whether neighbors may come from an index that misses a few."""
    return bool(getattr(options, "approximate", False))


def model_of(options: argparse.Namespace) -> str | Encoder:
    """Return the name of the model, or the connection to the endpoint that has it."""
    if options.endpoint is None:
        return options.model or DEFAULT_MODEL
    if not options.model:
        raise InputError(
            "--endpoint needs the model's name on that server: --model NAME. Ollama lists "
            "its models: ollama list"
        )
    if options.backend != "torch" or options.precision != "auto":
        raise InputError(
            "--backend and --precision are for models on this machine: leave them out, or leave "
            "--endpoint out."
        )
    return load_endpoint(options.model, options.endpoint)


def progress_of(options: argparse.Namespace) -> Progress:
    """Return where progress goes: standard error, nothing if that is a file or a pipe."""
    return choose(not options.quiet)


def duplicates_of(corpus: Corpus, options: argparse.Namespace) -> Duplicates:
    """Find the duplicates that the options ask for."""
    ignored, memory = options.ignore_difference or (), options.memory
    return corpus.duplicates(
        options.threshold,
        min_similarity=options.min_similarity,
        keep=options.keep,
        date=options.date,
        date_format=options.date_format,
        block_on=options.block_on,
        max_days=options.max_days,
        review_if_different=options.review_if_different,
        search=options.search,
        recall=options.recall,
        guards=[name for name in check_guards(options.guards) if name not in ignored],
        memory=None if memory is None else check_count("--memory", memory) * MEGABYTE,
    )


def _way_on(duplicates: Duplicates) -> list[str]:
    """Say which options let rows go, if more rows wait for their values alone than go."""
    guards = [name for name in VALUES if name in duplicates.guard_counts()]
    most = max((int(duplicates.guard_counts()[name]) for name in guards), default=0)
    if most <= max(duplicates.n_removed, duplicates.n_review // 2):
        return []
    options = " ".join(f"--ignore-difference {name}" for name in guards)
    hint = f"Most rows wait for review since values differ ({', '.join(guards)}). If such rows are"
    return [f"{hint} duplicates to you, as alerts of a machine may be, type: {options}"]


def check_keep(options: argparse.Namespace, frame: pd.DataFrame) -> None:
    """Refuse a rule for what to keep that the table cannot answer."""
    if options.keep in ("newest", "oldest") and not options.date:
        raise InputError(f"--keep {options.keep} needs the column of dates: --date COLUMN")
    if options.date:
        read_dates(frame, options.date, format=options.date_format, option="--date-format ")
    if options.keep not in POLICIES and options.keep not in frame:
        columns = [str(name) for name in frame.columns]
        raise InputError(
            f"--keep {options.keep}: it must be one of {', '.join(POLICIES)}, or a column to "
            f"maximize: {', '.join(columns)}.{did_you_mean(options.keep, [*POLICIES, *columns])}"
        )


def check_search(options: argparse.Namespace, frame: pd.DataFrame) -> None:
    """Refuse settings of the search for duplicates that the table cannot answer."""
    check_columns(frame, [*(options.block_on or []), *(options.review_if_different or [])])
    if options.max_days is not None:
        check_count("--max-days", options.max_days, least=0)
        if not options.date:
            raise InputError("--max-days needs the column of dates: --date COLUMN")
    lowest = options.min_similarity
    if lowest is not None and check_threshold(lowest, name="--min-similarity") > options.threshold:
        raise ThresholdError(
            f"--min-similarity {lowest:g} must not be above --threshold {options.threshold:g}."
        )


def topics_of(corpus: Corpus, options: argparse.Namespace) -> Topics:
    """Find the topics that the options ask for."""
    return corpus.topics(
        detail=options.detail,
        about=options.about,
        random_state=options.random_state,
        min_cluster_size=size_of(options),
        namer=namer_of(options),
        unit=options.unit,
        sample=None if options.sample == "all" else options.sample,
    )


def namer_of(options: argparse.Namespace) -> Namer | None:
    """Return the language model that names topics, None if none was asked for."""
    if options.namer is None and options.namer_model is None:
        return None
    if options.namer is None or not options.namer_model:
        missing = "--namer URL" if options.namer is None else "--namer-model NAME"
        raise InputError(
            f"to name topics by a language model, give its server and its name: {missing} is "
            "missing. Ollama lists its models: ollama list"
        )
    try:
        return chat_namer(options.namer_model, options.namer, progress=progress_of(options))
    except InputError:
        raise InputError(
            "--namer must be an address such as http://localhost:11434/v1, without a user, a "
            f"password or a query. The key comes from {KEY_VARIABLE}."
        ) from None


def size_of(options: argparse.Namespace) -> int | Literal["auto"]:
    """Return the size of the smallest topic: "auto", or a whole number of at least 2."""
    given = str(options.min_cluster_size)
    if given == "auto":
        return "auto"
    if not given.isdecimal():
        raise InputError(
            f"--min-cluster-size must be auto or a whole number of at least 2, got {given!r}."
        )
    return check_count("--min-cluster-size", int(given), least=2)


def title_of(options: argparse.Namespace) -> str:
    """Return the table's name as a heading: "support_tickets.csv" is "Support tickets"."""
    words = Path(options.table).name.split(".")[0].replace("_", " ").replace("-", " ").strip()
    return words[:1].upper() + words[1:]


def report(options: argparse.Namespace) -> Answer:
    """Write the report."""
    path, limits = output(options, ".html", (*PAGES, *TABLES)), limits_of(options.fail_if)
    check_threshold(options.threshold)
    if options.conflicts and path.suffix.lower() not in (*PAGES, ".xlsx"):
        raise InputError(
            "--conflicts stands in an .html or .xlsx report. For a table of them: workbench "
            f"conflicts {options.table} --column {options.conflicts}"
        )
    corpus = corpus_of(options)
    check_columns(corpus.frame, [options.conflicts] if options.conflicts else [])
    duplicates = duplicates_of(corpus, options)
    shown = path.suffix.lower() in PAGES and not options.no_topics
    topics = topics_of(corpus, options) if shown else None
    if topics is not None:
        topics = measured_topics(corpus, topics, stability=bool(options.stability))
    redact = redact_of(options)
    check_redact(redact, corpus.text, corpus.id)
    check_sections(path, options)
    notes: Sequence[str] = ()
    if path.suffix.lower() in (*PAGES, ".xlsx"):
        write_report(
            corpus,
            path,
            duplicates=duplicates,
            topics=False if topics is None else topics,
            title=title_of(options),
            redact=redact,
            conflicts=options.conflicts,
            sections=sections_given(corpus, topics, options),
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
    size = path.stat().st_size
    facts = {"report": str(path), "report_bytes": size}
    lines = [
        *note_lines(notes),
        f"Report: {path} ({size / 1e6:.1f} MB)",
        *saved_corpus(options, corpus, topics),
    ]
    return answer_about(corpus, facts, lines, duplicates=duplicates, topics=topics, limits=limits)


def check_sections(path: Path, options: argparse.Namespace) -> None:
    """Refuse sections that no page would show."""
    asked = {"--compare-with": options.compare_with, "--answers": options.answers}
    asked["--metric"] = options.metric
    given = [name for name, value in asked.items() if value]
    if given and path.suffix.lower() not in PAGES:
        raise InputError(f"{given[0]} is for a page: --output {path.stem}.html, or leave it out.")
    if options.metric and options.no_topics:
        raise InputError("--metric is about topics: leave --no-topics out, or leave --metric out.")
    if options.answers_text and not options.answers:
        raise InputError("--answers-text names a column of the table --answers: name that too.")


def sections_given(
    corpus: Corpus, topics: Topics | None, options: argparse.Namespace
) -> dict[str, Any]:
    """Return the results of which a report has sections, as far as they are asked for."""
    sections: dict[str, Any] = {}
    if options.metric and topics is not None:
        sections["metrics"] = topics.metrics(options.metric, date=options.date)
    if options.compare_with:
        earlier = table_named(options, options.compare_with, text=options.text, id=options.id)
        other = corpus_from(options, earlier, options.text, options.id)
        sections["comparison"] = corpus.compare(other, topics=topics)
    if options.answers:
        text = options.answers_text or options.text
        file = table_named(options, options.answers, text=text)
        sections["matches"] = corpus.match(corpus_from(options, file, text, None))
    return sections


def dedupe(options: argparse.Namespace) -> Answer:
    """Write the table with groups and what to keep."""
    path, limits = output(options, ".deduplicated.csv", TABLES), limits_of(options.fail_if)
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
        shown=[*_way_on(duplicates), *largest_groups(duplicates)],
        limits=limits,
    )


def conflicts(options: argparse.Namespace) -> Answer:
    """Write the rows that say the same, but differ in another column."""
    path = output(options, ".conflicts.csv", TABLES)
    check_threshold(options.threshold)
    corpus = corpus_of(options)
    check_columns(corpus.frame, [options.column])
    duplicates = duplicates_of(corpus, options)
    table = duplicates.conflicts(options.column)
    counts = {str(name): int(n) for name, n in table["conflict"].value_counts().items()}
    kinds = ", ".join(f"{n:,} {name}" for name, n in counts.items() if n)
    said = f"{counted(len(table), 'conflict')} in {options.column}" + (
        f": {kinds}" if kinds else ""
    )
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
    path, limits = output(options, ".topics.csv", TABLES), limits_of(options.fail_if)
    corpus, file = corpus_and_file(options, path)
    check_tables(options, corpus.frame)
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
    """Write the map alone."""
    path = output(options, ".map.html", PAGES)
    corpus = corpus_of(options)
    result = topics_of(corpus, options)
    write_figure(path, corpus.map_figure(result, hover=corpus.text, title=title_of(options)))
    size = path.stat().st_size
    facts = {"map": str(path), "map_bytes": size}
    return answer_about(corpus, facts, [f"Map: {path} ({size / 1e6:.1f} MB)"], topics=result)


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
    rows = json.loads(hits.to_json(orient="records", date_format="iso"))
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
        "review": f"To review, for something differs ({line['guards']}): {row}",
        "new": f"New. The most similar row is {row}",
    }[str(line["verdict"])]
    likely = f"{line['similarity']:.3f} similar, probability {line['probability']:.2f}"
    named = {key: value for key, value in line.items() if key != "group"}
    return Answer(
        about(corpus) | {"new": json.loads(json.dumps(named, default=str))},
        [said, likely, f"{line['reason']}."],
    )


def decide(options: argparse.Namespace) -> Answer:
    """Take over the decisions that were filled into a workbook."""
    corpus = corpus_of(options)
    number = corpus.import_decisions(options.decisions)
    said = f"{counted(number, 'decision')} taken over from {options.decisions}"
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
        facts["repeated_lines"] = json.loads(table.to_json(orient="records"))
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
    if options.to == "vectors":
        duplicates = duplicates_of(corpus, options)
        corpus.export_vectors(path, duplicates, found, corpus.projection())
        lines = [f"{written_rows} with vectors of {facts['dimensions']} dimensions: {path}"]
        return answer_about(corpus, facts, lines, duplicates=duplicates, topics=found)
    corpus.export_tasks(path, found, tool=options.to)
    lines = [f"{written_rows} with the topic as the proposed label: {path}"]
    if options.to == "label-studio":
        lines += ["The labeling interface for them:", *labeling_config(found.names).splitlines()]
        facts["labeling_config"] = labeling_config(found.names)
    return answer_about(corpus, facts, lines, topics=found)


def output(options: argparse.Namespace, ending: str, allowed: Sequence[str]) -> Path:
    """Return where to write, checked before anything is computed, so that no work is lost."""
    stem = Path(options.table).name.split(".")[0]
    given = {"--output": options.output or stem + ending}
    if getattr(options, "save", None):
        given["--save"] = options.save
    return checked_outputs(options, given, {"--output": allowed, "--save": CORPUS})[0]


def saved_corpus(
    options: argparse.Namespace, corpus: Corpus, topics: Topics | None = None
) -> list[str]:
    """Save the corpus if that is asked; say where."""
    if not options.save:
        return []
    corpus.save(options.save, topics=topics)
    return [f"For the next time (workbench refresh): {options.save}"]


def redact_of(options: argparse.Namespace) -> bool | Sequence[str]:
    """Return what a page masks and leaves out."""
    redact: bool | Sequence[str] = options.leave_out or options.redact
    return redact


def written(
    options: argparse.Namespace,
    table: pd.DataFrame,
    path: Path,
    added: Sequence[str],
    *results: Manifest,
    file: TableFile | None = None,
    option: str = "output",
) -> list[str]:
    """Write a table as the options ask; say what stands in it, and what it holds otherwise.

    Columns that were read from `file` get the names that they have there. The manifests of the
    results go with it, with the command, and the option that names the table.
    """
    own = () if file is None or not any(file.header) else file.header
    header = [*own, *added] if len(own) + len(added) == table.shape[1] else None
    output = prepare(
        table, path, plain=options.plain, encoding=options.output_encoding, header=header
    )
    command = {"command": options.command, "output": option, "options": options.remembered}
    write(replace(output, made={**command, **made_of(*results), "notes": list(output.notes)}))
    names = output.header[len(output.header) - len(added) :]
    columns = f" with the columns {listed(names)}" if names else ""
    return [*note_lines(output.notes), f"{counted(len(table), 'row')}{columns}: {path}"]


def listed(names: Sequence[str]) -> str:
    """Return names as they are said: one, two and three."""
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))
