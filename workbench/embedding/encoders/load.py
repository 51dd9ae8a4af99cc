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
PRECISIONS = ("auto", "float32", "bfloat16", "float16", "int8")


def load_encoder(
    model: str | Path = DEFAULT_MODEL,
    *,
    backend: str = "torch",
    device: str = "auto",
    precision: str = "auto",
    prefix: str | None = None,
    download: bool = True,
) -> Encoder:
    """Load a sentence-embedding model.

    Parameters
    ----------
    model : str or Path, default "all-MiniLM-L6-v2"
        A name of the catalog (see `models`), a folder, or a hub id.
    backend : {"torch", "onnx", "openvino"}, default "torch"
        What computes. "onnx" and "openvino" are extras; they export the model once, from the
        weights on this machine, and compute in float32 on the CPU.
    device : {"auto", "cpu", "cuda", "mps"}, default "auto"
        "auto" takes a GPU where there is one.
    precision : {"auto", "float32", "bfloat16", "float16", "int8"}, default "auto"
        "auto" is bfloat16 on a CPU that multiplies it natively, float16 on a GPU, else float32:
        decided by what the processor can do, never by a stopwatch. "float32" is the exact model.
        "int8" (CPU) is for drafts: it moves cosines by several hundredths.
    prefix : str, optional
        Put before each text. Default: what the model's authors ask for.
    download : bool, default True
        Whether the hub may be asked where the model is not on this machine.

    Returns
    -------
    Encoder
        What was picked is in its `info`.

    Raises
    ------
    ModelError
        If the model cannot be had or is not what it claims to be.
    DependencyError
        If the back-end is not installed.
    InputError
        If a parameter has no such value, or this machine has no such device.
    """
    check_choice("backend", backend, BACKENDS)
    check_choice("device", device, DEVICES)
    check_choice("precision", precision, PRECISIONS)
    files = locate_model(model, download=download)
    if backend == "torch":
        return TorchEncoder(files, device=device, precision=precision, prefix=prefix)
    return load_graph(files, backend, device=device, precision=precision, prefix=prefix)
