"""Options that say what is written, and what it leaves out."""

from __future__ import annotations

import argparse

from workbench.cli.limits import MEASURES
from workbench.cli.options.kinds import add_several_columns
from workbench.cli.outputs import add_overwrite
from workbench.exports import TOOLS
from workbench.tables.writing.text_files import ENCODINGS

PAGE_ONLY = ".map.html"
"""Ending of what is never a table."""


def add_output(one: argparse.ArgumentParser, ending: str) -> None:
    """Add the file that is written, and how, if it can be a table."""
    one.add_argument("--output", metavar="FILE", help=f"default: TABLE{ending} in this folder")
    add_overwrite(one)
    if ending != PAGE_ONLY:
        _add_writing(one)


def _add_writing(one: argparse.ArgumentParser) -> None:
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


def add_page(one: argparse.ArgumentParser, *, topics: bool) -> None:
    """Add what a page shows, and what it leaves out."""
    if topics:
        one.add_argument("--no-topics", action="store_true", help="find and show no topics")
    one.add_argument(
        "--conflicts",
        metavar="COLUMN",
        help="show rows that say the same, but differ in this column, such as the answers",
    )
    one.add_argument(
        "--redact",
        action="store_true",
        help="mask email addresses and phone, card, account and other long numbers",
    )
    add_several_columns(one, "--leave-out", "mask, and leave this column out")
    one.add_argument(
        "--stability",
        action=argparse.BooleanOptionalAction,
        default=None,  # verify does what the report did
        help="find the topics nine more times and report how stable they are (default: no)",
    )


def add_programs(one: argparse.ArgumentParser) -> None:
    """Add which programs read what is exported."""
    one.add_argument(
        "--to",
        choices=("vectors", *TOOLS),
        default="vectors",
        help="vectors: a Parquet file for LanceDB, DuckDB, Qdrant, Chroma (default); or tasks with "
        "the topic as the proposed label",
    )
    one.add_argument("--output", metavar="FILE", help="default: named after the table")
    add_overwrite(one)


def add_save(one: argparse.ArgumentParser) -> None:
    """Add the corpus that is saved for the next time."""
    one.add_argument(
        "--save",
        metavar="FILE.wb",
        help="save table, vectors, topics and decisions too, for workbench refresh and wb.open",
    )


def add_limits(one: argparse.ArgumentParser) -> None:
    """Add the limits above which the command ends with its own exit code."""
    one.add_argument(
        "--fail-if",
        nargs=2,
        action="append",
        metavar=("MEASURE", "PERCENT"),
        help="write everything, and end with exit code 3 if the measure is above so many percent; "
        f"repeat it for more ({', '.join(MEASURES)})",
    )


def add_outputs_of_refresh(one: argparse.ArgumentParser) -> None:
    """Add what `refresh` writes."""
    one.add_argument("--report", dest="page", metavar="FILE.html", help="the report to write")
    add_save(one)
    add_overwrite(one)
