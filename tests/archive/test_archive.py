"""A saved corpus: everything back as it was, nothing run on the way."""

import errno
import gc
import json
import zipfile

import numpy as np
import pandas as pd
import pytest

from workbench.archive import open_archive, save_archive
from workbench.errors import FileError
from workbench.provenance import Manifest


@pytest.mark.parametrize(
    "frame",
    [
        pd.DataFrame({"t": ["a", None], "n": [1, 2], "d": pd.to_datetime(["2025-01-01", None])}),
        pd.DataFrame({("x", 1): ["a"], 7: [0.5]}, index=pd.Index(["r"], name="key")),
        pd.DataFrame({"t": ["a", "b"]}, index=pd.MultiIndex.from_tuples([("x", 1), ("x", 1)])),
        pd.DataFrame({"t": pd.Categorical(["a", "b", "a"])}, index=pd.RangeIndex(3, 9, 2)),
        pd.DataFrame({"t": ["a"], "b": [True], "i": pd.array([None], dtype="Int32")}, index=[5]),
    ],
)
def test_a_table_comes_back_with_its_labels_index_and_kinds(tmp_path, frame):
    save_archive(tmp_path / "x.wb", {"frame": frame})
    pd.testing.assert_frame_equal(open_archive(tmp_path / "x.wb").part("frame"), frame)


def test_values_come_back_as_they_were(tmp_path):
    value = {
        "text": "ü",
        "nothing": None,
        "tuple": (1, (2.5, True)),
        3: [np.int64(4), "five"],
        "manifest": Manifest("rows", {"seed": 0}, "abc", (Manifest("x", {}, "d"),), ("told",)),
    }
    save_archive(tmp_path / "x.wb", {"value": value})
    assert open_archive(tmp_path / "x.wb").part("value") == value


def test_arrays_come_back_bit_for_bit(tmp_path):
    array = np.random.default_rng(0).normal(size=(5, 3)).astype(np.float32)
    save_archive(tmp_path / "x.wb", {"a": array})
    back = open_archive(tmp_path / "x.wb").part("a")
    assert back.dtype == array.dtype
    assert back.tobytes() == array.tobytes()


def test_an_array_that_results_share_is_written_once(tmp_path):
    array = np.zeros(100_000)
    save_archive(tmp_path / "x.wb", {"a": array, "b": (array, array)})
    assert (tmp_path / "x.wb").stat().st_size < 1_000_000
    archive = open_archive(tmp_path / "x.wb")
    assert archive.part("a") is archive.part("b")[0]


def test_arrays_of_texts_come_back(tmp_path):
    array = np.array(["a", None, ("b", 1)], dtype=object)
    save_archive(tmp_path / "x.wb", {"a": array})
    back = open_archive(tmp_path / "x.wb").part("a")
    assert back.dtype == object
    assert back.tolist() == array.tolist()


def test_a_column_of_mixed_kinds_is_named_and_nothing_is_left_behind(tmp_path):
    frame = pd.DataFrame({"ok": ["a", "b"], "mixed": ["x", 404]})
    with pytest.raises(FileError, match=r"column 'mixed' holds values of several kinds.*astype"):
        save_archive(tmp_path / "x.wb", {"frame": frame})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "does not exist"),
        (b"hello", "is no saved corpus, or is damaged"),
        ({"format": "other"}, "is no saved corpus. Corpus.save"),
        ({"format": "workbench-corpus", "version": 99}, "format 99.*reads up to 1. Upgrade"),
    ],
)
def test_another_file_is_refused(tmp_path, content, message):
    path = tmp_path / "x.wb"
    if isinstance(content, bytes):
        path.write_bytes(content)
    elif content is not None:
        with zipfile.ZipFile(path, "w") as file:
            file.writestr("corpus.json", json.dumps(content))
    with pytest.raises(FileError, match=message):
        open_archive(path)


@pytest.mark.parametrize(
    ("what", "raised"),
    [
        (KeyboardInterrupt("stopped"), KeyboardInterrupt),
        (OSError(errno.ENOSPC, "No space left on device"), FileError),
    ],
)
def test_what_ends_a_save_comes_out_and_leaves_the_old_file(tmp_path, monkeypatch, what, raised):
    path = tmp_path / "x.wb"
    save_archive(path, {"a": np.arange(3)})
    before = path.read_bytes()
    with monkeypatch.context() as changed:

        def begin(*arguments, **options):
            left.append(opened(*arguments, **options))
            raise what

        left, opened = [], zipfile.ZipFile.open
        changed.setattr("zipfile.ZipFile.open", begin)
        with pytest.raises(raised, match="stopped|No space left"):
            save_archive(path, {"a": np.arange(4)})
        gc.collect()  # a zip left open would complain here
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_flipped_byte_is_noticed(tmp_path):
    path = tmp_path / "x.wb"
    save_archive(path, {"a": np.arange(1000, dtype=np.float64)})
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    with pytest.raises(FileError, match="damaged"):
        open_archive(path)


@pytest.mark.parametrize(
    "name",
    [
        "subprocess:Popen",
        "workbench.archive:Archive",
        "workbench.archive:Path",
        "workbench.nowhere:X",
        "workbench.errors:os",
    ],
)
def test_a_file_can_make_nothing_but_results(tmp_path, name):
    path = tmp_path / "x.wb"
    content = {"evil": {"$": "object", "class": name, "fields": {}}}
    head = {"format": "workbench-corpus", "version": 1, "content": content}
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("corpus.json", json.dumps(head))
    with pytest.raises(FileError, match="damaged: part 'evil'"):
        open_archive(path).part("evil")
