"""The door through which blocks of work leave the process."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol, TypeVar

Block = TypeVar("Block")
Result = TypeVar("Result")


class Engine(Protocol):
    """Runs a function over blocks. Every engine gives the same results in the same order."""

    @property
    def name(self) -> str:
        """Short name, as shown in results."""

    def map(self, function: Callable[[Block], Result], blocks: Iterable[Block]) -> Iterator[Result]:
        """Yield ``function(block)`` for each block, in the order of the blocks.

        An exception raised by `function` is raised here, at the place of its block.
        """
