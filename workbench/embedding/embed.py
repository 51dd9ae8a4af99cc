"""Texts -> vectors: looked up where they are known, encoded once where they are not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from workbench.embedding.base import Embedding, Encoder, checked_vectors, reading_notes
from workbench.embedding.long_texts import ChunkedEncoder
from workbench.embedding.passages import Passages, Pieces, gather
from workbench.embedding.tokens import token_groups, token_keys
from workbench.embedding.vector_store.entries import Lookup, empty_lookup
from workbench.embedding.vector_store.store import VectorStore
from workbench.engines import ahead
from workbench.errors import InputError, check_choice
from workbench.progress import Progress, Quiet
from workbench.provenance import Manifest, digest_array, this_run
from workbench.tables import atomic, reserve

LONG_TEXT = ("truncate", "chunk")
BATCH_TEXTS = 1024
BATCH_TOKENS = 32_768
"""A batch is committed when it is done: at most this much is lost when a run is killed."""


@dataclass(frozen=True, eq=False)
class _Job:
    """Distinct texts, what is known of them so far, and how to get the rest.

    `followers` are the texts that take the vector of another, by the place of that one.
    """

    texts: list[str]
    vectors: NDArray[np.float32]
    tokens: NDArray[np.int32]
    known: NDArray[np.bool_]
    encoder: Encoder
    store: VectorStore | None
    long_text: str
    pieces: dict[int, Pieces]
    followers: dict[int, list[int]]

    @property
    def key(self) -> str:
        return self.encoder.info.key(self.long_text)

    @property
    def about(self) -> dict[str, object]:
        return asdict(self.encoder.info) | {"long_text": self.long_text}


def embed_texts(
    texts: Sequence[str],
    encoder: Encoder,
    *,
    store: VectorStore | None = None,
    long_text: str = "truncate",
    file: Path | None = None,
    progress: Progress | None = None,
) -> Embedding:
    """Embed texts: each distinct one once, only what the store lacks, kept as batches finish."""
    check_choice("long_text", long_text, LONG_TEXT)
    shown = progress if progress is not None else Quiet()
    if file is None:
        return _embed(texts, encoder, store, long_text, shown)
    with atomic(file, private=True) as temporary:  # vectors are guarded like texts
        shape = (len(texts), encoder.info.dimensions)
        room = np.lib.format.open_memmap(temporary, mode="w+", dtype=np.float32, shape=shape)
        reserve(temporary, room.offset)
        embedded = _embed(texts, encoder, store, long_text, shown, room=room)
        room.flush()
    return replace(embedded, vectors=np.load(file, mmap_mode="r", allow_pickle=False))


def _embed(
    texts: Sequence[str],
    encoder: Encoder,
    store: VectorStore | None,
    long_text: str,
    progress: Progress,
    *,
    room: NDArray[np.float32] | None = None,
) -> Embedding:
    """Embed texts into `room`, one line per text, or into a new array."""
    distinct = _distinct(texts)
    progress.start("Looking up", len(distinct))
    job = _look_up(distinct, encoder, store, long_text, room)
    cached = int(job.known.sum())
    progress.start("Embedding", len(distinct), done=cached, note=f"{cached:,} from the cache")
    for batch, made, pieces in _encoded(job, _batches(job)):
        _keep(job, batch, made, pieces)
        shared = _share(job, batch.tolist())
        progress.advance(len(batch) + shared)
    progress.finish(f"{len(distinct) - cached:,} encoded, {cached:,} from the cache")
    vectors, tokens, passages = job.vectors, job.tokens, _passages(job)
    if len(distinct) != len(texts):
        index_of = {text: k for k, text in enumerate(distinct)}
        of = np.fromiter((index_of[text] for text in texts), dtype=np.int64, count=len(texts))
        vectors, tokens = vectors[of] if room is None else _spread_out(room, of), tokens[of]
        passages = passages.take(of) if passages is not None else None
    return Embedding(
        vectors=vectors,
        tokens=tokens,
        info=encoder.info,
        long_text=long_text,
        cached=cached,
        encoded=len(distinct) - cached,
        manifest=Manifest(
            "embedding",
            job.about,
            digest_array(vectors),
            notes=reading_notes(encoder.info, tokens, long_text, passages)
            + tuple(getattr(encoder, "notes", ()))
            + (store.notes if store is not None else ()),
            run=this_run(cached=cached, made=len(distinct) - cached),
        ),
        passages=passages,
    )


def _spread_out(room: NDArray[np.float32], of: NDArray[np.int64]) -> NDArray[np.float32]:
    """Give each line the vector of its distinct text, in place.

    Distinct texts stand in the order in which they first appear, so none stands behind the lines
    that need it, and from the last line on nothing is overwritten that is needed still.
    """
    for top in reversed(range(0, len(of), BATCH_TEXTS)):
        room[top : top + BATCH_TEXTS] = room[of[top : top + BATCH_TEXTS]]
    return room


def _passages(job: _Job) -> Passages | None:
    """Return what can be searched beside the texts' own vectors."""
    if job.long_text != "chunk":
        return None
    lengths = np.array([len(text) for text in job.texts], dtype=np.int32)
    return gather(job.vectors, lengths, job.pieces)


