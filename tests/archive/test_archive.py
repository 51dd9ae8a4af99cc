"""A saved corpus: everything back as it was, nothing run on the way.

Tests of archive/frames.py, archive/reading.py and archive/writing.py.
"""

import errno
import gc
import json
import sys
import zipfile
from functools import partial

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

import workbench as wb
from tests.fakes import FakeEncoder
from workbench.archive import classes, open_archive, save_archive
from workbench.errors import FileError
from workbench.provenance import Manifest
from workbench.tables.writing.written_cells import plain_cells, text_of


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


@pytest.mark.parametrize("namer", [len, lambda words: "x", partial(max, 0), "a".join])
def test_code_is_not_saved(tmp_path, namer):
    save_archive(tmp_path / "x.wb", {"namer": namer, "beside": 5})
    archive = open_archive(tmp_path / "x.wb")
    assert (archive.part("namer"), archive.part("beside")) == (None, 5)


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


def test_columns_of_mixed_kinds_come_back_as_they_were(tmp_path):
    columns = {
        "mixed": ["x", 404, None, 2.5, True, 10**30],
        "halves": ["a\ud800", "b", "c", None, "", "d"],
        "keys": [{"a": 1}, {"b": [None]}, {}, None, [], ["x"]],
    }
    frame = pd.DataFrame(columns, dtype=object, index=["p", 1, "q", 2, "r", 3])
    save_archive(tmp_path / "x.wb", {"frame": frame})
    back = open_archive(tmp_path / "x.wb").part("frame")
    for name, cells in columns.items():
        assert back[name].tolist() == cells
        assert list(map(type, back[name])) == list(map(type, cells))
    assert back.index.tolist() == frame.index.tolist()
    assert list(back.columns) == list(frame.columns)


DICTIONARY, LISTS = pa.dictionary(pa.int32(), pa.string()), pa.list_(pa.int64())
KEYED, PAIRED = pa.struct([("a", pa.int64())]), pa.map_(pa.string(), pa.int64())


@pytest.mark.parametrize("ending", [".wb", ".parquet"])
@pytest.mark.parametrize(
    "column",
    [
        pd.Series(["x", None, "x"], dtype=pd.ArrowDtype(DICTIONARY)),
        pd.Series([[1, 2], None, []], dtype=pd.ArrowDtype(LISTS)),
        pd.Series([{"a": 1}, None, {"a": 2}], dtype=pd.ArrowDtype(KEYED)),
        pd.Series([[("a", 1)], None, []], dtype=pd.ArrowDtype(PAIRED)),
        pd.cut(pd.Series([1, 5, None]), 2),
        pd.Series(pd.period_range("2024", periods=3, freq="M")).astype("category"),
    ],
)
def test_what_pandas_writes_but_cannot_read(tmp_path, column, ending):
    frame = pd.DataFrame({"t": ["a b", "c d", "e f"], "x": column})
    corpus = wb.embed(frame, text="t", model=FakeEncoder(), cache=False, ledger=False)
    path = tmp_path / f"x{ending}"
    if ending == ".wb":
        back = wb.open(corpus.save(path), ledger=False).frame["x"]
    else:
        back = wb.read_table(corpus.export(path)).frame["x"]
    assert list(map(text_of, plain_cells(back))) == list(map(text_of, plain_cells(column)))


@pytest.mark.parametrize("of", [wb.read_table, partial(wb.embed, text="t", cache=False)])
def test_a_file_with_what_pandas_cannot_read_again(tmp_path, of):
    lists = pd.Series([[1], [2]], dtype=pd.ArrowDtype(LISTS))
    pd.DataFrame({"t": ["a b", "c d"], "x": lists}).to_parquet(tmp_path / "x.parquet")
    given = {} if of is wb.read_table else {"model": FakeEncoder(), "ledger": False}
    assert len(of(tmp_path / "x.parquet", **given).frame) == 2


