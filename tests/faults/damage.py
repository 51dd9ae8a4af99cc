"""Damaged store files: flipped bytes, cut files, files of other versions and of strangers."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import numpy as np
import pandas as pd

from tests.faults.harness import TEXTS, QuickEncoder, Tally, analyze, fill, store_file
from workbench.projection import Projection, text_positions
from workbench.projection.saved_maps import SavedMaps
from workbench.provenance import Manifest, digest_array
from workbench.tables import rows_of

PAGE = 16_384
PROJECT = Path(__file__).resolve().parents[2]

KILLED = """
import os, signal, sys
from pathlib import Path
from tests.faults.harness import fill, QuickEncoder, TEXTS
from workbench.embedding.vector_store.store import VectorStore
from workbench.embedding import embed_texts
store = VectorStore(Path(sys.argv[1]))
for start in range(0, len(TEXTS), 30):
    embed_texts(TEXTS[start : start + 30], QuickEncoder(16), store=store)
os.kill(os.getpid(), signal.SIGKILL)
"""
"""Leaves a write-ahead log behind that was never put into the file."""


def kept(folder: Path, *, log: bool) -> dict[str, bytes]:
    """Return the files of a sound store by name, closed well or with the log of a killed run."""
    if log:
        folder.mkdir(parents=True)
        words = [sys.executable, "-c", KILLED, folder]
        code = subprocess.run(words, check=False, cwd=PROJECT).returncode
        assert code == -signal.SIGKILL
        assert list(folder.glob("*-wal"))
    else:
        fill(folder)
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def put(folder: Path, files: dict[str, bytes]) -> None:
    """Make `folder` anew with these files."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, data in files.items():
        (folder / name).write_bytes(data)


