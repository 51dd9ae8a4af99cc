"""Commands that are told to write where an input, a ledger or a stranger's file lies."""

from __future__ import annotations

import contextlib
import io
import os
import random
from pathlib import Path
from unittest import mock

from tests.faults.harness import QuickEncoder, Tally
from workbench import cli
from workbench.config import CACHE_VARIABLE, LEDGER

BEFORE = {
    "a.csv": "t\nmy parcel is late\nmy parcel is late!\nrefund please\n",
    "b.csv": "t\nwhere is my parcel\nhow do I log in\n",
    LEDGER: '{"decision": "same", "left": "aa", "right": "bb"}\n',
    "own.jsonl": '{"decision": "same", "left": "cc", "right": "dd"}\n',
    "notes.csv": "mine\n1\n",
    "page.html": "<p>mine</p>",
}
"""Files that no command may replace, and what stands in them."""

LINKS = {"link.csv": "a.csv", "hard.csv": "b.csv"}
INPUTS = ("a.csv", "link.csv", LEDGER)
"""Files that not even --overwrite replaces."""

COMMANDS = ("dedupe", "topics", "report", "map", "match")


def lay_out(folder: Path) -> None:
    """Write the files that must stay."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in BEFORE.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "link.csv").symlink_to("a.csv")
    os.link(folder / "b.csv", folder / "hard.csv")


def unchanged(folder: Path) -> bool:
    """Tell whether all of them hold what they held."""
    return {name: (folder / name).read_text(encoding="utf-8") for name in BEFORE} == BEFORE


def _words(chance: random.Random) -> list[str]:
    """Return a command line with outputs that lie on something else."""
    command = chance.choice(COMMANDS)
    names = [*BEFORE, *LINKS]
    overwrite = chance.random() < 0.3
    taken = chance.choice(INPUTS if overwrite else names)
    output = chance.choice([taken, f"./{taken}", f"../here/{taken}"])
    words = [command, "a.csv", *(["b.csv"] if command == "match" else []), "--text", "t", "--quiet"]
    words += ["--overwrite"] if overwrite else []
    words += chance.choice([[], ["--no-ledger"], ["--ledger", "own.jsonl"]])
    if command == "match" and chance.random() < 0.7:
        first, second = chance.choice([("new.csv", output), (output, "new.csv"), (output, output)])
        return [*words, "--output", first, "--gaps", second]
    return [*words, "--output", output]


def write_over(times: int, folder: Path, chance: random.Random) -> Tally:
    """Run commands whose outputs are inputs, ledgers, links to them, or somebody's files."""
    tally, here, before = Tally(), folder / "here", Path.cwd()
    lay_out(here)
    names = {one.name for one in here.iterdir()}
    loaded = mock.patch(
        "workbench.embedding.encoders.custom.load_encoder", return_value=QuickEncoder(16)
    )
    settings = mock.patch.dict(os.environ, {CACHE_VARIABLE: str(folder / "cache")})
    try:
        os.chdir(here)
        with loaded, settings:
            for _ in range(times):
                words = _words(chance)
                with contextlib.redirect_stderr(io.StringIO()) as said:
                    code = cli.run(words)
                if not unchanged(here) or {one.name for one in here.iterdir()} != names:
                    tally.lose(f"{words}: something was written")
                elif code != 1 or not said.getvalue().startswith("workbench: "):
                    tally.lose(f"{words}: ended with {code}: {said.getvalue()[-200:]}")
                else:
                    tally.tell()
    finally:
        os.chdir(before)
    return tally
