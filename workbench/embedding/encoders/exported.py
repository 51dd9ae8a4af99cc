"""Exported models on ONNX Runtime or OpenVINO."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.embedding.base import EncoderInfo
from workbench.embedding.encoders.local_encoder import Forward, LocalEncoder, pad
from workbench.embedding.encoders.onnx_export import INPUTS, ExportedModel, export_model
from workbench.embedding.model_files.weights import ModelFiles
from workbench.embedding.tokens import Tokens
from workbench.errors import DependencyError, InputError, ModelError


def load_graph(files: ModelFiles, backend: str, *, device: str, precision: str) -> LocalEncoder:
    """Load a model on ONNX Runtime or OpenVINO, in float32 on the CPU."""
    for name, value, only in (("device", device, "cpu"), ("precision", precision, "float32")):
        if value not in {"auto", only}:
            raise InputError(
                f"backend={backend!r} computes with {name}={only!r} only, got {value!r}. "
                "Try backend='torch'."
            )
    runtime: type[OnnxModel | OpenVinoModel]
    runtime = OnnxModel if backend == "onnx" else OpenVinoModel
    runtime.require()
    exported = export_model(files, extra=backend)
    from tokenizers import Tokenizer

    try:
        model: Forward = runtime(exported)
        tokenizer = Tokenizer.from_file(str(exported.folder / "tokenizer.json"))
    except Exception as error:
        raise ModelError(
            f"{exported.graph} cannot be loaded by {backend} ({error!r:.300}). "
            "Delete its folder and try again, or use backend='torch'."
        ) from error
    info = EncoderInfo(
        model=files.model,
        backend=backend,
        device="cpu",
        precision="float32",
        dimensions=exported.dimensions,
        max_tokens=exported.max_tokens,
        weights_digest=files.weights_digest,
        pooling=exported.pooling,
        prefix=files.prefix,
        settings_digest=files.settings_digest,
    )
    return LocalEncoder(model, Tokens(tokenizer, exported.max_tokens, files.prefix), info)


class OnnxModel:
    """A graph on ONNX Runtime; each call computes on the caller's thread.

    exported: the graph.
    """

    def __init__(self, exported: ExportedModel) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # batches run side by side instead
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            str(exported.graph), options, providers=["CPUExecutionProvider"]
        )
        self._filler = exported.filler

    @staticmethod
    def require() -> None:
        """Raise ``DependencyError`` where ONNX Runtime is not installed."""
        try:
            import onnxruntime  # noqa: F401
        except ImportError as error:
            raise DependencyError.for_extra("backend='onnx'", "onnxruntime", "onnx") from error

    def forward(self, ids: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        """Return sentence vectors, not normalized, float32, shape (len(ids), dimensions)."""
        inputs = dict(zip(INPUTS, pad(ids, self._filler), strict=True))
        vectors: NDArray[np.float32] = self._session.run(None, inputs)[0]
        return vectors


class OpenVinoModel:
    """A graph on OpenVINO; each thread has a request of its own.

    exported: the graph.
    """

    def __init__(self, exported: ExportedModel) -> None:
        import openvino

        # OpenVINO would take bfloat16 by itself where the processor has it.
        settings = {"INFERENCE_PRECISION_HINT": "f32", "PERFORMANCE_HINT": "THROUGHPUT"}
        self._compiled = openvino.Core().compile_model(str(exported.graph), "CPU", settings)
        self._filler = exported.filler
        self._own = threading.local()

    @staticmethod
    def require() -> None:
        """Raise ``DependencyError`` where OpenVINO is not installed."""
        try:
            import openvino  # noqa: F401
        except ImportError as error:
            raise DependencyError.for_extra("backend='openvino'", "openvino", "openvino") from error

    def forward(self, ids: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        """Return sentence vectors, not normalized, float32, shape (len(ids), dimensions)."""
        if not hasattr(self._own, "request"):
            self._own.request = self._compiled.create_infer_request()
        request: Any = self._own.request
        inputs = dict(zip(INPUTS, pad(ids, self._filler), strict=True))
        # Read where they lie: copying them in reshapes the request's own tensors, where two
        # threads were seen to wait for each other for good.
        outputs = request.infer(inputs, share_inputs=True)
        vectors: NDArray[np.float32] = np.array(
            outputs[0]
        )  # the request's own memory is used again
        return vectors
