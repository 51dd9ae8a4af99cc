"""The map of settings: topics, noise, stability and validity of each, plateaus marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.topics.agreement import adjusted_rand_index, mean_rand
from workbench.topics.cells import drawn
from workbench.topics.cluster import MIN_SAMPLES
from workbench.topics.density import Alike, density_tree, density_validity, flat_clusters
from workbench.topics.space import joined

SAMPLES = (3, 5, 10, 20)
COMPARED = 2
"""Single layouts compared with each other: more would take longer and say little more."""

PLATEAU = 0.85
"""Agreement with both neighbouring sizes from which on a setting lies on a plateau."""


@dataclass(frozen=True, eq=False)
class Cliffs:
    """What each setting gives; drawn in a notebook, one cell a setting.

    Attributes
    ----------
    cells : DataFrame
        One row a setting: min_cluster_size, min_samples, topics, noise (share of distinct texts),
        stability (adjusted Rand index between two single layouts), validity (density-based, in
        [-1, 1]), plateau (agreement with the next smaller and next larger size of at least 0.85),
        current.
    """

    cells: pd.DataFrame

    def __len__(self) -> int:
        """Return the number of settings."""
        return len(self.cells)

    def __repr__(self) -> str:
        """Say in one line what was tried, and where the setting in use stands."""
        here = self.cells[self.cells["current"]]
        own = ""
        if len(here):
            one = here.iloc[0]
            state = "on a plateau" if one["plateau"] else "not on a plateau"
            size, topics = one["min_cluster_size"], one["topics"]
            own = f"; in use: min_cluster_size={size}, {topics} topics, {state}"
        count = self.cells["topics"]
        return f"Cliffs({len(self):,} settings, {count.min()} to {count.max()} topics{own})"

    def _repr_html_(self) -> str:
        """Draw the cells: topics, noise and stability; plateaus and the one in use are marked."""
        return drawn(repr(self), self.cells)

    def to_frame(self) -> pd.DataFrame:
        """Return the cells."""
        return self.cells.copy()


def default_sizes(count: int, current: int) -> tuple[int, ...]:
    """Return up to ten sizes from the finest to the broadest, the one in use among them."""
    spaced = np.geomspace(0.12, 1.4, 10) * np.sqrt(count)
    sizes = np.maximum(3, np.round(spaced)).astype(int)
    sizes[np.abs(np.log(sizes / current)).argmin()] = current
    return tuple(sorted(set(sizes.tolist())))


def cliff_map(
    space: NDArray[np.float32],
    *,
    current: int,
    sizes: Sequence[int] | None = None,
    samples: Sequence[int] = SAMPLES,
    alike: Alike | None = None,
) -> Cliffs:
    """Cluster with each setting and tell what comes out, before anything is chosen.

    Parameters
    ----------
    space : ndarray of float32, shape (r, m, d)
        Layouts.
    current : int
        The size in use; its cells are computed too.
    sizes : sequence of int, optional
        Sizes of the smallest topic. Default: ten around the square root of m.
    samples : sequence of int, default (3, 5, 10, 20)
        Neighbours that make a place dense.
    alike : callable, optional
        As for `flat_clusters`.

    Returns
    -------
    Cliffs
        One density tree a number of neighbours serves all sizes.
    """
    wanted = sorted({*(sizes or default_sizes(space.shape[1], current)), current})
    lines = [line for sample in samples for line in _line(space, sample, wanted, alike)]
    cells = pd.DataFrame(lines)
    cells["current"] = (cells["min_cluster_size"] == current) & (
        cells["min_samples"] == MIN_SAMPLES
    )
    return Cliffs(cells)


def _line(
    space: NDArray[np.float32], sample: int, sizes: Sequence[int], alike: Alike | None
) -> Iterator[dict[str, object]]:
    """Yield the cells of one number of neighbours."""
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
            "plateau": bool(beside) and min(beside) >= PLATEAU,
        }
