"""A model as an ONNX file, made once from the weights on this machine and kept."""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import json
import logging
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.config import cache_folder
from workbench.embedding.model_files.weights import ModelFiles
from workbench.errors import DependencyError, ModelError

if TYPE_CHECKING:
    from workbench.embedding.encoders.padded_model import PaddedModel

FORMAT = 1
"""Part of the name of an exported model: raised whenever the graph comes out otherwise."""
FOLDER = "exported"
INPUTS = ("ids", "mask")


@dataclass(frozen=True)
class ExportedModel:
    """A model that ONNX Runtime and OpenVINO read.

    folder: with ``model.onnx``, ``tokenizer.json`` and ``facts.json``.
    dimensions, max_tokens: numbers in a vector; tokens of a text that the model sees, special ones
        included.
    pooling: how token vectors become one.
    filler: number of the token that fills shorter texts up.
    digest: SHA-256 of all the files but ``facts.json``, hexadecimal.
    """

    folder: Path
    dimensions: int
    max_tokens: int
    pooling: str
    filler: int
    digest: str

    @property
    def graph(self) -> Path:
        """The ONNX file: token numbers and mask -> sentence vectors, not normalized."""
        return self.folder / "model.onnx"


def export_model(files: ModelFiles, *, extra: str) -> ExportedModel:
    """Return a model's ONNX export, made now where it is not there yet or is damaged.

    Nothing is fetched. The export stands in the cache folder under the digests of weights and
    settings, whole or not at all.
    """
    name = hashlib.blake2b(
        f"{FORMAT}:{files.weights_digest}:{files.settings_digest}".encode(), digest_size=16
    ).hexdigest()
    folder = cache_folder() / FOLDER / name
    exported = _read(folder)
    if exported is not None:
        return exported
    if importlib.util.find_spec("onnxscript") is None:
        raise DependencyError.for_extra("exporting a model", "onnxscript", extra)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".") as temporary:
            made = Path(temporary) / name
            made.mkdir()
            _write(files, made)
            shutil.rmtree(folder, ignore_errors=True)  # a damaged one
            with contextlib.suppress(OSError):  # another process was faster
                made.rename(folder)
    except OSError as error:
        raise ModelError(
            f"the export of {files.model} cannot be kept in {folder.parent}: {error}. "
            "Name another folder in WORKBENCH_CACHE, or use backend='torch'."
        ) from error
    exported = _read(folder)
    if exported is None:
        raise ModelError(f"the export in {folder} is damaged. Delete the folder and try again.")
    return exported


def exported_bytes() -> int:
    """Return the size of all exported models in the cache folder."""
    folder = cache_folder() / FOLDER
    return sum(one.stat().st_size for one in folder.rglob("*") if one.is_file())


def remove_exports() -> int:
    """Remove all exported models, which are made again when they are asked for."""
    size = exported_bytes()
    shutil.rmtree(cache_folder() / FOLDER, ignore_errors=True)
    return size - exported_bytes()


def _read(folder: Path) -> ExportedModel | None:
    """Return the export in a folder, or None where it is missing or damaged."""
    try:
        facts = json.loads((folder / "facts.json").read_text("utf-8"))
        exported = ExportedModel(folder=folder, **facts)
        return exported if _digest(folder) == exported.digest else None
    except (OSError, ValueError, TypeError):
        return None


def _write(files: ModelFiles, folder: Path) -> None:
    """Export the model into a new folder."""
    from workbench.embedding.encoders.padded_model import PaddedModel

    model = PaddedModel(files, "cpu", "float32")
    try:
        _export(model, folder / "model.onnx")
    except Exception as error:
        raise ModelError(
            f"the model in {files.folder} cannot be exported ({error!r:.300}). "
            "Use backend='torch', which runs it as it is."
        ) from error
    (folder / "tokenizer.json").write_text(model.tokenizer.to_str(), "utf-8")
    exported = ExportedModel(
        folder=folder,
        dimensions=model.dimensions,
        max_tokens=model.max_tokens,
        pooling=model.pooling,
        filler=model.filler,
        digest=_digest(folder),
    )
    facts = {name: value for name, value in asdict(exported).items() if name != "folder"}
    (folder / "facts.json").write_text(json.dumps(facts, indent=1), "utf-8")


def _export(model: PaddedModel, path: Path) -> None:
    import torch

    example = torch.tensor([[5, 6, 7], [5, 6, 7]])
    free = torch.export.Dim.DYNAMIC
    with _quiet():
        torch.onnx.export(
            model.module(),
            (example, torch.ones_like(example)),
            path,
            input_names=list(INPUTS),
            output_names=["vectors"],
            dynamic_shapes=({0: free, 1: free}, {0: free, 1: free}),
            dynamo=True,
            external_data=True,  # a file of Protocol Buffers ends at 2 GB
            verbose=False,
        )


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep torch from telling of its own deprecations and of packages that it does not need."""
    logger = logging.getLogger("torch.onnx")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(level)


def _digest(folder: Path) -> str:
    """Return a SHA-256 over the names and bytes of an export's files."""
    state: Any = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        if path.name == "facts.json":
            continue
        with path.open("rb") as file:
            state.update(path.name.encode() + hashlib.file_digest(file, "sha256").digest())
    return str(state.hexdigest())
