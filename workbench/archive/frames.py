"""A table as Parquet, with the labels and the index that Parquet does not keep."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import pandas as pd

from workbench.errors import FileError


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
    return _parquet(table, columns)


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


def read_frame(data: bytes, node: Mapping[str, Any]) -> pd.DataFrame:
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
