"""Options of the vector store."""

from __future__ import annotations

import argparse

from workbench.cli.options.tables import add_reading
from workbench.cli.outputs import add_overwrite


def add_cache(one: argparse.ArgumentParser) -> None:
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
    add_reading(one, clash=True)
