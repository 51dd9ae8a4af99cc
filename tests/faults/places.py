"""Places that a store cannot work in: full, read-only, forbidden or without locks.

Each is real, not pretended: file systems of their own in a user namespace of Linux, another user,
and a filter in the kernel that answers every lock as a network folder without locks does. What
must be set up for a whole process runs in a child, which prints its tally.
"""

from __future__ import annotations

import ctypes
import gc
import importlib
import json
import os
import platform
import random
import shutil
import struct
import subprocess
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from tests.faults.harness import TEXTS, QuickEncoder, Tally, analyze, fill
from workbench.embedding import embed_texts
from workbench.embedding.vector_store import sqlite_file
from workbench.embedding.vector_store.store import VectorStore
from workbench.errors import FileError

PROJECT = Path(__file__).resolve().parents[2]


def in_child(
    module: str, what: str, times: int, folder: Path, chance: random.Random, *before: str
) -> Tally:
    """Run a function of a module in another process and return its tally."""
    words = [sys.executable, "-m", "tests.faults.places", module, what, times, folder]
    done = subprocess.run(
        [*before, *map(str, words), str(chance.random())],
        capture_output=True,
        text=True,
        check=False,
        cwd=PROJECT,
    )
    lines = done.stdout.splitlines()
    if done.returncode != 0 or not lines:
        tally = Tally()
        tally.lose(f"{what}: the process ended with {done.returncode}: {done.stderr[-800:]}")
        return tally
    return Tally(**json.loads(lines[-1]))


def no_namespace() -> str:
    """Return why this machine has no file systems to give to a process, or ""."""
    if shutil.which("unshare") is None:
        return "no unshare on this machine"
    words = ["unshare", "--map-root-user", "--mount", "true"]
    return (
        ""
        if subprocess.run(words, check=False, capture_output=True).returncode == 0
        else ("this user may not make namespaces")
    )


def no_filter() -> str:
    """Return why this machine cannot refuse locks, or ""."""
    known = sys.platform == "linux" and platform.machine() == "x86_64"
    return "" if known else "needs Linux on x86-64"


def not_posix() -> str:
    return "" if hasattr(os, "fork") else "needs POSIX"


def not_linux() -> str:
    return "" if sys.platform == "linux" else "needs Linux"


def disk_full(times: int, folder: Path, chance: random.Random) -> Tally:
    """Run on a disk with only so many free bytes."""
    return in_child(
        __name__, "_full", times, folder, chance, "unshare", "--map-root-user", "--mount"
    )


def mapped_on_full(times: int, folder: Path, chance: random.Random) -> Tally:
    """Lay vectors out in a file that is mapped, on a disk with only so many free bytes."""
    return in_child(
        __name__, "_mapped_on_full", times, folder, chance, "unshare", "--map-root-user", "--mount"
    )


def read_only(times: int, folder: Path, chance: random.Random) -> Tally:
    """Run on a file system that is mounted read-only."""
    return in_child(
        __name__, "_read_only", times, folder, chance, "unshare", "--map-root-user", "--mount"
    )


def forbidden(times: int, folder: Path, chance: random.Random) -> Tally:
    """Run as a user who may not enter, read or write."""
    return in_child(__name__, "_forbidden", times, folder, chance)


def without_locks(times: int, folder: Path, chance: random.Random) -> Tally:
    """Run where every lock is refused with ENOLCK."""
    return in_child(__name__, "_without_locks", times, folder, chance)


def _mount(*words: str) -> None:
    subprocess.run(["mount", *words], check=True)


def _full(times: int, folder: Path, chance: random.Random) -> Tally:
    tally = Tally()
    place = folder / "disk"
    place.mkdir()
    texts = [f"text {k} " + "long " * 40 for k in range(4000)]
    right = QuickEncoder(64).encode(texts)
    for time in range(times):
        _mount("-t", "tmpfs", "-o", f"size={chance.randrange(4, 1200)}k", "tmpfs", str(place))
        try:
            with VectorStore(place / "store") as store:
                found = embed_texts(texts, QuickEncoder(64), store=store)
            told = any("disk" in note or "not kept" in note for note in found.notes)
            if found.vectors.tobytes() != right.tobytes():
                tally.lose(f"{time}: wrong vectors")
            elif not told:
                tally.lose(f"{time}: not told: {found.notes}")
            else:
                tally.tell()
            with VectorStore(place / "store") as store:  # what was stored before is there
                held = store.get(QuickEncoder(64).info.key(), texts, 64)
            if held.vectors[held.found].tobytes() != right[held.found].tobytes():
                tally.lose(f"{time}: wrong vectors in the store")
        except Exception as error:
            tally.lose(f"{time}: {type(error).__name__}: {error}")
        subprocess.run(["umount", str(place)], check=True)
    return tally


