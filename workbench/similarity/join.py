"""All pairs of a set of vectors above a threshold."""

from __future__ import annotations

import importlib.util
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from workbench.errors import InputError, check_choice, check_count, check_threshold
from workbench.progress import Progress, Quiet
from workbench.similarity.exact_pairs.blas_tiles import join_tiles
from workbench.similarity.exact_pairs.bounded import join_heads
from workbench.similarity.exact_pairs.closest import Allowed, ClosestCollector
from workbench.similarity.exact_pairs.collector import (
    BYTES_PER_LINK,
    BYTES_PER_PAIR,
    DEFAULT_MEMORY,
    FLOORS,
    Collector,
)
from workbench.similarity.results import Pairs
from workbench.similarity.unit_vectors import check_vectors

VERY_SMALL = 500_000
"""Up to as many comparisons the plain join is done before the fast one's threads are started."""

SMALL = 8_000_000
"""Up to as many comparisons other processes are given no heads."""

LARGE = 20_000_000_000
"""Comparisons from which on a CUDA device is looked for: fewer are done before torch is loaded."""

DEVICES = ("auto", "cpu", "cuda")

START_ROOM = 1.25
"""How many times too many pairs a sample must show before the join begins with a raised floor."""


def pairs(
    vectors: ArrayLike,
    threshold: float,
    *,
    memory: int = DEFAULT_MEMORY,
    threads: int | None = None,
    device: str = "auto",
    progress: Progress | None = None,
) -> Pairs:
    """Find all pairs of vectors with a cosine similarity of at least `threshold`.

    Shapes: vectors (m, d).
    """
    rows = check_vectors(vectors)
    requested = check_threshold(threshold)
    most = max(1, check_count("memory", memory) // BYTES_PER_PAIR)
    threads = None if threads is None else check_count("threads", threads)
    progress = progress or Quiet()
    way = _way(device, comparisons_among(len(rows)))
    start = first_floor(rows, requested, most)
    while True:
        collector = Collector(start, most)
        _fill(collector, rows, way, threads, progress)
        if collector.raised or start == requested:
            break
        start = requested  # the sample was wrong: a lower floor may do
    return gathered(collector, requested, len(rows), progress=progress)


def too_many(vectors: NDArray[np.float32], threshold: float, memory: int) -> bool:
    """Tell whether a sample shows surely too many pairs to link them in the memory allowed."""
    return first_floor(vectors, threshold, max(1, memory // BYTES_PER_LINK)) > threshold


def closest_pairs(
    vectors: NDArray[np.float32],
    threshold: float,
    cluster: NDArray[np.int64],
    *,
    most: int,
    allowed: Allowed | None = None,
    progress: Progress,
) -> Pairs:
    """Find the most similar pair of each two clusters that have one above the threshold.

    `cluster` (m,) numbers the clusters. If there are more than `most`, the floor is raised. Pairs
    that are not `allowed` are left out. No manifest or note tells of these pairs.
    """
    collector = ClosestCollector(threshold, most, cluster, allowed)
    _fill(collector, vectors, _way("auto", comparisons_among(len(vectors))), None, progress)
    return replace(gathered(collector, threshold, len(vectors), progress=progress), notes=())


def _fill(
    collector: Collector,
    rows: NDArray[np.float32],
    way: str,
    threads: int | None,
    progress: Progress,
) -> None:
    """Put the pairs of vectors into a collector, the given way."""
    progress.start("pairs", comparisons_among(len(rows)))
    if way == "cuda":
        from workbench.similarity.exact_pairs.torch_tiles import join_torch

        join_torch(rows, collector, progress=progress)
    elif way == "tiles":
        join_tiles(rows, None, collector, progress=progress)
    else:
        join_heads(rows, None, collector, threads=threads, progress=progress)


def cuda_at_hand() -> bool:
    """Tell whether torch is installed and finds a CUDA device."""
    if importlib.util.find_spec("torch") is None:
        return False
    import torch

    return bool(torch.cuda.is_available())


def comparisons_among(count: int) -> int:
    """Count the pairs that a join compares, each vector with itself included."""
    return count * (count + 1) // 2


def _way(device: str, total: int) -> str:
    """Return the way to the pairs that suits their number; each leads to the same."""
    device = check_choice("device", device, DEVICES)
    if device == "cuda" and not cuda_at_hand():
        raise InputError(
            'device="cuda", but torch finds no CUDA device here. '
            'Try: device="auto", which uses one if there is one.'
        )
    if device == "cuda" or (device == "auto" and total >= LARGE and cuda_at_hand()):
        return "cuda"
    return "tiles" if total <= VERY_SMALL else "heads"


def first_floor(vectors: NDArray[np.float32], requested: float, most: int) -> float:
    """Return the floor to begin with: a raised one if a sample shows far too many pairs."""
    total = comparisons_among(len(vectors))
    if total <= most:
        return requested
    return likely_floor(sample_similarities(vectors), total, requested, most, room=START_ROOM)


def gathered(collector: Collector, requested: float, count: int, *, progress: Progress) -> Pairs:
    """Return what a collector holds as the result of a join, and end its stage."""
    left, right, similarity = collector.sorted(count)
    progress.finish(f"{len(left):,} pairs at {collector.floor:g} or above")
    return Pairs(
        left=left,
        right=right,
        similarity=similarity,
        floor=collector.floor,
        requested=requested,
        count=count,
        notes=_floor_notes(requested, collector, len(left)),
    )


def _floor_notes(requested: float, collector: Collector, count: int) -> tuple[str, ...]:
    """Tell of a floor that had to be raised."""
    if collector.floor <= requested:
        return ()
    note = (
        f"floor raised from {requested:g} to {collector.floor:g}: more than {collector.most:,} "
        f"pairs lie above {requested:g}, beyond the memory allowed; all {count:,} pairs at "
        f"{collector.floor:g} or above are here. Allow more with memory=..."
    )
    return (note,)


SAMPLE_ROWS = 1_024
"""Vectors in each half of a sample: their million pairs stand for all pairs."""


def sample_similarities(vectors: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the similarities of a sample of pairs; of all pairs if there are few vectors.

    Shapes: vectors (m, d), returns (s,).
    """
    random = np.random.default_rng(0)
    drawn = random.permutation(len(vectors))[: 2 * SAMPLE_ROWS]
    rows = vectors[np.sort(drawn)].astype(np.float64)
    if len(vectors) <= 2 * SAMPLE_ROWS:
        values = rows @ rows.T
        return values[np.triu_indices(len(rows), 1)]
    return (rows[::2] @ rows[1::2].T).ravel()


def likely_floor(
    sample: NDArray[np.float64], total: int, threshold: float, most: int, *, room: float = 1.0
) -> float:
    """Return the lowest floor at which the pairs should fit. Shapes: sample (s,)."""
    if not len(sample):
        return threshold
    fits = most * room * len(sample) / total
    if np.count_nonzero(sample >= threshold) <= fits:
        return threshold
    counts = len(sample) - np.searchsorted(np.sort(sample), FLOORS, side="left")
    over = FLOORS[(counts > fits) & (threshold < FLOORS)]
    under = FLOORS[(counts <= fits) & (threshold < FLOORS)]
    chosen = over.max(initial=threshold) if room > 1 else under.min(initial=1.0)
    return float(chosen)
