"""The most similar pair of each two clusters: few numbers, however many pairs there are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.errors import BudgetError, to_type
from workbench.similarity.exact_pairs.collector import FLOORS, WASTE, Collector, Found, Places

Allowed = Callable[[NDArray[Any], NDArray[Any]], NDArray[np.bool_]]


class ClosestCollector(Collector):
    """Gathers the most similar pair of each two clusters, of equal ones that of smallest places.

    `cluster` (m,) names the cluster of each vector; `allowed` tells which pairs may be compared.
    """

    def __init__(
        self, floor: float, most: int, cluster: NDArray[np.int64], allowed: Allowed | None = None
    ) -> None:
        super().__init__(floor, most)
        self._cluster, self._width = cluster, int(cluster.max(initial=0)) + 1
        self._allowed = allowed
        self._parts: list[Found] = []

    def wanted(self, left: Places, right: Places) -> tuple[Places, Places]:
        """Return the pairs that count: those between clusters that may be compared."""
        between = self._between(left, right)
        return left[between], right[between]

    def _between(self, left: Places, right: Places) -> NDArray[np.bool_]:
        apart: NDArray[np.bool_] = self._cluster[left] != self._cluster[right]
        return apart if self._allowed is None else apart & self._allowed(left, right)

    def add(self, pairs: Found) -> None:
        """Take pairs in; of each two clusters the most similar one stays."""
        left, right, similarity = pairs
        chosen = self._between(left, right)
        with self._lock:
            chosen &= similarity >= self.floor
            self._parts.append((left[chosen], right[chosen], similarity[chosen]))
            self._stored += int(np.count_nonzero(chosen))
            if self._stored > WASTE * self.most:
                self._reduce()

    def sorted(self, rows: int) -> Found:  # noqa: ARG002 - as the other collector
        """Return the pairs in order of (left, right) and forget them."""
        self._reduce()
        left, right, similarity = self._parts.pop()
        order = np.lexsort((right, left))
        return left[order], right[order], similarity[order]

    def _reduce(self) -> None:
        """Keep one pair of each two clusters; raise the floor if these are too many."""
        nothing = np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0)
        left, right, similarity = (
            np.concatenate(one) for one in zip(nothing, *self._parts, strict=True)
        )
        one, other = self._cluster[left], self._cluster[right]
        keys = np.minimum(one, other) * self._width + np.maximum(one, other)
        best = _best_of_each(keys, left, right, similarity)
        # Pairs only become more: where these do not fit, no later ones do.
        self._raise_over(similarity[best])
        best = best[similarity[best] >= self.floor]
        self._parts = [(left[best], right[best], similarity[best])]
        self._stored = len(best)

    def _raise_over(self, similarity: NDArray[np.float64]) -> None:
        """Go to the lowest floor at which pairs of these similarities fit."""
        if len(similarity) <= self.most:
            return
        at_least = len(similarity) - np.searchsorted(np.sort(similarity), FLOORS, side="left")
        fitting = FLOORS[(at_least <= self.most) & (self.floor < FLOORS)]
        if not len(fitting):
            raise BudgetError(
                f"more than {self.most:,} clusters have a pair with a similarity of 1, beyond the "
                f"memory allowed. Allow more: {to_type('memory=...', '--memory MB')}"
            )
        self.floor, self.raised = float(fitting[0]), True


def _best_of_each(
    keys: NDArray[np.int64], left: Places, right: Places, similarity: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Return the place of the most similar pair of each key."""
    order = np.argsort(keys)
    new = np.flatnonzero(np.diff(keys[order], prepend=-1))
    if not len(new):
        return order
    most = np.maximum.reduceat(similarity[order], new)
    # Few pairs share the similarity of the best: only these are sorted by their places.
    tied = order[similarity[order] == np.repeat(most, np.diff(new, append=len(order)))]
    tied = tied[np.lexsort((right[tied], left[tied], keys[tied]))]
    first: NDArray[np.int64] = tied[np.flatnonzero(np.diff(keys[tied], prepend=-1))]
    return first
