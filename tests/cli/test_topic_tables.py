"""Tests of cli/topic_tables.py and cli/classifying.py, and of the command that takes decisions."""

import json

import pandas as pd
import pytest
from openpyxl import load_workbook

from tests.cli.test_cli import fake_model, run
from workbench.tables import read_manifest

__all__ = ["fake_model"]


@pytest.fixture
def table(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    texts = [f"{a} {b}" for a in ("card", "login") for b in "abcdefghijklmn"]
    channels = ["mail"] * 14 + ["chat"] * 13 + ["mail"]
    frame = pd.DataFrame({"id": range(28), "body": texts, "channel": channels})
    frame.to_csv("t.csv", index=False)
    return tmp_path


def test_topics_by_group_and_as_an_outline(table, capsys):
    words = "topics t.csv --text body --by channel --outline --output out.csv"
    assert run(*words.split(), "--json") == 0
    facts = json.loads(capsys.readouterr().out)
    assert sum(line["rows"] for line in facts["by"]) == 28
    assert {line["group"] for line in facts["by"]} == {"mail", "chat"}
    topics = [line for line in facts["outline"] if line["level"] == 1]
    assert sum(line["rows"] for line in topics) == 28
    assert run(*words.split()) == 0
    said = capsys.readouterr().out
    assert "chat: 100% of its rows are about login" in said
    assert run(*words.replace("channel", "chanel").split()) == 1
    assert "Did you mean 'channel'?" in capsys.readouterr().err


def test_approximate_neighbors_are_remembered(table, capsys):
    words = "topics t.csv --text body --approximate --output o.csv --json"
    assert run(*words.split()) == 0
    assert read_manifest(table / "o.csv")["options"]["approximate"] is True
    assert run("verify", "o.csv", "--table", "t.csv") == 0


def test_decisions_are_taken_over_from_a_workbook(table, capsys):
    base = ["t.csv", "--text", "body", "--id", "id"]
    assert run("report", *base, "--threshold", "0.3", "--guards", "off", "--output", "r.xlsx") == 0
    book = load_workbook("r.xlsx")
    sheet = book["Groups"]
    sheet.cell(2, [cell.value for cell in sheet[1]].index("decision") + 1, "keep")
    book.save("r.xlsx")
    capsys.readouterr()
    assert run("decide", *base, "--decisions", "r.xlsx") == 0
    assert capsys.readouterr().out == "1 decision taken over from r.xlsx.\n"
    assert run("decide", *base, "--decisions", "r.xlsx") == 0
    assert "No decision is new in r.xlsx: fill its column decision" in capsys.readouterr().out
    assert (table / "workbench_decisions.jsonl").is_file()
    assert run("decide", *base, "--decisions", "none.xlsx") == 1


def test_labels_are_learned_from_the_rows_that_have_one(table, capsys):
    frame = pd.read_csv("t.csv")
    labels = ["payment"] * 14 + ["access"] * 14
    labels[3] = "access"
    frame["label"] = [label if k % 4 else None for k, label in enumerate(labels)]
    frame.to_csv("t.csv", index=False)
    words = "classify t.csv --text body --id id --labels label --output o.csv --suggest s.csv"
    assert run(*words.split(), "--json") == 0
    facts = json.loads(capsys.readouterr().out)
    out = pd.read_csv("o.csv")
    assert out["workbench_label"].notna().sum() == 21
    assert (out["predicted"] == ["payment"] * 14 + ["access"] * 14).mean() > 0.9
    assert len(pd.read_csv("s.csv")) == facts["suggested"] == 7
    assert facts["label_errors"][0]["id"] == "3"
    assert run("verify", "s.csv", "--table", "t.csv") == 0
    assert run(*words.replace("label ", "labl ").split()) == 1


def test_repeated_lines_are_listed_and_left_out(table, capsys):
    texts = [f"text {k}\nOrdered in the shop on the corner" for k in range(9)]
    pd.DataFrame({"body": texts}).to_csv("t.csv", index=False)
    words = "embed t.csv --text body --repeated-lines --json"
    assert run(*words.split()) == 0
    lines = json.loads(capsys.readouterr().out)["repeated_lines"]
    assert [line["line"] for line in lines] == ["Ordered in the shop on the corner"]
    (table / "lines.txt").write_text("Ordered in the shop on the corner\n", encoding="utf-8")
    assert run(*words.split(), "--exclude-lines", "lines.txt") == 0
    assert json.loads(capsys.readouterr().out)["repeated_lines"] == []
    assert run("embed", "t.csv", "--text", "body", "--exclude-lines", "none.txt") == 1
    assert "--exclude-lines none.txt could not be read" in capsys.readouterr().err
