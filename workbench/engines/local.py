"""This machine's cores, by threads.

Threads suffice: the heavy work is in BLAS, torch and Numba, which release the interpreter lock.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

from workbench.config import thread_count
from workbench.engines.base import Block, Result


class LocalEngine:
    """Runs blocks in threads of this process.

    Parameters
    ----------
    threads : int, optional
        How many blocks run at once. Default: ``workbench.config.thread_count()``.
    """

    def __init__(self, threads: int | None = None) -> None:
        self._threads = threads if threads is not None else thread_count()

    @property
    def name(self) -> str:
        """Short name, as shown in results."""
        return "local"

    def map(self, function: Callable[[Block], Result], blocks: Iterable[Block]) -> Iterator[Result]:
        """Yield ``function(block)`` for each block in order, a few blocks ahead of the reader."""
        if self._threads == 1:
            yield from map(function, blocks)
            return
        waiting: deque[Future[Result]] = deque()
        with ThreadPoolExecutor(self._threads) as pool:
            try:
                for block in blocks:
                    waiting.append(pool.submit(function, block))
                    if len(waiting) > 2 * self._threads:
                        yield waiting.popleft().result()
                while waiting:
                    yield waiting.popleft().result()
            finally:
                for future in waiting:
                    future.cancel()
