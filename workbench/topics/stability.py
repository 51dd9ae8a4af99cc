"""Whether the same topics come again: other seeds, and four fifths of the texts."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.progress import Progress
from workbench.similarity import Neighbors
from workbench.topics.agreement import (
    adjusted_mutual_information,
    best_matches,
    mean_agreement,
    overlap_counts,
)
from workbench.topics.assign import assign, centroids
from workbench.topics.clustering.find_labels import find_labels
from workbench.topics.clustering.layouts import SCALES, joined, topic_space
from workbench.topics.inputs import Basis, Settings

FOUND = 0.5
"""Jaccard index from which on a topic counts as found again."""

SHARE = 0.8
"""Share of the texts in a subsample."""

LEAST = round(SHARE * max(SCALES))
"""Neighbors that each text of a subsample has, where it had more before."""

STABLE = 0.7
"""Share of the runs in which a stable topic is found."""


@dataclass(frozen=True, eq=False)
class Stability:
    """How often topics come again.

    n_seeds: runs with other seeds.
    n_subsamples: runs on 80 % of the distinct texts.
    between_seeds: mean adjusted mutual information between all pairs of runs on all texts, the
        result's own among them; noise assigned.
    with_subsamples: mean adjusted mutual information of the result with the subsample runs, on
        their texts, noise assigned.
    topics: one row per topic: topic, name, n_found, n_runs, stable.
    """

    n_seeds: int
    n_subsamples: int
    between_seeds: float
    with_subsamples: float
    topics: pd.DataFrame
    # Per distinct vector, shape (m,): share of the runs that put it where the result does.
    _agreement: NDArray[np.float32] = field(repr=False)
    # Assigned topics of the result, shape (m,), and of each run, shape (r, m), -2 where a text took
    # no part; None in files saved before.
    _assigned: NDArray[np.int64] | None = field(default=None, repr=False)
    _runs: NDArray[np.int32] | None = field(default=None, repr=False)

    def __repr__(self) -> str:
        """Return the figures in one line."""
        stable = int(self.topics["stable"].sum())
        return (
            f"Stability(AMI {self.between_seeds:.3f} between {self.n_seeds + 1} seeds, "
            f"{self.with_subsamples:.3f} with {self.n_subsamples} subsamples of {SHARE:.0%}, "
            f"{stable} of {len(self.topics)} topics stable)"
        )


@dataclass(frozen=True, eq=False)
class Run:
    """One clustering among several.

    texts (s,): places of the texts that took part.
    raw, assigned (s,): their topics, without and with assigned noise.
    """

    texts: NDArray[np.int64]
    raw: NDArray[np.int64]
    assigned: NDArray[np.int64]


def measure(
    basis: Basis,
    settings: Settings,
    reference: Run,
    names: tuple[str, ...],
    *,
    seeds: int,
    subsamples: int,
    progress: Progress,
) -> Stability:
    """Cluster again and compare."""
    every = np.arange(len(basis.vectors))
    whole = settings.size_of_runs(len(every))
    progress.start("stability", seeds + subsamples)
    runs = []
    for one in range(1, seeds + 1):
        runs.append(_run(basis, every, settings, whole, seed=settings.random_state + one))
        progress.advance(1)
    parts = []
    for one in range(1, subsamples + 1):
        kept = _subsample(len(every), seed=settings.random_state + one)
        size = whole if whole == "auto" else max(2, round(SHARE * settings.min_cluster_size))
        parts.append(_run(basis, kept, settings, size, seed=settings.random_state + one))
        progress.advance(1)
    progress.finish()
    n_found, agreement = _compare(reference, [*runs, *parts])
    total = len(runs) + len(parts)
    alive = np.bincount(reference.raw[reference.raw >= 0], minlength=len(names)) > 0
    table = pd.DataFrame(
        {"topic": np.arange(len(names)), "name": list(names), "n_found": n_found, "n_runs": total}
    )
    table["stable"] = table["n_found"] >= STABLE * total
    return Stability(
        seeds,
        subsamples,
        mean_agreement([run.assigned for run in (reference, *runs)]),
        _mean(
            [adjusted_mutual_information(reference.assigned[p.texts], p.assigned) for p in parts]
        ),
        table[alive].reset_index(drop=True),
        agreement,
        reference.assigned,
        _labels_of([*runs, *parts], len(every)),
    )


def _labels_of(runs: list[Run], size: int) -> NDArray[np.int32]:
    labels = np.full((len(runs), size), -2, dtype=np.int32)
    for line, run in zip(labels, runs, strict=True):
        line[run.texts] = run.assigned
    return labels


def found_again(stability: Stability, theme_of: NDArray[np.int64]) -> NDArray[np.int64] | None:
    """Return how many runs find each theme again: together, the topics that lie mostly in it.

    Shapes: theme_of (t,), the theme of each topic, -1 for none; returns one number a theme.
    """
    if stability._runs is None or stability._assigned is None:
        return None
    own = np.append(theme_of, -1)[stability._assigned]
    if own.max(initial=-1) < 0:
        return np.zeros(0, dtype=np.int64)
    counts = np.zeros(int(theme_of.max(initial=-1)) + 1, dtype=np.int64)
    for run in stability._runs:
        taking = run >= -1
        mostly = overlap_counts(run[taking].astype(np.int64), own[taking]).argmax(axis=1)
        other = np.append(mostly, -1)[run[taking]]
        _, overlap = best_matches(own[taking], other)
        counts += np.pad(overlap >= FOUND, (0, len(counts) - len(overlap)))
    return counts


def _run(
    basis: Basis,
    texts: NDArray[np.int64],
    settings: Settings,
    size: int | str,
    *,
    seed: int,
) -> Run:
    """Cluster some of the texts anew, from their neighbors on."""
    vectors, neighbors = basis.vectors[texts], within(basis.neighbors, texts)
    space = topic_space(vectors, neighbors, seed=seed)
    rows = basis.merged_rows
    raw = find_labels(
        vectors,
        neighbors,
        space,
        rows.counts[texts],
        [rows.distinct[position] for position in texts.tolist()],
        min_cluster_size=size,
        detail=settings.detail,
        about=settings.about,
    ).labels
    assignment = assign(vectors, neighbors, raw, centroids(vectors, raw), joined(space))
    return Run(texts, raw, assignment.nearest)


def within(neighbors: Neighbors, texts: NDArray[np.int64]) -> Neighbors:
    """Return the neighbors among some of the texts, as many as each of them has.

    Exact: a text's nearest among some are its nearest among all, less those that are left out.
    Where too many are left out, fewer columns remain.
    """
    if len(texts) == len(neighbors.indices):
        return neighbors
    new = np.full(len(neighbors.indices), -1, dtype=np.int32)
    new[texts] = np.arange(len(texts), dtype=np.int32)
    indices, similarity = new[neighbors.indices[texts]], neighbors.similarity[texts]
    kept = indices >= 0
    k = max(int(kept.sum(axis=1).min()), min(LEAST, indices.shape[1]))
    order = np.argsort(~kept, axis=1, kind="stable")[:, :k]
    indices = np.take_along_axis(indices, order, axis=1)
    similarity = np.take_along_axis(similarity, order, axis=1)
    own = np.broadcast_to(np.arange(len(texts), dtype=np.int32)[:, None], indices.shape)
    lost = indices < 0  # rare: the text itself stands in, which the graph leaves out
    similarity = np.where(lost, np.float32(-1), similarity)
    return Neighbors(np.where(lost, own, indices), similarity)


def _subsample(size: int, *, seed: int) -> NDArray[np.int64]:
    chosen = np.random.default_rng(seed).permutation(size)[: max(1, round(SHARE * size))]
    return np.sort(chosen)


def _compare(reference: Run, runs: list[Run]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Count the runs that find each topic, and those that hold each text where it belongs."""
    count = int(reference.raw.max(initial=-1)) + 1
    n_found = np.zeros(count, dtype=np.int64)
    agree, taking = np.zeros(len(reference.raw)), np.zeros(len(reference.raw))
    for run in runs:
        own = reference.assigned[run.texts]
        match, overlap = best_matches(own, run.assigned)
        n_found += np.pad(overlap >= FOUND, (0, count - len(overlap)))
        wanted = np.append(np.pad(match, (0, count - len(match)), constant_values=-2), -1)[own]
        agree[run.texts] += wanted == run.assigned
        taking[run.texts] += 1
    share = agree / np.maximum(taking, 1)
    return n_found, np.where(taking > 0, share, 1.0).astype(np.float32)


def _mean(values: list[float]) -> float:
    return float(np.mean(values)) if values else 1.0
