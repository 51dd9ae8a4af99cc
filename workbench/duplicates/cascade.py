"""Pairs by cascade: candidates among drafts, then the model's own vectors of the candidates alone.

Candidates are taken step by step, the most similar drafts first. Of each step the model's vectors
tell how many of its pairs are real. These numbers fall from step to step by about the same share,
so they tell how many pairs lie below the last step: when these are few enough, the search ends.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.duplicates.grouping.links import equal_forms, normal_forms
from workbench.embedding import Embedding, Encoder, VectorStore, embed_texts
from workbench.intervals import wilson
from workbench.progress import Progress
from workbench.provenance import Manifest, digest_array
from workbench.similarity import Cells, Pairs, UnlistedPairs, pairs
from workbench.similarity.unit_vectors import cosine_at
from workbench.tables import Rows
from workbench.tables.files import fill_with_zeros
from workbench.tables.normalized_texts import STEPS

STEP = 0.02
"""By how much the similarity of drafts falls from step to step."""

FIRST = 5
"""Steps below the threshold that are taken at once: nearly every table needs them."""

AHEAD = 10
"""Steps whose candidates one join finds; the next join goes as far below."""

WINDOW = 2
"""Steps whose pairs are compared with those of as many steps before: one alone says little."""

BEFORE = (0.5, 1.5)
"""Pairs counted beforehand in the last steps and in those before them, so that a few empty steps
end a search that has found much, and none that has found little."""

SLOWEST = 0.8
"""Share by which the interval of an estimate lets pairs fall at the slowest."""

FEW = 0.5
"""Pairs below the last step, as expected, that are as good as none."""

LOWEST = 0.4
"""Similarity of drafts at which the search gives up, and all texts are embedded."""

FEWEST = 100
"""Pairs of a sample that tell how many others cells hold."""

CONFIDENT = 1.96
"""Standard deviations of a normal variable to either side of which 5 % lie."""


@dataclass(frozen=True)
class Cut:
    """Down to which similarity of drafts two texts were candidates, and what that is worth.

    similarity: the similarity; None if all texts were embedded.
    found: pairs of such texts that reach the threshold.
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
            f"{done}. As fast as pairs became fewer towards there, that finds {self.recall:.1%} "
            f"of all (95% interval {self.low:.1%} to {self.high:.1%})"
        )


@dataclass(frozen=True)
class Share:
    """How many of a sample's pairs of similar drafts cells hold, and how many there are."""

    held: int
    total: int

    @cached_property
    def bounds(self) -> tuple[float, float, float]:
        """The share, and to either side of it the ends of its interval of 95 % (Wilson)."""
        low, high = wilson(self.held, self.total)
        return float(low), self.held / self.total, float(high)

    def suffices(self, recall: float) -> bool:
        """Tell whether cells lose at most half of what may be lost; a few pairs cannot tell."""
        return self.total >= FEWEST and self.held / self.total >= (1 + recall) / 2


@dataclass(frozen=True, eq=False)
class Found:
    """What a search for pairs gave.

    vectors (m, d): those of the corpus; of a search among drafts the model's own for candidates.
    pairs: exact among these vectors; after a search among drafts its notes tell the recall.
    embedded: what the vectors were made of.
    in_cells: whether drafts were compared in cells.
    """

    vectors: NDArray[np.float32]
    pairs: Pairs | UnlistedPairs
    embedded: Manifest
    in_cells: bool = False


@dataclass(frozen=True, eq=False)
class Search:
    """The texts so far embedded by the model.

    texts: all m.
    drafts (m, d): their drafts.
    known (m,): which these are.
    embed: embeds texts by the model.
    """

    texts: tuple[str, ...]
    drafts: NDArray[np.float32]
    known: NDArray[np.bool_]
    embed: Callable[[list[str]], Embedding]

    @cached_property
    def vectors(self) -> NDArray[np.float32]:
        """The model's vectors of these, drafts of all others, shape (m, d)."""
        return _copy(self.drafts)

    def take(self, places: NDArray[np.integer[Any]]) -> None:
        """Embed those of some texts that are not embedded yet."""
        new = np.unique(places)
        new = new[~self.known[new]]
        if len(new):
            self.vectors[new] = self.embed([self.texts[place] for place in new.tolist()]).vectors
            self.known[new] = True


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
        np.zeros(count, dtype=bool),
        lambda texts: embed(texts, encoder, store=store, progress=progress),
    )
    drafted, share = partial(join, drafts.vectors), None
    if cells is not None:
        measured = Share(*cells.found_of_sample(threshold - FIRST * STEP, progress=progress))
        if measured.suffices(recall):
            drafted, share = partial(cells.pairs, progress=progress), measured
    cut = _descend(search, threshold, recall, drafted, share)
    forms = normal_forms(rows.readings, STEPS, rows.left_out(range(len(rows.readings))))
    search.take(equal_forms(forms)[0].ravel())
    places = np.flatnonzero(search.known)
    exact_pairs = join(search.vectors[places], threshold)
    note = cut.note(len(places), count)
    listed = replace(
        exact_pairs,
        left=places[exact_pairs.left].astype(np.int32),
        right=places[exact_pairs.right].astype(np.int32),
        count=count,
        notes=(note, *exact_pairs.notes),
    )
    parameters = {
        **{name: value for name, value in drafts.manifest.parameters.items() if name != "draft"},
        "candidates": {**asdict(cut), "texts": len(places), "asked_recall": recall},
    }
    inputs = (drafts.manifest,)
    manifest = Manifest("candidates", parameters, digest_array(search.vectors), inputs, (note,))
    return Found(search.vectors, listed, manifest, share is not None)


