"""Parquet tables: read by column, written part by part."""

import pandas as pd
import pytest

import workbench as wb
from tests.fakes import FakeEncoder
from workbench.errors import ColumnError, FileError, InputError
from workbench.tables import is_parquet, read_table, scan_parquet


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "in"
    place.mkdir()
    for part in range(3):
        frame = pd.DataFrame(
            {"text": [f"text {part}-{k}" for k in range(7)], "n": range(7), "day": f"d{part}"}
        )
        frame.to_parquet(place / f"part-{part}.parquet", row_group_size=3)
    (place / "notes.txt").write_text("no table")
    return place


@pytest.mark.parametrize("named", ["{}", "{}/*.parquet", "file://{}"])
def test_a_folder_a_glob_and_a_url_name_the_same_table(folder, named):
    table = scan_parquet(named.format(folder))
    assert len(table) == 21
    assert table.columns == ("text", "n", "day")
    frame = table.read(["text"])
    assert list(frame.columns) == ["text"]
    assert frame["text"].iloc[7] == "text 1-0"


def test_one_file(folder):
    assert len(scan_parquet(folder / "part-1.parquet")) == 7


def test_parts_are_written_again_with_more_columns(folder, tmp_path):
    table = scan_parquet(folder)
    added = pd.DataFrame({"n": range(21), "group": pd.array([None, *range(20)], dtype="Int64")})
    out = table.write(tmp_path / "out", added)
    assert len(list(out.iterdir())) == 3
    back = scan_parquet(out).read(["text", "n", "day", "workbench_n", "group"])
    assert back["workbench_n"].tolist() == list(range(21))
    assert back["group"].isna().sum() == 1
    assert back["text"].tolist() == table.read(["text"])["text"].tolist()


def test_what_does_not_fit_is_refused(folder, tmp_path):
    table = scan_parquet(folder)
    with pytest.raises(InputError, match="20 rows do not fit 21"):
        table.write(tmp_path / "out", pd.DataFrame({"a": range(20)}))
    with pytest.raises(FileError, match="contains the table itself"):
        table.write(folder, pd.DataFrame({"a": range(21)}))
    with pytest.raises(ColumnError, match="Did you mean 'text'"):
        table.read(["txt"])
    pd.DataFrame({"other": [1]}).to_parquet(folder / "part-9.parquet")
    with pytest.raises(ColumnError, match="part-9.parquet has no column 'text'"):
        scan_parquet(folder).read(["text"])


def test_what_is_no_parquet_is_told(tmp_path):
    with pytest.raises(FileError, match="no Parquet file at"):
        scan_parquet(tmp_path)
    (tmp_path / "bad.parquet").write_bytes(b"not a table")
    with pytest.raises(FileError, match="is not a Parquet file"):
        len(scan_parquet(tmp_path))
    with pytest.raises(FileError, match="cannot be reached"):
        scan_parquet("nowhere://x/y.parquet")


def test_what_names_a_parquet_table(tmp_path):
    assert is_parquet("a.parquet")
    assert is_parquet("s3://bucket/x")
    assert is_parquet(tmp_path)
    assert not is_parquet("a.csv")
    assert not is_parquet(pd.DataFrame())


def test_bytes_that_are_no_text_are_told(tmp_path):
    path = tmp_path / "t.parquet"
    pd.DataFrame({"t": ["Grün und laut", "rot"]}).to_parquet(path, compression=None)
    path.write_bytes(path.read_bytes().replace("Grün".encode(), b"Gr\xff\xffn"))
    with pytest.raises(FileError, match=r"could not be read as \.parquet: .*UTF8"):
        read_table(path)
    with pytest.raises(FileError, match="is damaged: .*UTF8"):
        wb.embed(path, text="t", model=FakeEncoder(8), cache=False, progress=False)
