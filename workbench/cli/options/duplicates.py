"""Options that say what a duplicate is, and which row stays."""

from __future__ import annotations

import argparse

from workbench.cli.options.kinds import add_number, add_several_columns
from workbench.duplicates import GUARDS
from workbench.duplicates.guards.differences import LEVELS


def add_duplicates(one: argparse.ArgumentParser) -> None:
    """Add how duplicates are found and decided."""
    _add_threshold(one)
    _add_comparison(one)
    _add_draft_search(one)
    _add_dates(one)


def _add_threshold(one: argparse.ArgumentParser) -> None:
    """Add how similar a pair is, and which row stays."""
    add_number(one, "--threshold", 0.9, "smallest cosine similarity of a near-duplicate pair")
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


def _add_comparison(one: argparse.ArgumentParser) -> None:
    """Add which rows are compared, and what counts as a difference."""
    add_several_columns(one, "--block-on", "compare only rows that are equal in this column")
    one.add_argument(
        "--guards",
        choices=LEVELS,
        default="balanced",
        help="strict: rows that differ in anything go to review; balanced (default): a value that "
        "one text merely adds holds nothing back; off: no guards",
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
    add_several_columns(
        one, "--review-if-different", "rows that differ in this column go to review"
    )


def _add_draft_search(one: argparse.ArgumentParser) -> None:
    """Add how drafts are searched."""
    one.add_argument(
        "--search",
        choices=("exact", "draft"),
        default="exact",
        help="with --draft: exact compares drafts, draft finds candidates and embeds them "
        "(default exact)",
    )
    add_number(one, "--recall", 0.99, "share of the pairs that --search draft is to find")


def _add_dates(one: argparse.ArgumentParser) -> None:
    """Add where the dates are, and what they are for."""
    one.add_argument(
        "--max-days",
        type=int,
        metavar="DAYS",
        help="compare only rows at most so many days apart, by --date",
    )
    one.add_argument(
        "--date", metavar="COLUMN", help="dates, for --max-days and --keep newest or oldest"
    )
    add_date_format(one)


def add_date_format(one: argparse.ArgumentParser) -> None:
    """Add how dates are written."""
    one.add_argument(
        "--date-format",
        metavar="FORMAT",
        help='how dates are written, if that is not clear: "%%d/%%m/%%Y", "%%m/%%d/%%Y %%H:%%M"'
        "; s or ms for numbers that count from 1970",
    )


def add_only_kept(one: argparse.ArgumentParser) -> None:
    """Add that rows to drop are left out."""
    one.add_argument("--only-kept", action="store_true", help="leave out the rows to drop")
