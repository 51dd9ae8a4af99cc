"""The pieces that long texts were read in, kept for search."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Pieces:
    """The pieces of one text.

    spans (c, 2): first character and the one after the last, of each piece, in order.
    vectors (c, d): unit vectors.
    """

    spans: NDArray[np.int32]
    vectors: NDArray[np.float32]

    def to_bytes(self) -> bytes:
        """Return spans, then vectors, lowest byte first."""
        return self.spans.astype("<i4").tobytes() + self.vectors.astype("<f4").tobytes()

    @classmethod
    def from_bytes(cls, data: bytes, dimensions: int) -> Pieces | None:
        """Return what `to_bytes` wrote, or None where the length cannot be right."""
        count, rest = divmod(len(data), 8 + 4 * dimensions)
        if rest or not count:
            return None
        spans = np.frombuffer(data, dtype="<i4", count=2 * count).reshape(count, 2)
        vectors = np.frombuffer(data, dtype="<f4", offset=8 * count).reshape(count, dimensions)
        return cls(spans.astype(np.int32), vectors.astype(np.float32))


@dataclass(frozen=True, eq=False)
class Passages:
    """Every text as the passages that the model read: one, or the pieces of a long text.

    vectors (p, d): unit vectors, those of a text side by side, in its order.
    owner (p,): which text each is of, from 0.
    start, stop (p,): first character in the text, and the one after the last.
    """

    vectors: NDArray[np.float32]
    owner: NDArray[np.int64]
    start: NDArray[np.int32]
    stop: NDArray[np.int32]

    def __len__(self) -> int:
        """Return the number of passages."""
        return len(self.owner)

    @property
    def note(self) -> str:
        """How many there are, and what they take."""
        return f"{len(self):,} passages are kept for search ({self.vectors.nbytes / 1e6:,.1f} MB)"

    def take(self, kept: NDArray[np.int64]) -> Passages:
        """Return the passages of some of the texts, which are numbered anew. Shapes: kept (k,)."""
        counts = np.bincount(self.owner, minlength=int(kept.max(initial=-1)) + 1)
        first = np.cumsum(counts) - counts
        wanted = counts[kept]
        within = np.arange(wanted.sum()) - np.repeat(np.cumsum(wanted) - wanted, wanted)
        position = np.repeat(first[kept], wanted) + within
        owner = np.repeat(np.arange(len(kept)), wanted)
        return Passages(self.vectors[position], owner, self.start[position], self.stop[position])


def gather(
    vectors: NDArray[np.float32], lengths: NDArray[np.int32], pieces: Mapping[int, Pieces]
) -> Passages:
    """Put the pieces of long texts beside the texts that were read whole.

    Shapes: vectors (m, d), lengths (m,).
    """
    counts = np.ones(len(vectors), dtype=np.int64)
    for position, piece in pieces.items():
        counts[position] = len(piece.spans)
    owner = np.repeat(np.arange(len(vectors)), counts)
    start, stop = np.zeros(len(owner), dtype=np.int32), lengths[owner].astype(np.int32)
    if not pieces:
        return Passages(vectors, owner, start, stop)
    first, gathered = np.cumsum(counts) - counts, vectors[owner]
    for position, piece in pieces.items():
        part = slice(int(first[position]), int(first[position] + counts[position]))
        gathered[part], start[part], stop[part] = (
            piece.vectors,
            piece.spans[:, 0],
            piece.spans[:, 1],
        )
    return Passages(gathered, owner, start, stop)
