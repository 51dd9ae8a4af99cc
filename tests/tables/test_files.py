"""Table files are written whole or not at all, and what cannot be written is found at once."""

import os

import numpy as np
import pandas as pd
import pytest

from workbench.errors import FileError, InputError
from workbench.tables import atomic, check_writable, reserve, write_table


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


def test_a_file_that_is_replaced_keeps_its_permissions_and_its_link(tmp_path):
    path, link = tmp_path / "real.csv", tmp_path / "link.csv"
    path.write_text("old")
    path.chmod(0o600)
    link.symlink_to("real.csv")
    write_table(pd.DataFrame({"a": [1]}), link, encoding="utf-8")
    assert link.is_symlink()
    assert path.read_text() != "old"
    assert path.stat().st_mode & 0o777 == 0o600
    assert sorted(p.name for p in tmp_path.iterdir()) == ["link.csv", "real.csv"]


def test_a_new_file_has_the_permissions_of_any_new_file(tmp_path):
    (tmp_path / "any").write_text("")
    write_table(pd.DataFrame({"a": [1]}), tmp_path / "new.csv")
    assert (tmp_path / "new.csv").stat().st_mode == (tmp_path / "any").stat().st_mode


def test_a_link_to_itself_is_told(tmp_path):
    (tmp_path / "loop.csv").symlink_to("loop.csv")
    with pytest.raises(FileError, match="cannot write"):
        write_table(pd.DataFrame({"a": [1]}), tmp_path / "loop.csv")


@pytest.mark.parametrize("name", ["a\0b.csv", "a\ud800b.csv"])
def test_a_name_that_no_file_can_have_is_told(name):
    with pytest.raises(InputError, match="must be a path"):
        write_table(pd.DataFrame({"a": [1]}), name)


def test_room_on_the_disk_is_taken_before_a_file_is_mapped(tmp_path, monkeypatch):
    path = tmp_path / "v.npy"
    room = np.lib.format.open_memmap(path, mode="w+", dtype=np.float32, shape=(300_000, 4))
    sparse = path.stat().st_blocks * 512
    reserve(path, room.offset)
    assert sparse < path.stat().st_size <= path.stat().st_blocks * 512
    monkeypatch.delattr(os, "posix_fallocate")
    reserve(path, room.offset)
    assert np.load(path, mmap_mode="r", allow_pickle=False).shape == (300_000, 4)
    assert not room.any()
