"""A table has grown: place what is new, or fit again, match topics, and keep numbers and names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.errors import InputError, to_type
from workbench.projection import place
from workbench.provenance import Manifest
from workbench.similarity import Neighbors, distinct_vectors, places_among
from workbench.tables import Rows
from workbench.topics.agreement import overlap_counts, sizes
from workbench.topics.assign import nearest_topics
from workbench.topics.clustering.find_labels import find_labels
from workbench.topics.clustering.layouts import warm_space
from workbench.topics.corrections import State
from workbench.topics.inputs import Basis
from workbench.topics.names.phrases import Encode
from workbench.topics.result import Refresh, Topics
from workbench.topics.tables import whole_numbers

LEAST_OVERLAP = 0.25
"""Share of the smaller of two topics that must be common, for the one to be the other."""

LEAST_SIMILARITY = 0.9
"""Similarity of centroids for two topics to be one where no text is common."""

CHANGED = 0.2
"""Share of new texts from which on topics may change."""


@dataclass(frozen=True)
class Family:
    """Topics of the last run and of this one that share texts among themselves."""

    before: tuple[int, ...]
    after: tuple[int, ...]


def calm(
    old: Topics, new: Topics, old_place: NDArray[np.int64], numbers: NDArray[np.int64]
) -> list[Family]:
    """Return the families in which too little is new for topics to change."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    both = old_place >= 0
    before = np.full(len(old_place), -1, dtype=np.int64)
    before[both] = old._labels[old_place[both]]
    # Only texts that both runs know tell which topic became which: new ones count as noise here.
    shared = overlap_counts(before, np.where(both, new._labels, -1))
    # Measured by the smaller of the two: a small topic that split off a large one shares nearly all
    # of itself, but little of the other.
    least = np.minimum(shared.sum(axis=1, keepdims=True), shared.sum(axis=0, keepdims=True))
    left, right = np.nonzero((shared > 0) & (shared >= LEAST_OVERLAP * least))
    size = sum(shared.shape)
    # Old topics and new ones as nodes of one graph, new ones numbered after the old: a connected
    # part is a family, whose topics exchanged most of their texts among themselves.
    links = coo_matrix((np.ones(len(left)), (left, right + shared.shape[0])), shape=(size, size))
    _, family = connected_components(links, directed=False)
    fresh = sizes(np.where(both, -1, new._labels))
    total = sizes(new._labels)
    quiet = []
    for one in np.unique(family[left]).tolist():
        members = np.flatnonzero(family == one)
        olds = members[members < shared.shape[0]]
        news = members[members >= shared.shape[0]] - shared.shape[0]
        arrived = fresh[news[news < len(fresh)]].sum()
        # With hardly any new text, a split or merge comes from chance in the layout, not from the
        # data, and would only confuse a reader who knows the old topics.
        if arrived < CHANGED * total[news].sum():
            quiet.append(Family(tuple(olds.tolist()), tuple(numbers[news].tolist())))
    return quiet


def settled(
    old: Topics,
    state: State,
    families: list[Family],
    old_place: NDArray[np.int64],
    vectors: NDArray[np.float32],
) -> State:
    """Keep the topics of calm families as they were; new texts join the nearest of them."""
    known = old_place >= 0
    before = np.where(known, old._labels[np.maximum(old_place, 0)], -1)
    labels = state.labels.copy()
    for family in families:
        homes = np.array(family.before)
        now = np.isin(state.labels, family.after)
        # Known texts go back to where they were. Those that were noise stay noise, although the new
        # run has put them into a topic of the family.
        stays = known & (np.isin(before, homes) | (now & (before < 0)))
        joins = np.flatnonzero(now & ~stays)
        labels[stays] = before[stays]
        # Old centroids, not new ones: these are the topics that are kept.
        nearest = (vectors[joins] @ old.centroids[homes].T).argmax(axis=1)
        labels[joins] = homes[nearest]
    alive = set(np.unique(labels[labels >= 0]).tolist())
    return replace(state, labels=labels).among(alive)


