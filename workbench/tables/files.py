"""Table files out. A file is written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pandas as pd

from workbench.errors import ColumnError, DependencyError, FileError, check_path, did_you_mean

SUFFIXES = (".csv", ".tsv", ".txt", ".parquet", ".xlsx", ".jsonl", ".ndjson")
"""Table files that can be written; ``.gz`` may follow those of plain text."""


@contextmanager
def atomic(
    path: str | os.PathLike[str], *, private: bool = False, keep: bool = True
) -> Iterator[Path]:
    """Give a temporary path beside `path` that takes its place when the block ends well."""
    path = check_path("path", path)
    try:
        handle, name = tempfile.mkstemp(
            prefix=f".{path.stem[:40]}-", suffix=path.suffix, dir=path.parent
        )
    except OSError as error:
        made = "" if path.parent.exists() else f" Make the folder first: mkdir -p {path.parent}"
        raise FileError(f"cannot write {path}: {error.strerror or error}.{made}") from error
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        if not private:
            _ordinary_permissions(temporary)
        if keep:
            temporary.replace(path)
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


def _ordinary_permissions(path: Path) -> None:
    """Give the temporary file, private by birth, the permissions of any new file."""
    mask = os.umask(0)
    os.umask(mask)
    path.chmod(0o666 & ~mask)


def _suffix(path: Path) -> str:
    """Return the ending that tells the kind of table; ``.gz`` may follow."""
    suffixes = [s.lower() for s in path.suffixes]
    suffix = suffixes[-2] if len(suffixes) > 1 and suffixes[-1] == ".gz" else (suffixes or [""])[-1]
    if suffix in SUFFIXES:
        return suffix
    raise FileError(
        f"{path}: a table's name must end in one of {', '.join(SUFFIXES)}."
        f"{did_you_mean(suffix, SUFFIXES)}"
    )


def _need_openpyxl() -> None:
    try:
        import openpyxl  # noqa: F401
    except ImportError as error:
        raise DependencyError.for_extra("an Excel file", "openpyxl", "excel") from error


def check_columns(frame: pd.DataFrame, names: Sequence[Any]) -> None:
    """Raise for the first name that is no column of the table."""
    for name in names:
        if name not in frame.columns:
            raise ColumnError.missing(name, list(frame.columns))
