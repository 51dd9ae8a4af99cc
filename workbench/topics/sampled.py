"""Topics of a sample, spread over the whole table: a first look at a large table."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from workbench.errors import counted
from workbench.progress import Progress
from workbench.similarity import SAME, Neighbors
from workbench.topics.corrections import State
from workbench.topics.description import Parts, derive
from workbench.topics.find import Found
from workbench.topics.inputs import Basis
from workbench.topics.names.asking import Namer
from workbench.topics.result import Topics

BLOCK = 16_384
"""Texts whose neighbors vote at a time."""

LAYOUTS = 2
"""Layouts in which a sample is clustered. A third takes half as long again, for nothing: AMI of
drafts with the labels .804 to .806 with three and .801 to .807 with two (banking77), .887 to .888
and .886 to .889 (clinc150)."""


def votes(
    neighbors: Neighbors, labels: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return for each text the topic to which most of its neighbors belong; noise votes too.

    The votes of a text's neighbors weigh as much as they are similar to it; if none is, it is
    noise. One that is the same to the model decides alone. Returned, too: by what share of all
    votes the topic is ahead of the second.

    Shapes: labels (m,), of which those of the sample count; returns (n,), one per text of
    `neighbors`.
    """
    voted = np.empty(len(neighbors), dtype=np.int64)
    margin = np.empty(len(neighbors))
    for top in range(0, len(neighbors), BLOCK):
        block = slice(top, top + BLOCK)
        topics = labels[neighbors.indices[block, 1:]]
        similarity = neighbors.similarity[block, 1:]
        weights = np.maximum(similarity, 0).astype(np.float64)
        # What each neighbor's topic has: of ten neighbors this is far less than a table of votes
        # for each topic.
        totals = np.zeros_like(weights)
        for other, weight in zip(topics.T, weights.T, strict=True):
            totals += np.where(topics == other[:, None], weight[:, None], 0)
        first = totals.max(axis=1)
        # A tie goes to the lowest number, noise last.
        least = np.iinfo(np.int64).max
        ranked = np.where(topics < 0, least - 1, topics)
        winner = np.where(totals == first[:, None], ranked, least).min(axis=1)
        second = np.where(ranked == winner[:, None], 0, totals).max(axis=1)
        ahead = (first - second) / np.maximum(weights.sum(axis=1), np.finfo(float).tiny)
        winner = np.where((winner == least - 1) | (first == 0), -1, winner)
        same = similarity.max(axis=1, initial=0) >= SAME
        winner[same], ahead[same] = topics[same, 0], 1.0
        voted[block], margin[block] = winner, ahead
    return voted, margin


def spread_flags(
    neighbors: Neighbors, sample: NDArray[np.int64], flags: NDArray[np.bool_] | None
) -> NDArray[np.bool_]:
    """Flag the texts most of whose neighbors in the sample are flagged, and those themselves.

    Shapes: sample (s,), flags (s,), returns (m,).
    """
    labels = np.full(len(neighbors), -1, dtype=np.int64)
    labels[sample] = 0 if flags is None else flags
    spread, _ = votes(neighbors, labels)
    spread[sample] = labels[sample]
    return spread > 0


def described_by(
    found: Found,
    basis: Basis,
    place: NDArray[np.int64],
    *,
    namer: Namer | None,
) -> Parts:
    """Return what a sample's own texts say of its clusters: names, words and examples.

    Shapes: place (s,), where each text of the sample is among all texts.
    """
    parts = derive(basis, found.labels, namer=namer)
    return replace(parts, examples=tuple(place[one] for one in parts.examples))


def spread_topics(
    found: Found,
    basis: Basis,
    sample: NDArray[np.int64],
    *,
    texts: int,
    namer: Namer | None,
    described: Parts | None = None,
    progress: Progress,
) -> Topics:
    """Return the clusters of a sample as topics of the whole table.

    A text of the sample keeps its topic, another has that of its nearest in the sample. Names
    come from texts in and outside of the sample, if they are not known.

    basis: all texts, with their neighbors in the sample; sample (s,): which of its texts they are;
    texts: distinct texts of the sample; described: what is said of the topics, if that is known.
    """
    labels = np.full(len(basis.vectors), -1, dtype=np.int64)
    labels[sample] = found.labels
    voted, _ = votes(basis.neighbors, labels)
    voted[sample] = found.labels
    others = len(basis.rows.distinct) - texts
    note = (
        f"topics of a sample of {texts:,} distinct texts; the other {others:,} have the topic of "
        "their nearest texts in the sample. sample=None clusters all"
    )
    own = (*basis.neighbors.caveats, *found.notes, *getattr(namer, "notes", ()))
    topics = Topics._build(
        basis,
        State(voted),
        replace(found.settings, sample=texts),
        space=np.zeros((0, len(basis.vectors), 2), dtype=np.float32),
        namer=namer,
        notes=tuple(dict.fromkeys((*basis.notes, note, *own))),
        described=described,
    )
    progress.advance(1)
    progress.finish(counted(len(topics), "topic"))
    return topics