def _distinct(texts: Sequence[str]) -> list[str]:
    """Return the distinct texts in the order of their first appearance."""
    if isinstance(texts, str):
        raise InputError(f"texts must be a sequence of str, got one str. Try: [{texts[:20]!r}]")
    for position, text in enumerate(texts):
        if not isinstance(text, str):
            raise InputError(
                f"texts must be str, got {type(text).__name__} at position {position}. "
                "Leave rows without text out, and convert the others with .astype(str)."
            )
    return list(dict.fromkeys(texts))


def _look_up(
    texts: list[str],
    encoder: Encoder,
    store: VectorStore | None,
    long_text: str,
    room: NDArray[np.float32] | None,
) -> _Job:
    """Fill in what the store holds."""
    info = encoder.info
    room = None if room is None else room[: len(texts)]
    if store is None:
        lookup = empty_lookup(len(texts), info.dimensions, room)
    else:
        about = asdict(info) | {"long_text": long_text}
        lookup = store.get(info.key(long_text), texts, info.dimensions, about=about, room=room)
    # What the store filled in is used as it is: a second copy would double the memory.
    job = _Job(
        texts=texts,
        vectors=lookup.vectors,
        tokens=lookup.tokens,
        known=lookup.found,
        encoder=encoder,
        store=store,
        long_text=long_text,
        pieces={},
        followers={},
    )
    _refresh_pieces(job, np.arange(len(texts)), lookup)
    job.followers.update(token_groups(texts, _token_keys(job), job.known))
    _share(job, [leader for leader in job.followers if job.known[leader]])
    return job


def _token_keys(job: _Job) -> list[bytes]:
    """Return what tells texts of equal tokens: stored for known texts, else read and stored."""
    if getattr(job.encoder, "token_ids", None) is None:
        return []
    dimensions, store = job.vectors.shape[1], job.store
    held: dict[int, bytes] = {}
    if store is not None:
        held = store.get_beside("token_keys", job.key, job.texts, dimensions)
    lacking = [text for place, text in enumerate(job.texts) if place not in held]
    made = dict(zip(lacking, token_keys(lacking, job.encoder, job.long_text), strict=True))
    if store is not None:
        store.put_beside("token_keys", job.key, made, dimensions, about=job.about)
    return [held.get(place) or made[text] for place, text in enumerate(job.texts)]


def _share(job: _Job, leaders: Sequence[int]) -> int:
    """Give the vectors of these texts to those with equal tokens; return how many were unknown.

    A stored vector that differs from its leader's in the last bits gives way, so that every run
    over the same table sees the same vectors.
    """
    pairs = [(one, leader) for leader in leaders for one in job.followers.get(leader, ())]
    if not pairs:
        return 0
    places, of = np.array(pairs, dtype=np.int64).T
    job.vectors[places] = job.vectors[of]
    new = places[~job.known[places]]
    texts = [job.texts[index] for index in new]
    job.tokens[new] = job.encoder.count_tokens(texts) if texts else 0
    job.known[new] = True
    if texts and job.store is not None:
        job.store.put(job.key, texts, job.vectors[new], job.tokens[new], about=job.about)
    return len(new)


