"""Kinds of options that many commands have."""

from __future__ import annotations

import argparse
from typing import Any


def add_number(
    one: argparse.ArgumentParser, name: str, default: float, what: str, **other: Any
) -> None:
    """Add a number, and say which one it is if none is typed."""
    help_text = f"{what} (default {default:g})"
    one.add_argument(name, type=type(default), default=default, help=help_text, **other)


def add_several_columns(one: argparse.ArgumentParser, name: str, what: str) -> None:
    """Add columns of the table, one each time that the option is typed."""
    help_text = f"{what}; repeat it for more"
    one.add_argument(name, action="append", metavar="COLUMN", help=help_text)
