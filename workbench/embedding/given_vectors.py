"""Vectors that users bring: one per row of the table, from any model."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.embedding.base import Embedding, Encoder, EncoderInfo
from workbench.embedding.encoders.custom import NO_LIMIT
from workbench.errors import ColumnError, InputError, ModelError, counted
from workbench.provenance import Manifest, digest_array, this_run
from workbench.tables import Rows

SAME_TEXT = 0.999
"""Cosine similarity that the vectors of two rows with one text must have: a model gives one and
the same vector, but for rounding, so anything less means vectors of other rows or other texts."""


def given_embedding(
    rows: Rows, frame: pd.DataFrame, vectors: Any, encoder: Encoder | None = None
) -> Embedding:
    """Return the embedding made of a user's vectors, scaled to unit length.

    Shapes: vectors (n, d).
    """
    per_row = _per_row(rows, frame, vectors)
    with_text = np.flatnonzero(rows.has_text)
    unit = _unit(per_row, rows)
    text_of_row = rows.distinct_of[with_text]
    _, first = np.unique(text_of_row, return_index=True)
    chosen = unit[first]
    _check_copies(unit, chosen[text_of_row], with_text, rows)
    if encoder is not None and encoder.info.dimensions != chosen.shape[1]:
        raise InputError(
            f"the vectors have {chosen.shape[1]} dimensions, those of {encoder.info.model} have "
            f"{encoder.info.dimensions}. Name the model that made them: model=..."
        )
    info = encoder.info if encoder is not None else _unknown_model(chosen)
    manifest = Manifest(
        "embedding",
        {"model": info.model, "dimensions": chosen.shape[1], "given": True},
        digest_array(chosen),
        notes=(f"vectors were given, {counted(chosen.shape[1], 'number')} per text",),
        run=this_run(cached=0, made=0),
    )
    tokens = np.zeros(len(chosen), dtype=np.int32)
    return Embedding(chosen, tokens, info, "truncate", 0, 0, manifest)


def no_encoder() -> Encoder:
    """Refuse to encode a query for vectors whose model is not known."""
    raise ModelError(
        "this corpus has vectors of your own, so the model for new texts is not known. Name it: "
        "wb.embed(frame, text=..., vectors=..., model=...). Or search by a vector."
    )


def _per_row(rows: Rows, frame: pd.DataFrame, vectors: Any) -> NDArray[np.float32]:
    """Return the vectors of the rows with text, in order, as they were given."""
    if isinstance(vectors, str):
        if vectors.endswith(".npy") and vectors not in frame.columns:
            raise ColumnError(
                f"vectors={vectors!r} is not a column of this table. To use vectors from a file: "
                "vectors=numpy.load(...). To write vectors to a file: vectors_file=..."
            )
        if vectors not in frame.columns:
            raise ColumnError.missing(vectors, list(frame.columns))
        vectors = [cell for cell, known in zip(frame[vectors], rows.has_text, strict=True) if known]
    if isinstance(vectors, (pd.DataFrame, pd.Series)):
        vectors = vectors.to_numpy()
    wanted = f"vectors must be an array of shape ({len(rows):,}, dimensions), one per row"
    try:
        array = np.asarray(vectors if not _is_object(vectors) else list(vectors), dtype=np.float32)
    except (TypeError, ValueError) as error:
        raise InputError(f"{wanted}; these are not a table of numbers ({error}).") from error
    if array.ndim != 2 or not array.shape[1]:
        raise InputError(f"{wanted}; got shape {array.shape}.")
    known = int(rows.has_text.sum())
    if len(array) not in (len(rows), known):
        raise InputError(f"{wanted}; got {counted(len(array), 'row')}.")
    return array if len(array) == known else array[rows.has_text]


def _is_object(vectors: Any) -> bool:
    return isinstance(vectors, np.ndarray) and vectors.dtype == object


def _unit(vectors: NDArray[np.float32], rows: Rows) -> NDArray[np.float32]:
    """Scale to unit length; refuse what has no direction."""
    lengths = np.linalg.norm(vectors.astype(np.float64), axis=1)
    wrong = np.flatnonzero(~(np.isfinite(lengths) & (lengths > 0)))
    if len(wrong):
        row = rows.labels[np.flatnonzero(rows.has_text)[wrong[0]]]
        raise InputError(
            f"the vectors of {counted(len(wrong), 'row')} are zero or not finite (first: "
            f"{row}). Leave those rows out, or their texts empty."
        )
    unit: NDArray[np.float32] = (vectors / lengths[:, None]).astype(np.float32)
    return unit


def _check_copies(
    unit: NDArray[np.float32],
    chosen: NDArray[np.float32],
    with_text: NDArray[np.int64],
    rows: Rows,
) -> None:
    """Refuse different vectors of one text: identical texts share everything that is computed."""
    similarity = np.einsum("ij,ij->i", unit.astype(np.float64), chosen.astype(np.float64))
    apart = np.flatnonzero(similarity < SAME_TEXT)
    if not len(apart):
        return
    row = with_text[apart[0]]
    first = rows.rows_of_text(int(rows.distinct_of[row]))[0]
    raise InputError(
        f"{rows.labels[first]} and {rows.labels[row]} have the same text, but their vectors differ "
        f"(cosine similarity {similarity[apart[0]]:.3f}). Are the vectors in the table's order? "
        "One text needs one vector: leave repeats out before, frame.drop_duplicates(...)."
    )


def _unknown_model(vectors: NDArray[np.float32]) -> EncoderInfo:
    """Describe vectors whose model is not known."""
    return EncoderInfo(
        model="given vectors",
        backend="given",
        device="none",
        precision="float32",
        dimensions=vectors.shape[1],
        max_tokens=NO_LIMIT,
        weights_digest=digest_array(vectors),
    )
