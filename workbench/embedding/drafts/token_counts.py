"""Texts -> counts of their tokens and of frequent pairs of neighboring tokens."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from workbench.embedding.base import Encoder
from workbench.embedding.tokens import BLOCK
from workbench.progress import Progress

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

LEAST_COUNT = 5
"""Times that a pair of tokens must occur in the sample to get a vector of its own."""

MOST_PAIRS = 30_000
"""Pairs of tokens with a vector of their own; more would take memory and add little."""

PAIR_WEIGHT = 0.5
"""Weight of a pair beside that of a token equally rare: pairs fit noise sooner."""

SMOOTHING = 1e-3
"""Share of all tokens at which a token's weight is half (Arora et al. 2017, "smooth inverse
frequency")."""

WORD = re.compile(r"\w+|[^\w\s]")


@dataclass(frozen=True, eq=False)
class TokenTable:
    """The tokens of m texts, one text after the other.

    numbers (sum of lengths,): numbers of tokens, int32, special ones left out.
    starts (m + 1,): where each text begins.
    size: numbers that there can be.
    lengths (m,): tokens of each text as the model counts them, before any cut.
    words: what the tokens are called, by number; None if the model does not say.
    """

    numbers: NDArray[np.int32]
    starts: NDArray[np.int64]
    size: int
    lengths: NDArray[np.int32]
    words: tuple[str, ...] | None

    def take(self, places: NDArray[np.int64]) -> TokenTable:
        """Return the tokens of some of the texts. Shapes: places (k,)."""
        sizes = np.diff(self.starts)[places]
        starts = np.concatenate([[0], np.cumsum(sizes)])
        inside = np.arange(starts[-1]) - np.repeat(starts[:-1], sizes)
        numbers = self.numbers[np.repeat(self.starts[places], sizes) + inside]
        return TokenTable(numbers, starts, self.size, self.lengths[places], self.words)

    @cached_property
    def texts(self) -> NDArray[np.int64]:
        """The text of each token."""
        return np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))

    @cached_property
    def pairs(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Each pair of neighboring tokens as one number, and its text."""
        inside = self.texts[1:] == self.texts[:-1]
        numbers = self.numbers.astype(np.int64)
        return (numbers[:-1] * self.size + numbers[1:])[inside], self.texts[1:][inside]


def read_tokens(texts: Sequence[str], encoder: Encoder, progress: Progress) -> TokenTable:
    """Return the tokens that the model reads; of a model that does not name them, words."""
    progress.start("Reading tokens", len(texts))
    reader = _Tokens(encoder) if hasattr(encoder, "token_ids") else _Words(encoder)
    parts, sizes, lengths = [], [], []
    for top in range(0, len(texts), BLOCK):
        block = texts[top : top + BLOCK]
        token_lists = reader.numbers(block)
        sizes += [len(one) for one in token_lists]
        parts.append(np.array([number for one in token_lists for number in one], dtype=np.int32))
        lengths.append(reader.lengths(block))
        progress.advance(len(block))
    progress.finish()
    starts = np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)])
    numbers = np.concatenate(parts) if parts else np.empty(0, np.int32)
    return TokenTable(numbers, starts, reader.size, np.concatenate(lengths), reader.words)


class _Tokens:
    """Reads texts by the model's own tokenizer."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._read: Callable[[Sequence[str]], list[list[int]]] = encoder.token_ids  # type: ignore[attr-defined]
        self._special, self._cut = set(self._read([""])[0]), encoder.info.max_tokens
        named = getattr(encoder, "token_names", None)
        self.words: tuple[str, ...] | None = None if named is None else named()
        self._largest = -1
        self._last: list[list[int]] = []

    @property
    def size(self) -> int:
        return max(len(self.words or ()), self._largest + 1)

    def numbers(self, texts: Sequence[str]) -> list[list[int]]:
        self._last = self._read(texts)
        self._largest = max(self._largest, *(max(one, default=-1) for one in self._last))
        return [[number for number in one if number not in self._special] for one in self._last]

    def lengths(self, texts: Sequence[str]) -> NDArray[np.int32]:
        """Return how many tokens there are; only texts that were cut are counted again."""
        counts = np.array([len(one) for one in self._last], dtype=np.int32)
        cut = np.flatnonzero(counts >= self._cut)
        if len(cut):
            counts[cut] = self._encoder.count_tokens([texts[k] for k in cut.tolist()])
        return counts


class _Words:
    """Reads texts by words, numbered as they first come."""

    words: tuple[str, ...] | None = None

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._known: dict[str, int] = {}

    @property
    def size(self) -> int:
        return len(self._known)

    def numbers(self, texts: Sequence[str]) -> list[list[int]]:
        known = self._known
        return [
            [known.setdefault(word, len(known)) for word in WORD.findall(text.lower())]
            for text in texts
        ]

    def lengths(self, texts: Sequence[str]) -> NDArray[np.int32]:
        return self._encoder.count_tokens(texts)


@dataclass(frozen=True, eq=False)
class Features:
    """What counts in a text: tokens, and pairs of tokens that are frequent in a sample.

    size: numbers of tokens.
    pairs (b,): pairs as numbers, ascending.
    weights (size + b,): weights of tokens and pairs, float32; rare ones weigh more.
    """

    size: int
    pairs: NDArray[np.int64]
    weights: NDArray[np.float32]

    @classmethod
    def of(cls, sample: TokenTable) -> Features:
        """Choose the features of a sample."""
        distinct, counts = np.unique(sample.pairs[0], return_counts=True)
        frequent = np.flatnonzero(counts >= LEAST_COUNT)
        order = np.argsort(-counts[frequent], kind="stable")[:MOST_PAIRS]
        pairs = np.sort(distinct[frequent[order]])
        plain = cls(sample.size, pairs, np.ones(sample.size + len(pairs), np.float32))
        seen = np.bincount(plain.columns(sample)[1], minlength=len(plain.weights))
        share = (seen + 1) / (seen.sum() + len(seen))
        weights = SMOOTHING / (SMOOTHING + share)
        weights[sample.size :] *= PAIR_WEIGHT
        return cls(sample.size, pairs, weights.astype(np.float32))

    def columns(self, tokens: TokenTable) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return texts and columns of all that counts in them."""
        pairs, texts = tokens.pairs
        where = np.searchsorted(self.pairs, pairs)
        known = np.zeros(len(pairs), dtype=bool)
        inside = where < len(self.pairs)
        known[inside] = self.pairs[where[inside]] == pairs[inside]
        rows = np.concatenate([tokens.texts, texts[known]])
        return rows, np.concatenate([tokens.numbers, self.size + where[known]])

    def matrix(self, tokens: TokenTable) -> csr_matrix:
        """Return weighted counts, rows of unit length, float32, shape (m, size + b)."""
        from scipy.sparse import csr_matrix

        rows, columns = self.columns(tokens)
        shape = (len(tokens.starts) - 1, len(self.weights))
        made = csr_matrix((self.weights[columns], (rows, columns)), shape=shape, dtype=np.float32)
        squares = np.add.reduceat(np.append(made.data**2, 0), made.indptr[:-1])
        sizes = np.diff(made.indptr)
        lengths = np.sqrt(np.where(sizes > 0, squares, 1)).astype(np.float32)
        made.data /= np.repeat(lengths, sizes)
        return made
