"""All pairs above a threshold: of one set, and between two."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from workbench.errors import InputError, check_choice, check_count, check_threshold
from workbench.progress import Progress, Quiet
from workbench.similarity.checks import check_same_width, check_vectors
from workbench.similarity.exact_pairs.blas_tiles import join_tiles
from workbench.similarity.exact_pairs.bounded import join_heads
from workbench.similarity.exact_pairs.collector import BYTES_PER_PAIR, DEFAULT_MEMORY, Collector
from workbench.similarity.exact_pairs.memory_estimate import likely_floor, sample_similarities
from workbench.similarity.exact_pairs.torch_tiles import cuda_at_hand, join_torch
from workbench.similarity.results import Pairs

Sides = tuple[NDArray[np.float32], NDArray[np.float32] | None]

SMALL = 8_000_000
"""Up to as many comparisons the plain join is done before the fast one's kernels are loaded."""

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

    Parameters
    ----------
    vectors : array_like of float32, shape (m, d)
        Unit vectors; a memory map is read in pieces.
    threshold : float
        Least cosine similarity, inclusive, in (0, 1].
    memory : int, default 512 MiB
        Bytes that pairs may take while they are gathered. Where they do not suffice the floor is
        raised, and the result says so.
    threads : int, optional
        Threads to use. Default: ``workbench.config.thread_count()``. Changes the speed alone.
    device : {"auto", "cpu", "cuda"}, default "auto"
        Where to compute; changes the speed alone. "auto" takes a CUDA device for large joins
        where torch finds one.
    progress : Progress, optional
        Told how far the join is, in pairs compared.

    Returns
    -------
    Pairs
        Sorted by (left, right), ``left < right``.

    Raises
    ------
    ThresholdError
        Where `threshold` is no number in (0, 1].
    InputError
        Where `vectors` are not finite unit vectors, or `device` is none that is there.
    BudgetError
        Where even the pairs with a similarity of 1 take more than `memory`.
    """
    rows = check_vectors(vectors)
    return _join((rows, None), threshold, memory, threads, device, progress or Quiet())


def cross_pairs(
    left: ArrayLike,
    right: ArrayLike,
    threshold: float,
    *,
    memory: int = DEFAULT_MEMORY,
    threads: int | None = None,
    device: str = "auto",
    progress: Progress | None = None,
) -> Pairs:
    """Find all pairs between two sets with a cosine similarity of at least `threshold`.

    Parameters
    ----------
    left, right : array_like of float32, shapes (m, d) and (n, d)
        Unit vectors of the same model.
    threshold, memory, threads, device, progress
        As for `pairs`.

    Returns
    -------
    Pairs
        `left` counts in the first set and `right` in the second; sorted by (left, right).

    Raises
    ------
    ThresholdError, InputError, BudgetError
        As for `pairs`; also where the two sets differ in dimensions.
    """
    first, second = check_vectors(left, name="left"), check_vectors(right, name="right")
    check_same_width(first, second, "left and right")
    return _join((first, second), threshold, memory, threads, device, progress or Quiet())


def _join(
    sides: Sides,
    threshold: float,
    memory: int,
    threads: int | None,
    device: str,
    progress: Progress,
) -> Pairs:
    """Join one set with itself, or with a second."""
    left, right = sides
    requested = check_threshold(threshold)
    most = max(1, check_count("memory", memory) // BYTES_PER_PAIR)
    threads = None if threads is None else check_count("threads", threads)
    columns = len(left) if right is None else len(right)
    total = len(left) * columns if right is not None else len(left) * (len(left) + 1) // 2
    way = _way(device, total)
    start = first_floor(left, right, requested, most, total)
    while True:
        collector = Collector(start, most)
        progress.start("pairs", total)
        if way == "cuda":
            join_torch(left, right, collector, progress=progress)
        elif way == "tiles":
            join_tiles(left, right, collector, progress=progress)
        else:
            join_heads(left, right, collector, threads=threads, progress=progress)
        if collector.raised or start == requested:
            break
        start = requested  # the sample was wrong: a lower floor may do
    return gathered(
        collector, requested, len(left), None if right is None else columns, progress=progress
    )


def _way(device: str, total: int) -> str:
    """Return the way to the pairs that suits their number; each leads to the same."""
    device = check_choice("device", device, DEVICES)
    if device == "cuda" and not cuda_at_hand():
        raise InputError(
            'device="cuda", but torch finds no CUDA device here. '
            'Try: device="auto", which takes one where it is there.'
        )
    if device == "cuda" or (device == "auto" and total >= LARGE and cuda_at_hand()):
        return "cuda"
    return "tiles" if total <= SMALL else "heads"


def first_floor(
    left: NDArray[np.float32],
    right: NDArray[np.float32] | None,
    requested: float,
    most: int,
    total: int,
) -> float:
    """Return the floor to begin with: a raised one where a sample shows far too many pairs."""
    if total <= most:
        return requested
    return likely_floor(sample_similarities(left, right), total, requested, most, room=START_ROOM)


def gathered(
    collector: Collector,
    requested: float,
    count: int,
    right_count: int | None,
    *,
    progress: Progress,
) -> Pairs:
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
        right_count=right_count,
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
