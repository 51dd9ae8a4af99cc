"""A corpus and its results in one file: a zip of Parquet, NumPy arrays and JSON.

Nothing in it is code: no pickle, and only Workbench's own frozen dataclasses are made again.
"""

from __future__ import annotations

import io
import json
import os
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from importlib import import_module
from pathlib import Path
from types import FunctionType
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.errors import FileError, check_path
from workbench.provenance import workbench_version
from workbench.tables import Rows, atomic

FORMAT = "workbench-corpus"
VERSION = 1
"""Raised when an older Workbench could not read the file; older files still open."""

_ROWS = {"$": "rows"}


def save_archive(path: str | os.PathLike[str], parts: Mapping[str, Any]) -> Path:
    """Write `parts` to one file, whole or not at all.

    Parameters
    ----------
    path : path
        The file; an existing one is replaced.
    parts : mapping of str to value
        Frames, arrays, results and plain values. ``Rows`` are not written: they are read again
        from the table.

    Raises
    ------
    FileError
        Where the file cannot be written, or a column holds values of mixed kinds.
    """
    path = check_path("path", path)
    with atomic(path) as temporary, _written(temporary) as file:
        writer = _Writer(file)
        content = {name: writer.node(value) for name, value in parts.items()}
        head = {"format": FORMAT, "version": VERSION, "workbench": workbench_version()}
        file.writestr("corpus.json", json.dumps(head | {"content": content}))
    return path


@contextmanager
def _written(path: Path) -> Iterator[zipfile.ZipFile]:
    """Open a zip to write; what ends it early comes out as it is.

    A zip that is closed while a member is half written complains of that alone, and hides the
    interrupt or the full disk that was the reason.
    """
    with path.open("wb") as raw:
        file = zipfile.ZipFile(raw, "w", zipfile.ZIP_STORED)
        try:
            yield file
            file.close()
        finally:
            file.fp = None  # nothing is left to close


def open_archive(path: str | os.PathLike[str]) -> Archive:
    """Open a file that `save_archive` wrote.

    Raises
    ------
    FileError
        Where it is missing, something else, damaged, or of a newer format.
    """
    path = check_path("path", path)
    try:
        head, blobs, damaged = _content(path)
    except FileNotFoundError as error:
        raise FileError(f"{path} does not exist.") from error
    except Exception as error:  # a damaged zip can make its reader fail in any way
        raise FileError(
            f"{path} is no saved corpus, or is damaged ({error}). wb.open reads what Corpus.save "
            "wrote; for a table: wb.embed(pd.read_csv(...), text=...)"
        ) from error
    if not isinstance(head, dict) or head.get("format") != FORMAT:
        raise FileError(f"{path} is no saved corpus. Corpus.save() makes one.")
    if type(head.get("version")) is not int:
        raise FileError(f"{path} is damaged: {head.get('version')!r} is no version.")
    if head["version"] > VERSION:
        raise FileError(
            f"{path} was saved in format {head['version']} by Workbench {head.get('workbench')}; "
            f"this one reads up to {VERSION}. Upgrade: pip install -U text-workbench"
        )
    if damaged is not None:
        raise FileError(f"{path} is damaged: {damaged} does not match its checksum.")
    if not isinstance(head.get("content"), dict):
        raise FileError(f"{path} is damaged: its list of contents is missing.")
    return Archive(path, head["content"], blobs)


def _content(path: Path) -> tuple[Any, dict[str, bytes], str | None]:
    """Return head and members of a file, and the first whose checksum does not fit.

    Members are read by name into memory: no name becomes a path.
    """
    with zipfile.ZipFile(path) as file:
        if any(one.compress_type != zipfile.ZIP_STORED for one in file.infolist()):
            raise zipfile.BadZipFile("it is compressed, which no saved corpus is")
        damaged = file.testzip()
        head = json.loads(file.read("corpus.json"))
        return head, {name: file.read(name) for name in file.namelist()}, damaged


class Archive:
    """The content of an opened file; parts are made again one by one.

    Parameters
    ----------
    path : Path
        Where it came from, for messages.
    content : dict
        One node a part.
    blobs : dict of str to bytes
        Arrays and tables by name.
    """

    def __init__(self, path: Path, content: dict[str, Any], blobs: dict[str, bytes]) -> None:
        self._path = path
        self._content = content
        self._blobs = blobs
        self._arrays: dict[str, NDArray[Any]] = {}

    def names(self) -> tuple[str, ...]:
        """Return the names of the parts."""
        return tuple(self._content)

    def part(self, name: str, rows: Rows | None = None, *, kind: type = object) -> Any:
        """Make one part again, of the `kind` expected; results get `rows` as their rows.

        Raises
        ------
        FileError
            Where the part is missing or does not fit its class.
        """
        try:
            value = self._value(self._content[name], rows)
        except Exception as error:  # what somebody made by hand can fail in any way
            raise FileError(f"{self._path} is damaged: part {name!r} ({error}).") from error
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
            "frame": lambda: _read_frame(self._blobs[node["blob"]], node),
            "tuple": lambda: tuple(self._value(node["items"], rows)),
            "dict": lambda: {self._value(k, rows): self._value(v, rows) for k, v in node["items"]},
            "object": lambda: _own_class(node["class"])(
                **{name: self._value(one, rows) for name, one in node["fields"].items()}
            ),
        }
        return makers[node["$"]]()

    def _array(self, blob: str) -> NDArray[Any]:
        """Return an array; one that several results share is read once and shared again."""
        if blob not in self._arrays:
            self._arrays[blob] = np.load(io.BytesIO(self._blobs[blob]), allow_pickle=False)
        return self._arrays[blob]


