"""Processes killed while four write to one store."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import time as clock
from contextlib import closing
from pathlib import Path

import numpy as np

from tests.faults.harness import Tally
from tests.faults.places import in_child
from workbench.embedding.vector_store.store import VectorStore

WRITERS, BATCH, SPAN, WIDTH, KEY = 4, 20, 6000, 16, "killed"


def kill_writers(times: int, folder: Path, chance: random.Random) -> Tally:
    """Kill one of four writers at a random moment, start another; at the end kill all."""
    return in_child("tests.faults.kills", "kills", times, folder, chance)


def vectors_of(numbers: np.ndarray) -> np.ndarray:
    """Return what must stand under the texts of these numbers."""
    return np.cos(np.multiply.outer(numbers + 1.0, np.arange(1, WIDTH + 1))).astype(np.float32)


def write(folder: Path, log: Path, seed: float) -> None:
    """Store batches for ever; write a line once a batch was reported as stored."""
    chance, handle = random.Random(seed), os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    store = VectorStore(folder)
    while True:
        numbers = chance.randrange(SPAN) * BATCH + np.arange(BATCH)
        texts = [f"text {number}" for number in numbers]
        new = store.put(KEY, texts, vectors_of(numbers), numbers.astype(np.int32))
        if new is None or store.notes:
            os.write(handle, f"! {store.notes}\n".encode())
            os._exit(3)
        os.write(handle, f"{numbers[0]}\n".encode())


def start(folder: Path, log: Path, seed: float) -> int:
    child = os.fork()
    if child == 0:
        try:
            write(folder, log, seed)
        finally:
            os._exit(4)
    return child


def check(folder: Path, log: Path) -> str:
    """Return what is wrong with the store: a reported batch that is missing, a wrong vector."""
    lines = log.read_text().splitlines() if log.exists() else []
    if told := [line for line in lines if line.startswith("!")]:
        return f"a writer could not go on: {told[0]}"
    numbers = np.unique([int(line) for line in lines])
    numbers = np.add.outer(numbers, np.arange(BATCH)).ravel().astype(np.int64)
    with VectorStore(folder) as store:
        found = store.get(KEY, [f"text {number}" for number in numbers], WIDTH)
        if store.notes:
            return f"the store tells of {store.notes}"
    if not found.found.all():
        return f"{int((~found.found).sum())} of {len(numbers)} reported vectors are missing"
    right = found.vectors.tobytes() == vectors_of(numbers).tobytes()
    return "" if right and np.array_equal(found.tokens, numbers) else "a wrong vector"


def kills(times: int, folder: Path, chance: random.Random) -> Tally:
    tally = Tally()
    place, log = folder / "store", folder / "log"
    writers = [start(place, log, chance.random()) for _ in range(WRITERS)]
    for time in range(times):
        clock.sleep(chance.random() * 0.06)
        victim = chance.randrange(WRITERS) if time < times - WRITERS else 0
        os.kill(writers[victim], signal.SIGKILL)
        status = os.waitpid(writers.pop(victim), 0)[1]
        wrong = "" if os.WTERMSIG(status) == signal.SIGKILL else f"it had ended: {status}"
        if time < times - WRITERS:
            writers.insert(victim, start(place, log, chance.random()))
        if time % 10 == 9 or time >= times - WRITERS:
            wrong = wrong or check(place, log)
        if wrong:
            tally.lose(f"kill {time}: {wrong}")
        else:
            tally.unhurt()
    with closing(sqlite3.connect(VectorStore(place).path(KEY))) as database:
        (verdict,) = database.execute("PRAGMA integrity_check").fetchone()
    if verdict != "ok":
        tally.lose(f"integrity: {verdict}")
    return tally
