"""Files of any kind: what is missing, damaged or of another kind than its name says.

Tests of tables/reading/kinds.py.
"""

import bz2
import gzip
import lzma
import zipfile

import pandas as pd
import pytest

from workbench.errors import ColumnError, FileError
from workbench.tables import COMMAND_LINE, read_table


def test_words_that_pandas_takes_for_missing_stay_texts(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text('id,body\n001,NA\n002,null\n003,\n004,"a, b"\n', encoding="utf-8")
    frame = read_table(path).frame
    assert frame["body"].tolist()[:2] == ["NA", "null"]
    assert frame["body"].isna().tolist() == [False, False, True, False]
    assert frame["id"].tolist() == ["001", "002", "003", "004"]


def test_every_cell_of_a_text_file_stays_what_it_is(tmp_path):
    path = tmp_path / "t.csv"
    cells = ["00441234567", "01067", "3.10", "1E5", "TRUE", "570301031407624196", "19.90", "05/03"]
    header = ",".join(f"c{k}" for k in range(len(cells)))
    path.write_text(f"{header},body\n{','.join(cells)},a text\n{',' * len(cells)}more\n")
    frame = read_table(path).frame
    assert frame.iloc[0].tolist() == [*cells, "a text"]
    assert set(map(str, frame.dtypes)) <= {"str", "object"}  # the latter under pandas 2
    assert all(isinstance(cell, str) for cell in frame.iloc[0])


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("missing.csv", None, "missing.csv does not exist"),
        ("t.docx", b"x", "must end in one of .csv"),
        ("t.xls", b"x", "t.xls could not be read as .xls"),
        ("t.csv", b"", "t.csv is empty: a header line"),
        ("t.csv", b"id,body\n", "t.csv: the table has no rows, only the header: id, body"),
        ("t.parquet", b"not parquet", "could not be read as .parquet"),
        ("t.xlsx", b"not a zip", "could not be read as .xlsx"),
        ("t.json", b"", "t.json is empty"),
        ("t.json", b"{not json", "t.json could not be read as JSON: .* in line 1"),
        ("t.zip", b"PK\x03\x04 broken", "t.zip is damaged"),
        ("t.csv.gz", b"\x1f\x8b broken", "t.csv.gz could not be read"),
        ("t.sqlite", b"SQLite format 3\0 broken", "could not be read as SQLite"),
        ("t.feather", b"ARROW1 broken", "could not be read as .feather"),
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


def test_gzipped_text_is_read(tmp_path):
    path = tmp_path / "t.csv.gz"
    path.write_bytes(gzip.compress(b"body\nhello\n"))
    assert read_table(path).frame["body"].tolist() == ["hello"]


def test_a_zip_file_holds_the_table(tmp_path):
    path = tmp_path / "t.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("__MACOSX/._t.csv", "x")
        packed.writestr("readme.md", "x")
        packed.writestr("data/t.csv", "id;body\n01;hello\n")
    table = read_table(path, say=COMMAND_LINE)
    assert table.frame.to_dict("list") == {"id": ["01"], "body": ["hello"]}
    assert "t.zip: the file data/t.csv in it was read" in table.notes
    with zipfile.ZipFile(path, "a") as packed:
        packed.writestr("faqs.csv", "body\nother\n")
    with pytest.raises(FileError, match="2 tables: data/t.csv, faqs.csv.*--table data/t.csv"):
        read_table(path, say=COMMAND_LINE)
    assert read_table(path, table="faqs.csv").frame["body"].tolist() == ["other"]


def test_a_column_of_numbers_is_no_column_of_texts(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("n,body\n1,hello\n2,there\n")
    with pytest.raises(ColumnError, match="column 'n' holds numbers, not text.*body"):
        read_table(path, text="n")


def test_a_wrong_column_lists_those_there_are_and_what_may_be_wrong(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("I cannot log in\nMy invoice is wrong\n")
    with pytest.raises(ColumnError, match="Columns: column_1.*--header 1"):
        read_table(path, text="body", say=COMMAND_LINE)


def test_the_file_is_never_changed(tmp_path):
    path = tmp_path / "t.parquet"
    pd.DataFrame({"body": ["a"]}).to_parquet(path)
    before = path.read_bytes()
    read_table(path)
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["t.parquet"]


ROOM = 200_000


@pytest.fixture
def little_room(monkeypatch):
    """Let packed files unfold to 200 kB."""
    monkeypatch.setattr("workbench.tables.reading.kinds.room_to_unfold", lambda: ROOM)


def packed(path, size):
    """Write a packed CSV file of about so many bytes."""
    content = b"text\n" + b"the same words again\n" * (size // 21)
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
            file.writestr("t.csv", content)
    else:
        path.write_bytes({".gz": gzip, ".bz2": bz2, ".xz": lzma}[path.suffix].compress(content))
    return path


@pytest.mark.usefixtures("little_room")
@pytest.mark.parametrize("ending", ["csv.gz", "csv.bz2", "csv.xz", "zip", "json.gz", "parquet.gz"])
def test_a_packed_table_unfolds_to_half_of_the_memory_at_most(tmp_path, ending):
    with pytest.raises(FileError, match="unpacks to more than 0.0 GB, half of this machine's"):
        read_table(packed(tmp_path / f"t.{ending}", 10 * ROOM))
    if "csv" in ending or ending == "zip":
        assert len(read_table(packed(tmp_path / f"small.{ending}", ROOM // 2))) > 4000


@pytest.mark.usefixtures("little_room")
@pytest.mark.parametrize("lie", [False, True])
def test_a_workbook_unfolds_to_half_of_the_memory_at_most(tmp_path, lie):
    path = tmp_path / "t.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("xl/workbook.xml", "<workbook/>")
        file.writestr("xl/sheet.xml", b" " * 10 * ROOM)
    if lie:  # in the directory at the end and beside the part itself
        said = (10 * ROOM).to_bytes(4, "little")
        path.write_bytes(path.read_bytes().replace(said, (9).to_bytes(4, "little")))
    with pytest.raises(FileError, match="unpacks to more than 0.0 GB|damaged"):
        read_table(path)
