"""Table files out. A file is written whole or not at all."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from workbench.errors import ColumnError, DependencyError, FileError, check_path, did_you_mean

SUFFIXES = (".csv", ".tsv", ".txt", ".parquet", ".xlsx", ".jsonl", ".ndjson")
"""Table files that can be written; ``.gz`` may follow those of plain text."""


def write_table(frame: pd.DataFrame, path: str | os.PathLike[str]) -> Path:
    """Write a table by the ending of its name, whole or not at all.

    Cells that a spreadsheet would run as a formula get a leading apostrophe in CSV, TSV and Excel
    files (OWASP, "CSV Injection"); `formula_cells` counts them. Control characters, which Excel
    files cannot hold, become U+FFFD there.

    Raises
    ------
    FileError
        Where the ending is unknown or the file cannot be written.
    """
    path = check_path("path", path)
    suffix = _suffix(path)
    with atomic(path) as temporary:
        if suffix in (".csv", ".tsv", ".txt"):
            separator = "," if suffix == ".csv" else "\t"
            disarmed(frame).to_csv(temporary, index=False, sep=separator, lineterminator="\n")
        elif suffix == ".parquet":
            frame.to_parquet(temporary, index=False)
        elif suffix == ".xlsx":
            _need_openpyxl()
            with pd.ExcelWriter(temporary, engine="openpyxl") as writer:
                for_excel(disarmed(frame)).to_excel(writer, index=False)
        else:
            frame.to_json(
                temporary, orient="records", lines=True, force_ascii=False, date_format="iso"
            )
    return path


@contextmanager
def atomic(path: str | os.PathLike[str], *, private: bool = False) -> Iterator[Path]:
    """Give a temporary path beside `path` that takes its place when the block ends well.

    Parameters
    ----------
    path : path
        The file that is to be there in the end.
    private : bool, default False
        Whether its owner alone may read it, rather than whoever may read any new file.

    Raises
    ------
    FileError
        Where the folder does not exist or cannot be written to.
    """
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
        temporary.replace(path)
    except OSError as error:
        raise FileError(f"cannot write {path}: {error.strerror or error}.") from error
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def check_writable(path: str | os.PathLike[str], endings: Sequence[str]) -> Path:
    """Refuse a file that could not be written, before anything is computed for it.

    Raises
    ------
    FileError
        Where its folder does not exist or it ends in something else.
    """
    path = check_path("path", path)
    if path.suffix.lower() not in endings:
        raise FileError(f"{path}: the name must end in one of {', '.join(endings)}.")
    if not path.parent.is_dir():
        raise FileError(
            f"the folder {path.parent} does not exist. Make it first: mkdir -p {path.parent}"
        )
    return path


def formula_cells(frame: pd.DataFrame) -> int:
    """Return how many cells get an apostrophe where a spreadsheet may open the file."""
    return sum(isinstance(c, str) and _is_formula(c) for name in frame for c in frame[name])


def excel_text(text: str) -> str:
    """Return a text with U+FFFD for the characters that an Excel file cannot hold."""
    return _NOT_IN_EXCEL.sub("\ufffd", text)


def for_excel(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the table with what an Excel file cannot hold written another way."""

    def cell(value: Any) -> Any:
        if isinstance(value, str):
            return excel_text(value)
        aware = isinstance(value, datetime) and value.tzinfo is not None
        return value.isoformat() if aware else value

    return frame.astype(object).where(frame.notna(), None).map(cell)


def disarmed(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the table with an apostrophe before texts that a spreadsheet would run."""
    return frame.map(
        lambda cell: f"'{cell}" if isinstance(cell, str) and _is_formula(cell) else cell
    )


def _is_formula(text: str) -> bool:
    """Tell whether a spreadsheet would run a text; a plain number or phone number is none."""
    head = text.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r"))
    return head and not _PLAIN_NUMBER.fullmatch(text.strip(" "))


_PLAIN_NUMBER = re.compile(r"[+-]?[\d .,()]+")
_NOT_IN_EXCEL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


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
    """Raise for the first name that is no column of the table.

    Raises
    ------
    ColumnError
        With the columns there are.
    """
    for name in names:
        if name not in frame.columns:
            raise ColumnError.missing(name, list(frame.columns))
