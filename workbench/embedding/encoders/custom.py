"""Encoders that users bring: any object with ``.encode``."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.embedding.base import Encoder, EncoderInfo
from workbench.embedding.encoders.load import load_encoder
from workbench.errors import InputError, ModelError

NO_LIMIT = 2**31 - 1
"""Token limit of an encoder that names none: no text counts as truncated."""


class CustomEncoder:
    """Wraps an object with ``.encode``, such as a `SentenceTransformer`.

    model: ``model.encode(texts)`` takes a list of str and returns one vector per text: an array, a
        tensor or a list of lists. Vectors of any length are scaled to unit length. Optional
        attributes are used if they are there: ``max_seq_length`` and ``tokenizer`` tell which texts
        are truncated, ``fingerprint`` (str) names what the vectors depend on, and ``state_dict()``
        gives the weights that stand for a fingerprint.

    Notes
    -----
    Without a fingerprint and without weights nobody can tell whether a stored vector would still
    be the answer. Then nothing is stored, and the notes of the corpus say so.
    """

    def __init__(self, model: Any) -> None:
        self._model = model
        digest = _fingerprint(model)
        self.info = EncoderInfo(
            model=_name_of(model),
            backend="custom",
            device=str(getattr(model, "device", "unknown")),
            precision="float32",
            dimensions=self._vectors(["dimensions"]).shape[1],
            max_tokens=int(getattr(model, "max_seq_length", None) or NO_LIMIT),
            weights_digest=digest,
        )
        self.notes: tuple[str, ...] = ()
        if not digest:
            note = (
                f"vectors of {self.info.model} are not kept on disk: it has no fingerprint. Give "
                "the object an attribute fingerprint, a text that changes whenever vectors would"
            )
            self.notes = (note,)

    @property
    def cacheable(self) -> bool:
        """Whether stored vectors can be told from those of another model."""
        return bool(self.info.weights_digest)

    def count_tokens(self, texts: Sequence[str]) -> NDArray[np.int32]:
        """Return the number of tokens per text, or 0 if the model does not say."""
        tokenizer = getattr(self._model, "tokenizer", None)
        if not callable(tokenizer) or self.info.max_tokens == NO_LIMIT:
            return np.zeros(len(texts), dtype=np.int32)
        ids = tokenizer(list(texts), truncation=False, padding=False, verbose=False)["input_ids"]
        return np.array([len(tokens) for tokens in ids], dtype=np.int32)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit vectors, shape (len(texts), dimensions), float32, in order."""
        vectors = self._vectors(texts)
        lengths = np.linalg.norm(vectors.astype(np.float64), axis=1, keepdims=True)
        unit: NDArray[np.float32] = (vectors / np.where(lengths > 0, lengths, 1)).astype(np.float32)
        return unit

    def _vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return what the object gives, refused if it is not one vector per text."""
        made = self._model.encode(list(texts))
        if hasattr(made, "cpu"):  # a tensor, perhaps on a GPU
            made = made.detach().cpu().float().numpy()
        try:
            vectors = np.asarray(made, dtype=np.float32)
        except (TypeError, ValueError) as error:
            raise ModelError(
                f"{_name_of(self._model)}.encode returned no numbers: {error}"
            ) from error
        if vectors.ndim != 2 or len(vectors) != len(texts):
            raise ModelError(
                f"{_name_of(self._model)}.encode returned shape {vectors.shape} for "
                f"{len(texts)} texts; one vector per text is needed: ({len(texts)}, dimensions)."
            )
        return vectors


def as_encoder(model: Any, **settings: Any) -> Encoder:
    """Return the encoder that was named or given."""
    if isinstance(model, (str, bytes)) or hasattr(model, "__fspath__"):
        return load_encoder(model, **settings)
    if not callable(getattr(model, "encode", None)):
        raise InputError(
            "model must be a name, a folder, or an object with a method encode(texts), got "
            f"{type(model).__name__}. A LangChain embeddings object needs two lines: a class whose "
            "encode returns embeddings.embed_documents(list(texts))"
        )
    if isinstance(getattr(model, "info", None), EncoderInfo):
        encoder: Encoder = model
        return encoder
    return CustomEncoder(model)


def _name_of(model: Any) -> str:
    """Return what a user would call the model."""
    card = getattr(model, "model_card_data", None)
    named = getattr(card, "base_model", None) or getattr(model, "name", None)
    return str(named) if isinstance(named, str) and named else type(model).__name__


def _fingerprint(model: Any) -> str:
    """Return a digest of all that vectors depend on, "" if it cannot be known."""
    given = getattr(model, "fingerprint", None)
    if isinstance(given, str) and given:
        return hashlib.sha256(given.encode()).hexdigest()
    if not callable(getattr(model, "state_dict", None)):
        return ""
    digest = hashlib.sha256(repr(model).encode())
    import torch

    for name, weights in model.state_dict().items():
        array = weights.detach().cpu().contiguous()
        digest.update(f"{name} {array.dtype} {tuple(array.shape)}".encode())
        # As bytes: NumPy lacks some dtypes of torch, such as bfloat16.
        digest.update(array.reshape(-1).view(torch.uint8).numpy().data)
    tokenizer = getattr(model, "tokenizer", None)
    backend = getattr(tokenizer, "backend_tokenizer", None)
    digest.update(backend.to_str().encode() if backend is not None else repr(tokenizer).encode())
    return digest.hexdigest()
