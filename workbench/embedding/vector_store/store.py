"""Vectors kept on disk, by text and by all that could change them."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from workbench.config import cache_folder
from workbench.embedding.vector_store.entries import Lookup, empty_lookup
from workbench.embedding.vector_store.sqlite_file import VectorFile
from workbench.errors import check_path

SUFFIX = ".sqlite"
_BROKEN = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
Answer = TypeVar("Answer")

Beside = Literal["pieces", "token_keys"]
"""Tables of a file that say more about texts whose vectors it holds.

pieces: those of a text that is too long for the model.
token_keys: what tells texts of equal tokens, so that known texts need no tokenizer.
"""


class VectorStore:
    """A folder with one SQLite file a model fingerprint, shared by processes and threads.

    A store never stops a run: what it cannot do it leaves, and says so in `notes`. Entries carry
    checksums; a damaged entry is a miss, a damaged file is put aside.

    folder: default: ``workbench.config.cache_folder()``.
    """

    def __init__(self, folder: Path | str | None = None) -> None:
        self.folder = Path(folder) if folder is not None else cache_folder()
        self._files: dict[str, VectorFile | None] = {}
        self._notes: list[str] = []
        self._lock = threading.RLock()
        self._process = os.getpid()

    def __repr__(self) -> str:
        """Return the folder."""
        return f"VectorStore({str(self.folder)!r})"

    def __reduce__(self) -> tuple[type[VectorStore], tuple[Path]]:
        """Travel to other processes as a folder, without open files."""
        return VectorStore, (self.folder,)

    def __enter__(self) -> Self:
        """Return the store; leaving the block closes its files."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the files."""
        self.close()

    def __del__(self) -> None:
        """Close the files."""
        with contextlib.suppress(Exception):
            self.close()

    @property
    def notes(self) -> tuple[str, ...]:
        """What could not be done so far, in words."""
        return tuple(self._notes)

    def path(self, key: str) -> Path:
        """Return the file in which the vectors of a fingerprint are."""
        return self.folder / f"{key}{SUFFIX}"

    def get(
        self,
        key: str,
        texts: Sequence[str],
        dimensions: int,
        *,
        about: Mapping[str, Any] | None = None,
        room: NDArray[np.float32] | None = None,
    ) -> Lookup:
        """Look texts up. Shapes: room (m, dimensions)."""
        lookup = None
        if texts:
            lookup = self._attempt(key, dimensions, about, lambda file: file.get(texts, room))
        if lookup is None:
            return empty_lookup(len(texts), dimensions, room)
        if lookup.damaged:
            self._note(
                f"{lookup.damaged:,} damaged entries of the vector store were dropped and their "
                f"texts encoded again ({self.path(key)})"
            )
        return lookup

    def put(
        self,
        key: str,
        texts: Sequence[str],
        vectors: NDArray[np.float32],
        tokens: NDArray[np.int32],
        *,
        about: Mapping[str, Any] | None = None,
    ) -> int | None:
        """Store vectors and token counts of texts, at once and for good."""
        dimensions = int(vectors.shape[1])
        return self._attempt(
            key,
            dimensions,
            about,
            lambda file: file.put(texts, vectors, tokens) if file.writable else None,
        )

    def get_beside(
        self, table: Beside, key: str, texts: Sequence[str], dimensions: int
    ) -> dict[int, bytes]:
        """Return, by place, what is held of some texts beside their vectors."""
        return self._attempt(key, dimensions, None, lambda f: f.get_beside(table, texts)) or {}

    def put_beside(
        self,
        table: Beside,
        key: str,
        data: Mapping[str, bytes],
        dimensions: int,
        *,
        about: Mapping[str, Any] | None = None,
    ) -> None:
        """Store more about texts, by text, at once and for good."""
        self._attempt(
            key,
            dimensions,
            about,
            lambda file: file.put_beside(table, data) if file.writable and data else None,
        )

    def close(self) -> None:
        """Close all files; the store may be used again afterwards."""
        with self._lock:
            for file in self._files.values():
                if file is not None and self._process == os.getpid():
                    file.close()
            self._files = {}

    def _attempt(
        self,
        key: str,
        dimensions: int,
        about: Mapping[str, Any] | None,
        action: Callable[[VectorFile], Answer],
    ) -> Answer | None:
        """Run `action` on the file of `key`; None where the file cannot be used."""
        with self._lock:
            if self._process != os.getpid():  # SQLite connections must not cross a fork
                self._files, self._process = {}, os.getpid()
            try:
                file = self._open(key, dimensions, about or {})
                return action(file) if file is not None else None
            except sqlite3.Error as error:
                self._give_up(key, error)
                if _code(error) not in _BROKEN:
                    return None
            try:  # once more, on a new file
                file = self._open(key, dimensions, about or {})
                return action(file) if file is not None else None
            except sqlite3.Error as error:
                self._give_up(key, error, for_good=True)
                return None

    def _open(self, key: str, dimensions: int, about: Mapping[str, Any]) -> VectorFile | None:
        if key in self._files:
            opened = self._files[key]
            if opened is not None:
                opened.check_width(dimensions)
            return opened
        path = self.path(key)
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            if os.name == "posix" and self.folder.stat().st_mode & 0o002:
                who = "everybody on this machine may write to the vector store"
                self._note(f"{who}: chmod 700 {self.folder}")
            file = VectorFile(path, dimensions, about=about)
        except OSError as error:
            self._note(f"the vector store cannot be used: {error}; vectors were not kept")
            self._files[key] = None
            return None
        except sqlite3.OperationalError:
            if not path.is_file():
                raise
            file = VectorFile(path, dimensions, about=about, writable=False)
            self._note(f"the vector store is read-only ({path}); new vectors were not kept")
        with contextlib.suppress(OSError):  # told from the models that nobody uses any more
            os.utime(path)
        self._files[key] = file
        return file

    def _give_up(self, key: str, error: sqlite3.Error, *, for_good: bool = False) -> None:
        """Close the file of `key` and tell why; a broken file is put aside for a new one."""
        file = self._files.pop(key, None)
        if file is not None:
            with contextlib.suppress(sqlite3.Error):
                file.close()
        if _code(error) in _BROKEN and not for_good:
            aside = self._put_aside(self.path(key))
            if aside is not None:
                self._note(f"the vector store's file was damaged ({error}); moved to {aside}")
                return
        self._files[key] = None
        self._note(
            f"the vector store cannot be used ({error}): {self.path(key)}; the run went on "
            "without it. Free the disk, or name another folder in WORKBENCH_CACHE."
        )

    def _put_aside(self, path: Path) -> Path | None:
        """Rename a damaged file and its journals; None where that is not allowed."""
        number = 1
        while (aside := path.with_name(f"{path.name}.damaged-{number}")).exists():
            number += 1
        try:
            for tail in ("-wal", "-shm", "-journal", ""):
                part = path.with_name(path.name + tail)
                if part.exists():
                    part.rename(aside.with_name(aside.name + tail))
        except OSError:
            return None
        return aside

    def _note(self, note: str) -> None:
        if note not in self._notes:
            self._notes.append(note)


def _code(error: sqlite3.Error) -> int:
    """Return SQLite's primary result code, 0 where the error did not come from SQLite."""
    code = getattr(error, "sqlite_errorcode", 0)
    return int(code or 0) & 0xFF


def store_named(cache: Any) -> VectorStore | None:
    """Return the store that `cache` names: True is the user's, False none, else a folder."""
    if cache is False or cache is None:
        return None
    return VectorStore(cache_folder() if cache is True else check_path("cache", cache))
