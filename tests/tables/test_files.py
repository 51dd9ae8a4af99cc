"""Table files are written whole or not at all, and what cannot be written is found at once."""

import pandas as pd
import pytest

from workbench.errors import FileError
from workbench.tables import atomic, check_writable, write_table


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


def test_a_place_to_write_is_tried_before_the_work(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("old")
    assert check_writable(path, [".csv"]) == path
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["t.csv"]
    with pytest.raises(FileError, match=r"must end in one of \.csv.*Did you mean '\.csv'"):
        check_writable(tmp_path / "t.cvs", [".csv"])
    with pytest.raises(FileError, match="mkdir -p"):
        check_writable(tmp_path / "no" / "t.csv", [".csv"])
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(FileError, match=r"is a folder. Name a file in it: .*result\.csv"):
        check_writable(tmp_path / "folder.csv", [".csv"])
