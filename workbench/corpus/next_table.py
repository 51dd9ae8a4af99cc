"""The next table of the same kind: embedded as the last one, and only what is new."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from workbench.embedding import (
    Embedding,
    Encoder,
    KnownVectors,
    VectorStore,
    store_named,
)
from workbench.errors import InputError
from workbench.progress import Progress, one_line
from workbench.tables import Cleaning, Rows, Source, source_of


@dataclass(frozen=True)
class NextTable:
    """What a corpus of another table is made of."""

    source: Source
    rows: Rows
    embedding: Embedding
    store: VectorStore | None


def next_table(  # noqa: PLR0913 - what a corpus is made of, all but the table by keyword
    given: Any,
    *,
    text: Sequence[Any],
    id: Any,
    last: tuple[Rows, Embedding],
    encoder: Callable[[], Encoder],
    embed: Callable[..., Embedding],
    cleaning: Cleaning,
    cache: Any,
    progress: Progress,
) -> NextTable:
    """Read a table and embed its texts, as `embed` does; what the last table holds is known."""
    rows, embedding = last
    if embedding.draft is not None or embedding.info.backend == "given":
        raise InputError(
            "only the model's own vectors can be carried over to another table, and these are "
            "drafts, or were given. Embed the new table as you embedded this one."
        )
    with one_line(progress, "Embedding") as outcome:
        source = source_of(given, list(text), id)
        new = source.rows(id, cleaning)
        model = encoder()
        store = store_named(cache) if getattr(model, "cacheable", True) else None
        made = embed(
            new.readings,
            model,
            store=KnownVectors(store, rows.readings, embedding),
            long_text=embedding.long_text,
            progress=progress,
        )
        outcome.append(f"{made.encoded:,} encoded, {made.cached:,} known")
    return NextTable(source, new, made, store)
