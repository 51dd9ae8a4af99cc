"""The door through which blocks of work leave the process."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Protocol, TypeVar

from numpy.typing import NDArray

from workbench.engines.shared import Shared

Block = TypeVar("Block")
Result = TypeVar("Result")


class Engine(Protocol):
    """Runs a function over blocks. Every engine gives the same results in the same order."""

    @property
    def name(self) -> str:
        """Short name, as shown in results."""

    @property
    def distant(self) -> bool:
        """Whether blocks run in other processes: then functions and blocks are pickled."""

    @property
    def workers(self) -> int:
        """How many blocks run at once."""

    @property
    def folder(self) -> Path | None:
        """Where finished blocks may be kept until their stage is done; None keeps none.

        A run that is interrupted goes on there. Every worker sees it under the same path.
        """

    def share(self, array: NDArray[Any]) -> Shared:
        """Lay an array where every block can read it."""

    def map(self, function: Callable[[Block], Result], blocks: Iterable[Block]) -> Iterator[Result]:
        """Yield ``function(block)`` for each block, in the order of the blocks.

        An exception raised by `function` is raised here, at the place of its block.
        """
