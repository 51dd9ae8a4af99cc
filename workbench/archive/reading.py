"""Reads a saved corpus; what does not fit is refused, and nothing in the file is run."""

from __future__ import annotations

import io
import json
import math
import os
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.archive.classes import CHANGED_VALUES, UnknownContentError, class_of, field_values
from workbench.archive.frames import read_frame
from workbench.archive.soundness import check_result
from workbench.errors import FileError, check_path
from workbench.provenance import workbench_version
from workbench.tables import Rows
from workbench.tables.writing.written_cells import whole_characters

FORMAT = "workbench-corpus"
VERSION = 2
"""Raised when an older Workbench could not read the file; older files still open.

1: classes by the module in which they lay. 2: classes by a name that stays.
"""


def open_archive(path: str | os.PathLike[str]) -> Archive:
    """Open a file that `save_archive` wrote."""
    path = check_path("path", path)
    try:
        head, blobs, damaged = _content(path)
    except FileNotFoundError as error:
        raise FileError(f"{path} does not exist.") from error
    except Exception as error:  # a damaged zip can make its reader fail in any way
        raise FileError(
            f"{path} is not a saved corpus, or is damaged ({error}). wb.open reads what "
            "Corpus.save wrote; for a table: wb.embed(pd.read_csv(...), text=...)"
        ) from error
    if not isinstance(head, dict) or head.get("format") != FORMAT:
        raise FileError(f"{path} is not a saved corpus. Corpus.save() makes one.")
    if type(head.get("version")) is not int:
        raise FileError(f"{path} is damaged: {head.get('version')!r} is not a version.")
    if head["version"] > VERSION:
        raise FileError(
            f"{path} was saved in format {head['version']} by Workbench {head.get('workbench')}; "
            f"this one reads up to {VERSION}. Upgrade: pip install -U text-workbench"
        )
    if damaged is not None:
        raise FileError(f"{path} is damaged: {damaged} does not match its checksum.")
    if not isinstance(head.get("content"), dict):
        raise FileError(f"{path} is damaged: its list of contents is missing.")
    return Archive(path, head["content"], blobs, str(head.get("workbench")))


def _content(path: Path) -> tuple[Any, dict[str, bytes], str | None]:
    """Return head and members of a file, and the first whose checksum does not fit.

    Members are read by name into memory: no name becomes a path.
    """
    with zipfile.ZipFile(path) as file:
        members = file.infolist()
        if any(member.compress_type != zipfile.ZIP_STORED for member in members):
            raise zipfile.BadZipFile("it is compressed, which no saved corpus is")
        if sum(member.file_size for member in members) > path.stat().st_size:
            raise zipfile.BadZipFile("its members overlap, which would unfold it many times over")
        damaged = file.testzip()
        head = json.loads(file.read("corpus.json"))
        return head, {name: file.read(name) for name in file.namelist()}, damaged


