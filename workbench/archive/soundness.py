"""Whether what a file holds is what our classes promise: kinds, shapes, range and order.

A saved corpus may be made by a stranger. Compiled code trusts its input, so nothing reaches it
that has not been checked here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import numpy as np
from numpy.typing import NDArray

from workbench.archive.classes import saved_fields
from workbench.ledger.entries import check_entry

UNIT_TOLERANCE = 1e-3
"""How far the length of a unit vector may lie from 1, as for every encoder."""


class UnsoundError(ValueError):
    """A value that no version of Workbench has written."""


def check_result(name: str, value: Any) -> None:
    """Refuse a result whose fields are of other kinds, or do not fit each other."""
    kind: Any = type(value)
    hints = _hints(kind)
    for field in saved_fields(value):
        if not _is_of(getattr(value, field.name), hints[field.name]):
            raise UnsoundError(f"{field.name} of {name} is of another kind")
    if name in _CHECKS:
        _CHECKS[name](value)


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def _is_of(value: Any, hint: Any) -> bool:
    """Tell whether a value is of the kind that an annotation promises."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return any(_is_of(value, one) for one in inner)
    if origin is np.ndarray:
        return _is_array(value, get_args(inner[1])[0])
    if origin is tuple:
        return isinstance(value, tuple) and _are_of(value, inner)
    if origin is Callable:
        return callable(value)
    if origin is not None:
        sound = isinstance(value, Mapping) and issubclass(origin, Mapping)
        return sound and all(_are_of(pair, inner) for pair in value.items())
    return hint is Any or type(value) in _PLAIN.get(hint, ()) or _is_instance(value, hint)


_PLAIN: Mapping[Any, tuple[type, ...]] = {float: (int, float), int: (int,), bool: (bool,)}
"""Kinds of numbers: a truth is no number, although Python takes it for one."""


def _is_instance(value: Any, kind: Any) -> bool:
    return kind not in _PLAIN and isinstance(value, kind)


def _are_of(values: tuple[Any, ...], hints: tuple[Any, ...]) -> bool:
    if hints[-1] is Ellipsis:
        return all(_is_of(value, hints[0]) for value in values)
    return len(values) == len(hints) and all(map(_is_of, values, hints))


def _is_array(value: Any, kind: type) -> bool:
    # Bytes in another machine's order would be read as other numbers by compiled code.
    return (
        isinstance(value, np.ndarray)
        and issubclass(value.dtype.type, kind)
        and value.dtype.isnative
    )


def _need(sound: Any, what: str) -> None:
    if not sound:
        raise UnsoundError(what)


def _within(values: NDArray[Any], low: float, high: float) -> bool:
    """Tell whether all numbers lie from `low` to `high`, both included; NaN does not."""
    return bool(((values >= low) & (values <= high)).all())


def _are_unit(vectors: NDArray[np.float32]) -> bool:
    lengths = np.einsum("ij,ij->i", vectors, vectors, dtype=np.float64)
    return _within(lengths, (1 - UNIT_TOLERANCE) ** 2, (1 + UNIT_TOLERANCE) ** 2)


def _flat(size: int, **arrays: NDArray[Any] | None) -> None:
    """Refuse arrays that do not have one entry for each of `size` texts."""
    for name, array in arrays.items():
        _need(array is None or array.shape == (size,), f"{name} has another length")


def _check_pairs(pairs: Any) -> None:
    _flat(len(pairs.left), left=pairs.left, right=pairs.right, similarity=pairs.similarity)
    pairs.check()
    _need(_within(pairs.similarity, pairs.floor, 1), "similarities of pairs out of range")


def _check_neighbors(graph: Any) -> None:
    indices, similarity = graph.indices, graph.similarity
    _need(indices.ndim == 2 and indices.shape == similarity.shape, "neighbors of another shape")
    count, k = indices.shape
    _need(1 <= k <= max(count, 1), "more neighbors than texts")
    _need(_within(indices, 0, count - 1), "neighbors that there are not")
    in_order = np.sort(indices, axis=1)
    _need((in_order[:, 1:] > in_order[:, :-1]).all(), "neighbors that repeat")
    _need(_within(similarity, -1.001, 1.001), "similarities of neighbors out of range")


