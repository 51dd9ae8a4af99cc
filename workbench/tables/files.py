"""Table files out. A file is written whole or not at all."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.errors import ColumnError, FileError, check_path, did_you_mean

SUFFIXES = (".csv", ".tsv", ".txt", ".parquet", ".xlsx", ".jsonl", ".ndjson")
"""Table files that can be written; ``.gz`` may follow those of plain text."""


@contextmanager
def atomic(
    path: str | os.PathLike[str], *, private: bool = False, keep: bool = True
) -> Iterator[Path]:
    """Give a temporary path beside `path` that takes its place when the block ends well."""
    path = check_path("path", path)
    target = _behind_links(path)
    try:
        handle, name = tempfile.mkstemp(
            prefix=f".{path.stem[:40]}-", suffix=path.suffix, dir=target.parent
        )
    except OSError as error:
        made = "" if path.parent.exists() else f" Make the folder first: mkdir -p {path.parent}"
        raise FileError(f"cannot write {path}: {error.strerror or error}.{made}") from error
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        if not private:
            temporary.chmod(_permissions(target))
        if keep:
            temporary.replace(target)
    except OSError as error:
        raise FileError(f"cannot write {path}: {error.strerror or error}.") from error
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def check_writable(path: str | os.PathLike[str], endings: Sequence[str]) -> Path:
    """Refuse a file that could not be written, before anything is computed for it."""
    path = check_path("path", path)
    if path.suffix.lower() not in endings:
        raise FileError(
            f"{path}: the name must end in one of {', '.join(endings)}."
            f"{did_you_mean(path.suffix, endings)}"
        )
    if path.is_dir():
        raise FileError(f"{path} is a folder. Name a file in it: {path / ('result' + path.suffix)}")
    if not path.parent.is_dir():
        raise FileError(
            f"the folder {path.parent} does not exist. Make it first: mkdir -p {path.parent}"
        )
    with atomic(path, keep=False):
        return path


def reserve(path: Path, start: int) -> None:
    """Take the room of a file of zeros, from `start` to its end, on the disk before it is mapped.

    A page of a mapped file that finds no room ends the process, without any error: here it is one.
    """
    with path.open("r+b") as file:
        fill_with_zeros(file, start, path.stat().st_size)


def fill_with_zeros(file: BinaryIO, start: int, size: int) -> None:
    """Do so with an open file, which grows to this size."""
    if hasattr(os, "posix_fallocate"):
        os.posix_fallocate(file.fileno(), 0, size)
        return
    file.seek(start)
    for start_of in range(start, size, len(_ZEROS)):
        file.write(_ZEROS[: size - start_of])


_ZEROS = bytes(2**20)


def _behind_links(path: Path) -> Path:
    """Return the file that a link leads to, so that the file is replaced and the link stays."""
    nowhere = FileError(f"cannot write {path}: the link leads nowhere. Name another file.")
    if not path.is_symlink():
        return path
    try:
        target = path.resolve()
    except (OSError, RuntimeError) as error:
        raise nowhere from error
    if target.is_symlink():  # since Python 3.13 a circle of links is resolved to one of them
        raise nowhere
    return target


def _permissions(path: Path) -> int:
    """Return the permissions of a file that is replaced, or those of any new file."""
    try:
        return stat.S_IMODE(path.stat().st_mode)
    except OSError:
        return 0o666 & ~_umask()


def _umask() -> int:
    """Return which permissions new files lack."""
    with suppress(OSError, ValueError, IndexError):
        status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
        return int(status.partition("\nUmask:")[2].split(maxsplit=1)[0], 8)
    # Elsewhere the system tells it only to who changes it, for the whole process.
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def check_columns(frame: pd.DataFrame, names: Sequence[Any]) -> None:
    """Raise for the first name that is no column of the table."""
    for name in names:
        if name not in frame.columns:
            raise ColumnError.missing(name, list(frame.columns))


def writable_copy(array: NDArray[np.float32]) -> NDArray[np.float32]:
    """Copy an array: one in a file into a file without a name beside it, so it takes no memory.

    The file is gone with the array.
    """
    if not isinstance(array, np.memmap) or array.filename is None:
        return np.array(array)
    with tempfile.TemporaryFile(dir=Path(array.filename).parent) as file:
        fill_with_zeros(file, 0, array.nbytes)
        file.flush()
        copy: NDArray[np.float32] = np.memmap(file, dtype=np.float32, mode="r+", shape=array.shape)
    copy[:] = array
    return copy
