"""The door through which blocks of work leave the process, and arrays that blocks read."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

Block = TypeVar("Block")
Result = TypeVar("Result")


class Engine(Protocol):
    """Runs a function over blocks. Every engine gives the same results in the same order."""

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


_HEADER_ROOM = 2**16
"""Bytes within which the header of an .npy file ends."""


@dataclass(frozen=True, eq=False)
class Shared:
    """An array in memory, or the name of a file that holds it.

    array: the array itself, in this process.
    path: an .npy file that other processes map into their memory; "" for an array in memory.
    written: when the file was written last, in nanoseconds: another content is another array.
    """

    array: NDArray[Any] | None
    path: str = ""
    written: int = 0

    def read(self) -> NDArray[Any]:
        """Return the array; that of a file is mapped, read-only."""
        return _mapped(self.path, self.written) if self.array is None else self.array


def share_file(array: NDArray[Any], folder: Path) -> Shared:
    """Return an array as a file that other processes can map.

    An array that is the whole of a mapped .npy file is shared as that file; any other is written
    to `folder`, under a name of its own.
    """
    named = _file_of(array)
    if named is None:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, suffix=".npy", delete=False) as file:
            np.save(file, np.ascontiguousarray(array))
            named = file.name
    return Shared(None, named, Path(named).stat().st_mtime_ns)


def _file_of(array: NDArray[Any]) -> str | None:
    """Return the .npy file of which `array` is the whole content, None where there is none."""
    if not isinstance(array, np.memmap) or array.filename is None:
        return None
    name, whole = str(array.filename), array.flags.c_contiguous and array.offset < _HEADER_ROOM
    if not (whole and name.endswith(".npy") and Path(name).is_file()):
        return None
    stored = np.load(name, mmap_mode="r", allow_pickle=False)
    same = (
        stored.shape == array.shape
        and stored.dtype == array.dtype
        and stored.offset == array.offset
    )
    return name if same else None


@lru_cache(maxsize=8)
def _mapped(path: str, _written: int) -> NDArray[Any]:
    """Map a file once a process."""
    array: NDArray[Any] = np.load(path, mmap_mode="r", allow_pickle=False)
    return array
