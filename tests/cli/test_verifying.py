"""Tables that carry what they were made of, and `workbench verify` of them.

Tests of cli/verifying.py, reports/table_differences.py and tables/writing/manifests.py.
"""

import json
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

import workbench as wb
from tests.cli.test_cli import fake_model, run
from tests.fakes import FakeEncoder
from workbench.errors import FileError
from workbench.reports import read_report, table_differences
from workbench.tables import manifest_beside, read_manifest

__all__ = ["fake_model"]

ENDINGS = ("csv", "tsv", "jsonl", "parquet", "xlsx")


@pytest.fixture
def table(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    words = ["parcel", "refund", "login", "invoice", "crash", "update"]
    texts = [f"my {a} and the {b} do not work" for a in words for b in words if a != b]
    texts += [texts[0], texts[0].upper(), "", "=1+1"]
    days = pd.date_range("2026-01-01", periods=len(texts)).strftime("%Y-%m-%d")
    frame = pd.DataFrame({"id": [f"00{k}" for k in range(len(texts))], "body": texts, "day": days})
    frame.assign(mail="jo.smith@example.com").to_csv("t.csv", index=False)
    frame.head(9).to_csv("o.csv", index=False)
    pd.DataFrame({"name": ["parcels"], "examples": ["my parcel"]}).to_csv("c.csv", index=False)
    return tmp_path


def verify(name, *words, capsys):
    """Verify a file; return the exit code and what is said."""
    capsys.readouterr()
    code = run("verify", name, "--table", "t.csv", *words)
    captured = capsys.readouterr()
    return code, captured.out + captured.err


@pytest.mark.parametrize("ending", ENDINGS)
def test_every_kind_of_table_verifies_and_a_changed_table_does_not(table, capsys, ending):
    made = f"dedupe t.csv --text body --id id --threshold 0.7 --only-kept --output k.{ending}"
    assert run(*made.split()) == 0
    assert verify(f"k.{ending}", capsys=capsys) == (0, "identical\n")
    assert read_manifest(Path(f"k.{ending}"))["options"] == {
        "text": ["body"],
        "id": "id",
        "threshold": 0.7,
        "only-kept": True,
    }
    frame = pd.read_csv("t.csv", dtype=str)
    frame.assign(body=frame["body"] + " today").to_csv("t.csv", index=False)
    code, said = verify(f"k.{ending}", capsys=capsys)
    assert code == 1
    assert "differs from the stage 'rows' on" in said


MADE = {
    "topics": ("topics t.csv --text body --min-cluster-size 3", ""),
    "conflicts": ("conflicts t.csv --text body --column day --threshold 0.6", ""),
    "trends": ("trends t.csv --text body --date day --freq W", ""),
    "categorize": ("categorize t.csv --text body --categories c.csv", "--categories c.csv"),
    "compare": ("compare t.csv o.csv --text body", "--other o.csv"),
    "report": ("report t.csv --text body --redact --leave-out day", ""),
}


def test_maps_and_exports_verify_and_changed_ones_do_not(table, capsys):
    made = {
        "map.html": "map",
        "v.parquet": "export",
        "s.json": "export --to label-studio",
        "a.jsonl": "export --to argilla",
    }
    for name, words in made.items():
        command, *more = words.split()
        given = ("--text", "body", "--id", "id", "--min-cluster-size", "3", "--output", name)
        assert run(command, "t.csv", *more, *given) == 0
        assert verify(name, capsys=capsys) == (0, "identical\n")
    page = Path("map.html")
    page.write_text(page.read_text("utf-8").replace("parcel and the login", "letter"), "utf-8")
    assert verify("map.html", capsys=capsys)[0] == 1
    tasks = Path("a.jsonl")
    tasks.write_text(tasks.read_text("utf-8").replace("refund", "loan"), "utf-8")
    assert verify("a.jsonl", capsys=capsys)[0] == 1


@pytest.mark.parametrize("command", MADE)
def test_the_table_of_every_command_verifies(table, capsys, command):
    words, more = MADE[command]
    assert run(*words.split(), "--output", "out.csv", "--plain") == 0
    assert verify("out.csv", *more.split(), capsys=capsys) == (0, "identical\n")
    if more:
        assert f"Name it: {more.split()[0]} FILE" in verify("out.csv", capsys=capsys)[1]


def test_a_comparison_of_two_parts_of_a_table_verifies(table, capsys):
    assert run(*["compare", "t.csv", "--text", "body", "--by", "day", "--output", "out.csv"]) == 0
    assert verify("out.csv", capsys=capsys) == (0, "identical\n")
    for words, said in {
        "--now x": "--now says what a column holds: name it with --by",
        "": "another table, or --by COLUMN",
        "o.csv --by day": "another table, or --by COLUMN",
        "--by nowhere": "nowhere",
        "--by body": "holds no dates",
    }.items():
        assert run("compare", "t.csv", *words.split(), "--text", "body") == 1
        assert said in capsys.readouterr().err


def test_matches_and_gaps_verify(table, capsys):
    words = "match t.csv o.csv --text body --output m.csv --gaps g.csv"
    assert run(*words.split()) == 0
    for name in ("m.csv", "g.csv"):
        assert verify(name, "--other", "o.csv", capsys=capsys) == (0, "identical\n")


def test_what_is_typed_counts_more_than_what_a_table_remembers(table, capsys):
    assert run("dedupe", "t.csv", "--text", "body", "--threshold", "0.6", "--output", "k.csv") == 0
    code, said = verify("k.csv", "--threshold", "0.95", capsys=capsys)
    assert (code, "threshold was 0.6, is 0.95" in said) == (1, True)
    assert "--detail is no option" not in said
    said = verify("k.csv", "--detail", "fine", capsys=capsys)[1]
    assert "--detail is no option of workbench dedupe, which made it" in said


def test_a_cell_that_was_changed_is_named(table, capsys):
    assert run("dedupe", "t.csv", "--text", "body", "--output", "k.csv") == 0
    frame = pd.read_csv("k.csv", dtype=str)
    frame.loc[4, "id"] = "4"
    frame.to_csv("k.csv", index=False)
    code, said = verify("k.csv", capsys=capsys)
    assert code == 1
    assert "column 'id': 1 cell differs" in said
    assert "the first in row 5" in said


def test_decisions_filled_into_a_workbook_are_remarks(table, capsys):
    assert run("report", "t.csv", "--text", "body", "--output", "r.xlsx") == 0
    book = load_workbook("r.xlsx")
    sheet = book["Groups"]
    sheet.cell(2, [cell.value for cell in sheet[1]].index("decision") + 1, "keep")
    book.save("r.xlsx")
    code, said = verify("r.xlsx", capsys=capsys)
    assert code == 0, said
    assert said.startswith("identical\nsheet 'Groups': column 'decision': 1 cell")


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_manifest_of_a_masked_table_holds_nothing_masked(table, ending):
    path = Path(f"r.{ending}")
    frame = pd.read_csv("t.csv").assign(mail=lambda t: t["id"].astype(str) + "jo.smith@example.com")
    corpus = wb.embed(frame, text="body", model=FakeEncoder(), cache=False, progress=False)
    kept = corpus.duplicates(keep={"mail": ["0jo.smith@example.com"]})
    corpus.report(path, duplicates=kept, redact=["mail"])
    assert any("mail" in str(one["parameters"]) for one in read_manifest(path)["stages"])
    made = json.dumps(read_manifest(path))
    assert "jo.smith" not in made
    for file in (path, manifest_beside(path)):
        if file is None:
            continue
        parts = [file.read_bytes()]
        if ending == "xlsx":
            with zipfile.ZipFile(file) as book:
                parts = [book.read(name) for name in book.namelist()]
        assert all(b"jo.smith" not in part for part in parts)


def test_words_that_were_typed_are_masked_too(table):
    words = "report t.csv --text body --redact --non-answer jo.smith@example.com --output"
    for name in ("r.csv", "r.html"):
        assert run(*words.split(), name) == 0
    assert "jo.smith" not in json.dumps(read_manifest(Path("r.csv")))
    assert "jo.smith" not in json.dumps(read_report("r.html").summary["options"])


def test_a_table_without_its_manifest_says_what_to_do(table, capsys):
    assert run("dedupe", "t.csv", "--text", "body", "--output", "k.csv") == 0
    Path("k.csv.manifest.json").unlink()
    code, said = verify("k.csv", capsys=capsys)
    assert code == 1
    assert "k.csv.manifest.json is not there. To verify a table, write it again" in said


@pytest.mark.parametrize(
    ("made", "message"),
    [
        ("{", "cannot be read"),
        ("[]", "holds no manifest of Workbench"),
        ('{"format": 1, "versions": {}, "stages": [1]}', "holds no manifest"),
        ('{"format": 2, "versions": {}, "stages": []}', "written by a later version"),
        ('{"format": 1, "versions": {}, "stages": [], "command": "cache"}', "names no command"),
    ],
)
def test_a_strangers_manifest_is_refused_in_words(table, capsys, made, message):
    Path("k.csv").write_text("a\n1\n", encoding="utf-8")
    Path("k.csv.manifest.json").write_text(made, encoding="utf-8")
    code, said = verify("k.csv", capsys=capsys)
    assert (code, message in said) == (1, True)


def test_a_strangers_manifest_chooses_no_server_and_no_file(table, capsys):
    assert run("dedupe", "t.csv", "--text", "body", "--output", "k.csv") == 0
    path = Path("k.csv.manifest.json")
    made = json.loads(path.read_text(encoding="utf-8"))
    made["options"] |= {"endpoint": "http://127.0.0.1:9/v1", "model": "x", "output": "t.csv"}
    path.write_text(json.dumps(made), encoding="utf-8")
    before = Path("t.csv").read_bytes()
    assert verify("k.csv", capsys=capsys) == (0, "identical\n")
    assert Path("t.csv").read_bytes() == before


def test_a_manifest_of_others_is_not_replaced(table, capsys):
    Path("k.csv.manifest.json").write_text("mine", encoding="utf-8")
    assert run("dedupe", "t.csv", "--text", "body", "--output", "k.csv") == 1
    assert "the manifest of k.csv, k.csv.manifest.json is there already" in capsys.readouterr().err
    assert not Path("k.csv").exists()


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_python_exports_has_a_manifest_too(table, capsys, ending):
    corpus = wb.embed("t.csv", text="body", model=FakeEncoder(), cache=False, progress=False)
    path = Path(f"e.{ending}")
    corpus.export(path, corpus.duplicates())
    stages = [one["stage"] for one in read_manifest(path)["stages"]]
    assert stages == ["rows", "embedding", "pairs", "duplicates"]
    assert "no command makes it again" in verify(str(path), capsys=capsys)[1]


def test_the_name_of_a_table_in_a_file_is_remembered(table, capsys):
    pd.read_csv("t.csv").to_excel("t.xlsx", sheet_name="first", index=False)
    words = "dedupe t.xlsx --text body --sheet first --output k.csv"
    assert run(*words.split()) == 0
    capsys.readouterr()
    assert run("verify", "k.csv", "--table", "t.xlsx") == 0


@pytest.mark.parametrize(
    ("then", "now", "said"),
    [
        ("a,b\n1,x\n2,y\n", "a,b\n2,y\n1,x\n", "the rows are the same, in another order"),
        ("a,b\n1,x\n", "a,b\n1,x\n2,y\n", "the file has 1 row, a fresh run 2"),
        ("a,b\n1,x\n", "a\n1\n", "column 'b': only in the file"),
        ("a\n0.1234567\n", "a\n0.1234568\n", None),
        ("a\n0.12\n", "a\n0.13\n", "column 'a': 1 cell differs"),
        ("a\n007\n", "a\n7\n", "column 'a': 1 cell differs"),
    ],
)
def test_differences_are_said(tmp_path, then, now, said):
    old, new = tmp_path / "old.csv", tmp_path / "new.csv"
    old.write_text(then, encoding="utf-8")
    new.write_text(now, encoding="utf-8")
    differences, _ = table_differences(old, new)
    assert (said is None) == (not differences)
    if said:
        assert differences[0].startswith(said)


def test_a_damaged_table_is_told(tmp_path):
    (tmp_path / "a.parquet").write_bytes(b"no parquet")
    with pytest.raises(FileError, match="could not be read"):
        table_differences(tmp_path / "a.parquet", tmp_path / "a.parquet")
