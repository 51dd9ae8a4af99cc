"""The report of duplicates as a workbook and as tables, and decisions read back.

Tests of reports/excel.py.
"""

import json

import numpy as np
import openpyxl
import pandas as pd
import pytest

import workbench as wb
from tests.fakes import FakeEncoder
from tests.reports.results import make_embedding
from workbench.duplicates import find_duplicates
from workbench.errors import FileError, InputError
from workbench.reports import decisions_in_workbook, duplicates_table, write_duplicates
from workbench.similarity import pairs
from workbench.summary import summarize
from workbench.tables import read_table, rows_of
from workbench.topics.metrics import COLUMNS as METRICS

RESET = "how do I reset my account password today"
FORMULA = '=HYPERLINK("http://x","y")'


def table():
    return pd.DataFrame(
        {
            "faq": ["q1", "q2", "q3", "q4", "q5", "q6", "q7"],
            "text": [
                RESET,
                "How do I reset my account password today?",
                "how do I reset my account password now today",
                RESET,
                FORMULA,
                FORMULA,
                None,
            ],
            "owner": ["=1+1", "+441", "-x", "@you", "\\tx", "plain", None],
            "views": [1.0, 2, np.nan, 4, 5, 6, 7],
            "when": pd.to_datetime(["2025-01-01"] * 6 + [None]),
        }
    )


def found(frame, **changes):
    rows = rows_of(frame, "text", "faq" if "faq" in frame else None)
    vectors = FakeEncoder().encode(rows.distinct)
    result = find_duplicates(
        rows, vectors, pairs(vectors, 0.8), threshold=0.85, keep="longest", **changes
    )
    return rows, result


@pytest.fixture
def book(tmp_path):
    frame = table()
    rows, result = found(frame)
    summary = summarize(rows, make_embedding(rows), duplicates=result, title="FAQs")
    path = tmp_path / "faq.xlsx"
    return write_duplicates(path, rows=rows, frame=frame, duplicates=result, summary=summary), rows


def fill(path, decisions, *, shuffle=False):
    """Fill in decisions by id, as a person with another program would."""
    workbook = openpyxl.load_workbook(path)
    sheet = workbook["Groups"]
    head = [cell.value for cell in sheet[1]]
    lines = [[cell.value for cell in line] for line in sheet.iter_rows(min_row=2)]
    for line in lines:
        line[head.index("decision")] = decisions.get(line[head.index("id")])
    if shuffle:
        lines.reverse()
    for at, line in enumerate(lines, start=2):
        for k, value in enumerate(line, start=1):
            sheet.cell(at, k).value = value
    workbook.save(path)


def test_workbook_says_the_findings_and_lists_the_groups(book):
    path, _ = book
    workbook = openpyxl.load_workbook(path)
    assert workbook.sheetnames == ["Findings", "Groups", "Removed", "How it was made"]
    told = [line[0].value for line in workbook["Findings"].iter_rows()]
    assert "FAQs" in told
    assert any("7 rows, 4 distinct texts" in line for line in told)
    sheet = workbook["Groups"]
    head = [cell.value for cell in sheet[1]]
    assert head[:5] == ["group", "verdict", "decision", "id", "text"]
    assert sheet.freeze_panes == "A2"
    assert sheet.data_validations.dataValidation[0].formula1 == '"same,not the same,keep,drop"'
    assert sheet.column_dimensions[chr(65 + head.index("row_key"))].hidden


def test_rows_of_a_group_stand_together_kept_first(book):
    path, _ = book
    groups = pd.read_excel(path, sheet_name="Groups")
    assert groups["group"].is_monotonic_increasing
    assert (groups.groupby("group")["verdict"].first() == "keep").all()
    assert groups["decision"].isna().all()


def test_no_cell_is_a_formula(book):
    path, _ = book
    for sheet in openpyxl.load_workbook(path).worksheets:
        for line in sheet.iter_rows():
            for cell in line:
                assert cell.data_type != "f"
                if isinstance(cell.value, str) and cell.value.startswith(("=", "+", "-", "@")):
                    assert cell.data_type == "s"
                    assert cell.quotePrefix


