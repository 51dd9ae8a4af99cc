"""What speaks for a threshold without labels: how clear groups are, and how stable."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.duplicates.threshold.sampled_groups import SampledGroups

STEP = 0.01
"""Distance between the thresholds that are tried."""

REACH = 5
"""Steps by which a threshold is moved to see whether its groups are stable."""

SMOOTH = 5.0
"""Pairs added to each count, so that chance says little in a table with few groups."""

MOST_ASKED = 500
"""Texts whose silhouette is measured."""

MOST_CELLS = 20_000_000
"""Similarities between these and all texts that are stored, at most."""


def measure_groups(groups: SampledGroups) -> pd.DataFrame:
    """Return what the groups of every threshold are like.

    Columns: ``threshold``; ``pairs``, those of texts in one group; ``silhouette`` (Rousseeuw 1987,
    by cosine distance, 0 for a text that stands alone), its mean over a sample of texts;
    ``closure``, the share of the pairs from the threshold upward whose texts are in one group;
    ``stability``, 1 if moving the threshold changes no group, and less the more it does.
    """
    steps = int(np.floor((1 - groups.lowest) / STEP + 1e-9))
    thresholds = np.round(1 - STEP * np.arange(steps + 1), 6)
    silhouettes = _Silhouettes(groups)
    lines = []
    for threshold in thresholds.tolist():
        root = silhouettes.merge_down_to(threshold)
        sizes = silhouettes.sizes[np.unique(root)]
        near = groups.links.similarity >= threshold
        together = root[groups.links.left[near]] == root[groups.links.right[near]]
        lines.append(
            {
                "threshold": threshold,
                "pairs": int((sizes * (sizes - 1) // 2).sum()),
                "silhouette": silhouettes.mean(root),
                "closure": float(together.mean()) if near.any() else 1.0,
            }
        )
    table = pd.DataFrame(lines[::-1])
    return table.assign(stability=stability(table["threshold"], table["pairs"]))


def stability(thresholds: pd.Series, pairs: pd.Series) -> NDArray[np.float64]:
    """Return how little groups change with the threshold, in (0, 1].

    Groups of a higher threshold lie within those of a lower one. So the share of grouped pairs
    that stay together, as the threshold rises, is the ratio of their numbers; its logarithm by
    the distance is the rate at which groups fall apart. At a gap in the similarities, between
    texts that say the same and texts on one subject, the rate is low.
    """
    value, count = thresholds.to_numpy(), np.log(pairs.to_numpy() + SMOOTH)
    place = np.arange(len(value))
    low, high = np.maximum(place - REACH, 0), np.minimum(place + REACH, len(value) - 1)
    rate = (count[low] - count[high]) / np.maximum(value[high] - value[low], STEP)
    steady: NDArray[np.float64] = 1 / (1 + np.maximum(rate, 0))
    return steady


class _Silhouettes:
    """Groups as the threshold falls, and the mean similarity of some texts to each group."""

    def __init__(self, groups: SampledGroups) -> None:
        count = len(groups.nodes)
        asked = min(MOST_ASKED, count, max(100, MOST_CELLS // max(count, 1)))
        self._groups, self._merged = groups, 0
        self._asked = np.sort(np.random.default_rng(1).permutation(count)[:asked])
        # Sums of similarities to the members of each group, by its root; merged as groups are.
        self._sums = groups.vectors @ groups.vectors[self._asked].T
        self._root = np.arange(count)
        self.sizes = np.ones(count, dtype=np.int64)

    def merge_down_to(self, threshold: float) -> NDArray[np.int64]:
        """Merge what holds together at a threshold, and return the root of each text."""
        groups = self._groups
        while self._merged < len(groups.ends) and groups.levels[self._merged] >= threshold:
            keep, gone = (self._find(end) for end in groups.ends[self._merged].tolist())
            self._merged += 1
            if keep != gone:
                self._root[gone] = keep
                self.sizes[keep] += self.sizes[gone]
                self._sums[keep] += self._sums[gone]
        while (self._root[self._root] != self._root).any():
            self._root = self._root[self._root]
        return self._root

    def _find(self, node: int) -> int:
        while self._root[node] != node:
            node = int(self._root[node])
        return node

    def mean(self, root: NDArray[np.int64]) -> float:
        """Return the mean silhouette; 0 if there is only one group."""
        roots, place = np.unique(root, return_inverse=True)
        if len(roots) < 2:
            return 0.0
        column, own = np.arange(len(self._asked)), place[self._asked]
        sums, sizes = self._sums[roots], self.sizes[roots].astype(np.float32)
        size = sizes[own]
        near = 1 - (sums[own, column] - 1) / np.maximum(size - 1, 1)
        means = sums / sizes[:, None]
        means[own, column] = -1
        far = 1 - means.max(axis=0)
        values = (far - near) / np.maximum(np.maximum(far, near), 1e-9)
        return float(np.where(size > 1, values, 0).mean())
