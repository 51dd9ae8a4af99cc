"""Small results of every kind, made without a model, for tests of what is written from them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from tests.fakes import FakeEncoder
from workbench.duplicates import Duplicates, find_duplicates
from workbench.embedding.base import Embedding
from workbench.projection import Projection
from workbench.provenance import Manifest, digest_array
from workbench.similarity import neighbors, pairs
from workbench.summary import Summary, summarize
from workbench.tables import Rows, rows_of
from workbench.topics import Topics
from workbench.topics.clustering.given_labels import given_topics, labels_of_texts
from workbench.topics.inputs import Basis


@dataclass(frozen=True, eq=False)
class Run:
    """Everything that a report takes."""

    table: pd.DataFrame
    rows: Rows
    embedding: Embedding
    projection: Projection
    duplicates: Duplicates
    topics: Topics
    summary: Summary

    def parts(self, **changes: Any) -> dict[str, Any]:
        """Return the keyword arguments of a report."""
        named = ("rows", "embedding", "projection", "duplicates", "topics")
        return {name: getattr(self, name) for name in named} | {"frame": self.table} | changes


def make_run(
    table: pd.DataFrame, *, text: Any = "text", id: Any = None, title: str = "Tickets"
) -> Run:
    """Make the results of all stages for a table."""
    rows = rows_of(table, text, id)
    embedding = make_embedding(rows)
    projection = make_projection(rows, embedding)
    duplicates = make_duplicates(rows, embedding)
    topics = make_topics(rows, embedding)
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


def make_duplicates(rows: Rows, embedding: Embedding) -> Duplicates:
    """Group rows whose texts start with the same word, alike by 0.93."""
    first = pd.Series([text.split()[0].lower() for text in rows.distinct])
    several = first.duplicated(keep=False)
    shared = pd.get_dummies(first.where(several)).to_numpy(float) * np.sqrt(0.93)
    vectors = np.hstack([shared, np.diag(np.where(several, np.sqrt(0.07), 1.0))])
    vectors = vectors.astype(np.float32)
    return find_duplicates(
        rows,
        vectors,
        pairs(vectors, 0.85),
        guards=(),
        embedded=embedding.manifest,
    )


def make_topics(rows: Rows, embedding: Embedding) -> Topics:
    """Put rows into topics by the length of their text; the longest fit none."""
    words = np.array([0 if text is None else len(text.split()) for text in rows.texts])
    names = np.where(words > 5, "Longer", "Short & <b>sweet</b>").astype(object)
    names[(words > 12) | (words == 0)] = None
    return labeled_topics(rows, embedding, names)


def labeled_topics(rows: Rows, embedding: Embedding, labels: Any) -> Topics:
    """Return topics with the names that the rows' labels say; None is noise."""
    basis = Basis.build(
        rows,
        embedding.vectors,
        neighbors(embedding.vectors, 15),
        cut=embedding.cut,
        embedded=embedding.manifest,
    )
    given = labels_of_texts(pd.Series(labels, dtype=object), basis.merged_rows)
    return given_topics(basis, given, assign_noise=True, namer=None)
