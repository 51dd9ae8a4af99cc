"""Which kind of file something is, packed or not: its first bytes say so, else its ending."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, cast

from workbench.config import room_to_unfold
from workbench.errors import FileError, did_you_mean
from workbench.tables.reading.base import Settings, Source, listed

TEXT = (".csv", ".tsv", ".tab", ".psv", ".txt")
EXCEL = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
JSON = (".json", ".jsonl", ".ndjson")
ARROW = (".feather", ".arrow", ".ipc")
DATABASES = (".sqlite", ".sqlite3", ".db", ".duckdb")
BLOCK = 1 << 20
"""Bytes that are read at a time."""

MOST_PACKED = 1032
"""How many bytes deflate can make of one at most."""

PACKED = (".gz", ".bz2", ".xz", ".zip")

ENDINGS = (*TEXT, *EXCEL, *JSON, ".parquet", ".pq", *ARROW, *DATABASES)
"""Endings of tables; one of `PACKED` may follow."""

_FIRST_BYTES = (
    (b"\x1f\x8b", "gz"),
    (b"BZh", "bz2"),
    (b"\xfd7zXZ\0", "xz"),
    (b"PAR1", "parquet"),
    (b"ARROW1", "arrow"),
    (b"FEA1", "arrow"),
    (b"SQLite format 3\0", "sqlite"),
    (b"\xd0\xcf\x11\xe0", "ole"),
)

BY_ENDING = {
    **dict.fromkeys(TEXT, "delimited"),
    **dict.fromkeys(EXCEL, "excel"),
    **dict.fromkeys(JSON, "json"),
    **dict.fromkeys(ARROW, "arrow"),
    ".parquet": "parquet",
    ".pq": "parquet",
    ".sqlite": "sqlite",
    ".sqlite3": "sqlite",
    ".db": "sqlite",
    ".duckdb": "duckdb",
    ".gz": "gz",
    ".bz2": "bz2",
    ".xz": "xz",
    ".zip": "zip",
}


NAMES = {
    "delimited": "text with separators",
    "excel": "a workbook",
    "html": "a web page",
    "json": "JSON",
    "parquet": "a Parquet file",
    "arrow": "an Arrow file",
    "sqlite": "an SQLite database",
    "duckdb": "a DuckDB database",
}
"""What the kinds are called."""


def ending_of(name: str) -> str:
    """Return the lower-case ending of a file's name."""
    return Path(name).suffix.lower()


def kind_of(source: Source) -> str:
    """Return the kind of a file."""
    by_ending = BY_ENDING.get(source.ending)
    if by_ending is None:
        raise FileError(
            f"{source.name}: a table's name must end in one of {', '.join(ENDINGS)}"
            f"{did_you_mean(source.ending, ENDINGS, cutoff=0.7) or '.'}"
        )
    head = source.head()
    for mark, kind in _FIRST_BYTES:
        if head.startswith(mark):
            return "excel" if kind == "ole" else kind
    if head[8:12] == b"DUCK":
        return "duckdb"
    if head.startswith(b"PK\x03\x04"):
        return _zip_kind(source)
    return _text_kind(source, by_ending, head)


def _zip_kind(source: Source) -> str:
    """Tell a workbook, which is a zip file, from one that holds tables."""
    try:
        with source.open() as stream, zipfile.ZipFile(stream) as packed:
            names = set(packed.namelist())
            if _is_workbook(names):
                _check_unfolding(packed, source.name)
    except zipfile.BadZipFile as error:
        raise FileError(f"{source.name} is damaged: it cannot be unpacked ({error}).") from error
    if _is_workbook(names):
        return "excel"
    if "word/document.xml" in names:
        raise FileError(f"{source.name} is a Word document. Save its table as .csv or .xlsx.")
    return "zip"


def _is_workbook(names: set[str]) -> bool:
    """Tell the parts of an Excel or OpenDocument workbook."""
    return bool({"xl/workbook.xml", "xl/workbook.bin", "content.xml"} & names)


def _text_kind(source: Source, by_ending: str, head: bytes) -> str:
    """Recognize text under the ending of something else, such as CSV named .xls."""
    if by_ending == "delimited" and _JSON.match(head):
        return "json"
    if by_ending == "delimited" and source.ending != ".txt" and _PAGE.match(head):
        return "html"
    if not head or by_ending == "delimited":
        return by_ending
    if by_ending == "excel":
        if b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
            return by_ending
        start = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
        if b"urn:schemas-microsoft-com:office:spreadsheet" in start:
            raise FileError(f"{source.name} is an XML spreadsheet of 2003. Save it as .xlsx.")
        if start.startswith((b"<html", b"<!doctype", b"<table", b"<meta", b"<?xml")):
            return "html"
        return "delimited" if b"\n" in head or b"\r" in head else by_ending
    return by_ending


_JSON = re.compile(rb'(\xef\xbb\xbf)?\s*(\[\s*)?\{\s*"')
_PAGE = re.compile(rb"(\xef\xbb\xbf)?\s*<!doctype html", re.IGNORECASE)


_OPENERS: dict[str, Callable[..., Any]] = {"gz": gzip.open, "bz2": bz2.open, "xz": lzma.open}


def unpacked(source: Source, kind: str, settings: Settings) -> Source:
    """Return the file inside a packed one; nothing is written to the disk."""
    if kind == "zip":
        return _member(source, settings)
    inner = source.name.removesuffix(source.name[-len(source.ending) :]) if source.ending else ""
    ending = ending_of(inner) if source.ending in PACKED else source.ending
    opener = _OPENERS[kind]

    def unfold() -> BinaryIO:
        stream = _Bounded(opener(source.path or source.open(), "rb"), source.name)
        return cast(BinaryIO, io.BufferedReader(stream, BLOCK))

    return replace(source, ending=ending or ".csv", open=unfold, path=None)


class _Bounded(io.RawIOBase):
    """A packed file that is read up to a limit."""

    def __init__(self, stream: BinaryIO, name: str) -> None:
        self._stream, self._name, self._room = stream, name, room_to_unfold()

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        if self._stream.tell() > self._room:
            raise _too_large(self._name, self._room)
        return len(data)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._stream.seek(offset, whence)

    def tell(self) -> int:
        return self._stream.tell()

    def close(self) -> None:
        self._stream.close()
        super().close()


def _check_unfolding(packed: zipfile.ZipFile, name: str) -> None:
    """Refuse a workbook whose parts unfold to more than there is room for."""
    room, parts = room_to_unfold(), packed.infolist()
    if sum(part.file_size for part in parts) > room:
        raise _too_large(name, room)
    if sum(part.compress_size for part in parts) * MOST_PACKED > room:
        _read_through(packed, name, room)


def _read_through(packed: zipfile.ZipFile, name: str, room: int) -> None:
    """Read all parts: what a part says of its size may be wrong, or parts may overlap."""
    total = 0
    for part in packed.infolist():
        with packed.open(part) as stream:
            while data := stream.read(BLOCK):
                total += len(data)
                if total > room:
                    raise _too_large(name, room)


def _too_large(name: str, room: int) -> FileError:
    return FileError(
        f"{name} unpacks to more than {room / 1e9:,.1f} GB, half of this machine's memory. If you "
        "trust it, unpack it and split it into smaller tables."
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
    room = room_to_unfold()
    with source.open() as stream, zipfile.ZipFile(stream) as packed:
        if packed.getinfo(name).file_size > room:  # no more than it says is ever read
            raise _too_large(f"{source.name}/{name}", room)
        return io.BytesIO(packed.read(name))
