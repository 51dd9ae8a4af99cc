"""Embedding and topics as steps of a scikit-learn pipeline; built when first asked for."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from workbench.similarity import neighbors
from workbench.topics.assign import assign, centroids, nearest_topics
from workbench.topics.cluster import cluster
from workbench.topics.grain import auto_size
from workbench.topics.likeness import likeness
from workbench.topics.space import joined, topic_space

COLUMNS = 31
"""Neighbours of each vector, itself counted."""


class _TopicClusterer:
    """Cluster unit vectors as `find_topics` does; identical vectors share a topic.

    Parameters
    ----------
    min_cluster_size : int or "auto", default "auto"
        Fewest distinct vectors, or copies of one, that make a topic.
    detail : {"broad", "medium", "fine"}, default "medium"
        Which size "auto" looks for.
    random_state : int, default 0
        Seed of the layouts.
    assign_noise : bool, default True
        Whether noise gets its nearest topic in `labels_`.

    Attributes
    ----------
    labels_ : ndarray of int64, shape (n,)
        Topics.
    centroids_ : ndarray of float32, shape (t, d)
        Unit mean vectors.
    """

    def __init__(
        self,
        min_cluster_size: Any = "auto",
        detail: Any = "medium",
        random_state: int = 0,
        assign_noise: bool = True,
    ) -> None:
        self.min_cluster_size = min_cluster_size
        self.detail = detail
        self.random_state = random_state
        self.assign_noise = assign_noise

    def fit(self, vectors: ArrayLike, y: Any = None) -> _TopicClusterer:  # noqa: ARG002
        """Find topics; `y` is ignored."""
        every = np.asarray(vectors, dtype=np.float32)
        own, place, counts = np.unique(every, axis=0, return_inverse=True, return_counts=True)
        near = neighbors(own, COLUMNS)
        space = topic_space(own, near, seed=self.random_state)
        size, tree, alike = self.min_cluster_size, None, likeness(own, near)
        if size == "auto":
            size, tree = auto_size(space, self.detail, counts, alike)
        order = [f"{one:012}" for one in range(len(own))]
        raw = cluster(
            joined(space), counts, order, min_cluster_size=int(size), tree=tree, alike=alike
        )
        self.centroids_ = centroids(own, raw)
        found = assign(own, near, raw, self.centroids_, joined(space))
        labels = found.nearest if self.assign_noise else raw
        self.labels_ = labels[place.ravel()]
        return self

    def predict(self, vectors: ArrayLike) -> NDArray[np.int64]:
        """Return the nearest topic of each vector."""
        return nearest_topics(np.asarray(vectors, dtype=np.float32), self.centroids_)[0]

    def transform(self, vectors: ArrayLike) -> NDArray[np.float32]:
        """Return each vector's similarity to each topic."""
        return np.asarray(vectors, dtype=np.float32) @ self.centroids_.T


class _TextEmbedder:
    """Embed texts with an encoder; each distinct text once.

    Parameters
    ----------
    encoder : Encoder
        As from `workbench.embedding.load_encoder`.
    """

    def __init__(self, encoder: Any) -> None:
        self.encoder = encoder

    def fit(self, texts: Sequence[str], y: Any = None) -> _TextEmbedder:  # noqa: ARG002
        """Learn nothing; `texts` and `y` are ignored."""
        self.fitted_ = len(texts) >= 0
        return self

    def transform(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one unit vector a text."""
        distinct = sorted(set(texts))
        place = {text: number for number, text in enumerate(distinct)}
        vectors: NDArray[np.float32] = self.encoder.encode(distinct)
        return vectors[[place[text] for text in texts]]


@lru_cache
def topic_clusterer() -> Any:
    """Return the class `TopicClusterer`: vectors -> topics (fit, predict, transform)."""
    from sklearn.base import BaseEstimator, ClusterMixin, TransformerMixin

    return _estimator(_TopicClusterer, TransformerMixin, ClusterMixin, BaseEstimator)


@lru_cache
def text_embedder() -> Any:
    """Return the class `TextEmbedder`: texts -> unit vectors (transform)."""
    from sklearn.base import BaseEstimator, TransformerMixin

    return _estimator(_TextEmbedder, TransformerMixin, BaseEstimator)


def _estimator(own: type, *mixins: type) -> Any:
    """Make a class an estimator of scikit-learn, which takes a second to import."""
    said = {"__doc__": own.__doc__, "__module__": __name__}
    return type(own.__name__.lstrip("_"), (own, *mixins), said)


def __getattr__(name: str) -> Any:
    """Build the classes when they are first asked for."""
    if name == "TopicClusterer":
        return topic_clusterer()
    if name == "TextEmbedder":
        return text_embedder()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
