"""Pairs above a threshold, beside the tools that people use for it, on the same vectors.

    python benchmarks/similarity.py speed     --data FOLDER [--rows 80000] [--tools faiss,usearch]
    python benchmarks/similarity.py exactness --data FOLDER [--rows 20000]
    python benchmarks/similarity.py growth    --data FOLDER
    python benchmarks/similarity.py copies    --data FOLDER
    python benchmarks/similarity.py neighbors --data FOLDER [--rows 20000]

FOLDER holds ``*.tsv`` or ``*.tsv.gz`` files with a column ``text``; the texts are embedded once
with all-MiniLM-L6-v2 and kept in Workbench's vector store. ``--vectors FILE.npy`` takes unit
vectors as they are. Peers that are not installed are left out:
``pip install faiss-cpu usearch semhash`` brings them. With ``--results FILE.json`` several runs
add up to one table.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import platform
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Thread
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.similarity import Pairs, neighbors, pairs

Vectors = NDArray[np.float32]
Keys = NDArray[np.int64]
THRESHOLDS = (0.80, 0.85, 0.90)


# ------------------------------------------------------------------------------------ vectors
def load(options: argparse.Namespace, rows: int) -> Vectors:
    """Return `rows` unit vectors: real ones, and perturbed real ones where these do not suffice."""
    vectors = np.load(options.vectors) if options.vectors else embed(Path(options.data), rows)
    order = np.random.default_rng(0).permutation(len(vectors))
    mixed = np.ascontiguousarray(vectors[order[:rows]])
    return mixed if len(mixed) >= rows else enlarge(mixed, rows)


def enlarge(vectors: Vectors, rows: int) -> Vectors:
    """Add blends of two random real vectors: as far from the others as real texts are."""
    random = np.random.default_rng(1)
    more = rows - len(vectors)
    first, second = random.integers(len(vectors), size=(2, more))
    blend = vectors[first] + random.uniform(0.6, 1.0, (more, 1)).astype("f4") * vectors[second]
    blend /= np.linalg.norm(blend, axis=1, keepdims=True)
    print(f"{more:,} of {rows:,} vectors are blends of two real ones")
    return np.concatenate([vectors, blend.astype(np.float32)])


def embed(folder: Path, rows: int) -> Vectors:
    """Embed the distinct texts of the folder's files, the same number of each file at most."""
    from workbench.embedding import VectorStore, embed_texts, load_encoder
    from workbench.progress import TerminalProgress

    files = sorted([*folder.glob("**/*.tsv"), *folder.glob("**/*.tsv.gz")])
    texts: list[str] = []
    for file in files:
        table = pd.read_csv(file, sep="\t", quoting=3, dtype=str, keep_default_na=False)
        if "text" in table:
            texts += [one for one in table["text"].drop_duplicates() if one.strip()][:rows]
    with VectorStore() as store:
        distinct = list(dict.fromkeys(texts))[: 2 * rows]
        return embed_texts(
            distinct, load_encoder(), store=store, progress=TerminalProgress()
        ).vectors


# ---------------------------------------------------------------------------------- the tools
def keys(left: NDArray[Any], right: NDArray[Any]) -> Keys:
    """Name each pair by one number, once, whichever way round it was found."""
    low, high = np.minimum(left, right), np.maximum(left, right)
    return np.unique(low.astype(np.int64)[low != high] * 2**31 + high[low != high])


def workbench(vectors: Vectors, threshold: float) -> Keys:
    """Join exactly, by heads."""
    found = pairs(vectors, threshold)
    return found.left.astype(np.int64) * 2**31 + found.right


def faiss(vectors: Vectors, threshold: float) -> Keys:
    """Join exactly but for float32 rounding."""
    import faiss as tool

    index = tool.IndexFlatIP(vectors.shape[1])
    index.add(vectors)
    limits, _, right = index.range_search(vectors, threshold)
    return keys(np.repeat(np.arange(len(vectors)), np.diff(limits.astype(np.int64))), right)


def paraphrase_mining(vectors: Vectors, threshold: float) -> Keys:
    """Mine with its own defaults, but with room for 5 million pairs instead of 500,000."""
    import torch
    from sentence_transformers.util import paraphrase_mining_embeddings

    found = paraphrase_mining_embeddings(torch.from_numpy(vectors), max_pairs=5_000_000)
    kept = np.array([(i, j) for score, i, j in found if score >= threshold], dtype=np.int64)
    return keys(*kept.reshape(-1, 2).T)


def usearch(vectors: Vectors, threshold: float) -> Keys:
    """Build an approximate index and take what is near enough of the 100 nearest."""
    from usearch.index import Index

    index = Index(ndim=vectors.shape[1], metric="ip", dtype="f32")
    index.add(np.arange(len(vectors)), vectors)
    found = index.search(vectors, 100)
    near = found.distances <= 1 - threshold
    return keys(np.nonzero(near)[0], found.keys[near])


