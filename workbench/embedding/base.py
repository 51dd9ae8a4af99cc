"""The door to models, and what comes through it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from workbench.embedding.drafts.fidelity import Fidelity
from workbench.embedding.passages import Passages
from workbench.errors import ModelError, counted
from workbench.provenance import Manifest, digest_array, draft_notes, exact_parameters

COMPUTATION = 2
"""Raised whenever torch encoders give other vectors than before: stored ones are then left."""


UNREADABLE = "so their topics mean little"
"""Ends the note of topics about texts that the model cannot read."""


@dataclass(frozen=True)
class EncoderInfo:
    """All that could change a vector.

    Attributes
    ----------
    model : str
        Name, folder or hub id as known to the user.
    backend : str
        "torch", "onnx", "openvino", "endpoint", or "fake" in tests.
    device : str
        Where it computes: "cpu", "cuda", "mps", or the endpoint's host.
    precision : str
        "float32", "bfloat16" or "float16".
    dimensions : int
        Numbers in a vector.
    max_tokens : int
        Tokens of a text that the model sees, special ones included.
    weights_digest : str
        SHA-256 of the weights, hexadecimal; "" where it cannot be known (an endpoint).
    pooling : str
        How token vectors become one: "mean" or "cls".
    prefix : str
        Put before each text, as some models ask.
    settings_digest : str
        Digest of the tokenizer and of the configuration that shapes the model; "" where it
        cannot be known.
    """

    model: str
    backend: str
    device: str
    precision: str
    dimensions: int
    max_tokens: int
    weights_digest: str
    pooling: str = "mean"
    prefix: str = ""
    settings_digest: str = ""

    def key(self, long_text: str = "truncate") -> str:
        """Return the fingerprint under which vectors are stored.

        The device and the model's name are left out: weights decide, wherever they run. Where the
        weights cannot be known (an endpoint) the model's name and the host stand in for them.
        """
        parts = asdict(self) | {"long_text": long_text}
        if self.backend == "torch":
            parts["computation"] = COMPUTATION
        if self.weights_digest:
            del parts["model"], parts["device"]
        return hashlib.blake2b(
            json.dumps(parts, sort_keys=True).encode(), digest_size=16
        ).hexdigest()

    def __str__(self) -> str:
        """Return one line: model, back-end, device and precision."""
        return f"{self.model} · {self.backend} on {self.device} · {self.precision}"


class Encoder(Protocol):
    """Turns texts into unit vectors. Everything above works with any encoder.

    An encoder may have a method ``token_ids(texts)`` that returns what the model reads of each
    text, as a list of integers. Texts with equal ones are then encoded once and share a vector to
    the last bit. Without it, equal vectors alone decide which texts are one to the model.
    """

    @property
    def info(self) -> EncoderInfo:
        """All that could change a vector."""

    def count_tokens(self, texts: Sequence[str]) -> NDArray[np.int32]:
        """Return each text's length in tokens, special ones included, before any cut."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit vectors, shape (len(texts), dimensions), float32, in order."""


@dataclass(frozen=True, eq=False)
class Known:
    """The model's own vectors of some of the texts of a draft.

    places (s,): which of the m texts they are.
    vectors (s, d): unit vectors.
    """

    places: NDArray[np.int64]
    vectors: NDArray[np.float32]

    def take(self, kept: NDArray[np.int64]) -> Known:
        """Return those of some of the texts, numbered anew, in the order of these."""
        order = np.argsort(self.places, kind="stable")
        found = np.searchsorted(self.places, kept, sorter=order)
        at = order[np.minimum(found, len(order) - 1)]
        here = np.flatnonzero(self.places[at] == kept)
        return Known(here, self.vectors[at[here]])


