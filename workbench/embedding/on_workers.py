"""Embedding on the workers of an engine: each loads the model once and writes to the store.

The store is where vectors change hands, so none is sent, a lost worker loses the batch it was
at, and a run that is interrupted goes on where it stopped.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from workbench.embedding.base import Embedding, Encoder
from workbench.embedding.embed import embed_texts
from workbench.embedding.encoders.load import load_encoder
from workbench.embedding.vector_store.known import KnownVectors
from workbench.embedding.vector_store.store import VectorStore
from workbench.engines import Engine
from workbench.progress import Progress, Quiet

PART_TEXTS = 4_096
"""Texts of a task: a few seconds of work, so that workers come and go at small cost."""


@dataclass(frozen=True)
class Recipe:
    """How a worker gets the encoder: by name, or as an object that can be pickled.

    encoder: the encoder itself, where it is the caller's own.
    settings: keywords of `load_encoder`, where it is not.
    """

    encoder: Encoder | None
    settings: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, eq=False)
class OnWorkers:
    """Embeds texts on the workers of an engine; called as `embed_texts` is."""

    engine: Engine
    recipe: Recipe

    def __call__(self, texts: Sequence[str], encoder: Encoder, **settings: Any) -> Embedding:
        """Embed texts; settings are those of `embed_texts`. A closed engine has no workers."""
        if not self.engine.distant:
            return embed_texts(texts, encoder, **settings)
        return embed_on(self.engine, texts, self.recipe, encoder, **settings)


def embed_on(
    engine: Engine,
    texts: Sequence[str],
    recipe: Recipe,
    encoder: Encoder,
    *,
    store: VectorStore | None = None,
    long_text: str = "truncate",
    file: Path | None = None,
    progress: Progress | None = None,
) -> Embedding:
    """Embed texts on the workers of an engine, then read the vectors from the store."""
    known = store if isinstance(store, KnownVectors) else None
    if store is None or (known is not None and known.store is None):
        with (
            tempfile.TemporaryDirectory(prefix="vectors-", dir=engine.folder) as folder,
            VectorStore(folder) as passing,
        ):
            kept: dict[str, Any] = {"long_text": long_text, "file": file, "progress": progress}
            over = passing if known is None else known.over(passing)
            return embed_on(engine, texts, recipe, encoder, store=over, **kept)
    reporter = progress or Quiet()
    new = texts if known is None else known.lacking(encoder.info.key(long_text), texts)
    order = sorted(new, key=lambda text: (len(text), text))  # texts of like length together
    folder = str(store.folder.absolute())  # a worker may stand in another folder
    parts = [
        (recipe, tuple(order[top : top + PART_TEXTS]), folder, long_text)
        for top in range(0, len(order), PART_TEXTS)
    ]
    held = len(texts) - len(order)
    reporter.start(f"Embedding on {engine.workers} workers", len(texts), done=held)
    encoded = 0
    for part, made in zip(parts, engine.map(_embed_part, parts), strict=True):
        encoded += made
        reporter.advance(len(part[1]))
    reporter.finish(f"{encoded:,} encoded, {len(texts) - encoded:,} from the cache")
    embedding = embed_texts(texts, encoder, store=store, long_text=long_text, file=file)
    encoded = min(encoded + embedding.encoded, len(texts))
    return replace(embedding, encoded=encoded, cached=len(texts) - encoded)


def _embed_part(part: tuple[Recipe, tuple[str, ...], str, str]) -> int:
    """Encode what the store lacks of some texts; return how many that were."""
    recipe, texts, folder, long_text = part
    encoder = recipe.encoder if recipe.encoder is not None else _loaded(recipe.settings)
    return embed_texts(texts, encoder, store=VectorStore(folder), long_text=long_text).encoded


@lru_cache(maxsize=1)
def _loaded(settings: tuple[tuple[str, Any], ...]) -> Encoder:
    """Load the model once a process."""
    return load_encoder(**dict(settings))
