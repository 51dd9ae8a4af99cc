import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.similarity.makers import clustered, random_unit
from tests.similarity.test_join import vector_sets
from workbench.similarity import cosine
from workbench.similarity.exact_pairs.heads import choose_basis, make_heads, slack
from workbench.similarity.exact_pairs.kernels import at_least, cosines, kth_largest
from workbench.similarity.unit_vectors import cosine_at, dot_error


def bounds(vectors, *, threshold=0.8):
    """Each pair's upper bound, and its similarity."""
    basis = choose_basis(vectors, threshold)
    heads = make_heads(vectors, basis)
    bound = (heads.numbers @ heads.numbers.T).ravel() + slack(basis)
    i, j = (heads.order[place.ravel()] for place in np.indices((len(vectors), len(vectors))))
    return bound, cosine(vectors[i], vectors[j])


@given(vector_sets(least=1))
@settings(deadline=None, max_examples=100)
def test_no_similarity_exceeds_its_bound(vectors):
    bound, similarity = bounds(vectors)
    assert (similarity <= bound).all()


@pytest.mark.parametrize("dimensions", [30, 100, 384])
def test_bounds_are_close_for_many_dimensions(dimensions):
    bound, similarity = bounds(clustered(400, dimensions))
    assert (similarity <= bound).all()
    assert np.mean(bound - similarity) < 0.5


def test_heads_of_all_dimensions_bound_tightly():
    bound, similarity = bounds(random_unit(300, 12))
    assert (similarity <= bound).all()
    assert np.max(bound - similarity) < 1e-4


def test_the_basis_is_orthonormal():
    basis = choose_basis(clustered(500, 384), 0.85)
    assert basis.deviation < 1e-12


@pytest.mark.parametrize("dimensions", [1, 5, 31, 32, 33, 64, 100, 384])
def test_the_compiled_similarity_has_the_bits_of_the_definition(dimensions):
    a, b = random_unit(50, dimensions), random_unit(60, dimensions, seed=4)
    b[:20] = a[:20]
    b.flags.writeable = False
    i, j = (place.ravel().astype(np.int32) for place in np.indices((50, 60)))
    expected = cosine_at(a, i, b, j)
    np.testing.assert_array_equal(cosines(a, i, b, j, np.array([-np.inf])), expected)
    for least in (np.array([0.1]), np.linspace(-1, 1, len(i))):
        wanted = cosines(a, i, b, j, least - dot_error(dimensions))
        near = expected >= least
        np.testing.assert_array_equal(wanted[near], expected[near])
        assert ((wanted == expected) | (wanted == -1)).all()


@given(
    st.integers(1, 90), st.integers(1, 9), st.integers(0, 2**32 - 1), st.sampled_from([1, 3, 50])
)
@settings(deadline=None, max_examples=100)
def test_large_numbers_are_found_by_groups_as_by_sorting(columns, k, seed, levels):
    random = np.random.default_rng(seed)
    values = (random.integers(-levels, levels + 1, (7, columns)) / levels).astype(np.float32)
    k = min(k, columns)
    least = np.sort(values, axis=1)[:, columns - k]
    np.testing.assert_array_equal(kth_largest(values, k), least)
    for cut in (least, least[:1]):
        i, j = at_least(values, cut)
        assert (np.diff(i) >= 0).all()
        found = np.zeros(values.shape, dtype=bool)
        found[i, j] = True
        assert len(i) == found.sum()
        np.testing.assert_array_equal(found, values >= cut[:, None])


def test_a_first_join_of_some_thousand_texts_compiles_nothing():
    script = """
import sys
import numpy as np
from tests.similarity.makers import clustered
from workbench.similarity import pairs
from workbench.similarity import survivors
few = pairs(clustered(4_500, 64), 0.95)
assert len(few) and "numba" not in sys.modules
survivors.FEW = 0
many = pairs(clustered(4_500, 64), 0.95)
assert "numba" in sys.modules
np.testing.assert_array_equal(few.left, many.left)
np.testing.assert_array_equal(few.similarity, many.similarity)
"""
    subprocess.run([sys.executable, "-c", script], check=True, cwd=Path(__file__).parents[3])
