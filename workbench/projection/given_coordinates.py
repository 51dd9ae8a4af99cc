"""Coordinates and other arrays that the user brings, checked."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.errors import ColumnError, InputError, counted
from workbench.projection.result import Projection, new_projection
from workbench.projection.umap_layout import DIMENSIONS
from workbench.provenance import Manifest
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


def given_projection(
    rows: Rows, frame: pd.DataFrame, coordinates: Any, *, embedded: Manifest | None = None
) -> Projection:
    """Return the projection of coordinates that the user brings. Shapes: coordinates (n, 2)."""
    spread = _per_row(_values(rows, frame, coordinates), rows)
    if spread.ndim != 2 or spread.shape[1] not in DIMENSIONS:
        raise InputError(
            f"coordinates must have 2 or 3 columns, one line per row of the table, got shape "
            f"{spread.shape}."
        )
    with np.errstate(over="ignore"):
        spread = spread.astype(np.float32)
    bad = np.flatnonzero(rows.has_text & ~np.isfinite(spread).all(axis=1))
    if len(bad):
        raise InputError(
            f"coordinates must be finite: {counted(len(bad), 'row')} with text "
            f"{'lacks' if len(bad) == 1 else 'lack'} them (first: "
            f"row {int(bad[0]) + 1} of the table). To leave such rows out: corpus.filter(mask)"
        )
    positions, notes = _positions(rows, spread)
    return new_projection(rows, positions, {"method": "given coordinates"}, notes, embedded)


def _values(rows: Rows, frame: pd.DataFrame, given: Any) -> NDArray[Any]:
    """Return what was given as an array of float64."""
    if isinstance(given, (list, tuple)) and given and all(isinstance(one, str) for one in given):
        for name in given:
            if name not in frame.columns:
                raise ColumnError.missing(name, list(frame.columns))
        given = frame[list(given)]
    if isinstance(given, (pd.DataFrame, pd.Series)):
        check_index("coordinates", given, rows)
        if given.ndim == 2:
            given = given.apply(pd.to_numeric, errors="coerce")
        given = given.to_numpy(na_value=np.nan)
    try:
        return as_float64(given)
    except (TypeError, ValueError) as error:
        raise InputError(
            "coordinates must be an array of shape (rows, 2) or (rows, 3), or the names of two or "
            f"three columns, such as ['x', 'y'], got {type(given).__name__} ({error})."
        ) from error


def _per_row(values: NDArray[Any], rows: Rows) -> NDArray[Any]:
    """Return one entry per row of the table; those given per row with text are spread."""
    length, with_text = len(values) if values.ndim else 0, int(rows.has_text.sum())
    if length == len(rows):
        return values
    if length == with_text:
        spread = np.full((len(rows), *values.shape[1:]), np.nan)
        spread[rows.has_text] = values
        return spread
    blank = f", or {with_text:,}, one per row with text" if with_text < len(rows) else ""
    raise InputError(
        f"coordinates must have {len(rows):,} rows, one per row of the table{blank}; got "
        f"{length:,}."
    )


def _positions(
    rows: Rows, spread: NDArray[np.float32]
) -> tuple[NDArray[np.float32], tuple[str, ...]]:
    """Return one position per distinct text, the mean if its rows have several, and notes."""
    notes = []
    given, owner = spread[rows.has_text], rows.distinct_of[rows.has_text]
    low, high = (np.full((len(rows.distinct), spread.shape[1]), edge) for edge in (np.inf, -np.inf))
    np.minimum.at(low, owner, given)
    np.maximum.at(high, owner, given)
    total = np.zeros_like(low)
    np.add.at(total, owner, given.astype(np.float64))
    several: NDArray[np.bool_] = np.any(low < high, axis=1)
    mean = total / rows.counts[:, None]
    positions = np.where(several[:, None], mean, low).astype(np.float32)
    if several.any():
        notes.append(
            f"{counted(int(several.sum()), 'text')} had several positions, as rows with the same "
            "text differed: the mean is used."
        )
    left = int(np.isfinite(spread[~rows.has_text]).all(axis=1).sum())
    if left:
        notes.append(f"{counted(left, 'row')} without text: the coordinates given are not used.")
    return positions, tuple(notes)
