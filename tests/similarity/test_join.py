"""Tests of similarity/exact_pairs/ and similarity/results.py."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.similarity.makers import (
    RECTANGLES,
    WAYS,
    all_pairs,
    assert_pairs,
    clustered,
    joined,
    random_unit,
    unit,
)
from workbench.errors import BudgetError, InputError, ThresholdError
from workbench.similarity import cosine, pairs
from workbench.similarity.exact_pairs.collector import BYTES_PER_PAIR, FLOORS
from workbench.similarity.join import SMALL, comparisons_among

LARGE = 4_100
"""Vectors with more pairs than the plain join compares."""

assert comparisons_among(LARGE) > SMALL


@st.composite
def vector_sets(draw, least=0, most=40):
    """Few dimensions, repeated rows, and numbers that tie."""
    count, dimensions = draw(st.integers(least, most)), draw(st.integers(1, 10))
    numbers = draw(
        st.lists(st.integers(-3, 3), min_size=count * dimensions, max_size=count * dimensions)
    )
    rows = np.array(numbers, dtype=np.float64).reshape(count, dimensions)
    rows[~rows.any(axis=1), 0] = 1.0
    return unit(rows) if count else np.empty((0, dimensions), np.float32)


@given(vector_sets(), st.sampled_from([0.1, 0.5, 0.8, 0.95, 1.0]), st.sampled_from(list(WAYS)))
@settings(deadline=None, max_examples=200)
def test_pairs_are_those_of_the_definition(vectors, threshold, way):
    assert_pairs(joined(way, vectors, threshold), all_pairs(vectors), threshold)


@given(vector_sets(least=2), st.data(), st.sampled_from(list(WAYS)))
@settings(deadline=None, max_examples=150)
def test_a_threshold_at_a_tie_is_inclusive(vectors, data, way):
    truth = all_pairs(vectors)
    positive = truth[2][truth[2] > 0]
    if len(positive):
        threshold = data.draw(st.sampled_from(list(positive)))
        assert_pairs(joined(way, vectors, threshold), truth, threshold)


@given(vector_sets(), vector_sets(), st.sampled_from([0.3, 0.9]), st.sampled_from(RECTANGLES))
@settings(deadline=None, max_examples=150)
def test_pairs_of_two_blocks_are_those_of_the_definition(left, right, threshold, way):
    width = min(left.shape[1], right.shape[1])
    left, right = cut(left, width), cut(right, width)
    found = joined(way, left, threshold, right=right)
    assert_pairs(found, all_pairs(left, right), threshold)


def cut(vectors, width):
    rows = vectors[:, :width].astype(np.float64)
    rows[~rows.any(axis=1), 0] = 1.0
    return unit(rows) if len(rows) else rows.astype(np.float32)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("dimensions", [45, 384])
def test_vectors_of_many_dimensions(way, dimensions):
    vectors = clustered(400, dimensions)
    truth = all_pairs(vectors)
    for threshold in (0.6, 0.85, 0.99, float(truth[2].max())):
        found = joined(way, vectors, threshold)
        assert len(found) > 0
        assert_pairs(found, truth, threshold)


@pytest.mark.parametrize("way", ["heads", "heads, two threads"])
def test_a_join_of_many_tasks(way):
    left, right = clustered(1500, 96), clustered(700, 96)
    assert_pairs(joined(way, left, 0.8), all_pairs(left), 0.8)
    assert_pairs(joined(way, left, 0.8, right=right), all_pairs(left, right), 0.8)


@pytest.mark.parametrize("way", ["heads", "heads, two threads"])
def test_tiles_of_which_nearly_all_pairs_survive(way):
    vectors = clustered(900, 12, clusters=1)
    found = joined(way, vectors, 0.2)
    assert len(found) > 300_000
    assert_pairs(found, all_pairs(vectors), 0.2)


def test_the_compiled_sort_orders_like_the_plain_one():
    vectors = clustered(300, 12)
    plain = joined("tiles of 7", vectors, 0.5)
    assert len(plain) > 10
    found = joined("tiles of 7", vectors, 0.5, gathered={"many": 10})
    np.testing.assert_array_equal(found.similarity, plain.similarity)
    assert_pairs(joined("heads", vectors, 0.5, gathered={"many": 10}), all_pairs(vectors), 0.5)


def test_slabs_change_nothing():
    vectors = clustered(600, 16, clusters=3)
    plain = joined("tiles of 7", vectors, 0.5), joined("tiles of 7", vectors, 0.5, most=5_000)
    for many in (10, 10**6):
        gathered = {"slab": 1_000, "many": many}
        for one, most in zip(plain, (10**7, 5_000), strict=True):
            found = joined("heads", vectors, 0.5, most=most, gathered=gathered)
            assert found.floor == one.floor
            for name in ("left", "right", "similarity"):
                np.testing.assert_array_equal(getattr(found, name), getattr(one, name))


@pytest.mark.parametrize("count", [1_100, 2_400, LARGE])
def test_large_sets_take_the_fast_way_to_the_same_pairs(count):
    vectors = clustered(count, 16)
    plain = joined("tiles of 1024", vectors, 0.8)
    fast = pairs(vectors, 0.8, threads=2)
    np.testing.assert_array_equal(plain.left, fast.left)
    np.testing.assert_array_equal(plain.right, fast.right)
    np.testing.assert_array_equal(plain.similarity, fast.similarity)


def test_small_sets_load_no_compiler():
    code = (
        "import sys, numpy as np; from workbench.similarity import pairs; "
        "pairs(np.eye(50, dtype=np.float32), 0.5); print('numba' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_shuffled_rows_give_the_same_pairs_bit_for_bit():
    vectors = clustered(500, 64)
    order = np.random.default_rng(3).permutation(len(vectors))
    found, shuffled = pairs(vectors, 0.8), pairs(vectors[order], 0.8)
    i, j = order[shuffled.left], order[shuffled.right]
    i, j = np.minimum(i, j), np.maximum(i, j)
    back = np.lexsort((j, i))
    np.testing.assert_array_equal(i[back], found.left)
    np.testing.assert_array_equal(j[back], found.right)
    np.testing.assert_array_equal(shuffled.similarity[back], found.similarity)


def test_copies_of_one_vector_are_all_paired():
    vectors = np.repeat(random_unit(1, 384), 3_000, axis=0)
    value = cosine(vectors[:1], vectors[:1])[0]
    found = joined("heads", vectors, value)
    assert len(found) == 3_000 * 2_999 // 2
    assert (found.similarity == value).all()
    i, j = np.triu_indices(3_000, 1)
    np.testing.assert_array_equal(found.left, i)
    np.testing.assert_array_equal(found.right, j)


def test_orthogonal_and_opposite_vectors_are_no_pairs():
    assert len(pairs([[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0]], 1e-9)) == 0


@pytest.mark.parametrize("count", [0, 1])
def test_too_few_vectors_for_a_pair(count):
    found = pairs(random_unit(5, 8)[:count], 0.5)
    assert len(found) == 0
    assert found.count == count
    assert repr(found) == f"Pairs(0 pairs among {count} vectors, similarity >= 0.5)"


@pytest.mark.parametrize("count", [300, LARGE])
def test_a_memory_map_gives_what_the_array_gives(count, tmp_path):
    vectors = clustered(count, 16)
    np.save(tmp_path / "vectors.npy", vectors)
    mapped = pairs(np.load(tmp_path / "vectors.npy", mmap_mode="r"), 0.8)
    np.testing.assert_array_equal(mapped.similarity, pairs(vectors, 0.8).similarity)


def test_above_equals_joining_anew():
    vectors = clustered(400, 32)
    found, anew = pairs(vectors, 0.6).above(0.85), pairs(vectors, 0.85)
    np.testing.assert_array_equal(found.left, anew.left)
    np.testing.assert_array_equal(found.similarity, anew.similarity)
    assert found.floor == found.requested == 0.85
    assert found.manifest == anew.manifest


def test_above_refuses_what_was_not_kept():
    with pytest.raises(ThresholdError, match=r"kept from 0\.9 upward.*pairs\(vectors, 0\.8\)"):
        pairs(random_unit(3, 4), 0.9).above(0.8)


@pytest.mark.parametrize("threshold", [0, -0.5, 1.5, float("nan"), "0.9", True, None])
def test_thresholds_that_are_none(threshold):
    with pytest.raises(ThresholdError, match="threshold must be"):
        pairs(random_unit(3, 4), threshold)


def test_vectors_that_are_not_finite():
    vectors = random_unit(10, 4)
    vectors[7, 2] = np.nan
    with pytest.raises(InputError, match=r"vectors must be finite, but vectors\[7\]"):
        pairs(vectors, 0.9)


def test_vectors_that_are_not_unit():
    with pytest.raises(InputError, match=r"vectors must be unit vectors.*\[1\] has length 2"):
        pairs([[1.0, 0.0], [2.0, 0.0]], 0.9)
    with pytest.raises(InputError, match=r"\[0\] has length 0"):
        pairs(np.zeros((2, 3)), 0.9)
    with pytest.raises(InputError, match=r"\[0\]"):
        pairs(np.full((2, 3), 1e300), 0.9)


@pytest.mark.parametrize("vectors", [[1.0, 0.0], [[[1.0]]], np.empty((3, 0))])
def test_shapes_that_are_no_table(vectors):
    with pytest.raises(InputError, match=r"of shape \(vectors, dimensions\)"):
        pairs(vectors, 0.9)


def test_vectors_that_are_no_numbers():
    with pytest.raises(InputError, match="must hold real numbers"):
        pairs([["a", "b"]], 0.9)


def test_more_pairs_than_memory_raise_the_floor_to_the_lowest_that_fits():
    vectors = clustered(600, 16, clusters=3)
    truth = all_pairs(vectors)
    most = 5_000
    found = pairs(vectors, 0.5, memory=most * BYTES_PER_PAIR)
    assert found.floor > found.requested == 0.5
    assert len(found) <= most
    assert_pairs(found, truth, found.floor)
    below = FLOORS[FLOORS.tolist().index(found.floor) - 1]
    assert (truth[2] >= below).sum() > most
    assert f"floor raised from 0.5 to {found.floor:g}" in found.notes[0]
    assert found.manifest.notes == found.notes
    assert "asked for 0.5" in repr(found)


def test_a_raised_floor_does_not_depend_on_order_or_way():
    vectors = clustered(600, 16, clusters=3)
    order = np.random.default_rng(5).permutation(len(vectors))
    floors = {joined(way, vectors, 0.5, most=5_000).floor for way in WAYS}
    floors |= {joined(way, vectors[order], 0.5, most=5_000).floor for way in WAYS}
    assert len(floors) == 1


def test_copies_beyond_the_memory_are_refused_with_advice():
    vectors = np.repeat(np.eye(1, 4, dtype=np.float32), 100, axis=0)
    with pytest.raises(BudgetError, match=r"similarity of 1.*Remove exact copies.*memory="):
        pairs(vectors, 0.9, memory=BYTES_PER_PAIR * 1000)


class Heard:
    total = done = 0

    def start(self, stage, total, *, done=0, note=""):
        self.total = total

    def advance(self, steps):
        self.done += steps

    def finish(self, note=""):
        self.note = note


@pytest.mark.parametrize("count", [1_500, LARGE])
def test_progress_ends_at_its_total(count):
    heard = Heard()
    pairs(clustered(count, 8), 0.9, progress=heard)
    assert heard.done == heard.total > 0
    assert "pairs at 0.9" in heard.note


def test_a_sample_that_misleads_does_not_raise_the_floor(monkeypatch):
    vectors = clustered(600, 16, clusters=3)
    monkeypatch.setattr("workbench.similarity.join.likely_floor", lambda *_, **__: 0.99)
    found = pairs(vectors, 0.9, memory=100_000 * BYTES_PER_PAIR)
    assert found.floor == 0.9
    assert_pairs(found, all_pairs(vectors), 0.9)


def test_near_copies_end_within_the_budget():
    vectors = unit(random_unit(1, 64) + 0.01 * random_unit(2500, 64, seed=3))
    most = 50_000
    found = pairs(vectors, 0.85, memory=most * BYTES_PER_PAIR)
    assert 0 < len(found) <= most
    assert found.floor > 0.99
    assert "floor raised" in found.notes[0]
    assert_pairs(found, all_pairs(vectors), found.floor)