def _mapped_on_full(times: int, folder: Path, chance: random.Random) -> Tally:
    tally = Tally()
    place = folder / "disk"
    place.mkdir()
    texts = [f"text {k}" for k in range(2000)]
    right = QuickEncoder(64).encode(texts)
    for time in range(times):
        size = chance.randrange(40, 700)
        _mount("-t", "tmpfs", "-o", f"size={size}k", "tmpfs", str(place))
        target = place / "vectors.npy"
        try:
            found = embed_texts(texts, QuickEncoder(64), file=target)
            if found.vectors.tobytes() != right.tobytes():
                tally.lose(f"{time}: wrong vectors")
            del found
            tally.unhurt()
        except FileError:
            left = [one.name for one in place.iterdir()]
            (tally.lose if left else lambda _: tally.tell())(f"{time}: left behind: {left}")
        except Exception as error:
            tally.lose(f"{time}: {type(error).__name__}: {error}")
        gc.collect()  # a mapped file keeps its disk busy
        subprocess.run(["umount", str(place)], check=True)
    return tally


def _read_only(times: int, folder: Path, chance: random.Random) -> Tally:
    tally = Tally()
    place = folder / "disk"
    place.mkdir()
    for time in range(times):
        _mount("-t", "tmpfs", "-o", "size=4m", "tmpfs", str(place))
        filled = time % 2 == 0
        if filled:
            fill(place / "store")
        _mount("-o", "remount,ro", str(place))
        before = tally.lost.copy(), tally.unharmed
        encoder = QuickEncoder(16)
        analyze(place / "store", tally, f"read-only, filled: {filled}")
        with VectorStore(place / "store") as store:
            found = store.get(encoder.info.key(), TEXTS, 16)
        if filled and not found.found.all():
            tally.lose(f"read-only: what was stored is not read: {store.notes}")
        if tally.unharmed > before[1] and tally.lost == before[0] and not filled:
            tally.lose("read-only: not told")
        subprocess.run(["umount", str(place)], check=True)
    return tally


def _forbidden(times: int, folder: Path, chance: random.Random) -> Tally:
    tally = Tally()
    places = []
    home = Path(tempfile.mkdtemp())  # where another user may come
    home.chmod(0o711)
    for time, mode in zip(range(times), _modes(), strict=False):
        place = home / str(time)
        fill(place / "store")
        for path in (place / "store").iterdir():
            path.chmod(mode[1])
        (place / "store").chmod(mode[0])
        places.append(place / "store")
    if os.geteuid() == 0:  # for whom nothing is forbidden
        os.setgid(65534)
        os.setuid(65534)
    for place in places:
        analyze(place, tally, f"forbidden {place.stat().st_mode:o}")
    return tally


def _modes():
    """Yield permissions of a folder and its files, again and again."""
    while True:
        yield from [(0o000, 0o000), (0o000, 0o600), (0o555, 0o000), (0o500, 0o400), (0o311, 0o400)]


def _without_locks(times: int, folder: Path, chance: random.Random) -> Tally:
    tally = Tally()
    fill(folder / "filled")
    sqlite_file.WAIT_SECONDS = 0.05  # it waits as for another process, and then goes on without
    _refuse_locks()
    for time in range(times):
        place = folder / ("filled" if time % 2 else f"new {time}")
        before = tally.unharmed
        analyze(place, tally, f"no locks, {place.name}")
        if tally.unharmed > before:
            tally.lose("no locks, and not told")
    return tally


def _refuse_locks() -> None:
    """Answer fcntl(F_SETLK ...) with ENOLCK from here on, by a seccomp filter (x86-64).

    Offsets are those of ``struct seccomp_data``; opcodes are those of classic BPF.
    """
    load, equal, give = 0x20, 0x15, 0x06
    allow, no_locks = 0x7FFF0000, 0x00050000 | 37
    program = [
        (load, 0, 0, 0),  # number of the system call
        (equal, 0, 5, 72),  # fcntl, else allow
        (load, 0, 0, 24),  # its second argument
        (equal, 2, 0, 6),  # F_SETLK
        (equal, 1, 0, 37),  # F_OFD_SETLK
        (equal, 0, 1, 7),  # F_SETLKW
        (give, 0, 0, no_locks),
        (give, 0, 0, allow),
    ]
    code = b"".join(struct.pack("HBBI", *line) for line in program)
    buffer = ctypes.create_string_buffer(code)
    filters = struct.pack("HxxxxxxP", len(program), ctypes.addressof(buffer))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(38, 1, 0, 0, 0) or libc.prctl(22, 2, ctypes.create_string_buffer(filters)):
        raise OSError(ctypes.get_errno(), "no filter")


def main() -> None:
    """Run what `in_child` asked for."""
    module, what, times, folder, seed = sys.argv[1:]
    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    inject = getattr(importlib.import_module(module), what)
    print(json.dumps(asdict(inject(int(times), place, random.Random(float(seed))))))


if __name__ == "__main__":
    main()