def semhash(vectors: Vectors, threshold: float) -> Keys:
    """Build its default index and ask it for what it bases its groups on."""
    from semhash import SemHash

    names = [str(row) for row in range(len(vectors))]
    made = SemHash.from_embeddings(vectors, names, model=None)
    found = made.index.query_threshold(vectors, threshold)
    sizes = [len(near) for near, _ in found]
    return keys(np.repeat(np.arange(len(vectors)), sizes), np.concatenate([n for n, _ in found]))


def sklearn(vectors: Vectors, threshold: float) -> Keys:
    """Compare all with all."""
    from sklearn.neighbors import NearestNeighbors

    index = NearestNeighbors(metric="cosine", algorithm="brute").fit(vectors)
    found = index.radius_neighbors(vectors, 1 - threshold, return_distance=False)
    sizes = [len(near) for near in found]
    return keys(np.repeat(np.arange(len(vectors)), sizes), np.concatenate(found))


TOOLS: dict[str, tuple[Callable[[Vectors, float], Keys], str]] = {
    "workbench": (workbench, "workbench"),
    "faiss IndexFlatIP.range_search": (faiss, "faiss"),
    "paraphrase_mining_embeddings": (paraphrase_mining, "sentence_transformers"),
    "usearch HNSW, k=100": (usearch, "usearch"),
    "SemHash": (semhash, "semhash"),
    "scikit-learn radius neighbours": (sklearn, "sklearn"),
}


def chosen(options: argparse.Namespace) -> Iterator[tuple[str, Callable[[Vectors, float], Keys]]]:
    """Yield the tools that were asked for and are installed."""
    for name, (tool, package) in TOOLS.items():
        if options.tools and not any(part in name.lower() for part in options.tools.split(",")):
            continue
        if importlib.util.find_spec(package) is None:
            print(f"{name}: not installed, left out")
            continue
        yield name, tool


# ----------------------------------------------------------------------------------- the runs
def speed(options: argparse.Namespace) -> list[dict[str, Any]]:
    """Time each tool once, Workbench five times (its first run tells what compiling costs)."""
    vectors = load(options, options.rows or 80_000)
    rows = []
    for name, tool in chosen(options):
        if name.startswith("scikit") and len(vectors) > options.sklearn_rows:
            print(f"{name}: run with --rows {options.sklearn_rows}, left out")
            continue
        for threshold in options.thresholds:
            seconds, busy, found = [], [], np.empty(0, np.int64)
            for _ in range(5 if name == "workbench" else 1):
                began, work = time.perf_counter(), time.process_time()
                found = tool(vectors, threshold)
                seconds.append(time.perf_counter() - began)
                busy.append(time.process_time() - work)
            rows.append(
                {
                    "tool": name,
                    "vectors": len(vectors),
                    "threshold": threshold,
                    "seconds": round(statistics.median(seconds), 3),
                    "first": round(seconds[0], 3),
                    "processor seconds": round(statistics.median(busy), 3),
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
    for name, tool in chosen(options):
        for threshold, true in truth.items():
            found = tool(vectors, threshold)
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
    sizes = [options.rows] if options.rows else [25_000, 50_000, 100_000, 200_000]
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


def measured(vectors: Vectors, threshold: float) -> tuple[Pairs, float, float, int]:
    """Join, and return the pairs, seconds, processor seconds, and the peak of memory in MiB."""
    import psutil

    process, over = psutil.Process(), Event()
    before = peak = process.memory_info().rss

    def watch() -> None:
        nonlocal peak
        while not over.wait(0.005):
            peak = max(peak, process.memory_info().rss)

    watcher = Thread(target=watch)
    watcher.start()
    began, work = time.perf_counter(), time.process_time()
    found = pairs(vectors, threshold)
    seconds, busy = time.perf_counter() - began, time.process_time() - work
    over.set()
    watcher.join()
    return found, seconds, busy, round((peak - before) / 2**20)


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
        "growth": growth,
        "copies": copies,
        "neighbors": nearest,
    }
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("run", choices=runs)
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--data", help="folder of .tsv files with a column 'text'")
    source.add_argument("--vectors", help=".npy file of unit vectors")
    parser.add_argument("--rows", type=int)
    parser.add_argument("--sklearn-rows", type=int, default=10_000)
    parser.add_argument("--tools", default="", help="parts of names, with commas")
    parser.add_argument("--thresholds", type=float, nargs="+", default=list(THRESHOLDS))
    parser.add_argument("--results", type=Path, help="JSON file that runs add to")
    options = parser.parse_args()
    rows = runs[options.run](options)
    if options.results:
        kept = json.loads(options.results.read_text()) if options.results.exists() else {}
        kept.setdefault(options.run, []).extend(rows)
        options.results.write_text(json.dumps(kept, indent=1))
        rows = kept[options.run]
    print(f"\n{options.run}: {platform.processor() or platform.machine()}, {os.cpu_count()} cores")
    print(pd.DataFrame(rows).to_string(index=False))


if __name__ == "__main__":
    main()
