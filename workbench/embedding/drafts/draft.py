"""Draft vectors of all texts of a table from the model's vectors of a sample of them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.embedding.base import Embedding, Encoder, Known, reading_notes
from workbench.embedding.drafts.fidelity import Fidelity
from workbench.embedding.drafts.regression import fit
from workbench.embedding.drafts.token_counts import Features, TokenTable, read_tokens
from workbench.embedding.embed import embed_texts
from workbench.embedding.vector_store.store import VectorStore
from workbench.progress import Progress, Quiet
from workbench.provenance import Manifest, digest_array, this_run
from workbench.tables import atomic, reserve

HELD_BACK = 1_000
"""Texts on which drafts are measured."""

FIRST_SAMPLE, LARGEST_SAMPLE = 2_500, 20_000
"""Texts of the first fit and of the last one; each sample holds twice the texts of the last."""

LEAST_GAIN = 0.01
"""Rise of the mean cosine for which it is worth doubling the sample."""

LARGEST_SHARE = 0.5
"""Share of a table up to which sampling saves anything; beyond it all texts are embedded."""

BLOCK = 16_384
"""Texts predicted at once."""


@dataclass(frozen=True, eq=False)
class Sample:
    """The texts that the model embeds, in the order in which they are drawn.

    chosen (s,): places among the m texts, those held back first.
    embed_by: embeds texts: `embed_texts`, or the same on the workers of an engine.
    encoded: how many texts the model encoded, a number per call.
    """

    texts: Sequence[str]
    chosen: NDArray[np.int64]
    encoder: Encoder
    store: VectorStore | None
    progress: Progress
    embed_by: Callable[..., Embedding]
    encoded: list[int] = field(default_factory=list)

    def vectors(self, first: int, last: int) -> NDArray[np.float32]:
        """Return the model's vectors of some of the chosen texts."""
        embedded = self.embed([self.texts[index] for index in self.chosen[first:last].tolist()])
        self.encoded.append(embedded.encoded)
        return embedded.vectors

    def embed(self, texts: Sequence[str]) -> Embedding:
        """Embed texts by the model, through the store."""
        return self.embed_by(texts, self.encoder, store=self.store, progress=self.progress)


@dataclass(frozen=True, eq=False)
class Predictor:
    """Predicts vectors from tokens.

    features: what counts in a text.
    weights (f, d): a vector per feature.
    """

    features: Features
    weights: NDArray[np.float32]

    def predict(self, tokens: TokenTable) -> NDArray[np.float32]:
        """Return unit vectors, float32, shape (m, d); a text of unknown words only gets the mean.

        Equal tokens give equal vectors to the last bit: each line is computed by itself.
        """
        vectors = self.features.matrix(tokens) @ self.weights
        lengths = np.sqrt(np.einsum("ij,ij->i", vectors, vectors, dtype=np.float64))
        blank = lengths < 1e-6
        vectors[blank] = self.weights.mean(axis=0) + np.float32(1e-6)
        lengths[blank] = np.linalg.norm(vectors[blank].astype(np.float64), axis=1)
        unit: NDArray[np.float32] = (vectors / lengths[:, None]).astype(np.float32)
        return unit


def sampled_texts(texts: Sequence[str]) -> NDArray[np.int64]:
    """Return the positions of texts in the order in which samples draw them: by their digests.

    It depends on the texts alone: a table in another order has the same sample, and one that
    grows keeps most of it.
    """
    digests = (
        hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        for text in texts
    )
    numbers = np.frombuffer(b"".join(digests), dtype=">u8").astype(np.uint64)
    return np.argsort(numbers, kind="stable")


def embed_draft(
    texts: Sequence[str],
    encoder: Encoder,
    *,
    embed: Callable[..., Embedding] = embed_texts,
    store: VectorStore | None = None,
    file: Path | None = None,
    progress: Progress | None = None,
) -> Embedding:
    """Embed a sample by the model, and predict the vectors of all texts from their tokens.

    The sample grows until its drafts get no better. A table of which the sample would be a large
    part is embedded exactly. The model's vectors go to the store, predicted ones never.
    """
    shown = progress or Quiet()
    if len(texts) * LARGEST_SHARE < FIRST_SAMPLE + HELD_BACK:
        exact = embed(texts, encoder, store=store, file=file, progress=shown)
        note = f"a draft of {len(texts):,} texts would save nothing: all were embedded exactly"
        notes = (*exact.notes, note)
        return replace(exact, manifest=replace(exact.manifest, notes=notes))
    largest = min(HELD_BACK + LARGEST_SAMPLE, int(len(texts) * LARGEST_SHARE))
    sample = Sample(texts, sampled_texts(texts)[:largest], encoder, store, shown, embed)
    tokens = read_tokens(texts, encoder, shown)
    predictor, fidelity, known = _grown(sample, tokens)
    vectors = _predict(predictor, tokens, file, shown)
    return _embedding(vectors, tokens.lengths, fidelity, sample, known)


