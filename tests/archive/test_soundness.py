"""A saved corpus from a stranger: what no version of Workbench has written is refused."""

import io
import json
import struct
import zipfile
import zlib
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import workbench as wb
from workbench.archive import frames, open_archive
from workbench.errors import FileError, InputError
from workbench.similarity import Pairs

OLD = Path(__file__).parents[1] / "faults" / "old" / "corpus_2_results.wb"


def npy(array):
    data = io.BytesIO()
    np.save(data, array, allow_pickle=False)
    return data.getvalue()


def members():
    with zipfile.ZipFile(OLD) as file:
        return {name: file.read(name) for name in file.namelist()}


def write(path, held):
    with zipfile.ZipFile(path, "w") as file:
        for name, data in held.items():
            file.writestr(name, data)
    return path


def objects(node):
    """Yield every stored result in a node, those within others too."""
    if isinstance(node, dict):
        if node.get("$") == "object":
            yield node["class"], node["fields"]
        for value in node.values():
            yield from objects(value)
    elif isinstance(node, list):
        for value in node:
            yield from objects(value)


def changed(path, kind, **arrays):
    """Write the corpus with some arrays of one result changed by functions."""
    held = members()
    head = json.loads(held["corpus.json"])
    stored = next(found for name, found in objects(head["content"]) if name == kind)
    for name, change in arrays.items():
        then = "coordinates" if name == "_positions" else name[1:]  # in an earlier version
        blob = stored[name if name in stored else then]["blob"]
        held[blob] = npy(change(np.load(io.BytesIO(held[blob]), allow_pickle=False)))
    return write(path, held)


HARMFUL = [
    ("Pairs", {"left": np.zeros_like, "right": np.zeros_like}),  # each with itself
    ("Pairs", {"left": lambda a: np.full_like(a, -1)}),
    ("Pairs", {"right": lambda a: np.full_like(a, 2**30)}),
    ("Pairs", {k: lambda a: np.concatenate([a, a]) for k in ("left", "right", "similarity")}),
    ("Pairs", {k: lambda a: a[::-1].copy() for k in ("left", "right", "similarity")}),
    ("Pairs", {"left": lambda a: a[:3]}),
    ("Pairs", {"left": lambda a: a.astype(float)}),
    ("Pairs", {"left": lambda a: a.astype(">i4")}),
    ("Pairs", {"similarity": lambda a: np.full_like(a, np.nan)}),
    ("Pairs", {"similarity": lambda a: np.full_like(a, 1e300)}),
    ("Neighbors", {"indices": lambda a: np.full_like(a, 10**6)}),
    ("Neighbors", {"indices": np.zeros_like}),
    ("Neighbors", {"indices": lambda a: a[:, :0]}),
    ("Neighbors", {"similarity": lambda a: np.full_like(a, np.inf)}),
    ("Embedding", {"vectors": np.zeros_like}),
    ("Embedding", {"vectors": lambda a: np.full_like(a, np.nan)}),
    ("Embedding", {"vectors": lambda a: np.hstack([a, a])}),
    ("Embedding", {"vectors": lambda a: a.astype(np.float64)}),
    ("Embedding", {"tokens": lambda a: np.full_like(a, -1)}),
    ("Embedding", {"tokens": lambda a: a[:2]}),
    ("Passages", {"owner": lambda a: a + 1}),
    ("Passages", {"owner": lambda a: a[::-1].copy()}),
    ("Passages", {"start": lambda a: np.full_like(a, -5)}),
    ("TopicState", {"labels": lambda a: np.full_like(a, 10**6)}),
    ("TopicState", {"labels": lambda a: np.full_like(a, -7)}),
    ("TopicState", {"labels": lambda a: a[:1]}),
    ("TopicAssignment", {"nearest": lambda a: np.full_like(a, 10**6)}),
    ("TopicAssignment", {"confidence": lambda a: np.full_like(a, np.nan)}),
    ("TopicParts", {"centroids": lambda a: a[:, :1]}),
    ("TopicBasis", {"vectors": lambda a: a[:1]}),
    ("TopicStability", {"_agreement": lambda a: a[:1]}),
    ("Topics", {"_space": lambda a: a[:, :1]}),
    ("Topics", {"_space": lambda a: np.full_like(a, np.inf)}),
    ("Projection", {"_positions": lambda a: np.full_like(a, np.nan)}),
]


@pytest.mark.parametrize(("kind", "arrays"), HARMFUL)
def test_arrays_that_no_version_wrote_are_refused_before_anything_uses_them(tmp_path, kind, arrays):
    path = changed(tmp_path / "x.wb", kind, **arrays)
    with pytest.raises(FileError, match="is damaged"):
        wb.open(path, ledger=False)


def test_the_corpus_that_they_are_made_of_is_sound(tmp_path):
    path = changed(tmp_path / "x.wb", "Pairs", left=np.copy)
    assert len(wb.open(path, ledger=False).duplicates(0.9).to_frame()) == 41