class Archive:
    """The content of an opened file; parts are made again one by one.

    path: where it came from, for messages.
    content: one node a part.
    blobs: arrays and tables by name.
    saved_by: the version of Workbench that wrote the file, for messages.
    """

    def __init__(
        self, path: Path, content: dict[str, Any], blobs: dict[str, bytes], saved_by: str
    ) -> None:
        self._path = path
        self._content = content
        self._blobs = blobs
        self._saved_by = saved_by
        self._arrays: dict[str, NDArray[Any]] = {}

    def names(self) -> tuple[str, ...]:
        """Return the names of the parts."""
        return tuple(self._content)

    def check_names(self, *known: str) -> None:
        """Refuse a file with a part that is not known: to leave it out would lose it."""
        for name in self._content:
            if name not in known:
                raise self._unknown(f"the part {name!r}")

    def _unknown(self, what: str) -> FileError:
        """Return the error about what this version does not know."""
        return FileError(
            f"{self._path} holds {what}, which Workbench {workbench_version()} does not know. "
            f"It was saved by Workbench {self._saved_by}: if that is newer, upgrade with "
            "pip install -U text-workbench; if not, the file is damaged."
        )

    def part(self, name: str, rows: Rows | None = None, *, kind: type = object) -> Any:
        """Make one part again, of the `kind` expected; results get `rows` as their rows."""
        try:
            value = self._value(self._content[name], rows)
        except UnknownContentError as error:
            raise self._unknown(str(error)) from error
        except FileError as error:
            raise FileError(f"{self._path} is not opened: {error}") from error
        except Exception as error:  # what somebody made by hand can fail in any way
            raise FileError(f"{self._path} is damaged: part {name!r} ({error}).") from error
        value = value if name in _AS_THEY_ARE else _whole(value)
        if not isinstance(value, kind):
            raise FileError(f"{self._path} is damaged: part {name!r} is no {kind.__name__}.")
        return value

    def _value(self, node: Any, rows: Rows | None) -> Any:
        """Turn a node back into the value it stands for."""
        if isinstance(node, list):
            return [self._value(one, rows) for one in node]
        if not isinstance(node, dict):
            return node
        makers: dict[str, Callable[[], Any]] = {
            "rows": lambda: rows,
            "array": lambda: self._array(node["blob"]),
            "objects": lambda: _objects(self._value(node["items"], rows)),
            "frame": lambda: read_frame(self._blobs[node["blob"]], node),
            "tuple": lambda: tuple(self._value(node["items"], rows)),
            "dict": lambda: {self._value(k, rows): self._value(v, rows) for k, v in node["items"]},
            "object": lambda: self._object(node["class"], node["fields"], rows),
        }
        if node["$"] not in makers:
            raise UnknownContentError(f"a value of the kind {node['$']!r}")
        return makers[node["$"]]()

    def _object(self, name: str, stored: Mapping[str, Any], rows: Rows | None) -> Any:
        """Make a result again from the fields that were stored."""
        current, kind = class_of(name)
        given = field_values(current, kind, stored)
        values = {field: self._value(node, rows) for field, node in given}
        for field, change in CHANGED_VALUES.get(current, {}).items():
            values[field] = change(values[field])
        value = kind(**(values if current in _AS_THEY_ARE else _whole(values)))
        check_result(current, value)
        return value

    def _array(self, blob: str) -> NDArray[Any]:
        """Return an array; one that several results share is read once and shared again."""
        if blob not in self._arrays:
            self._arrays[blob] = _read_array(self._blobs[blob])
        return self._arrays[blob]


_AS_THEY_ARE = frozenset({"frame", "columns", "ids", "ledger", "LedgerEntry"})
"""Parts and classes whose texts must stay what they are; what results hold is ours to write."""


def _whole(value: Any) -> Any:
    """Return a value without half characters in its texts, which no table can hold."""
    if isinstance(value, str):
        return whole_characters(value)
    if isinstance(value, (list, tuple)):
        return type(value)(map(_whole, value))
    if isinstance(value, dict):
        return {_whole(key): _whole(one) for key, one in value.items()}
    if isinstance(value, np.ndarray) and value.dtype.hasobject:
        return _objects([_whole(one) for one in value.tolist()])
    return value


def _read_array(data: bytes) -> NDArray[Any]:
    """Return an array whose head promises just the bytes that follow it."""
    stream = io.BytesIO(data)
    version = np.lib.format.read_magic(stream)
    read = {(1, 0): np.lib.format.read_array_header_1_0}
    read[2, 0] = np.lib.format.read_array_header_2_0
    if version not in read:
        raise ValueError(f"an array of format {version}")
    shape, _, dtype = read[version](stream)
    if dtype.hasobject or math.prod(shape) * dtype.itemsize != len(data) - stream.tell():
        raise ValueError("an array of another size than its head says")
    return np.ascontiguousarray(np.load(io.BytesIO(data), allow_pickle=False)).reshape(shape)


def _objects(items: list[Any]) -> NDArray[np.object_]:
    """Return an array of any values; filled one by one, for tuples must not become rows."""
    array = np.empty(len(items), dtype=object)
    for position, item in enumerate(items):
        array[position] = item
    return array
