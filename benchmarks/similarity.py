"""Pairs above a threshold, beside the tools that people use for it, on the same vectors.

    python benchmarks/similarity.py speed     --data FOLDER [--rows 80000] [--tools faiss,usearch]
    python benchmarks/similarity.py exactness --data FOLDER [--rows 20000]
    python benchmarks/similarity.py scans     --data FOLDER [--rows 80000] [--thresholds 0.85]
    python benchmarks/similarity.py growth    --data FOLDER
    python benchmarks/similarity.py million   --vectors FILE.npy
    python benchmarks/similarity.py chart     --results FILE.json
    python benchmarks/similarity.py copies    --data FOLDER
    python benchmarks/similarity.py neighbors --data FOLDER [--rows 20000]

FOLDER holds ``*.tsv`` or ``*.tsv.gz`` files with a column ``text``; the texts are embedded once
with all-MiniLM-L6-v2 and kept in Workbench's vector store. ``--vectors FILE.npy`` takes unit
vectors as they are; `million` joins that file at 0.9 as a memory map. Peers that are not installed
are left out: ``pip install faiss-cpu usearch semhash`` brings them. With ``--results FILE.json``
several runs add up to one table; `chart` draws ``docs/images/growth.svg`` from such a file.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import platform
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from similarity_chart import draw
from similarity_peers import Keys, Vectors, faiss, installed, keys, load
from similarity_scans import WAYS

from workbench.similarity import Pairs, neighbors, pairs

THRESHOLDS = (0.80, 0.85, 0.90)
SIZES = (25_000, 50_000, 100_000, 200_000)
CHART = Path(__file__).resolve().parents[1] / "docs" / "images" / "growth.svg"


# ----------------------------------------------------------------------------------- the runs
def speed(options: argparse.Namespace) -> list[dict[str, Any]]:
    """Time each tool once, Workbench five times (its first run tells what compiling costs)."""
    vectors = load(options, options.rows or 80_000)
    rows = []
    for name, tool in installed(options.tools):
        if name.startswith("scikit") and len(vectors) > options.sklearn_rows:
            print(f"{name}: run with --rows {options.sklearn_rows}, left out")
            continue
        list(tool(vectors[:200], options.thresholds[:1]))  # imports and the like are not timed
        runs = [
            list(tool(vectors, options.thresholds)) for _ in range(5 if name == "workbench" else 1)
        ]
        for place, (threshold, first, found) in enumerate(runs[0]):
            seconds = [run[place][1] for run in runs]
            rows.append(
                {
                    "tool": name,
                    "vectors": len(vectors),
                    "threshold": threshold,
                    "seconds": round(statistics.median(seconds), 3),
                    "first": round(first, 3),
                    "pairs": len(found),
                }
            )
            print(rows[-1], flush=True)
    return rows


def exactness(options: argparse.Namespace) -> list[dict[str, Any]]:
    """Compare each tool's pairs with a float64 brute force."""
    vectors = load(options, options.rows or 20_000)
    rows = []
    truth = brute_force(vectors, options.thresholds)
    for name, tool in installed(options.tools):
        for threshold, _, found in tool(vectors, options.thresholds):
            true = truth[threshold]
            both = len(np.intersect1d(found, true))
            rows.append(
                {
                    "tool": name,
                    "vectors": len(vectors),
                    "threshold": threshold,
                    "pairs": len(found),
                    "true pairs": len(true),
                    "recall": round(both / max(len(true), 1), 6),
                    "precision": round(both / max(len(found), 1), 6),
                }
            )
            print(rows[-1], flush=True)
    return rows


