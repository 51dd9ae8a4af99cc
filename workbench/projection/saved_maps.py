"""Maps kept on disk by content: the same vectors and settings in a later process cost nothing."""

from __future__ import annotations

import contextlib
import json
import os
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.errors import FileError
from workbench.projection.result import Projection, text_positions
from workbench.provenance import Manifest, digest_array, this_run
from workbench.tables import Rows, atomic

MOST = 64
"""Maps kept; beyond, the one used longest ago goes."""

_DAMAGED = (
    OSError,
    ValueError,
    KeyError,
    TypeError,
    EOFError,
    RuntimeError,
    MemoryError,
    zipfile.BadZipFile,
    zlib.error,
)
"""What a reader of damaged files raises; RuntimeError where flags ask for what it cannot do."""


class SavedMaps:
    """A folder of maps, each under a digest of the vectors and settings that it was made from.

    A file holds coordinates and what their manifest says, no text. It is written whole or not at
    all; one that is damaged counts as missing, and that is told in the map's notes.

    folder: made when the first map is kept.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def get(
        self,
        rows: Rows,
        vectors: NDArray[np.float32],
        settings: Mapping[str, Any],
        make: Callable[[], Projection],
        *,
        embedded: Manifest | None = None,
    ) -> Projection:
        """Return the map that was kept, or make it and keep it. Shapes: vectors (m, d)."""
        path = self._path(vectors, settings)
        notes: tuple[str, ...] = ()
        try:
            return _read(path, rows, embedded)
        except FileNotFoundError:
            pass
        except _DAMAGED:
            notes = (f"The stored map {path.name} was damaged and was computed again.",)
        made = make()
        try:
            self._keep(path, made)
        except (OSError, FileError) as error:
            notes = (*notes, f"The map could not be kept for the next run: {error}")
        manifest = replace(made.manifest, notes=(*made.manifest.notes, *notes))
        return replace(made, manifest=manifest)

    def _path(self, vectors: NDArray[np.float32], settings: Mapping[str, Any]) -> Path:
        """Return the file of a map: named by all that it depends on."""
        facts = {**settings, "vectors": digest_array(vectors), "code": _code()}
        key = blake2b(json.dumps(facts, sort_keys=True).encode(), digest_size=16).hexdigest()
        return self.folder / f"{key}.map.npz"

    def _keep(self, path: Path, made: Projection) -> None:
        """Write a map, and let go of those used longest ago."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        manifest = made.manifest
        about = json.dumps(
            {
                "parameters": dict(manifest.parameters),
                "digest": manifest.digest,
                "notes": list(manifest.notes),
                "versions": dict(manifest.versions),
            }
        )
        with atomic(path) as temporary, temporary.open("wb") as file:
            np.savez(file, coordinates=text_positions(made), about=np.array(about))
        path.chmod(0o600)
        kept = sorted(self.folder.glob("*.map.npz"), key=lambda one: one.stat().st_mtime)
        for old in kept[:-MOST]:
            old.unlink(missing_ok=True)


@cache
def _code() -> str:
    """Return a digest of the code that makes maps: after a change of it none is stale."""
    state = blake2b(digest_size=16)
    for path in sorted(Path(__file__).parent.glob("*.py")):
        state.update(path.read_bytes())
    return state.hexdigest()


def _read(path: Path, rows: Rows, embedded: Manifest | None) -> Projection:
    """Read a map and check it against its digest; its time of last use becomes now."""
    with path.open("rb") as stream, np.load(stream, allow_pickle=False) as file:
        coordinates = np.ascontiguousarray(file["coordinates"])
        about = json.loads(str(file["about"]))
    if digest_array(coordinates) != about["digest"] or coordinates.dtype != np.float32:
        raise ValueError("not the coordinates that were kept")
    manifest = Manifest(
        "projection",
        about["parameters"],
        about["digest"],
        (rows.manifest, *((embedded,) if embedded else ())),
        tuple(map(str, about["notes"])),
        this_run(cached=1, made=0),
        {str(name): str(version) for name, version in about["versions"].items()},
    )
    with contextlib.suppress(OSError):
        os.utime(path)
    return Projection(rows, coordinates, manifest)
