"""What a join will find and cost, told from a sample before it runs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from workbench.config import thread_count
from workbench.errors import check_threshold
from workbench.similarity.collect import BYTES_PER_PAIR, DEFAULT_MEMORY, FLOORS
from workbench.similarity.vectors import check_vectors

SAMPLE_ROWS = 1_024
"""Vectors drawn twice: their million of pairs stands for all."""

SECONDS_PER_COMPARISON = 0.6e-9
"""One thread, int8 heads; measured once on short texts at 0.85, survivors included."""

SECONDS_PER_VECTOR = 5e-6
"""Rotation and rounding of one vector of 384 numbers."""

SECONDS_PER_PAIR = 0.4e-6
"""Similarity, gathering and sorting of one pair."""

FEW = 10
"""Pairs in the sample below which an estimate is only a rough idea."""


@dataclass(frozen=True)
class Forecast:
    """What a join will find and cost, about.

    Attributes
    ----------
    vectors : int
        Vectors joined, of both sets.
    comparisons : int
        Pairs compared.
    pairs : int
        Pairs expected at or above `threshold`.
    rough : bool
        Whether the sample held too few pairs for more than a rough idea.
    threshold : float
        The threshold asked for.
    floor : float
        The floor expected: higher than `threshold` where the pairs would not fit.
    memory : int
        Bytes expected for the pairs that are kept, at the peak.
    seconds : float
        Time expected, within a factor of two or so.
    """

    vectors: int
    comparisons: int
    pairs: int
    rough: bool
    threshold: float
    floor: float
    memory: int
    seconds: float

    def __repr__(self) -> str:
        """Return the forecast in one line."""
        raised = f", floor raised to {self.floor:g}" if self.floor > self.threshold else ""
        return (
            f"Forecast(about {self.pairs:,} pairs at {self.threshold:g} or above{raised}, "
            f"{self.memory / 2**20:,.0f} MiB, {self.seconds:,.1f} s)"
        )


def forecast(
    vectors: ArrayLike,
    threshold: float,
    *,
    right: ArrayLike | None = None,
    memory: int = DEFAULT_MEMORY,
    threads: int | None = None,
) -> Forecast:
    """Tell what `pairs` or `cross_pairs` will find and cost.

    Parameters
    ----------
    vectors : array_like of float32, shape (m, d)
        Unit vectors.
    threshold : float
        Least cosine similarity, inclusive, in (0, 1].
    right : array_like of float32, shape (n, d), optional
        The second set of `cross_pairs`.
    memory : int, default 512 MiB
        Bytes that pairs may take.
    threads : int, optional
        Threads to use. Default: ``workbench.config.thread_count()``.

    Returns
    -------
    Forecast

    Raises
    ------
    ThresholdError, InputError
        As for `pairs`.
    """
    rows = check_vectors(vectors)
    others = None if right is None else check_vectors(right, name="right")
    threshold = check_threshold(threshold)
    sample = sample_similarities(rows, others)
    total = comparisons(len(rows), None if others is None else len(others))
    most = max(1, memory // BYTES_PER_PAIR)
    seen = int(np.count_nonzero(sample >= threshold))
    expected = round(seen / max(len(sample), 1) * total)
    kept = min(expected, most)
    count = len(rows) + (0 if others is None else len(others))
    return Forecast(
        vectors=count,
        comparisons=total,
        pairs=expected,
        rough=seen < FEW and len(sample) < total,
        threshold=threshold,
        floor=likely_floor(sample, total, threshold, most),
        memory=kept * BYTES_PER_PAIR,
        seconds=join_seconds(count, total, expected, threads=threads),
    )


def join_seconds(count: int, compared: int, found: int = 0, *, threads: int | None = None) -> float:
    """Estimate the time of a join of which no vectors are known yet.

    Parameters
    ----------
    count : int
        Vectors.
    compared : int
        Pairs compared: ``comparisons(m)``.
    found : int
        Pairs expected.
    threads : int, optional
        Threads to use. Default: ``workbench.config.thread_count()``.

    Returns
    -------
    float
        Seconds, within a factor of two or so.
    """
    threads = thread_count() if threads is None else threads
    shared = compared * SECONDS_PER_COMPARISON + found * SECONDS_PER_PAIR
    return count * SECONDS_PER_VECTOR + shared / threads


def comparisons(rows: int, columns: int | None = None) -> int:
    """Count the pairs of one set, or between two."""
    return rows * (rows - 1) // 2 if columns is None else rows * columns


def sample_similarities(
    left: NDArray[np.float32], right: NDArray[np.float32] | None
) -> NDArray[np.float64]:
    """Return the similarities of a sample of pairs; of all where there are few vectors.

    Parameters
    ----------
    left, right : ndarray of float32, shapes (m, d) and (n, d)
        Unit vectors; None as `right` draws pairs of `left`.

    Returns
    -------
    ndarray of float64, shape (s,)
        To float64 rounding.
    """
    random = np.random.default_rng(0)
    if right is None:
        drawn = random.permutation(len(left))[: 2 * SAMPLE_ROWS]
        rows = left[np.sort(drawn)].astype(np.float64)
        if len(left) <= 2 * SAMPLE_ROWS:
            values = rows @ rows.T
            return values[np.triu_indices(len(rows), 1)]
        return (rows[::2] @ rows[1::2].T).ravel()
    sides = [
        one[np.sort(random.permutation(len(one))[:SAMPLE_ROWS])].astype(np.float64)
        for one in (left, right)
    ]
    return (sides[0] @ sides[1].T).ravel()


def likely_floor(
    sample: NDArray[np.float64], total: int, threshold: float, most: int, *, room: float = 1.0
) -> float:
    """Return the lowest floor at which the pairs should fit.

    Parameters
    ----------
    sample : ndarray of float64, shape (s,)
        Similarities of some pairs.
    total : int
        Pairs there are.
    threshold : float
        The floor asked for.
    most : int
        Pairs that fit.
    room : float, default 1
        More than 1 returns a floor at which so many times `most` are expected: a floor that is
        surely not too high.

    Returns
    -------
    float
        `threshold`, or a step of the scale above it.
    """
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
