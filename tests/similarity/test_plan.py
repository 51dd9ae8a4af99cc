"""The plan counts what the join by blocks will do."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.engines import LocalEngine
from workbench.errors import InputError
from workbench.similarity import plan_join
from workbench.similarity.blocks import _jobs


@settings(max_examples=60, deadline=None)
@given(rows=st.integers(1, 900), workers=st.integers(1, 9), dimensions=st.integers(1, 8))
def test_tiles_comparisons_and_bytes_are_those_of_the_join(rows, workers, dimensions):
    vectors = np.zeros((rows, dimensions), dtype=np.float32)
    jobs = _jobs(vectors, None, LocalEngine(workers), 0.9, 2**20, None)
    plan = plan_join(rows, workers, dimensions=dimensions)
    assert plan.tiles == len(jobs)
    assert plan.comparisons == sum(job.comparisons for job in jobs)
    read = sum(
        vectors[slice(*job.rows)].nbytes + (0 if job.own else vectors[slice(*job.columns)].nbytes)
        for job in jobs
    )
    assert plan.bytes_read == read
    assert plan.bytes_held == vectors.nbytes


def test_the_largest_tiles_come_first():
    jobs = _jobs(np.zeros((1_000, 2), np.float32), None, LocalEngine(2), 0.9, 2**20, None)
    sizes = [job.comparisons for job in jobs]
    assert sizes == sorted(sizes, reverse=True)


def test_twice_the_workers_take_about_half_the_time():
    one, two = plan_join(10**7, 50), plan_join(10**7, 100)
    assert 1.8 < one.seconds / two.seconds <= 2.0
    assert plan_join(10**9, 1_000).tiles == 10_000 * 10_001 // 2


@pytest.mark.parametrize("given", [{"rows": 0}, {"workers": 1.5}, {"dimensions": -1}])
def test_what_is_no_number_is_refused(given):
    with pytest.raises(InputError, match="must be a whole number"):
        plan_join(**{"rows": 10, "workers": 1, **given})
