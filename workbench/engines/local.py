"""This machine's cores, by threads, and the stop button while compiled code runs."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import wraps
from threading import Lock
from typing import Any, TypeVar

from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from workbench.config import thread_count
from workbench.engines.base import Block, Result, Shared
from workbench.progress import tell_compiling

Kernel = TypeVar("Kernel", bound=Callable[..., Any])


def interruptible(kernel: Kernel) -> Kernel:
    """Let a function compiled by Numba end in the interrupt that came while it ran.

    Numba calls a little Python to hand arrays back. An interrupt that waited for the compiled
    code to end is raised there, not looked at, and comes out as a SystemError ("returned a result
    with an exception set") of three tracebacks. Only for functions that Python calls: compiled
    code calls the bare ones.
    """
    if "numba" in sys.modules:
        tell_compiling()

    @wraps(kernel)
    def call(*arguments: Any) -> Any:
        try:
            return kernel(*arguments)
        except SystemError as error:
            cause: BaseException | None = error
            while cause is not None and not isinstance(cause, KeyboardInterrupt):
                cause = cause.__cause__
            if cause is None:
                raise
            raise cause from None

    return call  # type: ignore[return-value]


class _Multiplying:
    """What runs now under one limit on the threads of matrix products."""

    lock = Lock()
    running = 0
    limit: threadpool_limits | None = None


@contextmanager
def one_blas_thread() -> Iterator[None]:
    """Let each thread multiply by itself: blocks run side by side, so more threads would only wait.

    The limit holds for the whole process. Calls that overlap share it: otherwise the first to end
    would take it from the other, and the last to end would leave it behind.
    """
    with _Multiplying.lock:
        _Multiplying.running += 1
        if _Multiplying.limit is None:
            _Multiplying.limit = threadpool_limits(1, user_api="blas")
    try:
        yield
    finally:
        with _Multiplying.lock:
            _Multiplying.running -= 1
            if not _Multiplying.running and _Multiplying.limit is not None:
                _Multiplying.limit.restore_original_limits()
                _Multiplying.limit = None


def ahead(
    function: Callable[[Block], Result], blocks: Iterable[Block], *, threads: int = 1, most: int = 1
) -> Iterator[Result]:
    """Yield ``function(block)`` for each block in order, made by threads ahead of the reader.

    At most `most` blocks are ahead. An interrupt waits for those that are being made alone.
    """
    waiting: deque[Future[Result]] = deque()
    with ThreadPoolExecutor(threads) as pool:
        try:
            for block in blocks:
                waiting.append(pool.submit(function, block))
                if len(waiting) > most:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


class LocalEngine:
    """Runs blocks in threads of this process.

    threads: how many blocks run at once. Default: ``workbench.config.thread_count()``.
    """

    def __init__(self, threads: int | None = None) -> None:
        self._threads = threads if threads is not None else thread_count()

    @property
    def distant(self) -> bool:
        """Whether blocks run in other processes."""
        return False

    @property
    def workers(self) -> int:
        """How many blocks run at once."""
        return self._threads

    @property
    def folder(self) -> None:
        """Nothing is kept of a block: its stage is done in one go."""
        return

    def share(self, array: NDArray[Any]) -> Shared:
        """Hand the array over as it is: threads see it."""
        return Shared(array)

    def map(self, function: Callable[[Block], Result], blocks: Iterable[Block]) -> Iterator[Result]:
        """Yield ``function(block)`` for each block in order, a few blocks ahead of the reader."""
        if self._threads == 1:
            yield from map(function, blocks)
            return
        yield from ahead(function, blocks, threads=self._threads, most=2 * self._threads)
