"""Pairs by cascade: candidates among drafts, then the model's own vectors of the candidates alone.

The cut at which drafts become candidates is chosen for a recall that was asked for, on texts of the
sample. Their drafts are predicted there by a fit that did not see them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.duplicates.grouping.links import equal_forms, normal_forms
from workbench.embedding import Embedding, Encoder, VectorStore, cross_fitted, embed_texts
from workbench.progress import Progress
from workbench.provenance import Manifest, digest_array
from workbench.similarity import Pairs, pairs
from workbench.tables import Rows
from workbench.tables.normalized_texts import STEPS

LEAST_PAIRS = 50
"""Pairs of the sample on which the cut is chosen, at least."""

STEP, LOWEST = 0.05, 0.4
"""If the sample has fewer pairs, less similar ones are taken too: step by step, down to here."""

MARGIN = 0.03
"""How far below the chosen pair the cut lies: the sample may lack the hardest pairs."""

CONFIDENT = 1.96
"""Standard deviations of a normal variable to either side of which 5 % lie."""


@dataclass(frozen=True)
class Cut:
    """From which similarity of drafts on two texts are candidates.

    similarity: the cut.
    pairs: pairs of the sample on which it was chosen.
    least: smallest similarity of these by the model's own vectors.
    recall: share of them at or above the cut.
    low, high: its interval of 95 %, after Wilson (1927). The cut lies a little lower than that.
    """

    similarity: float
    pairs: int
    least: float
    recall: float
    low: float
    high: float

    def note(self, threshold: float, candidates: int, count: int) -> str:
        """One sentence that a reader of the result must be told."""
        easier = (
            f" (down to a similarity of {self.least:g}, as it has few at {threshold:g})"
            if self.least < threshold
            else ""
        )
        if not self.pairs:
            return (
                f"pairs were searched among draft vectors, and the sample has none to measure the "
                f"recall: all {count:,} texts were embedded by the model"
            )
        return (
            f"pairs were searched among draft vectors: the {candidates:,} of {count:,} texts with "
            f"a draft similarity of {self.similarity:.2f} to another one were embedded by the "
            f"model, whose vectors alone decide. Of {self.pairs:,} pairs of the sample{easier} "
            f"that finds {self.recall:.1%} (95% interval {self.low:.1%} to {self.high:.1%})"
        )


@dataclass(frozen=True, eq=False)
class Found:
    """What a search among drafts gave.

    vectors (m, d): the model's own for candidates, drafts for all other texts.
    pairs: exact among the candidates; its notes tell the recall.
    embedded: what the vectors were made of.
    """

    vectors: NDArray[np.float32]
    pairs: Pairs
    embedded: Manifest


def cascade(  # noqa: PLR0913 - how it is done, by keyword
    rows: Rows,
    drafts: Embedding,
    encoder: Encoder,
    *,
    threshold: float,
    recall: float,
    embed: Callable[..., Embedding] = embed_texts,
    join: Callable[[NDArray[np.float32], float], Pairs] = pairs,
    store: VectorStore | None,
    progress: Progress,
) -> Found:
    """Find the pairs from a threshold upward; the model embeds only texts that may be in one.

    `embed` and `join` do the work, on the workers of an engine for example.
    """
    given: dict[str, Any] = {"embed": embed, "store": store, "progress": progress}
    cut = choose_cut(rows, drafts, encoder, threshold, recall, **given)
    places = _candidates(rows, cut, lambda least: join(drafts.vectors, least))
    exact = embed(
        [rows.readings[index] for index in places.tolist()],
        encoder,
        store=store,
        progress=progress,
    )
    vectors = np.array(drafts.vectors)
    vectors[places] = exact.vectors
    exact_pairs = join(exact.vectors, threshold)
    note = cut.note(threshold, len(places), len(rows.distinct))
    listed = replace(
        exact_pairs,
        left=places[exact_pairs.left].astype(np.int32),
        right=places[exact_pairs.right].astype(np.int32),
        count=len(rows.distinct),
        notes=(note, *exact_pairs.notes),
    )
    parameters = {
        **{name: value for name, value in drafts.manifest.parameters.items() if name != "draft"},
        "candidates": {**asdict(cut), "texts": len(places), "asked_recall": recall},
    }
    inputs = (drafts.manifest,)
    manifest = Manifest("candidates", parameters, digest_array(vectors), inputs, (note,))
    return Found(vectors, listed, manifest)


def _candidates(rows: Rows, cut: Cut, draft_pairs: Callable[[float], Pairs]) -> NDArray[np.int64]:
    """Return the texts that may be in a pair, and those that are equal after normalizing."""
    if not cut.pairs:
        return np.arange(len(rows.distinct))
    similar = draft_pairs(cut.similarity)
    if similar.floor > cut.similarity:  # too many for the memory: no text can be left out
        return np.arange(len(rows.distinct))
    forms = normal_forms(rows.readings, STEPS, rows.left_out(range(len(rows.readings))))
    equal = equal_forms(forms)[0].ravel()
    return np.unique(np.concatenate([similar.left, similar.right, equal])).astype(np.int64)


def choose_cut(
    rows: Rows,
    drafts: Embedding,
    encoder: Encoder,
    threshold: float,
    recall: float,
    **given: Any,
) -> Cut:
    """Choose the highest cut that finds so many of the pairs of the sample.

    `given` are keywords of `cross_fitted`.
    """
    true, rough = cross_fitted(rows.readings, drafts, encoder, **given)
    least = threshold
    while True:
        near = pairs(true, least)
        similarities = np.einsum("ij,ij->i", rough[near.left], rough[near.right], dtype=float)
        if len(similarities) >= LEAST_PAIRS or least - STEP < LOWEST:
            break
        least = round(least - STEP, 6)
    return _cut(np.sort(similarities), least, recall)


def _cut(similarities: NDArray[np.float64], least: float, recall: float) -> Cut:
    """Choose the cut among ascending draft similarities of true pairs."""
    count = len(similarities)
    if not count:
        return Cut(-1.0, 0, least, 1.0, 0.0, 1.0)
    missed = int((1 - recall) * count + 1e-9)
    share = (count - missed) / count
    low, high = wilson(share, count)
    cut = float(similarities[missed]) - MARGIN
    return Cut(cut, count, least, round(share, 4), round(low, 4), round(high, 4))


def wilson(share: float, count: int) -> tuple[float, float]:
    """Return the interval of 95 % of a share that was seen in `count` draws (Wilson 1927)."""
    squared = CONFIDENT**2 / count
    middle = (share + squared / 2) / (1 + squared)
    half = CONFIDENT / (1 + squared) * np.sqrt(share * (1 - share) / count + squared / (4 * count))
    return float(middle - half), float(min(1.0, middle + half))
