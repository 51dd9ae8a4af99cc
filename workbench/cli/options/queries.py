"""Options of the commands that compare: with a query, with another table."""

from __future__ import annotations

import argparse

from workbench.cli.options.duplicates import add_date_format
from workbench.cli.options.kinds import add_number, add_several_columns
from workbench.corpus.queries import MODES
from workbench.duplicates.guards.differences import LEVELS
from workbench.duplicates.survivorship import RULES
from workbench.embedding.encoders.endpoint_client import KEY_VARIABLE


def add_query(one: argparse.ArgumentParser) -> None:
    """Add what is looked for."""
    one.add_argument(
        "query",
        help='what to look for; "words in quotes" must stand in the row as they are, and '
        "column:value keeps the rows with that value",
    )
    add_number(one, "--k", 10, "how many rows")
    one.add_argument(
        "--mode",
        choices=MODES,
        default="hybrid",
        help="hybrid joins meaning and words (default); meaning takes the query as it is; words "
        "finds any of its words",
    )


def add_new_text(one: argparse.ArgumentParser) -> None:
    """Add the text that may be new, and when it counts as known."""
    one.add_argument("query", help="the text that may be new")
    add_number(one, "--threshold", 0.9, "smallest cosine similarity of a near-duplicate")
    one.add_argument("--guards", choices=LEVELS, default="balanced", help="as for dedupe")


def add_conflict_column(one: argparse.ArgumentParser) -> None:
    """Add the column in which rows that say the same may differ."""
    one.add_argument(
        "--column",
        dest="agree",
        metavar="COLUMN",
        required=True,
        help="the column that should agree, such as the answers",
    )


def add_merge_rules(one: argparse.ArgumentParser) -> None:
    """Add which cell survives in which column."""
    one.add_argument(
        "--column",
        action="append",
        default=[],
        metavar="COLUMN=RULE",
        help="how the cells of this column become one; other columns keep the kept row's cell, or "
        f"the first that is not blank; repeat it for more. Rules: {', '.join(RULES)}, or values "
        "in order of preference, as in status=closed,open",
    )
    one.add_argument(
        "--whole-groups",
        action="store_true",
        help="one line per group, rows to review in it too",
    )
    one.add_argument(
        "--cells",
        metavar="FILE",
        help="write every cell of the merged rows to this file: where it came from, and whether "
        "it was left behind",
    )


def add_judge(one: argparse.ArgumentParser) -> None:
    """Add who is asked for a second opinion, about what, and the answers of people."""
    one.add_argument(
        "--judge-model",
        metavar="NAME",
        required=True,
        help="a cross-encoder on this machine (a folder, or a name of the hub), or with --judge a "
        "model on that server",
    )
    one.add_argument(
        "--judge",
        metavar="URL",
        help="ask a language model on this server (Ollama, llama.cpp, OpenAI ...); texts of "
        f"undecided pairs are sent, with private data masked; {KEY_VARIABLE} has the key",
    )
    add_number(
        one, "--max-pairs", 200, "how many pairs at most, those that a guard holds back first"
    )
    one.add_argument(
        "--bounds",
        type=float,
        nargs=2,
        default=(0.2, 0.8),
        metavar=("LOW", "HIGH"),
        help="probabilities between which a pair is undecided (default 0.2 0.8)",
    )
    one.add_argument(
        "--questions",
        metavar="FILE",
        help="write thirty of the pairs to this file, for people to answer: fill in the column "
        "same with yes or no",
    )
    one.add_argument(
        "--answers",
        metavar="FILE",
        help="ask nobody; read these answers and say how often the model agrees with them",
    )
    one.add_argument(
        "--accept",
        action="store_true",
        help="with --answers: let the opinions of the model count, if it agrees often enough",
    )
    add_number(
        one,
        "--min-agreement",
        0.8,
        "share of answers that must agree: the lower end of the 90 %% interval",
    )


