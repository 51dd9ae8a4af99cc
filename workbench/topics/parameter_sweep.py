"""The parameter sweep: topics, noise, stability and validity of each setting."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.errors import InputError
from workbench.figures import PlotFrame, parameter_sweep_figure
from workbench.topics.agreement import adjusted_rand_index, mean_rand
from workbench.topics.clustering.cluster import MIN_SAMPLES
from workbench.topics.clustering.density_tree import (
    Alike,
    density_tree,
    density_validity,
    flat_clusters,
)
from workbench.topics.clustering.layouts import joined

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

SAMPLES = (3, 5, 10, 20)
"""Neighbors that make a place dense."""

COMPARED = 2
"""Single layouts compared with each other: more would take longer and say little more."""

STABLE_REGION = 0.85
"""Agreement with both neighboring sizes from which on a setting lies in a stable region."""


class ParameterSweep(PlotFrame):
    """What each setting gives, one row per setting; `plot` draws it as a map.

    Columns: min_cluster_size, min_samples, topics, noise (share of distinct texts), stability
    (adjusted Rand index between two single layouts), validity (density-based, in [-1, 1]),
    stable_region (agreement with the next smaller and the next larger size of at least 0.85),
    current (the setting in use).
    """

    _drawn = (
        "min_cluster_size",
        "min_samples",
        "topics",
        "noise",
        "stability",
        "stable_region",
        "current",
    )

    @property
    def _headline(self) -> str:
        """Say in one line what was tried, and where the setting in use stands."""
        here = self[self["current"].astype(bool)]
        own = ""
        if len(here):
            one = here.iloc[0]
            state = "in a stable region" if one["stable_region"] else "not in a stable region"
            size, topics = one["min_cluster_size"], one["topics"]
            own = f"; in use: min_cluster_size={size}, {topics} topics, {state}"
        count = self["topics"]
        return f"{len(self):,} settings, {count.min()} to {count.max()} topics{own}"

    def plot(self, *, title: str = "") -> Figure:  # type: ignore[override]
        """Draw each setting as a cell, colored by the number of topics.

        Parameters
        ----------
        title : str
            Above the figure. Default: what was tried, and where the setting in use stands.

        Returns
        -------
        plotly Figure
            Stable regions are framed in green, the setting in use in black.
        """
        return parameter_sweep_figure(self, title=title or self._headline)


def default_sizes(count: int, current: int) -> tuple[int, ...]:
    """Return up to ten sizes from the finest to the broadest, the one in use among them."""
    spaced = np.geomspace(0.12, 1.4, 10) * np.sqrt(count)
    sizes = np.maximum(3, np.round(spaced)).astype(int)
    sizes[np.abs(np.log(sizes / current)).argmin()] = current
    return tuple(sorted(set(sizes.tolist())))


def sweep_parameters(
    space: NDArray[np.float32],
    *,
    current: int,
    sizes: Sequence[int] | None = None,
    alike: Alike | None = None,
) -> ParameterSweep:
    """Cluster with each setting and tell what comes out, before anything is chosen.

    Shapes: space (r, m, d).
    """
    if space.shape[1] < 2:
        raise InputError(
            f"a parameter sweep needs at least 2 distinct texts, got {space.shape[1]}."
        )
    wanted = sorted({*(sizes or default_sizes(space.shape[1], current)), current})
    lines = [line for sample in SAMPLES for line in _line(space, sample, wanted, alike)]
    cells = pd.DataFrame(lines)
    cells["current"] = (cells["min_cluster_size"] == current) & (
        cells["min_samples"] == MIN_SAMPLES
    )
    return ParameterSweep(cells)


def _line(
    space: NDArray[np.float32], sample: int, sizes: Sequence[int], alike: Alike | None
) -> Iterator[dict[str, object]]:
    """Yield the cells of one number of neighbors."""
    tree = density_tree(joined(space), sample)
    single = [density_tree(places, sample) for places in space[:COMPARED]]
    cuts = [flat_clusters(tree, size, alike) for size in sizes]
    level = [adjusted_rand_index(a, b) for a, b in pairwise(cuts)]
    for step, (size, cut) in enumerate(zip(sizes, cuts, strict=True)):
        beside = level[max(0, step - 1) : step + 1]
        yield {
            "min_cluster_size": size,
            "min_samples": sample,
            "topics": int(cut.max(initial=-1)) + 1,
            "noise": float((cut < 0).mean()),
            "stability": mean_rand([flat_clusters(one, size, alike) for one in single]),
            "validity": density_validity(tree, cut),
            "stable_region": bool(beside) and min(beside) >= STABLE_REGION,
        }