class _Writer:
    """Turns values into JSON nodes and puts arrays and tables beside them."""

    def __init__(self, file: zipfile.ZipFile) -> None:
        self._file = file
        self._blobs = 0
        # By identity: the array itself is kept, so that its id is not given to another.
        self._written: dict[int, tuple[NDArray[Any], Any]] = {}

    def node(self, value: Any) -> Any:
        """Return the JSON node that stands for `value`."""
        if isinstance(value, FunctionType):
            value = None  # a namer, say, is code: what it made is saved, not itself
        if value is None or isinstance(value, (bool, int, float, str)):
            return value
        if isinstance(value, np.generic):
            return value.item()
        if isinstance(value, Rows):
            return _ROWS
        if isinstance(value, np.ndarray):
            return self._array(value)
        if isinstance(value, pd.DataFrame):
            return self._frame(value)
        if isinstance(value, (list, tuple)):
            items = [self.node(one) for one in value]
            return items if isinstance(value, list) else {"$": "tuple", "items": items}
        if isinstance(value, Mapping):
            return {"$": "dict", "items": [[self.node(k), self.node(v)] for k, v in value.items()]}
        if is_dataclass(value) and _is_own(type(value)):
            kept = {f.name: self.node(getattr(value, f.name)) for f in fields(value) if f.init}
            name = f"{type(value).__module__}:{type(value).__name__}"
            return {"$": "object", "class": name, "fields": kept}
        raise FileError(f"a {type(value).__name__} cannot be saved ({value!r:.80}).")

    def _blob(self, suffix: str, data: bytes) -> str:
        name = f"{self._blobs}.{suffix}"
        self._blobs += 1
        self._file.writestr(name, data)
        return name

    def _array(self, array: NDArray[Any]) -> Any:
        if array.dtype.hasobject:
            return {"$": "objects", "items": self.node(array.tolist())}
        if id(array) not in self._written:
            data = io.BytesIO()
            np.save(data, array, allow_pickle=False)
            node = {"$": "array", "blob": self._blob("npy", data.getvalue())}
            self._written[id(array)] = (array, node)
        return self._written[id(array)][1]

    def _frame(self, frame: pd.DataFrame) -> Any:
        index, columns = frame.index, list(frame.columns)
        table = frame.set_axis([f"c{k}" for k in range(len(columns))], axis=1)
        table = table.reset_index(drop=True)
        table.attrs = {}
        for level in range(index.nlevels):
            table[f"i{level}"] = index.get_level_values(level)
        return {
            "$": "frame",
            "columns": [self.node(label) for label in columns],
            "names": [self.node(name) for name in index.names],
            "levels": index.nlevels,
            "range": [index.start, index.stop, index.step]
            if isinstance(index, pd.RangeIndex)
            else None,
            "blob": self._blob("parquet", _parquet(table, columns)),
        }


def _objects(items: list[Any]) -> NDArray[np.object_]:
    """Return an array of any values; filled one by one, for tuples must not become rows."""
    array = np.empty(len(items), dtype=object)
    for place, item in enumerate(items):
        array[place] = item
    return array


def _is_own(kind: type) -> bool:
    return kind.__module__.split(".")[0] == "workbench"


def _own_class(name: str) -> type:
    """Return one of Workbench's own dataclasses by module and name; nothing else is made."""
    module, _, simple = name.partition(":")
    if module.split(".")[0] != "workbench":
        raise ValueError(f"{name!r} is no class of Workbench")
    kind = vars(import_module(module)).get(simple)
    if not (isinstance(kind, type) and is_dataclass(kind) and _is_own(kind)):
        raise ValueError(f"{name!r} is no result of Workbench")
    return kind


def _parquet(table: pd.DataFrame, columns: list[Any]) -> bytes:
    """Return the table as Parquet; a column that it cannot hold is named."""
    import pyarrow

    data = io.BytesIO()
    try:
        table.to_parquet(data, index=False)
    except (pyarrow.ArrowException, TypeError, ValueError, OverflowError) as error:
        mixed = [c for k, c in enumerate(columns) if not _fits(table[f"c{k}"])]
        if not mixed:
            raise FileError(
                "the index holds values of several kinds, which cannot be saved. "
                "Make it a column first: frame.reset_index(), then embed again."
            ) from error
        name = mixed[0]
        raise FileError(
            f"column {name!r} holds values of several kinds, which cannot be saved. "
            f"Make them one kind first: frame[{name!r}] = frame[{name!r}].astype(str)"
        ) from error
    return data.getvalue()


def _fits(column: pd.Series) -> bool:
    import pyarrow

    try:
        pyarrow.array(column, from_pandas=True)
    except (pyarrow.ArrowException, TypeError, ValueError, OverflowError):
        return False
    return True


def _read_frame(data: bytes, node: Mapping[str, Any]) -> pd.DataFrame:
    """Return the table with the labels and the index it was saved with."""
    table = pd.read_parquet(io.BytesIO(data))
    columns = [_label(one) for one in node["columns"]]
    names = [_label(one) for one in node["names"]]
    frame = table[[f"c{k}" for k in range(len(columns))]].set_axis(columns, axis=1)
    if node["range"] is not None:
        start, stop, step = node["range"]
        return frame.set_axis(pd.RangeIndex(start, stop, step, name=names[0]), axis=0)
    levels = [table[f"i{level}"] for level in range(node["levels"])]
    if len(levels) == 1:
        return frame.set_axis(pd.Index(levels[0]).rename(names[0]), axis=0)
    return frame.set_axis(pd.MultiIndex.from_arrays(levels, names=names), axis=0)


def _label(node: Any) -> Any:
    """Return a column label, which may be a tuple."""
    return tuple(node["items"]) if isinstance(node, dict) else node
