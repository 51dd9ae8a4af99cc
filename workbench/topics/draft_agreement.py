"""Topics of a draft that agree with those of the model's own vectors as far as is asked.

A text that joins a sample's topics by its draft has another topic by its own vector the more often,
the narrower the vote of its neighbors is. So the model embeds the texts with narrow votes, short
ones first, because they take less time. How many it must be is measured on texts held back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.embedding.base import Known
from workbench.intervals import CONFIDENT
from workbench.similarity import Neighbors, neighbors_in_sample
from workbench.tables import writable_copy
from workbench.topics.agreement import adjusted_mutual_information
from workbench.topics.sampled import votes

HELD_BACK = 5_000
"""Texts on which agreement is measured."""

BLOCK = 65_536
"""Texts whose neighbors in the sample are found at a time."""

STEPS = 100
"""Shares of the texts held back that are tried as those with their own vectors."""

PARTS = 20
"""Parts of the texts held back that are left out in turn, for the interval."""


@dataclass(frozen=True)
class Agreement:
    """How far topics agree with those of the model's own vectors, on texts held back.

    All are adjusted mutual information, noise as one topic.

    drafts: of topics by drafts alone.
    reached: of these topics; low, high: interval of 95 %.
    held_back: on how many texts this was measured.
    embedded: texts of the table that the model embedded.
    """

    drafts: float
    reached: float
    low: float
    high: float
    held_back: int
    embedded: int

    def note(self, count: int) -> str:
        """One sentence that a reader of the topics must be told."""
        return (
            f"the model embedded {self.embedded:,} of {count:,} texts: the sample, in which topics "
            "were found, and those whose topic their drafts left open. On "
            f"{self.held_back:,} texts held back the topics agree with those by the model's own "
            f"vectors at an adjusted mutual information of {self.reached:.2f} (95% interval "
            f"{self.low:.2f} to {self.high:.2f}), by drafts alone at {self.drafts:.2f}"
        )

    def to_dict(self) -> dict[str, Any]:
        """Return plain values."""
        return asdict(self)


@dataclass(frozen=True, eq=False)
class Joining:
    """The texts of a table, each with its nearest in a sample, which all have their own vectors.

    vectors (m, d): the model's own vectors of some texts, drafts of the others.
    neighbors: the nearest in the sample of each text, by these.
    sample (s,): which texts are the sample.
    own (m,): which vectors are the model's own.
    """

    vectors: NDArray[np.float32]
    neighbors: Neighbors
    sample: NDArray[np.int64]
    own: NDArray[np.bool_]

    @classmethod
    def by_drafts(
        cls,
        drafts: NDArray[np.float32],
        neighbors: Neighbors,
        sample: NDArray[np.int64],
        vectors: NDArray[np.float32],
    ) -> Joining:
        """Begin with drafts of all texts but the sample. Shapes: vectors (s, d)."""
        own = np.zeros(len(drafts), dtype=bool)
        near = Neighbors(np.array(neighbors.indices), np.array(neighbors.similarity))
        joining = cls(writable_copy(drafts), near, sample, own)
        joining.put(sample, vectors)
        return joining

    def put(self, places: NDArray[np.integer[Any]], vectors: NDArray[np.float32]) -> None:
        """Replace the drafts of some texts by their own vectors."""
        k = self.neighbors.k - 1
        for top in range(0, len(places), BLOCK):
            part = places[top : top + BLOCK]
            self.vectors[part], self.own[part] = vectors[top : top + BLOCK], True
            near = neighbors_in_sample(self.vectors, self.sample, k, places=part)
            self.neighbors.indices[part] = near.indices
            self.neighbors.similarity[part] = near.similarity


def agree(
    joining: Joining,
    labels: NDArray[np.int64],
    *,
    wanted: float,
    tokens: NDArray[np.integer[Any]],
    known: Iterable[Known],
    held_back: NDArray[np.int64],
    embed: Callable[[NDArray[np.int64]], NDArray[np.float32]],
) -> Agreement:
    """Embed texts until the topics that all join agree as far as is wanted.

    Shapes: labels (m,), of which those of the sample count; tokens (m,): the lengths of the texts.
    known: vectors that the model has made already. held_back: texts that neither the sample nor the
    fit of the drafts has seen. embed: returns the model's vectors of some texts.
    """
    drafted, margin = votes(joining.neighbors, labels)
    for one in known:
        new = ~joining.own[one.places]
        joining.put(one.places[new], one.vectors[new])
    free = joining.own[held_back]
    joining.put(held_back, embed(held_back))
    true, _ = votes(joining.neighbors.take(held_back), labels)
    by_draft = drafted[held_back]
    worth = _wrong(margin, held_back, by_draft != true) / np.maximum(tokens, 1)
    own = worth[held_back]
    own[free] = np.inf

    def agreement(least: float, kept: NDArray[np.integer[Any]] | slice = slice(None)) -> float:
        """Return the agreement if all texts that are worth so much have their own vectors."""
        joined = np.where(own >= least, true, by_draft)
        return adjusted_mutual_information(joined[kept], true[kept])

    falling = np.sort(own)[::-1]
    shares = np.linspace(0, len(falling), STEPS + 1).astype(int)
    bounds = [np.inf, *falling[np.maximum(shares[1:] - 1, 0)].tolist()]
    least = next((one for one in bounds if agreement(one) >= wanted), -np.inf)
    missing = np.flatnonzero(~joining.own & (worth >= least))
    if len(missing):
        joining.put(missing, embed(missing))
    parts = np.arange(len(held_back)) % PARTS
    others = [agreement(least, np.flatnonzero(parts != part)) for part in range(PARTS)]
    # Jackknife: what the parts change in turn, as often as there are parts, less one.
    error = CONFIDENT * float(np.sqrt((PARTS - 1) * np.var(others)))
    reached = agreement(least)
    return Agreement(
        drafts=round(adjusted_mutual_information(by_draft, true), 4),
        reached=round(reached, 4),
        low=round(max(0.0, reached - error), 4),
        high=round(min(1.0, reached + error), 4),
        held_back=len(held_back),
        embedded=int(joining.own.sum()),
    )


def _wrong(
    margin: NDArray[np.float64], held_back: NDArray[np.int64], wrong: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Return for each text how likely its topic by draft is not its own, by the margin of votes."""
    from sklearn.linear_model import LogisticRegression

    if wrong.all() or not wrong.any():
        return np.ones(len(margin))
    fitted = LogisticRegression().fit(margin[held_back, None], wrong)
    chance: NDArray[np.float64] = fitted.predict_proba(margin[:, None])[:, 1]
    return chance
