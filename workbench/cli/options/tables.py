"""Options that say which table is read, and which decisions stand."""

from __future__ import annotations

import argparse

from workbench.cli.options.kinds import add_number
from workbench.cli.outputs import add_overwrite
from workbench.cli.reading import add_reading_options
from workbench.config import LEDGER

TABLE_IN_FILE = "table-name"
"""The option that names a table of a database, if ``--table`` already names the file."""


def add_table(one: argparse.ArgumentParser) -> None:
    """Add the table itself."""
    one.add_argument(
        "table",
        help="the table: CSV and similar, Excel, JSON, Parquet, Arrow, SQLite, DuckDB, packed "
        "or not",
    )


def add_report(one: argparse.ArgumentParser) -> None:
    """Add the report to verify and its table."""
    one.add_argument("report", help="what a command wrote: an HTML page or a table")
    one.add_argument("--table", required=True, help="the table it was made from")
    one.add_argument("--title", help="the title that it must have (default: told, not compared)")
    one.add_argument(
        "--last",
        metavar="LAST.wb",
        help="for a report of workbench refresh: the corpus that it was given",
    )
    one.add_argument(
        "--other", metavar="TABLE", help="for a table of match or compare: the other table"
    )


def add_workbook(one: argparse.ArgumentParser) -> None:
    """Add the workbook that holds decisions."""
    one.add_argument(
        "--decisions",
        metavar="FILE.xlsx",
        required=True,
        help="the workbook that workbench report wrote, with the column decision filled in",
    )


def add_texts(one: argparse.ArgumentParser) -> None:
    """Add where the texts stand, and what is read of them."""
    one.add_argument(
        "--text",
        action="append",
        metavar="COLUMN",
        help="column with the texts, if there are several columns; repeat it to join them in order",
    )
    one.add_argument("--id", metavar="COLUMN", help="column with the id of each row")
    one.add_argument(
        "--exclude-lines",
        metavar="FILE",
        help="leave out lines of the texts that are lines of this file, such as signatures",
    )
    add_cleaning(one)


def add_lines(one: argparse.ArgumentParser) -> None:
    """Add that lines which come again and again are listed."""
    one.add_argument(
        "--repeated-lines",
        action="store_true",
        help="list lines that many texts have, such as signatures, for --exclude-lines",
    )


def add_cleaning(one: argparse.ArgumentParser) -> None:
    """Add what is read of the texts."""
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


def add_last(one: argparse.ArgumentParser) -> None:
    """Add the corpus of the last time."""
    one.add_argument("last", metavar="LAST.wb", help="what --save wrote the last time")


def add_decisions(one: argparse.ArgumentParser) -> None:
    """Add which decisions are applied, and whether progress is shown."""
    decisions = one.add_mutually_exclusive_group()
    decisions.add_argument(
        "--ledger",
        metavar="FILE",
        help=f"file of decisions to apply (default: {LEDGER} in this folder, if there is one)",
    )
    decisions.add_argument("--no-ledger", action="store_true", help="apply no decisions")
    one.add_argument("--quiet", action="store_true", help="no progress on standard error")


def add_reading(one: argparse.ArgumentParser, *, clash: bool = False) -> None:
    """Add how the table is read; with a clash, ``--table`` is its file."""
    name = TABLE_IN_FILE if clash else "table"
    add_reading_options(one, table=name)
    one.set_defaults(table_option=name)


def add_config(one: argparse.ArgumentParser) -> None:
    """Add the file of options."""
    one.add_argument(
        "--config",
        metavar="FILE.toml",
        help="options from a file, as workbench init writes it; what is typed counts more",
    )


def add_init_options(one: argparse.ArgumentParser) -> None:
    """Add what `init` takes: columns that it would otherwise guess."""
    add_table(one)
    for name, what in (("text", "the texts"), ("id", "the id of each row"), ("date", "the dates")):
        one.add_argument(f"--{name}", metavar="COLUMN", help=f"column with {what}")
    one.add_argument(
        "--output", metavar="FILE.toml", default="workbench.toml", help="default: workbench.toml"
    )
    add_overwrite(one)
    add_reading(one)


def add_agent_options(one: argparse.ArgumentParser) -> None:
    """Add what `mcp` takes."""
    one.add_argument("corpus", metavar="CORPUS.wb", help="a saved corpus, as --save writes it")
    add_number(one, "--threshold", 0.9, "smallest cosine similarity of a near-duplicate pair")
    one.add_argument("--redact", action="store_true", help="mask private data in all answers")
    one.add_argument(
        "--allow-decisions",
        action="store_true",
        help="let the agent decide on pairs; without it, it can only read",
    )
    one.add_argument(
        "--agent", metavar="NAME", default="", help="who decided, as the ledger will say"
    )
    one.add_argument(
        "--ledger", metavar="FILE", help=f"file of decisions (default: {LEDGER} in this folder)"
    )
