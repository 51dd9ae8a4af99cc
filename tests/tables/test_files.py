"""Table files: read as written, written whole or not at all."""

import gzip

import pandas as pd
import pytest

from workbench.errors import FileError
from workbench.tables import atomic, formula_cells, read_table, write_table


def test_words_that_pandas_takes_for_missing_stay_texts(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text('id,body\n001,NA\n002,null\n003,\n004,"a, b"\n', encoding="utf-8")
    frame = read_table(path, strings=["id"])
    assert frame["body"].tolist()[:2] == ["NA", "null"]
    assert frame["body"].isna().tolist() == [False, False, True, False]
    assert frame["id"].tolist() == ["001", "002", "003", "004"]


def test_a_stray_quote_in_a_tsv_swallows_no_lines(tmp_path):
    path = tmp_path / "t.tsv"
    path.write_text('text\tlabel\n"half a quote\ta\nsecond\tb\n5" pipe\tc\n', encoding="utf-8")
    assert read_table(path)["text"].tolist() == ['"half a quote', "second", '5" pipe']


def test_a_quoted_tsv_may_hold_line_breaks(tmp_path):
    path = tmp_path / "t.tsv"
    path.write_text('text\tlabel\n"two\nlines"\ta\n', encoding="utf-8")
    assert read_table(path)["text"].tolist() == ["two\nlines"]


def test_a_byte_order_mark_is_no_part_of_the_first_column(tmp_path):
    path = tmp_path / "t.csv"
    path.write_bytes("\ufeffbody\nhello\n".encode())
    assert list(read_table(path).columns) == ["body"]


def test_gzipped_text_is_read(tmp_path):
    path = tmp_path / "t.csv.gz"
    path.write_bytes(gzip.compress(b"body\nhello\n"))
    assert read_table(path)["body"].tolist() == ["hello"]


@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".parquet", ".xlsx", ".jsonl"])
def test_what_is_written_is_read_back(tmp_path, suffix):
    frame = pd.DataFrame({"id": ["a1", "a2"], "body": ['Grüße, "Welt"', "tab here"]})
    back = read_table(write_table(frame, tmp_path / f"t{suffix}"))
    assert back.to_dict("list") == frame.to_dict("list")


def test_dates_are_written_to_json_lines_as_iso(tmp_path):
    frame = pd.DataFrame({"day": pd.to_datetime(["2025-03-01 10:00"])})
    path = write_table(frame, tmp_path / "t.jsonl")
    assert "2025-03-01T10:00" in path.read_text()


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
@pytest.mark.parametrize("cell", ["=1+1", "+cmd|x", "-cmd", "@SUM(A1)", "  =1"])
def test_a_spreadsheet_runs_no_cell(tmp_path, suffix, cell):
    path = write_table(pd.DataFrame({"body": [cell]}), tmp_path / f"t{suffix}")
    assert read_table(path)["body"].tolist() == [f"'{cell}"]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("missing.csv", None, "missing.csv does not exist"),
        ("t.docx", b"x", "must end in one of .csv"),
        ("t.xls", b"x", "Save the sheet as .xlsx first"),
        ("t.csv", b"", "is empty: a header line"),
        ("t.csv", b"body\nna\xefve\n", "is not utf-8 text .byte 7.*--encoding cp1252"),
        ("t.parquet", b"not parquet", "could not be read as .parquet"),
        ("t.xlsx", b"not a zip", "could not be read as .xlsx"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(tmp_path, name, content, message):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(FileError, match=message):
        read_table(tmp_path / name)


def test_a_misspelt_file_name_is_guessed(tmp_path):
    (tmp_path / "tickets.csv").write_text("a\n")
    with pytest.raises(FileError, match="Did you mean 'tickets.csv'"):
        read_table(tmp_path / "ticket.csv")


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("old")
    with pytest.raises(RuntimeError, match="half"), atomic(path) as temporary:
        temporary.write_text("new")
        raise RuntimeError("half way")
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["t.csv"]


def test_a_folder_that_is_not_there_is_told(tmp_path):
    with pytest.raises(FileError, match="cannot write"):
        write_table(pd.DataFrame({"a": [1]}), tmp_path / "no" / "t.csv")


@pytest.mark.parametrize("cell", ["-1", "+49 30 5550123", "-1,000.5", "+1 (555) 010 020"])
def test_a_plain_number_stays_as_it_is(tmp_path, cell):
    frame = pd.DataFrame({"body": [cell, "words"]})
    assert formula_cells(frame) == 0
    assert read_table(write_table(frame, tmp_path / "t.csv"))["body"].tolist()[0] == cell


def test_excel_takes_control_characters_and_time_zones(tmp_path):
    when = pd.Timestamp("2025-03-01 10:00", tz="Europe/Berlin")
    path = write_table(pd.DataFrame({"body": ["a\x0bb"], "when": [when]}), tmp_path / "t.xlsx")
    back = read_table(path)
    assert back["body"].tolist() == ["a\ufffdb"]
    assert back["when"].tolist() == ["2025-03-01T10:00:00+01:00"]


def test_a_tsv_with_a_very_long_cell_or_a_short_line_stays_quoted(tmp_path):
    path = tmp_path / "t.tsv"
    long = "x" * 140_000
    path.write_text(f'id\tt\tu\n1\t"line one\nline two"\ta\n2\t{long}\n', encoding="utf-8")
    assert read_table(path)["t"].tolist() == ["line one\nline two", long]
