"""A table of a million rows, from Parquet files to Parquet files, stage by stage.

    python -m benchmarks.million TABLE --text COLUMN --cache FOLDER --output FOLDER

TABLE is a folder of Parquet files. Vectors are kept in the cache, so a run that is stopped goes on
there; what came from it is printed, because it was not embedded in this run. Prints a row for each
stage: seconds, processor seconds, and the most memory the process held meanwhile (Linux).

With --draft the model embeds a sample and the texts of likely pairs only. Topics and map are those
of a sample of 20,000 texts, which the others join; with --agreement 0.85 the model embeds further
texts until the topics agree that far with those of its own vectors.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import workbench as wb


def main() -> None:
    """Read what to do, and do it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("table", help="folder of Parquet files")
    parser.add_argument("--text", required=True)
    parser.add_argument("--cache", required=True)
    parser.add_argument("--output", required=True)
    parser.add_argument("--vectors", help="file .npy that holds the vectors; default: memory")
    parser.add_argument("--threshold", type=float, default=0.9)
    parser.add_argument("--sample", type=int, default=20_000)
    parser.add_argument("--engine", default="local", choices=("local", "dask"))
    parser.add_argument("--draft", action="store_true")
    parser.add_argument("--agreement", type=float)
    given = parser.parse_args()
    print("| stage | seconds | processor seconds | most memory, GiB | what came of it |")
    print("|---|---:|---:|---:|---|")
    corpus = stage(
        "open and embed",
        lambda: wb.embed(
            given.table,
            text=given.text,
            cache=given.cache,
            vectors_file=given.vectors,
            engine=given.engine,
            draft=given.draft,
            progress=Told(),
        ),
        lambda c: f"{len(c):,} rows, {c.embedding.encoded:,} encoded, {c.embedding.cached:,} kept",
    )
    search = "draft" if given.draft else "exact"
    duplicates = stage(
        f"pairs at {given.threshold:g}, and groups",
        lambda: corpus.duplicates(given.threshold, search=search),
        lambda found: f"{len(found.pairs):,} pairs; {found!r} {found.notes}",
    )
    asked = {"sample": given.sample, "agreement": given.agreement}
    topics = stage(
        "topics", lambda: corpus.topics(**asked), lambda found: f"{found!r} {found.notes}"
    )
    projection = stage("map", lambda: corpus.projection(sample=given.sample), repr)
    stage(
        "Parquet files",
        lambda: corpus.export(given.output, duplicates, topics, projection),
        lambda path: f"{sum(one.stat().st_size for one in Path(path).iterdir()) / 1e6:,.0f} MB",
    )


def stage(name: str, run: Callable[[], Any], told: Callable[[Any], str]) -> Any:
    """Run a stage and print its row."""
    forget_peak()
    began, used = time.perf_counter(), processor_seconds()
    result = run()
    seconds, used = time.perf_counter() - began, processor_seconds() - used
    print(f"| {name} | {seconds:,.0f} | {used:,.0f} | {peak():.1f} | {told(result)} |", flush=True)
    return result


def processor_seconds() -> float:
    """Return the seconds that this process and its ended children used."""
    whose = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    used = [resource.getrusage(one) for one in whose]
    return sum(one.ru_utime + one.ru_stime for one in used)


def forget_peak() -> None:
    """Begin the count of the most memory anew."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def peak() -> float:
    """Return the most memory held since then, in GiB, read pages of mapped files among it."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    line = next(one for one in status.splitlines() if one.startswith("VmHWM"))
    return int(line.split()[1]) / 2**20


class Told:
    """Writes each stage's beginning and end, and every hundredth part, to stderr."""

    def start(self, stage: str, total: int, *, done: int = 0, note: str = "") -> None:
        """Begin a stage."""
        self.stage, self.total, self.done, self.part = stage, max(total, 1), done, 0
        self.began = time.perf_counter()
        print(f"{stage}: {total:,} {note}", file=sys.stderr, flush=True)

    def advance(self, steps: int) -> None:
        """Tell a hundredth."""
        self.done += steps
        if 100 * self.done // self.total > self.part:
            self.part = 100 * self.done // self.total
            print(f"{self.stage}: {self.part} %", file=sys.stderr, flush=True)

    def finish(self, note: str = "") -> None:
        """End a stage."""
        seconds = time.perf_counter() - self.began
        print(f"{self.stage}: {seconds:.1f} s {note}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