@pytest.mark.parametrize("ending", [".csv", ".jsonl", ".parquet"])
@pytest.mark.parametrize("first", [570301031407624193, 2**64 - 9])
def test_long_ids_keep_every_digit_beside_empty_cells(tmp_path, ending, first):
    ids = [first, first + 1, first + 2]
    frame = pd.DataFrame(
        {"t": ["a b c", "a b c!", "x y z"], "id": ids, "of": [None, ids[1], None]}, dtype=object
    )
    corpus = wb.embed(frame, text="t", id="id", model=FakeEncoder(), cache=False, ledger=False)
    path = corpus.report(tmp_path / f"t{ending}", duplicates=corpus.duplicates(0.9))
    back = read_table(path).frame.astype(object)
    assert [str(one) for one in back["id"]] == [str(one) for one in ids]
    assert [str(one) for one in back["of"].dropna()] == [str(ids[1])]
    compared = [str(one) for one in back["compared_to"].dropna()]
    assert len(compared) == 1
    assert compared[0] in (str(ids[0]), str(ids[1]))


@pytest.mark.parametrize("shuffle", [False, True])
def test_decisions_come_back_exactly(book, shuffle):
    path, rows = book
    fill(path, {"q2": "drop", "q1": " Not the  SAME ", "q5": "keep"}, shuffle=shuffle)
    decided = decisions_in_workbook(path, rows).sort_values("decision").reset_index(drop=True)
    assert decided["decision"].tolist() == ["drop", "keep", "not the same"]
    assert decided["id"].tolist() == ["q2", "q5", ""]
    _, again = found(table(), decisions=decided)
    frame = again.to_frame().set_axis(table()["faq"])
    assert frame.loc["q2", "decision"] == "drop"
    assert frame.loc["q5", "decision"] == "keep"
    assert frame.loc["q1", "decision"] == "not the same"


def test_decisions_find_their_rows_in_another_order_and_without_ids(tmp_path):
    frame = table().drop(columns="faq")
    rows, result = found(frame)
    path = write_duplicates(tmp_path / "d.xlsx", rows=rows, frame=frame, duplicates=result)
    groups = pd.read_excel(path, sheet_name="Groups")
    drop = groups.loc[groups["verdict"] == "drop", "id"].tolist()
    fill(path, dict.fromkeys(drop, "keep"))
    turned = frame.iloc[::-1].reset_index(drop=True)
    turned_rows, _ = found(turned)
    decided = decisions_in_workbook(path, turned_rows)
    assert len(decided) == len(drop)
    _, again = found(turned, decisions=decided)
    kept_by_hand = again.to_frame().query("decision == 'keep'")
    assert sorted(turned.loc[kept_by_hand.index, "text"]) == sorted(frame.loc[drop, "text"])


def test_rows_that_are_gone_are_left_out(book):
    path, _ = book
    fill(path, {"q2": "drop", "q5": "keep"})
    rows, _ = found(table().drop(index=1))
    assert decisions_in_workbook(path, rows)["id"].tolist() == ["q5"]


def test_wrong_words_and_files_are_refused(book, tmp_path):
    path, rows = book
    fill(path, {"q2": "dorp"})
    with pytest.raises(
        InputError, match=r"row \d of the sheet must be one of .*Did you mean 'drop'"
    ):
        decisions_in_workbook(path, rows)
    other = tmp_path / "other.xlsx"
    openpyxl.Workbook().save(other)
    with pytest.raises(FileError, match="holds no sheet with the columns decision"):
        decisions_in_workbook(other, rows)
    with pytest.raises(FileError, match="could not be read as an Excel workbook"):
        decisions_in_workbook(tmp_path / "gone.xlsx", rows)
    with pytest.raises(FileError, match="could not be read as an Excel workbook"):
        decisions_in_workbook(tmp_path / "old.xls", rows)
    other.write_text("no workbook")
    with pytest.raises(FileError, match="could not be read as an Excel workbook"):
        decisions_in_workbook(other, rows)


def test_same_needs_a_second_text(book):
    path, rows = book
    fill(path, {"q5": "same"})
    with pytest.raises(InputError, match="is compared with no other"):
        decisions_in_workbook(path, rows)


