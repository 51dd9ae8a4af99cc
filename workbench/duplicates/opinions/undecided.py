"""Which pairs a second opinion is asked about: none twice, the most doubtful first."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.duplicates.guards.differences import bit_of, guard_names, holds_back
from workbench.duplicates.verdicts import Case
from workbench.errors import InputError
from workbench.tables import normalize


def undecided_links(
    case: Case, threshold: float, bounds: tuple[float, float], most: int
) -> tuple[list[list[int]], int]:
    """Return links to ask about, and how many more there are, shape (questions, links).

    A pair is undecided if a guard holds it back, or if its probability lies between the bounds.
    Links of equal forms are one question.
    """
    links = case.links
    open_ = (links.flag == 0) & (links.similarity < 1)
    column = np.uint32(1) << bit_of("column")
    guarded = holds_back(case.guards & ~column) & (links.similarity >= threshold)
    likely = (case.probability >= bounds[0]) & (case.probability <= bounds[1])
    chosen = np.flatnonzero(open_ & (guarded | likely))
    order = np.lexsort(
        (-links.similarity[chosen], np.abs(case.probability[chosen] - 0.5), ~guarded[chosen])
    )
    forms = _forms(case, chosen)
    questions: dict[tuple[int, int], list[int]] = {}
    for place in order.tolist():
        questions.setdefault(forms[place], []).append(int(chosen[place]))
    listed = list(questions.values())
    return listed[:most], max(len(listed) - most, 0)


def _forms(case: Case, links: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Return a code per pair of normalized texts."""
    codes: dict[str, int] = {}
    ends = []
    for side in (case.links.left[links], case.links.right[links]):
        texts = [normalize(case.readings[node]) for node in side.tolist()]
        ends.append([codes.setdefault(text, len(codes)) for text in texts])
    return [(min(a, b), max(a, b)) for a, b in zip(*ends, strict=True)]


def check_bounds(bounds: Any) -> tuple[float, float]:
    """Return the bounds of doubt as two probabilities."""
    try:
        low, high = map(float, bounds)
    except (TypeError, ValueError):
        low, high = 1.0, 0.0
    if not 0 <= low <= high <= 1:
        raise InputError(
            "bounds are two probabilities, the lower one first, such as (0.2, 0.8), "
            f"got {bounds!r:.60}."
        )
    return low, high


def link_guards(case: Case, link: int) -> str:
    """Name the guards that see a difference."""
    return guard_names(int(case.guards[link]))
