"""The options of a UMAP layout, checked before anything is computed."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any

import numpy as np

from workbench.errors import InputError, check_choice, check_count

METRICS = (
    "cosine",
    "euclidean",
    "correlation",
    "manhattan",
    "chebyshev",
    "canberra",
    "braycurtis",
)
"""Metrics of umap-learn for vectors of numbers that need no parameters of their own."""

DIMENSIONS = (2, 3)


@dataclass(frozen=True)
class UmapOptions:
    """How a layout is made; the names are those of ``umap.UMAP``."""

    n_components: int = 2
    n_neighbors: int = 15
    min_dist: float = 0.1
    metric: str = "cosine"
    densmap: bool = False
    random_state: int = 0

    def __post_init__(self) -> None:
        """Refuse what no layout can be made with; numbers of NumPy become plain ones."""
        for name, smallest in (("random_state", 0), ("n_neighbors", 2), ("n_components", 2)):
            object.__setattr__(self, name, check_count(name, getattr(self, name), least=smallest))
        if self.n_components not in DIMENSIONS:
            raise InputError(f"n_components must be 2 or 3, got {self.n_components!r}.")
        check_metric(self.metric)
        if not isinstance(self.densmap, (bool, np.bool_)):
            raise InputError(f"densmap must be True or False, got {self.densmap!r}.")
        object.__setattr__(self, "densmap", bool(self.densmap))
        object.__setattr__(self, "min_dist", _distance(self.min_dist))

    @property
    def changed(self) -> tuple[str, ...]:
        """Names of the options that are not the default, `random_state` left out."""
        return tuple(
            one.name
            for one in fields(self)
            if one.name != "random_state" and getattr(self, one.name) != one.default
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the options as plain values."""
        return asdict(self)


def _distance(value: object) -> float:
    """Return `min_dist` as a number from 0 to 1."""
    if isinstance(value, (int, float, np.number)) and not isinstance(value, bool):
        number = float(value)
        if 0 <= number <= 1:
            return number
    raise InputError(f"min_dist must be a number from 0 to 1, got {value!r}.")


def check_metric(metric: object) -> None:
    """Refuse a metric that cannot be used, and say how to use another one."""
    try:
        check_choice("metric", metric, METRICS)
    except InputError as error:
        raise InputError(
            f"{error} For another metric of umap-learn: projection(reducer=umap.UMAP(metric=...))"
        ) from error
