"""What a run found, as frozen counts that turn into plain JSON."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

from workbench.errors import counted


@dataclass(frozen=True)
class EncodingFacts:
    """How texts became vectors.

    Attributes
    ----------
    model, device, precision : str
        The encoder, as its result names it.
    max_tokens : int
        Tokens of a text that the model sees.
    long_text : str
        What was done with longer texts.
    cut_rows : int
        Rows of whose text the model did not see the end.
    cached, encoded : int
        Distinct texts taken from the store, and encoded in this run.
    draft : bool
        Whether the precision moves cosines enough to need a warning.
    unreadable_rows : int
        Rows whose text the model cannot read: another script or language, or no word at all.
    """

    model: str
    device: str
    precision: str
    max_tokens: int
    long_text: str
    cut_rows: int
    cached: int
    encoded: int
    draft: bool
    unreadable_rows: int = 0


@dataclass(frozen=True)
class DuplicateFacts:
    """What is said more than once.

    Attributes
    ----------
    threshold : float
        Smallest cosine similarity of a pair, inclusive.
    groups, rows, n_removed, n_kept : int
        Groups; rows that stand in one; rows marked for dropping; rows of the table left after.
    dropping : int
        Groups in which a row is marked for dropping.
    largest : int
        Rows in the largest group.
    n_review : int
        Rows that stay only because something in them differs, so that a person can decide.
    by_kind : tuple of (str, int, int)
        Kind, groups of that kind, rows of that kind marked for dropping.
    by_guard : tuple of (str, int)
        Guard, rows to review that it holds back; a row may be held by several.
    """

    threshold: float
    groups: int
    rows: int
    n_removed: int
    n_kept: int
    largest: int
    n_review: int
    by_kind: tuple[tuple[str, int, int], ...]
    dropping: int = 0
    by_guard: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class TopicFacts:
    """What it is about.

    Attributes
    ----------
    topics : int
        Number of topics.
    noise_rows, assigned_rows : int
        Rows in no topic of their own, and how many of those lie near enough to one to be counted
        with it.
    stability : float or None
        Mean adjusted mutual information between runs with other seeds, where it was measured.
    found : tuple of (int, int, int)
        Topic, runs in which it was found again, and runs, where that was measured.
    largest : tuple of (str, int, float)
        Name, rows and share of rows with text of the largest topics.
    """

    topics: int
    noise_rows: int
    assigned_rows: int
    stability: float | None
    largest: tuple[tuple[str, int, float], ...]
    found: tuple[tuple[int, int, int], ...] = ()


@dataclass(frozen=True)
class Summary:
    """Findings of one run, frozen and JSON-able.

    Attributes
    ----------
    title : str
        What the table is called.
    rows, with_text, blank, distinct : int
        Rows of the table; those that hold text; those that do not; distinct texts.
    encoding : EncodingFacts
        How texts became vectors.
    duplicates : DuplicateFacts or None
        Where duplicates were looked for.
    topics : TopicFacts or None
        Where topics were looked for.
    notes : tuple of str
        What a reader must be told: cuts, fallbacks, caps, raised floors.
    manifest : dict
        Versions, and of every stage parameters, seeds, digest, threads and what came from a cache.
    """

    title: str
    rows: int
    with_text: int
    blank: int
    distinct: int
    encoding: EncodingFacts
    duplicates: DuplicateFacts | None
    topics: TopicFacts | None
    notes: tuple[str, ...]
    manifest: dict[str, Any]

    def to_dict(self) -> dict[str, Any]:
        """Return plain values that `json.dumps` takes."""
        plain: dict[str, Any] = json.loads(json.dumps(asdict(self)))
        return plain

    def __repr__(self) -> str:
        """Return counts in one line."""
        parts = [counted(self.rows, "row"), counted(self.distinct, "distinct text")]
        if self.duplicates is not None:
            parts.append(f"{self.duplicates.n_removed:,} duplicates")
        if self.topics is not None:
            parts.append(counted(self.topics.topics, "topic"))
        return f"Summary({', '.join(parts)})"
