"""Sentence models on torch: CPU, CUDA or MPS."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from workbench.embedding.base import EncoderInfo
from workbench.embedding.encoders.batches import by_tokens, filled
from workbench.embedding.encoders.devices import (
    choose_device,
    choose_precision,
    keep_freed_memory,
    single_threaded_operators,
)
from workbench.embedding.encoders.local_encoder import Batch, Forward, LocalEncoder
from workbench.embedding.encoders.packed_bert import BertShape, PackedBert, read_shape
from workbench.embedding.encoders.padded_model import PaddedModel
from workbench.embedding.model_files.weights import ModelFiles
from workbench.embedding.tokens import Tokens
from workbench.errors import ModelError

GPU_TOKENS = 65_536
LEAST_GPU_TOKENS = 1024


class TorchEncoder(LocalEncoder):
    """Any sentence-transformers model whose weights are safetensors.

    Plain BERT models on a CPU (all-MiniLM among them) take a forward pass without padding;
    everything else takes sentence-transformers' own.

    files: checked files.
    device, precision: as for `load_encoder`.
    """

    def __init__(
        self,
        files: ModelFiles,
        *,
        device: str = "auto",
        precision: str = "auto",
    ) -> None:
        chosen = choose_device(device)
        precision = choose_precision(precision, chosen)
        model, tokens, facts = _load(files, chosen, precision)
        info = EncoderInfo(
            model=files.model,
            backend="torch",
            device=chosen,
            precision=precision,
            weights_digest=files.weights_digest,
            prefix=files.prefix,
            settings_digest=files.settings_digest,
            **facts,
        )
        batches = filled if isinstance(model, PackedWhenAsked) else by_tokens
        super().__init__(model, tokens, info, alone=single_threaded_operators, batches=batches)
        self._gpu = chosen != "cpu"
        if self._gpu:
            self._budget = GPU_TOKENS
        else:
            keep_freed_memory()

    @property
    def batch_tokens(self) -> int:
        """Tokens worth encoding in one call; a GPU starves on fewer."""
        return 32 * GPU_TOKENS if self._gpu else super().batch_tokens

    def _compute(
        self, ids: Sequence[Sequence[int]], batches: Sequence[NDArray[np.int64]]
    ) -> Iterator[Batch]:
        """Yield places and vectors of each batch."""
        if not self._gpu:
            yield from super()._compute(ids, batches)
            return
        for batch in batches:
            yield batch, self._halving(ids, batch)

    def _halving(
        self, ids: Sequence[Sequence[int]], batch: NDArray[np.int64]
    ) -> NDArray[np.float32]:
        """Compute a batch, in halves where the GPU's memory does not hold it whole."""
        tokens = len(batch) * max(len(ids[position]) for position in batch)
        if tokens <= self._budget or len(batch) == 1:
            try:
                return self._model.forward([ids[position] for position in batch])
            except RuntimeError as error:
                short = isinstance(self._model, PaddedModel) and self._model.is_out_of_memory(error)
                if not short or len(batch) == 1:
                    raise
            self._budget = max(LEAST_GPU_TOKENS, tokens // 2)
            self.notes = (f"the GPU's memory ran out: batches hold {self._budget:,} tokens now",)
        middle = len(batch) // 2
        halves = (self._halving(ids, part) for part in (batch[:middle], batch[middle:]))
        return np.concatenate(list(halves))


class PackedWhenAsked:
    """A packed model whose weights are read when a text is first encoded.

    If all vectors come from the store, only the tokens of the texts are needed.
    """

    def __init__(self, files: ModelFiles, shape: BertShape, precision: str) -> None:
        self._asked = files, shape, precision
        self._lock = Lock()
        self._model: PackedBert | None = None

    def loaded(self) -> PackedBert:
        """Return the model; it is loaded once, whatever threads ask for it."""
        with self._lock:
            if self._model is None:
                files, shape, precision = self._asked
                try:
                    self._model = PackedBert(files.folder, shape, precision)
                except Exception as error:
                    raise _unusable(files, error) from error
            return self._model

    def forward(self, ids: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        """Return pooled vectors, not normalized. Shapes: returns (len(ids), d)."""
        model = self._model or self.loaded()
        return model.forward(ids)


def _unusable(files: ModelFiles, error: Exception) -> ModelError:
    """Return the error that tells which model cannot be loaded, and why."""
    return ModelError(f"the model in {files.folder} ({files.origin}) cannot be loaded: {error!r}")


def _load(files: ModelFiles, device: str, precision: str) -> tuple[Forward, Tokens, dict[str, Any]]:
    """Return the forward pass, the tokens, and what the info tells of them."""
    shape = read_shape(files.folder)
    if shape is None or device != "cpu" or precision == "float16":
        model = PaddedModel(files, device, precision)
        facts = {
            "dimensions": model.dimensions,
            "max_tokens": model.max_tokens,
            "pooling": model.pooling,
        }
        return model, Tokens(model.tokenizer, model.max_tokens, files.prefix), facts
    try:
        tokens = _tokens(files.folder, files.settings_digest, shape.max_tokens, files.prefix)
        packed = PackedWhenAsked(files, shape, precision)
        if files.card is None:  # nobody knows what is in them
            packed.loaded()
    except ModelError:
        raise
    except Exception as error:
        raise _unusable(files, error) from error
    facts = {
        "dimensions": shape.dimensions,
        "max_tokens": shape.max_tokens,
        "pooling": shape.pooling,
    }
    return packed, tokens, facts


@lru_cache(maxsize=4)
def _tokens(folder: Path, digest: str, max_tokens: int, prefix: str) -> Tokens:  # noqa: ARG001
    """Return the tokens of a model; read once a process, as long as its files have this digest."""
    return Tokens(Tokenizer.from_file(str(folder / "tokenizer.json")), max_tokens, prefix)
