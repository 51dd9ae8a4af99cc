"""What the README and the manual show works as it stands there, with the fake encoder."""

import ast
import json
import re
import shlex
import shutil
import sys
import tomllib
from pathlib import Path

import pandas as pd
import pytest

import workbench as wb
from tests.fakes import FakeEncoder
from workbench import cli
from workbench.cli.parser import EXAMPLES
from workbench.embedding import Recipe

PROJECT = Path(__file__).resolve().parents[1]
PAGES = [PROJECT / "README.md", *sorted((PROJECT / "docs").glob("*.md"))]
TEXTS = {page.name if page.parent == PROJECT else f"docs/{page.name}": page for page in PAGES}


def blocks(page, language):
    """Return the code of a page's fences in one language, put together."""
    code, fence = [], None
    for line in page.read_text(encoding="utf-8").splitlines():
        if line.startswith("```"):
            fence = line[3:] if fence is None else None
        elif fence == language:
            code.append(line)
    return "\n".join(code)


@pytest.fixture
def small_tables(tmp_path, monkeypatch):
    """A folder like the project's, each sample table cut to its first 120 rows."""
    (tmp_path / "sample_data").mkdir()
    for path in (PROJECT / "sample_data").glob("*.csv"):
        pd.read_csv(path, nrows=120).to_csv(tmp_path / "sample_data" / path.name, index=False)
    encoder = FakeEncoder()
    monkeypatch.setattr(
        "workbench.embedding.encoders.custom.load_encoder", lambda *_, **__: encoder
    )
    monkeypatch.setattr("workbench.opening.Recipe", lambda *_: Recipe(encoder))
    monkeypatch.setattr("workbench.samples._path_of", (tmp_path / "sample_data").joinpath)
    monkeypatch.chdir(tmp_path)
    return tmp_path


MARKS = {
    "docs/scale.md": pytest.mark.dask,
}
"""Pages whose examples need more than this process, or umap-learn, which compiles for long."""


def marked(name):
    return pytest.param(name, marks=MARKS.get(name, ()))


@pytest.mark.parametrize("name", [marked(n) for n, page in TEXTS.items() if blocks(page, "python")])
def test_the_examples_of_a_page_run(name, small_tables):
    names = {}
    exec(compile(blocks(TEXTS[name], "python"), name, "exec"), names)
    if name == "README.md":
        assert len(names["kept"]) + len(names["removed"]) == 120
        assert (small_tables / "tickets.html").stat().st_size > 100_000
        assert (small_tables / "tickets.wb").is_file()


def test_each_cell_of_the_readme_ends_in_what_it_shows():
    page = TEXTS["README.md"].read_text(encoding="utf-8")
    cells = [ast.parse(cell) for cell in re.findall(r"```python\n(.*?)```", page, re.DOTALL)]
    assert len(cells) >= 6
    assert all(isinstance(cell.body[-1], ast.Expr) for cell in cells)
    assert all(len(cell.body) <= 4 for cell in cells)


def test_the_notebooks_need_no_more_than_the_readme_installs():
    extras = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]
    page = TEXTS["README.md"].read_text(encoding="utf-8")
    named = re.search(r'pip install "text-workbench\[([\w,]+)\]"', page)[1].split(",")
    wanted = [*extras["dependencies"]]
    wanted += [one for name in named for one in extras["optional-dependencies"][name]]
    packages = {re.match(r"[\w-]+", one)[0].replace("-", "_") for one in wanted}
    for path in (PROJECT / "notebooks").glob("*.ipynb"):
        cells = json.loads(path.read_text("utf-8"))["cells"]
        code = "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "code")
        found = re.findall(r"^\s*(?:import|from) (\w+)", code, re.MULTILINE)
        others = set(found) - packages - set(sys.stdlib_module_names) - {"workbench"}
        assert not others, f"{path.name} imports {others}"


def commands_of(page):
    """Return every command line of Workbench on a page: in fences, and inline where it has options.

    In a fence a prompt or the name of a shell may stand in front, where output goes behind.
    """
    fences = "\n".join(blocks(page, language) for language in ("", "text"))
    line = re.compile(r"^(?:\$ |\w+ +)?(workbench \w[^>\n]*?)(?:  .*| > .*)?$", re.MULTILINE)
    inline = re.findall(r"`(workbench \w+ [^`]+)`", page.read_text(encoding="utf-8"))
    return [*line.findall(fences), *inline]


