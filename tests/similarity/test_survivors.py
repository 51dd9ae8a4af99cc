import sys

import numpy as np
import pytest

from tests.similarity.makers import clustered, random_unit
from workbench.similarity.survivors import COMPILED, check_of, places_at_least
from workbench.similarity.unit_vectors import cosine_at


@pytest.mark.parametrize(
    "cut", [np.float32(0.3), np.linspace(-1, 1, 40, dtype=np.float32)[:, None]]
)
def test_places_of_large_numbers_come_row_by_row(cut):
    values = random_unit(40, 30) @ random_unit(70, 30, seed=1).T
    np.testing.assert_array_equal(places_at_least(values, cut), np.nonzero(values >= cut))


@pytest.mark.parametrize("comparisons", [1, np.inf])
def test_similarities_from_what_is_wanted_upward_are_exact(comparisons, monkeypatch):
    monkeypatch.delitem(sys.modules, COMPILED, raising=False)
    vectors = clustered(60, 48)
    i, j = (place.ravel().astype(np.int32) for place in np.indices((60, 60)))
    expected = cosine_at(vectors, i, vectors, j)
    found = check_of(comparisons)(vectors, i, vectors, j, 0.6)
    near = expected >= 0.6
    assert 0 < near.sum() < len(near)
    np.testing.assert_array_equal(found[near], expected[near])
    assert (found[~near] < 0.6).all()