@pytest.mark.parametrize(
    ("kind", "field", "value"),
    [
        ("EncoderInfo", "dimensions", "8"),
        ("EncoderInfo", "max_tokens", True),
        ("Pairs", "count", -1),
        ("Pairs", "floor", None),
        ("Pairs", "notes", "a note"),
        ("Manifest", "parameters", 5),
        ("TopicSettings", "random_state", -1),
        ("Topics", "namer", "os.system"),
        ("LedgerEntry", "decision", "explode"),
        ("LedgerEntry", "time", "2027-13-01"),
        ("LedgerEntry", "copy", -1),
    ],
)
def test_fields_of_another_kind_or_range_are_refused(tmp_path, kind, field, value):
    held = members()
    head = json.loads(held["corpus.json"])
    next(found for name, found in objects(head["content"]) if name == kind)[field] = value
    held["corpus.json"] = json.dumps(head).encode()
    with pytest.raises(FileError, match="is damaged"):
        wb.open(write(tmp_path / "x.wb", held), ledger=False)


def test_a_field_that_is_never_saved_is_not_read(tmp_path):
    held = members()
    head = json.loads(held["corpus.json"])
    next(found for name, found in objects(head["content"]) if name == "Topics")["_home"] = 5
    held["corpus.json"] = json.dumps(head).encode()
    with pytest.raises(FileError, match="holds the field '_home'"):
        wb.open(write(tmp_path / "x.wb", held), ledger=False)


@pytest.mark.parametrize(
    "header",
    [
        "{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999,), }",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (-2,), }",
        "{'descr': '|O', 'fortran_order': False, 'shape': (2,), }",
    ],
)
def test_an_array_is_as_large_as_its_head_says(tmp_path, header):
    line = f"{header}\n".encode()
    data = b"\x93NUMPY\x01\x00" + struct.pack("<H", len(line)) + line + bytes(16)
    content = {"a": {"$": "array", "blob": "0.npy"}}
    head = {"format": "workbench-corpus", "version": 2, "content": content}
    path = write(tmp_path / "x.wb", {"corpus.json": json.dumps(head), "0.npy": data})
    with pytest.raises(FileError, match="is damaged: part 'a'"):
        open_archive(path).part("a")


def overlapping(path, kernel):
    """Write a zip of two members, of which the first holds the second one too."""

    def head(name, data):
        told = (20, 0, 0, 0, 0x21, zlib.crc32(data), len(data), len(data), len(name), 0)
        return struct.pack("<IHHHHHIIIHH", 0x04034B50, *told) + name

    def entry(name, data, offset):
        told = (20, 20, 0, 0, 0, 0x21, zlib.crc32(data), len(data), len(data), len(name))
        return struct.pack("<IHHHHHHIIIHHHHHII", 0x02014B50, *told, 0, 0, 0, 0, 0, offset) + name

    inner = head(b"inner", kernel) + kernel
    outer = head(b"outer", inner)
    listed = entry(b"outer", inner, 0) + entry(b"inner", kernel, len(outer))
    size = len(outer) + len(inner)
    end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 2, 2, len(listed), size, 0)
    path.write_bytes(outer + inner + listed + end)
    return path


def test_members_that_overlap_are_refused(tmp_path):
    path = overlapping(tmp_path / "x.wb", bytes(10_000))
    assert zipfile.ZipFile(path).read("inner") == bytes(10_000)
    with pytest.raises(FileError, match="its members overlap"):
        open_archive(path)


def parquet_of(table, **options):
    data = io.BytesIO()
    pq.write_table(table, data, store_schema=False, **options)
    return data.getvalue()


def with_frame(path, data, **more):
    node = {"$": "frame", "columns": ["t"], "names": [None], "levels": 1, "range": [0, 300_000, 1]}
    head = {
        "format": "workbench-corpus",
        "version": 2,
        "content": {"frame": node | {"blob": "0.parquet"} | more},
    }
    return write(path, {"corpus.json": json.dumps(head), "0.parquet": data})


def repeated():
    """Return a table of 300,000 times the same 10 kB, some kB in its file."""
    places = pa.array(np.zeros(300_000, dtype=np.int32))
    return pa.table({"c0": pa.DictionaryArray.from_arrays(places, pa.array(["x" * 10_000]))})


def test_a_table_never_unfolds_beyond_the_machine_or_what_its_file_says(tmp_path, monkeypatch):
    data = parquet_of(repeated())
    assert len(data) < 100_000
    with pytest.raises(FileError, match=r"unfolds to more than 1\.0 MB, as the file says"):
        open_archive(with_frame(tmp_path / "x.wb", data, bytes=1_000_000)).part("frame")
    monkeypatch.setattr(frames, "room_to_unfold", lambda: 2**29)
    with pytest.raises(FileError, match=r"unfolds to more than 536\.9 MB, which is all that there"):
        open_archive(with_frame(tmp_path / "x.wb", data)).part("frame")


def test_a_table_that_is_packed_harder_than_ours_is_refused(tmp_path):
    data = parquet_of(pa.table({"c0": ["a"] * 10}), compression="zstd")
    with pytest.raises(FileError, match="packed by ZSTD"):
        open_archive(with_frame(tmp_path / "x.wb", data)).part("frame")


def test_compiled_code_gets_no_pairs_that_no_search_gives():
    left = np.array([0, 0], dtype=np.int32)
    pairs = Pairs(left, left, np.ones(2), 0.7, 0.7, 2)
    with pytest.raises(InputError, match="sorted, each once"):
        pairs.check()
