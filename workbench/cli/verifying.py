"""Is a table file the same again? The command that its manifest names is run anew."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from workbench.cli.answer import Answer
from workbench.cli.outputs import PAGES, TABLES
from workbench.cli.reading import name_texts
from workbench.cli.settings import remembered, words_again
from workbench.errors import FileError, InputError
from workbench.reports import Verification, compare_manifests, rounded_only, table_differences
from workbench.reports.html import FIGURE_MANIFEST
from workbench.tables import read_manifest

OTHERS = {"match": "other", "compare": "other", "categorize": "categories"}
"""The file that a command reads besides its table; a manifest names none, so `verify` asks."""

OUTPUTS = ("output", "gaps", "suggest", "cells")
"""Options that name a table that is written."""


def is_table(name: str) -> bool:
    """Tell a table, and the page of a map, from a report."""
    return Path(name).suffix.lower() in (*TABLES, ".json") or _map_manifest(Path(name)) is not None


def _map_manifest(path: Path) -> dict[str, Any] | None:
    """Return the manifest of a page of one figure, None if it is no such page."""
    if path.suffix.lower() not in PAGES:
        return None
    try:
        page = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):  # whoever reads it as a report says so
        return None
    _, mark, rest = page.rpartition(FIGURE_MANIFEST)
    if not mark:
        return None
    made = json.loads(rest.partition("</script>")[0])
    return made if isinstance(made, dict) else None


def _manifest_of(path: Path) -> dict[str, Any]:
    """Return the manifest of a table, or of the page of a map."""
    return _map_manifest(path) or read_manifest(path)


def _differences(then: Path, now: Path) -> tuple[list[str], list[str]]:
    """Return what two tables, or two pages of one figure, say otherwise, and remarks."""
    if then.suffix.lower() not in PAGES:
        return table_differences(then, now)
    old, new = (
        path.read_text(encoding="utf-8").rpartition(FIGURE_MANIFEST)[0] for path in (then, now)
    )
    return ([] if old == new else ["the figure is not the one that a fresh run draws"]), []


def verify_table(options: argparse.Namespace) -> Answer:
    """Make a table again, as its manifest says, and compare the two."""
    path = Path(options.report)
    made = _manifest_of(path)
    _check(path, made, options)
    with TemporaryDirectory() as folder:
        fresh = Path(folder) / f"fresh{path.suffix.lower()}"
        _run_again(options, made, fresh)
        verdict = _compared(made, _manifest_of(fresh), *_differences(path, fresh))
    return Answer(asdict(verdict), str(verdict).splitlines(), code=int(not verdict.identical))


def _check(path: Path, made: dict[str, Any], options: argparse.Namespace) -> None:
    """Refuse a table that no command makes again."""
    command = made.get("command")
    if command == "":
        raise FileError(
            f"{path} was written in Python by corpus.export: no command makes it again. Write it "
            "again there, and compare the two manifests."
        )
    if command not in _COMMANDS or made.get("output") not in OUTPUTS:
        raise FileError(f"{path} names no command that makes a table: {str(command)[:40]!r}.")
    more = OTHERS.get(str(command))
    of_one_table = "by" in made.get("options", {})
    if more and not of_one_table and not getattr(options, more):
        raise InputError(
            f"{path} was made by workbench {command}, which reads one more file. Name it: "
            f"--{more} FILE"
        )


_COMMANDS = (
    "report",
    "dedupe",
    "topics",
    "conflicts",
    "trends",
    "categorize",
    "classify",
    "merge",
    "match",
    "compare",
    "export",
    "map",
)


def _run_again(options: argparse.Namespace, made: dict[str, Any], fresh: Path) -> None:
    """Run the command of a manifest anew, into another folder."""
    whole = options.parser()
    words = words_again(whole, options, made["command"], made.get("options", {}))
    words += [f"--{made['output']}", str(fresh)]
    if made["output"] != "output":
        words += ["--output", str(fresh.with_name(f"rest{fresh.suffix}"))]
    again = whole.parse_args([*words, *_inputs(options, made["command"])])
    again.remembered = remembered(whole, again)
    name_texts(again)
    again.run(again)


def _inputs(options: argparse.Namespace, command: str) -> Iterator[str]:
    """Yield the files that a command reads, as they are typed."""
    more = OTHERS.get(command)
    if more == "categories":
        yield f"--categories={options.categories}"
    yield options.table
    if more == "other" and options.other:
        yield options.other


def _compared(
    then: dict[str, Any], now: dict[str, Any], cells: list[str], remarks: list[str]
) -> Verification:
    """Return the verdict on both manifests and all cells."""
    verdict = compare_manifests(then, now)
    said = (*verdict.remarks, *remarks)
    if not cells and verdict.stage == "embedding" and rounded_only(then, now):
        verdict = Verification(identical=True, stage="", differences=(), remarks=())
        said = (*said, "vectors differ by rounding, and no cell does")
    if not cells:
        return replace(verdict, remarks=said)
    stage = verdict.stage or "table"
    return Verification(False, stage, (*verdict.differences, *cells), said)
