"""Table files: read as written, written whole or not at all."""

import pandas as pd
import pytest

from workbench.errors import FileError
from workbench.tables import atomic, formula_cells, read_table, write_table


@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".parquet", ".xlsx", ".jsonl"])
def test_what_is_written_is_read_back(tmp_path, suffix):
    frame = pd.DataFrame({"id": ["a1", "a2"], "body": ['Grüße, "Welt"', "tab here"]})
    back = read_table(write_table(frame, tmp_path / f"t{suffix}")).frame
    assert back.to_dict("list") == frame.to_dict("list")


def test_dates_are_written_to_json_lines_as_iso(tmp_path):
    frame = pd.DataFrame({"day": pd.to_datetime(["2025-03-01 10:00"])})
    path = write_table(frame, tmp_path / "t.jsonl")
    assert "2025-03-01T10:00" in path.read_text()


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
@pytest.mark.parametrize("cell", ["=1+1", "+cmd|x", "-cmd", "@SUM(A1)", "  =1"])
def test_a_spreadsheet_runs_no_cell(tmp_path, suffix, cell):
    path = write_table(pd.DataFrame({"body": [cell]}), tmp_path / f"t{suffix}")
    assert read_table(path).frame["body"].tolist() == [f"'{cell}"]


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
    assert read_table(write_table(frame, tmp_path / "t.csv")).frame["body"].tolist()[0] == cell


def test_excel_takes_control_characters_and_time_zones(tmp_path):
    when = pd.Timestamp("2025-03-01 10:00", tz="Europe/Berlin")
    path = write_table(pd.DataFrame({"body": ["a\x0bb"], "when": [when]}), tmp_path / "t.xlsx")
    back = read_table(path).frame
    assert back["body"].tolist() == ["a\ufffdb"]
    assert back["when"].tolist() == ["2025-03-01T10:00:00+01:00"]
