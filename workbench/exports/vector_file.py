"""Vectors with all that is known of their rows, as one Parquet file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.errors import FileError
from workbench.tables import Rows, atomic, free_name
from workbench.tables.writing.columnar import storable
from workbench.tables.writing.manifests import with_manifest
from workbench.tables.writing.written_cells import whole_characters

OWN = ("id", "text", "vector")
"""The first columns; those of results that have such a name get ``workbench_`` in front."""


def write_vectors(
    path: Path,
    rows: Rows,
    vectors: NDArray[np.float32],
    results: pd.DataFrame,
    made: Mapping[str, Any],
) -> Path:
    """Write id, text, vector and the columns of results for each row with text.

    The vectors, shape (rows with text, d), are a list of fixed size: databases take such a column
    as it is.
    """
    import pyarrow
    from pyarrow.parquet import write_table

    if path.suffix.lower() != ".parquet":
        raise FileError(f"{path}: vectors are written to a .parquet file: {path.stem}.parquet")
    chosen = np.flatnonzero(rows.has_text)
    known = results.iloc[chosen]
    columns = {
        "id": _column(pd.Series(rows.ids[chosen], dtype=object).infer_objects()),
        "text": pyarrow.array([whole_characters(rows.texts[row] or "") for row in chosen]),
        "vector": pyarrow.FixedSizeListArray.from_arrays(
            pyarrow.array(np.ascontiguousarray(vectors).reshape(-1)), vectors.shape[1]
        ),
    }
    for position, name in enumerate(known.columns):
        columns[free_name(str(name), [*OWN, *columns])] = _column(known.iloc[:, position])
    with atomic(path) as temporary:
        write_table(with_manifest(pyarrow.table(columns), made), temporary)
    return path


def _column(column: pd.Series) -> Any:
    """Return a column as Arrow holds it."""
    import pyarrow

    kept = storable(column)[0]
    return pyarrow.array(
        kept.astype(str) if isinstance(kept.dtype, pd.CategoricalDtype) else kept, from_pandas=True
    )
