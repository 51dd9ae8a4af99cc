"""What the command line says, over every command and awkward tables: read once by a machine."""

import json
import re
from itertools import product

import pandas as pd
import pytest

from tests.fakes import FakeEncoder
from workbench import cli
from workbench.cli.parser import parser

WORDS = ["parcel", "refund", "login", "invoice", "crash", "update"]

TABLES = {
    "ordinary": [f"my {a} and the {b} do not work" for a in WORDS for b in WORDS if a != b] * 2,
    "held_back": [f"Job {4000 + k} failed on the scheduler" for k in range(12)],
    "no_duplicates": ["apples are red", "trains run late", "the sea was calm"],
    "one_row": ["only this"],
    "all_equal": ["again and again"] * 30,
    "all_blank": ["", "", ""],
    "no_answers": ["n/a", "-", "none", "the lid is broken", "the lid broke"],
    "unread": ["สินค้ายังไม่มาถึง", "ลืมรหัสผ่าน", "👍👍", "👎", ":)"],
    "markup": ["<p>My <b>parcel</b> is late &amp; wet</p>", "RE: parcel", "> quoted\nparcel"] * 3,
}

COMMANDS = {
    "dedupe": ["dedupe", "T", "--text", "body"],
    "dedupe kept": ["dedupe", "T", "--text", "body", "--only-kept", "--id", "ticket"],
    "topics": ["topics", "T", "--text", "body"],
    "map": ["map", "T", "--text", "body"],
    "report": ["report", "T", "--text", "body", "--output", "r.html"],
    "match": ["match", "T", "T", "--text", "body", "--gaps", "gaps.csv"],
    "search": ["search", "T", "where is my parcel", "--text", "body"],
    "embed": ["embed", "T", "--text", "body"],
}

SLIPS = {
    "no such column": ["dedupe", "T", "--text", "bdoy"],
    "no such id": ["dedupe", "T", "--text", "body", "--id", "tikcet"],
    "a column of numbers": ["dedupe", "numbers.xlsx", "--text", "n"],
    "nested texts": ["dedupe", "nested.jsonl", "--text", "ticket"],
    "no such file": ["dedupe", "tabel.csv", "--text", "body"],
    "a header alone": ["dedupe", "header.csv", "--text", "body"],
    "an empty file": ["dedupe", "empty.csv", "--text", "body"],
    "a threshold of percents": ["dedupe", "T", "--text", "body", "--threshold", "90"],
    "newest without dates": ["dedupe", "T", "--text", "body", "--keep", "newest"],
    "dates that are none": [
        "dedupe",
        "T",
        "--text",
        "body",
        "--keep",
        "newest",
        "--date",
        "body",
    ],
    "no such policy": ["dedupe", "T", "--text", "body", "--keep", "longset"],
    "a column to leave out": ["report", "T", "--text", "body", "--leave-out", "nmae"],
    "output over the input": ["dedupe", "T", "--text", "body", "--output", "T"],
    "no such ledger": ["dedupe", "T", "--text", "body", "--ledger", "no.jsonl"],
    "a blank question": ["search", "T", " ", "--text", "body"],
    "no rows wanted": ["search", "T", "parcel", "--text", "body", "--k", "0"],
    "a folder": ["dedupe", ".", "--text", "body"],
    "an unknown ending": ["dedupe", "T", "--text", "body", "--output", "out.doc"],
    "a missing folder": ["dedupe", "T", "--text", "body", "--output", "no/out.csv"],
    "wrong encoding": ["dedupe", "T", "--text", "body", "--encoding", "utf-99"],
}

PYTHON = re.compile(
    r"\(\)|frame\[|\bpd\.|\bwb\.|\btext=|\bid=|\bmin_cluster_size|\brandom_state=|\bkeep=|\bmodel=|=True|=False"
    r"|\(s\)|\bNone\b|\bnan\b|Traceback|corpus\."
)
"""Words of Python, and of messages that were put together without care."""

SINGULAR = re.compile(
    r"(?<![\d,.])1 (?:more |distinct |other )?(rows|texts|groups|topics|cells|values|notes|gaps)\b"
    r"|(?<![\d,.])1 \w+ (are|have|hold|stand|stay|fit|repeat|count)\b"
)


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    encoder = FakeEncoder()
    monkeypatch.setattr(
        "workbench.embedding.encoders.custom.load_encoder", lambda *_, **__: encoder
    )
    for name, texts in TABLES.items():
        ids = [f"T{k // 2}" for k in range(len(texts))]  # each id stands twice
        pd.DataFrame({"ticket": ids, "body": texts}).to_csv(f"{name}.csv", index=False)
    pd.DataFrame({"n": [1, 2], "t": ["a", "b"]}).to_excel("numbers.xlsx", index=False)
    lines = [json.dumps({"ticket": {"body": "late"}})] * 2
    (tmp_path / "nested.jsonl").write_text("\n".join(lines))
    (tmp_path / "header.csv").write_text("ticket,body\n")
    (tmp_path / "empty.csv").write_text("")
    return tmp_path


def known_options():
    commands = parser()._subparsers._group_actions[0].choices.values()
    return {option for command in commands for option in command._option_string_actions}


def said_by(words, capsys, table):
    """Return the lines that a command prints, without what stands in the table itself."""
    cli.run([f"{table}.csv" if word == "T" else word for word in words] + ["--quiet"])
    said = capsys.readouterr()
    return [line for line in (said.out + said.err).splitlines() if not line.startswith("  ")]


def check(lines):
    assert lines
    for line in lines:
        assert not PYTHON.search(line), line
        assert not SINGULAR.search(line), line
        assert "  " not in line.strip() or re.match(r"-?\d\.\d{3}  ", line), line
        for option in re.findall(r"(?<![\w-])--[a-z][a-z-]+", line):
            assert option in OPTIONS, f"{option} does not exist: {line}"


OPTIONS = known_options()


@pytest.mark.parametrize(("command", "table"), list(product(COMMANDS, TABLES)))
def test_each_command_says_it_well_over_each_table(command, table, capsys):
    check(said_by(COMMANDS[command], capsys, table))


@pytest.mark.parametrize("slip", SLIPS)
def test_each_slip_is_answered_in_words_of_the_command_line(slip, capsys):
    lines = said_by(SLIPS[slip], capsys, "ordinary")
    check(lines)
    assert lines[0].startswith("workbench: ")


def test_rows_held_back_are_never_said_to_be_repeats(capsys):
    words = [*COMMANDS["dedupe"], "--threshold", "0.7"]
    said = "\n".join(said_by(words, capsys, "held_back"))
    assert "No row can go at a similarity of 0.7 or more." in said
    assert "times" not in said
    assert "rows are as similar to another row, but kept until a person decides" in said
    assert "a number differs (1" in said or "an identifier differs (1" in said
