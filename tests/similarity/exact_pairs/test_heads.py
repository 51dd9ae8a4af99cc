import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.similarity.makers import clustered, random_unit
from tests.similarity.test_join import vector_sets
from workbench.similarity import cosine
from workbench.similarity.exact_pairs.heads import choose_basis, make_heads, slack
from workbench.similarity.exact_pairs.kernels import confirm


def bounds(vectors, *, integer, threshold=0.8):
    """Each pair's upper bound, and its similarity."""
    basis = choose_basis(vectors, threshold, kinds=(integer,))
    heads = make_heads(vectors, basis)
    share = slack(heads, heads.longest, basis)
    numbers = heads.numbers.astype(np.float64) * (basis.step or 1.0)
    bound = numbers @ numbers.T + np.outer(heads.tail, heads.tail) + share[:, None] + share
    i, j = (one.ravel() for one in np.indices(bound.shape))
    return bound.ravel(), cosine(vectors[i], vectors[j])


@given(vector_sets(least=1), st.booleans())
@settings(deadline=None, max_examples=100)
def test_no_similarity_exceeds_its_bound(vectors, integer):
    bound, similarity = bounds(vectors, integer=integer)
    assert (similarity <= bound).all()


@pytest.mark.parametrize("integer", [True, False])
@pytest.mark.parametrize("dimensions", [30, 100, 384])
def test_bounds_are_close_for_many_dimensions(integer, dimensions):
    bound, similarity = bounds(clustered(400, dimensions), integer=integer)
    assert (similarity <= bound).all()
    assert np.mean(bound - similarity) < 0.5


def test_heads_of_all_dimensions_bound_tightly():
    bound, similarity = bounds(random_unit(300, 12), integer=False)
    assert (similarity <= bound).all()
    assert np.max(bound - similarity) < 1e-4


def test_the_basis_is_orthonormal():
    basis = choose_basis(clustered(500, 384), 0.85, kinds=(True,))
    assert basis.deviation < 1e-12


@pytest.mark.parametrize("dimensions", [1, 5, 31, 32, 33, 64, 100, 384])
def test_the_compiled_similarity_has_the_bits_of_the_definition(dimensions):
    a, b = random_unit(50, dimensions), random_unit(60, dimensions, seed=4)
    b[:20] = a[:20]
    over = dimensions % 32
    rest = [np.zeros((len(one), 32), np.float32) for one in (a, b)]
    for one, left in zip((a, b), rest, strict=True):
        left[:, :over] = one[:, dimensions - over :]
    i, j = (one.ravel().astype(np.int32) for one in np.indices((50, 60)))
    truth = cosine(a[i], b[j])
    similarity = np.empty(len(i))
    at = tuple(one.ctypes.data for one in (a, b, *rest))
    assert confirm(at, dimensions, -1.0, i.copy(), j.copy(), similarity) == len(i)
    np.testing.assert_array_equal(similarity, truth)
    kept = confirm(at, dimensions, 0.25, i, j, similarity)
    np.testing.assert_array_equal(similarity[:kept], truth[truth >= 0.25])
