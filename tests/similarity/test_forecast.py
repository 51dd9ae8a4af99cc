import numpy as np
import pytest

from tests.similarity.makers import all_pairs, clustered, random_unit
from workbench.errors import ThresholdError
from workbench.similarity import forecast, pairs
from workbench.similarity.collect import BYTES_PER_PAIR
from workbench.similarity.forecast import join_seconds


def test_a_forecast_of_few_vectors_counts_them_all():
    vectors = clustered(500, 32)
    told = forecast(vectors, 0.8)
    assert told.pairs == len(pairs(vectors, 0.8))
    assert told.comparisons == 500 * 499 // 2
    assert told.floor == told.threshold == 0.8
    assert not told.rough
    assert repr(told).startswith(f"Forecast(about {told.pairs:,} pairs at 0.8 or above, ")


def test_a_forecast_of_many_vectors_is_near_the_truth():
    vectors = clustered(5000, 32)
    told, found = forecast(vectors, 0.8), len(pairs(vectors, 0.8))
    assert found / 1.3 < told.pairs < found * 1.3


def test_a_forecast_between_two_sets():
    left, right = clustered(300, 16), clustered(200, 16, seed=7)
    told = forecast(left, 0.3, right=right)
    assert told.comparisons == 60_000
    assert told.pairs == int((all_pairs(left, right)[2] >= 0.3).sum())


def test_a_forecast_tells_a_raised_floor():
    vectors = clustered(1500, 16, clusters=2)
    memory = 20_000 * BYTES_PER_PAIR
    told, found = forecast(vectors, 0.5, memory=memory), pairs(vectors, 0.5, memory=memory)
    assert told.floor == found.floor > 0.5
    assert told.memory == memory
    assert f"floor raised to {told.floor:g}" in repr(told)


def test_a_sample_with_hardly_a_pair_says_so():
    assert forecast(random_unit(3000, 64), 0.9).rough


@pytest.mark.parametrize("count", [0, 1])
def test_nothing_to_compare(count):
    told = forecast(np.ones((count, 1)), 0.9)
    assert (told.pairs, told.comparisons, told.memory) == (0, 0, 0)


def test_seconds_grow_with_comparisons_and_fall_with_threads():
    assert join_seconds(1000, 10**9) < join_seconds(1000, 10**10)
    assert join_seconds(1000, 10**10, threads=8) < join_seconds(1000, 10**10, threads=1)


def test_refused():
    with pytest.raises(ThresholdError, match="threshold must be"):
        forecast(random_unit(3, 4), 2)
