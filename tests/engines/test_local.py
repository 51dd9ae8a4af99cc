"""The local engine: results in order, exceptions in place."""

import threading

import numpy as np  # noqa: F401 - its BLAS is what is limited
import pytest
from threadpoolctl import threadpool_info

from workbench.engines import LocalEngine, one_blas_thread


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_results_come_in_the_order_of_the_blocks(threads):
    assert list(LocalEngine(threads).map(lambda x: x * x, range(50))) == [x * x for x in range(50)]


@pytest.mark.parametrize("threads", [1, 3])
def test_an_exception_is_raised_at_its_block(threads):
    def fail_at_three(x):
        if x == 3:
            raise KeyError("three")
        return x

    results = LocalEngine(threads).map(fail_at_three, range(10))
    assert [next(results) for _ in range(3)] == [0, 1, 2]
    with pytest.raises(KeyError, match="three"):
        next(results)


def test_blocks_are_drawn_only_a_little_ahead():
    drawn = []

    def blocks():
        for x in range(1000):
            drawn.append(x)
            yield x

    results = LocalEngine(2).map(lambda x: x, blocks())
    next(results)
    assert len(drawn) < 20
    results.close()


def test_blocks_run_at_the_same_time():
    meeting = threading.Barrier(2, timeout=20)
    assert sorted(LocalEngine(2).map(lambda _: meeting.wait(), range(2))) == [0, 1]


def test_calls_that_overlap_leave_the_threads_of_products_as_they_were():
    def threads():
        return [pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"]

    before = threads()
    first, second = one_blas_thread(), one_blas_thread()
    with first:
        second.__enter__()
        assert set(threads()) == {1}
    assert set(threads()) == {1}, "the second still runs"
    second.__exit__(None, None, None)
    assert threads() == before
