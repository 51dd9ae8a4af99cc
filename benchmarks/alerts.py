"""Machine-made texts: 50,000 alert lines that differ in a host name and a time.

    python benchmarks/alerts.py [--lines 50000] [--vectors FILE.npy]

Lines are generated from ten templates; two of them differ in "full" and "ok" alone. They are
embedded (``--vectors`` reads or keeps the vectors of an earlier run) and deduplicated at 0.9 twice:
with all guards, which hold lines with another host or time back for review, and without those of
identifiers, dates and numbers, so that such lines go.

Printed: seconds, of processor time too, and peak memory; and whether the groups are right by
construction: no group holds lines of two templates, every line that goes is at least 0.9 similar
to a line of its template that is kept, and of a sample of kept lines none could have gone.
"""

from __future__ import annotations

import argparse
import random
import resource
import time
from pathlib import Path

import numpy as np
import pandas as pd

import workbench as wb
from workbench.duplicates import GUARDS, Duplicates
from workbench.duplicates.guards.differences import guard_pairs
from workbench.similarity import cosine

TEMPLATES = (
    "ALERT: disk usage on host {host} at 97 percent at {time}",
    "ALERT: host {host} did not answer three health checks, paged the on-call engineer at {time}",
    "Backup of server {host} finished without errors at {time}",
    "Certificate for {host} expires in 14 days, checked at {time}",
    "CPU temperature of {host} above the limit since {time}",
    "Replication lag on {host} exceeds 30 seconds, measured at {time}",
    "Login failed five times for user admin on {host} at {time}",
    "Memory of machine {host} nearly exhausted, process killed at {time}",
    "Disk of server {host} is full since {time}",
    "Disk of server {host} is ok since {time}",
)

VALUES = ("id", "date", "number")
SAMPLE = 200


def main() -> None:
    """Generate, embed, deduplicate twice and check."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])  # type: ignore[union-attr]
    parser.add_argument("--lines", type=int, default=50_000)
    parser.add_argument("--vectors", type=Path)
    options = parser.parse_args()
    frame = alerts(options.lines)
    start, used = time.time(), time.process_time()
    known = options.vectors is not None and options.vectors.exists()
    given = {"vectors": np.load(options.vectors)} if known else {}
    corpus = wb.embed(frame, text="text", ledger=False, progress=False, **given)
    told("read vectors" if known else "embedded", start, used)
    if options.vectors is not None and not known:
        place = {text: k for k, text in enumerate(corpus.rows.distinct)}
        np.save(options.vectors, corpus.vectors[[place[text] for text in frame["text"]]])
    for name, guards in (
        ("all guards", GUARDS),
        ("without id, date, number", tuple(guard for guard in GUARDS if guard not in VALUES)),
    ):
        start, used = time.time(), time.process_time()
        duplicates = corpus.duplicates(0.9, guards=guards)
        rows = duplicates.to_frame()
        told(f"{name}: {duplicates!r}", start, used)
        print(*(f"  {note}" for note in duplicates.notes), sep="\n")
        print(*(f"  {line}" for line in checks(duplicates, rows, frame, guards)), sep="\n")


def alerts(count: int, seed: int = 0) -> pd.DataFrame:
    """Return so many different lines, and the template of each."""
    draw = random.Random(seed)
    lines: dict[str, int] = {}
    while len(lines) < count:
        kind = len(lines) % len(TEMPLATES)
        clock = ":".join(f"{draw.randrange(top):02d}" for top in (24, 60, 60))
        lines.setdefault(
            TEMPLATES[kind].format(host=f"web-{draw.randrange(10_000):04d}", time=clock), kind
        )
    return pd.DataFrame({"text": list(lines), "template": list(lines.values())})


def told(what: str, start: float, used: float) -> None:
    """Print what took how long, and the peak of memory so far."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(
        f"{what}\n  {time.time() - start:.1f} s, {time.process_time() - used:.1f} s of processor "
        f"time, peak {peak:.2f} GiB"
    )


def checks(
    duplicates: Duplicates, rows: pd.DataFrame, frame: pd.DataFrame, guards: tuple[str, ...]
) -> list[str]:
    """Say whether groups and verdicts are right by construction."""
    template, vectors = frame["template"].to_numpy(), _row_vectors(duplicates)
    grouped = rows["group"].notna().to_numpy()
    kinds = pd.Series(template[grouped]).groupby(rows["group"].to_numpy()[grouped].astype(int))
    gone = np.flatnonzero(rows["verdict"] == "drop")
    kept = rows["compared_to"].to_numpy()[gone].astype(np.int64)
    similar = cosine(vectors[gone], vectors[kept]) >= 0.9
    right = template[gone] == template[kept]
    far, other, kept_too_many = (
        int((~similar).sum()),
        int((~right).sum()),
        _could_go(rows, frame, vectors, guards),
    )
    return [
        f"groups with lines of two templates: {int((kinds.nunique() > 1).sum())} of {len(kinds)}",
        f"lines that go: {len(gone)}; to a line less than 0.9 similar: {far}, of another: {other}",
        f"of {SAMPLE} kept lines, could have gone: {kept_too_many}",
    ]


def _row_vectors(duplicates: Duplicates) -> np.ndarray:
    return duplicates._case.vectors[duplicates.rows.distinct_of]


def _could_go(
    rows: pd.DataFrame, frame: pd.DataFrame, vectors: np.ndarray, guards: tuple[str, ...]
) -> int:
    """Count kept lines of a sample that lie near a kept one of their group, unguarded."""
    kept = np.flatnonzero((rows["verdict"] != "drop") & rows["group"].notna())
    sample = np.random.default_rng(0).choice(kept, min(SAMPLE, len(kept)), replace=False)
    group, texts, count = rows["group"].to_numpy(), frame["text"].tolist(), 0
    for row in sample.tolist():
        others = kept[(group[kept] == group[row]) & (kept != row)]
        near = others[
            cosine(np.broadcast_to(vectors[row], (len(others), vectors.shape[1])), vectors[others])
            >= 0.9
        ]
        masks = guard_pairs(texts, np.full(len(near), row), near, guards=guards)
        count += bool((masks == 0).any())
    return count


if __name__ == "__main__":
    main()
