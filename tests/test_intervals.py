"""Tests of intervals.py: of a few answers the interval is wide."""

import numpy as np

from workbench.intervals import wilson


def test_the_interval_of_a_share():
    low, high = wilson(np.array([0.0, 5.0, 0.0]), np.array([10.0, 10.0, 0.0]))
    assert np.allclose(low, [0, 0.2366, 0], atol=1e-3)
    assert np.allclose(high, [0.2775, 0.7634, 1], atol=1e-3)
    low, high = wilson(27, 30, 0.9)
    assert (round(float(low), 3), round(float(high), 3)) == (0.774, 0.959)  # by hand, z = 1.645
    assert wilson(3, 3, 0.9)[0] < 0.6
    assert wilson([2, 3], 4)[1].shape == (2,)


def test_it_is_that_of_scipy():
    from scipy.stats import binomtest

    for hits, total, level in ((0, 7, 0.95), (7, 7, 0.9), (3, 40, 0.95), (990, 1000, 0.9)):
        interval = binomtest(hits, total).proportion_ci(level, method="wilson")
        assert np.allclose(wilson(hits, total, level), (interval.low, interval.high))
