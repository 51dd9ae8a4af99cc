"""Sentence models on torch: CPU, CUDA or MPS."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from workbench.config import thread_count
from workbench.embedding.base import EncoderInfo
from workbench.embedding.batches import by_tokens
from workbench.embedding.tokens import BLOCK, Tokens
from workbench.embedding.torch_bert import PackedBert, read_shape
from workbench.embedding.torch_device import (
    choose_device,
    choose_precision,
    single_threaded_operators,
)
from workbench.embedding.torch_padded import PaddedModel
from workbench.embedding.weights import ModelFiles
from workbench.engines import LocalEngine
from workbench.errors import ModelError

CPU_TOKENS = 512
"""Tokens a thread computes at once: what a layer widens them to fits the second-level cache."""
GPU_TOKENS = 65_536


class Forward(Protocol):
    """Token numbers -> sentence vectors, not normalised."""

    def forward(self, ids: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        """Return float32, shape (len(ids), dimensions)."""


class TorchEncoder:
    """Any sentence-transformers model whose weights are safetensors.

    Plain BERT models on a CPU (all-MiniLM among them) take a forward pass without padding;
    everything else takes sentence-transformers' own.

    Parameters
    ----------
    files : ModelFiles
        Checked files.
    device, precision : str
        As for `load_encoder`.
    prefix : str, optional
        Put before each text. Default: what the catalogue says.
    """

    def __init__(
        self,
        files: ModelFiles,
        *,
        device: str = "auto",
        precision: str = "auto",
        prefix: str | None = None,
    ) -> None:
        chosen = choose_device(device)
        precision = choose_precision(precision, chosen)
        if prefix is None:
            prefix = files.card.prefix if files.card is not None else ""
        self._model, tokenizer, facts = _load(files, chosen, precision)
        self._tokens = Tokens(tokenizer, facts["max_tokens"], prefix)
        self._gpu = chosen != "cpu"
        self._budget = GPU_TOKENS if self._gpu else CPU_TOKENS
        self.notes: tuple[str, ...] = ()
        self.info = EncoderInfo(
            model=files.model,
            backend="torch",
            device=chosen,
            precision=precision,
            weights_digest=files.weights_digest,
            prefix=prefix,
            settings_digest=files.settings_digest,
            **facts,
        )

    def __repr__(self) -> str:
        """Return one line: model, back-end, device and precision."""
        return f"TorchEncoder({self.info})"

    @property
    def batch_tokens(self) -> int:
        """Tokens worth encoding in one call; a GPU starves on fewer."""
        return 32 * GPU_TOKENS if self._gpu else 64 * CPU_TOKENS

    def count_tokens(self, texts: Sequence[str]) -> NDArray[np.int32]:
        """Return each text's length in tokens, special ones included, before any cut."""
        return self._tokens.count(texts)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit vectors, shape (len(texts), dimensions), float32, in order."""
        vectors = np.zeros((len(texts), self.info.dimensions), dtype=np.float32)
        for start, ids in self._tokenised(texts):
            lengths = np.array([len(one) for one in ids], dtype=np.int32)
            batches = by_tokens(lengths, self._budget)
            for places, found in self._compute(ids, batches):
                vectors[start + places] = found
        return unit(vectors)

    def _tokenised(self, texts: Sequence[str]) -> Iterator[tuple[int, list[list[int]]]]:
        """Yield blocks of token numbers; the next block is made while this one is computed."""
        blocks = [texts[at : at + BLOCK] for at in range(0, len(texts), BLOCK)]
        with ThreadPoolExecutor(1) as pool:
            waiting = [pool.submit(self._tokens.ids, block) for block in blocks[:1]]
            for number in range(len(blocks)):
                ids = waiting.pop().result()
                waiting += [pool.submit(self._tokens.ids, one) for one in blocks[number + 1 :][:1]]
                yield number * BLOCK, ids

    def _compute(
        self, ids: Sequence[Sequence[int]], batches: Sequence[NDArray[np.int64]]
    ) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float32]]]:
        """Yield places and vectors of each batch."""
        if self._gpu:
            for batch in batches:
                yield batch, self._halving(ids, batch)
            return

        def run(batch: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
            with single_threaded_operators():
                return batch, self._model.forward([ids[place] for place in batch])

        with single_threaded_operators():
            yield from LocalEngine(thread_count()).map(run, batches)

    def _halving(
        self, ids: Sequence[Sequence[int]], batch: NDArray[np.int64]
    ) -> NDArray[np.float32]:
        """Compute a batch, in halves where the GPU's memory does not hold it whole."""
        try:
            return self._model.forward([ids[place] for place in batch])
        except RuntimeError as error:
            short = isinstance(self._model, PaddedModel) and self._model.is_out_of_memory(error)
            if not short or len(batch) == 1:
                raise
        self._budget = max(1024, self._budget // 2)
        self.notes = (f"the GPU's memory ran out: batches were cut to {self._budget:,} tokens",)
        middle = len(batch) // 2
        halves = (self._halving(ids, part) for part in (batch[:middle], batch[middle:]))
        return np.concatenate(list(halves))


def unit(vectors: NDArray[Any]) -> NDArray[np.float32]:
    """Return the rows divided by their length, float32, shape unchanged."""
    wide = vectors.astype(np.float64)
    lengths: NDArray[np.float64] = np.sqrt((wide * wide).sum(axis=1, keepdims=True))
    shorter: NDArray[np.float32] = (wide / lengths).astype(np.float32)
    return shorter


def _load(files: ModelFiles, device: str, precision: str) -> tuple[Forward, Any, dict[str, Any]]:
    """Return the forward pass, the tokenizer and what the info tells of them."""
    shape = read_shape(files.folder)
    if shape is None or device != "cpu" or precision == "float16":
        model = PaddedModel(files, device, precision)
        facts = {
            "dimensions": model.dimensions,
            "max_tokens": model.max_tokens,
            "pooling": model.pooling,
        }
        return model, model.tokenizer, facts
    from tokenizers import Tokenizer

    try:
        tokenizer = Tokenizer.from_file(str(files.folder / "tokenizer.json"))
        packed = PackedBert(files.folder, shape, precision)
    except Exception as error:
        raise ModelError(
            f"the model in {files.folder} ({files.origin}) cannot be loaded: {error!r}"
        ) from error
    facts = {
        "dimensions": shape.dimensions,
        "max_tokens": shape.max_tokens,
        "pooling": shape.pooling,
    }
    return packed, tokenizer, facts