def _check_passages(passages: Any) -> None:
    vectors, owner, size = passages.vectors, passages.owner, len(passages)
    _flat(size, owner=owner, start=passages.start, stop=passages.stop)
    _need(vectors.ndim == 2 and len(vectors) == size and _are_unit(vectors), "passages' vectors")
    ordered = size == 0 or (owner[0] == 0 and _within(np.diff(owner), 0, 1))
    _need(ordered, "passages out of order")
    _need(((passages.start >= 0) & (passages.start <= passages.stop)).all(), "passages' ends")


def _check_embedding(made: Any) -> None:
    vectors, passages = made.vectors, made.passages
    _need(vectors.ndim == 2 and vectors.shape[1] == made.info.dimensions, "vectors' shape")
    _flat(len(vectors), tokens=made.tokens)
    _need((made.tokens >= 0).all(), "tokens below 0")
    _need(made.long_text in {"truncate", "chunk"}, "long_text is another word")
    _need(_are_unit(vectors), "vectors that are no unit vectors")
    if passages is not None:
        _need(passages.vectors.shape[1] == vectors.shape[1], "passages of another width")
        _need(int(passages.owner.max(initial=-1)) + 1 == len(vectors), "passages of other texts")


def _check_projection(projection: Any) -> None:
    _need(np.isfinite(projection._positions).all(), "positions that are no numbers")


def _check_basis(basis: Any) -> None:
    vectors, exact = basis.vectors, len(basis.rows.distinct)
    _need(vectors.ndim == 2 and _are_unit(vectors), "vectors of the topics")
    _flat(len(vectors), neighbors=basis.neighbors.indices[:, 0], cut=basis.cut)
    _flat(len(vectors), foreign=basis.foreign, first=basis.first)
    _need((basis.first is None) == (basis.of is None), "texts of equal vectors")
    if basis.first is None:
        _need(len(vectors) == exact, "topics of other texts")
    else:
        _flat(exact, of=basis.of)
        _need(_within(basis.of, 0, len(vectors) - 1), "texts of equal vectors")
        _need(_within(basis.first, 0, exact - 1), "texts of equal vectors")
        _need(_within(np.diff(basis.first), 1, exact), "texts of equal vectors")


def _check_topics(topics: Any) -> None:
    state, parts, assignment = topics._state, topics._parts, topics._parts.found
    size, count = len(topics._basis.vectors), len(parts.centroids)
    _flat(size, labels=state.labels, deleted=state.deleted, fitted=topics._fitted)
    _flat(size, nearest=assignment.nearest, similarity=assignment.similarity)
    _flat(size, margin=assignment.margin, confidence=assignment.confidence, reasons=parts.reasons)
    for numbers in (state.labels, assignment.nearest):
        _need(_within(numbers, -1, count - 1), "topics that there are not")
    _need(_within(topics._fitted, -1, max(size, count)), "topics that there are not")
    _need(_within(assignment.confidence, 0, 1), "confidence out of range")
    _need(all(type(reason) is str for reason in parts.reasons), "reasons that are no words")
    _need(parts.centroids.shape == (count, topics._basis.vectors.shape[1]), "topics' centers")
    _need(np.isfinite(parts.centroids).all(), "topics' centers")
    _need(isinstance(parts.retrieval, float), "a share that is none")
    _need(not (parts.retrieval < 0 or parts.retrieval > 1), "a share out of range")
    for each in (parts.words, parts.names, parts.sentences, parts.examples):
        _need(len(each) == count, "another number of topics")
    for places in parts.examples:
        _need(places.ndim == 1 and _within(places, 0, size - 1), "examples that there are not")
    _check_layouts(topics._space, size)
    if topics._text_parts is not None:
        parts = topics._text_parts
        _need(parts.vectors.shape[1] == topics._basis.vectors.shape[1], "parts of another width")
        _need(int(parts.owner[-1]) + 1 == size, "parts of other texts")
    if topics.stability is not None:
        _check_stability(topics.stability, size, count)


def _check_layouts(space: NDArray[np.float32], size: int) -> None:
    _need(len(space) == 0 or (space.ndim == 3 and space.shape[1] == size), "layouts' shape")
    _need(np.isfinite(space).all(), "layouts that are no numbers")


