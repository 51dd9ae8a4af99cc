"""What a shell completes after ``workbench``: a script made from the parser itself."""

from __future__ import annotations

import argparse
from typing import Any

from workbench.cli.answer import Answer

SHELLS = ("bash", "zsh", "fish")

FILES = ("table", "other", "report", "output", "gaps", "ledger")
"""Options and words that name a file."""

KNOWN = {
    "backend": ("torch", "onnx", "openvino"),
    "precision": ("auto", "float32", "bfloat16", "float16", "int8"),
    "long_text": ("truncate", "chunk"),
    "keep": ("most_common", "longest", "newest", "oldest", "central", "first"),
}
"""What can be given, beside names that only the table knows."""


def completion(options: argparse.Namespace) -> Answer:
    """Print the script that a shell reads to complete commands and options."""
    script = script_for(options.parser(), options.shell)
    return Answer({"shell": options.shell, "script": script}, script.splitlines())


def script_for(parser: argparse.ArgumentParser, shell: str) -> str:
    """Return the script for one of `SHELLS`."""
    import shtab

    _mark(parser, shtab.FILE)
    script: str = shtab.complete(parser, shell=shell)
    return script


def _mark(parser: argparse.ArgumentParser, files: dict[str, Any]) -> None:
    """Mark the arguments of a parser, and of the commands below it."""
    for action in parser._actions:  # noqa: SLF001  argparse has no public list of its arguments
        if isinstance(action.choices, dict):
            for one in action.choices.values():
                _mark(one, files)
        elif action.dest in FILES:
            vars(action)["complete"] = files  # the attribute that shtab reads
        elif action.dest in KNOWN:
            action.choices = KNOWN[action.dest]
