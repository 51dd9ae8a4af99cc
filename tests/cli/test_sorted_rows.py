"""Categories and labels from the command line: in a report, learned, carried to the next table.

Tests of cli/sections.py and reports/sorted_rows.py, reports/section.py.
"""

import json

import openpyxl
import pandas as pd
import pytest

from tests.cli.test_cli import fake_model, run
from tests.topics.conftest import four

__all__ = ["fake_model", "four"]

CATEGORIES = {
    "Cards": {"examples": ["card lost stolen replacement"]},
    "Lost cards": {"examples": ["card lost stolen"]},
    "Refunds": {"examples": ["refund money returned purchase"]},
    "Violins": {"examples": ["violin orchestra concert"]},
}


@pytest.fixture(scope="module")
def folder(four, tmp_path_factory):
    folder = tmp_path_factory.mktemp("sorted")
    frame = four[0].assign(id=[f"t{k}" for k in range(len(four[0]))])
    frame["queue"] = frame["label"].where(frame.groupby("label").cumcount() < 12)
    frame.loc[frame.index[0], "queue"] = "refund"
    frame.to_csv(folder / "t.csv", index=False)
    frame[frame["label"] != "refund"].to_csv(folder / "later.csv", index=False)
    (folder / "c.json").write_text(json.dumps(CATEGORIES), encoding="utf-8")
    return folder


@pytest.fixture(autouse=True)
def _here(folder, monkeypatch, fake_model):
    monkeypatch.chdir(folder)


OPTIONS = ("--text", "text", "--id", "id", "--no-ledger", "--quiet")
SORTED = ("--categories", "c.json", "--category-threshold", "0.25", "--labels", "queue")


def test_a_report_tells_of_categories_and_labels_and_refresh_says_what_changed(folder):
    assert run("report", "t.csv", *OPTIONS, *SORTED, "--output", "r.html", "--save", "l.wb") == 0
    page = (folder / "r.html").read_text(encoding="utf-8")
    for said in (
        "Your categories",
        "1 of 4 categories have no row: &#39;Violins&#39;",
        "Categories that claim the same rows",
        "Texts that two categories claim",
        "What the list lacks",
        "Labels that look wrong",
        "Label next",
    ):
        assert said in page
    assert run("verify", "r.html", "--table", "t.csv", "--categories", "c.json") == 0
    assert run("verify", "r.html", "--table", "t.csv") == 1
    words = ["refresh", "l.wb", "later.csv", "--no-ledger", "--report", "m.html", "--save", "n.wb"]
    assert run(*words, "--quiet") == 0
    monday = (folder / "m.html").read_text(encoding="utf-8")
    assert "Of your categories" in monday.split("What is it about?")[0]
    assert "Refunds (" in monday
    assert "Rows before" in monday
    assert run("verify", "m.html", "--table", "later.csv", "--last", "l.wb") == 0
    assert run("refresh", "n.wb", "later.csv", "--no-ledger", "--report", "x.html") == 0


def test_a_workbook_has_sheets_of_categories_and_labels(folder):
    assert run("report", "t.csv", *OPTIONS, *SORTED, "--output", "r.xlsx") == 0
    book = openpyxl.load_workbook(folder / "r.xlsx")
    wanted = {"Categories", "Overlap", "Claimed by two", "Not covered", "Labels", "Label errors"}
    assert wanted <= set(book.sheetnames)
    errors = [[cell.value for cell in line] for line in book["Label errors"].iter_rows()]
    assert errors[1][2:4] == ["refund", "card"]
    assert run("report", "t.csv", *OPTIONS, *SORTED, "--output", "r.csv") == 1


def test_thresholds_are_learned_from_a_file_that_was_filled_in(folder, capsys):
    base = ["categorize", "t.csv", *OPTIONS, "--categories", "c.json", "--output", "out.csv"]
    assert run(*base, "--threshold", "0.99", "--questions", "q.csv") == 0
    asked = pd.read_csv(folder / "q.csv", dtype=str)
    truth = pd.read_csv(folder / "t.csv").set_index("id")["label"]
    right = {"card": "Cards", "refund": "Refunds"}
    asked["answer"] = [right.get(truth[key], "Other") for key in asked["row_id"]]
    asked.to_csv(folder / "q.csv", index=False)
    learned = ["--threshold", "0.99", "--answered", "q.csv", "--learned", "mine.csv"]
    capsys.readouterr()
    assert run(*base, *learned, "--json", "--rest", "cluster") == 0
    facts = json.loads(capsys.readouterr().out)
    assert sum(line["rows"] for line in facts["categories"]) == len(truth)
    assert {"overlap", "contested", "uncovered"} <= set(facts)
    assert facts["uncovered"]
    assert pd.read_csv(folder / "mine.csv")["threshold"].notna().any()
    assert run(*base, "--answered", "c.json") == 1
    capsys.readouterr()
    code = run("verify", "out.csv", "--table", "t.csv", "--categories", "mine.csv")
    assert code == 0, capsys.readouterr()
