"""UMAP of vectors whose neighbors are known: its options, fuzzy graphs and their layouts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.errors import InputError, check_choice, check_count
from workbench.similarity import Neighbors

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


Graph = Any
"""A scipy.sparse matrix, shape (m, m), of edge weights in (0, 1]."""

NEGATIVES = 5
"""Places drawn at random for each edge, as in umap-learn."""

SLICES = 50
"""Parts in which a layout is made where somebody is told how far it is."""

WARM_RATE = 0.25
"""First learning rate where a layout is only adjusted."""


def fuzzy_graph(neighbors: Neighbors, k: int) -> Graph:
    """Return the fuzzy union of each vector's `k` nearest, itself counted, under cosine distance.

    Shapes: returns (m, m).
    """
    from scipy.sparse import csr_matrix

    distances = cosine_distances(neighbors, k)
    members = _memberships(distances)
    # No vector is its own neighbor in the graph.
    members[neighbors.indices[:, :k] == np.arange(len(distances))[:, None]] = 0
    rows = np.repeat(np.arange(len(distances)), k)
    size = (len(distances), len(distances))
    directed = csr_matrix((members.ravel(), (rows, neighbors.indices[:, :k].ravel())), shape=size)
    directed.eliminate_zeros()
    # The paper's union of fuzzy sets: if a and b are the probabilities that the edge exists as seen
    # from each end, a + b - ab is that of its existing for either. It makes the graph symmetric.
    union = directed + directed.T - directed.multiply(directed.T)
    union = csr_matrix(union, dtype=np.float32)
    # The layout goes through edges in this order, and each step moves what later ones see: another
    # order would be another map.
    union.sort_indices()
    return union


def cosine_distances(neighbors: Neighbors, k: int) -> NDArray[np.float32]:
    """Return 1 - similarity to the first `k` neighbors, never negative, 0 to the row itself."""
    distances = np.maximum(1 - neighbors.similarity[:, :k].astype(np.float64), 0)
    # Column 0 is the row itself; rounding may have made it a little more than 0.
    distances[:, 0] = 0
    return distances.astype(np.float32)


def _memberships(distances: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return how much each neighbor belongs: 1 for the nearest, then falling off.

    The scale of each row is the one at which its memberships sum to log2(k), found by bisection,
    and is not less than a thousandth of the row's mean distance.
    """
    exact = distances.astype(np.float64)
    k = exact.shape[1]
    # Distances are measured from the nearest neighbor on (rho in the paper), so that every vector
    # has one neighbor in full, also in a sparse region. Distances of 0 do not count as the nearest,
    # as in umap-learn.
    apart = np.where(exact > 0, exact, np.inf).min(axis=1, keepdims=True)
    nearest = np.where(np.isfinite(apart), apart, 0.0)
    beyond = np.maximum(exact[:, 1:] - nearest, 0)
    low = np.zeros((len(exact), 1))
    high = np.full_like(low, np.inf)
    scale = np.ones_like(low)
    # Bisection with an open upper end: the scale doubles until the sum is too large. 64 rounds, as
    # in umap-learn, are about all that float64 can resolve.
    for _ in range(64):
        total = np.exp(-beyond / scale).sum(axis=1, keepdims=True)
        above = total > np.log2(k)
        high, low = np.where(above, scale, high), np.where(above, low, scale)
        scale = np.where(np.isinf(high), scale * 2, (low + high) / 2)
        scale = np.maximum(scale, 1e-300)
    # A lower limit as in umap-learn: if all neighbors are equally far away, the scale would fall to
    # 0 and the slightest difference would cut an edge.
    least = np.where(nearest > 0, exact.mean(axis=1, keepdims=True), exact.mean())
    scale = np.maximum(np.maximum(scale, 1e-3 * least), 1e-12)
    return np.hstack([np.ones_like(low), np.exp(-beyond / scale)])


def layout(
    graph: Graph,
    start: NDArray[np.float32],
    *,
    seed: int,
    min_dist: float,
    epochs: int,
    warm: bool = False,
    advance: Callable[[int], None] | None = None,
) -> NDArray[np.float32]:
    """Lay the graph out in as many dimensions as `start` has.

    Shapes: graph (m, m), start (m, d), returns (m, d).
    """
    from workbench.projection.kernels import lay_out, luck_of

    curve = membership_curve(min_dist)
    edges = graph.tocoo()
    strongest = edges.data.max(initial=0)
    # The strongest edge is drawn in each epoch but the first, the others in proportion to their
    # weight. Those that would be drawn less than once in all are left out, as in umap-learn.
    drawn = edges.data >= strongest / epochs
    period = (strongest / edges.data[drawn]).astype(np.float32)
    low = start.min(axis=0)
    spread = np.maximum(start.max(axis=0) - low, 1e-12)
    # Rounded, so that the last bits of a matrix product on another number of threads do not count.
    scaled = start if warm else np.round(10 * (start - low) / spread, 4)
    places: NDArray[np.float32] = np.array(scaled, dtype=np.float32, order="C")
    head, tail = edges.row[drawn].astype(np.int32), edges.col[drawn].astype(np.int32)
    rate = WARM_RATE if warm else 1.0
    # These two carry everything from one call to the next, so a layout that is made in slices is
    # the same as one made at once.
    due, luck = period.copy(), luck_of(seed)
    step = epochs if advance is None else max(1, epochs // SLICES)
    for first in range(0, epochs, step):
        last = min(first + step, epochs)
        passes = (first, last, epochs)
        lay_out(places, head, tail, period, due, luck, curve, passes, NEGATIVES, rate)
        if advance is not None:
            advance(last - first)
    return places


@lru_cache
def membership_curve(min_dist: float) -> tuple[float, float]:
    """Fit 1 / (1 + a * x ** (2 * b)) to a curve that is 1 up to `min_dist` and then falls off."""
    from scipy.optimize import curve_fit

    x = np.linspace(0, 3, 300)
    # The paper's membership in the layout is flat up to `min_dist`, so it has no useful gradient
    # there. This smooth curve, fitted to it, has one everywhere.
    wanted = np.where(x < min_dist, 1.0, np.exp(-(x - min_dist)))
    (a, b), _ = curve_fit(lambda x, a, b: 1 / (1 + a * x ** (2 * b)), x, wanted)
    return float(a), float(b)
