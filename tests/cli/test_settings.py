"""Options from a file, and from the report that is verified.

Tests of cli/settings.py and cli/starting.py.
"""

import json
import tomllib
from pathlib import Path

import pandas as pd
import pytest

from tests.cli.test_cli import fake_model, run, table
from workbench.cli import settings
from workbench.cli.parser import parser
from workbench.reports import read_report

__all__ = ["fake_model", "table"]


@pytest.fixture
def config(table):
    def write(words):
        Path("w.toml").write_text(words, encoding="utf-8")

    return write


def kept(capsys, *words):
    capsys.readouterr()
    assert run(*words, "--json", "--output", "out.csv") == 0
    return json.loads(capsys.readouterr().out)


def test_a_file_holds_options_of_all_commands_and_of_one(config, capsys):
    config('table = "t.csv"\ntext = "body"\nid = "id"\n[dedupe]\nthreshold = 0.5\nonly-kept = true')
    from_file = kept(capsys, "dedupe", "--config", "w.toml")
    typed = "dedupe t.csv --text body --id id --threshold 0.5 --only-kept"
    again = kept(capsys, *typed.split())
    assert from_file | {"vectors_from_cache": 57, "vectors_encoded": 0} == again
    assert from_file["table_rows"] < 59


def test_what_is_typed_counts_more(config, capsys):
    config('text = ["n", "id"]\n[dedupe]\nthreshold = 0.5\nkeep = "longest"')
    words = "dedupe t.csv --text body --thresh 0.95 --config w.toml"
    assert kept(capsys, *words.split())["duplicates"]["threshold"] == 0.95


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("treshold = 1", "treshold is no option. Did you mean 'threshold'?"),
        ("[dedup]\nthreshold = 1", "[dedup] is no command. Did you mean 'dedupe'?"),
        ("[dedupe]\ndetail = 'fine'", "detail is no option of dedupe"),
        ("threshold =", "is no TOML file"),
        ("[dedupe]\nthreshold = 2026-01-01", "--threshold takes a text, a number"),
    ],
)
def test_slips_in_a_file_are_told(config, capsys, fake_model, words, message):
    config(words)
    assert run(*["dedupe", "t.csv", "--text", "body", "--config", "w.toml"]) == 1
    assert message in capsys.readouterr().err
    assert fake_model.encoded == []


def test_values_of_a_file_are_checked_as_if_typed(config, capsys):
    config('threshold = "high"')
    with pytest.raises(SystemExit) as ended:
        run(*["dedupe", "t.csv", "--text", "body", "--config", "w.toml"])
    assert ended.value.code == 2
    assert "argument --threshold takes a number, such as 0.9, got 'high'" in capsys.readouterr().err


def test_verify_takes_the_options_from_the_report(table, capsys):
    made = "report t.csv --text body --id id --threshold 0.6 --no-topics --redact --output r.html"
    assert run(*made.split()) == 0
    remembered = read_report("r.html").summary["options"]
    assert remembered == {
        "text": ["body"],
        "id": "id",
        "threshold": 0.6,
        "no-topics": True,
        "redact": True,
    }
    capsys.readouterr()
    assert run(*["verify", "r.html", "--table", "t.csv"]) == 0
    assert capsys.readouterr().out.splitlines()[0] == "identical"
    assert run(*["verify", "r.html", "--table", "t.csv", "--threshold", "0.7"]) == 1


def test_a_strangers_report_chooses_no_server_model_or_file():
    hostile = {
        "endpoint": "http://127.0.0.1:9/v1",
        "namer": "http://127.0.0.1:9/v1",
        "ledger": "elsewhere.jsonl",
        "model": "stranger/model",
        "text": ["body"],
        "help": True,
        "output": "t.csv",
    }
    words = settings.with_remembered(parser(), ["verify", "r.html", "--table", "t.csv"], hostile)
    assert words == ["verify", "--text=body", "r.html", "--table", "t.csv"]


def test_init_guesses_columns_and_its_file_works(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    texts = [f"my parcel number {k} is late" for k in range(12)]
    days = pd.date_range("2026-01-01", periods=12).strftime("%Y-%m-%d")
    frame = pd.DataFrame({"when": days, "ticket_id": range(100, 112), "body": texts, "n": 1})
    frame.to_csv("t.csv", index=False)
    assert run("init", "t.csv") == 0
    written = tomllib.loads(Path("workbench.toml").read_text(encoding="utf-8"))
    assert written == {"table": "t.csv", "text": "body", "id": "ticket_id", "date": "when"}
    capsys.readouterr()
    assert run("dedupe", "--config", "workbench.toml", "--keep", "newest") == 0
    assert run("init", "t.csv", "--text", "bdoy", "--output", "o.toml") == 1
    assert "Did you mean 'body'?" in capsys.readouterr().err


def test_init_asks_if_somebody_is_there(table, monkeypatch, capsys):
    class Person:
        answers = iter(["", "none\n", "n\n"])

        def isatty(self):
            return True

        def readline(self):
            return next(self.answers)

    monkeypatch.setattr("sys.stdin", Person())
    assert run("init", "t.csv") == 0
    assert "Column with the texts [body]: " in capsys.readouterr().err
    written = tomllib.loads(Path("workbench.toml").read_text(encoding="utf-8"))
    assert written == {"table": "t.csv", "text": "body", "date": "n"}
