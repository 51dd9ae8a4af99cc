"""Writes values as JSON nodes, with arrays and tables beside them in one zip."""

from __future__ import annotations

import io
import json
import os
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.archive.classes import class_name, saved_fields
from workbench.archive.frames import frame_bytes, index_of, unfolding
from workbench.archive.reading import FORMAT, VERSION
from workbench.errors import FileError, check_path
from workbench.provenance import workbench_version
from workbench.tables import Rows, atomic

_ROWS = {"$": "rows"}


def save_archive(path: str | os.PathLike[str], parts: Mapping[str, Any]) -> Path:
    """Write `parts` to one file, whole or not at all."""
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


class _Writer:
    """Turns values into JSON nodes and puts arrays and tables beside them."""

    def __init__(self, file: zipfile.ZipFile) -> None:
        self._file = file
        self._blobs = 0
        # By identity: the array itself is kept, so that its id is not given to another.
        self._written: dict[int, tuple[NDArray[Any], Any]] = {}

    def node(self, value: Any) -> Any:
        """Return the JSON node that stands for `value`."""
        if callable(value):
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
        name = class_name(type(value))
        if name is not None:
            kept = {f.name: self.node(getattr(value, f.name)) for f in saved_fields(value)}
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
        columns = [self.node(label) for label in frame.columns]
        names = [self.node(name) for name in frame.index.names]
        data = frame_bytes(frame)
        size = max(unfolding(data), default=0)
        description = {"columns": columns, "names": names, **index_of(frame), "bytes": size}
        return {"$": "frame", **description, "blob": self._blob("parquet", data)}
