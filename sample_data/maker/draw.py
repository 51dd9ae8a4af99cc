"""Seeded choices that come out the same on every Python and every machine."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TypeVar

Item = TypeVar("Item")

SEED = 20250101


class Draw:
    """A stream of choices, one for each purpose.

    Only ``random.Random.random`` is used: it alone is promised to give the same sequence in
    every version of Python. Each purpose has a stream of its own, so that a line added to one
    table moves nothing in the others.

    Parameters
    ----------
    purpose
        The name of the stream.
    """

    def __init__(self, purpose: str) -> None:
        self._random = random.Random(f"{SEED}/{purpose}")

    def below(self, end: int) -> int:
        """Return an integer from 0 to ``end - 1``."""
        return int(self._random.random() * end)

    def between(self, low: int, high: int) -> int:
        """Return an integer from ``low`` to ``high``, both included."""
        return low + self.below(high - low + 1)

    def chance(self, share: float) -> bool:
        """Return whether an event of this probability happens."""
        return self._random.random() < share

    def pick(self, items: Sequence[Item]) -> Item:
        """Return one of the items."""
        return items[self.below(len(items))]

    def weighted(self, items: Sequence[Item], weights: Sequence[float]) -> Item:
        """Return one of the items, each as likely as its weight."""
        target = self._random.random() * sum(weights)
        for item, weight in zip(items, weights, strict=True):
            target -= weight
            if target < 0:
                return item
        return items[-1]

    def shuffled(self, items: Sequence[Item]) -> list[Item]:
        """Return the items in another order."""
        result = list(items)
        for end in range(len(result) - 1, 0, -1):
            other = self.below(end + 1)
            result[end], result[other] = result[other], result[end]
        return result

    def sample(self, items: Sequence[Item], count: int) -> list[Item]:
        """Return ``count`` different items."""
        if count > len(items):
            raise ValueError(f"cannot take {count} of {len(items)} items")
        return self.shuffled(items)[:count]
