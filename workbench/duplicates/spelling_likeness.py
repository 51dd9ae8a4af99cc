"""How alike two texts are letter by letter, and the kind of pair that makes them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from workbench.tables import normalize

GRAM = 3
"""Letters in a gram."""

MOST_LETTERS = 4_000
"""Letters of a text that are compared; the rest of a longer text does not count."""

NEAR_VERBATIM = 0.8
"""Smallest gram cosine of a near-verbatim pair; what lies below is a paraphrase."""

KINDS = ("identical", "normalized", "near-verbatim", "paraphrase")
"""Kinds of pairs and groups, the closest first."""


def gram_cosines(
    texts: Sequence[str], left: NDArray[np.int64], right: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return the cosine of the letter-trigram counts of each pair of texts.

    Shapes: left, right (p,), returns (p,).
    """
    if not len(left):
        return np.zeros(0)
    from workbench.duplicates.kernels import row_cosines, sorted_counts

    used, places = np.unique(np.concatenate([left, right]), return_inverse=True)
    codes, start = _grams([texts[place] for place in used.tolist()])
    bounds, unique, counts = sorted_counts(codes, start)
    ends = places.reshape(2, -1)
    found: NDArray[np.float64] = row_cosines(bounds, unique, counts, ends[0], ends[1])
    return found


def _grams(texts: Sequence[str]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Write each trigram as one number (21 bits a letter): compressed rows, unsorted."""
    pieces = [f" {normalize(text[:MOST_LETTERS])} " for text in texts]
    lengths = np.array([max(len(piece) - GRAM + 1, 0) for piece in pieces], dtype=np.int64)
    start = np.zeros(len(texts) + 1, dtype=np.int64)
    np.cumsum(lengths, out=start[1:])
    codes = np.empty(start[-1], dtype=np.uint64)
    for piece, begin, end in zip(pieces, start[:-1].tolist(), start[1:].tolist(), strict=True):
        if end > begin:
            letters = np.frombuffer(piece.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
            wide = letters.astype(np.uint64)
            codes[begin:end] = (wide[:-2] << 42) | (wide[1:-1] << 21) | wide[2:]
    return codes, start


def kinds_of(lexical: NDArray[np.float64], normalized: NDArray[np.bool_]) -> NDArray[np.int8]:
    """Return the kind of each pair as a place in `KINDS`, shape (p,), 1 to 3."""
    kinds = np.where(lexical >= NEAR_VERBATIM, 2, 3)
    return np.where(normalized, 1, kinds).astype(np.int8)
