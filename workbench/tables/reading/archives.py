"""Packed files (.gz, .bz2, .xz, .zip) -> the one that holds the table."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any, BinaryIO

from workbench.errors import FileError, did_you_mean
from workbench.tables.reading.base import Settings, Source, listed
from workbench.tables.reading.kinds import ENDINGS, PACKED, ending_of

_OPENERS: dict[str, Callable[..., Any]] = {"gz": gzip.open, "bz2": bz2.open, "xz": lzma.open}


def unpacked(source: Source, kind: str, settings: Settings) -> Source:
    """Return the file inside a packed one; nothing is written to the disk."""
    if kind == "zip":
        return _member(source, settings)
    inner = source.name.removesuffix(source.name[-len(source.ending) :]) if source.ending else ""
    ending = ending_of(inner) if source.ending in PACKED else source.ending
    opener = _OPENERS[kind]
    return replace(
        source,
        ending=ending or ".csv",
        open=lambda: opener(source.path or source.open(), "rb"),
        path=None,
    )


def _member(source: Source, settings: Settings) -> Source:
    """Choose the table inside a zip file."""
    with source.open() as stream, zipfile.ZipFile(stream) as packed:
        tables = [info for info in packed.infolist() if _is_table(info)]
    names = [info.filename for info in tables]
    if settings.table is not None and len(names) > 1:
        chosen = [n for n in names if settings.table in (n, PurePosixPath(n).name)]
        if not chosen:
            raise FileError(
                f"{source.name} holds no file {settings.table!r}. Tables in it: {listed(names)}."
                f"{did_you_mean(settings.table, names)}"
            )
        names = chosen
    if not names:
        raise FileError(f"{source.name} holds no table. A table ends in {', '.join(ENDINGS)}.")
    if len(names) > 1:
        raise FileError(
            f"{source.name} holds {len(names)} tables: {listed(names)}. Name one: "
            f"{settings.say('table', names[0])}."
        )
    info = next(one for one in tables if one.filename == names[0])
    if info.flag_bits & 1:
        raise FileError(f"{source.name} has a password. Unpack it first.")
    note = f"{source.name}: the file {names[0]} in it was read"
    return Source(
        name=f"{source.name}/{names[0]}",
        ending=ending_of(names[0]),
        open=lambda: _open_member(source, names[0]),
        notes=(*source.notes, note),
    )


def _is_table(info: zipfile.ZipInfo) -> bool:
    """Leave out folders and what macOS puts beside the files."""
    path = PurePosixPath(info.filename)
    hidden = "__MACOSX" in path.parts or path.name.startswith(".")
    return not info.is_dir() and not hidden and ending_of(info.filename) in {*ENDINGS, *PACKED}


def _open_member(source: Source, name: str) -> BinaryIO:
    """Open a packed file; readers that go back and forth in it need it whole."""
    with source.open() as stream, zipfile.ZipFile(stream) as packed:
        return io.BytesIO(packed.read(name))
