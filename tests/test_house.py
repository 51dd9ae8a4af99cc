"""The house: who may import whom, what the public names are, and what importing costs."""

import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "workbench"

ROOMS = (
    "errors",
    "cards",
    "progress",
    "calls",
    "config",
    "provenance",
    "masking",
    "intervals",
    "tables",
    "engines",
    "embedding",
    "similarity",
    "projection",
    "figures",
    "duplicates",
    "topics",
    "categories",
    "comparison",
    "ledger",
    "summary",
    "widgets",
    "reports",
    "exports",
    "archive",
    "corpus",
    "opening",
    "samples",
    "estimators",
    "cli",
)
"""Data walks down this list; a room imports only rooms above it."""

HEAVY = (
    "torch",
    "sentence_transformers",
    "transformers",
    "tokenizers",
    "umap",
    "hdbscan",
    "numba",
    "sklearn",
    "scipy",
    "plotly",
    "ipywidgets",
    "tqdm",
    "anywidget",
    "pyarrow",
    "dask",
    "openpyxl",
    "onnxruntime",
    "openvino",
    "openai",
    "jinja2",
    "IPython",
    "matplotlib",
    "py3langid",
)


LAZY = {
    "workbench.embedding.encoders.devices": {"torch"},
    "workbench.embedding.encoders.packed_bert": {"torch"},
    "workbench.embedding.encoders.padded_model": {"torch"},
    "workbench.embedding.encoders.torch_encoder": {"tokenizers"},
    "workbench.similarity.bfloat16_tiles": {"torch"},
    "workbench.similarity.exact_pairs.torch_tiles": {"torch"},
    "workbench.estimators": {"sklearn", "scipy"},
    "workbench.figures.poster": {"matplotlib"},
    "workbench.categories.classifier": {"sklearn", "scipy"},
    "workbench.widgets": {"ipywidgets", "anywidget", "IPython"},
}
"""Rooms and files that are imported only when used, and what they may import at their top."""


def modules():
    return sorted(PACKAGE.rglob("*.py"))


def room_of(path):
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return parts[0]