def _descend(
    search: Search,
    threshold: float,
    recall: float,
    join: Callable[[float], Pairs],
    share: Share | None = None,
) -> Cut:
    """Embed candidates step by step until few enough pairs are left below the last step.

    `join` finds the pairs of drafts from a floor upward, or this share of them.
    """
    counts: list[int] = []
    if share is not None:
        recall /= share.bounds[1]
    upper, floor = np.inf, threshold
    while floor > LOWEST:
        asked = max(LOWEST, round(floor - AHEAD * STEP, 6))
        near = join(asked)
        floor = near.floor  # raised if the pairs were too many for the memory
        # Exact to the pair: a step includes its lower end.
        for low in _steps(min(upper, threshold), floor, first=not counts):
            inside = (near.similarity >= low) & (near.similarity < upper)
            left, right, upper = near.left[inside], near.right[inside], low
            search.take(np.concatenate([left, right]))
            real = cosine_at(search.vectors, left, search.vectors, right) >= threshold
            if not counts:
                counts += _by_step(near.similarity[inside][real], threshold)
            else:
                counts.append(int(real.sum()))
            found, below = sum(counts), missing(counts)
            if below <= max(FEW, (1 - recall) / recall * found):
                return _cut(low, counts, share)
        if floor > asked:  # nor would more pairs fit
            break
    search.take(np.arange(len(search.texts)))
    return Cut(None, sum(counts), 1.0, 1.0, 1.0)


def _steps(upper: float, floor: float, *, first: bool) -> list[float]:
    """Return the lower ends of the whole steps above a floor; the first ones are taken at once."""
    count = int((upper - floor) / STEP + 1e-6)
    return [round(upper - step * STEP, 6) for step in range(FIRST if first else 1, count + 1)]


def _by_step(similarities: NDArray[np.float64], threshold: float) -> list[int]:
    """Count similarities of the steps that are taken at once; those above the threshold are one."""
    step = np.ceil(np.round((threshold - similarities) / STEP, 6)).astype(int)
    counts: list[int] = np.bincount(np.clip(step, 0, FIRST), minlength=FIRST + 1).tolist()
    return counts


def missing(counts: list[int], more: float = 0.0) -> float:
    """Estimate how many pairs lie below the last step, if they go on falling by the same share.

    `more` pairs are added to those of the last steps, at most up to a share of `SLOWEST`.
    """
    last = sum(counts[-WINDOW:]) + BEFORE[0]
    before = sum(counts[-2 * WINDOW : -WINDOW]) + BEFORE[1]
    share = last / before
    if more:
        last, share = last + more, max(share, min(SLOWEST, (last + more) / before))
    return last * share / (1 - share) if share < 1 else np.inf


def _cut(similarity: float, counts: list[int], share: Share | None = None) -> Cut:
    """Tell what a search is worth that ended after these steps."""
    found, last = sum(counts), sum(counts[-WINDOW:])
    in_cells = None if share is None else round(share.bounds[1], 4)
    if not found:
        return Cut(similarity, 0, in_cells=in_cells)
    # The number of pairs in the last steps is uncertain by about its root (Poisson).
    doubt = CONFIDENT * (last + 1) ** 0.5
    held = (1.0, 1.0, 1.0) if share is None else share.bounds
    low, recall, high = (
        round(one * found / (found + max(0.0, missing(counts, more))), 4)
        for one, more in zip(held, (doubt, 0.0, -min(doubt, last + BEFORE[0])), strict=True)
    )
    return Cut(similarity, found, recall, low, high, in_cells)


def _copy(drafts: NDArray[np.float32]) -> NDArray[np.float32]:
    """Copy drafts: those in a file into one without a name beside it, so that no memory is taken.

    The file is gone with the array.
    """
    if not isinstance(drafts, np.memmap) or drafts.filename is None:
        return np.array(drafts)
    with tempfile.TemporaryFile(dir=Path(drafts.filename).parent) as file:
        fill_with_zeros(file, 0, drafts.nbytes)
        file.flush()
        copy: NDArray[np.float32] = np.memmap(file, dtype=np.float32, mode="r+", shape=drafts.shape)
    copy[:] = drafts
    return copy
