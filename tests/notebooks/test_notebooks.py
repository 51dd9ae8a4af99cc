"""Every notebook runs from start to end, and is saved with what it shows without a kernel."""

import importlib.util
import re
from pathlib import Path

import nbformat
import pytest

PROJECT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((PROJECT / "notebooks").glob("*.ipynb"))
WIDGET = "application/vnd.jupyter.widget-view+json"

FEWER = {"06_large_tables": ("COPIES = 12", "COPIES = 2")}
"""Parameters that make a test's run shorter."""

WRITES = {
    "01_support_tickets": ("support_tickets.html",),
    "02_faqs_and_headlines": ("faqs.html", "faqs.xlsx"),
    "03_topics_for_a_team": ("team_topics.html",),
    "04_tickets_against_faqs": ("faq_gaps.csv",),
    "05_next_week": ("next_week.html",),
    "06_large_tables": ("large.wb",),
    "07_from_exploring_to_deciding": ("decided.html",),
}
"""What each notebook leaves behind."""


def load(path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


execute = load(PROJECT / "notebooks" / "execute.py")


def cells_of(path, kind):
    notebook = nbformat.read(path, as_version=4)
    return [cell for cell in notebook.cells if cell.cell_type == kind]


def outputs_of(path):
    return [output for cell in cells_of(path, "code") for output in cell.outputs]


def test_there_is_a_notebook_for_each_job():
    assert {path.stem for path in NOTEBOOKS} == set(WRITES)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_teaches_and_has_one_cell_of_parameters(path):
    tagged = [c for c in cells_of(path, "code") if "parameters" in c.metadata.get("tags", [])]
    assert len(tagged) == 1
    assert all(re.match(r"[A-Z_]+ = ", line) for line in tagged[0].source.splitlines())
    prose = cells_of(path, "markdown")
    assert prose[0].source.startswith("# ")
    assert sum(len(cell.source.split()) for cell in prose) > 150


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_saved_notebook_shows_pictures_not_widgets_and_is_small(path):
    assert path.stat().st_size < execute.MOST_BYTES
    assert all(cell.execution_count for cell in cells_of(path, "code"))
    outputs = outputs_of(path)
    assert all(WIDGET not in output.get("data", {}) for output in outputs)
    assert not [o for o in outputs if o.output_type == "error" or o.get("name") == "stderr"]
    assert any(
        "<img" in str(o.get("data", {}).get("text/html", "")) or "image/png" in o.get("data", {})
        for o in outputs
    ) or path.stem.startswith("02")
    assert str(PROJECT) not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_saved_notebook_holds_no_script(path):
    page = "".join(str(o.get("data", {}).get("text/html", "")) for o in outputs_of(path))
    assert not re.search(r"<script|\son\w+=|javascript:", page, re.IGNORECASE)


@pytest.mark.model
@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_from_start_to_end(path, tmp_path, model_store, monkeypatch):
    if "openpyxl" in path.read_text(encoding="utf-8"):
        pytest.importorskip("openpyxl")
    monkeypatch.setenv("WORKBENCH_CACHE", str(model_store))
    monkeypatch.setenv("PYTHONPATH", str(PROJECT))
    copy = tmp_path / path.name
    copy.write_text(path.read_text("utf-8").replace(*FEWER.get(path.stem, ("", ""))), "utf-8")
    folder = execute.workplace(tmp_path)
    done = execute.executed(copy, folder)
    outputs = [o for cell in done.cells if cell.cell_type == "code" for o in cell.outputs]
    assert not [o for o in outputs if o.output_type == "stream" and o.name == "stderr"]
    assert any(WIDGET in o.get("data", {}) for o in outputs)
    for name in WRITES[path.stem]:
        assert (folder / name).stat().st_size > 1_000
    saved = [kind_of(o) for o in outputs_of(path)]
    cells = [cell for cell in execute.still(done).cells if cell.cell_type == "code"]
    now = [kind_of(o) for cell in cells for o in cell.outputs]
    assert now == saved, "run `make notebooks` and look at what changed"


def kind_of(output):
    return output.output_type, tuple(sorted(output.get("data", {})))


def test_lines_that_were_printed_one_by_one_are_one_output():
    new = nbformat.v4
    printed = [new.new_output("stream", name="stdout", text=f"{n}\n") for n in (1, 2)]
    result = new.new_output("execute_result", data={"text/plain": "3"})
    outputs = [*printed, new.new_output("stream", name="stderr", text="!\n"), result, printed[0]]
    cell = new.new_code_cell("1", outputs=[output.copy() for output in outputs])
    kept = execute.still(new.new_notebook(cells=[cell])).cells[0].outputs
    assert [o.get("text") for o in kept] == ["1\n2\n", "!\n", None, "1\n"]