def scans(options: argparse.Namespace) -> list[dict[str, Any]]:
    """Let the ways to scan heads and faiss take turns, three times; all have to agree."""
    vectors, threshold = load(options, options.rows or 80_000), options.thresholds[0]
    ways = WAYS | {"faiss": lambda given, floor: list(faiss(given, [floor]))}
    seconds: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
    wanted: Any = None
    for turn in range(4):
        for name, way in ways.items():
            began, work = time.perf_counter(), time.process_time()
            found = way(vectors if turn else vectors[:2_000], threshold)
            seconds[name].append((time.perf_counter() - began, time.process_time() - work))
            if turn and name != "faiss":
                wanted = found if wanted is None else wanted
                assert all(map(np.array_equal, found, wanted)), name
    rows = []
    for name, spent in seconds.items():
        wall, busy = np.array(spent[1:]).T
        rows.append(
            {
                "way": name,
                "vectors": len(vectors),
                "first": round(spent[0][0], 2),
                "seconds, least": round(wall.min(), 2),
                "seconds": round(float(np.median(wall)), 2),
                "processor seconds, least": round(busy.min(), 2),
                "processor seconds": round(float(np.median(busy)), 2),
            }
        )
    return rows


def brute_force(vectors: Vectors, thresholds: list[float]) -> dict[float, Keys]:
    """Find all pairs with float64 matrix products, which know nothing of Workbench."""
    wide = vectors.astype(np.float64)
    found: dict[float, list[Keys]] = {threshold: [] for threshold in thresholds}
    for top in range(0, len(wide), 500):
        values = wide[top : top + 500] @ wide.T
        for threshold, parts in found.items():
            i, j = np.nonzero(values >= threshold)
            parts.append(keys(i + top, j))
    return {threshold: np.unique(np.concatenate(parts)) for threshold, parts in found.items()}


def growth(options: argparse.Namespace) -> list[dict[str, Any]]:
    """Time and working memory by number of vectors."""
    sizes = options.sizes
    everything = load(options, max(sizes))
    pairs(everything[:5_000], 0.85)
    rows = []
    for size in sizes:
        vectors = np.ascontiguousarray(everything[:size])
        found, seconds, busy, peak = measured(vectors, 0.85)
        rows.append(
            {
                "vectors": size,
                "seconds": round(seconds, 2),
                "processor seconds": round(busy, 2),
                "pairs": len(found),
                "peak beyond vectors, MiB": peak,
            }
        )
        print(rows[-1], flush=True)
    return rows


def million(options: argparse.Namespace) -> list[dict[str, Any]]:
    """Join a file of vectors at 0.9 as a memory map: nothing of it is loaded beforehand."""
    vectors = np.load(options.vectors, mmap_mode="r")
    found, seconds, busy, peak = measured(vectors, 0.9)
    print(found, *found.notes, sep="\n")
    return [
        {
            "vectors": len(vectors),
            "threshold": 0.9,
            "seconds": round(seconds, 1),
            "processor seconds": round(busy, 1),
            "pairs": len(found),
            "peak beyond vectors, MiB": peak,
        }
    ]


def chart(options: argparse.Namespace) -> list[dict[str, Any]]:
    """Draw growth and peers from a file of results."""
    figures = json.loads(options.results.read_text(encoding="utf-8"))
    CHART.write_text(draw(figures), encoding="utf-8")
    print(f"written: {CHART}")
    return [*figures["growth"], *figures["peers"]]


def measured(vectors: Vectors, threshold: float) -> tuple[Pairs, float, float, int]:
    """Join, and return the pairs, seconds, processor seconds, and the peak of memory in MiB.

    Memory is what the process holds of its own: pages of mapped files do not count.
    """
    over = Event()
    before = peak = own_memory()

    def watch() -> None:
        nonlocal peak
        while not over.wait(0.005):
            peak = max(peak, own_memory())

    watcher = Thread(target=watch)
    watcher.start()
    began, work = time.perf_counter(), time.process_time()
    found = pairs(vectors, threshold)
    seconds, busy = time.perf_counter() - began, time.process_time() - work
    over.set()
    watcher.join()
    return found, seconds, busy, round((peak - before) / 2**20)


def own_memory() -> int:
    """Return the bytes of memory that are this process's own."""
    import psutil

    status = Path("/proc/self/status")
    if status.exists():
        lines = status.read_text(encoding="ascii").splitlines()
        return next(int(one.split()[1]) * 1024 for one in lines if one.startswith("RssAnon"))
    return int(psutil.Process().memory_info().rss)


