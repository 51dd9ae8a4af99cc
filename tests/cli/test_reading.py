"""Options for reading a table, on every command that reads one."""

import json
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from tests.fakes import FakeEncoder
from workbench import cli
from workbench.cli.parser import COMMANDS, parser

READING = [
    "--encoding",
    "--separator",
    "--quote",
    "--header",
    "--skip-rows",
    "--sheet",
    "--bad-rows",
]
TEXTS = ["I cannot log in", "My invoice is wrong", "Where is my parcel", "The app is slow"]


@pytest.fixture(autouse=True)
def fake_model(monkeypatch, tmp_path):
    encoder = FakeEncoder()
    monkeypatch.setattr(
        "workbench.embedding.encoders.custom.load_encoder", lambda *_, **__: encoder
    )
    monkeypatch.setattr("workbench.cli.upkeep.load_encoder", lambda *_, **__: encoder)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words):
    return cli.run([str(word) for word in words])


def write(name, content, encoding="utf-8"):
    Path(name).write_bytes(content.encode(encoding))


def options_of(command):
    commands = next(a for a in parser()._actions if getattr(a, "choices", None))
    return {name for action in commands.choices[command]._actions for name in action.option_strings}


NO_TABLE = ("mcp", "models", "doctor", "completion")


@pytest.mark.parametrize("command", [name for name in COMMANDS if name not in NO_TABLE])
def test_every_command_with_a_table_takes_them(command):
    named = options_of(command)
    assert set(READING) <= named
    assert "--table-name" in named if command in ("verify", "cache") else "--table" in named
    if command == "match":
        assert {f"--other-{name[2:]}" for name in [*READING, "--table"]} <= named


def test_what_was_found_out_is_told(capsys):
    write("t.csv", "Export\n\nid;body\n" + "".join(f"00{k};{t}\n" for k, t in enumerate(TEXTS)))
    assert run("embed", "t.csv", "--text", "body", "--id", "id", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["rows"] == 4
    assert "cells are separated by semicolon" in told["notes"][0]
    assert "row 1 is above the header" in told["notes"][1]
    assert run("embed", "t.csv", "--text", "body") == 0
    assert "Note: t.csv: cells are separated by semicolon" in capsys.readouterr().out


def test_each_table_of_match_has_options_of_its_own(capsys):
    write("a.csv", "body\n" + "\n".join(TEXTS) + "\nnaïve question\n", encoding="cp1252")
    book = openpyxl.Workbook()
    book.active.append(["question"])
    for name in ("One", "Two"):
        sheet = book.create_sheet(name)
        for text in ["question", *TEXTS]:
            sheet.append([text])
    book.save("b.xlsx")
    words = ["match", "a.csv", "b.xlsx", "--text", "body", "--other-text", "question"]
    assert run(*words) == 1
    assert "--other-sheet One --other-sheet Two" in capsys.readouterr().err
    assert run(*words, "--other-sheet", "Two", "--output", "out.csv") == 0
    assert len(pd.read_csv("out.csv")) == 5


def test_a_row_that_does_not_fit_names_the_option(capsys):
    write("t.csv", "id,body\n1,hello there, world\n2,foo bar\n")
    assert run("dedupe", "t.csv", "--text", "body") == 1
    assert "--bad-rows join" in capsys.readouterr().err
    assert run("embed", "t.csv", "--text", "body", "--bad-rows", "join") == 0


def test_a_name_that_repeats_means_all_its_columns(capsys):
    write("t.csv", "Key,Comment,Comment\nA,first part,second part\nB,,only this\n")
    assert run("search", "t.csv", "second part", "--text", "Comment", "--k", "1") == 0
    assert "first part second part" in capsys.readouterr().out
    assert run("embed", "t.csv", "--text", "Comment") == 0
    assert "all columns called Comment: Comment, Comment.1" in capsys.readouterr().out


def test_a_nested_text_is_embedded(capsys):
    write("t.json", json.dumps([{"ticket": {"body": text}} for text in TEXTS]))
    assert run("search", "t.json", "invoice", "--text", "ticket.body", "--k", "1") == 0
    assert "My invoice is wrong" in capsys.readouterr().out
    assert run("embed", "t.json", "--text", "ticket") == 1
    assert "ticket.body" in capsys.readouterr().err


def test_the_store_is_checked_against_a_table(capsys):
    write("t.csv", "id;body\n" + "".join(f"{k};{t}\n" for k, t in enumerate(TEXTS)))
    run("embed", "t.csv", "--text", "body")
    assert run("cache", "--check", "--table", "t.csv", "--text", "body") == 0
    assert "4 of 4 texts encoded again" in capsys.readouterr().out
    assert run("cache", "--check", "--table", "t.csv") == 1
    assert "--text COLUMN" in capsys.readouterr().err


def test_a_column_without_texts_is_told_in_words_of_the_command_line(capsys):
    write("t.csv", "id,body\n")
    assert run("embed", "t.csv", "--text", "body") == 1
    assert "t.csv: the table has no rows" in capsys.readouterr().err
