"""The command that lets agents ask a saved corpus, by the Model Context Protocol."""

from __future__ import annotations

import argparse
from dataclasses import replace
from typing import Any

from workbench.cli.agent_tools import TRUST, AgentTools, answering
from workbench.cli.answer import Answer
from workbench.config import LEDGER
from workbench.errors import DependencyError, check_threshold
from workbench.ledger import Ledger
from workbench.opening import open as open_corpus
from workbench.provenance import workbench_version

READING = ("describe", "search", "topics", "examples", "duplicates_of", "compare", "metrics")
"""Tools that change nothing."""

DECIDING = ("decide_pair",)
"""Tools that write into the ledger."""


def mcp(options: argparse.Namespace) -> Answer:
    """Serve a saved corpus on standard input and output until the client goes."""
    threshold = check_threshold(options.threshold)
    ledger = Ledger(options.ledger or LEDGER, author=f"agent {options.agent}".strip())
    corpus = open_corpus(options.corpus, ledger=ledger)
    tools = AgentTools(replace(corpus, _progress=False), threshold, redact=options.redact)
    server(tools, allow_decisions=options.allow_decisions).run("stdio")
    return Answer({}, [])


def server(tools: AgentTools, *, allow_decisions: bool = False) -> Any:
    """Return the server; deciding tools are there only if they are allowed."""
    try:
        from mcp.server import MCPServer
        from mcp.types import ToolAnnotations
    except ImportError as error:
        raise DependencyError(
            'the server for agents is an extra: pip install "text-workbench[mcp]"'
        ) from error
    made = MCPServer(
        "workbench", instructions=TRUST, version=workbench_version(), log_level="WARNING"
    )
    for name in (*READING, *(DECIDING if allow_decisions else ())):
        tool = getattr(tools, name)
        hints = ToolAnnotations(read_only_hint=name in READING, open_world_hint=False)
        made.tool(name, description=f"{tool.__doc__.strip()} {TRUST}", annotations=hints)(
            answering(tool)
        )
    return made
