"""Pairs by cascade: candidates among drafts, then the model's own vectors of the candidates alone.

Candidates are taken step by step, the most similar drafts first. After each step all pairs of the
texts taken so far are found by the model's vectors. How many each step adds falls by about the same
share, so it tells how many pairs lower steps would add: when these are few enough, the search ends.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from functools import cached_property, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.duplicates.grouping.links import equal_forms
from workbench.embedding import Embedding, Encoder, VectorStore, embed_texts
from workbench.intervals import CONFIDENT
from workbench.progress import Progress
from workbench.provenance import Manifest, digest_array, exact_parameters
from workbench.similarity import Cells, Pairs, UnlistedPairs, pairs
from workbench.similarity.unit_vectors import cosine_at
from workbench.tables import Rows, writable_copy

STEP = 0.02
"""By how much the similarity of drafts falls from step to step."""

FIRST = 5
"""Steps below the threshold that are taken at once: nearly every table needs them."""

AHEAD = 10
"""Steps whose candidates one join finds; the next join goes as far below."""

WINDOW = 2
"""Steps whose new pairs are compared with those of as many steps before: one alone says little."""

BEFORE = (0.5, 1.5)
"""Pairs counted beforehand in the last steps and in those before them, so that a few empty steps
end a search that has found much, and none that has found little."""

SLOWEST = 0.8
"""Share by which the interval of an estimate lets pairs fall at the slowest."""

FEW = 0.5
"""Pairs that lower steps would add, as expected, and that are as good as none."""

LOWEST = 0.4
"""Similarity of drafts at which the search gives up, and all texts are embedded."""

NEVER = 2**15 - 1
"""The step of texts that are not embedded yet."""

FEWEST = 100
"""Pairs of a sample that tell how many others cells hold."""


@dataclass(frozen=True)
class Cut:
    """Down to which similarity of drafts two texts were candidates, and what that is worth.

    similarity: the similarity; None if all texts were embedded.
    found: pairs of the embedded texts that reach the threshold.
    recall: estimated share that these are of all such pairs of the table; None if none was found.
    low, high: interval of 95 % of the estimate.
    in_cells: share of similar drafts that were compared, by a sample; None if all were.
    """

    similarity: float | None
    found: int
    recall: float | None = None
    low: float | None = None
    high: float | None = None
    in_cells: float | None = None

    def note(self, candidates: int, count: int) -> str:
        """One sentence that a reader of the result must be told."""
        if self.similarity is None:
            return (
                "pairs were searched among draft vectors, but these do not tell which texts can be "
                f"left out: all {count:,} texts were embedded by the model"
            )
        done = (
            f"pairs were searched among draft vectors: the {candidates:,} of {count:,} texts with "
            f"a draft similarity of {self.similarity:.2f} to another one were embedded by the "
            "model, whose vectors alone decide"
        )
        if self.in_cells is not None:
            done += (
                ". Drafts, and the neighbors that tell how crowded a region is, were looked for in "
                f"cells of similar ones, which hold {self.in_cells:.1%} of the pairs of a sample"
            )
        if self.recall is None:
            return f"{done}. No pair was found among them, so how many were missed is not known"
        return (
            f"{done}. As fast as new pairs became fewer towards there, that finds "
            f"{self.recall:.1%} of all (95% interval {self.low:.1%} to {self.high:.1%})"
        )


@dataclass(frozen=True)
class Share:
    """How many of a sample's pairs of similar drafts cells hold, and how many there are."""

    held: int
    total: int

    @property
    def value(self) -> float:
        """The share itself."""
        return self.held / self.total

    def suffices(self, recall: float) -> bool:
        """Tell whether cells lose at most half of what may be lost; a few pairs cannot tell."""
        return self.total >= FEWEST and self.value >= (1 + recall) / 2


@dataclass(frozen=True, eq=False)
class Found:
    """What a search for pairs gave.

    vectors (m, d): those of the corpus; of a search among drafts the model's own for candidates.
    pairs: exact among these vectors; after a search among drafts its notes tell the recall.
    embedded: what the vectors were made of.
    cells: in which neighbors are looked for; None: among all.
    own (p,): which vectors are the model's own after a search among drafts.
    """

    vectors: NDArray[np.float32]
    pairs: Pairs | UnlistedPairs
    embedded: Manifest
    cells: Cells | None = None
    own: NDArray[np.int64] | None = None


