"""Tables as other people have them, through the command line: every cell comes out again."""

import csv
import io
from pathlib import Path

import pandas as pd
import pytest

from tests.fakes import FakeEncoder
from workbench.cli import run


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WORKBENCH_CACHE", str(tmp_path / "cache"))
    encoder = FakeEncoder()
    monkeypatch.setattr(
        "workbench.embedding.encoders.custom.load_encoder", lambda *_, **__: encoder
    )


def cells_of(path, separator):
    with Path(path).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, delimiter=separator))


@pytest.mark.parametrize("ending", ["csv", "tsv"])
@pytest.mark.parametrize(
    ("content", "encoding", "text"),
    [
        ('id,body,who\n1,"The tap drips.\rPlease call",Ann\n2,No heat,Bob\n', "utf-8", "body"),
        ("id,body,who\n101,The tap drips,Ann,\n102,No heat,Bob,\n", "utf-8", "body"),
        (
            (
                "zip,code,ref,flag,body\n01067,1E5,570301031407624196,TRUE,No heat\n"
                "01069,2E7,,FALSE,Ok then\n"
            ),
            "utf-8",
            "body",
        ),
        ("id;body\n1;No heat, again\n2;The tap drips\n", "cp1252", "body"),
        ("id\tbody\n1\tKein Wärme\n2\tNo heat\n", "utf-16", "body"),
        ("sep=;\nid;body\n1;No heat\n2;The tap drips\n", "utf-8-sig", "body"),
        ("Export of March\n\nid,body,who\n1,No heat,Ann\n2,The tap drips,Bob\n", "utf-8", "body"),
        ("key,Labels,Labels,body\n1,a,b,No heat\n2,,c,The tap drips\n", "utf-8", "body"),
        (
            "n,body\n1,@Shop where is it?\n2,- item missing\n3,+1 for that\n4,=) thanks\n",
            "utf-8",
            "body",
        ),
    ],
)
def test_every_cell_is_handed_over(content, encoding, text, ending):
    Path("in.csv").write_bytes(content.encode(encoding))
    assert run(["dedupe", "in.csv", "--text", text, "--quiet", "--output", f"o.{ending}"]) == 0
    body = content.split("sep=;\n")[-1].split("March\n\n")[-1]
    separator = next(s for s in ("\t", ";", ",") if s in body.split("\n", 1)[0])
    given = list(csv.reader(io.StringIO(body, newline=""), delimiter=separator))
    out = cells_of(f"o.{ending}", "\t" if ending == "tsv" else ",")
    width = len(given[0])
    assert [line[:width] for line in out] == [line[:width] for line in given]
    assert out[0][width:][:3] == ["group", "kind", "verdict"]


def test_the_request_is_kept_rather_than_the_bounce_and_the_reply():
    subjects = ["Undeliverable: The tap drips", "The tap drips", "RE: The tap drips"]
    pd.DataFrame({"n": [1, 2, 3], "subject": subjects}).to_csv("in.csv", index=False)
    run(["dedupe", "in.csv", "--text", "subject", "--id", "n", "--quiet", "--output", "o.csv"])
    found = pd.read_csv("o.csv")
    assert found["verdict"].tolist() == ["drop", "keep", "drop"]
    assert found["compared_to"].dropna().tolist() == [2, 2]


def test_the_kept_answer_is_the_one_that_most_people_gave():
    answers = ["Slow delivery"] * 5 + ["slow delivery"] * 2 + ["Slow delivery."]
    pd.DataFrame({"answer": answers}).to_csv("in.csv", index=False)
    run(["dedupe", "in.csv", "--text", "answer", "--only-kept", "--quiet", "--output", "o.csv"])
    assert pd.read_csv("o.csv")["answer"].tolist() == ["Slow delivery"]


def test_an_id_that_repeats_is_completed_by_its_row(capsys):
    ids, bodies = ["0101", "0102", "0101"], ["The tap drips", "No heat", "The tap drips"]
    pd.DataFrame({"id": ids, "body": bodies}).to_csv("in.csv", index=False)
    run(["dedupe", "in.csv", "--text", "body", "--id", "id", "--quiet", "--output", "o.csv"])
    assert "0101 (row 2)" in capsys.readouterr().out
    found = pd.read_csv("o.csv", dtype=str, keep_default_na=False)
    assert found["id"].tolist() == ids
    assert found["reason"].tolist()[2] == "identical to 0101 (row 2)"


def test_mixed_columns_of_a_workbook_go_into_parquet():
    pd.DataFrame({"order": [1001, "A-17"], "body": ["No heat", "The tap drips"]}).to_excel(
        "in.xlsx"
    )
    assert run(["dedupe", "in.xlsx", "--text", "body", "--quiet", "--output", "o.parquet"]) == 0
    assert pd.read_parquet("o.parquet")["order"].tolist() == ["1001", "A-17"]


def test_non_answers_are_blank_and_told(capsys):
    said = ["N/A", "null", "-", "The tap drips", "No heat"]
    pd.DataFrame({"comment": said}).to_csv("in.csv", index=False)
    run(["dedupe", "in.csv", "--text", "comment", "--quiet", "--output", "o.csv"])
    assert "3 rows hold no text" in capsys.readouterr().out
    run(["dedupe", "in.csv", "--text", "comment", "--as-is", "--quiet", "--output", "o.csv"])
    assert "hold no text" not in capsys.readouterr().out
