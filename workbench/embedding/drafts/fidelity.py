"""How near drafts come to the model's own vectors, measured on texts that were held back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

NEAREST = 10
"""Nearest texts that are compared for the recall of neighbors."""


@dataclass(frozen=True)
class Fidelity:
    """What drafts are worth.

    sample: texts of the table that the model embedded.
    held_back: further ones that the model embedded to measure, and that no fit saw.
    cosine: mean cosine similarity of a draft to the model's vector of the same text.
    rank_correlation: Spearman correlation of the similarities of pairs of held-back texts.
    neighbor_recall: share of a held-back text's ten nearest among the others that are among the
        ten nearest by drafts.
    """

    sample: int
    held_back: int
    cosine: float
    rank_correlation: float
    neighbor_recall: float

    @classmethod
    def measure(
        cls, drafts: NDArray[np.float32], vectors: NDArray[np.float32], *, sample: int
    ) -> Fidelity:
        """Compare drafts with the model's vectors. Shapes: both (h, d)."""
        one, other = drafts @ drafts.T, vectors @ vectors.T
        above = np.triu_indices(len(drafts), 1)
        return cls(
            sample,
            len(drafts),
            round(float(np.einsum("ij,ij->i", drafts, vectors).mean()), 4),
            round(_rank_correlation(one[above], other[above]), 4),
            round(_recall(one, other), 4),
        )

    @classmethod
    def read(cls, facts: Mapping[str, Any]) -> Fidelity:
        """Return what `to_dict` gave."""
        return cls(**facts)

    def to_dict(self) -> dict[str, Any]:
        """Return plain values."""
        return asdict(self)

    def __str__(self) -> str:
        """Return a few words for a line or a figure."""
        return f"draft vectors (cosine {self.cosine:.2f} to the model's on texts held back)"

    @property
    def note(self) -> str:
        """One sentence that a reader of any result must be told."""
        return (
            f"these are drafts: the model embedded {self.sample + self.held_back:,} texts, and "
            "all vectors were predicted from the words. On texts held back their cosine to the "
            f"model's own vectors is {self.cosine:.2f}, the rank correlation of similarities "
            f"{self.rank_correlation:.2f}, and {self.neighbor_recall:.0%} of the ten nearest "
            "neighbors are the same. Without draft=True all texts are embedded"
        )


def _rank_correlation(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    """Return the Spearman correlation, 0 if either is constant. Shapes: both (p,)."""
    from scipy.stats import spearmanr

    if len(one) < 2 or one.min() == one.max() or other.min() == other.max():
        return 0.0
    return float(spearmanr(one, other).statistic)


def _recall(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    """Return the share of true neighbors among the first. Shapes: both (h, h)."""
    count = min(NEAREST, len(one) - 1)
    if count < 1:
        return 1.0
    near, true = (_nearest(values, count) for values in (one, other))
    return float((near & true).sum() / true.sum())


def _nearest(similarities: NDArray[np.float32], count: int) -> NDArray[np.bool_]:
    """Return which others are among the `count` nearest. Shapes: both (h, h)."""
    values = similarities.copy()
    np.fill_diagonal(values, -np.inf)
    chosen = np.argsort(-values, axis=1, kind="stable")[:, :count]
    mask = np.zeros(values.shape, dtype=bool)
    np.put_along_axis(mask, chosen, values=True, axis=1)
    return mask