@pytest.mark.parametrize("name", [n for n, page in TEXTS.items() if commands_of(page)])
def test_the_commands_of_a_page_run(name, small_tables, capsys):
    shutil.copy("sample_data/support_tickets.csv", "tickets.csv")
    commands = commands_of(TEXTS[name])
    first = commands_of(TEXTS["README.md"])[0]
    if any("verify tickets.html" in command for command in commands):
        assert cli.run([*shlex.split(first)[1:]]) == 0
    for command in commands:
        assert cli.run([*shlex.split(command)[1:]]) == 0, command
        assert capsys.readouterr().out.strip(), command


@pytest.mark.model
def test_what_a_run_says_is_what_the_manual_shows(tmp_path, monkeypatch, capsys):
    shown = blocks(TEXTS["docs/command-line.md"], "text").split("\nbash ")[0].splitlines()
    shutil.copytree(PROJECT / "sample_data", tmp_path / "sample_data")
    monkeypatch.chdir(tmp_path)
    command = shlex.split(shown[0].removeprefix("$ "))[1:]
    assert cli.run(command) == 0
    said = capsys.readouterr().out.splitlines()
    if "bfloat16" not in "".join(said):
        pytest.skip("this processor has no bfloat16, with which the page was written")
    assert said == shown[1:]


def test_the_command_of_make_demo_runs(small_tables, capsys):
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8").replace("\\\n", " ")
    command = re.search(r"^\t@.*?/workbench (report .*)$", makefile, re.MULTILINE)[1]
    assert cli.run(shlex.split(command.replace("$(OUTPUT)", "."))) == 0
    assert "rows (5.8%) can go" in capsys.readouterr().out
    assert (small_tables / "support_tickets.html").is_file()


@pytest.mark.parametrize("name", [*TEXTS, "CONTRIBUTING.md"])
def test_other_commands_of_a_page_name_what_there_is(name):
    text = TEXTS.get(name, PROJECT / name).read_text(encoding="utf-8")
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    extras = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = extras["optional-dependencies"]
    for target in re.findall(r"(?:^|`)make ([a-z-]+)", text, re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
    for words in re.findall(r"text-workbench\[([\w,]+)\]", text):
        assert set(words.split(",")) <= set(extras), words
    for path in re.findall(r"(?:python|--to html) ([\w/]+\.(?:py|ipynb))", text):
        assert (PROJECT / path).is_file(), path
    for module in re.findall(r"`python -m (benchmarks\.\w+)", text):
        assert (PROJECT / module.replace(".", "/")).with_suffix(".py").is_file(), module


def test_the_examples_of_the_help_texts_run(small_tables, capsys):
    for name in EXAMPLES:
        for words in EXAMPLES[name]:
            assert cli.run([name, *shlex.split(words)]) == 0, words
            assert capsys.readouterr().out.strip(), words


@pytest.mark.parametrize("name", TEXTS)
def test_files_that_a_page_points_at_are_there(name):
    page = TEXTS[name]
    for path in re.findall(r"\]\((?!http)([^)#]+)\)", page.read_text(encoding="utf-8")):
        assert (page.parent / path).exists(), path


def test_the_manual_names_every_page():
    index = TEXTS["docs/README.md"].read_text(encoding="utf-8")
    for page in PAGES[1:]:
        known = page.name in ("README.md", "index.md") or f"({page.name})" in index
        assert known, page.name


def test_the_built_manual_has_every_page():
    contents = TEXTS["docs/index.md"].read_text(encoding="utf-8").split("```{toctree}")[1]
    assert set(contents.split("```")[0].split()[1:]) == {
        page.stem for page in PAGES[1:] if page.name not in ("README.md", "index.md")
    }


def test_every_public_name_is_in_the_reference():
    page = TEXTS["docs/reference.md"].read_text(encoding="utf-8")
    for name in set(wb.__all__) - {"__version__", "WorkbenchError"}:
        assert f"workbench.{name}\n" in page, name
