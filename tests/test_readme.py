"""What the README shows works as it stands there, on fewer rows and with the fake encoder."""

import re
import shlex
from pathlib import Path

import pandas as pd
import pytest

from tests.fakes import FakeEncoder
from workbench import cli

PROJECT = Path(__file__).resolve().parents[1]
README = (PROJECT / "README.md").read_text(encoding="utf-8")
PYTHON = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
COMMANDS = re.findall(r"^workbench .*$", README, re.MULTILINE)


@pytest.fixture(autouse=True)
def small_tables(tmp_path, monkeypatch):
    """A folder like the project's, each sample table cut to its first 300 rows."""
    (tmp_path / "sample_data").mkdir()
    for path in (PROJECT / "sample_data").glob("*.csv"):
        pd.read_csv(path, nrows=300).to_csv(tmp_path / "sample_data" / path.name, index=False)
    encoder = FakeEncoder()
    monkeypatch.setattr("workbench.opening.load_encoder", lambda *_, **__: encoder)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("code", PYTHON)
def test_the_example_runs(code, small_tables):
    names = {}
    exec(compile(code, "README.md", "exec"), names)
    assert len(names["kept"]) + len(names["removed"]) == 300
    assert (small_tables / "tickets.html").stat().st_size > 100_000
    assert (small_tables / "tickets.wb").is_file()


def test_the_example_has_twelve_lines():
    assert len([line for line in PYTHON[0].splitlines() if line.strip()]) == 12


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_runs(command, capsys):
    assert cli.run(shlex.split(command)[1:]) == 0
    assert capsys.readouterr().out.strip()


def test_files_that_the_readme_points_at_are_there():
    for path in re.findall(r"\]\((?!http)([^)#]+)\)", README):
        assert (PROJECT / path).exists(), path
