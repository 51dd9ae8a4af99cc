"""The .npy file in which vectors are laid out, told apart from files that are not ours."""

from __future__ import annotations

import json
import os
from pathlib import Path

from workbench.errors import FileError
from workbench.tables import atomic, check_writable


def check_vectors_file(path: str | os.PathLike[str]) -> Path:
    """Refuse a file that vectors must not replace, before anything is computed.

    Vectors of our own are known by a small file beside them, which names their size and time of
    writing. Anything else may be somebody's data and is never replaced.
    """
    checked = check_writable(path, (".npy",))
    if checked.exists() and _state(checked) != _written(checked):
        raise FileError(
            f"{checked} is there already and was not written by Workbench, so it is not replaced. "
            f"Name another file: vectors_file='{checked.stem}_workbench.npy'. To use the vectors "
            "in it: vectors=numpy.load(...)"
        )
    return checked


def mark_vectors_file(path: Path) -> None:
    """Write beside a file of vectors that it is ours."""
    with atomic(_beside(path), private=True) as temporary:
        temporary.write_text(json.dumps(_state(path)), encoding="utf-8")


def _beside(path: Path) -> Path:
    return path.with_name(f".{path.name}.workbench")


def _state(path: Path) -> list[int]:
    """Return the size of a file and the time of its last change."""
    status = path.stat()
    return [status.st_size, status.st_mtime_ns]


def _written(path: Path) -> list[int] | None:
    """Return what was written beside a file, None if nothing sound is there."""
    try:
        state = json.loads(_beside(path).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return state if isinstance(state, list) else None
