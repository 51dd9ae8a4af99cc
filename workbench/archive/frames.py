"""A table as Parquet, with the labels and the index that Parquet does not keep."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from typing import Any

import pandas as pd

from workbench.errors import FileError
from workbench.tables.writing.columnar import fits
from workbench.tables.writing.written_cells import plain_cells


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
    table = _unpacked(pd.read_parquet(io.BytesIO(data)))
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
    return tuple(node["items"]) if isinstance(node, dict) else node