@dataclass(frozen=True, eq=False)
class Embedding:
    """Vectors of distinct texts and how they came about.

    vectors (m, d): unit vectors, one per distinct text.
    tokens (m,): length of each text in tokens, special ones included.
    info: the encoder.
    long_text: what was done with texts beyond the model's limit.
    cached: texts whose vector came from the store.
    encoded: texts whose vector was made in this run. Texts with equal tokens are encoded once.
    manifest: versions, parameters and digest.
    passages: what long texts were read in, kept for search where `long_text` is "chunk".
    draft: what the vectors are worth, if they are drafts.
    known: the model's own vectors of some texts, if the vectors are drafts.
    """

    vectors: NDArray[np.float32]
    tokens: NDArray[np.int32]
    info: EncoderInfo
    long_text: str
    cached: int
    encoded: int
    manifest: Manifest
    extra: dict[str, Any] = field(default_factory=dict)
    passages: Passages | None = None
    draft: Fidelity | None = None
    known: Known | None = None

    def __len__(self) -> int:
        """Return the number of texts."""
        return len(self.vectors)

    def __repr__(self) -> str:
        """Return one truthful line: how many, from where, by what."""
        if self.draft is not None:
            return f"Embedding({counted(len(self), 'text')}, {self.draft}, {self.info})"
        return (
            f"Embedding({counted(len(self), 'text')}, {self.cached:,} from the cache, "
            f"{self.encoded:,} encoded, {self.info})"
        )

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader must be told."""
        return self.manifest.notes

    @property
    def cut(self) -> NDArray[np.bool_]:
        """Mask of texts of which the model did not see all, shape (m,)."""
        return (self.tokens > self.info.max_tokens) & (self.long_text == "truncate")

    @property
    def seen(self) -> NDArray[np.int32]:
        """How many of each text's tokens the model saw, special ones included, shape (m,)."""
        if self.long_text != "truncate":
            return self.tokens
        return np.minimum(self.tokens, np.int32(self.info.max_tokens))

    def take(self, kept: NDArray[np.int64]) -> Embedding:
        """Return the vectors of some of the texts; nothing is encoded. Shapes: kept (k,).

        If the model embedded all of these, they are no drafts.
        """
        known = None if self.known is None else self.known.take(kept)
        exact = known is not None and len(known.places) == len(kept)
        vectors = known.vectors if known is not None and exact else self.vectors[kept]
        tokens = self.tokens[kept]
        passages = self.passages.take(kept) if self.passages is not None else None
        extra = {
            name: value[kept] if isinstance(value, np.ndarray) else value
            for name, value in self.extra.items()
        }
        return Embedding(
            vectors=vectors,
            tokens=tokens,
            info=self.info,
            long_text=self.long_text,
            cached=len(vectors),
            encoded=0,
            manifest=Manifest(
                "embedding",
                exact_parameters(self.manifest) if exact else self.manifest.parameters,
                digest_array(vectors),
                self.manifest.inputs,
                (
                    *(() if exact else draft_notes(self.manifest)),
                    *reading_notes(self.info, tokens, self.long_text, passages),
                ),
                self.manifest.run,
                self.manifest.versions,
            ),
            extra=extra,
            passages=passages,
            draft=None if exact else self.draft,
            known=None if exact else known,
        )


def reading_notes(
    info: EncoderInfo,
    tokens: NDArray[np.int32],
    long_text: str,
    passages: Passages | None = None,
) -> tuple[str, ...]:
    """Say what a reader must know of vectors: cut texts and a precision below float32."""
    notes = []
    long = int((tokens > info.max_tokens).sum())
    if long and long_text == "truncate":
        notes.append(
            f"{long:,} of {len(tokens):,} texts are longer than the {info.max_tokens} tokens that "
            "the model reads: they were truncated. long_text='chunk' reads them to the end"
        )
    elif long:
        notes.append(
            f"{long:,} of {len(tokens):,} texts are longer than the {info.max_tokens} tokens that "
            "the model reads at once: they were read in chunks, whose vectors were averaged"
        )
        notes += [passages.note] if passages is not None else []
    if info.precision in {"bfloat16", "float16"}:
        notes.append(f"computed in {info.precision}; precision='float32' is the exact model")
    return tuple(notes)


def checked_vectors(
    vectors: NDArray[np.float32], count: int, info: EncoderInfo
) -> NDArray[np.float32]:
    """Return the vectors of `count` texts as float32; refuse those that could not be compared."""
    array = np.asarray(vectors)
    if array.shape != (count, info.dimensions):
        raise ModelError(
            f"{info.model} returned an array of shape {array.shape} for {count} texts; "
            f"({count}, {info.dimensions}) was expected. Nothing of this batch was kept."
        )
    norms = np.linalg.norm(array.astype(np.float64), axis=1)
    wrong = ~(np.abs(norms - 1) < 1e-3)  # NaN is wrong as well
    if wrong.any():
        bad = int(wrong.sum())
        raise ModelError(
            f"{info.model} ({info.backend}, {info.precision} on {info.device}) returned vectors "
            f"that are not unit vectors for {bad} of {count} texts (first length: "
            f"{norms[wrong][0]:g}). Nothing of this batch was kept. Try precision='float32'."
        )
    return array.astype(np.float32, copy=False)
