"""The long run of the suite: ``make soak`` injects every fault many times and writes the table.

python -m tests.faults.soak [--share 1.0] [--only WORDS] [--write docs/reliability.md]
"""

from __future__ import annotations

import argparse
import json
import platform
import random
import shutil
import sqlite3
import sys
import tempfile
import time as clock
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from tests.faults.harness import Fault, Tally
from tests.faults.suite import FAULTS

BEGIN, END = "<!-- made by make soak -->", "<!-- end -->"
HEAD = ("fault", "injected", "unharmed", "told", "lost")


def run(fault: Fault, share: float, seed: int) -> Tally:
    """Inject a fault in a folder of its own."""
    folder = Path(tempfile.mkdtemp(prefix="soak-"))
    try:
        return fault.inject(max(fault.brief, int(fault.long * share)), folder, random.Random(seed))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def table(lines: Iterable[tuple[str, Tally]]) -> str:
    """Return the table of tallies in Markdown."""
    rows = [f"| {' | '.join(HEAD)} |", "|---|--:|--:|--:|--:|"]
    for name, tally in lines:
        numbers = (tally.injected, tally.unharmed, tally.told, len(tally.lost))
        rows.append(f"| {name} | {' | '.join(f'{number:,}' for number in numbers)} |")
    return "\n".join(rows)


def rows_of(page: str) -> list[list[str]]:
    """Return the cells of the table that stands in a page."""
    part = page.split(BEGIN)[1].split(END, maxsplit=1)[0]
    lines = [line for line in part.splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def write(path: Path, text: str) -> None:
    """Put the table in its place in the page."""
    page = path.read_text(encoding="utf-8")
    before, rest = page.split(BEGIN)
    after = rest.split(END)[1]
    path.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", encoding="utf-8")


def keep(path: Path, lines: Iterable[tuple[str, Tally]]) -> list[tuple[str, Tally]]:
    """Add tallies to those of earlier runs in a file; return the sums in the suite's order."""
    held = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    sums = {name: Tally(**told) for name, told in held.items()}
    for name, tally in lines:
        sums.setdefault(name, Tally()).add(tally)
    path.write_text(json.dumps({name: asdict(one) for name, one in sums.items()}), "utf-8")
    return [(fault.name, sums[fault.name]) for fault in FAULTS if fault.name in sums]


def told(fault: Fault, share: float, seed: int) -> Tally | None:
    """Inject a fault and print what came of it; None if this machine cannot."""
    if why := fault.needs():
        print(f"{fault.name}: not injected, {why}")
        return None
    started = clock.monotonic()
    tally = run(fault, share, seed)
    took = clock.monotonic() - started
    print(f"{fault.name}: {tally.injected:,}, lost {len(tally.lost)} ({took:.0f} s)", flush=True)
    for lost in tally.lost[:20]:
        print("   ", lost)
    return tally


def main() -> None:
    parser = argparse.ArgumentParser(description="Inject every fault many times.")
    parser.add_argument("--share", type=float, default=1.0, help="of the full number of faults")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", default="", help="faults whose name holds these words")
    parser.add_argument("--without", default="-", help="faults whose name does not hold these")
    parser.add_argument("--minutes", type=float, help="again with other seeds for so long")
    parser.add_argument("--keep", type=Path, help="file of tallies that this run adds to")
    parser.add_argument("--write", type=Path, help="page that holds the table")
    chosen = parser.parse_args()
    faults = [one for one in FAULTS if chosen.only in one.name and chosen.without not in one.name]
    end, seed, lost = clock.monotonic() + 60 * (chosen.minutes or 0), chosen.seed, 0
    while True:
        lines = [(one.name, tally) for one in faults if (tally := told(one, chosen.share, seed))]
        lost += sum(len(tally.lost) for _, tally in lines)
        if chosen.keep:
            lines = keep(chosen.keep, lines)
        if clock.monotonic() >= end:
            break
        seed += 1
    if chosen.write:
        made = (
            f"Made on {datetime.now(UTC):%Y-%m-%d} on {platform.system()}, "
            f"Python {platform.python_version()}, "
            f"SQLite {sqlite3.sqlite_version}.\n\n"
        )
        write(chosen.write, made + table(lines))
    sys.exit(lost > 0)


if __name__ == "__main__":
    main()