def copies(options: argparse.Namespace) -> list[dict[str, Any]]:
    """20,000 near-copies of one vector: 199,990,000 pairs, far beyond the default budget."""
    one = load(options, 1)
    noise = np.random.default_rng(2).normal(size=(20_000, one.shape[1])) * 0.004
    vectors = one + noise
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    pairs(vectors[:5_000], 0.99)
    found, seconds, busy, peak = measured(vectors, 0.85)
    print(found, *found.notes, sep="\n")
    return [
        {
            "seconds": round(seconds, 2),
            "processor seconds": round(busy, 2),
            "pairs": len(found),
            "floor": found.floor,
            "peak beyond vectors, MiB": peak,
        }
    ]


def nearest(options: argparse.Namespace) -> list[dict[str, Any]]:
    """Find the 15 nearest of each, beside exact and approximate peers."""
    vectors = load(options, options.rows or 20_000)
    rows = []

    def timed(name: str, run: Callable[[], NDArray[Any]]) -> None:
        began = time.perf_counter()
        found = run()
        seconds = round(time.perf_counter() - began, 2)
        recall = np.mean([len(np.intersect1d(a, b)) for a, b in zip(found, truth, strict=True)])
        rows.append({"tool": name, "seconds": seconds, "recall": round(float(recall) / 15, 4)})
        print(rows[-1], flush=True)

    neighbors(vectors[:6_000], 15)
    truth = neighbors(vectors, 15).indices
    timed("workbench", lambda: neighbors(vectors, 15).indices)
    if importlib.util.find_spec("pynndescent"):
        neighbors(vectors[:6_000], 15, approximate=True)
        timed("approximate=True", lambda: neighbors(vectors, 15, approximate=True).indices)
    if importlib.util.find_spec("faiss"):
        import faiss as tool

        index = tool.IndexFlatIP(vectors.shape[1])
        index.add(vectors)
        timed("faiss IndexFlatIP.search", lambda: index.search(vectors, 15)[1])
    if importlib.util.find_spec("pynndescent"):
        from pynndescent import NNDescent

        timed(
            "pynndescent",
            lambda: NNDescent(vectors, metric="cosine", n_neighbors=15).neighbor_graph[0],
        )
    return rows


def main() -> None:
    """Run one benchmark and print its table."""
    runs = {
        "speed": speed,
        "exactness": exactness,
        "scans": scans,
        "growth": growth,
        "million": million,
        "chart": chart,
        "copies": copies,
        "neighbors": nearest,
    }
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("run", choices=runs)
    source = parser.add_mutually_exclusive_group()
    source.add_argument("--data", help="folder of .tsv files with a column 'text'")
    source.add_argument("--vectors", help=".npy file of unit vectors")
    parser.add_argument("--rows", type=int)
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES), help="of growth")
    parser.add_argument("--sklearn-rows", type=int, default=10_000)
    parser.add_argument("--tools", default="", help="parts of names, with commas")
    parser.add_argument("--thresholds", type=float, nargs="+", default=list(THRESHOLDS))
    parser.add_argument("--results", type=Path, help="JSON file that runs add to")
    options = parser.parse_args()
    if options.run == "chart" and not options.results:
        parser.error("chart needs --results FILE.json")
    if options.run == "million" and not options.vectors:
        parser.error("million needs --vectors FILE.npy")
    if options.run != "chart" and not (options.data or options.vectors):
        parser.error("name the vectors: --data FOLDER or --vectors FILE.npy")
    rows = runs[options.run](options)
    if options.results and options.run != "chart":
        kept = json.loads(options.results.read_text()) if options.results.exists() else {}
        kept.setdefault(options.run, []).extend(rows)
        options.results.write_text(json.dumps(kept, indent=1))
        rows = kept[options.run]
    print(f"\n{options.run}: {platform.processor() or platform.machine()}, {os.cpu_count()} cores")
    print(pd.DataFrame(rows).to_string(index=False))


if __name__ == "__main__":
    main()
