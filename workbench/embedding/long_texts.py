"""Texts beyond a model's limit, cut at sentence ends into pieces that it can read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.embedding.base import Encoder, EncoderInfo
from workbench.embedding.passages import Pieces

OVERLAP = 0.15
"""Share of a chunk that repeats the end of the one before it, at most."""

_END = r"""[.!?…]++["'”’»)\]]*+(?=\s|$)"""
# A run of signs ends a sentence or does not: it is not tried anew from each of its signs.
_SENTENCE = re.compile(rf"(?:.{_END}|.+?(?:(?<![.!?…]){_END}|[。！？]++|\n++|$))\s*", re.DOTALL)

Span = tuple[int, int]


@dataclass(frozen=True)
class _Piece:
    """A sentence, or a part of one that is longer than the limit, and its tokens."""

    start: int
    stop: int
    tokens: int


def split_text(text: str, encoder: Encoder) -> list[Span]:
    """Cut a text into chunks that the encoder reads whole.

    Chunks end at sentence ends where sentences fit, else between words, and each repeats the last
    sentences of the one before it as long as they fill no more than `OVERLAP` of it.
    """
    limit = encoder.info.max_tokens
    if int(encoder.count_tokens([text])[0]) <= limit:
        return [(0, len(text))]
    special = int(encoder.count_tokens([""])[0])
    room = max(1, limit - special)
    sentences = [match.span() for match in _SENTENCE.finditer(text)]
    spans = _packed(_fitting(text, sentences, encoder, room, special), room)
    # Tokens of neighbors can join into more than their sum in rare tokenizers: check, not trust.
    counts = encoder.count_tokens([text[start:stop] for start, stop in spans])
    checked: list[Span] = []
    for span, count in zip(spans, counts.tolist(), strict=True):
        fits = count <= limit
        checked += [span] if fits else _halves(text, span, encoder, room, special)
    return [span for span in checked if text[slice(*span)].strip()] or [(0, len(text))]


class ChunkedEncoder:
    """Gives a text beyond the limit the mean of its chunks' vectors, weighted by their tokens.

    Texts within the limit get the vector that the encoder itself gives them.

    encoder: embeds the chunks.
    """

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder

    @property
    def info(self) -> EncoderInfo:
        """All that could change a vector, but for the chunks."""
        return self._encoder.info

    @property
    def batch_tokens(self) -> int:
        """Tokens worth encoding in one call."""
        return int(getattr(self._encoder, "batch_tokens", 32_768))

    @property
    def notes(self) -> tuple[str, ...]:
        """What the encoder has to tell."""
        return tuple(getattr(self._encoder, "notes", ()))

    def count_tokens(self, texts: Sequence[str]) -> NDArray[np.int32]:
        """Return each text's length in tokens, special ones included."""
        return self._encoder.count_tokens(texts)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit vectors, shape (len(texts), dimensions), float32, in order."""
        return self.encode_pieces(texts)[0]

    def encode_pieces(self, texts: Sequence[str]) -> tuple[NDArray[np.float32], dict[int, Pieces]]:
        """Return unit vectors and, by place, the pieces of the texts beyond the limit."""
        spans = [split_text(text, self._encoder) for text in texts]
        parts = [
            text[start:stop]
            for text, pieces_of_text in zip(texts, spans, strict=True)
            for start, stop in pieces_of_text
        ]
        vectors = self._encoder.encode(parts)
        counts = np.array([len(pieces_of_text) for pieces_of_text in spans], dtype=np.int64)
        first = np.cumsum(counts) - counts
        pieces = {
            number: Pieces(
                np.array(pieces_of_text, dtype=np.int32),
                vectors[first[number] : first[number] + counts[number]],
            )
            for number, pieces_of_text in enumerate(spans)
            if pieces_of_text != [(0, len(texts[number]))]
        }
        if len(parts) == len(texts):
            return vectors, pieces
        weights = self._encoder.count_tokens(parts).astype(np.float64)
        owners = np.repeat(np.arange(len(texts)), counts)
        return _means(vectors, weights, owners, len(texts)), pieces


def _means(
    vectors: NDArray[np.float32],
    weights: NDArray[np.float64],
    owners: NDArray[np.int64],
    count: int,
) -> NDArray[np.float32]:
    """Return the weighted mean direction of each owner's vectors; single ones stay as they are."""
    sums = np.zeros((count, vectors.shape[1]))
    np.add.at(sums, owners, vectors.astype(np.float64) * weights[:, None])
    lengths = np.sqrt((sums * sums).sum(axis=1, keepdims=True))
    means: NDArray[np.float32] = (sums / lengths).astype(np.float32)
    single = np.bincount(owners, minlength=count)[owners] == 1
    means[owners[single]] = vectors[single]
    return means


def _fitting(
    text: str, spans: Sequence[Span], encoder: Encoder, room: int, special: int
) -> list[_Piece]:
    """Return pieces of at most `room` tokens each, in order."""
    counts = encoder.count_tokens([text[start:stop] for start, stop in spans]) - special
    pieces: list[_Piece] = []
    for (start, stop), tokens in zip(spans, counts.tolist(), strict=True):
        if tokens <= room or stop - start <= 1:
            pieces.append(_Piece(start, stop, min(tokens, room)))
        else:
            # Quarters, not halves, of the limit: those fill chunks well.
            parts = _halves(text, (start, stop), encoder, max(1, room // 4), special)
            part_counts = encoder.count_tokens([text[one:other] for one, other in parts]) - special
            pieces += [
                _Piece(*part, min(count, room))
                for part, count in zip(parts, part_counts.tolist(), strict=True)
            ]
    return pieces


def _halves(text: str, span: Span, encoder: Encoder, room: int, special: int) -> list[Span]:
    """Halve a span, at the blank nearest its middle where there is one, until all parts fit."""
    start, stop = span
    if stop - start <= 1 or int(encoder.count_tokens([text[start:stop]])[0]) - special <= room:
        return [span]
    middle = (start + stop) // 2
    before, after = text.rfind(" ", start + 1, middle), text.find(" ", middle, stop - 1)
    near = [position for position in (before, after) if position > 0]
    cut = min(near, key=lambda position: abs(position - middle)) + 1 if near else middle
    return [
        *_halves(text, (start, cut), encoder, room, special),
        *_halves(text, (cut, stop), encoder, room, special),
    ]


def _packed(pieces: Sequence[_Piece], room: int) -> list[Span]:
    """Fill chunks with as many whole pieces as fit."""
    spans: list[Span] = []
    chunk: list[_Piece] = []
    for piece in pieces:
        if chunk and sum(one.tokens for one in chunk) + piece.tokens > room:
            spans.append((chunk[0].start, chunk[-1].stop))
            chunk = _tail(chunk, min(int(OVERLAP * room), room - piece.tokens))
        chunk.append(piece)
    return [*spans, (chunk[0].start, chunk[-1].stop)] if chunk else spans


def _tail(chunk: Sequence[_Piece], tokens: int) -> list[_Piece]:
    """Return the last pieces that together hold at most `tokens`."""
    kept: list[_Piece] = []
    for piece in reversed(chunk):
        if sum(one.tokens for one in kept) + piece.tokens > tokens:
            break
        kept.insert(0, piece)
    return kept
