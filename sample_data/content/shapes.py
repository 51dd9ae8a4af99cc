"""The shapes that the content modules are written in: plain data, no behaviour.

In every text ``[a|b|c]`` stands for one of the alternatives and ``{name}`` for a word from the
bank of that name. In a minimal pair ``[a|b]`` holds the two sides of the difference.
"""

from __future__ import annotations

from typing import NamedTuple


class Topic(NamedTuple):
    """One topic of support tickets, and all that its rows are composed from."""

    key: str
    title: str
    size: int
    products: str
    situations: str
    complications: str
    channels: tuple[int, int, int, int] = (5, 3, 3, 2)
    priorities: tuple[int, int, int, int] = (2, 6, 3, 1)
    months: tuple[int, ...] = (1,) * 12


def lines(block: str) -> list[str]:
    """Return the lines of a block that hold text.

    Parameters
    ----------
    block
        A triple-quoted string, one text a line.

    Returns
    -------
    list of str
        The texts, stripped, empty lines left out.
    """
    return [line.strip() for line in block.splitlines() if line.strip()]
