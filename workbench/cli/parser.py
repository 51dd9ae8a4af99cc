"""What can be typed after ``workbench``."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

from workbench.cli import (
    agents,
    analyses,
    classifying,
    comparing,
    matching,
    merging,
    opinions,
    refreshing,
    sorting,
    starting,
    trends,
    upkeep,
)
from workbench.cli.answer import Answer
from workbench.cli.doctor import doctor
from workbench.cli.options import add_options, add_refresh_options
from workbench.cli.options.cache import add_cache
from workbench.cli.options.tables import add_agent_options, add_config, add_init_options
from workbench.errors import did_you_mean, printable
from workbench.provenance import workbench_version

EXAMPLES = {
    "init": ("sample_data/support_tickets.csv",),
    "report": (
        (
            "sample_data/support_tickets.csv --text body --id ticket_id --output tickets.html "
            "--save last.wb"
        ),
        "sample_data/faqs.csv --text question --id faq_id --output faqs.xlsx",
    ),
    "dedupe": (
        "sample_data/faqs.csv --text question --threshold 0.88 --only-kept --output kept.csv",
        "sample_data/headlines.csv --text headline --keep oldest --date published_at",
    ),
    "conflicts": (
        (
            "sample_data/faqs.csv --text question --id faq_id --column answer --threshold 0.85 "
            "--output conflicts.csv"
        ),
    ),
    "merge": (
        (
            "sample_data/faqs.csv --text question --id faq_id --threshold 0.85 "
            "--column answer=longest --column product=union --cells cells.csv --output merged.csv"
        ),
    ),
    "topics": ("sample_data/support_tickets.csv --text product --text body --output topics.csv",),
    "trends": ("sample_data/support_tickets.csv --text body --date created_at --freq Q",),
    "categorize": (
        (
            "sample_data/support_tickets.csv --text body --categories sample_data/categories.csv "
            "--output categorized.csv"
        ),
    ),
    "classify": (
        "sample_data/support_tickets.csv --text body --labels priority --output classified.csv",
    ),
    "map": (
        "sample_data/headlines.csv --text headline --output map.html",
        "sample_data/headlines.csv --text headline --output map.svg",
    ),
    "match": (
        (
            "sample_data/support_tickets.csv sample_data/faqs.csv --text body "
            "--other-text question --other-id faq_id --gaps gaps.csv --output matched.csv"
        ),
    ),
    "compare": (
        "sample_data/support_tickets.csv sample_data/faqs.csv --text body --other-text question",
        "sample_data/support_tickets.csv --text body --by created_at",
    ),
    "search": (
        'sample_data/support_tickets.csv "refund never arrived" --text body --k 5',
        "sample_data/support_tickets.csv 'broken hose product:Rill' --text body",
    ),
    "new": (
        (
            'sample_data/faqs.csv "How can I get back into my account?" --text question '
            "--id faq_id --threshold 0.8"
        ),
    ),
    "decide": ("sample_data/faqs.csv --decisions faqs.xlsx --text question --id faq_id",),
    "embed": ("sample_data/headlines.csv --text headline --json",),
    "export": (
        "sample_data/faqs.csv --text question --id faq_id --output faqs.parquet",
        "sample_data/faqs.csv --text question --id faq_id --to argilla --output tasks.jsonl",
    ),
    "verify": (
        "tickets.html --table sample_data/support_tickets.csv",
        "kept.csv --table sample_data/faqs.csv",
    ),
    "refresh": (
        (
            "last.wb sample_data/support_tickets.csv --report monday.html --save next.wb "
            "--fail-if new-topic 2"
        ),
    ),
    "models": ("",),
    "cache": ("", "--check"),
    "doctor": ("",),
    "completion": ("bash",),
}
"""Command lines that work as they stand here, in the project's folder; the tests run them."""

_UNTRIED = {
    "mcp": ("tickets.wb", "tickets.wb --allow-decisions --agent helpdesk"),
    "opinions": (
        "sample_data/faqs.csv --text question --judge-model cross-encoder/quora-distilroberta-base",
        (
            "sample_data/faqs.csv --text question --judge http://localhost:11434/v1 "
            "--judge-model llama3.2"
        ),
    ),
}
"""Command lines that need a server or a model that does not come with the package."""

