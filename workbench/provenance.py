"""Manifests: what made a result, so that it can be made again and compared.

A `Manifest` is a chain: each stage names its parameters, its seed, the digest of what it put out,
and the manifests of the stages it was made from.
"""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from importlib import metadata
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.config import thread_count
from workbench.errors import DISTRIBUTION

DIGEST_PART = 2**25
"""Bytes of an array that are digested in one go."""

REPORTED_PACKAGES = (
    "numpy",
    "scipy",
    "pandas",
    "torch",
    "transformers",
    "tokenizers",
    "sentence-transformers",
    "onnxruntime",
    "openvino",
    "py3langid",
    "scikit-learn",
    "umap-learn",
    "pynndescent",
    "hdbscan",
    "numba",
    "plotly",
)
"""Packages whose version can change a result."""


def versions() -> dict[str, str]:
    """Return the versions of Python, Workbench and the packages that can change a result."""
    return dict(_versions())


@cache
def _versions() -> dict[str, str]:
    """Look the versions up once a process: nothing is installed into what has been imported."""
    versions = {"python": platform.python_version(), "workbench": workbench_version()}
    for name in REPORTED_PACKAGES:
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return versions


def workbench_version() -> str:
    """Return the installed version of Workbench, or "0+unknown" where it is not installed."""
    try:
        return metadata.version(DISTRIBUTION)
    except metadata.PackageNotFoundError:
        return "0+unknown"


def this_run(**more: Any) -> dict[str, Any]:
    """Return how a stage came about: threads it could use, and what came from a cache."""
    return {"threads": thread_count(), **more}


@dataclass(frozen=True)
class Manifest:
    """What one stage was made of.

    Attributes
    ----------
    stage : str
        Name of the stage: "rows", "embedding", "pairs", "projection", "duplicates", "topics".
    parameters : mapping
        Every setting that could change the result, JSON-able, seeds included.
    digest : str
        Digest of what the stage put out (BLAKE2b, 16 bytes, hexadecimal).
    inputs : tuple of Manifest
        Manifests of the stages it was made from.
    notes : tuple of str
        What a reader must be told: cut texts, a fallback, a raised floor, a lower precision.
    run : mapping
        How it came about, which does not change the result: ``threads``, and of what can come
        from a cache ``cached`` and ``made``.
    versions : mapping of str to str
        What it was made with; see `versions`.
    """

    stage: str
    parameters: Mapping[str, Any]
    digest: str
    inputs: tuple[Manifest, ...] = ()
    notes: tuple[str, ...] = field(default=())
    run: Mapping[str, Any] = field(default_factory=this_run, compare=False)
    versions: Mapping[str, str] = field(default_factory=versions, compare=False)

    def stages(self) -> dict[str, Manifest]:
        """Return this stage and all before it by name, the first ones first, each once."""
        by_name: dict[str, Manifest] = {}
        for one in self.inputs:
            for name, stage in one.stages().items():
                by_name.setdefault(name, stage)
        by_name[self.stage] = self
        return by_name

    def to_dict(self) -> dict[str, Any]:
        """Return versions and stages as plain JSON-able values."""
        return {
            "versions": dict(self.versions),
            "stages": [
                {
                    "stage": one.stage,
                    "parameters": dict(one.parameters),
                    "digest": one.digest,
                    "notes": list(one.notes),
                    "run": dict(one.run),
                }
                for one in self.stages().values()
            ],
        }


def made_of(*results: Manifest) -> dict[str, Any]:
    """Return what several results were made of, as `Manifest.to_dict` gives it for one."""
    whole = Manifest("", {}, "", results).to_dict()
    return whole | {"stages": whole["stages"][:-1]}


def draft_notes(embedded: Manifest | None) -> tuple[str, ...]:
    """Return what every result over these vectors must repeat, if they are drafts."""
    if embedded is None or "draft" not in embedded.parameters:
        return ()
    return embedded.notes[:1]


def exact_parameters(embedded: Manifest) -> dict[str, Any]:
    """Return the parameters of vectors without what marks them as drafts."""
    return {name: value for name, value in embedded.parameters.items() if name != "draft"}


def digest_array(*arrays: NDArray[Any]) -> str:
    """Return a digest of the arrays' dtypes, shapes and bytes.

    Of a large array the parts are digested side by side, then their digests.
    """
    state = hashlib.blake2b(digest_size=16)
    for array in arrays:
        state.update(f"{array.dtype.str}{array.shape}".encode())
        data = np.ascontiguousarray(array).reshape(-1).view(np.uint8)
        if data.nbytes <= DIGEST_PART:
            state.update(data.data)
            continue
        parts = [data[top : top + DIGEST_PART] for top in range(0, data.nbytes, DIGEST_PART)]
        with ThreadPoolExecutor(thread_count()) as pool:
            for one in pool.map(lambda part: hashlib.blake2b(part.data).digest(), parts):
                state.update(one)
    return state.hexdigest()


def digest_texts(texts: Iterable[str | None]) -> str:
    """Return a digest of texts in order; None differs from every text, the empty one too."""
    state = hashlib.blake2b(digest_size=16)
    for text in texts:
        data = b"" if text is None else text.encode("utf-8", "surrogatepass")
        state.update(f"{-1 if text is None else len(data)}:".encode())
        state.update(data)
    return state.hexdigest()
