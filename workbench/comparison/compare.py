"""From two tables, and the topics of both, to what differs."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.comparison.result import Comparison
from workbench.duplicates import Matches
from workbench.tables import Rows
from workbench.tables.ids import Ids
from workbench.tables.rows import build_rows
from workbench.topics import Topics, assign_new


@dataclass(frozen=True, eq=False)
class Side:
    """One of the two tables.

    rows: its rows.
    vectors (m, d): unit vectors of its distinct texts.
    cut, foreign (m,): texts that the model did not see all of, and that it cannot read.
    """

    rows: Rows
    vectors: NDArray[np.float32]
    cut: NDArray[np.bool_]
    foreign: NDArray[np.bool_]


def union(now: Side, before: Side) -> Side:
    """Return both tables as one: the rows of `now`, then those of `before`."""
    count = len(now.rows) + len(before.rows)
    names = Ids(np.arange(count).astype(object), None, "position")
    rows = build_rows(pd.RangeIndex(count), names, [*now.rows.texts, *before.rows.texts])
    texts = [*now.rows.distinct, *before.rows.distinct]
    index_of = {text: k for k, text in reversed(list(enumerate(texts)))}
    first = np.array([index_of[text] for text in rows.distinct], dtype=np.int64)
    readings = [*now.rows.readings, *before.rows.readings]
    return Side(
        replace(rows, readings=tuple(readings[k] for k in first.tolist())),
        np.concatenate([now.vectors, before.vectors])[first],
        np.concatenate([now.cut, before.cut])[first],
        np.concatenate([now.foreign, before.foreign])[first],
    )


def compare_tables(now: Side, before: Side, matches: Matches, topics: Topics) -> Comparison:
    """Compare two tables by topics that fit both."""
    labels = [
        assign_new(topics, side.rows, side.vectors)["assigned"].fillna(-1).to_numpy(np.int64)
        for side in (now, before)
    ]
    return Comparison(matches, topics, *labels)
