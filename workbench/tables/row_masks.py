"""Which rows of a table a mask means."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.errors import InputError, counted


def row_positions(frame: pd.DataFrame, mask: Any) -> NDArray[np.int64]:
    """Return the positions of the rows for which a mask holds. Shapes: mask (n,)."""
    if callable(mask):
        mask = mask(frame)
    if isinstance(mask, pd.Series) and not mask.index.equals(frame.index):
        raise InputError(
            "the mask's index is not the table's, so its rows may not match. "
            "Make it from the table itself, or pass mask.to_numpy()."
        )
    if isinstance(mask, str) or not hasattr(mask, "__len__"):
        raise InputError(f"a mask of True and False is needed, got {mask!r}.{_EXAMPLE}")
    if len(mask) != len(frame):
        raise InputError(
            f"the mask has {counted(len(mask), 'value')}, the table {counted(len(frame), 'row')}."
        )
    values = pd.Series(mask).astype(object)
    values = values.where(values.notna(), other=False)
    if not all(isinstance(value, (bool, np.bool_)) for value in values):
        kind = pd.Series(mask).dtype
        raise InputError(
            f"a mask of True and False is needed, got values of type {kind}.{_EXAMPLE}"
        )
    return np.flatnonzero(values.astype(bool).to_numpy())


def free_name(name: str, taken: Iterable[Any], *, prefix: str = "workbench_") -> str:
    """Return `name`, with a prefix in front if it is taken, and a number behind if that is too.

    "group", "workbench_group", "workbench_group_2": a table may go through Workbench many times.
    """
    names = set(taken)
    if name not in names:
        return name
    base = name if name.startswith(prefix) else f"{prefix}{name}"
    free, number = base, 1
    while free in names:
        number += 1
        free = f"{base}_{number}"
    return free


def free_label(name: str, columns: pd.Index) -> Any:
    """Return `name` as a free label of a column; of several levels all but the first are empty."""
    free = free_name(name, columns.get_level_values(0))
    return free if columns.nlevels == 1 else (free, *[""] * (columns.nlevels - 1))


def free_names(names: Iterable[Any]) -> list[str]:
    """Return names as texts, each once: a name that is taken gets ".1", ".2" and so on behind."""
    given = [str(name) for name in names]
    taken, unique = set(given), []
    for name in given:
        free, number = name, 0
        while free in unique or (number and free in taken):
            number += 1
            free = f"{name}.{number}"
        unique.append(free)
    return unique


_EXAMPLE = ' For example: frame["product"] == "Router"'
