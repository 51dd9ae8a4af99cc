"""Points inside outlines, against answers known otherwise."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.figures.plan import box, in_box, inside


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.integers(3, 40))
def test_a_star_holds_what_its_winding_says(seed, corners):
    rng = np.random.default_rng(seed)
    angles = np.sort(rng.uniform(0, 2 * np.pi, corners))
    outline = np.column_stack([np.cos(angles), np.sin(angles)]) * rng.uniform(0.3, 1, (corners, 1))
    points = rng.uniform(-1, 1, (200, 2)).astype(np.float32)
    a = outline[None] - points[:, None].astype(float)
    b = np.roll(a, -1, axis=1)
    turn = np.arctan2(a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0], (a * b).sum(-1)).sum(1)
    np.testing.assert_array_equal(inside(points, outline), np.abs(turn) > np.pi)


def test_a_box_and_its_outline_agree():
    points = np.random.default_rng(0).uniform(-2, 2, (500, 2)).astype(np.float32)
    np.testing.assert_array_equal(
        in_box(points, (1, -1), (-0.5, 1.5)), inside(points, box((1, -1), (-0.5, 1.5)))
    )


def test_missing_points_and_broken_outlines_hold_nothing():
    points = np.array([[np.nan, np.nan], [0, 0]], np.float32)
    assert inside(points, box((-1, 1), (-1, 1))).tolist() == [False, True]
    assert not inside(points, np.zeros((2, 2))).any()
    assert not inside(points, np.array([[0, 0], [np.inf, 1], [1, 1]])).any()
    assert in_box(points, (-1, 1), (-1, 1)).tolist() == [False, True]