def test_a_column_that_cannot_be_kept_is_named_and_nothing_is_left_behind(tmp_path):
    frame = pd.DataFrame({"ok": ["a", "b"], "mixed": ["x", b"\xff"]})
    with pytest.raises(FileError, match=r"column 'mixed' holds values of several kinds.*bytes"):
        save_archive(tmp_path / "x.wb", {"frame": frame})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "does not exist"),
        (b"hello", "is not a saved corpus, or is damaged"),
        ({"format": "other"}, "is not a saved corpus. Corpus.save"),
        ({"format": "workbench-corpus", "version": 99}, "format 99.*reads up to 2. Upgrade"),
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


def with_content(path, **content):
    """Write a file by hand."""
    head = {"format": "workbench-corpus", "version": 2, "workbench": "9.0", "content": content}
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("corpus.json", json.dumps(head))
    return path


def manifest_node(**more):
    stored = {"stage": "rows", "parameters": {"$": "dict", "items": []}, "digest": "abc"}
    return {"$": "object", "class": "Manifest", "fields": stored | more}


@pytest.mark.parametrize(
    "name",
    [
        "subprocess:Popen",
        "workbench.archive:Archive",
        "workbench.archive.reading:Archive",
        "workbench.nowhere:X",
        "workbench.errors:os",
        "workbench.duplicates.result:Duplicates",
        "Popen",
    ],
)
def test_a_file_can_make_nothing_but_results(tmp_path, name):
    node = {"$": "object", "class": name, "fields": {}}
    path = with_content(tmp_path / "x.wb", good=manifest_node(), evil=node)
    open_archive(path).part("good")  # loads what Python itself loads to read such a file
    before = set(sys.modules)
    with pytest.raises(FileError, match=rf"holds a result of the kind '{name}'.*does not know"):
        open_archive(path).part("evil")
    assert set(sys.modules) == before


@pytest.mark.parametrize(
    ("node", "what"),
    [
        (manifest_node(color=1), "holds the field 'color' of 'Manifest'"),
        ({"$": "object", "class": "Heatmap", "fields": {}}, "holds a result of the kind 'Heatmap'"),
        ({"$": "set", "items": []}, "holds a value of the kind 'set'"),
        ([[manifest_node(color=None)]], "holds the field 'color'"),
    ],
)
def test_what_a_newer_version_added_is_refused_and_never_left_out(tmp_path, node, what):
    path = with_content(tmp_path / "x.wb", new=node)
    with pytest.raises(FileError, match=f"{what}.*saved by Workbench 9.0.*pip install -U"):
        open_archive(path).part("new")


def test_a_part_that_a_newer_version_added_is_refused(tmp_path):
    frame = pd.DataFrame({"t": ["one", "two"]})
    corpus = wb.embed(frame, text="t", model=FakeEncoder(4), cache=False, progress=False)
    corpus.save(tmp_path / "x.wb")
    with zipfile.ZipFile(tmp_path / "x.wb") as file:
        members = {name: file.read(name) for name in file.namelist()}
    head = json.loads(members["corpus.json"])
    head["content"]["labels"] = 5
    members["corpus.json"] = json.dumps(head).encode()
    with zipfile.ZipFile(tmp_path / "y.wb", "w") as file:
        for name, data in members.items():
            file.writestr(name, data)
    with pytest.raises(FileError, match=r"holds the part 'labels'.*does not know"):
        wb.open(tmp_path / "y.wb")


def test_a_field_added_since_takes_its_default_and_one_that_is_missing_is_damage(tmp_path):
    path = with_content(tmp_path / "x.wb", old=manifest_node())
    assert open_archive(path).part("old").notes == ()
    node = manifest_node()
    del node["fields"]["stage"]
    path = with_content(tmp_path / "x.wb", old=node)
    with pytest.raises(FileError, match="damaged: part 'old'.*stage"):
        open_archive(path).part("old")


def test_a_field_renamed_or_removed_since_is_read(tmp_path, monkeypatch):
    renamed = {"Manifest": {"remarks": "notes", "color": None}}
    monkeypatch.setattr(classes, "RENAMED_FIELDS", renamed)
    node = manifest_node(remarks={"$": "tuple", "items": ["raised floor"]}, color="red")
    path = with_content(tmp_path / "x.wb", old=node)
    assert open_archive(path).part("old").notes == ("raised floor",)