def _refresh(job: _Job, rows: NDArray[np.int64]) -> None:
    """Take what the store holds of the texts at `rows`."""
    if job.store is None:
        return
    asked = [job.texts[row] for row in rows]
    lookup = job.store.get(job.key, asked, job.vectors.shape[1], about=job.about)
    _refresh_pieces(job, rows, lookup)
    hit = rows[lookup.found]
    job.vectors[hit] = lookup.vectors[lookup.found]
    job.tokens[hit] = lookup.tokens[lookup.found]
    job.known[hit] = True


def _refresh_pieces(job: _Job, rows: NDArray[np.int64], lookup: Lookup) -> None:
    """Take the pieces of the long texts among those found; a text without them is a miss."""
    if job.long_text != "chunk" or job.store is None:
        return
    long = np.flatnonzero(lookup.found & (lookup.tokens > job.encoder.info.max_tokens))
    texts = [job.texts[rows[position]] for position in long]
    width = job.vectors.shape[1]
    stored = job.store.get_beside("pieces", job.key, texts, width) if texts else {}
    for number, position in enumerate(long):
        pieces = Pieces.from_bytes(stored.get(number, b""), width)
        lookup.found[position] = pieces is not None
        if pieces is not None:
            job.pieces[int(rows[position])] = pieces


def _batches(job: _Job) -> Iterator[NDArray[np.int64]]:
    """Yield rows still to encode, texts of like length together.

    The order depends on the texts alone. Batches are shuffled by a fixed seed, so that the rate
    of the first ones tells how long the rest will take.
    """
    waiting = [one for others in job.followers.values() for one in others]
    missing = np.setdiff1d(np.flatnonzero(~job.known), np.array(waiting, dtype=np.int64))
    job.tokens[missing] = job.encoder.count_tokens([job.texts[row] for row in missing])
    order = np.array(
        sorted(missing.tolist(), key=lambda row: (job.tokens[row], job.texts[row])), dtype=np.int64
    )
    seen = job.tokens[order]
    if job.long_text == "truncate":
        seen = np.minimum(seen, job.encoder.info.max_tokens)
    budget = int(getattr(job.encoder, "batch_tokens", BATCH_TOKENS))
    most = BATCH_TEXTS * max(1, budget // BATCH_TOKENS)
    batches, start = [], 0
    while start < len(order):
        inside = np.cumsum(seen[start : start + most]) <= budget
        size = max(1, int(inside.sum()))
        batches.append(order[start : start + size])
        start += size
    for number in np.random.default_rng(0).permutation(len(batches)):
        yield batches[number]


_Made = tuple[NDArray[np.int64], NDArray[np.float32], dict[int, Pieces]]


def _encoded(job: _Job, batches: Iterable[NDArray[np.int64]]) -> Iterator[_Made]:
    """Yield each batch with its vectors and, by place, the pieces of long texts.

    A model on this machine is one batch ahead of the reader, who stores the last one meanwhile:
    else the processors wait for the disk. Encoders of others are called in the caller's thread.
    """
    if not getattr(job.encoder, "ahead", False):
        yield from map(partial(_encode, job), batches)
        return
    yield from ahead(partial(_encode, job), batches)


def _encode(job: _Job, rows: NDArray[np.int64]) -> _Made:
    """Encode the texts at `rows`."""
    texts = [job.texts[row] for row in rows]
    pieces: dict[int, Pieces] = {}
    if job.long_text == "chunk":
        made, pieces = ChunkedEncoder(job.encoder).encode_pieces(texts)
    else:
        made = job.encoder.encode(texts)
    return rows, checked_vectors(made, len(texts), job.encoder.info), pieces


def _keep(
    job: _Job, rows: NDArray[np.int64], vectors: NDArray[np.float32], pieces: dict[int, Pieces]
) -> None:
    """Take the vectors of the texts at `rows`, and store them."""
    texts = [job.texts[row] for row in rows]
    job.vectors[rows] = vectors
    job.known[rows] = True
    job.pieces.update({int(rows[number]): one for number, one in pieces.items()})
    if job.store is None:
        return
    if pieces:  # first: a text that is held without its pieces would be encoded again
        named = {texts[number]: one.to_bytes() for number, one in pieces.items()}
        job.store.put_beside("pieces", job.key, named, vectors.shape[1], about=job.about)
    new = job.store.put(job.key, texts, vectors, job.tokens[rows], about=job.about)
    if new is not None and new < len(texts):
        # Another process was faster: its vectors are the ones that every later run will see.
        _refresh(job, rows)