@cache
def parsed(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def imports_of(path):
    """Yield every imported module of a file, those inside functions too."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import hides its room"
            names = [f"{node.module}.{name.name}" for name in node.names]
            yield from (name if is_module(name) else node.module for name in names)


@cache
def is_module(name):
    place = PACKAGE.parent.joinpath(*name.split("."))
    return place.with_suffix(".py").is_file() or (place / "__init__.py").is_file()


def dotted(path):
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@pytest.mark.parametrize("path", modules(), ids=dotted)
def test_a_room_imports_only_rooms_above_it(path):
    room = room_of(path)
    if room in ("__init__", "__main__"):
        return
    assert room in ROOMS, f"{room} has no place in the house; add it to ROOMS and to the design"
    for imported in imports_of(path):
        if imported.startswith("workbench.") and imported.split(".")[1] != room:
            other = imported.split(".")[1]
            assert ROOMS.index(other) < ROOMS.index(room), f"{room} must not import {imported}"


def test_there_is_no_circle_inside_a_room():
    edges = {dotted(p): {m for m in imports_of(p) if m.startswith("workbench.")} for p in modules()}
    done, open_ = set(), []

    def visit(name):
        if name in done or name not in edges:
            return
        assert name not in open_, f"circle: {' -> '.join([*open_, name])}"
        open_.append(name)
        for other in edges[name]:
            visit(other)
        done.add(open_.pop())

    for name in edges:
        visit(name)


def allowed_at_the_top(path):
    name = dotted(path)
    return {
        package
        for place, packages in LAZY.items()
        if name == place or name.startswith(f"{place}.")
        for package in packages
    }


@pytest.mark.parametrize("path", modules(), ids=dotted)
def test_heavy_packages_are_imported_only_when_used(path):
    for node in parsed(path).body:
        names = []
        if isinstance(node, ast.Import):
            names = [n.name for n in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module]
        for name in names:
            package = name.split(".")[0]
            if package == "numba" or package in allowed_at_the_top(path):
                continue  # a file of compiled kernels is itself imported only when used
            assert package not in HEAVY, f"{path.name} imports {name} at its top"


DOCUMENTED = re.findall(
    r"autofunction:: workbench\.(?:\w+\.)*(\w+)",
    (PACKAGE.parent / "docs" / "reference.md").read_text(encoding="utf-8"),
)


@pytest.mark.parametrize("path", modules(), ids=dotted)
def test_functions_outside_the_reference_have_one_line_of_docstring(path):
    for node in parsed(path).body:
        if isinstance(node, ast.FunctionDef) and node.name not in DOCUMENTED:
            docstring = ast.get_docstring(node) or ""
            assert "Parameters\n---" not in docstring, f"{node.name}: see the glossary"


TESTS = PACKAGE.parent / "tests"


def named_in(test):
    """Yield the modules and folders that a test file says it tests."""
    told = ast.get_docstring(ast.parse(test.read_text(encoding="utf-8"))) or ""
    for sentence in re.findall(r"^Tests of (.+?)\.$", told, re.MULTILINE | re.DOTALL):
        yield from re.findall(r"[\w/]+(?:\.py|/)", f"{sentence}.")


def test_the_tests_of_a_module_are_found_without_a_search():
    """Beside it in `tests/`, under its name, or in the file whose docstring names it."""
    named = {name for test in TESTS.rglob("test_*.py") for name in named_in(test)}
    assert [name for name in named if not (PACKAGE / name).exists()] == []
    for path in modules():
        own = path.relative_to(PACKAGE)
        if own.name in ("__init__.py", "__main__.py"):
            continue
        mirrored = (TESTS / own).with_name(f"test_{own.name}").is_file()
        folders = {f"{folder.as_posix()}/" for folder in own.parents[:-1]}
        assert mirrored or named & {own.as_posix(), *folders}, f"no test names {own}"


def run(code):
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.strip()


def test_importing_workbench_loads_nothing_heavy():
    code = "import sys, workbench; print(' '.join(m for m in sys.modules if '.' not in m))"
    loaded = set(run(code).split())
    assert not loaded & {*HEAVY, "pandas", "numpy"}


def test_importing_workbench_changes_nothing():
    code = """
import locale, os, warnings, logging
before = (dict(os.environ), list(warnings.filters), locale.setlocale(locale.LC_ALL), os.getcwd(),
          logging.getLogger().level)
import workbench
after = (dict(os.environ), list(warnings.filters), locale.setlocale(locale.LC_ALL), os.getcwd(),
         logging.getLogger().level)
print(before == after)
"""
    assert run(code) == "True"


def test_the_public_names():
    import workbench

    assert sorted(workbench.__all__) == list(workbench.__all__)
    assert workbench.__all__ == [
        "Categories",
        "Classifier",
        "Comparison",
        "Corpus",
        "Duplicates",
        "Matches",
        "Projection",
        "TextEmbedder",
        "TopicClusterer",
        "Topics",
        "WorkbenchError",
        "__version__",
        "embed",
        "load_endpoint",
        "models",
        "open",
        "read_table",
        "sample",
    ]
    for name in workbench.__all__:
        assert getattr(workbench, name) is not None
    assert set(workbench.__all__) <= set(dir(workbench))
    with pytest.raises(AttributeError, match="no attribute 'embbed'"):
        workbench.embbed  # noqa: B018


def test_page_code_exists_once_for_the_notebook_and_the_report():
    """Map, table, one row whole, charts, word differences: two of a name would be two of a kind."""
    scripts = "\n".join(path.read_text(encoding="utf-8") for path in sorted(PACKAGE.rglob("*.js")))
    names = re.findall(r"^(?:async )?(?:function|const) (\w+)", scripts, flags=re.MULTILINE)
    assert sorted(name for name in set(names) if names.count(name) > 1) == []
    for shared in ("drawPlot", "openGrid", "fillDetail", "fillChips", "openCharts", "differ"):
        assert shared in names
        assert len(re.findall(rf"\b{shared}\(", scripts)) >= 3, "the notebook or the report left it"


MOST_JAVASCRIPT = 3660
"""Lines of all scripts of the package, without plotly's own."""


def test_javascript_does_not_grow():
    lines = sum(len(path.read_bytes().splitlines()) for path in PACKAGE.rglob("*.js"))
    assert lines <= MOST_JAVASCRIPT, "let Python compute it, or delete as much"


def test_words_that_people_read_stand_once():
    """What kinds of duplicates and guards are called: other files take the words from here."""
    from workbench.duplicates.guards.differences import GUARD_WORDS
    from workbench.duplicates.pair_evidence import KIND_WORDS

    files = {
        path.relative_to(PACKAGE).as_posix(): path.read_text(encoding="utf-8")
        for ending in ("py", "js", "html")
        for path in PACKAGE.rglob(f"*.{ending}")
    }
    for known, home in (
        (KIND_WORDS, "duplicates/pair_evidence.py"),
        (GUARD_WORDS, "duplicates/guards/differences.py"),
    ):
        for words in known.values():
            assert [name for name, text in files.items() if f'"{words}"' in text] == [home], words