def add_other(one: argparse.ArgumentParser) -> None:
    """Add the other table and what counts as an answer."""
    one.add_argument("other", help="the other table, such as the FAQs that may answer the tickets")
    _add_columns(one)
    add_number(one, "--threshold", 0.7, "cosine similarity from which a row counts as answered")
    one.add_argument(
        "--partial-threshold",
        type=float,
        metavar="SIMILARITY",
        help="similarity from which it is answered in part (default: 0.15 below --threshold)",
    )
    one.add_argument(
        "--gaps", metavar="FILE", help="write the rows without an answer to this file, in groups"
    )


def add_earlier(one: argparse.ArgumentParser) -> None:
    """Add the table to compare with and what counts as new."""
    one.add_argument(
        "other", nargs="?", help="the table to compare with, such as last month's; or give --by"
    )
    one.add_argument(
        "--by",
        metavar="COLUMN",
        help="compare two parts of the table: two periods if the column holds dates, or two groups",
    )
    one.add_argument(
        "--now",
        metavar="VALUE",
        help='what --by holds in the rows to compare: a value, "2025-12", "2025-10 .. 2025-12" '
        "(default: the second half of the time)",
    )
    one.add_argument(
        "--before", metavar="VALUE", help="and in those they are compared with (default: the rest)"
    )
    _add_columns(one)
    add_number(one, "--threshold", 0.9, "cosine similarity from which it has a near-duplicate")
    add_number(
        one,
        "--new-below",
        0.55,
        "similarity below which nothing there is like a text, so that it is new",
        metavar="SIMILARITY",
    )


def _add_columns(one: argparse.ArgumentParser) -> None:
    """Add the columns of the other table."""
    one.add_argument(
        "--other-text",
        action="append",
        metavar="COLUMN",
        help="its column with the texts (default: as --text)",
    )
    one.add_argument("--other-id", metavar="COLUMN", help="its column with the id of each row")


def add_sections(one: argparse.ArgumentParser) -> None:
    """Add what a report tells of other tables and of columns of numbers."""
    one.add_argument(
        "--compare-with",
        metavar="TABLE",
        help="an earlier table: the page says what changed since",
    )
    one.add_argument(
        "--answers",
        metavar="TABLE",
        help="a table of answers, such as FAQs: the page says what they answer, and the gaps",
    )
    one.add_argument(
        "--answers-text",
        action="append",
        metavar="COLUMN",
        help="its column with the texts (default: as --text)",
    )
    add_several_columns(
        one,
        "--metric",
        "a column of numbers or of yes and no: the page says which topics weigh most",
    )


def add_sorted(one: argparse.ArgumentParser) -> None:
    """Add what a report tells of categories and labels."""
    one.add_argument(
        "--categories",
        metavar="FILE",
        help="your categories, as for workbench categorize: how many rows each has, what two "
        "claim, what they lack",
    )
    add_number(
        one,
        "--category-threshold",
        0.7,
        "score from which a row belongs to a category",
        metavar="SCORE",
    )
    add_rest(one)
    one.add_argument(
        "--labels",
        metavar="COLUMN",
        help="a column with labels of some rows, as for workbench classify: how sure the others "
        "are, and which labels look wrong",
    )


def add_rest(one: argparse.ArgumentParser) -> None:
    """Add what becomes of rows that fit no category."""
    one.add_argument(
        "--rest",
        default="other",
        choices=("other", "cluster"),
        help='rows that fit no category stay "Other" (default), or are put into topics',
    )


def add_trends(one: argparse.ArgumentParser) -> None:
    """Add when each row was written, and how time is parted."""
    one.add_argument(
        "--date", metavar="COLUMN", required=True, help="column that says when each row was written"
    )
    one.add_argument(
        "--freq",
        default="M",
        choices=("D", "W", "M", "Q", "Y"),
        help="a line per day, week, month (default), quarter or year",
    )
    add_date_format(one)