def _check_stability(stability: Any, size: int, count: int) -> None:
    _flat(size, agreement=stability._agreement, assigned=stability._assigned)
    runs = stability._runs
    _need(runs is None or (runs.ndim == 2 and runs.shape[1] == size), "runs of other texts")
    _need(runs is None or _within(runs, -2, size), "topics that there are not")
    own = stability._assigned
    _need(own is None or _within(own, -1, count - 1), "topics that there are not")
    table = stability.topics
    for name in ("topic", "n_found", "n_runs"):
        _need(name in table and table[name].dtype.kind == "i", "the table of stability")
    _need("name" in table and "stable" in table, "the table of stability")
    topics = table["topic"].to_numpy()
    _need(_within(topics, 0, count - 1) and table["topic"].is_unique, "topics that there are not")


def _check_text_parts(parts: Any) -> None:
    _need(parts.vectors.ndim == 2 and _are_unit(parts.vectors), "vectors of parts")
    _flat(len(parts.texts), vectors=parts.vectors[:, 0])
    _flat(len(parts.owner), owner=parts.owner, which=parts.which)
    ordered = parts.owner.size and parts.owner[0] == 0 and _within(np.diff(parts.owner), 0, 1)
    _need(ordered, "parts out of order")
    _need(_within(parts.which, 0, len(parts.texts) - 1), "parts that there are not")


def _check_settings(settings: Any) -> None:
    _need(settings.min_cluster_size >= 1 and settings.random_state >= 0, "settings out of range")


def _check_classifier(classifier: Any) -> None:
    count, known = len(classifier.labels), len(classifier._keys)
    _need(count >= 2 and len(set(classifier.labels)) == count, "labels of the classifier")
    _flat(known, given=classifier._given)
    _need(_within(classifier._given, 0, count - 1), "labels that there are not")
    _need(classifier._unseen.shape == (known, count), "probabilities of labeled texts")
    _need(classifier._probability.shape[1:] == (count,), "probabilities of another shape")
    _need(_within(classifier._probability, 0, 1), "probabilities out of range")
    lines = 1 if count == 2 else count
    weights = classifier._weights
    _need(weights.ndim == 2 and len(weights) == lines, "weights of the classifier")
    _need(classifier._intercepts.shape == (lines,), "weights of the classifier")
    _need(np.isfinite(weights).all() and np.isfinite(classifier._intercepts).all(), "weights")


def _check_categories(categories: Any) -> None:
    count, described = len(categories.categories), len(categories._described)
    names = {one.name for one in categories.categories}
    _need(count and len(names) == count, "names of the categories")
    thresholds = [one.threshold for one in categories.categories]
    thresholds = [one for one in (categories.threshold, *thresholds) if one is not None]
    _need(_within(np.array(thresholds), 1e-9, 1), "thresholds of the categories")
    texts = tuple(text for one in categories.categories for text in one.texts)
    _need(texts == categories._described, "descriptions of the categories")
    vectors = categories._descriptions
    _need(vectors.ndim == 2 and len(vectors) == described, "vectors of the categories")
    _need(_are_unit(vectors), "vectors of the categories")
    scores, nearest = categories._scores, categories._nearest
    _need(scores.ndim == 2 and scores.shape[1] == count, "scores of another shape")
    _need(np.isfinite(scores).all(), "scores of the categories")
    _need(nearest.shape == scores.shape, "descriptions of another shape")
    _need(_within(nearest, 0, described - 1), "descriptions that there are not")
    scale = np.array([categories._scale.apart, categories._scale.near])
    _need(np.isfinite(scale).all(), "the scale of the categories")
    found = categories._found
    _need(found.of.shape == scores.shape[:1], "topics of other texts")
    _need(_within(found.of, -1, len(found.names) - 1), "topics that there are not")
    _need(len(found.names) == len(found.examples), "names of topics of the rest")
    _need(found.centers.shape == (len(found.names), vectors.shape[1]), "centers of topics")
    _need(np.isfinite(found.centers).all(), "centers of topics")


_CHECKS: Mapping[str, Callable[[Any], None]] = {
    "Categories": _check_categories,
    "Classifier": _check_classifier,
    "Embedding": _check_embedding,
    "LedgerEntry": check_entry,
    "Neighbors": _check_neighbors,
    "Pairs": _check_pairs,
    "Passages": _check_passages,
    "Projection": _check_projection,
    "TopicBasis": _check_basis,
    "TopicSettings": _check_settings,
    "TopicTextParts": _check_text_parts,
    "Topics": _check_topics,
}
"""What must hold within a result, by its name in files, beyond the kinds of its fields."""
