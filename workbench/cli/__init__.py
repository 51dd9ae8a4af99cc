"""The command line; the only place that prints and exits.

Exit codes: 0 done · 1 something given cannot be used (the message says what to type next), or a
report that does not verify · 2 the command itself is mistyped · 3 done, and above a limit of
--fail-if · 130 interrupted · 143 ended from outside (SIGTERM).
"""

from __future__ import annotations

import io
import json
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import NoReturn

from workbench.cli.answer import Answer
from workbench.cli.outputs import remember
from workbench.cli.parser import parser
from workbench.cli.reading import name_texts
from workbench.cli.settings import remembered, with_config
from workbench.cli.upkeep import with_remembered_options
from workbench.errors import WorkbenchError, command_line, printable

__all__ = ["main", "run"]


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command ``workbench`` and exit."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # one that cannot write an emoji writes its number
            stream.reconfigure(errors="backslashreplace")
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):  # Windows has no SIGHUP
            signal.signal(getattr(signal, name), _end)
    sys.exit(run(arguments))


def _end(number: int, _frame: object) -> NoReturn:
    """End as an interrupt does, so that no half-written file with texts stays behind."""
    print("workbench: ended from outside; vectors made so far are kept.", file=sys.stderr)
    sys.exit(128 + number)


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command ``workbench`` and return its exit code."""
    words, whole = list(sys.argv[1:] if arguments is None else arguments), parser()
    try:
        with command_line():
            options = whole.parse_args(with_remembered_options(whole, with_config(whole, words)))
            options.typed, options.remembered = words, remembered(whole, options)
            name_texts(options)
            answer: Answer = options.run(options)
        remember(*getattr(options, "outputs", ()))
    except WorkbenchError as error:
        print(f"workbench: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("workbench: interrupted; vectors made so far are kept.", file=sys.stderr)
        return 130
    try:
        if options.json or answer.lines:  # a server has said all it has to say
            said = _as_json(answer) if options.json else printable("\n".join(answer.lines))
            print(said, flush=True)
    except BrokenPipeError:  # whoever read the answer has seen enough, such as `| head`
        with suppress(OSError, ValueError):  # what is still waiting to be written goes nowhere
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:  # a full disk
        print(f"workbench: cannot write the answer: {error.strerror}", file=sys.stderr)
        return 1
    return answer.code


def _as_json(answer: Answer) -> str:
    """Return an answer as JSON, in ASCII if the terminal or the pipe cannot write all of it."""
    text = json.dumps(answer.json_facts, default=str, ensure_ascii=False)
    try:
        text.encode(getattr(sys.stdout, "encoding", None) or "utf-8")
    except (UnicodeEncodeError, LookupError):
        text = json.dumps(answer.json_facts, default=str)
    return printable(text, as_json=True)