EXIT_CODES = """\
exit codes:
  0 done; 1 something given cannot be used, or a report does not verify;
  2 mistyped command; 3 done, and above a limit of --fail-if; 130 interrupted
"""


class Command(NamedTuple):
    """One command: what runs it, what it is for, and what it takes besides a table."""

    run: Callable[[argparse.Namespace], Answer]
    purpose: str
    output: str = ""
    takes: tuple[str, ...] = ()


COMMANDS = {
    "init": Command(starting.init, "write workbench.toml for a table: its columns and options"),
    "report": Command(
        analyses.report,
        "one HTML file with duplicates, topics and the map",
        ".html",
        ("duplicates", "topics", "page", "sections", "sorted", "save", "limits"),
    ),
    "refresh": Command(
        refreshing.refresh, "the report of a new table, with all that is known from the last one"
    ),
    "dedupe": Command(
        analyses.dedupe,
        "the table with groups and what to keep",
        ".deduplicated.csv",
        ("duplicates", "table", "limits"),
    ),
    "topics": Command(
        analyses.topics,
        "the table with named topics",
        ".topics.csv",
        ("topics", "topic_tables", "save", "limits"),
    ),
    "conflicts": Command(
        analyses.conflicts,
        "rows that say the same, but differ in another column: one question, two answers",
        ".conflicts.csv",
        ("duplicates", "column"),
    ),
    "merge": Command(
        merging.merge,
        "one line per group, each cell by a rule: the newest, the longest, all tags",
        ".merged.csv",
        ("duplicates", "rules"),
    ),
    "opinions": Command(
        opinions.opinions,
        "what a model says of pairs that nobody decided: proposals, until people accept them",
        ".opinions.csv",
        ("duplicates", "judge"),
    ),
    "trends": Command(
        trends.trends,
        "each topic's share by month or week, and what rises",
        ".trends.csv",
        ("trends", "topics"),
    ),
    "categorize": Command(
        sorting.categorize,
        "the table with categories of your own",
        ".categorized.csv",
        ("categories", "save"),
    ),
    "classify": Command(
        classifying.classify,
        "the table with a label per row, learned from the rows that have one",
        ".classified.csv",
        ("labels", "save"),
    ),
    "map": Command(
        analyses.map_, "the map alone as an HTML file, or as a picture", ".map.html", ("topics",)
    ),
    "match": Command(
        matching.match, "the table with the nearest row of another one", ".matched.csv", ("other",)
    ),
    "compare": Command(
        comparing.compare,
        "the table with what is new since another one, and which topics grew",
        ".compared.csv",
        ("earlier",),
    ),
    "new": Command(
        analyses.new, "is a text new, or which row says the same already", "", ("query_new",)
    ),
    "search": Command(
        analyses.search, "the rows that fit a question by meaning and by words", "", ("query",)
    ),
    "decide": Command(
        analyses.decide,
        "take over the decisions that were filled into a workbook of report",
        "",
        ("decisions",),
    ),
    "embed": Command(
        analyses.embed_, "compute the vectors and store them for later", "", ("save", "lines")
    ),
    "export": Command(
        analyses.export,
        "vectors with topics and groups for databases, or tasks for labeling tools",
        "",
        ("duplicates", "topics", "programs"),
    ),
    "verify": Command(
        upkeep.verify,
        "run what made a report or a table again, with its options, and compare",
        "",
        ("report", "duplicates", "topics", "page", "sections", "sorted"),
    ),
    "mcp": Command(agents.mcp, "let agents ask a saved corpus (Model Context Protocol, stdio)"),
    "models": Command(upkeep.models_, "models to choose from"),
    "cache": Command(upkeep.cache_, "show, check, prune or export the vector store"),
    "doctor": Command(doctor, "what this machine has: for a bug report, nothing private"),
    "completion": Command(
        upkeep.completion, "print the script with which a shell completes commands and options"
    ),
}


