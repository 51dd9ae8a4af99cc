"""Workbooks: which sheet, which rows, and cells as they are."""

import zipfile
from datetime import datetime

import openpyxl
import pandas as pd
import pytest

from workbench.errors import FileError
from workbench.tables import COMMAND_LINE, read_table

TICKETS = [["id", "body"], ["001", "I cannot log in"], ["002", "My invoice is wrong"]]


@pytest.fixture
def book(tmp_path):
    def of(**sheets):
        made = openpyxl.Workbook()
        made.remove(made.active)
        for name, rows in sheets.items():
            sheet = made.create_sheet(name)
            for row in rows:
                sheet.append(row)
        made.save(tmp_path / "t.xlsx")
        return tmp_path / "t.xlsx"

    return of


def test_the_only_sheet_with_the_column_is_read_and_told(book):
    path = book(Info=[["Read me"], ["about"]], Tickets=TICKETS)
    table = read_table(path, text="body", say=COMMAND_LINE)
    assert table.frame["id"].tolist() == ["001", "002"]
    assert table.row_numbers.tolist() == [2, 3]
    assert "the sheet 'Tickets' was read, not Info (2 rows)" in table.notes[0]


def test_several_sheets_with_the_column_must_be_named(book):
    path = book(Jan=TICKETS, Feb=[*TICKETS, ["003", "Where is it?"]], Empty=[])
    with pytest.raises(FileError, match="on 2 sheets: Jan .3 rows., Feb .4 rows.*--sheet all"):
        read_table(path, text="body", say=COMMAND_LINE)
    both = read_table(path, text="body", sheet="all")
    assert both.frame["sheet"].tolist() == ["Jan"] * 2 + ["Feb"] * 3
    assert both.row_numbers.tolist() == [2, 3, 2, 3, 4]
    assert both.sheets == ("Jan",) * 2 + ("Feb",) * 3
    assert len(read_table(path, text="body", sheet=["Feb"])) == 3
    assert len(read_table(path, text="body", sheet=1)) == 2
    with pytest.raises(FileError, match=r"no sheet 'Fab'. Sheets: Jan .*Did you mean 'Feb'"):
        read_table(path, text="body", sheet="Fab")


def test_no_sheet_has_the_column(book):
    path = book(Jan=TICKETS, Feb=TICKETS)
    with pytest.raises(FileError, match="no sheet has the column text. .*Jan: id, body"):
        read_table(path, text="text")


def test_sheets_with_other_columns_are_stacked_by_name(book):
    path = book(A=TICKETS, B=[["body", "sheet"], ["x y", 5]])
    table = read_table(path, sheet=["A", "B"])
    assert list(table.frame.columns) == ["id", "body", "sheet", "sheet_"]
    assert table.frame["body"].tolist() == ["I cannot log in", "My invoice is wrong", "x y"]
    assert "sheet B: missing columns are left empty: id" in " ".join(table.notes)


def test_title_rows_and_empty_rows(book):
    path = book(
        S=[
            ["Export of tickets"],
            [],
            [None, *TICKETS[0]],
            [None, *TICKETS[1]],
            [],
            [None, *TICKETS[2]],
        ]
    )
    table = read_table(path)
    assert list(table.frame.columns) == ["id", "body"]
    assert table.row_numbers.tolist() == [4, 6]
    said = " ".join(table.notes)
    assert "row 1 is above the header" in said
    assert "row 5 is empty and left out" in said


def test_a_heading_on_several_lines_below_a_title_and_its_date(book):
    made = book(
        Survey=[
            ["Survey of spring"],
            ["As of:", datetime(2026, 4, 1)],
            [],
            ["No.", "  What  could\nwe do better? ", "Mark", "Mark"],
            [1, "Be faster", 2, 3],
        ],
        Legend=[["Mark", "Meaning"], [1, "good"]],
    )
    told = read_table(made, text="What could we do better?")
    assert list(told.frame.columns) == ["No.", "What could we do better?", "Mark", "Mark.1"]
    assert told.row_numbers.tolist() == [5]
    assert any("became spaces: What could we do better?" in note for note in told.notes)
    assert list(read_table(made).frame.columns) == list(told.frame.columns)
    with pytest.raises(FileError, match="Survey: No., What could we do better.*Did you mean 'Mean"):
        read_table(made, text="meaning")


def test_cells_keep_their_kinds(book):
    when = datetime.fromisoformat("2024-01-05 10:30")
    header = ["id", "n", "x", "when", "ok", "mixed", "gap"]
    first = ["00123", 404, 1.5, when, True, 1001, 1]
    path = book(S=[header, first, ["00124", 5, 2, when, False, "A-17", None]])
    frame = read_table(path).frame
    assert frame["id"].tolist() == ["00123", "00124"]
    assert frame["n"].dtype == "int64"
    assert frame["x"].tolist() == [1.5, 2]
    assert frame["when"].tolist() == [pd.Timestamp(when)] * 2
    assert frame["ok"].tolist() == [True, False]
    assert frame["mixed"].tolist() == [1001, "A-17"]
    assert str(frame["gap"].dtype) == "Int64"


def test_escapes_of_excel_are_decoded(book):
    path = book(S=[["body"], ["one_x000D_\ntwo"], ["_x0041_bc"], ["_x005F_x0041_"]])
    assert read_table(path).frame["body"].tolist() == ["one\r\ntwo", "Abc", "_x0041_"]


@pytest.mark.parametrize("ending", [".xlsx", ".xlsm"])
def test_an_empty_workbook(tmp_path, ending):
    path = tmp_path / f"t{ending}"
    openpyxl.Workbook().save(path)
    with pytest.raises(FileError, match="no sheet holds anything"):
        read_table(path)


OPEN_DOCUMENT = """<?xml version="1.0"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>
<table:table table:name="S">{}</table:table>
</office:spreadsheet></office:body></office:document-content>"""


def test_open_document_sheets(tmp_path):
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    rows = [["id", "body"], ["001", "a b"], ["002", "c d"]]
    inside = "".join(
        f"<table:table-row>{''.join(map(cell.format, row))}</table:table-row>" for row in rows
    )
    with zipfile.ZipFile(tmp_path / "t.ods", "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr("content.xml", OPEN_DOCUMENT.format(inside))
        packed.writestr("META-INF/manifest.xml", MANIFEST)
    assert read_table(tmp_path / "t.ods").frame.to_dict("list") == {
        "id": ["001", "002"],
        "body": ["a b", "c d"],
    }


MANIFEST = """<?xml version="1.0"?>
<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>"""


def test_a_workbook_under_another_name_or_packed(book, tmp_path):
    path = book(S=TICKETS)
    (tmp_path / "t.csv").write_bytes(path.read_bytes())
    table = read_table(tmp_path / "t.csv")
    assert table.frame["id"].tolist() == ["001", "002"]
    assert "its name ends in .csv, but it is a workbook" in table.notes[0]
    with zipfile.ZipFile(tmp_path / "t.zip", "w") as packed:
        packed.write(path, "t.xlsx")
    assert len(read_table(tmp_path / "t.zip")) == 2


def test_merged_cells_above_the_header(book):
    path = book(
        S=[
            ["Respondent", None, "Colors", None],
            [None, "Why?", "Red", "Blue"],
            [1, "x y", "a", None],
        ]
    )
    assert list(read_table(path).frame.columns)[2:] == ["Colors: Red", "Colors: Blue"]
