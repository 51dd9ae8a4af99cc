"""The command that writes a configuration file: which columns a table has, guessed and asked."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence

import pandas as pd

from workbench.cli.answer import Answer
from workbench.cli.outputs import checked_outputs
from workbench.cli.reading import table_named
from workbench.errors import ColumnError
from workbench.tables import atomic, guess_date, guess_id, text_columns

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
    guessed = {"text": _text(frame), "id": guess_id(frame), "date": guess_date(frame)}
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
    """Return the column that people probably wrote."""
    columns = text_columns(frame)
    if not columns:
        raise ColumnError(f"no column holds text. Columns: {', '.join(map(str, frame.columns))}.")
    return str(columns[0])
