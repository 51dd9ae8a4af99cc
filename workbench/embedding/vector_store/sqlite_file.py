"""One SQLite file with the vectors of one model fingerprint."""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.embedding.vector_store.entries import (
    DamagedFile,
    Lookup,
    empty_lookup,
    is_sound,
    model_mark,
    sealed,
    text_key,
)
from workbench.errors import StoreError

FORMAT = 3
LOOKUP = 900
"""Keys in one query: SQLite allows 999 parameters in its oldest builds in use."""
READ = 4096
"""Entries decoded at once: 6 MB of 384 numbers."""
WAIT_SECONDS = 30.0

_SCHEMA = (
    """CREATE TABLE IF NOT EXISTS vectors
       (id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, entry BLOB NOT NULL)""",
    "CREATE TABLE IF NOT EXISTS pieces (key BLOB PRIMARY KEY, entry BLOB NOT NULL)",
    "CREATE TABLE IF NOT EXISTS about (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
)


_ADDED = """CREATE TABLE IF NOT EXISTS token_keys
    (key BLOB PRIMARY KEY, entry BLOB NOT NULL) WITHOUT ROWID"""
"""Made when it is first written to: files without it are sound, and cost a tokenizer's time."""

_OWN = "fingerprint"
"""What a file is named by: one that lies under another name is not taken for it."""


