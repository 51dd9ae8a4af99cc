"""Whether many texts are one topic: their vectors are nearly as alike as those of neighbors."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from workbench.similarity import Neighbors
from workbench.topics.assign import company
from workbench.topics.clustering.density_tree import Alike

ALIKE = 0.6
"""Mean similarity of all pairs, as a share of that to the ten nearest, from which on texts are one
topic. Three quarters of the intents of two tables of questions reach it (their medians are 0.71
and 0.67), whole tables about one subject do not (0.17 to 0.58). A share, for other models have
other similarities."""

SAMPLE = 2000
"""Texts of a cluster that are compared."""


def likeness(vectors: NDArray[np.float32], neighbors: Neighbors) -> Alike:
    """Return what tells of places whether their texts are alike enough to be one topic.

    Shapes: vectors (m, d).
    """
    # The nearest neighbors give the scale: how alike related texts are with this model and in this
    # table. Found once, for many clusters are asked about.
    near = company(neighbors)

    def alike(places: NDArray[np.int64]) -> bool:
        # Evenly spaced, not at random: the same cluster gets the same answer. At most twice
        # `SAMPLE`.
        taken = places[:: max(1, len(places) // SAMPLE)]
        if len(taken) < 2:
            return True
        # The squared length of the sum of unit vectors is the sum of the similarities of all
        # ordered pairs and of each text with itself (1 each). So no matrix of pairs is needed.
        total = vectors[taken].astype(np.float64).sum(axis=0)
        pairs = (total @ total - len(taken)) / (len(taken) * (len(taken) - 1))
        return bool(pairs >= ALIKE * near[taken].mean())

    return alike
