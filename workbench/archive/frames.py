"""A table as Parquet, with the labels and the index that Parquet does not keep."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from workbench.config import room_to_unfold
from workbench.errors import FileError
from workbench.tables.reading.grid import pandas_of
from workbench.tables.writing.columnar import fits, read_again
from workbench.tables.writing.written_cells import plain_cells, whole_characters

PART, PART_BYTES = 1024, 2**27
"""Rows, and bytes of repeated texts, that are counted at a time."""


def index_of(frame: pd.DataFrame) -> dict[str, Any]:
    """Return how many levels the index has, and its range if it is one."""
    index, span = frame.index, None
    if isinstance(index, pd.RangeIndex):
        span = [index.start, index.stop, index.step]
    return {"levels": index.nlevels, "range": span}


def frame_bytes(frame: pd.DataFrame) -> bytes:
    """Return the columns and the levels of the index as Parquet, under names of their own."""
    index, columns = frame.index, list(frame.columns)
    table = frame.set_axis([f"c{k}" for k in range(len(columns))], axis=1)
    table = table.reset_index(drop=True)
    table.attrs = {}
    for level in range(index.nlevels):
        table[f"i{level}"] = index.get_level_values(level)
    parts = [_part(table[name], label) for name, label in _labels(table, columns)]
    data = io.BytesIO()
    pd.concat(parts, axis=1).to_parquet(data, index=False)
    return data.getvalue()


def _labels(table: pd.DataFrame, columns: list[Any]) -> list[tuple[str, str]]:
    """Return the stored names, and what each is called in messages."""
    named = [f"column {label!r}" for label in columns]
    levels = [str(name) for name in table.columns[len(columns) :]]
    stored = [*(f"c{k}" for k in range(len(columns))), *levels]
    return list(zip(stored, [*named, *["the index"] * len(levels)], strict=True))


def _part(column: pd.Series, label: str) -> pd.Series:
    """Return a column as Parquet keeps it; values of several kinds as JSON, "json " in the name."""
    column = read_again(column)
    if fits(column):
        return column
    cells = plain_cells(column)
    try:
        texts = [None if cell is None else json.dumps(cell) for cell in cells]
        same = all(t is None or json.loads(t) == c for t, c in zip(texts, cells, strict=True))
    except (TypeError, ValueError):
        same = False
    if not same:
        kinds = ", ".join(sorted({type(c).__name__ for c in cells if c is not None}))
        raise FileError(
            f"{label} holds values of several kinds ({kinds}), which cannot be saved. "
            "Make them one kind before you embed: frame[...] = frame[...].astype(str)"
        )
    return pd.Series(texts, dtype="str", name=f"json {column.name}")


def read_frame(data: bytes, node: Mapping[str, Any]) -> pd.DataFrame:
    """Return the table with the labels and the index it was saved with."""
    import pyarrow.parquet as pq

    _check_size(data, node.get("bytes"))
    table = _unpacked(pandas_of(pq.read_table(io.BytesIO(data))))
    columns = [_label(one) for one in node["columns"]]
    names = [_label(one) for one in node["names"]]
    frame = table[[f"c{k}" for k in range(len(columns))]].set_axis(_axis(columns), axis=1)
    if node["range"] is not None:
        start, stop, step = node["range"]
        return frame.set_axis(pd.RangeIndex(start, stop, step, name=names[0]), axis=0)
    levels = [table[f"i{level}"] for level in range(node["levels"])]
    if len(levels) == 1:
        return frame.set_axis(pd.Index(levels[0]).rename(names[0]), axis=0)
    return frame.set_axis(pd.MultiIndex.from_arrays(levels, names=names), axis=0)


def _axis(labels: list[Any]) -> Any:
    """Return labels as columns; pandas has no texts with half a character but as objects."""
    halves = any(isinstance(label, str) and label != whole_characters(label) for label in labels)
    return pd.Index(labels, dtype=object) if halves else labels


def _check_size(data: bytes, said: Any) -> None:
    """Refuse a table that unfolds to more than its file says, or than this machine has room for."""
    room = room_to_unfold()
    most = min(said, room) if type(said) is int else room
    for size in unfolding(data):
        if size > most:
            raise FileError(
                f"its table unfolds to more than {most / 1e6:,.1f} MB, "
                + ("which is all that there is room for" if most == room else "as the file says")
                + ". Open only what comes from somebody whom you trust."
            )


def unfolding(data: bytes) -> Iterator[int]:
    """Yield how many bytes the rows of a Parquet file take in memory, adding up part by part."""
    import pyarrow.parquet as pq

    file, total = pq.ParquetFile(io.BytesIO(data)), 0
    for group in range(file.num_row_groups):
        _check_codecs(file.metadata.row_group(group))
        rows = max(1, min(PART, PART_BYTES // max(1, _longest(data, group))))
        for batch in file.iter_batches(batch_size=rows, row_groups=[group]):
            batch.validate(full=True)  # bytes of a text that are none would fail much later
            total += batch.nbytes
            yield total


def _check_codecs(group: Any) -> None:
    """Refuse columns that are packed harder than we do it, for such a file unfolds too far."""
    for index in range(group.num_columns):
        codec = group.column(index).compression
        if codec not in {"SNAPPY", "UNCOMPRESSED"}:
            raise ValueError(f"a table packed by {codec}, which no saved corpus is")


def _longest(data: bytes, group: int) -> int:
    """Return the bytes of the longest text that a part of a Parquet file may repeat at no cost."""
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    kinds = (pa.string(), pa.large_string(), pa.binary(), pa.large_binary())
    texts = [one.name for one in pq.read_schema(io.BytesIO(data)) if one.type in kinds]
    file = pq.ParquetFile(io.BytesIO(data), read_dictionary=texts)
    for batch in file.iter_batches(batch_size=1, row_groups=[group], columns=texts):
        words = [column.dictionary for column in batch.columns]
        lengths = [pc.max(pc.binary_length(one)).as_py() or 0 for one in words]
        return max(lengths, default=0)
    return 0


def _unpacked(table: pd.DataFrame) -> pd.DataFrame:
    """Return the stored columns under their own names, those that were JSON with their values."""
    for name in table.columns:
        if str(name).startswith("json "):
            texts = plain_cells(table[name])
            cells = [None if text is None else json.loads(text) for text in texts]
            table[str(name)[5:]] = pd.Series(cells, index=table.index, dtype=object)
    return table


def _label(node: Any) -> Any:
    """Return a column label, which may be a tuple."""
    label = tuple(node["items"]) if isinstance(node, dict) else node
    hash(label)  # what cannot be hashed is no label
    return label