@dataclass(frozen=True, eq=False)
class Search:
    """The texts so far embedded by the model.

    texts: all m.
    drafts (m, d): their drafts.
    step (m,): in which step each was embedded.
    always: which are embedded in any case.
    embed: embeds texts by the model.
    """

    texts: tuple[str, ...]
    drafts: NDArray[np.float32]
    step: NDArray[np.int16]
    always: NDArray[np.integer[Any]]
    embed: Callable[[list[str]], Embedding]

    @cached_property
    def vectors(self) -> NDArray[np.float32]:
        """The model's vectors of these, drafts of all others, shape (m, d)."""
        return writable_copy(self.drafts)

    @property
    def places(self) -> NDArray[np.int32]:
        """Which texts are embedded."""
        return np.flatnonzero(self.step < NEVER).astype(np.int32)

    def pairs(self, join: Callable[[NDArray[np.float32]], Pairs]) -> Pairs:
        """Return the pairs of these that a join of their vectors finds, by the places of all."""
        places = self.places
        found = join(self.vectors[places])
        left, right = places[found.left], places[found.right]
        return replace(found, left=left, right=right, count=len(self.texts))

    def take(self, places: NDArray[np.integer[Any]], steps: NDArray[np.integer[Any]] | int) -> None:
        """Embed those of some texts that are not embedded yet, in the first of their steps.

        Shapes: places, steps (p,).
        """
        missing = self.step[places] == NEVER
        new = np.unique(places[missing])
        if not len(new):
            return
        self.vectors[new] = self.embed([self.texts[place] for place in new.tolist()]).vectors
        own = np.broadcast_to(np.asarray(steps, dtype=np.int16), places.shape)[missing]
        np.minimum.at(self.step, places[missing], own)


def cascade(  # noqa: PLR0913 - how it is done, by keyword
    rows: Rows,
    drafts: Embedding,
    encoder: Encoder,
    *,
    threshold: float,
    recall: float,
    embed: Callable[..., Embedding] = embed_texts,
    join: Callable[[NDArray[np.float32], float], Pairs] = pairs,
    cells: Cells | None = None,
    store: VectorStore | None,
    progress: Progress,
) -> Found:
    """Find the pairs from a threshold upward; the model embeds only texts that may be in one.

    `embed` and `join` do the work, on the workers of an engine for example. With `cells` drafts
    are compared within these alone.
    """
    count = len(rows.distinct)
    search = Search(
        rows.readings,
        drafts.vectors,
        np.full(count, NEVER, dtype=np.int16),
        equal_forms(rows.forms)[0].ravel(),
        lambda texts: embed(texts, encoder, store=store, progress=progress),
    )
    drafted: Callable[[float], Pairs] = partial(join, drafts.vectors)
    lost: Callable[[Pairs, Pairs], float] | None = None
    share: float | None = None
    if cells is not None:
        sample = Share(*cells.found_of_sample(threshold - FIRST * STEP, progress=progress))
        if sample.suffices(recall):
            drafted = partial(cells.pairs, progress=progress)
            lost, share = partial(lost_by_cells, cells, sample), round(sample.value, 4)
    cut, found = _descend(search, threshold, recall, drafted, join, lost)
    cut = replace(cut, in_cells=share)
    own = search.places.astype(np.int64)
    candidates = len(own)
    note = cut.note(candidates, count)
    listed = replace(found, notes=(note, *found.notes))
    parameters = {
        **exact_parameters(drafts.manifest),
        "candidates": {**asdict(cut), "texts": candidates, "asked_recall": recall},
    }
    inputs = (drafts.manifest,)
    manifest = Manifest("candidates", parameters, digest_array(search.vectors), inputs, (note,))
    return Found(search.vectors, listed, manifest, cells if lost else None, own)


