"""What every model on this machine shares: tokens, batches of like length, threads."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from workbench.config import thread_count
from workbench.embedding.base import EncoderInfo
from workbench.embedding.encoders.batches import by_tokens
from workbench.embedding.tokens import BLOCK, Tokens
from workbench.engines import LocalEngine, ahead

CPU_TOKENS = 512
"""Tokens a thread computes at once: what a layer widens them to fits the second-level cache."""

Batch = tuple[NDArray[np.int64], NDArray[np.float32]]
"""Places of texts, and their vectors."""

Batches = Callable[[NDArray[np.int32], int], list[NDArray[np.int64]]]


class Forward(Protocol):
    """Token numbers -> sentence vectors, not normalized."""

    def forward(self, ids: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        """Return float32, shape (len(ids), dimensions)."""


class LocalEncoder:
    """Embeds texts by a model on this machine's processor.

    model: the forward pass; threads call it side by side.
    tokens: the model's tokenizer.
    info: all that could change a vector.
    alone: context in which an operator of `model` uses one thread.
    batches: splits texts by their lengths and a budget of tokens.
    """

    ahead = True
    """The next texts may be encoded in another thread while the last vectors are stored."""

    def __init__(
        self,
        model: Forward,
        tokens: Tokens,
        info: EncoderInfo,
        *,
        alone: Callable[[], contextlib.AbstractContextManager[None]] = contextlib.nullcontext,
        batches: Batches = by_tokens,
    ) -> None:
        self._model = model
        self._tokens = tokens
        self._alone = alone
        self._batches = batches
        self._budget = CPU_TOKENS
        self.info = info
        self.notes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Return one line: model, back-end, device and precision."""
        return f"{type(self).__name__}({self.info})"

    @property
    def batch_tokens(self) -> int:
        """Tokens worth encoding in one call."""
        return 64 * CPU_TOKENS

    def count_tokens(self, texts: Sequence[str]) -> NDArray[np.int32]:
        """Return each text's length in tokens, special ones included, before any cut."""
        return self._tokens.count(texts)

    def unknown(self, texts: Sequence[str]) -> list[str]:
        """Return the parts of each text that the model has no token for, joined by spaces."""
        return self._tokens.unknown(texts)

    def token_ids(self, texts: Sequence[str]) -> list[list[int]]:
        """Return what the model reads of each text: its token ids, cut at the limit."""
        return self._tokens.ids(texts)

    def token_names(self) -> tuple[str, ...]:
        """Return each token as text, by its id."""
        return self._tokens.names()

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit vectors, shape (len(texts), dimensions), float32, in order."""
        vectors = np.zeros((len(texts), self.info.dimensions), dtype=np.float32)
        for start, ids in self._tokenized(texts):
            lengths = np.array([len(one) for one in ids], dtype=np.int32)
            batches = self._batches(lengths, self._budget)
            for places, computed in self._compute(ids, batches):
                vectors[start + places] = computed
        return unit(vectors)

    def _tokenized(self, texts: Sequence[str]) -> Iterator[tuple[int, list[list[int]]]]:
        """Yield blocks of token numbers; the next block is made while this one is computed."""
        blocks = [texts[at : at + BLOCK] for at in range(0, len(texts), BLOCK)]
        # A query: a thread costs more than it saves.
        made = map if len(blocks) == 1 else ahead
        for number, ids in enumerate(made(self._tokens.ids, blocks)):
            yield number * BLOCK, ids

    def _compute(
        self, ids: Sequence[Sequence[int]], batches: Sequence[NDArray[np.int64]]
    ) -> Iterator[Batch]:
        """Yield places and vectors of each batch."""

        def run(batch: NDArray[np.int64]) -> Batch:
            with self._alone():
                return batch, self._model.forward([ids[position] for position in batch])

        if len(batches) == 1:
            yield run(batches[0])
            return
        with self._alone():
            yield from LocalEngine(thread_count()).map(run, batches)


def pad(ids: Sequence[Sequence[int]], filler: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return token numbers as one table, and which of them are tokens of a text.

    Shapes: returned table, mask (m, longest).
    """
    lengths = np.array([len(one) for one in ids])
    table = np.full((len(ids), int(lengths.max())), filler, dtype=np.int64)
    for row, one in enumerate(ids):
        table[row, : len(one)] = one
    return table, (np.arange(table.shape[1]) < lengths[:, None]).astype(np.int64)


def unit(vectors: NDArray[Any]) -> NDArray[np.float32]:
    """Return the rows divided by their length, float32, shape unchanged."""
    wide = vectors.astype(np.float64)
    lengths: NDArray[np.float64] = np.sqrt((wide * wide).sum(axis=1, keepdims=True))
    shorter: NDArray[np.float32] = (wide / lengths).astype(np.float32)
    return shorter
