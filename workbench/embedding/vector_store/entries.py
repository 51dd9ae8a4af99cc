"""What stands in the vector store under a text's key, and how it is told from damage."""

from __future__ import annotations

import hashlib
import sqlite3
import zlib
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

_RESIDUE = 0x2144DF1C
"""CRC-32 of any bytes followed by their own CRC-32, lowest byte first."""


class DamagedFile(sqlite3.DatabaseError):
    """SQLite can read the file, but what stands in it is not what Workbench wrote."""

    sqlite_errorcode = sqlite3.SQLITE_CORRUPT


@dataclass(frozen=True, eq=False)
class Lookup:
    """What the store holds of some texts.

    found (m,): whether the text's entry is there and sound.
    vectors (m, d): stored vectors byte for byte; anything where nothing was found.
    tokens (m,): token counts; zeros where nothing was found.
    damaged: entries that were there but did not match their checksum.
    """

    found: NDArray[np.bool_]
    vectors: NDArray[np.float32]
    tokens: NDArray[np.int32]
    damaged: int = 0


def empty_lookup(count: int, dimensions: int, room: NDArray[np.float32] | None = None) -> Lookup:
    """Return a lookup that found nothing; `room` is where vectors go, where it is given."""
    return Lookup(
        np.zeros(count, dtype=np.bool_),
        np.zeros((count, dimensions), dtype=np.float32) if room is None else room,
        np.zeros(count, dtype=np.int32),
    )


def model_mark(fingerprint: str, version: int) -> bytes:
    """Return what stands for the model in checksums; formats 1 and 2 had nothing there."""
    return fingerprint.encode() if version > 2 else b""


def text_key(text: str) -> bytes:
    """Return the key of an exact text: BLAKE2b of its bytes, lone surrogates allowed."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def sealed(key: bytes, data: bytes, model: bytes) -> tuple[bytes, bytes]:
    """Return the key, and the data with the common checksum of model, key and data behind them."""
    return key, data + zlib.crc32(data, zlib.crc32(model + key)).to_bytes(4, "little")


def is_sound(key: Any, entry: Any, model: bytes, size: int | None = None) -> bool:
    """Tell whether an entry is what was stored under its key for this model, by its checksum."""
    if not (isinstance(entry, bytes) and isinstance(key, bytes)):
        return False
    fits = size is None or len(entry) == size
    return fits and zlib.crc32(entry, zlib.crc32(model + key)) == _RESIDUE
