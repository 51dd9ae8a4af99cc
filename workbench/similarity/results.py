"""What the similarity stage gives back: pairs and neighbors, frozen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.errors import InputError, ThresholdError, check_threshold, counted
from workbench.provenance import Manifest, digest_array

SAME = 1 - 1e-6
"""A similarity at which two texts are the same to the model: one topic, one place on a map."""


@dataclass(frozen=True, eq=False)
class Pairs:
    """Every pair with a similarity of at least `floor`, and no other.

    left, right (p,): places of the two vectors, ``left < right``. Sorted by (left, right).
    similarity (p,): cosine similarity of each pair, as `workbench.similarity.cosine` defines it.
    floor: the threshold that the list really holds: nothing at or above it is missing.
    requested: the threshold that was asked for; `floor` is higher where memory did not suffice.
    count: vectors in the set.
    notes: what a reader must be told, such as a raised floor.
    """

    left: NDArray[np.int32]
    right: NDArray[np.int32]
    similarity: NDArray[np.float64]
    floor: float
    requested: float
    count: int
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        """Return the number of pairs."""
        return len(self.left)

    def __repr__(self) -> str:
        """Return the counts and the floor in one line."""
        raised = f", asked for {self.requested:g}" if self.floor > self.requested else ""
        return (
            f"Pairs({counted(len(self), 'pair')} among {self.count:,} vectors, "
            f"similarity >= {self.floor:g}{raised})"
        )

    def check(self) -> None:
        """Refuse pairs that no search gives: compiled code takes them as they are.

        Raises
        ------
        InputError
            If a pair is out of range, of one vector with itself, listed twice or out of order.
        """
        left, right = self.left.astype(np.int64), self.right.astype(np.int64)
        inside = (left >= 0) & (left < right) & (right < self.count)
        if not inside.all() or not (np.diff(left * self.count + right) > 0).all():
            raise InputError(
                "pairs must be of two vectors each, the first one first, sorted, each once, and "
                f"below {self.count:,}."
            )

    def among(self, places: NDArray[np.int64]) -> Pairs:
        """Return the pairs among fewer vectors, numbered anew."""
        number = np.full(self.count, -1, dtype=np.int32)
        number[places] = np.arange(len(places), dtype=np.int32)
        left, right = number[self.left], number[self.right]
        kept = (left >= 0) & (right >= 0)
        return replace(
            self,
            left=left[kept],
            right=right[kept],
            similarity=self.similarity[kept],
            count=len(places),
        )

    def above(self, threshold: float) -> Pairs:
        """Return the pairs with a similarity of at least `threshold`."""
        threshold = check_threshold(threshold)
        if threshold < self.floor:
            raise ThresholdError(
                f"pairs were kept from {self.floor:g} upward, so above({threshold:g}) cannot be "
                f"answered. Run again: pairs(vectors, {threshold:g})."
            )
        kept = self.similarity >= threshold
        return Pairs(
            left=self.left[kept],
            right=self.right[kept],
            similarity=self.similarity[kept],
            floor=threshold,
            requested=threshold,
            count=self.count,
        )

    @cached_property
    def manifest(self) -> Manifest:
        """Parameters, digest and notes of the join."""
        parameters: dict[str, float | int] = {
            "threshold": self.requested,
            "floor": self.floor,
            "vectors": self.count,
        }
        digest = digest_array(self.left, self.right, self.similarity)
        return Manifest("pairs", parameters, digest, notes=self.notes)


@dataclass(frozen=True, eq=False)
class UnlistedPairs:
    """Pairs from `floor` upward among `count` vectors that are too many to be stored.

    `memory` is what their evidence may take, in bytes.
    """

    floor: float
    count: int
    memory: int
    notes: tuple[str, ...] = ()

    @property
    def requested(self) -> float:
        """The threshold that was asked for."""
        return self.floor

    @cached_property
    def manifest(self) -> Manifest:
        """Parameters and notes; there is nothing to digest but the vectors."""
        parameters = {"threshold": self.floor, "floor": self.floor, "vectors": self.count}
        return Manifest("pairs", parameters, digest_array(np.array([self.floor, self.count])))


@dataclass(frozen=True, eq=False)
class Neighbors:
    """The k most similar vectors of each vector, itself first.

    indices (m, k): the first column is the vector itself, then the others by falling similarity,
        ties by place.
    similarity (m, k): cosine similarity of each, `workbench.similarity.cosine` rounded to float32.
    notes: what a reader must be told, such as a k that was lowered to the number of vectors.
    recall: share of the nearest that an approximate index found, measured on a sample; None where
        the graph is exact.
    """

    indices: NDArray[np.int32]
    similarity: NDArray[np.float32]
    notes: tuple[str, ...] = ()
    recall: float | None = None

    def __len__(self) -> int:
        """Return the number of vectors."""
        return len(self.indices)

    def __repr__(self) -> str:
        """Return the counts in one line."""
        how = "exact" if self.recall is None else f"approximate, recall {self.recall:.3f}"
        return f"Neighbors({counted(len(self), 'vector')}, {self.k} each, {how})"

    @property
    def caveats(self) -> tuple[str, ...]:
        """What results that stand on the graph must tell: that it is approximate, where it is."""
        return () if self.recall is None else self.notes

    @property
    def k(self) -> int:
        """Neighbors per vector, itself included."""
        return int(self.indices.shape[1])

    def take(self, places: NDArray[np.integer[Any]]) -> Neighbors:
        """Return the neighbors of some vectors, in the order given."""
        return replace(self, indices=self.indices[places], similarity=self.similarity[places])

    @cached_property
    def manifest(self) -> Manifest:
        """Parameters, digest and notes of the neighbor graph."""
        measured = {} if self.recall is None else {"recall": self.recall}
        return Manifest(
            "neighbors",
            {"vectors": len(self), "k": self.k, **measured},
            digest_array(self.indices, self.similarity),
            notes=self.notes,
        )
