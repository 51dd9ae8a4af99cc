"""Pairs and nearest neighbors of the texts of one corpus, each computed once."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from workbench.corpus.kept_results import CASCADE, OF_SAMPLE
from workbench.embedding import sampled_texts
from workbench.engines import Engine
from workbench.errors import BudgetError, check_count, check_threshold
from workbench.progress import Progress, choose
from workbench.tables import Rows

if TYPE_CHECKING:
    from workbench.similarity import Cells, Neighbors, Pairs, UnlistedPairs

Value = TypeVar("Value")

PAIR_FLOOR = 0.7
"""Pairs are found once from this cosine similarity upward and serve every threshold above it."""

GRAPH_NEIGHBORS = 30
"""Neighbors per text in the one graph that serves the projection and the topics."""

FULL_TEXTS = 200_000
"""Distinct texts up to which pairs are found from `PAIR_FLOOR` upward, whatever the threshold."""

MOST_OFF = 0.02
"""How far the mean similarity of neighbors may be off; groups may reach 0.05 below a threshold."""


@dataclass(frozen=True, eq=False)
class Nearness:
    """What is near to what among m distinct texts; `kept` holds what was computed before."""

    rows: Rows
    vectors: NDArray[np.float32]
    engine: Engine
    progress: bool | Progress | None
    approximate: bool
    kept: dict[Hashable, Any]
    full_texts: int = FULL_TEXTS

    def once(self, key: Hashable, compute: Callable[[], Value]) -> Value:
        """Return what was computed under this key before, or compute and keep it."""
        if key not in self.kept:
            self.kept[key] = compute()
        value: Value = self.kept[key]
        return value

    def pairs(self, min_similarity: float = PAIR_FLOOR, *, memory: int | None = None) -> Pairs:
        """Return every pair of distinct texts that is at least so similar; exact."""
        from workbench.similarity import pairs, pairs_by_blocks

        lowest = check_threshold(min_similarity, name="min_similarity")
        known: Pairs | None = self.kept.get("pairs")
        more = memory is not None and known is not None and known.floor > lowest
        if known is None or known.requested > lowest or more:
            given: dict[str, Any] = {} if memory is None else {"memory": memory}
            progress = choose(self.progress)
            if self.engine.distant:
                listed = pairs_by_blocks(
                    self.vectors, lowest, self.engine, progress=progress, **given
                )
            else:
                listed = pairs(self.vectors, lowest, progress=progress, **given)
            known = self.kept["pairs"] = listed
        return known.above(lowest) if lowest > known.floor else known

    def pairs_for(
        self, threshold: float, min_similarity: float | None, memory: int | None = None
    ) -> Pairs | UnlistedPairs:
        """Return the pairs that a search for duplicates needs; a note says if they are fewer.

        If they are too many to be stored, the search finds what it needs without a list.
        """
        from workbench.similarity import BYTES_PER_LINK, DEFAULT_MEMORY, UnlistedPairs, too_many

        needed = threshold if min_similarity is None else min_similarity
        room = DEFAULT_MEMORY if memory is None else check_count("memory", memory)
        listed = None
        if not too_many(self.vectors, needed, room):
            with suppress(BudgetError):
                listed = self._listed(threshold, min_similarity, memory)
        count = len(self.rows.distinct)
        most = room // BYTES_PER_LINK
        if listed is not None and listed.floor <= needed:
            if len(listed) <= most:
                return listed
            above = listed.above(needed)
            if len(above) <= most:
                return replace(above, notes=(_only_from(needed, count),))
        note = (
            f"more than {most:,} pairs of texts have a similarity of {needed:g} or more: they are "
            "not listed one by one. The groups are the same as with all pairs. Each text was "
            "compared with the kept texts of its group, and the list holds the pairs that decided"
        )
        return UnlistedPairs(needed, count, room, (note,))

    def _listed(self, threshold: float, min_similarity: float | None, memory: int | None) -> Pairs:
        """Return the pairs themselves."""
        count = len(self.rows.distinct)
        if min_similarity is not None:
            return self.pairs(min_similarity, memory=memory)
        if count <= self.full_texts or threshold <= PAIR_FLOOR:
            return self.pairs(min(threshold, PAIR_FLOOR), memory=memory)
        pairs = self.pairs(threshold, memory=memory)
        return replace(pairs, notes=(*pairs.notes, _only_from(threshold, count)))

    def neighbors(self, k: int = GRAPH_NEIGHBORS) -> Neighbors:
        """Return the `k` nearest of each distinct text, itself first."""
        k = min(check_count("k", k), len(self.rows.distinct))
        return self.once(("neighbors", k), lambda: self._among(self.vectors, k))

    def graph(self) -> Neighbors:
        """Return the nearest of each distinct vector, of which topics and map are made.

        Texts with equal vectors would fill each other's lists of neighbors.
        """
        from workbench.similarity import distinct_vectors

        def find() -> Neighbors:
            distinct = distinct_vectors(self.vectors)
            if distinct.all_differ:
                return self.neighbors()
            k = min(GRAPH_NEIGHBORS, len(distinct.first))
            return self._among(self.vectors[distinct.first], k)

        return self.once(("neighbors", "distinct"), find)

    @property
    def order_of_sampling(self) -> NDArray[np.int64]:
        """The distinct texts in the order in which samples draw them."""
        return self.once((OF_SAMPLE, "order"), lambda: sampled_texts(self.rows.readings))

    def sampled(self, size: int) -> NDArray[np.int64]:
        """Return which distinct texts a sample of so many has, in the order of the table."""
        return np.sort(self.order_of_sampling[:size])

    def graph_of_sample(self, size: int) -> tuple[Neighbors, NDArray[np.int64]]:
        """Return the nearest in a sample of each text, and which texts the sample is.

        Of texts with equal vectors the sample has the first. It is in the order of the table.
        """
        from workbench.similarity import distinct_vectors, neighbors_in_sample

        def find() -> tuple[Neighbors, NDArray[np.int64]]:
            chosen = self.sampled(size)
            sample = chosen[distinct_vectors(self.vectors[chosen]).first]
            return neighbors_in_sample(self.vectors, sample), sample

        return self.once((OF_SAMPLE, "neighbors", size), find)

    def merged_rows(self) -> Rows:
        """Return the rows with texts of equal vectors counted as one."""
        from workbench.similarity import distinct_vectors

        distinct = distinct_vectors(self.vectors)
        return self.rows if distinct.all_differ else self.rows.merged(distinct.first, distinct.of)

    @property
    def cells(self) -> Cells | None:
        """Cells of the vectors, for approximate searches; None if exact ones are short."""
        from workbench.similarity import cells_of

        if len(self.rows.distinct) <= self.full_texts:
            return None
        progress = choose(self.progress)
        return self.once(
            (CASCADE, "cells"), lambda: cells_of(self.vectors, self.engine, progress=progress)
        )

    def cells_for_crowding(self) -> tuple[Cells | None, tuple[str, ...]]:
        """Return cells that find neighbors well enough to tell how crowded a region is, and a note.

        None if neighbors are found exactly in little time, or cells miss too much.
        """
        cells = self.cells
        if cells is None:
            return None, ()
        error = self.once(
            (CASCADE, "error of cells"),
            lambda: cells.error_of_means(GRAPH_NEIGHBORS, progress=choose(self.progress)),
        )
        if error > MOST_OFF:
            return None, ()
        note = (
            "how crowded a region is was estimated: the neighbors that tell it were looked for in "
            f"cells of similar texts, so their mean similarity is off by {error:.3f} on average. "
            "Pairs and similarities are exact"
        )
        return cells, (note,)

    def nearest_of(self, texts: NDArray[np.integer[Any]], cells: Cells | None = None) -> Neighbors:
        """Return the nearest of some distinct texts (positions in ``rows.distinct``); exact.

        If all are asked for, or the exact graph is at hand, it serves. With cells, about the
        nearest.
        """
        from workbench.similarity import neighbors, neighbors_by_blocks

        if cells is not None:
            return cells.neighbors(GRAPH_NEIGHBORS, texts, choose(self.progress))
        count = len(self.rows.distinct)
        k = min(GRAPH_NEIGHBORS, count)
        at_hand = ("neighbors", k) in self.kept or len(texts) == count
        if at_hand and not self.approximate:
            return self.neighbors(k).take(texts)
        progress = choose(self.progress)
        if self.engine.distant:
            return neighbors_by_blocks(
                self.vectors, k, self.engine, places=texts, progress=progress
            )
        return neighbors(self.vectors, k, places=texts, progress=progress)

    def _among(self, vectors: NDArray[np.float32], k: int) -> Neighbors:
        """Find the `k` nearest of each vector, on the engine of the corpus."""
        from workbench.similarity import neighbors, neighbors_by_blocks

        progress = choose(self.progress)
        if self.engine.distant and not self.approximate:
            return neighbors_by_blocks(vectors, k, self.engine, progress=progress)
        return neighbors(vectors, k, approximate=self.approximate, progress=progress)


def _only_from(threshold: float, count: int) -> str:
    """Tell that no lower threshold can be asked of the pairs that were found."""
    return (
        f"pairs of {count:,} texts were found only from {threshold:g} upward. For "
        f"lower thresholds: duplicates({threshold:g}, min_similarity={PAIR_FLOOR:g})"
    )
