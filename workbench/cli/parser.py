"""What can be typed after ``workbench``."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, NoReturn

from workbench.cli import analyses, matching, sorting, upkeep
from workbench.cli.answer import Answer
from workbench.cli.doctor import doctor
from workbench.cli.outputs import add_overwrite
from workbench.cli.reading import add_reading_options
from workbench.config import LEDGER
from workbench.duplicates import GUARDS
from workbench.embedding.encoders.endpoint_client import KEY_VARIABLE
from workbench.errors import did_you_mean, printable
from workbench.provenance import workbench_version
from workbench.tables.writing.text_files import ENCODINGS

EXAMPLES = {
    "report": (
        "sample_data/support_tickets.csv --text body --id ticket_id --output tickets.html",
        "sample_data/faqs.csv --text question --id faq_id --output faqs.xlsx",
    ),
    "dedupe": (
        "sample_data/faqs.csv --text question --threshold 0.88 --only-kept --output kept.csv",
        "sample_data/headlines.csv --text headline --keep oldest --date published_at",
    ),
    "topics": ("sample_data/support_tickets.csv --text product --text body --output topics.csv",),
    "categorize": (
        (
            "sample_data/support_tickets.csv --text body --categories sample_data/categories.csv "
            "--output categorized.csv"
        ),
    ),
    "map": ("sample_data/headlines.csv --text headline --output map.html",),
    "match": (
        (
            "sample_data/support_tickets.csv sample_data/faqs.csv --text body "
            "--other-text question --other-id faq_id --gaps gaps.csv --output matched.csv"
        ),
    ),
    "search": ('sample_data/support_tickets.csv "refund never arrived" --text body --k 5',),
    "embed": ("sample_data/headlines.csv --text headline --json",),
    "verify": ("tickets.html --table sample_data/support_tickets.csv --text body --id ticket_id",),
    "models": ("",),
    "cache": ("", "--check"),
    "doctor": ("",),
    "completion": ("bash",),
}
"""Command lines that work as they stand here, in the project's folder; the tests run them."""

EXIT_CODES = """\
exit codes:
  0 done; 1 something given cannot be used, or a report does not verify;
  2 mistyped command; 130 interrupted
"""


class Command(NamedTuple):
    """One command: what runs it, what it is for, and what it takes besides a table."""

    run: Callable[[argparse.Namespace], Answer]
    purpose: str
    output: str = ""
    takes: tuple[str, ...] = ()


COMMANDS = {
    "report": Command(
        analyses.report,
        "one HTML file with duplicates, topics and the map",
        ".html",
        ("duplicates", "topics", "page"),
    ),
    "dedupe": Command(
        analyses.dedupe,
        "the table with groups and what to keep",
        ".deduplicated.csv",
        ("duplicates", "table"),
    ),
    "topics": Command(analyses.topics, "the table with named topics", ".topics.csv", ("topics",)),
    "categorize": Command(
        sorting.categorize,
        "the table with categories of your own",
        ".categorized.csv",
        ("categories",),
    ),
    "map": Command(analyses.map_, "the map alone as an HTML file", ".map.html", ("topics",)),
    "match": Command(
        matching.match, "the table with the nearest row of another one", ".matched.csv", ("other",)
    ),
    "search": Command(analyses.search, "the rows nearest in meaning to a question", "", ("query",)),
    "embed": Command(analyses.embed_, "compute the vectors and store them for later"),
    "verify": Command(
        upkeep.verify,
        "run a report again with its options and compare",
        "",
        ("report", "duplicates", "topics", "page"),
    ),
    "models": Command(upkeep.models_, "models to choose from"),
    "cache": Command(upkeep.cache_, "show, check, prune or export the vector store"),
    "doctor": Command(doctor, "what this machine has: for a bug report, nothing private"),
    "completion": Command(
        upkeep.completion, "print the script with which a shell completes commands and options"
    ),
}


_IN_PYTHON = {
    "duplicates": "dedupe",
    "deduplicate": "dedupe",
    "near-duplicates": "dedupe",
    "map_figure": "map",
    "figure": "map",
    "plot": "map",
    "cluster": "topics",
    "clusters": "topics",
    "classify": "categorize",
    "taxonomy": "categorize",
    "query": "search",
    "find": "search",
    "encode": "embed",
}
"""What the commands are called in Python and elsewhere."""

