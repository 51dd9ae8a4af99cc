"""From two tables, and the topics of both, to what differs."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from workbench.comparison.result import Comparison
from workbench.duplicates import Matches
from workbench.embedding import Embedding, Legibility
from workbench.similarity import neighbors
from workbench.tables import Rows
from workbench.tables.ids import Ids
from workbench.tables.rows import build_rows
from workbench.topics import Topics, assign_new, find_topics
from workbench.topics.names.phrases import Encode


@dataclass(frozen=True, eq=False)
class Table:
    """One of the two tables.

    rows, embedding, legibility: its rows, their vectors, and what the model can read of them.
    """

    rows: Rows
    embedding: Embedding
    legibility: Legibility


def compare_tables(now: Table, before: Table, matches: Matches, topics: Topics) -> Comparison:
    """Compare two tables by topics that fit both."""
    labels = [
        assign_new(topics, table.rows, table.embedding.vectors)["assigned"]
        for table in (now, before)
    ]
    late, early = (one.fillna(-1).to_numpy(np.int64) for one in labels)
    return Comparison(matches, topics, late, early)


def topics_of_both(now: Table, before: Table, *, k: int, encode: Encode) -> Topics:
    """Find topics among the rows of both tables together, from the `k` nearest of each text."""
    count = len(now.rows) + len(before.rows)
    names = Ids(np.arange(count).astype(object), None, "position")
    held = [  # cells such as "n/a" stand in the table, but count as blank
        text if has_text else None
        for one in (now.rows, before.rows)
        for text, has_text in zip(one.texts, one.has_text.tolist(), strict=True)
    ]
    rows = build_rows(pd.RangeIndex(count), names, held)
    texts = [*now.rows.distinct, *before.rows.distinct]
    index_of = {text: index for index, text in reversed(list(enumerate(texts)))}
    first = np.array([index_of[text] for text in rows.distinct], dtype=np.int64)
    readings = [*now.rows.readings, *before.rows.readings]
    tables = (now, before)
    vectors = np.concatenate([table.embedding.vectors for table in tables])[first]
    return find_topics(
        replace(rows, readings=tuple(readings[index] for index in first.tolist())),
        vectors,
        neighbors(vectors, k),
        embedding_cut=np.concatenate([table.embedding.cut for table in tables])[first],
        foreign=np.concatenate([table.legibility.unreadable for table in tables])[first],
        embedded=now.embedding.manifest,
        encode=encode,
    )