def _grown(sample: Sample, tokens: TokenTable) -> tuple[Predictor, Fidelity, NDArray[np.float32]]:
    """Double the sample until the drafts of the texts held back get no better.

    Returned with these: the model's vectors of the texts that were drawn, shape (s, d).
    """
    prior = _prior(tokens, sample)
    known = sample.vectors(0, HELD_BACK)
    true = known
    held_back = tokens.take(sample.chosen[:HELD_BACK])
    size, before = FIRST_SAMPLE, -1.0
    while True:
        last = min(HELD_BACK + size, len(sample.chosen))
        known = np.concatenate([known, sample.vectors(len(known), last)])
        sample.progress.start("Fitting", 1)
        part = tokens.take(sample.chosen[HELD_BACK:last])
        predictor = _fitted(part, known[HELD_BACK:], prior)
        drafts = predictor.predict(held_back)
        fidelity = Fidelity.measure(drafts, true, sample=last - HELD_BACK)
        sample.progress.finish(f"cosine {fidelity.cosine:.2f} with {fidelity.sample:,} texts")
        if last == len(sample.chosen) or fidelity.cosine - before < LEAST_GAIN:
            return predictor, fidelity, known
        size, before = 2 * size, fidelity.cosine


def _fitted(
    sample: TokenTable, vectors: NDArray[np.float32], prior: NDArray[np.float32]
) -> Predictor:
    """Fit vectors of features to the sample. Shapes: vectors (s, d), prior (size, d)."""
    features = Features.of(sample)
    pairs = np.zeros((len(features.pairs), prior.shape[1]), dtype=np.float32)
    return Predictor(
        features, fit(features.matrix(sample), vectors, np.concatenate([prior, pairs]))
    )


def _prior(tokens: TokenTable, sample: Sample) -> NDArray[np.float32]:
    """Return the model's vector of each token alone, from the store after the first time.

    Zero for tokens that the table lacks, and for all if the model does not name its tokens.
    """
    prior = np.zeros((tokens.size, sample.encoder.info.dimensions), dtype=np.float32)
    if tokens.words is None:
        return prior
    names = tokens.words
    used = [n for n in np.unique(tokens.numbers).tolist() if n < len(names) and names[n].strip()]
    prior[used] = sample.embed([names[number] for number in used]).vectors
    return prior


def _predict(
    predictor: Predictor, tokens: TokenTable, file: Path | None, progress: Progress
) -> NDArray[np.float32]:
    """Predict the vectors of all texts, block by block, into a file if one is named."""
    shape = (len(tokens.lengths), predictor.weights.shape[1])
    progress.start("Predicting", shape[0])
    if file is None:
        return _filled(np.empty(shape, dtype=np.float32), predictor, tokens, progress)
    with atomic(file, private=True) as temporary:
        room = np.lib.format.open_memmap(temporary, mode="w+", dtype=np.float32, shape=shape)
        reserve(temporary, room.offset)
        _filled(room, predictor, tokens, progress)
        room.flush()
    mapped: NDArray[np.float32] = np.load(file, mmap_mode="r", allow_pickle=False)
    return mapped


def _filled(
    room: NDArray[np.float32], predictor: Predictor, tokens: TokenTable, progress: Progress
) -> NDArray[np.float32]:
    for top in range(0, len(room), BLOCK):
        places = np.arange(top, min(top + BLOCK, len(room)))
        room[places] = predictor.predict(tokens.take(places))
        progress.advance(len(places))
    progress.finish()
    return room


def _embedding(
    vectors: NDArray[np.float32],
    lengths: NDArray[np.int32],
    fidelity: Fidelity,
    sample: Sample,
    known: NDArray[np.float32],
) -> Embedding:
    """Return drafts with what they are worth."""
    encoder, store = sample.encoder, sample.store
    about: dict[str, Any] = {**vars(encoder.info), "long_text": "truncate"}
    made = sum(sample.encoded)
    cached = fidelity.sample + fidelity.held_back - made
    notes = (
        fidelity.note,
        *reading_notes(encoder.info, lengths, "truncate"),
        *getattr(encoder, "notes", ()),
        *(store.notes if store is not None else ()),
    )
    return Embedding(
        vectors=vectors,
        tokens=lengths,
        info=encoder.info,
        long_text="truncate",
        cached=cached,
        encoded=made,
        manifest=Manifest(
            "embedding",
            about | {"draft": fidelity.to_dict()},
            digest_array(vectors),
            notes=notes,
            run=this_run(cached=cached, made=made),
        ),
        draft=fidelity,
        known=Known(sample.chosen[: len(known)], known),
    )
