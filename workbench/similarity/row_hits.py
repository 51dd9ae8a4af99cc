"""Hits among distinct texts -> hits among the rows of a table."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.tables import Rows


def hit_rows(
    rows: Rows,
    indices: NDArray[np.integer[Any]],
    similarities: NDArray[np.float64],
    k: int,
    *,
    allowed: NDArray[np.bool_] | None = None,
) -> pd.DataFrame:
    """Give each query the `k` rows that hold the texts found for it.

    Rows with the same text stand together, in the order of the table.

    Shapes: indices (q, h), similarities (q, h), allowed (n,).
    """
    found: list[tuple[int, int, float]] = []
    for query, (places, values) in enumerate(zip(indices, similarities, strict=True)):
        left = k
        for place, value in zip(places, values, strict=True):
            holding = rows.rows_of_text(int(place))
            if allowed is not None:
                holding = holding[allowed[holding]]
            found += [(query, int(row), float(value)) for row in holding[:left]]
            left -= len(holding)
            if left <= 0:
                break
    table = pd.DataFrame(found, columns=["query", "row", "similarity"])
    return table.astype({"query": "int64", "row": "int64", "similarity": "float64"})