def flip_bytes(times: int, folder: Path, chance: random.Random) -> Tally:
    """Flip one to eight bits of one byte, all pages in turn, in file and log."""
    tally = Tally()
    sources = [kept(folder / "closed", log=False), kept(folder / "killed", log=True)]
    for time in range(times):
        files = dict(sources[time % 2])
        name = chance.choice(sorted(files))
        raw = bytearray(files[name])
        pages = max(1, len(raw) // PAGE)
        # Heads of pages say what is in them: half of the flips fall there.
        within = chance.randrange(64) if chance.random() < 0.5 else chance.randrange(PAGE)
        place = min(len(raw) - 1, (time // 2 % pages) * PAGE + within)
        raw[place] ^= chance.randrange(1, 256)
        files[name] = bytes(raw)
        put(folder / "damaged", files)
        what = f"flip {time} of {name.split('.')[-1]} at {place}"
        analyze(folder / "damaged", tally, what)
    return tally


def cut_files(times: int, folder: Path, chance: random.Random) -> Tally:
    """Cut a file: to nothing, within its head, at and beside page ends, anywhere."""
    tally = Tally()
    sources = [kept(folder / "closed", log=False), kept(folder / "killed", log=True)]
    for time in range(times):
        files = dict(sources[time % 2])
        name = chance.choice(sorted(files))
        size = len(files[name])
        page = chance.randrange(size // PAGE + 1) * PAGE
        lengths = [0, 1, 15, 16, 99, 100, page, page - 1, page + 1, size - 1]
        length = lengths[time // 2 % (len(lengths) + 1)] if time // 2 % 11 < 10 else -1
        if not 0 <= length < size:
            length = chance.randrange(size)
        files[name] = files[name][:length]
        put(folder / "cut", files)
        analyze(folder / "cut", tally, f"{name.split('.')[-1]} cut to {length} of {size}")
    return tally


def _sql(*statements: str):
    def change(path: Path) -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as database:
            for statement in statements:
                database.execute(statement)

    return change


def _replaced(data: bytes):
    return lambda path: path.write_bytes(data)


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _loop(path: Path) -> None:
    path.unlink()
    path.symlink_to(path.name)


def _empty_database(path: Path) -> None:
    path.unlink()
    _sql("CREATE TABLE other (a)", "INSERT INTO other VALUES (1)")(path)


STRANGERS = {
    "a newer format": _sql("PRAGMA user_version = 7"),
    "a negative format": _sql("PRAGMA user_version = -1"),
    "a file without format": _sql("PRAGMA user_version = 0"),
    "another database": _empty_database,
    "another database of our format": lambda path: (
        _empty_database(path),
        _sql("PRAGMA user_version = 1")(path),
    ),
    "no table of vectors": _sql("DROP TABLE vectors"),
    "no facts": _sql("DROP TABLE about"),
    "facts that are no JSON": _sql("UPDATE about SET value = 'x{'"),
    "facts of another kind": _sql("UPDATE about SET value = '[]'"),
    "facts that are bytes": _sql("UPDATE about SET value = x'ff00'"),
    "facts that are no UTF-8": _sql("UPDATE about SET value = CAST(x'fffe' AS TEXT)"),
    "another width in the facts": _sql("UPDATE about SET value = '17' WHERE name = 'dimensions'"),
    "entries that are numbers": _sql("UPDATE vectors SET entry = 5"),
    "entries that are texts": _sql("UPDATE vectors SET entry = 'five'"),
    "empty entries": _sql("UPDATE vectors SET entry = x''"),
    "keys that are texts": _sql("UPDATE vectors SET key = hex(key)"),
    "entries under each other's keys": _sql(
        "CREATE TABLE t AS SELECT id, key FROM vectors",
        "UPDATE vectors SET key = randomblob(16)",
        f"UPDATE vectors SET key = (SELECT key FROM t WHERE t.id = {len(TEXTS) + 1} - vectors.id)",
    ),
    "a text": _replaced(b"ticket,body\n1,hello\n" * 50),
    "a zip": _replaced(b"PK\3\4" + b"\0" * 5000),
    "nothing": _replaced(b""),
    "zeros": _replaced(bytes(3 * PAGE)),
    "a folder": _folder,
    "a link to itself": _loop,
    "a view in place of the table": _sql(
        "ALTER TABLE vectors RENAME TO hidden", "CREATE VIEW vectors AS SELECT * FROM hidden"
    ),
    "a trigger that refuses": _sql(
        "DELETE FROM vectors",
        "CREATE TRIGGER no BEFORE INSERT ON vectors BEGIN SELECT RAISE(ABORT, 'no'); END",
    ),
}
"""What may stand where the store's file should be."""


def strangers(times: int, folder: Path, chance: random.Random) -> Tally:
    """Put another version's or a stranger's file in the place of the store's."""
    tally = Tally()
    files = kept(folder / "sound", log=False)
    names = sorted(STRANGERS)
    for time in range(times):
        put(folder / "strange", files)
        what = names[time % len(names)]
        STRANGERS[what](store_file(folder / "strange"))
        analyze(folder / "strange", tally, what)
    return tally


def clock_back(times: int, folder: Path, chance: random.Random) -> Tally:
    """Set the files' times far ahead, as a clock that was moved back leaves them."""
    tally = Tally()
    fill(folder)
    for _ in range(times):
        moment = chance.choice([0, 1, 2**31 - 1, 2**33, 10**9]) + chance.random()
        os.utime(store_file(folder), (moment, moment))
        before = tally.unharmed
        analyze(folder, tally, f"file of {moment}")
        if tally.unharmed == before and not tally.lost:
            tally.lose(f"file of {moment}: vectors were not found")
    return tally


def damage_maps(times: int, folder: Path, chance: random.Random) -> Tally:
    """Flip a byte of a kept map, cut it, or put a stranger's file there: it is made anew."""
    tally = Tally()
    rows = rows_of(pd.DataFrame({"t": TEXTS}), "t")
    vectors = QuickEncoder(16).encode(rows.distinct)
    made = np.cos(np.arange(2 * len(TEXTS), dtype=np.float32)).reshape(-1, 2)
    manifest = Manifest("projection", {}, digest_array(made), (rows.manifest,))
    maps = SavedMaps(folder / "maps")

    def get() -> Projection:
        return maps.get(rows, vectors, {"seed": 0}, lambda: Projection(rows, made, manifest))

    get()
    (path,) = (folder / "maps").iterdir()
    sound = path.read_bytes()
    for time in range(times):
        raw = bytearray(sound)
        place = chance.randrange(len(raw))
        if time % 4 == 3:
            del raw[place:]
        else:
            raw[place] ^= chance.randrange(1, 256)
        path.write_bytes(raw)
        try:
            found = get()
        except Exception as error:
            tally.lose(f"kept map, byte {place}: {type(error).__name__}: {error}")
            continue
        if text_positions(found).tobytes() == made.tobytes():
            tally.count(told=bool(found.manifest.notes))
        else:
            tally.lose(f"kept map, byte {place}: other places")
    return tally
