"""The vectors of `similarity.py`, and the tools beside Workbench, each as its users call it.

A tool takes unit vectors and thresholds and yields ``(threshold, seconds, pairs)``. What does not
depend on the threshold (an index and its 100 nearest, a list of mined pairs) is computed once, and
its time counts for each threshold.
"""

from __future__ import annotations

import argparse
import importlib.util
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.similarity import pairs

Vectors = NDArray[np.float32]
Keys = NDArray[np.int64]
Timed = Iterator[tuple[float, float, Keys]]


def keys(left: NDArray[Any], right: NDArray[Any]) -> Keys:
    """Name each pair by one number, once, whichever way round it was found."""
    low, high = np.minimum(left, right), np.maximum(left, right)
    return np.unique(low.astype(np.int64)[low != high] * 2**31 + high[low != high])


def each(find: Callable[[Vectors, float], Callable[[], Keys]]) -> Callable[..., Timed]:
    """Time a tool that has to be asked anew at each threshold; naming the pairs is not timed."""

    def run(vectors: Vectors, thresholds: list[float]) -> Timed:
        for threshold in thresholds:
            began = time.perf_counter()
            found = find(vectors, threshold)
            yield threshold, time.perf_counter() - began, found()

    return run


def once(find: Callable[[Vectors], tuple[NDArray[Any], ...]]) -> Callable[..., Timed]:
    """Time a tool that finds (left, right, similarity) whatever the threshold."""

    def run(vectors: Vectors, thresholds: list[float]) -> Timed:
        began = time.perf_counter()
        left, right, similarity = find(vectors)
        seconds = time.perf_counter() - began
        for threshold in thresholds:
            near = similarity >= threshold
            yield threshold, seconds, keys(left[near], right[near])

    return run


@each
def workbench(vectors: Vectors, threshold: float) -> Callable[[], Keys]:
    """Join exactly, by heads."""
    found = pairs(vectors, threshold)
    return lambda: found.left.astype(np.int64) * 2**31 + found.right


@each
def faiss(vectors: Vectors, threshold: float) -> Callable[[], Keys]:
    """Join exactly but for float32 rounding."""
    import faiss as tool

    index = tool.IndexFlatIP(vectors.shape[1])
    index.add(vectors)
    limits, _, right = index.range_search(vectors, threshold)
    sizes = np.diff(limits.astype(np.int64))
    return lambda: keys(np.repeat(np.arange(len(vectors)), sizes), right)


@once
def paraphrase_mining(vectors: Vectors) -> tuple[NDArray[Any], ...]:
    """Mine with its own defaults, but with room for 5 million pairs instead of 500,000."""
    import torch
    from sentence_transformers.util import paraphrase_mining_embeddings

    found = paraphrase_mining_embeddings(torch.from_numpy(vectors), max_pairs=5_000_000)
    similarity, left, right = (np.array(one) for one in zip(*found, strict=True))
    return left.astype(np.int64), right.astype(np.int64), similarity


@once
def usearch(vectors: Vectors) -> tuple[NDArray[Any], ...]:
    """Build an approximate index and take the 100 nearest."""
    from usearch.index import Index

    index = Index(ndim=vectors.shape[1], metric="ip", dtype="f32")
    index.add(np.arange(len(vectors)), vectors)
    found = index.search(vectors, 100)
    left = np.repeat(np.arange(len(vectors)), found.keys.shape[1])
    return left, found.keys.ravel().astype(np.int64), 1 - found.distances.ravel()


@each
def semhash(vectors: Vectors, threshold: float) -> Callable[[], Keys]:
    """Build its default index and ask it for what it bases its groups on."""
    from semhash import SemHash

    names = [str(row) for row in range(len(vectors))]
    made = SemHash.from_embeddings(vectors, names, model=None)
    found = made.index.query_threshold(vectors, threshold)
    sizes = [len(near) for near, _ in found]
    right = np.concatenate([near for near, _ in found])
    return lambda: keys(np.repeat(np.arange(len(vectors)), sizes), right)


@each
def sklearn(vectors: Vectors, threshold: float) -> Callable[[], Keys]:
    """Compare all with all."""
    from sklearn.neighbors import NearestNeighbors

    index = NearestNeighbors(metric="cosine", algorithm="brute").fit(vectors)
    found = index.radius_neighbors(vectors, 1 - threshold, return_distance=False)
    sizes = [len(near) for near in found]
    return lambda: keys(np.repeat(np.arange(len(vectors)), sizes), np.concatenate(found))


TOOLS: dict[str, tuple[Callable[..., Timed], str]] = {
    "workbench": (workbench, "workbench"),
    "faiss IndexFlatIP.range_search": (faiss, "faiss"),
    "paraphrase_mining_embeddings": (paraphrase_mining, "sentence_transformers"),
    "usearch HNSW, k=100": (usearch, "usearch"),
    "SemHash": (semhash, "semhash"),
    "scikit-learn radius neighbors": (sklearn, "sklearn"),
}


def installed(wanted: str) -> Iterator[tuple[str, Callable[..., Timed]]]:
    """Yield the tools that were asked for, by parts of names with commas, and are installed."""
    for name, (tool, package) in TOOLS.items():
        if wanted and not any(part in name.lower() for part in wanted.split(",")):
            continue
        if importlib.util.find_spec(package) is None:
            print(f"{name}: not installed, left out")
            continue
        yield name, tool


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
    from workbench.progress import Bar

    files = sorted([*folder.glob("**/*.tsv"), *folder.glob("**/*.tsv.gz")])
    texts: list[str] = []
    for file in files:
        table = pd.read_csv(file, sep="\t", quoting=3, dtype=str, keep_default_na=False)
        if "text" in table:
            texts += [one for one in table["text"].drop_duplicates() if one.strip()][:rows]
    with VectorStore() as store:
        distinct = list(dict.fromkeys(texts))[: 2 * rows]
        return embed_texts(distinct, load_encoder(), store=store, progress=Bar()).vectors
