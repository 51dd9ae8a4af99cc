"""Each public method has a command, or a reason why not: the table in the manual says which."""

import inspect
import re
from pathlib import Path

import pytest

import workbench as wb
from workbench.cli.parser import COMMANDS, parser

PAGE = Path(__file__).parents[2] / "docs" / "parity.md"

CLASSES = (
    "Corpus",
    "Duplicates",
    "Matches",
    "Topics",
    "Categories",
    "Classifier",
    "Comparison",
    "Projection",
)


def methods():
    """Yield every public function and method of the API, as the table names it."""
    for name in ("embed", "open", "read_table", "sample", "models", "load_endpoint"):
        yield f"wb.{name}"
    for kind in CLASSES:
        for name, member in inspect.getmembers(getattr(wb, kind), callable):
            if not name.startswith("_") and not inspect.isclass(member):
                yield f"{kind}.{name}"


def lines():
    """Return the second cell of each line of the table by its first."""
    rows = re.findall(r"^\| `([\w.]+)` \| (.+?) \|$", PAGE.read_text(encoding="utf-8"), re.M)
    assert len(rows) == len(dict(rows))
    return dict(rows)


def test_the_table_has_each_method_and_no_other():
    assert sorted(lines()) == sorted(methods())


@pytest.mark.parametrize("method", sorted(methods()))
def test_what_the_table_names_exists_or_there_is_a_reason(method):
    cell = lines()[method]
    options = {
        name: set(one._option_string_actions)
        for name, one in parser()._subparsers._group_actions[0].choices.items()
    }
    named = re.findall(r"`(\w+)((?: --[a-z-]+)*)", cell)
    if not named:
        assert cell.startswith(("a screen: ", "Python: ")), cell
    for command, words in named:
        assert command in COMMANDS, cell
        assert set(words.split()) <= options[command], cell
