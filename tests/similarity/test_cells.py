"""Approximate search in cells, beside the exact one."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.similarity.makers import all_pairs, assert_pairs, clustered, random_unit
from workbench.engines import LocalEngine
from workbench.progress import Quiet
from workbench.similarity import Cells, cells_of, neighbors, pairs

QUIET = Quiet()


def laid(vectors, looked=16):
    return cells_of(vectors, LocalEngine(), looked=looked, progress=QUIET)


@given(st.integers(2, 120), st.integers(3, 40), st.integers(0, 9), st.sampled_from([0.3, 0.7, 0.9]))
@settings(max_examples=30, deadline=None)
def test_vectors_that_look_into_every_cell_find_every_pair_once(count, width, seed, floor):
    vectors = clustered(count, width, seed=seed)
    found = laid(vectors, looked=count).pairs(floor, progress=QUIET)
    found.check()
    assert_pairs(found, all_pairs(vectors), floor)


@given(st.integers(2, 300), st.integers(0, 9), st.integers(1, 4))
@settings(max_examples=30, deadline=None)
def test_what_is_found_in_some_cells_is_true_and_once(count, seed, looked):
    vectors = clustered(count, 24, seed=seed)
    cells = laid(vectors, looked)
    found, exact = cells.pairs(0.5, progress=QUIET), pairs(vectors, 0.5)
    found.check()
    places = np.searchsorted(key(exact), key(found))
    np.testing.assert_array_equal(key(exact)[places], key(found))
    np.testing.assert_array_equal(exact.similarity[places], found.similarity)
    # Each of all vectors is asked, so each pair is counted from both its ends.
    assert cells.found_of_sample(0.5, size=count, progress=QUIET) == (
        2 * len(found),
        2 * len(exact),
    )


def key(found):
    return found.left.astype(np.int64) * found.count + found.right


def test_nearly_all_pairs_are_found_by_a_part_of_the_comparisons():
    vectors = clustered(6_000, 48, clusters=60, spread=1.5)
    cells = laid(vectors)
    found, exact = cells.pairs(0.8, progress=QUIET), pairs(vectors, 0.8)
    compared = sum(
        len(own) * (len(own) + len(others)) for task in cells._tasks() for _, own, others in task
    )
    assert len(exact) > 1_000
    assert len(found) >= 0.98 * len(exact)
    assert compared < 0.35 * len(vectors) ** 2


@pytest.mark.parametrize("k", [1, 12])
def test_neighbors_in_all_cells_are_the_exact_ones(k):
    vectors = np.concatenate([clustered(700, 32), np.repeat(random_unit(2, 32), 20, axis=0)])
    places = np.arange(0, 740, 3)[::-1].copy()
    found, exact = laid(vectors, looked=740).neighbors(k, places, QUIET), neighbors(vectors, k)
    np.testing.assert_array_equal(found.similarity, exact.similarity[places])
    np.testing.assert_array_equal(found.indices[:, 0], places)
    differ = places < 700
    np.testing.assert_array_equal(found.indices[differ], exact.indices[places][differ])


def test_who_finds_too_few_neighbors_in_cells_looks_everywhere():
    vectors = clustered(400, 16, clusters=3)
    found = laid(vectors, looked=1).neighbors(200, np.arange(400), QUIET)
    exact = neighbors(vectors, 200)
    assert (np.diff(laid(vectors, looked=1)._lists[1]) < 200).all()
    np.testing.assert_array_equal(found.similarity, exact.similarity)


def test_equal_vectors_need_no_more_cells_than_one():
    vectors = np.repeat(random_unit(1, 8), 90, axis=0)
    found = laid(vectors, looked=4).pairs(0.9, progress=QUIET)
    assert len(found) == 90 * 89 // 2


def test_pairs_beyond_the_memory_raise_the_floor():
    vectors = clustered(400, 16, clusters=2, spread=2)
    found = laid(vectors, looked=400).pairs(0.2, memory=32 * 2_000, progress=QUIET)
    exact = pairs(vectors, 0.2, memory=32 * 2_000)
    assert found.floor == exact.floor > 0.2
    np.testing.assert_array_equal(key(found), key(exact))


def test_cells_are_the_same_each_time():
    vectors = clustered(20_000, 32)
    one, other = laid(vectors), laid(vectors)
    assert isinstance(one, Cells)
    np.testing.assert_array_equal(one.near, other.near)
    assert one.near.shape == (20_000, 16)


def test_what_neighbors_miss_is_measured():
    vectors = clustered(400, 24, spread=1.5)
    assert laid(vectors, looked=400).error_of_means(10, progress=QUIET) < 1e-6
    cells = laid(vectors, looked=2)
    own = cells.neighbors(10, np.arange(400), QUIET).similarity[:, 1:].mean(axis=1)
    lower = neighbors(vectors, 10).similarity[:, 1:].mean(axis=1) - own
    wanted = np.abs(lower - lower.mean()).mean()
    assert wanted > 1e-3
    assert cells.error_of_means(10, size=400, progress=QUIET) == pytest.approx(wanted, abs=1e-6)
