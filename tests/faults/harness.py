"""What a fault is, how its injections are counted, and how one is run."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

import numpy as np

from tests.fakes import FakeEncoder
from workbench.embedding import embed_texts
from workbench.embedding.vector_store.store import VectorStore
from workbench.errors import WorkbenchError

TEXTS = [f"ticket {k} about thing {k % 17}" for k in range(120)]


@dataclass
class Tally:
    """What injections came to.

    Attributes
    ----------
    injected : int
        Faults put in.
    unharmed : int
        Of them, those after which everything was there and right.
    told : int
        Those after which something was missing or refused, and a note or error said so.
    lost : list of str
        Everything else: a wrong vector, a silent loss, a foreign traceback. Must stay empty.
    """

    injected: int = 0
    unharmed: int = 0
    told: int = 0
    lost: list[str] = field(default_factory=list)

    def unhurt(self) -> None:
        self.injected += 1
        self.unharmed += 1

    def tell(self) -> None:
        self.injected += 1
        self.told += 1

    def lose(self, what: str) -> None:
        self.injected += 1
        self.lost.append(what)

    def count(self, *, told: bool) -> None:
        (self.tell if told else self.unhurt)()

    def add(self, other: Tally) -> None:
        self.injected += other.injected
        self.unharmed += other.unharmed
        self.told += other.told
        self.lost += other.lost


Inject = Callable[[int, Path, random.Random], Tally]


@dataclass(frozen=True)
class Fault:
    """One row of the table: what is done to Workbench, and how often.

    Attributes
    ----------
    name : str
        What is done, in words.
    inject : callable
        Takes how often, an empty folder and a source of chance; returns a tally.
    brief, long : int
        How often in the tests, and in the soak.
    needs : callable
        Returns why this machine cannot inject it, or "".
    """

    name: str
    inject: Inject
    brief: int
    long: int
    needs: Callable[[], str] = lambda: ""


class QuickEncoder(FakeEncoder):
    """A fake that remembers words, so that thousands of runs stay cheap."""

    _words: ClassVar[dict[str, np.ndarray]] = {}

    def _word(self, word):
        if len(self._words) > 50_000:
            self._words.clear()
        name = f"{self.info.dimensions} {word}"
        if name not in self._words:
            self._words[name] = super()._word(word)
        return self._words[name]


RIGHT = QuickEncoder(16).encode(TEXTS)


def fill(folder: Path) -> None:
    """Store the vectors of `TEXTS`."""
    with VectorStore(folder) as store:
        embed_texts(TEXTS, QuickEncoder(16), store=store)
        assert store.notes == ()


def store_file(folder: Path) -> Path:
    """Return where the vectors of `TEXTS` are."""
    return VectorStore(folder).path(QuickEncoder(16).info.key())


def analyze(folder: Path, tally: Tally, what: str) -> None:
    """Embed over a store that was tampered with; count what came of it.

    The vectors must be right to the bit whatever the store does, and the run must not stop. What
    the store could not give must have been told: by a note, or as texts encoded again.
    """
    encoder = QuickEncoder(16)
    try:
        with VectorStore(folder) as store:
            found = embed_texts(TEXTS, encoder, store=store)
    except BaseException as error:  # whatever it is: the analysis stopped
        tally.lose(f"{what}: {type(error).__name__}: {error}")
        return
    if found.vectors.tobytes() != RIGHT.tobytes():
        tally.lose(f"{what}: wrong vectors")
    elif found.encoded != len(encoder.encoded):
        tally.lose(f"{what}: {found.encoded} told, {len(encoder.encoded)} encoded")
    else:
        tally.count(told=bool(found.notes) or found.encoded > 0)


def refuses(action: Callable[[], object], tally: Tally, what: str) -> None:
    """Count an action that must work or be refused in Workbench's own words."""
    try:
        action()
    except WorkbenchError:
        tally.tell()
    except BaseException as error:
        tally.lose(f"{what}: {type(error).__name__}: {error}")
    else:
        tally.unhurt()
