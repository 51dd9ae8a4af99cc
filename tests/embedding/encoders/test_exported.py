"""ONNX Runtime and OpenVINO, exported from the local weights, beside torch.

Tests of embedding/encoders/onnx_export.py.
"""

import json
import socket

import numpy as np
import pytest

from tests.fakes import FakeEncoder
from workbench.embedding import embed_texts, load_encoder, locate_model
from workbench.embedding.encoders import exported, onnx_export
from workbench.embedding.encoders.local_encoder import pad
from workbench.embedding.encoders.onnx_export import export_model
from workbench.errors import DependencyError, InputError, ModelError

TEXTS = [
    "Where is my card?",
    "",
    "refund " * 400,
    "Où est ma carte ?",
    "🙂🙂",
    "x" * 2000,
    "a",
    "The app crashes when I open it. " * 20,
    "カードが届かない",
]

BACKENDS = [("onnx", "onnxruntime"), ("openvino", "openvino")]


@pytest.fixture(scope="module")
def exports(tmp_path_factory):
    """One cache folder for the whole file: an export takes seconds."""
    return tmp_path_factory.mktemp("exports")


@pytest.fixture
def no_network(monkeypatch):
    def refuse(*_args):
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.mark.model
@pytest.mark.parametrize(("backend", "package"), BACKENDS)
def test_vectors_are_those_of_torch(backend, package, exports, monkeypatch, no_network):
    pytest.importorskip(package, reason=f"pip install text-workbench[{backend}]")
    monkeypatch.setenv("WORKBENCH_CACHE", str(exports))
    exact = load_encoder(precision="float32", device="cpu")
    encoder = load_encoder(backend=backend)
    assert (encoder.info.backend, encoder.info.precision) == (backend, "float32")
    vectors = encoder.encode(TEXTS * 3)
    cosines = (vectors.astype(np.float64) * exact.encode(TEXTS * 3)).sum(axis=1)
    assert cosines.min() >= 0.9999
    assert encoder.count_tokens(TEXTS).tolist() == exact.count_tokens(TEXTS).tolist()
    assert encoder.info.key() != exact.info.key()
    assert f"{backend} on cpu · float32" in repr(embed_texts(TEXTS, encoder))


@pytest.mark.model
def test_an_export_is_made_once_and_a_damaged_one_again(exports, monkeypatch):
    pytest.importorskip("onnxscript", reason="pip install text-workbench[onnx]")
    monkeypatch.setenv("WORKBENCH_CACHE", str(exports))
    found = export_model(locate_model(), extra="onnx")
    calls = []
    monkeypatch.setattr(
        onnx_export, "_export", lambda model, path: calls.append(path.write_text(""))
    )
    assert export_model(locate_model(), extra="onnx") == found
    assert not calls
    kept = found.graph.read_bytes()
    found.graph.write_bytes(kept[:-1])
    again = export_model(locate_model(), extra="onnx")
    assert len(calls) == 1
    assert again.digest != found.digest
    assert list(found.folder.parent.glob(".*")) == []


@pytest.fixture
def fake_export(monkeypatch):
    """An export that takes no model."""

    class Model:
        dimensions, max_tokens, pooling, filler = 3, 8, "mean", 0
        tokenizer = type("Tokenizer", (), {"to_str": lambda self: json.dumps({})})()

        def __init__(self, files, device, precision):
            assert (device, precision) == ("cpu", "float32")

    monkeypatch.setattr("workbench.embedding.encoders.padded_model.PaddedModel", Model)
    monkeypatch.setattr(onnx_export, "_export", lambda model, path: path.write_bytes(b"graph"))
    monkeypatch.setattr(onnx_export.importlib.util, "find_spec", lambda name: object())


class Files:
    def __init__(self, weights="w", settings="s"):
        self.weights_digest, self.settings_digest = weights, settings
        self.model, self.folder, self.prefix = "own", "folder", ""


def test_each_model_has_an_export_of_its_own(fake_export):
    folders = {
        export_model(files, extra="onnx").folder
        for files in (Files(), Files(weights="other"), Files(settings="other"), Files())
    }
    assert len(folders) == 3


def test_a_model_that_cannot_be_exported_leaves_nothing(fake_export, monkeypatch, own_cache):
    def fail(model, path):
        path.write_bytes(b"half")
        raise RuntimeError("no such operator")

    monkeypatch.setattr(onnx_export, "_export", fail)
    with pytest.raises(ModelError, match="cannot be exported .*no such operator.*backend='torch'"):
        export_model(Files(), extra="onnx")
    assert list((own_cache / "exported").iterdir()) == []


def test_a_cache_that_cannot_be_written_is_told(fake_export, own_cache):
    (own_cache / "exported").write_text("a file in the way")
    with pytest.raises(ModelError, match="WORKBENCH_CACHE"):
        export_model(Files(), extra="onnx")


def test_a_missing_package_is_told(monkeypatch):
    monkeypatch.setattr(onnx_export.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(DependencyError, match=r"text-workbench\[openvino\]"):
        export_model(Files(), extra="openvino")


@pytest.mark.parametrize(("backend", "package"), BACKENDS)
def test_a_missing_runtime_is_told(backend, package, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, package, None)
    with pytest.raises(DependencyError, match=rf"text-workbench\[{backend}\]"):
        exported.load_graph(Files(), backend, device="auto", precision="auto")


@pytest.mark.parametrize("given", [{"device": "cuda"}, {"precision": "bfloat16"}])
def test_what_a_backend_cannot_do_is_refused(given):
    options = {"device": "auto", "precision": "auto"} | given
    with pytest.raises(InputError, match="backend='onnx' computes with .*Try backend='torch'"):
        exported.load_graph(Files(), "onnx", **options)


def test_a_mistyped_backend_is_refused():
    with pytest.raises(InputError, match="Did you mean 'onnx'"):
        load_encoder(backend="onxx")


def test_padding_marks_the_tokens():
    table, mask = pad([[5, 6, 7], [8]], 1)
    assert table.tolist() == [[5, 6, 7], [8, 1, 1]]
    assert mask.tolist() == [[1, 1, 1], [1, 0, 0]]


def test_the_backend_is_part_of_the_key():
    from dataclasses import replace

    info = FakeEncoder().info
    assert replace(info, backend="onnx").key() != replace(info, backend="torch").key()
