"""What topics are found in, and how."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.embedding.base import UNREADABLE
from workbench.errors import InputError, counted
from workbench.provenance import Manifest, draft_notes
from workbench.similarity import Neighbors, distinct_graph
from workbench.tables import Rows
from workbench.topics.clustering.small_tables import LARGEST
from workbench.topics.names.phrases import Encode


@dataclass(frozen=True, eq=False)
class Basis:
    """Texts, vectors and neighbors that belong together.

    Texts with equal vectors are one text here: the first of them stands for all, and it counts
    as many rows as they have together.

    rows: the table's rows, each exact text by itself.
    vectors (m, d): unit vectors of the m texts that the model tells apart.
    neighbors: their nearest neighbors.
    cut (m,): texts of which the model did not see all.
    foreign (m,): texts that the model cannot read: another language or script, or no word at all.
    embedded: what the vectors were made of.
    first, of: place of each of the m texts among the exact ones of `rows`, and which of the m each
        exact text is. None if all vectors differ.
    encode: embeds phrases with the model of the vectors; None if there is no model.
    """

    rows: Rows
    vectors: NDArray[np.float32]
    neighbors: Neighbors
    cut: NDArray[np.bool_] | None = None
    foreign: NDArray[np.bool_] | None = None
    embedded: Manifest | None = None
    first: NDArray[np.int64] | None = None
    of: NDArray[np.int64] | None = None
    encode: Encode | None = field(default=None, repr=False, metadata={"saved": False})

    @classmethod
    def build(
        cls,
        rows: Rows,
        vectors: NDArray[np.float32],
        neighbors: Neighbors,
        *,
        cut: NDArray[np.bool_] | None = None,
        foreign: NDArray[np.bool_] | None = None,
        embedded: Manifest | None = None,
        encode: Encode | None = None,
    ) -> Basis:
        """Put the parts together, and count texts with equal vectors as one."""
        _check(rows, vectors=vectors, embedding_cut=cut, foreign=foreign)
        distinct, own, graph = distinct_graph(vectors, neighbors)
        _check(rows, len(own), neighbors=graph.indices)
        if distinct.all_differ:
            return cls(rows, own, graph, cut, foreign, embedded, encode=encode)
        first, of = distinct.first, distinct.of

        def any_of(flags: NDArray[np.bool_] | None) -> NDArray[np.bool_] | None:
            return None if flags is None else np.bincount(of, flags) > 0

        return cls(rows, own, graph, any_of(cut), any_of(foreign), embedded, first, of, encode)

    @cached_property
    def merged_rows(self) -> Rows:
        """The table's rows with the m texts that the model tells apart."""
        if self.first is None or self.of is None:
            return self.rows
        return self.rows.merged(self.first, self.of)

    @cached_property
    def places(self) -> dict[str, int]:
        """Which of the m texts each exact text of the table is."""
        of = np.arange(len(self.vectors)) if self.of is None else self.of
        return dict(zip(self.rows.distinct, of.tolist(), strict=True))

    @property
    def manifests(self) -> tuple[Manifest, ...]:
        """What the parts were made of."""
        return (self.rows.manifest, *((self.embedded,) if self.embedded else ()))

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader must be told of the texts."""
        count = 0 if self.foreign is None else int(self.merged_rows.counts[self.foreign].sum())
        drafts = draft_notes(self.embedded)
        if not count:
            return drafts
        said = f"{count:,} of {counted(int(self.rows.counts.sum()), 'row')} with text"
        return (*drafts, f"the model cannot read {said}, {UNREADABLE}")


def _check(rows: Rows, size: int | None = None, **parts: NDArray[Any] | None) -> None:
    """Refuse parts that are not about the same texts."""
    size = len(rows.distinct) if size is None else size
    for name, part in parts.items():
        if part is not None and len(part) != size:
            raise InputError(
                f"{name} must have one entry per distinct text: {size:,}, got {len(part):,}."
            )


OWN_METHOD = "hdbscan"
"""Clusters of the layouts by density, as Workbench finds them."""

SMALL_METHOD = "Ward linkage"
"""Clusters of the vectors of a small table, as Workbench finds them if density finds too few."""


@dataclass(frozen=True)
class Settings:
    """How topics are found.

    min_cluster_size: fewest distinct texts, or copies of one text, that make a topic.
    asked: what was asked for.
    detail: which size "auto" looked for.
    random_state: seed of the layouts.
    assign_noise: whether `assigned` gives noise its nearest topic.
    method: what gave the labels, in words: `OWN_METHOD`, `SMALL_METHOD`, "given labels",
        "clustered by ...".
    about: the number of topics that was asked for; None if none was.
    sample: distinct texts that were clustered, if the others only joined them; None if all were.
    """

    min_cluster_size: int
    asked: int | str = "auto"
    detail: str = "medium"
    random_state: int = 0
    assign_noise: bool = True
    method: str = OWN_METHOD
    about: int | None = None
    sample: int | None = None

    @property
    def given(self) -> bool:
        """Whether labels or a clusterer were given."""
        return self.method not in (OWN_METHOD, SMALL_METHOD)

    @property
    def laid_out(self) -> bool:
        """Whether there are layouts of all texts, so that they can be clustered again."""
        return not self.given and self.sample is None

    @property
    def how(self) -> str:
        """Say where the topics are from, if not from clustering all texts."""
        return self.method if self.given else f"those of a sample of {self.sample:,} texts"

    def size_of_runs(self, texts: int) -> int | str:
        """Return the size for clustering again: the same, or chosen anew.

        Anew in a small table, and if a number of topics was asked for.
        """
        anew = texts <= LARGEST or self.about is not None
        return "auto" if self.asked == "auto" and anew else self.min_cluster_size

    def to_dict(self) -> dict[str, Any]:
        """Return the settings as plain values, for the manifest."""
        return asdict(self)
