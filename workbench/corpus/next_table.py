"""The next table of the same kind: embedded as the last one, and only what is new."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, TypeVar

from workbench.corpus.base import EmbeddedTable
from workbench.corpus.kept_results import kept_for_table
from workbench.embedding import KnownVectors, store_named
from workbench.errors import InputError
from workbench.progress import choose, one_line
from workbench.tables import Cleaning, source_of

Last = TypeVar("Last", bound=EmbeddedTable)


def next_table(last: Last, given: Any, cleaning: Cleaning, cache: Any) -> Last:
    """Read a table and embed its texts, as `embed` does; what the last corpus holds is known."""
    embedding, progress = last.embedding, choose(last._progress)
    if embedding.draft is not None or embedding.info.backend == "given":
        raise InputError(
            "only the model's own vectors can be carried over to another table, and these are "
            "drafts, or were given. Embed the new table as you embedded this one."
        )
    with one_line(progress, "Embedding") as outcome:
        source = source_of(given, list(last.text), last.id)
        rows = source.rows(last.id, cleaning)
        model = last._encoder()
        store = store_named(cache) if getattr(model, "cacheable", True) else None
        made = last._embed(
            rows.readings,
            model,
            store=KnownVectors(store, last.rows.readings, embedding),
            long_text=embedding.long_text,
            progress=progress,
        )
        outcome.append(f"{made.encoded:,} encoded, {made.cached:,} known")
    corpus = replace(
        last,
        frame=source.frame.copy(),
        rows=rows,
        embedding=made,
        text=tuple(source.columns),
        _origin="",
        _kept={},
        _source=source.parquet,
        _store=store,
    )
    corpus._kept.update(kept_for_table(last._kept, corpus))
    return corpus