_IN_PYTHON = {
    "duplicates": "dedupe",
    "deduplicate": "dedupe",
    "near-duplicates": "dedupe",
    "map_figure": "map",
    "figure": "map",
    "plot": "map",
    "cluster": "topics",
    "clusters": "topics",
    "taxonomy": "categorize",
    "diff": "compare",
    "second-opinion": "opinions",
    "second_opinion": "opinions",
    "query": "search",
    "find": "search",
    "encode": "embed",
}
"""What the commands are called in Python and elsewhere."""


OWN = ("init", "mcp", "refresh", "models", "cache", "doctor", "completion")
"""Commands without the options of every command over a table."""


def examples(*names: str) -> str:
    """Return the examples of these commands and the exit codes, for the end of a help text."""
    known = EXAMPLES | _UNTRIED
    lines = [f"  workbench {name} {words}".rstrip() for name in names for words in known[name]]
    return "\n".join(["examples:", *lines, "", EXIT_CODES])


class _Parser(argparse.ArgumentParser):
    """A parser whose messages are one line, move no cursor and say what was probably meant."""

    def error(self, message: str) -> NoReturn:
        given = re.match(r"argument COMMAND: invalid choice: '([^']*)'", message)
        said = printable(_plain(message)) + (_command_meant(given[1]) if given else "")
        end = "" if said.endswith((".", "?")) else "."
        self.exit(2, f"{self.prog}: error: {said}{end} All options: {self.prog} --help\n")


class _CommandParser(_Parser):
    """The parser of one command, which knows its options."""

    def parse_known_args(  # type: ignore[override]
        self, args: Any = None, namespace: Any = None
    ) -> tuple[argparse.Namespace, list[str]]:
        """Parse, and refuse what is left with the names of the options that are near."""
        known, left = super().parse_known_args(args, namespace)
        if left:
            self.error(f"unrecognized arguments: {' '.join(left)}.{self._meant(left[0])}")
        return known, left

    def _meant(self, word: str) -> str:
        """Return which option was probably meant, or that words need quotes."""
        if not word.startswith("-"):
            return " Words with blanks between them go into quotes."
        return did_you_mean(word.partition("=")[0], self._option_string_actions)


_KINDS = {
    "invalid float value: ": "takes a number, such as 0.9, got ",
    "invalid int value: ": "takes a whole number, got ",
}


def _plain(message: str) -> str:
    """Say in plain English what kind of value an option takes."""
    for argparses, ours in _KINDS.items():
        message = message.replace(f": {argparses}", f" {ours}")
    return message


def _command_meant(given: str) -> str:
    """Return which command was probably meant; a table comes behind its command."""
    if given.lower() in _IN_PYTHON:
        return f". Did you mean {_IN_PYTHON[given.lower()]!r}?"
    hint = did_you_mean(given, COMMANDS)
    if not hint and Path(given).suffix:
        return f". A command comes first: workbench report {printable(given)}"
    return f".{hint}" if hint else ""


def parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    whole = _Parser(
        prog="workbench",
        description="Near-duplicates, topics and maps of a table of texts.",
        epilog=examples(*COMMANDS),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    whole.add_argument("--version", action="version", version=f"workbench {workbench_version()}")
    commands = whole.add_subparsers(
        title="commands", required=True, metavar="COMMAND", parser_class=_CommandParser
    )
    for name, command in COMMANDS.items():
        one = commands.add_parser(
            name,
            help=command.purpose,
            description=f"workbench {name}: {command.purpose}.",
            epilog=examples(name),
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        one.set_defaults(run=command.run, command=name)
        one.add_argument("--json", action="store_true", help="print one JSON object")
        if name not in OWN:
            add_options(one, command.takes, command.output)
        if name not in OWN or name == "refresh":
            add_config(one)
    add_cache(commands.choices["cache"])
    add_refresh_options(commands.choices["refresh"])
    add_init_options(commands.choices["init"])
    add_agent_options(commands.choices["mcp"])
    shell = commands.choices["completion"]
    shell.add_argument("shell", choices=upkeep.SHELLS, help="the shell you type in")
    shell.set_defaults(parser=parser)
    commands.choices["verify"].set_defaults(parser=parser)
    return whole
