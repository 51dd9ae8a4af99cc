"""Many analyses at once, interrupted ones, and one after the other for long."""

from __future__ import annotations

import gc
import os
import random
import signal
import subprocess
import sys
import threading
import time as clock
from pathlib import Path

import pandas as pd

import workbench as wb
from tests.faults.harness import QuickEncoder, Tally
from tests.faults.places import PROJECT, in_child
from workbench.provenance import digest_array

FRAME = pd.DataFrame(
    {
        "t": [f"ticket {k % 50} is about thing {k % 9} and {k % 4}" for k in range(90)] + [None],
        "n": range(91),
    }
)
STAGES = ("embed", "pairs", "duplicates", "topics", "projection", "save", "table", "report")


def embed(folder: Path, frame: pd.DataFrame = FRAME) -> wb.Corpus:
    return wb.embed(
        frame,
        text="t",
        model=QuickEncoder(16),
        cache=folder / "store",
        progress=False,
        ledger=folder / "ledger.jsonl",
    )


def result(corpus: wb.Corpus) -> str:
    """Return a digest of all that is computed from a corpus."""
    found = [
        corpus.duplicates().to_frame().to_json(),
        corpus.topics().to_frame().to_json(),
        digest_array(corpus.projection().coordinates),
        digest_array(corpus.vectors),
    ]
    return "\n".join(found)


class Session:
    """One analysis, stage by stage, over a folder that lasts."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.corpus = embed(folder)

    def run(self, stage: str) -> object:
        path = self.folder
        return {
            "embed": lambda: setattr(self, "corpus", embed(path)),
            "pairs": lambda: self.corpus._near.pairs(0.5),
            "duplicates": lambda: self.corpus.duplicates(0.8),
            "topics": self.corpus.topics,
            "projection": self.corpus.projection,
            "save": lambda: self.corpus.save(path / "c.wb"),
            "table": lambda: self.corpus.report(path / "r.csv"),
            "report": lambda: self.corpus.report(path / "r.html"),
            "ledger": lambda: [
                self.corpus.ledger.decide_pair("not the same", "a", f"b{k}") for k in range(5)
            ],
        }[stage]()


def interrupt(times: int, folder: Path, chance: random.Random) -> Tally:
    """Interrupt a stage at a random moment, as the stop button does, and run it all again."""
    return in_child("tests.faults.load", "interrupts", times, folder, chance)


def interrupts(times: int, folder: Path, chance: random.Random) -> Tally:
    tally = Tally()
    expected = result(Session(folder / "sound").corpus)
    report = Session(folder / "sound").run("report").read_bytes()
    stages = [*STAGES[:-1], "ledger"] * 8 + ["report"]
    for time in range(5 * times):
        if tally.injected >= times:
            break
        session, stage = Session(folder / str(time % 4)), stages[time % len(stages)]
        if stage == "embed":
            for path in (session.folder / "store").glob("*.sqlite*"):
                path.unlink()
        started = clock.perf_counter()
        if time < 2 * len(stages):  # how long it takes on this machine
            Session(folder / "timed").run(stage)
        span = LAST.setdefault(stage, clock.perf_counter() - started)
        hit = _interrupted(session, stage, chance.random() * span)
        try:
            wrong = _again(session, stage, expected, report)
        except Exception as error:
            wrong = f"{type(error).__name__}: {error}"
        if wrong:
            tally.lose(f"{stage}: {wrong}")
        elif hit:
            tally.unhurt()
    return tally


LAST: dict[str, float] = {}


def _interrupted(session: Session, stage: str, after: float) -> bool:
    """Run a stage and raise KeyboardInterrupt in it; tell whether it came in time."""

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    try:
        signal.signal(signal.SIGALRM, stop)
        signal.setitimer(signal.ITIMER_REAL, max(after, 1e-5))
        try:
            session.run(stage)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, signal.SIG_IGN)
    except KeyboardInterrupt:
        return True
    return False


def _again(session: Session, stage: str, expected: str, report: bytes) -> str:
    """Use everything once more after an interrupt; return what is wrong."""
    session.run("ledger")
    if len(session.corpus.ledger.decisions()) != 5:
        return "decisions are not as they were made"
    if result(session.corpus) != expected or result(embed(session.folder)) != expected:
        return "another result"
    if embed(session.folder).embedding.notes != Session(session.folder).corpus.notes:
        return "other notes"
    session.run("save")
    if result(wb.open(session.folder / "c.wb", ledger=session.folder / "l")) != expected:
        return "another result of the saved corpus"
    if stage == "report" and len(session.run("report").read_bytes()) < 0.9 * len(report):
        return "another report"
    return ""


def in_threads(times: int, folder: Path, chance: random.Random) -> Tally:
    """Run analyses at once in threads of one process, over one store."""
    return in_child("tests.faults.load", "threads", times, folder, chance)


def threads(times: int, folder: Path, chance: random.Random) -> Tally:
    tally, found = Tally(), {}
    expected = result(embed(folder / "sound"))

    def work(number: int) -> None:
        try:
            found[number] = result(embed(folder / "shared"))
        except BaseException as error:
            found[number] = f"{type(error).__name__}: {error}"

    workers = [threading.Thread(target=work, args=[number]) for number in range(times)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    for number in range(times):
        if found[number] == expected:
            tally.unhurt()
        else:
            tally.lose(f"thread {number}: {found[number]:.300}")
    return tally


ALONE = """
import sys
from pathlib import Path
from tests.faults.load import embed, result
corpus = embed(Path(sys.argv[1]))
assert not [note for note in corpus.notes if "store" in note], corpus.notes
print(result(corpus), end="")
"""


def in_processes(times: int, folder: Path, chance: random.Random) -> Tally:
    """Run analyses at once in processes of their own, over one store."""
    tally = Tally()
    words = [sys.executable, "-c", ALONE]
    alone = subprocess.run(
        [*words, folder / "sound"], capture_output=True, text=True, check=True, cwd=PROJECT
    ).stdout
    workers = [
        subprocess.Popen(
            [*words, folder / "shared"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=PROJECT,
        )
        for _ in range(times)
    ]
    for worker in workers:
        out, said = worker.communicate()
        if worker.returncode == 0 and out == alone:
            tally.unhurt()
        else:
            tally.lose(f"process ended with {worker.returncode}: {said[-300:]}")
    return tally


def repeat(times: int, folder: Path, chance: random.Random) -> Tally:
    """Run the same analysis again and again in one process; memory must come back."""
    return in_child("tests.faults.load", "repeats", times, folder, chance)


def resident() -> float:
    """Return the memory in use by this process, in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def repeats(times: int, folder: Path, chance: random.Random) -> Tally:
    tally, level = Tally(), 0.0
    expected = result(embed(folder))
    for time in range(times):
        same = result(embed(folder)) == expected
        gc.collect()
        if time == times // 3:
            level = resident()
        if same:
            tally.unhurt()
        else:
            tally.lose(f"run {time}: another result")
    grown = resident() - level
    if grown > 10 + 0.02 * times:
        tally.lose(f"memory grew by {grown:.0f} MB in {times - times // 3} runs")
    return tally
