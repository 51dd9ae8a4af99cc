"""Texts -> tokens, counted exactly; texts with equal tokens are one text to the model."""

from __future__ import annotations

import json
from array import array
from collections.abc import Sequence
from functools import cached_property
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.embedding.base import Encoder

BLOCK = 4096
"""Texts tokenized at once; bounds the memory that the tokenizer's own objects take."""


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
    """

    def __init__(self, tokenizer: Any, max_tokens: int, prefix: str = "") -> None:
        from tokenizers import Tokenizer

        self._prefix = prefix
        self._whole = Tokenizer.from_str(tokenizer.to_str())
        self._whole.no_truncation()
        self._whole.no_padding()
        self._cut = Tokenizer.from_str(self._whole.to_str())
        self._cut.enable_truncation(max_tokens)

    def prepare(self, texts: Sequence[str]) -> list[str]:
        """Return the texts as the model gets them: readable, with the prefix."""
        return [self._prefix + clean_surrogates(text) for text in texts]

    def count(self, texts: Sequence[str]) -> NDArray[np.int32]:
        """Return each text's length in tokens, special ones included, uncut, shape (m,)."""
        counts = np.empty(len(texts), dtype=np.int32)
        for start in range(0, len(texts), BLOCK):
            block = self._whole.encode_batch_fast(self.prepare(texts[start : start + BLOCK]))
            counts[start : start + len(block)] = [len(one) for one in block]
        return counts

    def ids(self, texts: Sequence[str]) -> list[list[int]]:
        """Return each text's token numbers as the model gets them: cut at the limit."""
        return [one.ids for one in self._cut.encode_batch_fast(self.prepare(texts))]

    def unknown(self, texts: Sequence[str]) -> list[str]:
        """Return the parts of each text that have no token, joined by spaces; "" if all have."""
        filler = self._unknown
        if filler is None:
            return [""] * len(texts)
        found = []
        for start in range(0, len(texts), BLOCK):
            block = self.prepare(texts[start : start + BLOCK])
            for text, one in zip(block, self._whole.encode_batch(block), strict=True):
                spans = zip(one.ids, one.offsets, strict=True)
                found.append(" ".join(text[a:b] for token, (a, b) in spans if token == filler))
        return found

    @cached_property
    def _unknown(self) -> int | None:
        """Number of the token that stands for what has none; vocabularies of bytes lack it."""
        model = json.loads(self._whole.to_str())["model"]
        name, number = model.get("unk_token"), model.get("unk_id")
        return number if name is None else self._whole.token_to_id(name)


def token_groups(
    texts: Sequence[str], encoder: Encoder, long_text: str, known: NDArray[np.bool_]
) -> dict[int, list[int]]:
    """Find the texts that the model cannot tell apart: "Inner" and "inner", say.

    The same tokens in another batch give a vector that differs in its last bits, so one text of
    each group is encoded and the others take its vector.

    Shapes: known (m,).
    """
    first: dict[bytes, int] = {}
    groups: dict[int, list[int]] = {}
    for place, key in enumerate(_keys(texts, encoder, long_text)):
        start = first.setdefault(key, place)
        if start != place:
            groups.setdefault(start, [start]).append(place)
    led = {}
    for members in groups.values():
        leader = min(members, key=lambda place: (not known[place], texts[place]))
        led[leader] = [place for place in members if place != leader]
    return led


def _keys(texts: Sequence[str], encoder: Encoder, long_text: str) -> list[bytes]:
    """Return a key for each text, equal if its tokens are; none if the tokens are unknown."""
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
