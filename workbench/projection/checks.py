"""Checks of arrays and tables that the user brings."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.errors import InputError
from workbench.tables import Rows


def as_float64(values: Any) -> NDArray[np.float64]:
    """Return real numbers as float64."""
    if np.iscomplexobj(values):
        raise TypeError("complex numbers")
    return np.asarray(values, dtype=np.float64)


def check_index(name: str, given: pd.DataFrame | pd.Series, rows: Rows) -> None:
    """Refuse a table whose labels are not those of the corpus: its rows may be in another order."""
    if len(given) == len(rows) and not given.index.equals(rows.index):
        raise InputError(
            f"{name} has another index than the table of the corpus, so its rows may be in another "
            f"order. Align it, {name}.reindex(corpus.frame.index), or give its values alone: "
            f"{name}.to_numpy()"
        )
