"""The plan counts what the join by blocks will do."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.similarity.makers import random_unit
from workbench.engines import Shared
from workbench.errors import InputError
from workbench.similarity import plan_join
from workbench.similarity.blocks import blocks_of, tiles_of
from workbench.similarity.collect import Collector
from workbench.similarity.fast import basis_for
from workbench.similarity.heads import make_heads
from workbench.similarity.join import SMALL


def cut(rows, workers):
    """The blocks and tiles of a join, of which no vector is read."""
    sides = blocks_of((Shared(None),), (rows,), workers)
    return sides[0], tiles_of(sides, None, Collector(0.9, 9), Path())


@settings(max_examples=60, deadline=None)
@given(rows=st.integers(1, 500_000), workers=st.integers(1, 40), dimensions=st.integers(1, 8))
def test_tiles_comparisons_and_bytes_are_those_of_the_join(rows, workers, dimensions):
    blocks, tiles = cut(rows, workers)
    plan = plan_join(rows, workers, dimensions=dimensions, head=4)
    assert plan.tiles == len(tiles)
    assert plan.comparisons == sum(tile.comparisons for tile in tiles) == rows * (rows + 1) // 2
    vector, head = 4 * dimensions, (4 + 20 if plan.comparisons > SMALL else 0)
    once = sum(len(block) for block in blocks) * vector if head else 0
    sides = [side for tile in tiles for side in (tile.left, tile.right) if side is not None]
    assert plan.bytes_read == once + sum(len(side) for side in sides) * (vector + head)
    assert plan.bytes_held == rows * (vector + head)


def test_the_bytes_of_a_head_are_those_kept():
    vectors = random_unit(300, 24)
    kept = vars(make_heads(vectors, basis_for((vectors,), 0.9, integer=True)))
    width = kept["numbers"].shape[1]
    held = sum(one.nbytes for name, one in kept.items() if name != "longest")
    rows, workers = 10**6, 1
    plan = plan_join(rows, workers, dimensions=24, head=width)
    assert plan.bytes_held == rows * (24 * 4 + held // 300)


def test_the_largest_tiles_come_first():
    sizes = [tile.comparisons for tile in cut(1_000, 2)[1]]
    assert sizes == sorted(sizes, reverse=True)


def test_twice_the_workers_take_about_half_the_time():
    one, two = plan_join(10**7, 50), plan_join(10**7, 100)
    assert 1.8 < one.seconds / two.seconds <= 2.0
    assert plan_join(10**9, 1_000).tiles == 10_000 * 10_001 // 2


@pytest.mark.parametrize("given", [{"rows": 0}, {"workers": 1.5}, {"dimensions": -1}, {"head": 0}])
def test_what_is_no_number_is_refused(given):
    with pytest.raises(InputError, match="must be a whole number"):
        plan_join(**{"rows": 10, "workers": 1, **given})
