"""Labels -> all that is said about topics: words, names, examples, nearest topics, reasons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.topics.assign import Assignment, assign, centroids, noise_reasons
from workbench.topics.inputs import Basis
from workbench.topics.names.keywords import Terms, topic_words
from workbench.topics.names.languages import topic_languages
from workbench.topics.names.sentences import found_everywhere
from workbench.topics.names.titles import Namer, central, examples, named_by, names, titles


@dataclass(frozen=True, eq=False)
class Parts:
    """What follows from the labels.

    Attributes
    ----------
    found : Assignment
        Nearest topic, margin and confidence of each text.
    reasons : ndarray of object, shape (m,)
        Why a text is noise, "" where it is not.
    centroids : ndarray of float32, shape (t, d)
        Unit mean vectors of the topics' own texts; zeros where a number is vacant.
    words : tuple of Terms
        Words and phrases of each topic with weights.
    names, titles : tuple of str
        Short name by words, and a readable title, of each topic.
    examples : tuple of ndarray of int64
        Places of the texts that stand for each topic.
    """

    found: Assignment
    reasons: NDArray[np.object_]
    centroids: NDArray[np.float32]
    words: tuple[Terms, ...]
    names: tuple[str, ...]
    titles: tuple[str, ...]
    examples: tuple[NDArray[np.int64], ...]


def derive(
    basis: Basis,
    labels: NDArray[np.int64],
    *,
    places: NDArray[np.float32] | None = None,
    namer: Namer | None = None,
    given: Mapping[int, str] | None = None,
    deleted: NDArray[np.bool_] | None = None,
    reason: str = "",
) -> Parts:
    """Work out all that follows from the labels.

    Shapes: labels (m,), places (m, d), deleted (m,).
    """
    texts = basis.merged_rows.readings
    centers = centroids(basis.vectors, labels)
    found = assign(basis.vectors, basis.neighbors, labels, centers, places)
    everywhere = found_everywhere(texts, labels)
    words = topic_words(texts, labels, everywhere=everywhere)
    near = central(basis.vectors, labels, centers)
    shown = examples(basis.vectors, centers, near)
    if namer is None:
        titled = titles(texts, words, near, found.similarity, everywhere=everywhere)
    else:
        titled = named_by(namer, texts, words, shown)
    reasons = noise_reasons(
        texts, labels, found, basis.neighbors, cut=basis.cut, foreign=basis.foreign
    )
    if reason:
        reasons[labels < 0] = reason
    if deleted is not None:
        reasons[deleted & (labels < 0)] = "topic deleted"
    tongues = topic_languages(texts, labels, basis.foreign)
    named = names(words, titled, given=given, instead=tongues)
    return Parts(found, reasons, centers, words, named, titled, shown)
