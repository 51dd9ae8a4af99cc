"""Duplicates of one corpus: found once for equal settings, among its vectors or its drafts."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from workbench.corpus.base import EmbeddedTable
from workbench.corpus.kept_results import (
    CASCADE,
    NO_DRAFTS,
    check_lowest,
    checked,
    kept_or_found,
    search_key,
)
from workbench.corpus.nearness import Nearness
from workbench.errors import check_threshold, counted
from workbench.progress import Progress, choose, one_line

if TYPE_CHECKING:
    from workbench.duplicates import Duplicates
    from workbench.duplicates.cascade import Found


def duplicates_of(
    corpus: EmbeddedTable,
    *,
    threshold: float,
    min_similarity: float | None,
    memory: int | None,
    **settings: Any,
) -> Duplicates:
    """Find duplicates, unless an equal search was kept."""
    from workbench.duplicates.cascade import Found

    threshold, settings = check_threshold(threshold), checked(settings)
    check_lowest(min_similarity, threshold)
    shown = choose(corpus._progress)
    with one_line(shown, "Duplicates") as outcome:
        search, recall = settings.pop("search"), settings.pop("recall")
        near = replace(corpus._near, progress=shown)
        if search == "draft" and corpus.embedding.draft is not None:
            lowest = threshold if min_similarity is None else min_similarity
            found = _cascade(corpus, near, lowest, recall, shown)
        else:
            pairs = near.pairs_for(threshold, min_similarity, memory)
            if search == "draft":
                pairs = replace(pairs, notes=(*pairs.notes, NO_DRAFTS))
            cells, notes = near.cells_for_crowding()
            pairs = replace(pairs, notes=(*pairs.notes, *notes))
            embedded = corpus.embedding
            found = Found(embedded.vectors, pairs, embedded.manifest, cells)
        duplicates = _grouped(corpus, near, found, threshold, settings, shown)
        outcome.append(counted(len(duplicates), "group"))
    return duplicates


def _grouped(
    corpus: EmbeddedTable,
    near: Nearness,
    found: Found,
    threshold: float,
    settings: dict[str, Any],
    shown: Progress,
) -> Duplicates:
    """Group the pairs that were found, unless that was kept."""
    from workbench.duplicates import find_duplicates

    decisions = corpus.ledger.decisions()
    key = search_key(corpus.frame, settings, found.pairs, decisions["key"].tolist())

    def find() -> Duplicates:
        duplicates = find_duplicates(
            corpus.rows,
            found.vectors,
            found.pairs,
            threshold=threshold,
            frame=corpus.frame,
            cut=corpus.embedding.cut,
            legibility=corpus._legibility,
            decisions=decisions,
            neighbors=partial(near.nearest_of, cells=found.cells),
            embedded=found.embedded,
            engine=corpus._engine,
            progress=shown,
            **settings,
        )
        return replace(duplicates, _home=corpus)

    return kept_or_found(corpus._kept, key, threshold, find)


def _cascade(
    corpus: EmbeddedTable, near: Nearness, threshold: float, recall: float, shown: Progress
) -> Found:
    """Search for pairs among drafts, unless an equal search was kept."""
    from workbench.duplicates.cascade import cascade

    return near.once(
        (CASCADE, threshold, recall),
        lambda: cascade(
            corpus.rows,
            corpus.embedding,
            corpus._encoder(),
            threshold=threshold,
            recall=recall,
            embed=corpus._embed,
            join=lambda vectors, least: replace(near, vectors=vectors, kept={}).pairs(least),
            cells=near.cells,
            store=corpus._store,
            progress=shown,
        ),
    )
