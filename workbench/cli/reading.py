"""How the table files that a command names are to be read: options, and the reading itself."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any

from workbench.errors import check_count
from workbench.tables import TableFile, Wording, named_column, read_table

OPTIONS: dict[str, dict[str, Any]] = {
    "encoding": {"metavar": "NAME", "help": "of a text file, such as cp1252 or utf-16"},
    "separator": {
        "metavar": "SIGN",
        "help": "between cells: comma, semicolon, tab, pipe, none, or a sign",
    },
    "quote": {"metavar": "SIGN", "help": "around cells: double, single, none, or a sign"},
    "header": {"metavar": "ROWS", "help": "how many rows the header takes, or none"},
    "skip-rows": {"metavar": "N", "type": int, "help": "rows to leave out above the header"},
    "sheet": {
        "metavar": "NAME",
        "action": "append",
        "help": "sheet of a workbook, by name or number; repeat it for more, or say all",
    },
    "table": {
        "metavar": "NAME",
        "help": "table of a database, list of a JSON file, file of a zip file",
    },
    "bad-rows": {
        "choices": ("refuse", "skip", "join"),
        "default": "refuse",
        "help": "rows with more cells than the header: refuse the file (default), skip them, or "
        "join the surplus cells to the last column",
    },
}
"""Options of every command that reads a table; what is not said is found out."""


def add_reading_options(
    one: argparse.ArgumentParser, whose: str = "", table: str = "table"
) -> None:
    """Add the options for reading a table."""
    title = f"reading the {'other ' if whose else ''}table (detected unless you name it)"
    group = one.add_argument_group(title)
    for name, explanation in OPTIONS.items():
        named = table if name == "table" else name
        group.add_argument(f"--{whose}{named}", dest=_dest(whose, name), **explanation)


def table_named(
    options: argparse.Namespace,
    path: str,
    *,
    text: Sequence[str] | None,
    id: str | None = None,
    whose: str = "",
) -> TableFile:
    """Read a table as the options say."""
    given = {name.replace("-", "_"): getattr(options, _dest(whose, name)) for name in OPTIONS}
    if given["skip_rows"] is not None:
        check_count(f"--{whose}skip-rows", given["skip_rows"], least=0)
    say = Wording(f"--{whose}", getattr(options, "table_option", "table"))
    return read_table(path, text=text, id=id, **given, say=say)


def name_texts(options: argparse.Namespace) -> None:
    """Name the only column as that of the texts, or ask which one it is."""
    # A report may carry topics over from a corpus that knows the column; verify asks later.
    if "text" in options and "as_is" in options and "report" not in options:
        name_column(options)


def name_column(options: argparse.Namespace) -> None:
    """Name the only column of the table as that of the texts, or ask which one it is."""
    if options.text is None:
        options.text = [named_column(table_named(options, options.table, text=None).frame, None)]


def _dest(whose: str, name: str) -> str:
    """Return where the parser keeps an option, apart from the command's own ``table``."""
    return f"read_{whose}{name}".replace("-", "_")
