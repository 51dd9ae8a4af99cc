"""The stop button while compiled code runs."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

Kernel = TypeVar("Kernel", bound=Callable[..., Any])


def interruptible(kernel: Kernel) -> Kernel:
    """Let a function compiled by Numba end in the interrupt that came while it ran.

    Numba calls a little Python to hand arrays back. An interrupt that waited for the compiled
    code to end is raised there, not looked at, and comes out as a SystemError ("returned a result
    with an exception set") of three tracebacks. Only for functions that Python calls: compiled
    code calls the bare ones.
    """

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
