"""Texts -> tokens, counted exactly; texts with equal tokens are one text to the model."""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.embedding.base import Encoder

BLOCK = 4096
"""Texts tokenized at once; bounds the memory that the tokenizer's own objects take."""

LETTERS = 2**20
"""Letters tokenized at once, for the same reason: a letter can take half a kilobyte."""

PIECE = 16_384
"""Letters of a text that are counted at once; longer ones are counted in pieces."""

HEAD = 16
"""Letters per token of the limit that are looked at first for what the model reads of a text."""


def clean_surrogates(text: str) -> str:
    """Replace lone surrogates, which no tokenizer can read, by U+FFFD.

    Such text comes out of broken exports. The vector store still tells the original texts apart.
    """
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


class Tokens:
    """A fast tokenizer that counts without cutting and cuts as the model's authors do.

    tokenizer: as the model's authors ship it.
    max_tokens: tokens of a text that the model sees, special ones included.
    prefix: put before each text.
    piece: most characters that are counted at once.
    """

    def __init__(
        self, tokenizer: Any, max_tokens: int, prefix: str = "", *, piece: int = PIECE
    ) -> None:
        from tokenizers import Tokenizer

        self._prefix, self._max_tokens, self._piece = prefix, max_tokens, piece
        self._whole = Tokenizer.from_str(tokenizer.to_str())
        self._whole.no_truncation()
        self._whole.no_padding()
        self._cut = Tokenizer.from_str(self._whole.to_str())
        self._cut.enable_truncation(max_tokens)

    def prepare(self, texts: Sequence[str]) -> list[str]:
        """Return the texts as the model gets them: readable, with the prefix."""
        return [self._prefix + clean_surrogates(text) for text in texts]

    def count(self, texts: Sequence[str]) -> NDArray[np.int32]:
        """Return each text's length in tokens, special ones included, uncut, shape (m,).

        A text of several pieces is off by a token where a word is longer than a piece.
        """
        special = len(self._whole.encode(""))
        counts = np.full(len(texts), special, dtype=np.int64)
        for block in _blocks(self._numbered_pieces(texts)):
            encoded = self._whole.encode_batch_fast([part for _, part in block])
            np.add.at(counts, [k for k, _ in block], [len(one) - special for one in encoded])
        return counts.astype(np.int32)

    def ids(self, texts: Sequence[str]) -> list[list[int]]:
        """Return each text's token numbers as the model gets them: cut at the limit."""
        heads = enumerate(self._head(self._read(text)) for text in texts)
        return [
            one.ids
            for block in _blocks(heads)
            for one in self._cut.encode_batch_fast([head for _, head in block])
        ]

    def names(self) -> tuple[str, ...]:
        """Return each token by its number, without the signs for "a word begins or goes on"."""
        size = self._whole.get_vocab_size()
        tokens = [self._whole.id_to_token(number) or "" for number in range(size)]
        return tuple(name.removeprefix("##").lstrip("▁Ġ") or name for name in tokens)

    def _numbered_pieces(self, texts: Sequence[str]) -> Iterator[tuple[int, str]]:
        """Yield the pieces of each text with its number."""
        for number, text in enumerate(texts):
            for piece in _pieces(self._read(text), self._piece):
                yield number, piece

    def _read(self, text: str) -> str:
        return self._prefix + clean_surrogates(text)

    def _head(self, text: str) -> str:
        """Return the beginning of a text, long enough for the tokens that the model reads."""
        size = HEAD * self._max_tokens
        while len(text) > size:
            head = text[: _end(text, 0, size)]
            if len(self._whole.encode(head)) > self._max_tokens or size >= LETTERS:
                return head
            size *= 4
        return text

    def unknown(self, texts: Sequence[str]) -> list[str]:
        """Return the parts of each text that have no token, joined by spaces; "" if all have."""
        filler = self._unknown
        if filler is None:
            return [""] * len(texts)
        parts: list[list[str]] = [[] for _ in texts]
        for block in _blocks(self._numbered_pieces(texts)):
            read = self._whole.encode_batch([part for _, part in block])
            for (k, part), one in zip(block, read, strict=True):
                spans = zip(one.ids, one.offsets, strict=True)
                parts[k] += [part[a:b] for token, (a, b) in spans if token == filler]
        return [" ".join(words) for words in parts]

    @cached_property
    def _unknown(self) -> int | None:
        """Number of the token that stands for what has none; vocabularies of bytes lack it."""
        model = json.loads(self._whole.to_str())["model"]
        name, number = model.get("unk_token"), model.get("unk_id")
        return number if name is None else self._whole.token_to_id(name)


def _end(text: str, start: int, stop: int) -> int:
    """Return the last blank before `stop`, so that no word is cut, if there is one."""
    blank = max(text.rfind(space, start + 1, stop) for space in " \n\t")
    return blank if blank > 0 else stop


def _pieces(text: str, most: int = PIECE) -> Iterator[str]:
    """Yield a text in pieces that end between words."""
    start = 0
    while len(text) - start > most:
        stop = _end(text, start, start + most)
        yield text[start:stop]
        start = stop
    yield text[start:]


def _blocks(
    texts: Iterable[tuple[int, str]], most: int = LETTERS
) -> Iterator[list[tuple[int, str]]]:
    """Yield texts that are tokenized at once: few, or with few letters in all."""
    block: list[tuple[int, str]] = []
    letters = 0
    for one in texts:
        if block and (len(block) == BLOCK or letters + len(one[1]) > most):
            yield block
            block, letters = [], 0
        block.append(one)
        letters += len(one[1])
    if block:
        yield block


def token_groups(
    texts: Sequence[str], keys: Sequence[bytes], known: NDArray[np.bool_]
) -> dict[int, list[int]]:
    """Find the texts that the model cannot tell apart: "Inner" and "inner", say.

    The same tokens in another batch give a vector that differs in its last bits, so one text of
    each group is encoded and the others take its vector. `keys` are those of `token_keys`.

    Shapes: known (m,).
    """
    first: dict[bytes, int] = {}
    groups: dict[int, list[int]] = {}
    for index, key in enumerate(keys):
        start = first.setdefault(key, index)
        if start != index:
            groups.setdefault(start, [start]).append(index)
    led = {}
    for members in groups.values():
        leader = min(members, key=lambda index: (not known[index], texts[index]))
        led[leader] = [index for index in members if index != leader]
    return led


def token_keys(texts: Sequence[str], encoder: Encoder, long_text: str) -> list[bytes]:
    """Return a key for each text, equal if its tokens are; none if the tokens are unknown.

    The vector store keeps them: what changes a key of tokens needs a new `person`.
    """
    read = getattr(encoder, "token_ids", None)
    keys: list[bytes] = []
    if read is None:
        return keys
    for start in range(0, len(texts), BLOCK):
        block = texts[start : start + BLOCK]
        ids = read(block)
        whole = np.ones(len(block), dtype=bool)
        if long_text == "chunk":
            whole = encoder.count_tokens(block) <= encoder.info.max_tokens
        for text, own, fits in zip(block, ids, whole.tolist(), strict=True):
            data = array("q", own).tobytes() if fits else text.encode("utf-8", "surrogatepass")
            keys.append(blake2b(data, digest_size=16, person=b"ids" if fits else b"text").digest())
    return keys
