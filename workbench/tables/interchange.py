"""Tables of other libraries in, and the same kind out: polars, Arrow, DuckDB, datasets, lists."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
import pandas as pd

from workbench.errors import DependencyError, InputError

PANDAS = "pandas"

KINDS = (PANDAS, "polars", "arrow", "duckdb", "datasets")
"""Kinds of table that results can be returned as."""

LIST_COLUMN = "text"
"""Name of the column that a list, or a Series without a name, becomes."""


def read_frame(given: Any) -> tuple[pd.DataFrame, str]:
    """Return any table as a DataFrame, and the kind that it was.

    Tables other than pandas pass through Arrow, whose types the columns keep, so that no value
    changes on the way in or out: an integer column with missing values stays one of integers.
    """
    if isinstance(given, pd.DataFrame):
        return given, PANDAS
    if isinstance(given, pd.Series):
        name = LIST_COLUMN if given.name is None else given.name
        return given.to_frame(name), PANDAS
    if isinstance(given, (np.ndarray, pd.Index)) and given.ndim == 1:
        given = given.tolist()
    if isinstance(given, (list, tuple)) and all(_is_cell(cell) for cell in given):
        return pd.DataFrame({LIST_COLUMN: pd.Series(list(given), dtype=object)}), PANDAS
    kind = kind_of(given)
    if kind is None:
        raise InputError(_advice(given))
    return _from_arrow(_as_arrow(given, kind)), kind


def is_texts(given: Any) -> bool:
    """Tell a Series or a sequence of texts, whose column needs no name, from a table."""
    return isinstance(given, (pd.Series, pd.Index, np.ndarray, list, tuple))


def kind_of(given: Any) -> str | None:
    """Return which of `KINDS` a table is, None if it is none of them."""
    if isinstance(given, pd.DataFrame):
        return PANDAS
    package = type(given).__module__.partition(".")[0]
    if package == "datasets" and hasattr(given, "with_format"):
        return "datasets"
    if not hasattr(given, "__arrow_c_stream__"):
        return None
    return {"polars": "polars", "duckdb": "duckdb", "_duckdb": "duckdb"}.get(package, "arrow")


def as_kind(frame: pd.DataFrame, kind: str) -> Any:
    """Return a result as the kind of table that came in."""
    if kind == PANDAS:
        return frame
    try:
        return _from_table(_arrow_table(frame), kind)
    except ImportError as error:
        raise DependencyError(
            f"this table was given as {kind}, which is not installed here. Install it with: "
            f"pip install {kind}"
        ) from error


class RowResult(Protocol):
    """A result with one line per row of the table."""

    def _row_frame(self) -> pd.DataFrame:
        """Return the lines, whatever kind of table was given."""


def pandas_frame(result: RowResult) -> pd.DataFrame:
    """Return what ``result.to_frame()`` returns as pandas, whatever kind of table was given."""
    return result._row_frame()  # noqa: SLF001 - users have `to_frame`


def _arrow_table(frame: pd.DataFrame) -> Any:
    """Return a DataFrame as an Arrow table without index; cells of mixed kinds become texts."""
    import pyarrow as pa

    columns = {}
    for position, name in enumerate(frame.columns):
        column = frame.iloc[:, position]
        try:
            columns[str(name)] = pa.array(column, from_pandas=True)
        except (pa.ArrowInvalid, pa.ArrowTypeError):
            texts = column.map(str, na_action="ignore").astype(object)
            columns[str(name)] = pa.array(texts, type=pa.string(), from_pandas=True)
    return pa.table(columns)


def _from_table(table: Any, kind: str) -> Any:
    """Return an Arrow table as another library's."""
    if kind == "polars":
        import polars

        return polars.from_arrow(table)
    if kind == "duckdb":
        import duckdb

        return duckdb.from_arrow(table)
    if kind == "datasets":
        from datasets import Dataset

        return Dataset(table)
    return table


def _as_arrow(given: Any, kind: str) -> Any:
    """Return another library's table as an Arrow table of types that can be computed with."""
    import pyarrow as pa

    if kind == "datasets":
        return given.with_format("arrow")[:]
    table = pa.table(given)
    plain = pa.schema([field.with_type(_plain_type(field.type)) for field in table.schema])
    return table if plain == table.schema else _cast(table, plain)


def _cast(table: Any, schema: Any) -> Any:
    """Cast column by column; a dictionary of views is decoded first, as Arrow casts none."""
    import pyarrow as pa

    columns = []
    for field, column in zip(schema, table.columns, strict=True):
        if column.type == field.type:
            columns.append(column)
            continue
        if pa.types.is_dictionary(column.type):
            values = [chunk.dictionary.cast(field.type.value_type) for chunk in column.chunks]
            chunks = [
                pa.DictionaryArray.from_arrays(chunk.indices, dictionary)
                for chunk, dictionary in zip(column.chunks, values, strict=True)
            ]
            columns.append(pa.chunked_array(chunks, type=field.type))
        else:
            columns.append(column.cast(field.type))
    return pa.Table.from_arrays(columns, schema=schema)


def _plain_type(kind: Any) -> Any:
    """Return a type without string or binary views, for which Arrow lacks most functions."""
    import pyarrow as pa
    from pyarrow import types

    if types.is_string_view(kind):
        return pa.large_string()
    if types.is_binary_view(kind):
        return pa.large_binary()
    if types.is_dictionary(kind):
        return pa.dictionary(kind.index_type, _plain_type(kind.value_type), ordered=kind.ordered)
    if types.is_list(kind):
        return pa.list_(_plain_type(kind.value_type))
    if types.is_large_list(kind):
        return pa.large_list(_plain_type(kind.value_type))
    if types.is_struct(kind):
        fields = [kind.field(position) for position in range(kind.num_fields)]
        return pa.struct([field.with_type(_plain_type(field.type)) for field in fields])
    return kind


def _from_arrow(table: Any) -> pd.DataFrame:
    """Return an Arrow table as a DataFrame whose columns keep their Arrow types."""
    from pyarrow import types

    def mapped(kind: Any) -> Any:
        # pandas' own categories serve for dictionaries: they go back to Arrow as what they were.
        return None if types.is_dictionary(kind) else pd.ArrowDtype(kind)

    frame: pd.DataFrame = table.to_pandas(types_mapper=mapped, ignore_metadata=True)
    return frame


def _is_cell(cell: Any) -> bool:
    return cell is None or isinstance(cell, str) or (isinstance(cell, float) and math.isnan(cell))


def _advice(given: Any) -> str:
    """Say what is taken, and how to make it of what was given."""
    taken = (
        "a table is needed: a DataFrame of pandas or polars, an Arrow table, a DuckDB relation, a "
        f"dataset, an array or a list of texts, or the path of a file; got {type(given).__name__}."
    )
    if callable(getattr(given, "collect", None)):
        return f"{taken} Collect it first: frame.collect()"
    if isinstance(given, dict):
        return f"{taken} Make one first: pd.DataFrame(...)"
    if isinstance(given, Sequence) and not isinstance(given, (str, bytes)):
        other = next((cell for cell in given if not _is_cell(cell)), None)
        return f"{taken} A list holds texts only; one entry is of type {type(other).__name__}."
    return taken
