"""Vectors that an earlier corpus holds, in front of the store."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.embedding.base import Embedding
from workbench.embedding.vector_store.entries import Lookup
from workbench.embedding.vector_store.sqlite_file import VectorFile
from workbench.embedding.vector_store.store import Answer, Beside, VectorStore


class KnownVectors(VectorStore):
    """A store that knows the vectors of an earlier corpus too, and writes none of them to disk.

    Whoever made the corpus may be a stranger, so what its file holds stays out of the store.
    """

    def __init__(
        self, store: VectorStore | None, texts: Sequence[str], embedding: Embedding
    ) -> None:
        super().__init__(None if store is None else store.folder)
        self.store = store
        self._embedding = embedding
        self._key = embedding.info.key(embedding.long_text)
        self._place = {text: k for k, text in enumerate(texts)}

    def over(self, store: VectorStore) -> KnownVectors:
        """Return the same vectors in front of another store."""
        return KnownVectors(store, list(self._place), self._embedding)

    def lacking(self, key: str, texts: Sequence[str]) -> list[str]:
        """Return the texts that the earlier corpus does not hold, and those it holds in pieces."""
        if key != self._key:
            return list(texts)
        limit, tokens = self._embedding.info.max_tokens, self._embedding.tokens
        whole = self._embedding.long_text != "chunk"
        held = {text for text, k in self._place.items() if whole or tokens[k] <= limit}
        return [text for text in texts if text not in held]

    def _attempt(
        self,
        key: str,
        dimensions: int,
        about: Mapping[str, Any] | None,
        action: Callable[[VectorFile], Answer],
    ) -> Answer | None:
        """Run `action` on the file of `key`, if there is a store."""
        return super()._attempt(key, dimensions, about, action) if self.store is not None else None

    def get(
        self,
        key: str,
        texts: Sequence[str],
        dimensions: int,
        *,
        about: Mapping[str, Any] | None = None,
        room: NDArray[np.float32] | None = None,
    ) -> Lookup:
        """Look texts up: in the earlier corpus first, so that its vectors stay as they are."""
        lookup = super().get(key, texts, dimensions, about=about, room=room)
        if key != self._key:
            return lookup
        places = np.array([self._place.get(text, -1) for text in texts], dtype=np.int64)
        here = np.flatnonzero(places >= 0)
        lookup.vectors[here] = self._embedding.vectors[places[here]]
        lookup.tokens[here] = self._embedding.tokens[places[here]]
        lookup.found[here] = True
        return lookup

    def put(
        self,
        key: str,
        texts: Sequence[str],
        vectors: NDArray[np.float32],
        tokens: NDArray[np.int32],
        *,
        about: Mapping[str, Any] | None = None,
    ) -> int | None:
        """Store what was encoded; a text that shares the vector of a known one is left out."""
        own = np.array([hash(vector.tobytes()) not in self._hashes for vector in vectors])
        chosen = [text for text, is_own in zip(texts, own, strict=True) if is_own]
        if len(chosen) == len(texts):
            return super().put(key, texts, vectors, tokens, about=about)
        if chosen:
            super().put(key, chosen, vectors[own], tokens[own], about=about)
        return None

    def put_beside(self, table: Beside, *of: Any, **about: Any) -> None:
        """Store pieces; a key of tokens would tell that the earlier corpus holds the text."""
        if table != "token_keys":
            super().put_beside(table, *of, **about)

    @cached_property
    def _hashes(self) -> set[int]:
        """Hashes of the vectors of the earlier corpus."""
        return {hash(vector.tobytes()) for vector in self._embedding.vectors}
