"""Looking after the vector store: what it holds, whether it is sound, keeping it small."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pandas as pd

from workbench.embedding.base import Encoder
from workbench.embedding.vector_store.entries import is_sound, model_mark
from workbench.embedding.vector_store.sqlite_file import table_names
from workbench.embedding.vector_store.store import SUFFIX, Beside, VectorStore
from workbench.errors import InputError, StoreError
from workbench.tables import atomic

FACTS = ("model", "backend", "precision", "dimensions", "max_tokens", "long_text")

MOST_COMPARED = 64
"""Cached texts that a check encodes again."""

_BESIDE = frozenset(get_args(Beside))

LEAST_COSINE = 0.9999
"""A vector made again is at least as near to the stored one, if only rounding differs."""


@dataclass(frozen=True)
class StoreCheck:
    """What a check of the store found.

    entries: vectors and pieces of long texts that were read.
    damaged: entries that do not match their checksum; the next run drops and makes them again.
    broken_files: files that SQLite finds damaged; the next run puts them aside.
    compared: cached texts that were encoded again.
    least_cosine: smallest cosine similarity between a cached and a new vector, NaN where none was
        compared.
    """

    entries: int
    damaged: int
    broken_files: tuple[str, ...]
    compared: int
    least_cosine: float

    @property
    def sound(self) -> bool:
        """Whether nothing is damaged and no compared vector differs by more than rounding."""
        differs = self.compared > 0 and not self.least_cosine >= LEAST_COSINE
        return not (self.damaged or self.broken_files or differs)


def store_table(store: VectorStore) -> pd.DataFrame:
    """Return what the store holds."""
    rows: list[dict[str, Any]] = []
    for path in _files(store):
        row: dict[str, Any] = {"key": path.name.removesuffix(SUFFIX)}
        row |= dict.fromkeys(FACTS) | {"entries": 0}
        with contextlib.suppress(sqlite3.Error, ValueError, TypeError), _reading(path) as database:
            facts = {n: json.loads(v) for n, v in database.execute("SELECT name, value FROM about")}
            row |= {name: facts.get(name) for name in FACTS}
            row["entries"] = database.execute("SELECT count(*) FROM vectors").fetchone()[0]
        row["megabytes"] = round(_size(path) / 1e6, 2)
        row["last_used"] = pd.Timestamp(path.stat().st_mtime, unit="s", tz="UTC").floor("s")
        rows.append(row)
    columns = ["key", *FACTS, "entries", "megabytes", "last_used"]
    return pd.DataFrame(rows[::-1], columns=columns)


def check_store(
    store: VectorStore, *, encoder: Encoder | None = None, texts: Sequence[str] = ()
) -> StoreCheck:
    """Read every entry against its checksum, and encode a sample again.

    The store holds no texts, so a sample needs them: of those given, up to 64 that are
    cached, evenly spaced.
    """
    entries, damaged, broken = 0, 0, []
    for path in _files(store):
        try:
            with _reading(path) as database:
                version = int(database.execute("PRAGMA user_version").fetchone()[0])
                model = model_mark(path.name.removesuffix(SUFFIX), version)
                for table in sorted({"vectors", *_BESIDE} & table_names(database)):
                    query = f"SELECT key, entry FROM {table}"  # noqa: S608 - our names
                    for key, entry in database.execute(query):
                        entries += table != "token_keys"
                        damaged += not is_sound(key, entry, model)
        except (sqlite3.Error, ValueError):
            broken.append(path.name)
    compared, least = 0, float("nan")
    if encoder is not None and texts:
        compared, least = _compare(store, encoder, texts)
    return StoreCheck(entries, damaged, tuple(broken), compared, least)


def prune_store(store: VectorStore, megabytes: float) -> int:
    """Make the store at most `megabytes` large (10**6 bytes).

    Models used longest ago go first, whole; of the model used last, the oldest entries go. 0
    empties the store.
    """
    if not megabytes >= 0:
        raise InputError(f"megabytes must be 0 or more, got {megabytes!r}. 0 empties the store.")
    store.close()
    limit, paths = int(megabytes * 1e6), _files(store)
    before = sum(map(_size, paths))
    try:
        for path in paths[:-1]:
            if sum(map(_size, _files(store))) > limit:
                for part in _parts(path):
                    part.unlink(missing_ok=True)
        for path in paths[-1:]:
            if not limit:
                for part in _parts(path):
                    part.unlink(missing_ok=True)
                continue
            _shrink(path, limit - sum(_size(one) for one in _files(store) if one != path))
    except (OSError, sqlite3.Error) as error:
        raise StoreError(
            f"the store in {store.folder} cannot be pruned: {error}. Close what uses it, "
            "or delete the folder."
        ) from error
    return before - sum(map(_size, _files(store)))


def export_store(store: VectorStore, key: str, path: Path | str) -> int:
    """Write one model's entries to an ``.npz`` file that NumPy reads without pickle.

    Its arrays: ``keys`` (BLAKE2b-128 of each text, hexadecimal), ``vectors`` (float32, n x d),
    ``tokens`` (int32) and ``about`` (JSON).
    """
    source = store.path(key)
    if source not in _files(store):
        known = ", ".join(one.name.removesuffix(SUFFIX) for one in _files(store)) or "(none)"
        raise StoreError(f"no vectors under {key!r} in {store.folder}. Keys: {known}.")
    with _reading(source) as database:
        facts = {n: json.loads(v) for n, v in database.execute("SELECT name, value FROM about")}
        rows = database.execute("SELECT key, entry FROM vectors ORDER BY key").fetchall()
    kind = np.dtype([("vector", "<f4", (int(facts["dimensions"]),)), ("tokens", "<i4")])
    rows = [(one, entry) for one, entry in rows if len(entry) == kind.itemsize + 4]
    table = np.frombuffer(b"".join(entry[:-4] for _, entry in rows), dtype=kind)
    with atomic(path) as temporary, temporary.open("wb") as file:
        np.savez(
            file,
            keys=np.array([one.hex() for one, _ in rows], dtype="U32"),
            vectors=table["vector"],
            tokens=table["tokens"],
            about=np.array(json.dumps(facts, sort_keys=True)),
        )
    return len(rows)


def _compare(store: VectorStore, encoder: Encoder, texts: Sequence[str]) -> tuple[int, float]:
    """Encode cached texts again; return how many, and the least cosine to the cached vectors."""
    lookup = store.get(encoder.info.key(), texts, encoder.info.dimensions)
    cached = np.flatnonzero(lookup.found)
    chosen = cached[:: max(1, -(-len(cached) // MOST_COMPARED))]
    if not len(chosen):
        return 0, float("nan")
    again = encoder.encode([texts[index] for index in chosen]).astype(np.float64)
    return len(chosen), float((again * lookup.vectors[chosen]).sum(axis=1).min())


def _shrink(path: Path, limit: int) -> None:
    """Delete the oldest entries of a file until it holds at most `limit` bytes."""
    database = sqlite3.connect(path, isolation_level=None)
    try:
        count = database.execute("SELECT count(*) FROM vectors").fetchone()[0]
        while _size(path) > limit and count:
            # Entries are of one size, so they shrink as the file must; pages cost a little.
            count = max(0, int(count * max(0, limit) / _size(path) * 0.95))
            database.execute(
                "DELETE FROM vectors WHERE id NOT IN "
                "(SELECT id FROM vectors ORDER BY id DESC LIMIT ?)",
                [count],
            )
            for table in _BESIDE & table_names(database):
                database.execute(f"DELETE FROM {table} WHERE key NOT IN (SELECT key FROM vectors)")  # noqa: S608 - our names
            database.execute("VACUUM")
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        database.close()


def _files(store: VectorStore) -> list[Path]:
    """Return the store's files, the one used longest ago first."""
    files = [one for one in store.folder.glob(f"*{SUFFIX}") if one.is_file()]
    return sorted(files, key=lambda one: (one.stat().st_mtime, one.name))


def _parts(path: Path) -> list[Path]:
    return [path.with_name(path.name + tail) for tail in ("", "-wal", "-shm", "-journal")]


def _size(path: Path) -> int:
    lasting = [part for part in _parts(path) if not part.name.endswith("-shm")]
    return sum(part.stat().st_size for part in lasting if part.exists())


@contextlib.contextmanager
def _reading(path: Path) -> Iterator[sqlite3.Connection]:
    database = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    try:
        yield database
    finally:
        database.close()
