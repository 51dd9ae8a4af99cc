"""Embedding and topics as steps of a scikit-learn pipeline."""

from __future__ import annotations

import os
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import issparse
from sklearn.base import (
    BaseEstimator,
    ClassNamePrefixFeaturesOutMixin,
    ClusterMixin,
    TransformerMixin,
)
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted, validate_data

from workbench.config import cache_folder
from workbench.embedding import DEFAULT_MODEL, Encoder, VectorStore, as_encoder, embed_texts
from workbench.errors import ColumnError, InputError, check_choice, check_count, check_path, counted
from workbench.similarity import neighbors
from workbench.tables.cells import column_texts
from workbench.tables.interchange import read_frame
from workbench.topics.assign import assign, centroids
from workbench.topics.clustering.automatic_size import LEVELS
from workbench.topics.clustering.find_labels import find_labels
from workbench.topics.clustering.layouts import joined, topic_space

NEIGHBORS = 31
"""Neighbors of each vector, itself included, as `Corpus.topics` takes them."""


class TextEmbedder(ClassNamePrefixFeaturesOutMixin, TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Turn texts into unit vectors; those that were embedded before come from the vector store.

    It learns nothing from the texts, so it may stand outside or inside a cross-validation. Texts
    are read as they stand. A missing or blank text becomes a vector of zeros.

    Parameters
    ----------
    model : str, path, or object with ``.encode``, default "all-MiniLM-L6-v2"
        Name, folder or hub id of a model, or any object whose ``encode(texts)`` returns one vector
        per text, such as a `SentenceTransformer`. `sklearn.base.clone` copies an object with all
        its weights, a name costs nothing.
    device : {"auto", "cpu", "cuda", "mps"}, default "auto"
        Where a named model computes.
    precision : str, default "auto"
        As for `workbench.embed`.
    long_text : {"truncate", "chunk"}, default "truncate"
        What to do with a text beyond the model's limit: "truncate", or "chunk" (embed it in pieces
        and average them by length).
    cache : bool or folder, default True
        True keeps vectors in the user's store, a folder keeps them there, False keeps none.

    Attributes
    ----------
    notes_ : tuple of str
        What the last `transform` has to tell: truncated texts, texts that were missing.

    Examples
    --------
    >>> from sklearn.linear_model import LogisticRegression
    >>> from sklearn.pipeline import make_pipeline
    >>> import workbench as wb
    >>> model = make_pipeline(wb.TextEmbedder(), LogisticRegression())
    >>> model.fit(frame["body"], frame["queue"])  # doctest: +SKIP
    """

    def __init__(
        self,
        model: Any = DEFAULT_MODEL,
        *,
        device: str = "auto",
        precision: str = "auto",
        long_text: str = "truncate",
        cache: bool | str | os.PathLike[str] = True,
    ) -> None:
        self.model = model
        self.device = device
        self.precision = precision
        self.long_text = long_text
        self.cache = cache

    def fit(self, X: Any, y: Any = None) -> TextEmbedder:  # noqa: ARG002, N803
        """Load the model; nothing is learned from the texts, and `y` is ignored.

        Raises
        ------
        InputError
            If `X` is not one column of texts.
        ModelError
            If the model cannot be had.
        """
        _texts_of(X)
        self.__dict__.pop("_loaded", None)
        self._encoder()
        return self

    def transform(self, X: Any) -> NDArray[np.float32]:  # noqa: N803
        """Return one unit vector per text; zeros for a missing or blank text.

        Parameters
        ----------
        X : list, Series, array or table with one column
            n texts.

        Returns
        -------
        ndarray of float32, shape (n, d)

        Raises
        ------
        InputError
            If `X` is not one column of texts.
        """
        texts, encoder = _texts_of(X), self._encoder()
        given = np.array([text is not None for text in texts], dtype=bool)
        embedding = embed_texts(
            [text for text in texts if text is not None],
            encoder,
            store=self._store() if getattr(encoder, "cacheable", True) else None,
            long_text=self.long_text,
        )
        vectors = np.zeros((len(texts), encoder.info.dimensions), dtype=np.float32)
        vectors[given] = embedding.vectors
        blank = int((~given).sum())
        notes = (f"{counted(blank, 'text')} missing or blank: zero vectors",) if blank else ()
        self.notes_ = (*embedding.manifest.notes, *notes)
        return vectors

    @property
    def _n_features_out(self) -> int:
        """Number of dimensions, for the names of the features."""
        return self._encoder().info.dimensions

    def _encoder(self) -> Encoder:
        """Return the encoder of the parameters as they are now."""
        wanted = (self.model, self.device, self.precision)
        loaded: tuple[Any, Encoder] | None = self.__dict__.get("_loaded")
        if loaded is None or loaded[0] != wanted:
            made = as_encoder(self.model, device=self.device, precision=self.precision)
            self._loaded = loaded = (wanted, made)
        return loaded[1]

    def _store(self) -> VectorStore | None:
        """Return the store that `cache` names."""
        if self.cache is False or self.cache is None:
            return None
        return VectorStore(
            cache_folder() if self.cache is True else check_path("cache", self.cache)
        )

    def __getstate__(self) -> dict[str, Any]:
        """Leave the loaded model out of a pickle: it is loaded again when it is needed."""
        state: dict[str, Any] = super().__getstate__()
        return {name: value for name, value in state.items() if name != "_loaded"}

    def __sklearn_tags__(self) -> Any:
        """Say that it takes texts, and works without a fit."""
        tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        tags.input_tags.allow_nan = True
        tags.input_tags.two_d_array = False
        tags.requires_fit = False
        tags.transformer_tags.preserves_dtype = []
        return tags


class TopicClusterer(
    ClassNamePrefixFeaturesOutMixin,  # type: ignore[misc]
    ClusterMixin,  # type: ignore[misc]
    TransformerMixin,  # type: ignore[misc]
    BaseEstimator,  # type: ignore[misc]
):
    """Cluster vectors into topics as `Corpus.topics` does; equal vectors share a topic.

    Rows are scaled to unit length. A row of zeros has no direction: it is noise.

    Parameters
    ----------
    detail : {"broad", "medium", "fine"}, default "medium"
        How fine the topics are if the size is "auto".
    min_cluster_size : int or "auto", default "auto"
        Fewest distinct vectors, or copies of one, that make a topic.
    assign_noise : bool, default True
        Whether noise gets its nearest topic in `labels_`; else it stays -1.
    random_state : int, RandomState or None, default 0
        Seed of the layouts in which topics are found.

    Attributes
    ----------
    labels_ : ndarray of int64, shape (n,)
        Topic of each row, from the largest down; -1 is noise.
    cluster_centers_ : ndarray of float32, shape (t, d)
        Unit mean vector of each topic, without its noise.
    min_cluster_size_ : int
        The size that was used.
    n_features_in_ : int
        Dimensions of the vectors, d.
    feature_names_in_ : ndarray of str, shape (d,)
        Names of the columns, if the vectors came as a table with names.

    Examples
    --------
    >>> from sklearn.pipeline import make_pipeline
    >>> import workbench as wb
    >>> model = make_pipeline(wb.TextEmbedder(), wb.TopicClusterer(detail="broad"))
    >>> labels = model.fit_predict(frame["body"])  # doctest: +SKIP
    """

    def __init__(
        self,
        *,
        detail: str = "medium",
        min_cluster_size: int | str = "auto",
        assign_noise: bool = True,
        random_state: Any = 0,
    ) -> None:
        self.detail = detail
        self.min_cluster_size = min_cluster_size
        self.assign_noise = assign_noise
        self.random_state = random_state

    def fit(self, X: ArrayLike, y: Any = None) -> TopicClusterer:  # noqa: ARG002, N803
        """Find topics; `y` is ignored.

        Raises
        ------
        InputError
            If a parameter has no such value.
        ValueError
            If `X` is not a table of finite numbers.
        """
        check_choice("detail", self.detail, tuple(LEVELS))
        size = self._checked_size()
        vectors, zero = _unit(validate_data(self, X, dtype=[np.float64, np.float32]))
        labels = np.full(len(vectors), -1, dtype=np.int64)
        self.cluster_centers_ = np.zeros((0, vectors.shape[1]), dtype=np.float32)
        self.min_cluster_size_ = size or 0
        if not zero.all():
            labels[~zero] = self._found(vectors[~zero].astype(np.float32), size)
        self.labels_ = labels
        return self

    def predict(self, X: ArrayLike) -> NDArray[np.int64]:  # noqa: N803
        """Return the topic whose center is most similar to each row; -1 for a row of zeros.

        `labels_` may differ from it for rows at the edge of a topic: these were clustered together
        with their neighbors.
        """
        similarity, zero = self._similarity(X)
        if not similarity.shape[1]:
            return np.full(len(similarity), -1, dtype=np.int64)
        return np.where(zero, -1, similarity.argmax(axis=1)).astype(np.int64)

    def transform(self, X: ArrayLike) -> NDArray[np.floating[Any]]:  # noqa: N803
        """Return the cosine similarity of each row to each topic's center, shape (n, t)."""
        similarity, _ = self._similarity(X)
        wanted = np.float32 if getattr(X, "dtype", None) == np.float32 else np.float64
        return similarity.astype(wanted, copy=False)

    @property
    def _n_features_out(self) -> int:
        """Number of topics, for the names of the features."""
        return len(self.cluster_centers_)

    def _checked_size(self) -> int | str:
        """Return the size that was asked for, or "auto"."""
        if isinstance(self.min_cluster_size, str):
            return check_choice("min_cluster_size", self.min_cluster_size, ("auto",))
        return check_count("min_cluster_size", self.min_cluster_size, least=2)

    def _found(self, vectors: NDArray[np.float32], size: int | str) -> NDArray[np.int64]:
        """Cluster unit vectors, and return the topic of each."""
        own, inverse, counts = np.unique(vectors, axis=0, return_inverse=True, return_counts=True)
        near = neighbors(own, NEIGHBORS)
        space = topic_space(own, near, seed=self._seed())
        clusters = find_labels(
            own,
            near,
            space,
            counts,
            [""] * len(own),  # they are in order already
            min_cluster_size=size,
            detail=self.detail,
        )
        raw = clusters.labels
        self.min_cluster_size_, self.cluster_centers_ = clusters.size, centroids(own, raw)
        if self.assign_noise:
            raw = assign(own, near, raw, self.cluster_centers_, joined(space)).nearest
        return raw[inverse.ravel()]

    def _seed(self) -> int:
        """Return a whole number; one that was given is used as `Corpus.topics` uses it."""
        if hasattr(self.random_state, "__index__"):
            return check_count("random_state", self.random_state, least=0)
        return int(check_random_state(self.random_state).randint(2**20))

    def _similarity(self, X: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:  # noqa: N803
        """Return the similarities to the centers, and which rows are zero."""
        check_is_fitted(self)
        checked = validate_data(self, X, dtype=[np.float64, np.float32], reset=False)
        vectors, zero = _unit(checked)
        return vectors @ self.cluster_centers_.astype(np.float64).T, zero

    def __sklearn_tags__(self) -> Any:
        """Say that both widths of numbers stay what they are."""
        tags = super().__sklearn_tags__()
        tags.transformer_tags.preserves_dtype = ["float64", "float32"]
        return tags


def _unit(vectors: NDArray[Any]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Scale rows to unit length, and tell which are zero."""
    rows = vectors.astype(np.float64)
    largest = np.abs(rows).max(axis=1, keepdims=True)  # first, for squares must not overflow
    rows /= np.where(largest > 0, largest, 1)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / np.where(lengths > 0, lengths, 1), (largest == 0).ravel()


def _texts_of(given: Any) -> list[str | None]:
    """Return the texts of a list, a Series, an array or a table of one column; None if blank."""
    if isinstance(given, (str, bytes)) or issparse(given) or not hasattr(given, "__len__"):
        raise InputError(
            "texts must be a list, a Series, an array or a table with one column, got one "
            f"{type(given).__name__}. For a single text: [text]; for an iterator: list(texts)"
        )
    if isinstance(given, (list, tuple)):
        given = pd.Series(list(given), dtype=object)
    elif isinstance(given, np.ndarray):
        given = pd.Series(_one_dimension(given).astype(object), dtype=object)
    elif hasattr(given, "to_frame") and not hasattr(given, "columns"):
        given = given.to_frame()  # a Series of pandas or polars
    frame, _ = read_frame(given)
    if frame.shape[1] != 1:
        raise ColumnError(
            f"texts must be one column, got {frame.shape[1]}. Name it: frame['body'], or in a "
            "ColumnTransformer: ('text', TextEmbedder(), 'body')"
        )
    frame = frame.set_axis(["text"], axis=1)
    return list(column_texts(frame, ["text"]))


def _one_dimension(given: NDArray[Any]) -> NDArray[Any]:
    """Return an array of texts without a second axis of one column."""
    if given.ndim == 2 and given.shape[1] == 1:
        return given[:, 0]
    if given.ndim == 1:
        return given
    raise InputError(
        f"texts must have shape (n,) or (n, 1), got {given.shape}. Give one column: array[:, 0]"
    )
