"""Saved corpora and ledgers: damaged, cut, and made by somebody who means harm."""

from __future__ import annotations

import io
import json
import random
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest import mock

import numpy as np
import pandas as pd

import workbench as wb
from tests.faults.harness import TEXTS, QuickEncoder, Tally, refuses
from workbench.archive import open_archive
from workbench.ledger import Ledger


def saved(folder: Path) -> bytes:
    """Return a saved corpus of `TEXTS` with its pairs."""
    frame = pd.DataFrame({"t": TEXTS, "n": range(len(TEXTS))})
    corpus = wb.embed(
        frame,
        text="t",
        model=QuickEncoder(16),
        cache=False,
        progress=False,
        ledger=folder / "none.jsonl",
    )
    corpus._near.pairs()
    corpus._near.neighbors()
    return corpus.save(folder / "sound.wb").read_bytes()


def read_all(path: Path) -> None:
    """Open a corpus and use what is in it."""
    corpus = wb.open(path, ledger=path.with_suffix(".jsonl"))
    corpus.duplicates(0.9).to_frame()
    assert list(corpus.rows.texts) == TEXTS, "other texts than were saved"


def flip_archive(times: int, folder: Path, chance: random.Random) -> Tally:
    """Flip bits of one byte of a saved corpus, or cut it, and open it."""
    tally, sound, path = Tally(), saved(folder), folder / "damaged.wb"
    for time in range(times):
        raw = bytearray(sound)
        place = chance.randrange(len(raw))
        if time % 5 == 4:
            del raw[place:]
        else:
            raw[place] ^= chance.randrange(1, 256)
        path.write_bytes(raw)
        refuses(lambda: read_all(path), tally, f"byte {place} of the saved corpus")
    return tally


def _pickled() -> bytes:
    data = io.BytesIO()
    np.save(data, np.array([{"a": 1}, None], dtype=object), allow_pickle=True)
    return data.getvalue()


def _absurd() -> bytes:
    header = b"{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999999,)}\n"
    return b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header


HOSTILE = {
    "../../outside.txt": b"zip slip",
    "/outside.txt": b"absolute",
    "..\\outside.txt": b"backslash",
    "0.npy": _pickled(),
    "1.npy": _absurd(),
    "2.npy": b"\x93NUMPY\x01\x00\x10\x00{'descr': open()",
    "3.parquet": b"PAR1" + bytes(40) + b"PAR1",
}
"""Members of a file that somebody made by hand; their checksums are right."""

NODES = [
    {"$": "array", "blob": "0.npy"},
    {"$": "array", "blob": "1.npy"},
    {"$": "array", "blob": "2.npy"},
    {"$": "array", "blob": "../../outside.txt"},
    {"$": "array", "blob": ["0.npy"]},
    {"$": "frame", "blob": "3.parquet", "columns": [], "names": [], "levels": 1, "range": None},
    {"$": "frame"},
    {"$": "object", "class": "os:system", "fields": {"command": "true"}},
    {"$": "object", "class": "subprocess:Popen", "fields": {}},
    {"$": "object", "class": "workbench.archive:os", "fields": {}},
    {"$": "object", "class": "workbench.__main__:X", "fields": {}},
    {"$": "object", "class": "workbench..archive:X", "fields": {}},
    {"$": "object", "class": ["workbench.ledger:Entry"], "fields": {}},
    {"$": "object", "class": "workbench.ledger:Entry", "fields": {"text": {"$": "rows"}}},
    {"$": "object", "class": "workbench.ledger:Entry", "fields": []},
    {"$": "dict", "items": [[{"$": "dict", "items": []}, 1]]},
    {"$": "dict", "items": 5},
    {"$": "tuple", "items": None},
    {"$": "unknown"},
    {"$": []},
    {"a": 1},
    [[[{"$": "objects", "items": 5}]]],
    "../../etc/passwd",
    None,
    5,
]
"""What may stand where a part of a corpus should be."""


def hostile_archive(times: int, folder: Path, chance: random.Random) -> Tally:
    """Open corpora that were made by hand: foreign classes, pickles, paths out of the folder."""
    tally = Tally()
    inside = folder / "a" / "b"
    inside.mkdir(parents=True)
    with zipfile.ZipFile(io.BytesIO(saved(folder))) as file:
        content = json.loads(file.read("corpus.json"))["content"]
        sound = {name: file.read(name) for name in file.namelist() if name != "corpus.json"}
    before = set(folder.rglob("*"))
    path = inside / "made.wb"

    def use(part: str, node: object) -> None:
        refuses(lambda: wb.open(path, ledger=inside / "l").duplicates(), tally, f"{part}: {node}")
        refuses(lambda: open_archive(path).part(part), tally, f"part {part}: {node}")

    for time in range(times):
        node, part = NODES[time % len(NODES)], chance.choice(sorted(content))
        head = {"format": "workbench-corpus", "version": chance.choice([1, 1, 1, "1", None, -1])}
        with zipfile.ZipFile(path, "w", chance.choice([0, 0, 8])) as file:
            file.writestr("corpus.json", json.dumps(head | {"content": content | {part: node}}))
            for name, data in (sound | HOSTILE).items():
                file.writestr(name, data)
        use(part, node)
        if extra := set(folder.rglob("*")) - before - {path}:
            tally.lose(f"{node} wrote {extra}")
    return tally


def damage_ledger(times: int, folder: Path, chance: random.Random) -> Tally:
    """Flip a byte of the file of decisions, cut it, or put what is no decision into it."""
    tally, path = Tally(), folder / "decisions.jsonl"
    ledger = Ledger(path, author="ada")
    for number in range(12):
        ledger.decide_pair("not the same", TEXTS[number], TEXTS[number + 1], note="asked")
    sound, known = path.read_bytes(), len(ledger.decisions())
    odd = [b"[]\n", b"5\n", b"{}\n", b"[" * 5000 + b"\n", b'{"copy": []}\n', b"\0\n", b"\xff\n"]
    odd += [b'{"decision": ["same"]}\n', b'{"decision": "same", "time": 5}\n']
    odd += [b'{"decision": "keep", "id": {"a": []}}\n', b'{"decision": "keep", "copy": 1.5}\n']
    for time in range(times):
        raw = bytearray(sound)
        place = chance.randrange(len(raw))
        if time % 3 == 0:
            raw[place] ^= chance.randrange(1, 256)
        elif time % 3 == 1:
            del raw[place:]
        else:
            raw += odd[time // 3 % len(odd)]
        path.write_bytes(raw)

        def use() -> None:
            ledger.decisions()
            ledger.decide_pair("same", TEXTS[40], TEXTS[41])
            assert len(ledger.decisions()) <= known + 2

        refuses(use, tally, f"ledger {time}: {bytes(raw[-60:])!r}")
    return tally


def clock_back_ledger(times: int, folder: Path, chance: random.Random) -> Tally:
    """Decide while the clock jumps back: the last word must stay the last."""
    tally = Tally()
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    for time in range(times):
        ledger = Ledger(folder / f"{time % 50}.jsonl", author="ada")
        moment += timedelta(seconds=chance.choice([-1e8, -3600, -1, 0, 1, 60]))
        with mock.patch("workbench.ledger.book.datetime", wraps=datetime) as clock:
            clock.now.return_value = moment
            word = chance.choice(["same", "not the same"])
            ledger.decide_pair(word, "a", "b")
        if ledger.decisions()["decision"].tolist() == [word]:
            tally.unhurt()
        else:
            tally.lose(f"clock at {moment}: {word} did not hold")
    return tally