TABLE_IN_FILE = "table-name"
"""The option that names a table of a database, if ``--table`` already names the file."""

TABLES_OUT = (".html", ".deduplicated.csv", ".topics.csv", ".categorized.csv", ".matched.csv")
"""Endings of commands that write a table, or can."""

BARE = ("models", "cache", "doctor", "completion")
"""Commands that read no table."""


def examples(*names: str) -> str:
    """Return the examples of these commands and the exit codes, for the end of a help text."""
    lines = [f"  workbench {name} {words}".rstrip() for name in names for words in EXAMPLES[name]]
    return "\n".join(["examples:", *lines, "", EXIT_CODES])


class _Parser(argparse.ArgumentParser):
    """A parser whose messages move no cursor and name the command that was probably meant."""

    def error(self, message: str) -> NoReturn:
        given = re.match(r"argument COMMAND: invalid choice: '([^']*)'", message)
        super().error(printable(message) + (_command_meant(given[1]) if given else ""))


def _command_meant(given: str) -> str:
    """Return which command was probably meant; a table comes behind its command."""
    if given.lower() in _IN_PYTHON:
        return f". Did you mean {_IN_PYTHON[given.lower()]!r}?"
    hint = did_you_mean(given, COMMANDS)
    if not hint and Path(given).suffix:
        return f". A command comes first: workbench report {printable(given)}"
    return f".{hint}" if hint else ""


def parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    whole = _Parser(
        prog="workbench",
        description="Near-duplicates, topics and maps of a table of texts.",
        epilog=examples(*COMMANDS),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    whole.add_argument("--version", action="version", version=f"workbench {workbench_version()}")
    commands = whole.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for name, command in COMMANDS.items():
        one = commands.add_parser(
            name,
            help=command.purpose,
            description=f"workbench {name}: {command.purpose}.",
            epilog=examples(name),
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        one.set_defaults(run=command.run)
        one.add_argument("--json", action="store_true", help="print one JSON object")
        if name not in BARE:
            _table_options(one, command)
    _cache_options(commands.choices["cache"])
    shell = commands.choices["completion"]
    shell.add_argument("shell", choices=upkeep.SHELLS, help="the shell you type in")
    shell.set_defaults(parser=parser)
    return whole


def _table_options(one: argparse.ArgumentParser, command: Command) -> None:
    """Add what every command over a table takes, and what this one takes besides."""
    if "report" in command.takes:
        one.add_argument("report", help="HTML file that `workbench report` wrote")
        one.add_argument("--table", required=True, help="the table it was made from")
        one.add_argument(
            "--title", help="the title that it must have (default: told, not compared)"
        )
    else:
        one.add_argument(
            "table",
            help="the table: CSV and similar, Excel, JSON, Parquet, Arrow, SQLite, DuckDB, packed "
            "or not",
        )
    own = {"other": _match_options, "categories": _category_options, "query": _query_options}
    for name in own.keys() & set(command.takes):
        own[name](one)
    one.add_argument(
        "--text",
        action="append",
        metavar="COLUMN",
        help="column with the texts, if there are several columns; repeat it to join them in order",
    )
    one.add_argument("--id", metavar="COLUMN", help="column with the id of each row")
    one.add_argument(
        "--as-is",
        action="store_true",
        help="read each text whole: HTML, quoted mail, signatures, RE:, links and non-answers too",
    )
    one.add_argument(
        "--non-answer",
        action="append",
        metavar="WORD",
        help="a cell with only this word counts as blank, as n/a and none do; repeat it for more",
    )
    one.add_argument("--model", default=None, help="name, folder or hub id")
    one.add_argument(
        "--endpoint",
        metavar="URL",
        help="send the texts to this server (Ollama, llama.cpp, OpenAI ...), with private data "
        f"masked; --model is the model's name there, the key comes from {KEY_VARIABLE}",
    )
    one.add_argument("--backend", default="torch", help="torch, onnx or openvino")
    one.add_argument("--precision", default="auto", help="auto, float32, bfloat16 or float16")
    one.add_argument("--long-text", default="truncate", help="truncate or chunk")
    one.add_argument(
        "--draft",
        action="store_true",
        help="embed a sample only and predict all vectors from it: a first look at a large table",
    )
    decisions = one.add_mutually_exclusive_group()
    decisions.add_argument(
        "--ledger",
        metavar="FILE",
        help=f"file of decisions to apply (default: {LEDGER} in this folder, if there is one)",
    )
    decisions.add_argument("--no-ledger", action="store_true", help="apply no decisions")
    one.add_argument("--quiet", action="store_true", help="no progress on standard error")
    if command.output:
        one.add_argument(
            "--output", metavar="FILE", help=f"default: TABLE{command.output} in this folder"
        )
        add_overwrite(one)
    if command.output in TABLES_OUT:
        _writing_options(one)
    if "duplicates" in command.takes:
        one.add_argument(
            "--threshold",
            type=float,
            default=0.9,
            help="smallest cosine similarity of a near-duplicate pair (default 0.9)",
        )
        one.add_argument(
            "--keep",
            default="most_common",
            help="most_common (default), longest, newest, oldest, central, first, or a column to "
            "maximize",
        )
        one.add_argument(
            "--min-similarity",
            type=float,
            metavar="SIMILARITY",
            help="smallest cosine similarity at which pairs are searched (default: 0.7, or "
            "--threshold if that is lower or the table is very large)",
        )
        one.add_argument(
            "--block-on",
            action="append",
            metavar="COLUMN",
            help="compare only rows that are equal in this column; repeat it for more",
        )
        one.add_argument(
            "--ignore-difference",
            action="append",
            choices=GUARDS,
            metavar="KIND",
            help="let rows go though they differ in this, which the column reason names; repeat it "
            f"for more ({', '.join(GUARDS)})",
        )
        one.add_argument(
            "--memory",
            type=int,
            metavar="MB",
            help="memory for pairs of texts, in megabytes (default 512)",
        )
        one.add_argument(
            "--review-if-different",
            action="append",
            metavar="COLUMN",
            help="rows that differ in this column go to review; repeat it for more",
        )
        one.add_argument(
            "--search",
            choices=("exact", "draft"),
            default="exact",
            help="with --draft: exact compares drafts, draft finds candidates and embeds them "
            "(default exact)",
        )
        one.add_argument(
            "--recall",
            type=float,
            default=0.99,
            help="share of the pairs that --search draft is to find (default 0.99)",
        )
        one.add_argument(
            "--max-days",
            type=int,
            metavar="DAYS",
            help="compare only rows at most so many days apart, by --date",
        )
        one.add_argument(
            "--date", metavar="COLUMN", help="dates, for --max-days and --keep newest or oldest"
        )
        one.add_argument(
            "--date-format",
            metavar="FORMAT",
            help='how dates are written, if that is not clear: "%%d/%%m/%%Y", "%%m/%%d/%%Y %%H:%%M"'
            "; s or ms for numbers that count from 1970",
        )
    if "topics" in command.takes:
        _topic_options(one)
        _namer_options(one)
    if "table" in command.takes:
        one.add_argument("--only-kept", action="store_true", help="leave out the rows to drop")
    if "page" in command.takes:
        _page_options(one, topics="report" not in command.takes)  # verify does as the report did
    _reading_options(one, command)


def _reading_options(one: argparse.ArgumentParser, command: Command) -> None:
    """Add how the table is read, or both tables."""
    clash = "report" in command.takes  # its --table is the file
    add_reading_options(one, table=TABLE_IN_FILE if clash else "table")
    one.set_defaults(table_option=TABLE_IN_FILE if clash else "table")
    if "other" in command.takes:
        add_reading_options(one, "other-")


def _writing_options(one: argparse.ArgumentParser) -> None:
    """Add how a table is written."""
    one.add_argument(
        "--plain",
        action="store_true",
        help="in CSV and TSV files: no apostrophe before texts that a spreadsheet would run",
    )
    one.add_argument(
        "--output-encoding",
        default=ENCODINGS[0],
        choices=ENCODINGS,
        help="of CSV and TSV files: utf-8-sig (default; Excel shows accents right), utf-8 (no byte "
        "order mark, for programs), utf-16",
    )


def _topic_options(one: argparse.ArgumentParser) -> None:
    """Add how topics are found."""
    one.add_argument(
        "--detail",
        default="medium",
        choices=("broad", "medium", "fine"),
        help="how many topics there are (default medium: as many as are clearly apart)",
    )
    one.add_argument(
        "--about",
        type=int,
        metavar="TOPICS",
        help="about how many topics there should be, in place of --detail",
    )
    one.add_argument(
        "--min-cluster-size",
        default="auto",
        metavar="SIZE",
        help="fewest distinct texts of a topic, or copies of one text (default auto: by --detail)",
    )
    one.add_argument(
        "--random-state", type=int, default=0, metavar="SEED", help="seed of the topics (default 0)"
    )


def _namer_options(one: argparse.ArgumentParser) -> None:
    """Add the language model that names topics."""
    one.add_argument(
        "--namer",
        metavar="URL",
        help="topics are named by a language model on this server (Ollama, llama.cpp, OpenAI ...); "
        f"keywords and examples are sent, with private data masked; {KEY_VARIABLE} has the key",
    )
    one.add_argument("--namer-model", metavar="NAME", help="the model's name on that server")


def _page_options(one: argparse.ArgumentParser, *, topics: bool) -> None:
    """Add what a page shows, and what it leaves out."""
    if topics:
        one.add_argument("--no-topics", action="store_true", help="find and show no topics")
    one.add_argument(
        "--redact",
        action="store_true",
        help="mask email addresses and phone, card, account and other long numbers",
    )
    one.add_argument(
        "--leave-out",
        action="append",
        metavar="COLUMN",
        help="mask, and leave this column out; repeat it for more",
    )
    one.add_argument(
        "--stability",
        action=argparse.BooleanOptionalAction,
        default=None,  # verify does what the report did
        help="find the topics nine more times and report how stable they are (default: no)",
    )


def _category_options(one: argparse.ArgumentParser) -> None:
    """Add the categories, and when a row belongs to one."""
    one.add_argument(
        "--categories",
        required=True,
        metavar="FILE",
        help="the categories: a table with a column name and, if you like, description, examples "
        "(parted by |), threshold and parent; or a TOML, JSON or YAML file",
    )
    one.add_argument(
        "--threshold",
        type=float,
        default=0.7,
        help="score from which a row belongs to a category: 0 is any two texts of the table, 1 a "
        "text and its nearest neighbors (default 0.7)",
    )
    one.add_argument(
        "--multiple", action="store_true", help="let a row belong to several categories"
    )


def _query_options(one: argparse.ArgumentParser) -> None:
    """Add what is looked for."""
    one.add_argument("query", help="what to look for, in words")
    one.add_argument("--k", type=int, default=10, help="how many rows (default 10)")


def _match_options(one: argparse.ArgumentParser) -> None:
    """Add the other table and what counts as an answer."""
    one.add_argument("other", help="the other table, such as the FAQs that may answer the tickets")
    one.add_argument(
        "--other-text",
        action="append",
        metavar="COLUMN",
        help="its column with the texts (default: as --text)",
    )
    one.add_argument("--other-id", metavar="COLUMN", help="its column with the id of each row")
    one.add_argument(
        "--threshold",
        type=float,
        default=0.7,
        help="cosine similarity from which a row counts as answered (default 0.7)",
    )
    one.add_argument(
        "--partial-threshold",
        type=float,
        metavar="SIMILARITY",
        help="similarity from which it is answered in part (default: 0.15 below --threshold)",
    )
    one.add_argument(
        "--gaps", metavar="FILE", help="write the rows without an answer to this file, in groups"
    )


def _cache_options(one: argparse.ArgumentParser) -> None:
    """Add what can be done with the vector store; one thing at a time."""
    add_overwrite(one)
    what = one.add_mutually_exclusive_group()
    what.add_argument("--check", action="store_true", help="check every entry against its checksum")
    what.add_argument("--prune", type=float, metavar="MB", help="make the store at most this large")
    what.add_argument(
        "--export",
        nargs=2,
        metavar=("KEY", "FILE"),
        help="write one model's vectors to FILE, whose name ends in .npz",
    )
    one.add_argument("--table", help="with --check: encode a sample of this table again")
    one.add_argument("--text", action="append", metavar="COLUMN", help="its column with the texts")
    add_reading_options(one, table=TABLE_IN_FILE)
    one.set_defaults(table_option=TABLE_IN_FILE)
