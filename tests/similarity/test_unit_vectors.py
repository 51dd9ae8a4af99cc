import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.similarity.makers import random_unit
from workbench.errors import InputError
from workbench.similarity import cosine


def plain(a, b):
    """The definition, number by number."""
    sums = [0.0] * 32
    for i, (x, y) in enumerate(zip(a.tolist(), b.tolist(), strict=True)):
        sums[i % 32] += x * y
    while len(sums) > 1:
        half = len(sums) // 2
        sums = [sums[i] + sums[i + half] for i in range(half)]
    return min(1.0, max(-1.0, sums[0]))


@given(st.integers(1, 100), st.integers(0, 1000))
@settings(deadline=None, max_examples=60)
def test_cosine_is_the_definition_bit_for_bit(dimensions, seed):
    a, b = random_unit(5, dimensions, seed), random_unit(5, dimensions, seed + 1)
    assert cosine(a, b).tolist() == [plain(x, y) for x, y in zip(a, b, strict=True)]


def test_cosine_is_symmetric_and_near_the_true_value():
    a, b = random_unit(3000, 384, 1), random_unit(3000, 384, 2)
    found = cosine(a, b)
    np.testing.assert_array_equal(found, cosine(b, a))
    true = sum(Fraction(float(x)) * Fraction(float(y)) for x, y in zip(a[0], b[0], strict=True))
    assert math.isclose(found[0], true, abs_tol=1e-15)


def test_cosine_is_clipped():
    a = random_unit(2000, 384)
    assert cosine(a, a).max() <= 1.0
    assert cosine(a, -a).min() >= -1.0
    assert (cosine([[1.005, 0.0]], [[1.005, 0.0]]) == 1.0).all()


def test_cosine_of_nothing():
    assert cosine(np.empty((0, 3)), np.empty((0, 3))).shape == (0,)


def test_cosine_of_different_shapes():
    with pytest.raises(InputError, match=r"one shape.*\(2, 3\) and \(1, 3\)"):
        cosine(np.ones((2, 3)), np.ones((1, 3)))
