"""Options -> the corpus, duplicates and topics that they ask for."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal, TypeVar

import pandas as pd

from workbench.cli.reading import table_named
from workbench.config import LEDGER
from workbench.corpus import Corpus
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
    did_you_mean,
)
from workbench.opening import embed
from workbench.progress import Progress, choose
from workbench.tables import (
    TableFile,
    check_columns,
    check_table,
    read_dates,
)
from workbench.topics import Namer, Topics, chat_namer

MOST_ADDED = 16
"""Columns that a result has at most."""

VALUES = ("id", "number", "date", "amount", "version")
"""Guards that see other values in the same words."""

COLUMNS = ("leave_out", "conflicts", "agree", "labels", "metric", "by")
"""Options whose values are columns, or lists of them."""

MEGABYTE = 10**6

Connection = TypeVar("Connection")


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
    check_date(options, table.frame)
    if "random_state" in options:
        check_count("--random-state", options.random_state, least=0)
        size_of(options)
        namer_of(options)
    check_columns(table.frame, columns_named(options))
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


def way_on(duplicates: Duplicates) -> list[str]:
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
    if options.keep not in POLICIES and options.keep not in frame:
        columns = [str(name) for name in frame.columns]
        raise InputError(
            f"--keep {options.keep}: it must be one of {', '.join(POLICIES)}, or a column to "
            f"maximize: {', '.join(columns)}.{did_you_mean(options.keep, [*POLICIES, *columns])}"
        )


def check_date(options: argparse.Namespace, frame: pd.DataFrame) -> None:
    """Refuse a column of dates that cannot be read, and say which option tells how."""
    if getattr(options, "date_format", None) or getattr(options, "date", None):
        if not options.date:
            raise InputError("--date-format is about a column of dates: name it, --date COLUMN")
        dates_of(options, frame)


def dates_of(options: argparse.Namespace, frame: pd.DataFrame) -> pd.Series:
    """Return the dates of the column that the options name."""
    return read_dates(
        frame, options.date, format=options.date_format, option="--date-format "
    ).values


def columns_named(options: argparse.Namespace) -> list[str]:
    """Return the columns that options name, besides those of texts, ids and dates."""
    given = [getattr(options, name, None) or [] for name in COLUMNS]
    return [name for one in given for name in ([one] if isinstance(one, str) else one)]


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
        agreement=options.agreement,
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
    return connected(options, chat_namer, options.namer_model, "namer")


def connected(
    options: argparse.Namespace, connect: Callable[..., Connection], model: str, option: str
) -> Connection:
    """Connect to the language model at the address that an option holds."""
    try:
        return connect(model, getattr(options, option), progress=progress_of(options))
    except InputError:
        raise InputError(
            f"--{option} must be an address such as http://localhost:11434/v1, without a user, a "
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
