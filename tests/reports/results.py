"""Small results of every kind, made without a model, for tests of what is written from them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from tests.fakes import FakeEncoder
from workbench.embedding.base import Embedding
from workbench.projection import Projection
from workbench.provenance import Manifest, digest_array
from workbench.summary import Summary, summarize
from workbench.tables import Rows, rows_of


@dataclass(frozen=True, eq=False)
class StandIn:
    """Duplicates or topics with the columns that the rooms agreed on."""

    frame: pd.DataFrame
    manifest: Manifest
    table: pd.DataFrame | None = None
    groups: pd.DataFrame | None = None
    threshold: float = 0.9

    def _row_frame(self) -> pd.DataFrame:
        return self.frame

    def guard_counts(self) -> pd.Series:
        return pd.Series({"number": int((self.frame["verdict"] == "review").sum())})


@dataclass(frozen=True, eq=False)
class Run:
    """Everything that a report takes."""

    table: pd.DataFrame
    rows: Rows
    embedding: Embedding
    projection: Projection
    duplicates: Any
    topics: Any
    summary: Summary

    def parts(self, **changes: Any) -> dict[str, Any]:
        """Return the keyword arguments of a report."""
        named = ("rows", "embedding", "projection", "duplicates", "topics")
        return {name: getattr(self, name) for name in named} | {"frame": self.table} | changes


def make_run(
    table: pd.DataFrame, *, text: Any = "text", id: Any = None, title: str = "Tickets"
) -> Run:
    """Run stand-ins for all stages on a table."""
    rows = rows_of(table, text, id)
    embedding = make_embedding(rows)
    projection = make_projection(rows, embedding)
    duplicates = make_duplicates(rows)
    topics = make_topics(rows)
    summary = summarize(
        rows, embedding, duplicates=duplicates, topics=topics, projection=projection, title=title
    )
    return Run(table, rows, embedding, projection, duplicates, topics, summary)


def make_embedding(rows: Rows, *, max_tokens: int = 64) -> Embedding:
    encoder = FakeEncoder(dimensions=16, max_tokens=max_tokens)
    vectors = encoder.encode(rows.distinct)
    manifest = Manifest(
        "embedding",
        {"model": "fake"},
        digest_array(vectors),
        (rows.manifest,),
        ("one text was cut",),
    )
    tokens = encoder.count_tokens(rows.distinct)
    return Embedding(vectors, tokens, encoder.info, "truncate", 0, len(vectors), manifest)


def make_projection(rows: Rows, embedding: Embedding) -> Projection:
    places = embedding.vectors[:, :2].astype(np.float32)
    manifest = Manifest("projection", {"seed": 0}, digest_array(places), (rows.manifest,))
    return Projection(rows, places, manifest)


def make_duplicates(rows: Rows) -> StandIn:
    """Group rows whose texts start with the same word; keep the first of each group."""
    first = pd.Series(
        [None if t is None else (t.split() or [""])[0].lower() for t in rows.texts], dtype=object
    )
    size = first.map(first.value_counts())
    numbers = {word: k for k, word in enumerate(sorted(set(first[size > 1].dropna())))}
    group = first.map(numbers).astype("Int64")
    keep = ~(group.notna() & group.duplicated())
    frame = pd.DataFrame(
        {
            "group": group,
            "kind": np.where(keep, None, "paraphrase"),
            "verdict": pd.Categorical(np.where(keep, "keep", "drop"), ["keep", "review", "drop"]),
            "reason": np.where(keep, "", "says the same as a longer row"),
            "similarity": np.where(keep, np.nan, 0.93),
            "decision": None,
        }
    ).set_index(rows.index)
    sizes = group.value_counts().sort_index()
    groups = pd.DataFrame(
        {
            "group": sizes.index,
            "size": sizes.to_numpy(),
            "kind": "paraphrase",
            "min_similarity": 0.91,
            "mean_similarity": 0.95,
        }
    )
    return StandIn(frame, Manifest("duplicates", {"threshold": 0.9}, "00"), groups=groups)


def make_topics(rows: Rows) -> StandIn:
    """Put rows into topics by the length of their text; the longest fit none."""
    words = np.array([len(t.split()) for t in rows.distinct])
    raw = np.where(words > 12, -1, (words > 5).astype(int))
    topic = pd.array(rows.spread(raw, -2), dtype="Int64")
    topic[topic == -2] = pd.NA
    assigned = topic.copy()
    assigned[assigned == -1] = 1
    frame = pd.DataFrame(
        {"topic": topic, "assigned": assigned, "confidence": 0.8, "name": "", "reason": ""},
        index=rows.index,
    )
    names = ["Short & <b>sweet</b>", "Longer"]
    records = [
        {
            "topic": k,
            "name": names[k],
            "title": names[k],
            "words": ["one", "two"],
            "rows": int((frame["topic"] == k).sum()),
            "n_distinct": int((raw == k).sum()),
            "share": 0.5,
            "examples": [rows.distinct[i] for i in np.flatnonzero(raw == k)[:3]],
        }
        for k in (0, 1)
    ]
    return StandIn(frame, Manifest("topics", {"seed": 0}, "11"), table=pd.DataFrame(records))
