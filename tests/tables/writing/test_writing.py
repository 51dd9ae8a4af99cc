"""What is written is read back, by whatever reads it: every cell is the cell that came in.

Tests of tables/writing/.
"""

import csv
import datetime
import decimal

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.tables.formulas import NOT_RUN, RUN
from tests.tables.written import CASES, check_written, endings, tables
from workbench.errors import FileError, InputError
from workbench.tables import check_table, prepare, read_table, write_table
from workbench.tables.writing import excel
from workbench.tables.writing.formulas import guarded


@settings(
    max_examples=CASES,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(tables, endings)
def test_any_table_is_read_back(tmp_path, frame, ending):
    check_written(frame, tmp_path, ending)


def lines(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_a_lone_carriage_return_tears_no_row(tmp_path):
    frame = pd.DataFrame({"id": ["1", "2"], "body": ["no\rway", "a\nb\r\nc"], "by": ["Ann", "Bo"]})
    for name in ("t.csv", "t.tsv"):
        path = write_table(frame, tmp_path / name)
        back = pd.read_csv(path, sep="," if name == "t.csv" else "\t", dtype=str)
        assert back.to_dict("list") == frame.to_dict("list")
    path = write_table(frame, tmp_path / "t.xlsx")
    assert pd.read_excel(path, engine="openpyxl", dtype=str).to_dict("list") == frame.to_dict(
        "list"
    )


def test_csv_begins_with_a_mark_that_excel_needs_and_ends_lines_as_unix_does(tmp_path):
    frame = pd.DataFrame({"body": ["Grüße"], "n": ["1"]})
    assert write_table(frame, tmp_path / "t.csv").read_bytes() == (
        b"\xef\xbb\xbfbody,n\nGr\xc3\xbc\xc3\x9fe,1\n"
    )
    bare = write_table(frame, tmp_path / "u.csv", encoding="utf-8")
    assert bare.read_bytes().startswith(b"body")
    assert "Grüße" in write_table(frame, tmp_path / "v.csv", encoding="utf-16").read_text("utf-16")
    with pytest.raises(InputError, match="utf-8-sig, utf-8, utf-16, got 'cp1252'"):
        write_table(frame, tmp_path / "t.csv", encoding="cp1252")


@pytest.mark.parametrize("cell", RUN)
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(tmp_path, cell):
    frame = pd.DataFrame({"body": [cell], "n": ["1"]})
    output = prepare(frame, tmp_path / "t.csv")
    assert output.columns[0] == [f"'{cell}"]
    assert output.notes == ("1 cell that a spreadsheet would run got an apostrophe in front",)
    assert prepare(frame, tmp_path / "t.csv", plain=True).columns[0] == [cell]


@pytest.mark.parametrize("cell", NOT_RUN)
def test_what_no_spreadsheet_runs_stays_as_it_is(tmp_path, cell):
    output = prepare(pd.DataFrame({"body": [cell]}), tmp_path / "t.tsv")
    assert output.columns == [[cell]]
    assert output.notes == ()


@settings(max_examples=300, deadline=None)
@given(st.text(st.sampled_from("=+-@(),.|!'\" AZaz19$:;&*/\t"), max_size=30))
def test_what_was_guarded_is_guarded(text):
    assert guarded(guarded(text)) == guarded(text)


@pytest.mark.timeout(60)  # hours, if a pattern goes back over what it has read
@pytest.mark.parametrize("sign", ["-1", "+a.", "-(", "@A1:", "+'", '-"', "-a ", "=+"])
def test_patterns_do_not_backtrack_over_long_texts_of_signs(sign):
    text = "-" + sign * 50_000
    assert guarded(guarded(text)) == guarded(text)


def test_names_of_columns_are_guarded_too(tmp_path):
    path = write_table(pd.DataFrame({"=1+1": ["x"]}), tmp_path / "t.csv")
    assert lines(path) == [["'=1+1"], ["x"]]


def test_a_workbook_runs_no_text_and_changes_none(tmp_path):
    frame = pd.DataFrame({"=A1": [*RUN, *NOT_RUN, "#N/A", "TRUE", "1e5", "00012"]})
    page = openpyxl.load_workbook(write_table(frame, tmp_path / "t.xlsx")).active
    cells = [row[0] for row in page.iter_rows()]
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}
    wanted = ["=A1", *(text.replace("\x00", "_x0000_") or None for text in frame["=A1"])]
    assert [cell.value for cell in cells] == wanted
    assert cells[1].quotePrefix


def test_numbers_beyond_excel_are_texts_and_told(tmp_path):
    frame = pd.DataFrame({"id": [570301031407624196, 7], "x": [0.1 + 0.2, 1e-300]})
    output = prepare(frame, tmp_path / "t.xlsx")
    assert output.notes == ("1 number of column 'id' written as text: Excel keeps 15 digits",)
    page = openpyxl.load_workbook(write_table(frame, tmp_path / "t.xlsx")).active
    cells = [[cell.value for cell in row] for row in page.iter_rows(min_row=2)]
    assert cells == [["570301031407624196", 0.1 + 0.2], [7, 1e-300]]


def test_control_characters_are_escaped_as_the_standard_asks(tmp_path):
    frame = pd.DataFrame({"body": ["a\x0bb", "_x000D_", "_x00"], "n": ["1", "2", "3"]})
    page = openpyxl.load_workbook(write_table(frame, tmp_path / "t.xlsx")).active
    assert [row[0].value for row in page.iter_rows(min_row=2)] == [
        "a_x000B_b",
        "_x005F_x000D_",
        "_x00",
    ]


def test_a_workbook_without_lxml_escapes_carriage_returns(monkeypatch):
    monkeypatch.setattr(openpyxl, "LXML", False)
    assert excel.escaped("a\rb\n") == "a_x000D_b\n"


def test_what_excel_cannot_hold_is_refused_before_the_work(tmp_path):
    path = tmp_path / "t.xlsx"
    with pytest.raises(FileError, match=r"text in row 2 of column 'body' has 40,000.*t\.csv"):
        check_table(pd.DataFrame({"body": ["a", "x" * 40_000]}), path)
    with pytest.raises(FileError, match=r"has 16,386 columns, a sheet of Excel holds 16,384"):
        check_table(pd.DataFrame(np.zeros((1, 16_384))), path, added=2)
    with pytest.raises(FileError, match=r"has 1,048,576 rows, a sheet .* holds 1,048,575 below"):
        check_table(pd.DataFrame({"a": np.zeros(1_048_576, np.int8)}), path)
    check_table(pd.DataFrame({"body": ["x" * 40_000] * 3}), tmp_path / "t.csv", added=20_000)
    with pytest.raises(FileError, match=r"Did you mean '\.xlsx'"):
        check_table(pd.DataFrame({"a": [1]}), tmp_path / "t.xls")


def test_dates_stay_dates_in_excel_if_it_holds_them(tmp_path):
    berlin = pd.Timestamp("2025-03-01 10:00", tz="Europe/Berlin")
    moments = [
        pd.Timestamp("2025-03-01 10:00:01"),
        berlin,
        pd.Timestamp("1850-01-01"),
        pd.Timestamp("2025-03-01 10:00:00.000000001"),
        datetime.date(2025, 3, 1),
    ]
    frame = pd.DataFrame({"when": pd.Series(moments, dtype=object)})
    page = openpyxl.load_workbook(write_table(frame, tmp_path / "t.xlsx")).active
    assert [row[0].value for row in page.iter_rows(min_row=2)] == [
        datetime.datetime(2025, 3, 1, 10, 0, 1),
        "2025-03-01 10:00:00+01:00",
        "1850-01-01 00:00:00",
        "2025-03-01 10:00:00.000000001",
        datetime.datetime(2025, 3, 1),
    ]


def test_json_lines_keep_every_digit_and_every_list(tmp_path):
    cells = [
        0.0000000000012,
        52.52000659999999,
        10**30,
        "00123",
        ["a", {"b": None}],
        "\ud800",
        True,
        None,
        decimal.Decimal("0.10"),
        pd.Timestamp("2025-03-01 10:00"),
        float("inf"),
    ]
    path = write_table(pd.DataFrame({"x": pd.Series(cells, dtype=object)}), tmp_path / "t.jsonl")
    written = path.read_text("utf-8").splitlines()
    assert [line[5:-1] for line in written] == [
        "1.2e-12",
        "52.52000659999999",
        "1000000000000000000000000000000",
        '"00123"',
        '["a", {"b": null}]',
        '"\\ud800"',
        "true",
        "null",
        "0.10",
        '"2025-03-01T10:00:00"',
        "Infinity",
    ]


def test_nested_cells_are_json_in_csv(tmp_path):
    frame = pd.DataFrame({"user": [{"login": "u0"}, ["a", "ü"]], "n": ["1", "2"]})
    assert lines(write_table(frame, tmp_path / "t.csv"))[1:] == [
        ['{"login": "u0"}', "1"],
        ['["a", "ü"]', "2"],
    ]


def test_columns_of_several_kinds_are_texts_in_parquet_and_told(tmp_path):
    frame = pd.DataFrame({"order": [1001, "A-17", None], "ok": [1, 2, 3]})
    output = prepare(frame, tmp_path / "t.parquet")
    assert output.notes == ("column 'order' holds values of several kinds and is written as text",)
    back = pd.read_parquet(write_table(frame, tmp_path / "t.parquet"))
    assert back["order"].tolist()[:2] == ["1001", "A-17"]
    assert back["order"].isna().tolist() == [False, False, True]
    assert back["ok"].tolist() == [1, 2, 3]


def test_objects_with_other_keys_get_none_from_one_another_in_parquet(tmp_path):
    frame = pd.DataFrame({"x": [{"a": 1}, {"b": 2}], "same": [{"a": 1}, {"a": 2}]})
    back = pd.read_parquet(write_table(frame, tmp_path / "t.parquet"))
    assert back["x"].tolist() == ['{"a": 1}', '{"b": 2}']
    assert back["same"].tolist() == [{"a": 1}, {"a": 2}]


@pytest.mark.parametrize("ending", [".parquet", ".jsonl"])
def test_names_that_repeat_are_told_apart_where_they_must(tmp_path, ending):
    frame = pd.DataFrame([["a", "b", "c"]], columns=["Labels", "Labels", "Labels.1"])
    output = prepare(frame, tmp_path / f"t{ending}")
    assert output.header == ("Labels", "Labels.2", "Labels.1")
    assert len(output.notes) == 1
    assert lines(write_table(frame, tmp_path / "t.csv"))[0] == ["Labels", "Labels", "Labels.1"]


def test_the_header_of_the_file_is_written_again(tmp_path):
    frame = pd.DataFrame({"Labels": ["a"], "Labels.1": ["b"]})
    path = write_table(frame, tmp_path / "t.csv", header=["Labels", "Labels"])
    assert lines(path) == [["Labels", "Labels"], ["a", "b"]]


def test_half_a_character_is_told(tmp_path):
    frame = pd.DataFrame({"body": ["a\ud800b"]}, dtype=object)
    output = prepare(frame, tmp_path / "t.csv")
    assert output.columns == [["a\ufffdb"]]
    assert "1 cell had half a character" in output.notes[0]


def test_a_table_of_no_rows_and_of_no_columns_is_written(tmp_path):
    for ending in (".csv", ".tsv", ".xlsx", ".parquet", ".jsonl"):
        write_table(pd.DataFrame({"a": []}), tmp_path / f"t{ending}")
    assert lines(write_table(pd.DataFrame({"a": []}), tmp_path / "t.csv")) == [["a"]]


@pytest.mark.parametrize("header", [["sep=;", "x"], ["SEP=|", "x"], ["\ufeffa", "x"], ["a", "x"]])
def test_a_first_cell_that_readers_would_take_for_something_else(header, tmp_path):
    frame = pd.DataFrame([["\ufeffone", "1"], ["two", "2"]], columns=header)
    path = write_table(frame, tmp_path / "t.csv")
    back = read_table(path, header=1)
    assert list(back.frame.columns) == header
    assert back.frame.to_numpy().tolist() == frame.to_numpy().tolist()
    with path.open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file)) == [header, *frame.to_numpy().tolist()]
