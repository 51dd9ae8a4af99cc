"""Parquet files out."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from workbench.tables.cells import is_nested, nested_text
from workbench.tables.writing.manifests import with_manifest
from workbench.tables.writing.written_cells import plain_cells, text_of, whole_characters


def write_parquet(
    path: Path,
    header: Sequence[str],
    columns: Sequence[pd.Series],
    made: Mapping[str, Any] | None = None,
) -> None:
    """Write columns that Parquet can hold, see `storable`."""
    plain = [column.rename(None) for column in columns]  # pandas takes no half a character
    frame = pd.concat(plain, axis=1) if columns else pd.DataFrame()
    import pyarrow
    from pyarrow.parquet import write_table

    named = frame.set_axis(list(header), axis=1)
    table = pyarrow.Table.from_pandas(named, preserve_index=False)
    write_table(table if made is None else with_manifest(table, made), path)


def fits(column: pd.Series) -> bool:
    """Tell whether Arrow gives back the cells of a column that it was given."""
    back = _as_arrow(column)
    if back is None or not pd.api.types.is_object_dtype(column.dtype):
        return back is not None
    return all(map(_same, plain_cells(column), back))


def read_again(column: pd.Series) -> pd.Series:
    """Return a column of a dtype that pandas reads again: not of all that it can write."""
    import pyarrow

    if not isinstance(column.dtype, (pd.CategoricalDtype, pd.ArrowDtype)):
        return column
    kept = io.BytesIO()
    try:
        pd.DataFrame({"x": column.head(100)}).to_parquet(kept, index=False)
        pd.read_parquet(kept)
    except (pyarrow.ArrowException, TypeError, ValueError):
        if isinstance(column.dtype, pd.CategoricalDtype):  # such as the intervals of pd.cut
            return column.astype(column.cat.categories.dtype)
        cells = plain_cells(column)
        if pyarrow.types.is_map(column.dtype.pyarrow_dtype):
            cells = [None if cell is None else list(map(list, cell)) for cell in cells]
        return pd.Series(cells, column.index, dtype=object, name=column.name)
    return column


def storable(column: pd.Series) -> tuple[pd.Series, bool]:
    """Return a column as Parquet can hold it, and whether its cells became texts for that.

    A column that does not fit (numbers beside words, objects with other keys in each cell) holds
    the texts that a CSV file would hold.
    """
    column = read_again(column.reset_index(drop=True))
    if fits(column):
        return _nullable(column), False
    cells = plain_cells(column)
    texts = [None if cell is None else whole_characters(text_of(cell)) for cell in cells]
    turned = not all(cell is None or isinstance(cell, str) for cell in cells)
    return pd.Series(texts, dtype="str", name=column.name), turned


def _nullable(column: pd.Series) -> pd.Series:
    """Return whole numbers and truths among missing cells so that pandas reads no floats."""
    if pd.api.types.is_object_dtype(column.dtype) and column.isna().any():
        kind = pd.api.types.infer_dtype(column, skipna=True)
        if kind in ("integer", "boolean"):
            return column.astype("Int64" if kind == "integer" else "boolean")
    return column


def _as_arrow(column: pd.Series) -> list[Any] | None:
    """Return the cells that Parquet makes of a column of objects, None if it cannot hold them."""
    import pyarrow

    try:
        array = pyarrow.array(column, from_pandas=True)
        if pyarrow.types.is_nested(array.type):
            return plain_cells(_through_parquet(array))
        return list(array.to_pylist()) if pd.api.types.is_object_dtype(column.dtype) else []
    except (pyarrow.ArrowException, TypeError, ValueError, OverflowError, AttributeError):
        return None


def _through_parquet(array: Any) -> pd.Series:
    """Write and read nested cells: Parquet cannot hold all that Arrow can, nor pandas read it."""
    import pyarrow
    from pyarrow.parquet import read_table, write_table

    kept = pyarrow.BufferOutputStream()
    write_table(pyarrow.table({"x": array}), kept)
    column: pd.Series = read_table(pyarrow.BufferReader(kept.getvalue())).to_pandas()["x"]
    return column


def _same(given: Any, back: Any) -> bool:
    """Tell whether Arrow gave a cell back; a number keeps its value, all else its kind too."""
    if given is None or back is None:
        return given is back
    if is_nested(given):
        said = nested_text(given)  # pandas cuts the keys of objects at a zero character
        return is_nested(back) and said == nested_text(back) and "\\u0000" not in said
    if isinstance(given, bool) or isinstance(back, bool):
        return given is back
    try:
        return bool(given == back)
    except (TypeError, ValueError):
        return False
