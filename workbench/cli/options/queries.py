"""Options of the commands that compare: with a query, with another table."""

from __future__ import annotations

import argparse


def add_query(one: argparse.ArgumentParser) -> None:
    """Add what is looked for."""
    one.add_argument("query", help="what to look for, in words")
    one.add_argument("--k", type=int, default=10, help="how many rows (default 10)")


def add_conflict_column(one: argparse.ArgumentParser) -> None:
    """Add the column in which rows that say the same may differ."""
    one.add_argument(
        "--column", required=True, help="the column that should agree, such as the answers"
    )


def add_other(one: argparse.ArgumentParser) -> None:
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
