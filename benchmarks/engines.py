"""The join by blocks on a Dask cluster of this machine, beside the local engine.

    python -m benchmarks.engines speed VECTORS.npy [--rows 100000] [--threshold 0.85]
    python -m benchmarks.engines plan

`speed` joins the same vectors by the local engine with two threads and by clusters of 1, 2 and 4
workers of one thread, checks that the pairs are the same bit for bit, and prints the planned time
beside the measured one. `plan` prints what 10^7 to 10^9 rows take. VECTORS.npy holds unit vectors,
float32.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks.join_plan import plan_join
from workbench.engines import DaskEngine
from workbench.similarity import Pairs, pairs, pairs_by_blocks


def main() -> None:
    """Read what to do, and do it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=("speed", "plan"))
    parser.add_argument("vectors", nargs="?")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--threshold", type=float, default=0.85)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2, 4])
    given = parser.parse_args()
    if given.what == "plan":
        plan()
    elif given.vectors is None:
        parser.error("speed needs a file of vectors")
    else:
        speed(given)


def speed(given: argparse.Namespace) -> None:
    """Print seconds of each engine, their ratio, and what the plan said."""
    vectors = np.load(given.vectors, mmap_mode="r")
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/vectors.npy"
        np.save(path, vectors[: given.rows])
        mapped = np.load(path, mmap_mode="r")
        pairs(mapped[:20_000], given.threshold)  # compiles
        wanted, rows = pairs(mapped, given.threshold, threads=2), len(mapped)
        print(f"{rows:,} rows at {given.threshold:g}: {len(wanted):,} pairs")
        print("| Dask, workers | seconds | local, 2 threads, in turns | speed of local | plan |")
        print("|---|---:|---:|---:|---:|")
        for workers in given.workers:
            with DaskEngine(workers=workers, folder=f"{folder}/runs") as engine:
                list(engine.map(warm, [path] * 4 * workers))
                best, local = in_turns(mapped, wanted, engine, given)
            each = local * 2 / (rows * (rows + 1) / 2)
            planned = plan_join(rows, workers, seconds_per_comparison=each).seconds
            print(f"| {workers} | {best:.2f} | {local:.2f} | {local / best:.2f} | {planned:.2f} |")


def in_turns(
    vectors: Any, wanted: Pairs, engine: DaskEngine, given: argparse.Namespace
) -> tuple[float, float]:
    """Time the cluster and this process in turns; return the best of each."""
    times = []
    for _ in range(given.runs):
        seconds, found = timed(lambda: pairs_by_blocks(vectors, given.threshold, engine))
        for name in ("left", "right", "similarity"):
            assert np.array_equal(getattr(found, name), getattr(wanted, name))
        times.append((seconds, timed(lambda: pairs(vectors, given.threshold, threads=2))[0]))
    cluster, local = zip(*times, strict=True)
    return min(cluster), min(local)


def warm(path: str) -> int:
    """Load the kernels of the join in a worker."""
    return len(pairs(np.load(path, mmap_mode="r")[:5_000], 0.85, threads=1))


def timed(function: Callable[[], Any]) -> tuple[float, Any]:
    """Return seconds and result."""
    began = time.perf_counter()
    result = function()
    return time.perf_counter() - began, result


def plan() -> None:
    """Print tiles, bytes and hours for large tables."""
    print("| rows | workers | blocks | read, TiB | stored, GiB | per worker, MiB | hours |")
    print("|---:|---:|---:|---:|---:|---:|---:|")
    for rows, workers in (
        (10**6, 2),
        (10**6, 16),
        (10**7, 16),
        (10**7, 128),
        (10**8, 128),
        (10**8, 1024),
        (10**9, 1024),
    ):
        planned = plan_join(rows, workers)
        print(
            f"| {rows:,} | {workers:,} | {planned.tiles:,} | {planned.bytes_read / 2**40:,.2f} "
            f"| {planned.bytes_stored / 2**30:,.1f} | {planned.worker_memory / 2**20:,.0f} "
            f"| {planned.seconds / 3600:,.2f} |"
        )


if __name__ == "__main__":
    main()