@pytest.mark.parametrize("ending", [".csv", ".tsv", ".jsonl", ".parquet"])
def test_tables_hold_every_row_and_their_columns(tmp_path, ending):
    frame = table()
    rows, result = found(frame)
    path = write_duplicates(tmp_path / f"d{ending}", rows=rows, frame=frame, duplicates=result)
    back = read_table(path).frame
    assert len(back) == 7
    assert {"id", "text", "group", "verdict", "reason", "owner", "views"} <= set(back)
    assert back["verdict"].tolist().count("drop") == result.n_removed
    if ending in (".csv", ".tsv"):
        assert back["owner"][0] == "'=1+1"
        assert back["text"][4] == "'" + FORMULA
    else:
        assert back["text"][4] == FORMULA


def test_json_lines_are_json(tmp_path):
    frame = table()
    rows, result = found(frame)
    path = write_duplicates(tmp_path / "d.jsonl", rows=rows, frame=frame, duplicates=result)
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert lines[6]["text"] is None
    assert lines[0]["id"] == "q1"


def test_redact_masks_and_leaves_out(tmp_path):
    frame = table().assign(owner="jo@example.com", secret="x")
    frame.loc[0, "text"] = "how do I reset my account password today jo@example.com"
    rows, result = found(frame)
    path = tmp_path / "d.xlsx"
    write_duplicates(path, rows=rows, frame=frame, duplicates=result, redact=["secret"])
    said = pd.concat(pd.read_excel(path, sheet_name=None).values()).to_csv()
    assert "jo@" not in said
    assert "left out: secret" in said
    assert "asking goes by patterns: names, street addresses" in said
    assert said.count("secret") == 1  # the column is named, and nothing of it is there
    assert "[email]" in said


def test_a_workbook_says_how_it_was_made(book):
    path, rows = book
    made = pd.read_excel(path, sheet_name="How it was made").set_index(["stage", "what"])["value"]
    assert made["rows", "digest"] == rows.manifest.digest
    assert made["duplicates", "threshold"] == "0.85"
    assert int(made["duplicates", "threads"]) >= 1
    assert ("versions", "numpy") in made


def test_unwritable_signs_and_long_texts_do_not_stop_it(tmp_path):
    frame = pd.DataFrame(
        {"text": ["bell \x07 " + "x" * 40_000, "bell \x07 " + "x" * 40_000, "other"]}
    )
    rows, result = found(frame)
    path = write_duplicates(tmp_path / "d.xlsx", rows=rows, frame=frame, duplicates=result)
    text = pd.read_excel(path, sheet_name="Groups")["text"][0]
    assert len(text) == 32_767
    assert text.endswith("x…")
    assert text.startswith("bell _x0007_")


def test_taken_names_are_told_apart(tmp_path):
    frame = table().assign(group="mine")
    rows, result = found(frame)
    made = duplicates_table(rows, frame, result, columns=["group"])
    assert made["table_group"].tolist() == ["mine"] * 7


def test_unknown_ending_is_refused(tmp_path):
    frame = table()
    rows, result = found(frame)
    with pytest.raises(FileError, match=r"must end in one of \.xlsx.*Did you mean '\.xlsx'"):
        write_duplicates(tmp_path / "d.xls", rows=rows, frame=frame, duplicates=result)


def test_a_workbook_has_a_sheet_of_what_each_topic_weighs(tmp_path):
    frame = table()
    rows, result = found(frame)
    metrics = pd.DataFrame([[0, "mail a@example.com", "minutes", 3]], columns=METRICS[:4])
    metrics = metrics.reindex(columns=METRICS).assign(excess=2.5)
    path = write_duplicates(
        tmp_path / "m.xlsx",
        rows=rows,
        frame=frame,
        duplicates=result,
        redact=True,
        metrics=pd.concat([metrics, metrics.assign(metric="cost")]),
    )
    sheet = openpyxl.load_workbook(path)["Metrics"]
    lines = list(sheet.iter_rows(values_only=True))
    assert lines[0] == METRICS
    assert lines[1][:4] == (0, "mail [email]", "minutes", 3)
    assert lines[2][2] == "cost"
    with pytest.raises(InputError, match="the table that topics.metrics"):
        write_duplicates(
            path, rows=rows, frame=frame, duplicates=result, metrics=metrics.drop(columns="excess")
        )
