"""Stand-ins for the doors to the world, small and exact."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from workbench.embedding import EncoderInfo


class FakeEncoder:
    """Embeds a text as the normalized sum of one fixed random vector a word.

    Texts that share words are near each other; no model, no network, the same on every machine.
    It counts what it was asked to encode, so that tests can tell a cache hit from a miss.
    """

    def __init__(self, dimensions: int = 64, max_tokens: int = 256, name: str = "fake") -> None:
        self.info = EncoderInfo(
            model=name,
            backend="fake",
            device="cpu",
            precision="float32",
            dimensions=dimensions,
            max_tokens=max_tokens,
            weights_digest=hashlib.sha256(name.encode()).hexdigest(),
        )
        self.encoded: list[str] = []

    def count_tokens(self, texts: Sequence[str]) -> NDArray[np.int32]:
        return np.array([len(text.split()) + 2 for text in texts], dtype=np.int32)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.encoded.extend(texts)
        return np.stack([self._vector(text) for text in texts])

    def _vector(self, text: str) -> NDArray[np.float32]:
        words = text.split()[: self.info.max_tokens - 2] or [""]
        total = sum(map(self._word, words), np.zeros(1))
        return (total / np.linalg.norm(total)).astype(np.float32)

    def _word(self, word: str) -> NDArray[np.float64]:
        return _direction(word, self.info.dimensions)


@lru_cache(100_000)
def _direction(word: str, dimensions: int) -> NDArray[np.float64]:
    key = word.lower().strip(".,!?;:'\"()").encode("utf-8", "surrogatepass")
    seed = int.from_bytes(hashlib.blake2b(key, digest_size=8).digest(), "little")
    return np.random.default_rng(seed).normal(size=dimensions)
