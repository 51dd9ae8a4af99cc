"""Any sentence-transformers model, by its own forward pass over padded batches."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from workbench.embedding.encoders.local_encoder import pad
from workbench.embedding.model_files.weights import ModelFiles
from workbench.errors import ModelError


class PaddedModel:
    """A loaded sentence-transformers model.

    files: checked files; code in them is never run.
    device, precision: where and how it computes.

    Raises
    ------
    ModelError
        If sentence-transformers cannot load it.
    """

    def __init__(self, files: ModelFiles, device: str, precision: str) -> None:
        self._device = device
        self._half = precision == "bfloat16"
        model = _load(files, device)
        self._model = model.half() if precision == "float16" else model
        self.tokenizer = model.tokenizer.backend_tokenizer
        self.dimensions = int(model.get_embedding_dimension())
        self.max_tokens = int(model.max_seq_length or model.tokenizer.model_max_length)
        self.pooling = _pooling(model)
        self.filler = int(model.tokenizer.pad_token_id or 0)

    def forward(self, ids: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        """Return sentence vectors, not normalized, float32, shape (len(ids), dimensions)."""
        table, mask = pad(ids, self.filler)
        features = {
            "input_ids": torch.from_numpy(table).to(self._device),
            "attention_mask": torch.from_numpy(mask).to(self._device),
        }
        kind = self._device.split(":")[0]
        with torch.inference_mode(), torch.autocast(kind, torch.bfloat16, enabled=self._half):
            sentences = self._model(features)["sentence_embedding"]
        vectors: NDArray[np.float32] = sentences.float().cpu().numpy()
        return vectors

    def module(self) -> Any:
        """Return a torch module: token numbers and mask -> sentence vectors, not normalized."""
        model = self._model

        class Sentences(torch.nn.Module):
            def __init__(self) -> None:
                super().__init__()
                self.model = model

            def forward(self, ids: Any, mask: Any) -> Any:
                features = {"input_ids": ids, "attention_mask": mask}
                return self.model(features)["sentence_embedding"]

        return Sentences().eval()

    def is_out_of_memory(self, error: BaseException) -> bool:
        """Tell an error that a smaller batch may avoid, and give memory back."""
        if not isinstance(error, torch.OutOfMemoryError):
            return False
        if self._device.startswith("cuda"):
            torch.cuda.empty_cache()
        return True


def _load(files: ModelFiles, device: str) -> Any:
    """Load the model: local files, safetensors, no code but the installed packages'."""
    from sentence_transformers import SentenceTransformer

    with _without_bars():
        try:
            model = SentenceTransformer(
                str(files.folder),
                device=device,
                local_files_only=True,
                trust_remote_code=False,
                model_kwargs={"use_safetensors": True},
            )
        except (OSError, ValueError, KeyError, RuntimeError, ImportError) as error:
            raise ModelError(
                f"the model in {files.folder} ({files.origin}) cannot be loaded: {error}"
            ) from error
    return model.eval()


@contextlib.contextmanager
def _without_bars() -> Iterator[None]:
    """Keep transformers from drawing its own progress bar."""
    from transformers.utils import logging

    shown = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        if shown:
            logging.enable_progress_bar()


def _pooling(model: Any) -> str:
    """Return how token vectors become one, in sentence-transformers' own word."""
    modes = [str(mode) for mode in (getattr(one, "pooling_mode", None) for one in model) if mode]
    return modes[0] if modes else "mean"
