"""sentence-transformers on torch: CPU, CUDA or MPS."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.config import thread_count
from workbench.embedding.base import EncoderInfo
from workbench.embedding.tokens import Tokens
from workbench.embedding.weights import ModelFiles
from workbench.errors import InputError, ModelError

BATCH = 32


class TorchEncoder:
    """Any sentence-transformers model whose weights are safetensors.

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
        self._precision = choose_precision(precision, chosen)
        if prefix is None:
            prefix = files.card.prefix if files.card is not None else ""
        self._model = _load(files, chosen, self._precision)
        self._tokens = Tokens(self._model.tokenizer.backend_tokenizer, prefix)
        self.info = EncoderInfo(
            model=files.model,
            backend="torch",
            device=chosen,
            precision=self._precision,
            dimensions=int(self._model.get_embedding_dimension()),
            max_tokens=int(self._model.max_seq_length),
            weights_digest=files.weights_digest,
            pooling=_pooling(self._model),
            prefix=prefix,
            settings_digest=files.settings_digest,
        )

    def __repr__(self) -> str:
        """Return one line: model, back-end, device and precision."""
        return f"TorchEncoder({self.info})"

    def count_tokens(self, texts: Sequence[str]) -> NDArray[np.int32]:
        """Return each text's length in tokens, special ones included, before any cut."""
        return self._tokens.count(texts)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit vectors, shape (len(texts), dimensions), float32, in order."""
        import torch

        if not texts:
            return np.zeros((0, self.info.dimensions), dtype=np.float32)
        half = self._precision == "bfloat16"
        with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16, enabled=half):
            vectors = self._model.encode(
                self._tokens.prepare(texts),
                batch_size=BATCH,
                show_progress_bar=False,
                convert_to_numpy=False,
                convert_to_tensor=True,
            )
        return unit(vectors.float().cpu().numpy())


def unit(vectors: NDArray[Any]) -> NDArray[np.float32]:
    """Return the rows divided by their length, float32, shape unchanged."""
    wide = vectors.astype(np.float64)
    lengths: NDArray[np.float64] = np.sqrt((wide * wide).sum(axis=1, keepdims=True))
    shorter: NDArray[np.float32] = (wide / lengths).astype(np.float32)
    return shorter


def choose_device(device: str) -> str:
    """Return the device to compute on.

    Raises
    ------
    InputError
        Where this machine has no such device.
    """
    import torch

    there = {"cpu": True, "cuda": torch.cuda.is_available(), "mps": _has_mps()}
    if device == "auto":
        return next(name for name in ("cuda", "mps", "cpu") if there[name])
    if there.get(device, False):
        return device
    have = ", ".join(repr(name) for name in there if there[name])
    raise InputError(f"device={device!r} is not on this machine (torch sees {have}). Try 'auto'.")


def choose_precision(precision: str, device: str) -> str:
    """Return the precision to compute in, by what the processor can do."""
    if precision != "auto":
        return precision
    if device == "cpu":
        return "bfloat16" if has_native_bfloat16() else "float32"
    return "float16"


def has_native_bfloat16() -> bool:
    """Tell whether the CPU multiplies bfloat16 matrices by instructions of its own."""
    import torch

    capabilities = torch.cpu.get_capabilities()
    return any(capabilities.get(name) for name in ("avx512_bf16", "amx_bf16", "bf16", "sve_bf16"))


def _has_mps() -> bool:
    import torch

    return bool(torch.backends.mps.is_available())


def _load(files: ModelFiles, device: str, precision: str) -> Any:
    """Load the model: local files, safetensors, no code but the installed packages'."""
    import torch
    from sentence_transformers import SentenceTransformer

    if device == "cpu":
        torch.set_num_threads(thread_count())
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
    model.eval()
    return model.half() if precision == "float16" else model


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
    """Return how token vectors become one: "mean", "cls", or sentence-transformers' own word."""
    for module in model:
        mode = getattr(module, "pooling_mode", None)
        if mode is not None:
            return str(mode)
    return "mean"
