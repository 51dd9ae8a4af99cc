"""Topics of the rows that fit no category, as a part of the result."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from workbench.tables import Rows, pandas_frame

if TYPE_CHECKING:
    from workbench.topics import Topics

SAME = 0.9
"""Similarity of centers from which a topic of the rest is one of the last table, as `refresh`."""


@dataclass(frozen=True, eq=False)
class Found:
    """Topics of the rest.

    of (m,): topic of each distinct text, from 0, -1 for none.
    names, examples: of f topics, the largest first.
    centers (f, d): their mean directions.
    """

    of: NDArray[np.int64]
    names: tuple[str, ...]
    examples: tuple[str, ...]
    centers: NDArray[np.float32]


def nothing_found(scores: NDArray[np.float32], descriptions: NDArray[np.float32]) -> Found:
    """Return no topics. Shapes: scores (m, c), descriptions (e, d)."""
    return Found(np.full(len(scores), -1), (), (), descriptions[:0])


def found_topics(topics: Topics, rows: Rows, left: NDArray[np.int64]) -> Found:
    """Return the topics of a part of the table: the rows at `left`, ascending."""
    table = topics.table
    numbers = table["topic"].tolist()
    place = {topic: k for k, topic in enumerate(numbers)}
    own = pandas_frame(topics)["topic"].to_numpy(dtype=np.int64, na_value=-1)
    of = np.full(len(rows.distinct), -1)
    of[rows.distinct_of[left]] = [place.get(topic, -1) for topic in own.tolist()]
    centers = topics.centroids[np.array(numbers, dtype=np.int64)].astype(np.float32)
    return Found(of, tuple(table["name"]), tuple(table["example"]), centers)


def kept_names(found: Found, earlier: Found) -> Found:
    """Return the topics with the names of the last table, if they are the same."""
    from scipy.optimize import linear_sum_assignment

    similarity = found.centers @ earlier.centers.T
    gain = np.where(similarity >= SAME, similarity, 0)
    names = list(found.names)
    for one, other in zip(*linear_sum_assignment(-gain), strict=True):
        if gain[one, other] > 0:
            names[one] = earlier.names[other]
    return replace(found, names=tuple(names))


def free_names(found: Found, taken: Collection[str]) -> Found:
    """Return the topics with names that no category has, and each but once."""
    used, names = {name.casefold() for name in taken}, []
    for name in found.names:
        free, number = name, 1
        while free.casefold() in used:
            number += 1
            free = f"{name} ({number})"
        used.add(free.casefold())
        names.append(free)
    return replace(found, names=tuple(names))