class VectorFile:
    """An open file. Every method raises ``sqlite3.Error`` where the file cannot be used.

    Opening it raises ``StoreError`` where it holds vectors of another width.

    path: the file; made where it is absent and `writable`.
    dimensions: numbers in a vector.
    about: what made the vectors, kept in the file for those who look into the store.
    writable: false opens an existing file for reading only.
    """

    def __init__(
        self, path: Path, dimensions: int, *, about: Mapping[str, Any], writable: bool = True
    ) -> None:
        self.path = path
        self.dimensions = dimensions
        self.writable = writable
        self._entry = np.dtype(
            [("vector", "<f4", (dimensions,)), ("tokens", "<i4"), ("checksum", "<u4")]
        )
        self._database = self._connect()
        try:
            self._prepare(about)
        except BaseException:
            self._database.close()
            raise

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def get(self, texts: Sequence[str], room: NDArray[np.float32] | None = None) -> Lookup:
        """Return what the file holds of `texts`; damaged entries are misses and are removed."""
        lookup = empty_lookup(len(texts), self.dimensions, room)
        keys = [text_key(text) for text in texts]
        damaged: list[tuple[int, Any]] = []
        if self._is_most(keys):
            damaged += self._sweep(keys, lookup)
        else:
            ids = self._ids(keys)
            # In the order of the file: four times as fast as in the order of the keys.
            order = np.argsort(ids, kind="stable")
            order = order[ids[order] >= 0]
            for start in range(0, len(order), READ):
                rows = order[start : start + READ]
                damaged += self._read(rows, ids[rows], keys, lookup)
        self._remove(damaged)
        return Lookup(lookup.found, lookup.vectors, lookup.tokens, len(damaged))

    def put(
        self, texts: Sequence[str], vectors: NDArray[np.float32], tokens: NDArray[np.int32]
    ) -> int:
        """Store entries in one transaction; an entry that is there already stays as it is."""
        entries = np.zeros(len(texts), dtype=self._entry)
        entries["vector"], entries["tokens"] = vectors, tokens
        pairs = zip(texts, entries, strict=True)
        # The last four bytes of an entry are its checksum, which `sealed` computes over model, key
        # and data: an entry under the wrong key, or copied from another model's file, is found out.
        rows = [sealed(text_key(text), entry.tobytes()[:-4], self._model) for text, entry in pairs]
        with self._transaction():
            # An ignored row changes nothing, so the difference counts the new entries alone.
            before = self._database.total_changes
            self._database.executemany(
                "INSERT OR IGNORE INTO vectors (key, entry) VALUES (?, ?)", rows
            )
            return self._database.total_changes - before

    def get_beside(self, table: str, texts: Sequence[str]) -> dict[int, bytes]:
        """Return, by place, what `put_beside` stored of texts; damaged entries are misses."""
        if table not in self._tables:
            return {}
        keys = [text_key(text) for text in texts]
        query = f"SELECT key, entry FROM {table}"  # noqa: S608 - our names
        found: Iterable[tuple[Any, Any]]
        if self._is_most(keys):
            wanted = set(keys)
            found = (row for row in self._database.execute(query) if row[0] in wanted)
        else:
            asked = (self._select(f"{query} WHERE key IN", part) for part in _parts(keys))
            found = chain.from_iterable(asked)
        stored = {key: entry[:-4] for key, entry in found if is_sound(key, entry, self._model)}
        return {index: stored[key] for index, key in enumerate(keys) if key in stored}

    def put_beside(self, table: str, data: Mapping[str, bytes]) -> None:
        """Store more about texts in one transaction, over whatever was there."""
        # In the order in which a table of keys lies in the file.
        rows = sorted(sealed(text_key(text), entry, self._model) for text, entry in data.items())
        with self._transaction():
            if table not in self._tables:  # of all only the last one to come can be missing
                self._database.execute(_ADDED)
            self._database.executemany(f"INSERT OR REPLACE INTO {table} VALUES (?, ?)", rows)  # noqa: S608 - our names
        self._tables.add(table)

    def about(self) -> dict[str, Any]:
        """Return what made the vectors."""
        try:
            rows = self._database.execute("SELECT name, value FROM about").fetchall()
            return {name: json.loads(value) for name, value in rows}
        except (ValueError, TypeError) as error:
            raise DamagedFile("its description of the vectors cannot be read") from error

    def _connect(self) -> sqlite3.Connection:
        # Threads take turns: the store holds a lock around each call.
        mode = "rwc" if self.writable else "ro"
        if self.path.is_symlink():  # it may lead to a database of something else
            raise DamagedFile("it is a link to another file")
        if self.writable and not self.path.exists():
            # SQLite gives its journals the permissions of the file.
            os.close(os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
        # Autocommit (isolation_level None): transactions begin and end in `_transaction` alone,
        # not whenever the driver sees fit.
        return sqlite3.connect(
            f"{self.path.absolute().as_uri()}?mode={mode}{self._unchanging()}",
            uri=True,
            timeout=WAIT_SECONDS,
            isolation_level=None,
            check_same_thread=False,
        )

    def _unchanging(self) -> str:
        """Return SQLite's word for a file beside which no journal can be made, or nothing.

        Without it a file on a read-only disk could not even be read.
        """
        if self.writable or os.access(self.path.parent, os.W_OK):
            return ""
        log = self.path.with_name(f"{self.path.name}-wal")
        return "&immutable=1" if not log.exists() or not log.stat().st_size else ""

    def _prepare(self, about: Mapping[str, Any]) -> None:
        """Set the file up; a file that another process has just set up is taken as it is."""
        run = self._database.execute
        if self.writable:
            # Before the journal is chosen: once a file is in write-ahead mode, its page size is
            # fixed. Large pages, because of entries of 384 numbers (1.5 KB) only two would fit on
            # one of the usual 4 KB.
            run("PRAGMA page_size = 16384")
            choose_journal(self._database)
            # With write-ahead logging, a power failure can cost the last transactions but not
            # damage the file. A vector that is lost is computed again.
            run("PRAGMA synchronous = NORMAL")
        run("PRAGMA cache_size = -32768")
        version = int(run("PRAGMA user_version").fetchone()[0])
        if version > FORMAT:
            raise sqlite3.NotSupportedError(f"it was written by a newer Workbench ({version})")
        # The version is written in the same transaction as the tables: a process killed halfway
        # leaves a file that is simply set up again.
        if self.writable and version < FORMAT:
            with self._transaction():
                for statement in _SCHEMA:
                    run(statement)
                facts = dict(about) | {"dimensions": self.dimensions, _OWN: self.path.stem}
                rows = [(name, json.dumps(value)) for name, value in facts.items()]
                self._database.executemany("INSERT OR IGNORE INTO about VALUES (?, ?)", rows)
                self._seal_again(version)
                run(f"PRAGMA user_version = {FORMAT}")
        self._tables = table_names(self._database)
        if not {"vectors", "about"} <= self._tables:
            raise DamagedFile("a table is missing")
        if self.about().get(_OWN, self.path.stem) != self.path.stem:
            raise DamagedFile("it holds the vectors of another model")
        self._model = model_mark(self.path.stem, FORMAT if self.writable else version)
        self.check_width(self.dimensions)

    def _seal_again(self, version: int) -> None:
        """Put the model into the checksums of sound entries of an earlier format."""
        before, now = (model_mark(self.path.stem, one) for one in (version, FORMAT))
        for table in ("vectors", "pieces"):
            last, select = -1, f"SELECT rowid, key, entry FROM {table} WHERE rowid > ? LIMIT ?"  # noqa: S608 - our names
            while rows := self._database.execute(select, (last, READ)).fetchall():
                last = rows[-1][0]
                sound = [row for row in rows if is_sound(row[1], row[2], before)]
                self._database.executemany(
                    f"UPDATE {table} SET entry = ? WHERE rowid = ?",  # noqa: S608 - our names
                    [(sealed(key, entry[:-4], now)[1], rowid) for rowid, key, entry in sound],
                )

    def check_width(self, wanted: int) -> None:
        """Refuse to take vectors of another width for those asked for."""
        width = self.about().get("dimensions")
        if width == wanted:
            return
        first = self._database.execute("SELECT length(entry) FROM vectors LIMIT 1").fetchone()
        # If the first entry is as long as it should be, the vectors are fine and the note about
        # them is wrong: the file is damaged, and another cache folder would not help.
        if type(width) is not int or first == (4 * wanted + 8,):
            raise DamagedFile("its description does not match the vectors")
        raise StoreError(
            f"{self.path} holds vectors of {width} numbers, not of {wanted}. "
            "Use another cache folder, or delete the file."
        )

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        try:  # an interrupt just after BEGIN must not leave the file locked
            self._database.execute("BEGIN IMMEDIATE")
            yield
            self._database.execute("COMMIT")
        except BaseException:
            if self._database.in_transaction:
                self._database.execute("ROLLBACK")
            raise

    def _ids(self, keys: Sequence[bytes]) -> NDArray[np.int64]:
        """Return the id of each key's entry, -1 where there is none, shape (m,)."""
        known: dict[bytes, int] = {}
        for part in _parts(sorted(keys)):  # neighbors stand on one page of the file
            known.update(self._select("SELECT key, id FROM vectors WHERE key IN", part))
        return np.fromiter((known.get(key, -1) for key in keys), dtype=np.int64, count=len(keys))

    def _read(
        self,
        rows: NDArray[np.int64],
        ids: NDArray[np.int64],
        keys: Sequence[bytes],
        lookup: Lookup,
    ) -> list[tuple[int, Any]]:
        """Fill `lookup` at `rows` from the entries `ids`, sorted; return the damaged ones."""
        entries: dict[int, Any] = {}
        first, last = int(ids[0]), int(ids[-1])
        if last - first < 2 * len(ids):  # side by side in the file: one sweep is quicker
            query = "SELECT id, entry FROM vectors WHERE id BETWEEN ? AND ?"
            entries.update(self._database.execute(query, (first, last)))
        for part in () if entries else _parts(ids.tolist()):
            entries.update(self._select("SELECT id, entry FROM vectors WHERE id IN", part))
        # A place that is gone was pruned by another process since its id was read.
        present = [
            (row, entry_id, entries[entry_id])
            for row, entry_id in zip(rows.tolist(), ids.tolist(), strict=True)
            if entry_id in entries
        ]
        return self._fill(present, keys, lookup)

    def _is_most(self, keys: Sequence[bytes]) -> bool:
        """Tell whether so much of the file is asked for that reading all of it is quicker."""
        # Not count(*), which walks the whole table: the largest id stands at the end of it.
        last = self._database.execute("SELECT max(id) FROM vectors").fetchone()[0]
        return type(last) is int and len(keys) >= max(READ, last // 2)

    def _sweep(self, keys: Sequence[bytes], lookup: Lookup) -> list[tuple[int, Any]]:
        """Fill `lookup` from all entries of the file, in their order; return the damaged ones."""
        rows = {key: row for row, key in enumerate(keys)}
        damaged: list[tuple[int, Any]] = []
        cursor = self._database.execute("SELECT id, key, entry FROM vectors")
        # By parts, so that a large file is never in memory as a whole.
        while block := cursor.fetchmany(READ):
            present = [
                (rows[key], entry_id, entry) for entry_id, key, entry in block if key in rows
            ]
            damaged += self._fill(present, keys, lookup)
        for row, key in enumerate(keys):
            if rows[key] != row:  # a text that was asked for twice
                first = rows[key]
                lookup.vectors[row], lookup.tokens[row] = (
                    lookup.vectors[first],
                    lookup.tokens[first],
                )
                lookup.found[row] = lookup.found[first]
        return damaged

    def _fill(
        self, entries: Sequence[tuple[int, int, Any]], keys: Sequence[bytes], lookup: Lookup
    ) -> list[tuple[int, Any]]:
        """Fill `lookup` from (row, id, entry) as read; return id and entry of damaged ones."""
        sound, damaged, size = [], [], self._entry.itemsize
        for row, entry_id, entry in entries:
            # Checked at each read, not once per file: disks and copies damage single entries, and a
            # wrong vector would go unnoticed through everything computed from it.
            if is_sound(keys[row], entry, self._model, size):
                sound.append((row, entry))
            else:
                damaged.append((entry_id, entry))
        if sound:
            kept = np.array([row for row, _ in sound], dtype=np.int64)
            table = np.frombuffer(b"".join([entry for _, entry in sound]), dtype=self._entry)
            lookup.vectors[kept], lookup.tokens[kept] = table["vector"], table["tokens"]
            lookup.found[kept] = True
        return damaged

    def _remove(self, damaged: Sequence[tuple[int, Any]]) -> None:
        """Delete damaged entries, unless another process has replaced them meanwhile."""
        if damaged and self.writable:
            with self._transaction():
                # `IS`, because a damaged entry may be NULL, which equals nothing.
                self._database.executemany(
                    "DELETE FROM vectors WHERE id = ? AND entry IS ?", damaged
                )

    def _select(self, query: str, values: Sequence[Any]) -> Iterable[tuple[Any, Any]]:
        marks = ",".join("?" * len(values))
        return self._database.execute(f"{query} ({marks})", values).fetchall()


def table_names(database: sqlite3.Connection) -> set[str]:
    """Return the tables of a file."""
    query = "SELECT name FROM sqlite_master WHERE type = 'table'"
    return {name for (name,) in database.execute(query)}


def choose_journal(database: sqlite3.Connection, wanted: str = "WAL") -> str:
    """Use write-ahead logging if the file system bears it, else a rollback journal.

    Network file systems lack the shared memory that write-ahead logging needs.
    """
    # To change it, SQLite needs the file for itself; to ask, it does not, and most have it set.
    mode = str(database.execute("PRAGMA journal_mode").fetchone()[0])
    if mode == "wal":
        return mode
    with contextlib.suppress(sqlite3.OperationalError):
        if str(database.execute(f"PRAGMA journal_mode = {wanted}").fetchone()[0]) == "wal":
            return "wal"
    return str(database.execute("PRAGMA journal_mode = DELETE").fetchone()[0])


def _parts(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(values), LOOKUP):
        yield values[start : start + LOOKUP]
