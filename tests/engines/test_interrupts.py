"""An interrupt that comes while compiled code runs comes out as one."""

import signal
import sys

import numpy as np
import pytest

from workbench.duplicates.kernels import sorted_counts
from workbench.engines import interruptible


def stop(*_):
    raise KeyboardInterrupt


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="this system has no timers")
def test_a_stop_in_a_compiled_loop_is_an_interrupt():
    codes = np.random.default_rng(0).integers(0, 1_000, 1_000_000)
    start = np.array([0, len(codes)])
    sorted_counts(codes[:10].copy(), np.array([0, 10]))  # compiled before the clock runs
    before = signal.signal(signal.SIGALRM, stop)
    try:
        with pytest.raises(KeyboardInterrupt):
            signal.setitimer(signal.ITIMER_REAL, 0.005)  # the loop takes ten times as long
            sorted_counts(codes, start)
            np.sort(codes)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def test_an_interrupt_behind_several_system_errors_is_found():
    def kernel():
        try:
            try:
                raise KeyboardInterrupt
            except KeyboardInterrupt as error:
                raise SystemError("unpickle returned a result with an exception set") from error
        except SystemError as error:
            raise SystemError("dispatcher returned a result with an exception set") from error

    with pytest.raises(KeyboardInterrupt) as caught:
        interruptible(kernel)()
    assert caught.value.__suppress_context__


def test_another_system_error_stays_one():
    def kernel():
        raise SystemError("something else")

    with pytest.raises(SystemError, match="something else"):
        interruptible(kernel)()
    assert sys.exc_info() == (None, None, None)
