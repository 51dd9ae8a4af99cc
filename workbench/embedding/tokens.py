"""Texts -> tokens, counted exactly."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

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

    Parameters
    ----------
    tokenizer : tokenizers.Tokenizer
        As the model's authors ship it.
    max_tokens : int
        Tokens of a text that the model sees, special ones included.
    prefix : str
        Put before each text.
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
