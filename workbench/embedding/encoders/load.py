"""A name -> an encoder, on the device and at the precision that fit this machine."""

from __future__ import annotations

from pathlib import Path

from workbench.embedding.base import Encoder
from workbench.embedding.encoders.exported import load_graph
from workbench.embedding.encoders.torch_encoder import TorchEncoder
from workbench.embedding.model_files.catalog import DEFAULT_MODEL
from workbench.embedding.model_files.locate import locate_model
from workbench.errors import check_choice

BACKENDS = ("torch", "onnx", "openvino")
DEVICES = ("auto", "cpu", "cuda", "mps")
PRECISIONS = ("auto", "float32", "bfloat16", "float16")


def load_encoder(
    model: str | Path = DEFAULT_MODEL,
    *,
    backend: str = "torch",
    device: str = "auto",
    precision: str = "auto",
    prefix: str | None = None,
    download: bool = True,
) -> Encoder:
    """Load a sentence-embedding model."""
    check_choice("backend", backend, BACKENDS)
    check_choice("device", device, DEVICES)
    check_choice("precision", precision, PRECISIONS)
    files = locate_model(model, download=download)
    if backend == "torch":
        return TorchEncoder(files, device=device, precision=precision, prefix=prefix)
    return load_graph(files, backend, device=device, precision=precision, prefix=prefix)
