"""A name -> an encoder, on the device and at the precision that fit this machine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from workbench.embedding.base import Encoder
from workbench.embedding.encoders.exported import load_graph
from workbench.embedding.model_files.catalog import DEFAULT_MODEL
from workbench.embedding.model_files.locate import locate_model
from workbench.embedding.model_files.weights import read_json
from workbench.errors import ModelError, WorkbenchError, check_choice

MOST_TOKENS = 2**24
"""Tokens that a vocabulary may have; the largest known ones have some 500,000."""

BACKENDS = ("torch", "onnx", "openvino")
DEVICES = ("auto", "cpu", "cuda", "mps")
PRECISIONS = ("auto", "float32", "bfloat16", "float16")


def load_encoder(
    model: str | Path = DEFAULT_MODEL,
    *,
    backend: str = "torch",
    device: str = "auto",
    precision: str = "auto",
    download: bool = True,
) -> Encoder:
    """Load a sentence-embedding model."""
    check_choice("backend", backend, BACKENDS)
    check_choice("device", device, DEVICES)
    check_choice("precision", precision, PRECISIONS)
    settings: dict[str, Any] = {"device": device, "precision": precision}
    try:
        files = locate_model(model, download=download)
        if files.card is None:
            _check_vocabulary(files.folder)
        if backend == "torch":
            from workbench.embedding.encoders.torch_encoder import TorchEncoder

            encoder: Encoder = TorchEncoder(files, **settings)
        else:
            encoder = load_graph(files, backend, **settings)
        if files.card is None:
            encoder.encode(["one word"])  # settings that do not fit may show only now
    except WorkbenchError:
        raise
    except Exception as error:  # a damaged or made-up file can fail in any way
        raise ModelError(
            f"the model {str(model)!r} cannot be used: {type(error).__name__}: {error!s:.200}. "
            "Its settings do not fit each other or its weights. Fetch it again, or name another."
        ) from error
    return encoder


def _check_vocabulary(folder: Path) -> None:
    """Refuse numbers of tokens that no model has: readers fill all numbers below the largest."""
    path = folder / "tokenizer.json"
    tokenizer = read_json(path) if path.is_file() else {}
    if not isinstance(tokenizer, dict):
        raise ModelError(f"{path} cannot be used: it is no tokenizer.")
    model, added = tokenizer.get("model"), tokenizer.get("added_tokens") or []
    vocabulary = model.get("vocab") if isinstance(model, dict) else None
    numbers = [*vocabulary.values()] if isinstance(vocabulary, dict) else []
    numbers += [token.get("id") for token in added if isinstance(token, dict)]
    if not all(type(token) is int and 0 <= token < MOST_TOKENS for token in numbers):
        raise ModelError(f"{path} cannot be used: a number of a token is below 0 or too large.")