def _descend(
    search: Search,
    threshold: float,
    recall: float,
    drafted: Callable[[float], Pairs],
    join: Callable[[NDArray[np.float32], float], Pairs],
    lost: Callable[[Pairs, Pairs], float] | None = None,
) -> tuple[Cut, Pairs]:
    """Embed candidates step by step until lower steps would add few pairs.

    Returns the pairs of the texts embedded, too. `drafted` finds the pairs of drafts from a floor
    upward, `join` those of vectors. `lost` estimates how many pairs are not found as the first
    misses some: it is given what both found.
    """
    counts: list[int] = []
    upper, floor = np.inf, threshold
    while floor > LOWEST:
        asked = max(LOWEST, round(floor - AHEAD * STEP, 6))
        near = drafted(asked)
        floor = near.floor  # raised if the pairs were too many for the memory
        search.take(search.always, 0)
        # Exact to the pair: a step includes its lower end.
        for low in _steps(min(upper, threshold), floor, first=not counts):
            inside = (near.similarity >= low) & (near.similarity < upper)
            ends = np.concatenate([near.left[inside], near.right[inside]])
            search.take(ends, np.tile(_step_of(near.similarity[inside], threshold), 2))
            upper = low
            found = search.pairs(lambda vectors: join(vectors, threshold))
            if len(search.places) == len(search.texts):
                return Cut(None, len(found), 1.0, 1.0, 1.0), found
            # A pair is found as soon as both of its texts are embedded.
            later = np.maximum(search.step[found.left], search.step[found.right])
            counts = np.bincount(later, minlength=round((threshold - low) / STEP) + 1).tolist()
            gone = 0.0 if lost is None else lost(_part(near, near.similarity >= low), found)
            if missing(counts) + gone <= max(FEW, (1 - recall) / recall * sum(counts)):
                return _cut(low, counts, gone), found
        if floor > asked:  # nor would more pairs fit
            break
    search.take(np.arange(len(search.texts)), 0)
    found = search.pairs(lambda vectors: join(vectors, threshold))
    return Cut(None, len(found), 1.0, 1.0, 1.0), found


def _steps(upper: float, floor: float, *, first: bool) -> list[float]:
    """Return the lower ends of the whole steps above a floor; the first ones are taken at once."""
    count = int((upper - floor) / STEP + 1e-6)
    return [round(upper - step * STEP, 6) for step in range(FIRST if first else 1, count + 1)]


def _step_of(similarity: NDArray[np.float64], threshold: float) -> NDArray[np.int64]:
    """Return in which step drafts are this similar; those above the threshold are in the first."""
    steps = np.ceil(np.round((threshold - similarity) / STEP, 6)).astype(np.int64)
    return np.maximum(steps, 0)


def missing(counts: list[int], sure: float = 0.0) -> float:
    """Estimate how many pairs lower steps would add, if these go on falling by the same share.

    `sure`: standard deviations by which the numbers of pairs may be off, which are about their
    roots (Poisson), so that the estimate is as much too small or too large.
    """
    last = sum(counts[-WINDOW:]) + BEFORE[0]
    before = sum(counts[-2 * WINDOW : -WINDOW]) + BEFORE[1]
    share = last / before
    last = max(0.0, last + sure * math.sqrt(last + BEFORE[0]))
    other = last / max(FEW, before - sure * math.sqrt(before))
    share = min(share, other) if sure < 0 else max(share, min(SLOWEST, other))
    if share >= 1:
        return np.inf
    number = last * share / (1 - share)
    return max(0.0, number + sure * math.sqrt(number))


def lost_by_cells(cells: Cells, sample: Share, near: Pairs, found: Pairs) -> float:
    """Estimate how many pairs are not found because cells do not hold their drafts.

    Most pairs are found whether cells hold them or not, since both texts are similar to others,
    too. Of these pairs it is known which share cells hold. Those of the other pairs that were found
    must be the same share of them (capture and recapture).

    near: pairs of drafts that made candidates; found: pairs of these by the model's vectors.
    """
    held = cells.hold(found.left, found.right)
    partners = np.bincount(np.concatenate([near.left, near.right]), minlength=len(cells.vectors))
    drafted = cosine_at(cells.vectors, found.left, cells.vectors, found.right)
    own = held & (drafted >= near.similarity.min(initial=np.inf))
    both = (partners[found.left] > own) & (partners[found.right] > own)
    share = held[both].mean() if both.sum() >= FEWEST else sample.value
    return float((~both).sum() * (1 - share) / max(share, 0.5))


def _part(pairs: Pairs, chosen: NDArray[np.bool_]) -> Pairs:
    """Return some of the pairs."""
    left, right = pairs.left[chosen], pairs.right[chosen]
    return replace(pairs, left=left, right=right, similarity=pairs.similarity[chosen])


def _cut(similarity: float, counts: list[int], gone: float = 0.0) -> Cut:
    """Tell what a search is worth that ended after these steps, and lost so many pairs besides."""
    found = sum(counts)
    if not found:
        return Cut(similarity, 0)
    low, recall, high = (
        round(found / (found + missing(counts, sure) + max(0.0, gone + sure * gone**0.5)), 4)
        for sure in (CONFIDENT, 0.0, -CONFIDENT)
    )
    return Cut(similarity, found, recall, low, high)
