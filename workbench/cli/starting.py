"""The command that writes a configuration file: which columns a table has, guessed and asked."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from typing import Any

import pandas as pd

from workbench.cli.answer import Answer
from workbench.cli.outputs import checked_outputs
from workbench.cli.reading import table_named
from workbench.errors import ColumnError
from workbench.tables import atomic, guess_dates, text_columns

CONFIG = "workbench.toml"

SECTIONS = """
# Options of one command stand in its section, without dashes in front:
# [report]
# threshold = 0.9
# redact = true
# [refresh]
# fail-if = ["new-topic 2", "duplicates 10"]
"""


def init(options: argparse.Namespace) -> Answer:
    """Write a configuration file for a table."""
    path = checked_outputs(options, {"--output": options.output}, (".toml",))[0]
    frame = table_named(options, options.table, text=None).frame
    names = [str(name) for name in frame.columns]
    guessed = {"text": _text(frame), "id": _id(frame), "date": _date(frame)}
    chosen = {
        what: _asked(what, getattr(options, what) or guess, names)
        for what, guess in guessed.items()
    }
    settings = {"table": options.table, **{k: v for k, v in chosen.items() if v is not None}}
    lines = [
        f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in settings.items()
    ]
    with atomic(path) as temporary:
        temporary.write_text("\n".join([*lines, SECTIONS]), encoding="utf-8")
    said = [f"{name}: {value}" for name, value in settings.items()]
    said.append(f"Written to {path}. Use it: workbench report --config {path}")
    return Answer({"config": str(path), **settings}, said)


def _asked(what: str, guess: str | None, names: Sequence[str]) -> str | None:
    """Ask for a column if somebody is there to answer; a line feed takes the guess."""
    answer = guess
    if sys.stdin.isatty():
        words = {"text": "the texts", "id": "the id of each row", "date": "the dates"}
        sys.stderr.write(f"Column with {words[what]} [{guess or 'none'}]: ")
        sys.stderr.flush()
        answer = sys.stdin.readline().strip() or guess
    if answer in (None, "none"):
        return None
    if answer not in names:
        raise ColumnError.missing(answer, list(names))
    return answer


def _text(frame: pd.DataFrame) -> str:
    """Return the column with the longest texts."""
    columns = text_columns(frame)
    if not columns:
        raise ColumnError(f"no column holds text. Columns: {', '.join(map(str, frame.columns))}.")
    return str(columns[0])


def _id(frame: pd.DataFrame) -> str | None:
    """Return the first column called an id whose cells are all different, else any such column."""
    unique = [str(k) for k in frame.columns if frame[k].notna().all() and frame[k].is_unique]
    short = [name for name in unique if name != _text(frame)]
    called = [name for name in short if name.lower().replace(" ", "_").split("_")[-1] in IDS]
    return next(iter([*called, *short]), None)


IDS = ("id", "key", "number", "no", "nr", "uuid")
"""Last words of names of columns that hold ids."""


def _date(frame: pd.DataFrame) -> str | None:
    """Return the first column that holds dates."""
    dated: list[Any] = [name for name in frame.columns if guess_dates(frame[name]) is not None]
    return str(dated[0]) if dated else None
