"""Questions about two tables: matches, and what differs."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from workbench.corpus.nearness import GRAPH_NEIGHBORS
from workbench.embedding import Embedding, Legibility
from workbench.engines import Engine
from workbench.errors import InputError
from workbench.similarity import neighbors
from workbench.tables import Rows

if TYPE_CHECKING:
    from workbench.comparison import Comparison
    from workbench.comparison.compare import Side
    from workbench.corpus.topic_home import PhraseEncoder
    from workbench.duplicates import Matches
    from workbench.topics import Topics


@dataclass(frozen=True, eq=False)
class Table:
    """One of the two tables.

    rows, frame, embedding, legibility, engine: those of its corpus.
    """

    rows: Rows
    frame: pd.DataFrame
    embedding: Embedding
    legibility: Legibility
    engine: Engine


def check_same_encoder(mine: Embedding, theirs: Embedding) -> None:
    """Refuse another table whose vectors cannot be compared."""
    if mine.info.key(mine.long_text) != theirs.info.key(theirs.long_text):
        raise InputError(
            f"the two tables were embedded in different ways ({mine.info} and {theirs.info}), "
            "so their vectors cannot be compared. Embed both with the same model and precision."
        )


def match(
    table: Table,
    other: Table,
    threshold: float,
    partial_threshold: float | None,
    guards: str | Collection[str],
) -> Matches:
    """Find for each row the nearest row of another table."""
    from workbench.duplicates import match_tables

    return match_tables(
        table.rows,
        table.embedding.vectors,
        other.rows,
        other.embedding.vectors,
        threshold=threshold,
        partial_threshold=partial_threshold,
        guards=guards,
        frame=table.frame,
        engine=table.engine,
        embedded=(table.embedding.manifest, other.embedding.manifest),
        legibility=(table.legibility, other.legibility),
    )


def compare(table: Table, other: Table, matches: Matches, topics: Topics) -> Comparison:
    """Say what a table says otherwise than another, by topics that fit both."""
    from workbench.comparison import compare_tables

    return compare_tables(_side(table), _side(other), matches, topics)


def topics_of_both(table: Table, other: Table, encode: PhraseEncoder) -> Topics:
    """Find topics among the rows of both tables together."""
    from workbench.comparison.compare import union
    from workbench.topics import find_topics

    both = union(_side(table), _side(other))
    return find_topics(
        both.rows,
        both.vectors,
        neighbors(both.vectors, GRAPH_NEIGHBORS),
        embedding_cut=both.cut,
        foreign=both.foreign,
        embedded=table.embedding.manifest,
        encode=encode,
    )


def _side(table: Table) -> Side:
    """Return a table as one side of a comparison."""
    from workbench.comparison.compare import Side

    embedding = table.embedding
    return Side(table.rows, embedding.vectors, embedding.cut, table.legibility.unreadable)