def numbers(old: Topics, new: Topics, old_place: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the number that each new topic gets: an old one's where it is the same topic."""
    from scipy.optimize import linear_sum_assignment

    # The same texts as in `calm`, but each topic may go to one other only.
    both = old_place >= 0
    before = np.full(len(old_place), -1, dtype=np.int64)
    before[both] = old._labels[old_place[both]]
    shared = np.zeros((len(new._names), len(old._names)))
    counted = overlap_counts(new._labels, before)
    shared[: counted.shape[0], : counted.shape[1]] = counted
    after = np.where(both, new._labels, -1)
    # Counts end at the last topic with a common text; topics behind it have none.
    new_size = np.pad(sizes(after), (0, len(new._names)))[: len(new._names)]
    old_size = np.pad(sizes(before), (0, len(old._names)))[: len(old._names)]
    least = np.maximum(np.minimum(new_size[:, None], old_size[None]), 1)
    similar = new.centroids @ old.centroids.T
    # Centroids decide only between topics of which no text is left: a table whose texts were all
    # replaced can still have the same topics.
    empty = (shared.sum(axis=1) == 0)[:, None] & (shared.sum(axis=0) == 0)[None]
    allowed = (shared / least >= LEAST_OVERLAP) | (empty & (similar >= LEAST_SIMILARITY))
    # Texts count whole and similarity at most 1, so it decides between about equal overlaps. One
    # best assignment of all (Hungarian method), because matching topic by topic would depend on
    # which came first.
    gain = np.where(allowed, shared + similar, 0)
    matched = np.full(len(new._names), -1, dtype=np.int64)
    for one, other in zip(*linear_sum_assignment(-gain), strict=True):
        # An assignment pairs as many as it can, those that are not allowed at a gain of 0 too.
        if gain[one, other] > 0:
            matched[one] = other
    fresh = np.flatnonzero(matched < 0)
    # Behind all old numbers, so that a number that was seen before never means another topic.
    matched[fresh] = old._state.free + np.arange(len(fresh))
    return matched


def renumbered(old: Topics, state: State, numbers: NDArray[np.int64]) -> State:
    """Give the topics their numbers; what was given by hand stays with its number."""
    labels = np.append(numbers, -1)[state.labels]
    kept = old._state.among(set(np.unique(labels[labels >= 0]).tolist()))
    new = {int(numbers[topic]): topic for topic in np.unique(state.labels).tolist() if topic >= 0}

    def both(before: Mapping[int, Any], after: Mapping[int, Any]) -> dict[int, Any]:
        return {**before, **{number: after[k] for number, k in new.items() if k in after}}

    return State(
        labels,
        both(kept.given, state.given),
        state.deleted,
        both(kept.themes, state.themes),
        both(kept.parents, state.parents),
        max(old._state.free, int(numbers.max(initial=-1)) + 1),
    )


RESIZED = 0.2
"""Relative change of rows from which on a topic has grown or shrunk."""


def assign_new(topics: Topics, rows: Rows, vectors: NDArray[np.float32]) -> pd.DataFrame:
    """Place new rows on fitted topics, which stay as they are. Shapes: vectors (p, d)."""
    texts = rows.distinct
    distinct = distinct_vectors(vectors)
    own, rows = vectors[distinct.first], rows.merged(distinct.first, distinct.of)
    nearest, similarity, margin = nearest_topics(own, topics.centroids)
    before = _places_before(topics, texts, own, distinct.of)
    nearest[before >= 0] = topics._found.nearest[before[before >= 0]]
    names = np.array([*topics._names, ""], dtype=object)
    columns = {
        "assigned": whole_numbers(rows, nearest),
        "confidence": rows.spread(np.clip(similarity, 0, 1), np.nan),
        "margin": rows.spread(margin, np.nan),
        "name": rows.spread(names[nearest], ""),
    }
    return pd.DataFrame(columns, index=rows.index)


def refresh(
    topics: Topics,
    rows: Rows,
    vectors: NDArray[np.float32],
    neighbors: Neighbors,
    *,
    embedding_cut: NDArray[np.bool_] | None = None,
    foreign: NDArray[np.bool_] | None = None,
    embedded: Manifest | None = None,
    encode: Encode | None = None,
) -> Refresh:
    """Fit again on a table that has changed; keep numbers, names and corrections.

    The layouts of the last run are adjusted rather than made anew, the size of the smallest topic
    stays, corrections are applied again, and topics are matched to those of the last run by the
    texts they share, then by their centroids. Where fewer than a fifth of the texts concerned are
    new, topics stay as they were, and the new texts join the nearest of them: such a change would
    come from clustering again, not from the table.

    Shapes: vectors (m, d), embedding_cut, foreign (m,).
    """
    if not topics.settings.laid_out:
        raise InputError(
            f"refresh clusters the texts again as Workbench does, but these topics are "
            f"{topics.settings.how}. Place the new rows on them: topics.predict(corpus), or "
            "give labels for the new table: corpus.topics(labels=...)"
        )
    basis = Basis.build(
        rows, vectors, neighbors, cut=embedding_cut, foreign=foreign, embedded=embedded
    )
    rows, vectors = basis.merged_rows, basis.vectors
    old_place = _places_before(topics, basis.rows.distinct, vectors, basis.of)
    space = _space(topics, basis, old_place)
    settings = topics.settings
    clusters = find_labels(
        vectors,
        basis.neighbors,
        space,
        rows.counts,
        rows.distinct,
        min_cluster_size=settings.size_of_runs(len(vectors)),
        detail=settings.detail,
        about=settings.about,
    )
    settings = replace(settings, min_cluster_size=clusters.size, method=clusters.method)
    fitted = Topics._build(basis, State(clusters.labels), settings, space=space)
    corrected = fitted._corrected(topics.corrections) if topics.corrections else fitted
    given = numbers(topics, corrected, old_place)
    quiet = calm(topics, corrected, old_place, given)
    state = renumbered(topics, corrected._state, given)
    state = settled(topics, state, quiet, old_place, vectors)
    not_applied = tuple(note for note in corrected.notes if note.startswith("Not applied"))
    kept_names = {**_names_that_stay(topics, state), **state.given}
    built = Topics._build(
        replace(basis, encode=encode),
        replace(state, given=kept_names),
        topics.settings,
        space=space,
        namer=topics.namer,
        notes=(*not_applied, *_notes(topics, state, quiet)),
    )
    built = replace(built, _state=state, _fitted=clusters.labels, corrections=topics.corrections)
    built = replace(built._named_as(topics), _themes_before=topics._themes_now)
    before, now = set(topics._basis.rows.distinct), set(basis.rows.distinct)
    return Refresh(
        built,
        _diff(topics, built, old_place),
        _kept_share(topics, built, old_place),
        new_texts=len(now - before),
        gone_texts=len(before - now),
    )


def _notes(before: Topics, state: State, quiet: Sequence[Family]) -> Iterator[str]:
    """Say which names given by hand are gone, and how many topics stayed as they were."""
    for name in before._state.given.values():
        if name not in state.given.values():
            yield f"The topic named {name!r} is gone: its texts are gone or split up."
    count = sum(len(family.after) != 1 or len(family.before) != 1 for family in quiet)
    if count:
        yield (
            f"{count} splits or merges were ignored: fewer than {CHANGED:.0%} of the texts "
            "concerned are new. To ignore the last run, find topics again: "
            f"{to_type('corpus.topics()', 'workbench report')}"
        )


def _places_before(
    topics: Topics,
    texts: Sequence[str],
    vectors: NDArray[np.float32],
    of: NDArray[np.int64] | None,
) -> NDArray[np.int64]:
    """Return which text of the last run each of m texts was, by vector or by words; else -1.

    Shapes: vectors (m, d).
    """
    positions = places_among(vectors, topics._basis.vectors)
    owners = range(len(texts)) if of is None else of.tolist()
    for owner, text in zip(owners, texts, strict=True):
        if positions[owner] < 0:
            positions[owner] = topics._basis.places.get(text, -1)
    return positions


def _space(topics: Topics, basis: Basis, old_place: NDArray[np.int64]) -> NDArray[np.float32]:
    """Put each text where it stood; a new one among those it is most similar to."""
    fresh = np.flatnonzero(old_place < 0)
    layouts = []
    for old in topics._space:
        start = old[np.maximum(old_place, 0)].copy()
        if len(fresh):
            start[fresh] = place(basis.vectors[fresh], topics._basis.vectors, old)
        layouts.append(start)
    start = np.stack(layouts)
    return warm_space(basis.vectors, basis.neighbors, start, seed=topics.settings.random_state)


def _names_that_stay(old: Topics, state: State) -> dict[int, str]:
    alive = np.unique(state.labels[state.labels >= 0]).tolist()
    return {topic: old._names[topic] for topic in alive if topic < len(old._names)}


def _kept_share(old: Topics, new: Topics, old_place: NDArray[np.int64]) -> float:
    both = old_place >= 0
    return (
        float((old._assigned[old_place[both]] == new._assigned[both]).mean()) if both.any() else 0.0
    )


def _diff(old: Topics, new: Topics, old_place: NDArray[np.int64]) -> pd.DataFrame:
    """Compare the two runs topic by topic."""
    both = old_place >= 0
    before, after = old._labels[old_place[both]], new._labels[both]
    shared = overlap_counts(before, after)
    was, now = old.table.set_index("topic"), new.table.set_index("topic")
    lines = []
    for topic in sorted({*was.index, *now.index}):
        rows = [int(t.loc[topic, "rows"]) if topic in t.index else 0 for t in (was, now)]
        others, change = _change(topic, rows, shared, was.index, now.index)
        kept = shared[topic, topic] if topic < min(shared.shape) else 0
        shown = now if topic in now.index else was
        lines.append(
            {
                "topic": topic,
                "name": shown.loc[topic, "name"],
                "change": change,
                "rows_before": rows[0],
                "rows_after": rows[1],
                "kept": int(kept),
                "other": others,
                "examples": shown.loc[topic, "examples"],
            }
        )
    columns = ["topic", "name", "change", "rows_before", "rows_after", "kept", "other", "examples"]
    return pd.DataFrame(lines, columns=columns)


def _change(
    topic: int,
    rows: list[int],
    shared: NDArray[np.int64],
    was: pd.Index,
    now: pd.Index,
) -> tuple[list[int], str]:
    """Say in one word what became of a topic, and which others had a part in it."""
    out = shared[topic] if topic < shared.shape[0] else np.zeros(0, dtype=np.int64)
    into = shared[:, topic] if topic < shared.shape[1] else np.zeros(0, dtype=np.int64)
    heirs = [o for o in _large(out) if o != topic and o not in was]
    parents = [o for o in _large(into) if o != topic and o not in now]
    if topic in was and heirs:
        return heirs, "split"
    if topic in now and parents:
        return parents, "merged"
    if topic not in was:
        return [o for o in _large(into) if o != topic], "new"
    if topic not in now:
        return _large(out), "gone"
    ratio = rows[1] / max(1, rows[0])
    if ratio > 1 + RESIZED:
        return [], "grown"
    return [], "shrunk" if ratio < 1 - RESIZED else "same"


def _large(counts: NDArray[np.int64]) -> list[int]:
    """Return the topics that hold a quarter of the texts or more."""
    total = counts.sum()
    return np.flatnonzero(counts >= max(1, total / 4)).tolist() if total else []
