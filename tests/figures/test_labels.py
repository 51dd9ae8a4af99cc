"""Tests of figures/labels.py and figures/label_places.py: names stand beside what they name."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.figures.label_places import meet
from workbench.figures.labels import (
    View,
    anchors,
    extent,
    fill_view,
    place_labels,
    themes_in,
    to_screen,
    view_of,
    wrap,
)


def boxes(labels, view):
    found = []
    for label in labels:
        width, height = extent(label)
        at, moved = np.array([label.x, label.y]), np.array([label.dx, label.dy])
        x, y = to_screen(at, view) + moved
        found.append((x - width / 2, y - height / 2, x + width / 2, y + height / 2))
    return found


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1), st.integers(1, 99)), max_size=60),
    st.sampled_from([(760.0, 560.0), (300.0, 200.0), (1600.0, 900.0)]),
)
def test_no_two_names_overlap_and_all_are_on_the_screen(spots, size):
    view = View((0.0, 1.0), (0.0, 1.0), *size)
    names = [f"topic with a name {k}" for k in range(len(spots))]
    at = np.array([s[:2] for s in spots]).reshape(-1, 2)
    sizes = np.array([s[2] for s in spots], dtype=np.int64)
    found = boxes(place_labels(names, at[:, None], sizes, view), view)
    for k, (x0, y0, x1, y1) in enumerate(found):
        assert x0 >= -1e-6
        assert y0 >= -1e-6
        assert x1 <= size[0] + 1e-6
        assert y1 <= size[1] + 1e-6
        for u0, v0, u1, v1 in found[:k]:
            assert x1 <= u0 + 1e-6 or u1 <= x0 + 1e-6 or y1 <= v0 + 1e-6 or v1 <= y0 + 1e-6


def test_the_largest_group_is_named_first_when_room_is_short():
    view = View((0.0, 1.0), (0.0, 1.0), 130.0, 24.0)
    at = np.full((3, 2), 0.5)
    labels = place_labels(["small", "large", "medium"], at[:, None], np.array([1, 9, 4]), view)
    assert labels[0].group == 1


def test_an_anchor_is_the_densest_spot_not_the_middle():
    rng = np.random.default_rng(0)
    dense = rng.normal([0, 0], 0.1, (100, 2))
    far = rng.normal([10, 0], 0.1, (40, 2))
    points = np.vstack([dense, far]).astype(np.float32)
    spots, sizes = anchors(points, np.zeros(140, np.int32), 1, view_of(points))
    assert np.linalg.norm(spots[0, 0]) < 0.2
    assert sizes[0] == 140


def test_zooming_in_moves_the_name_to_what_can_be_seen():
    rng = np.random.default_rng(0)
    points = np.vstack([rng.normal([0, 0], 0.1, (100, 2)), rng.normal([10, 0], 0.1, (40, 2))])
    view = View((9.0, 11.0), (-1.0, 1.0))
    spots, sizes = anchors(points.astype(np.float32), np.zeros(140, np.int32), 1, view)
    assert sizes[0] == 40
    assert abs(spots[0, 0, 0] - 10) < 0.2


def test_groups_outside_the_view_get_no_name():
    points = np.zeros((5, 2), np.float32)
    spots, sizes = anchors(points, np.zeros(5, np.int32), 2, View((1.0, 2.0), (1.0, 2.0)))
    assert sizes.tolist() == [0, 0]
    assert np.isnan(spots).all()
    assert place_labels(["a", "b"], spots, sizes, View((1.0, 2.0), (1.0, 2.0))) == ()


@pytest.mark.parametrize("name", ["", "   ", "x" * 400, "word " * 90, "\u202e\u0000", "a\nb"])
def test_every_name_becomes_at_most_three_short_lines(name):
    lines = wrap(name)
    assert 1 <= len(lines) <= 3
    assert all(0 < len(line) <= 22 for line in lines)


def scene(topics, view):
    """Regions of forty dots each, and their names."""
    rng = np.random.default_rng(topics)
    spots = rng.uniform(0.05, 0.95, (topics, 2))
    dots = (spots[:, None] + rng.normal(scale=0.012, size=(topics, 40, 2))).reshape(-1, 2)
    names = [f"cancel my subscription number {k}" for k in range(topics)]
    sizes = np.full(topics, 40, dtype=np.int64)
    return place_labels(names, spots[:, None], sizes, view, dots.astype(np.float32)), dots


@pytest.mark.parametrize(
    ("topics", "size"), [(12, (1100, 560)), (30, (1100, 560)), (10, (420, 420))]
)
def test_names_of_regions_are_whole_and_hide_few_dots(topics, size):
    view = View((0.0, 1.0), (0.0, 1.0), *map(float, size))
    labels, dots = scene(topics, view)
    assert len(labels) >= 0.9 * topics
    assert all(" ".join(one.lines).endswith(f"number {one.group}") for one in labels)
    at = to_screen(dots, view)
    hidden = np.zeros(len(at), dtype=bool)
    for x0, y0, x1, y1 in boxes(labels, view):
        hidden |= (at[:, 0] > x0) & (at[:, 0] < x1) & (at[:, 1] > y0) & (at[:, 1] < y1)
    assert hidden.mean() < 0.02 * topics / 12


def test_a_name_moves_off_its_dots_and_not_farther_than_needed():
    view = View((0.0, 1.0), (0.0, 1.0), 600.0, 400.0)
    spot, size = np.array([[0.5, 0.5]]), np.array([400])
    dots = np.random.default_rng(0).uniform(0.45, 0.55, (400, 2)).astype(np.float32)
    (label,) = place_labels(["refund"], spot[:, None], size, view, dots)
    assert 20 < np.hypot(label.dx, label.dy) < 130
    assert label.moved
    (alone,) = place_labels(["refund"], spot[:, None], size, view)
    assert not alone.moved


SENTENCE = (
    "My robot stands in front of its dock and does not find it, whatever I try, every day again"
)


@pytest.mark.parametrize("size", [(1199.0, 560.0), (690.0, 460.0), (340.0, 380.0)])
@pytest.mark.parametrize("topics", [1, 3, 4])
def test_examples_stand_below_names_shortened_at_a_word(topics, size):
    names, spots, dots = crowd(topics, seed=topics)
    view = View((0.0, 1.0), (0.0, 1.0), *size)
    texts = [SENTENCE * 3, "Short one", "", SENTENCE][:topics]
    labels = place_labels(names, spots[:, None], np.full(topics, 40), view, dots, examples=texts)
    assert {one.group for one in labels} == set(range(topics))
    for label in labels:
        said = " ".join(label.example)
        if not texts[label.group]:
            assert said == ""
            continue
        whole = said.strip("\u201c\u201d").removesuffix("\u2026")
        assert f"{texts[label.group]} ".startswith(f"{whole} ")
        assert said.startswith("\u201c")
        assert said.endswith("\u201d")
        assert len(said) <= 102
    found = boxes(labels, view)
    for k, (x0, y0, x1, y1) in enumerate(found):
        assert min(x0, y0) >= -1e-6
        assert x1 <= size[0] + 1e-6
        assert y1 <= size[1] + 1e-6
        for u0, v0, u1, v1 in found[:k]:
            assert x1 <= u0 or u1 <= x0 or y1 <= v0 or v1 <= y0


def test_a_view_is_filled_by_four_groups_at_most():
    assert fill_view(np.array([5, 90, 0, 60])).tolist() == [1, 3]
    assert fill_view(np.array([25, 25, 25, 25])).tolist() == [0, 1, 2, 3]
    assert fill_view(np.full(5, 20)).tolist() == []
    assert fill_view(np.zeros(3, np.int64)).tolist() == []
    assert fill_view(np.zeros(0, np.int64)).tolist() == []


def test_a_view_is_filled_by_its_points():
    points = np.random.default_rng(0).normal(size=(500, 2)).astype(np.float32) * [1, 9]
    view = view_of(points, width=1300.0, height=560.0)
    for k, (low, high) in enumerate((view.x, view.y)):
        assert 0.85 < np.ptp(points[:, k]) / (high - low) < 1


def test_the_view_of_one_point_or_none_is_not_empty():
    for points in (np.empty((0, 2), np.float32), np.array([[3, 4]], np.float32)):
        view = view_of(points)
        assert view.x[0] < view.x[1]
        assert view.y[0] < view.y[1]


def crowd(topics, seed=0):
    """Return names and spots of topics with 40 dots each, and all dots, on a plane of 1 by 1."""
    rng = np.random.default_rng(seed)
    spots = rng.uniform(0.06, 0.94, (topics, 2))
    dots = (spots[:, None] + rng.normal(0, 0.015, (topics, 40, 2))).reshape(-1, 2)
    names = [f"cancel order {k}" for k in range(topics)]
    return names, spots, dots.astype(np.float32)


def crossings(labels, view):
    lines = []
    for label in labels:
        start = to_screen(np.array([label.x, label.y]), view)
        lines.append((start, start + np.array([label.dx, label.dy])))
    return sum(int(meet(*one, *other)) for k, one in enumerate(lines) for other in lines[:k])


@pytest.mark.parametrize(
    ("topics", "size"), [(40, (1120.0, 680.0)), (70, (1120.0, 680.0)), (20, (690.0, 460.0))]
)
def test_most_topics_are_named_beside_their_dots_with_few_lines_crossing(topics, size):
    names, spots, dots = crowd(topics)
    view = View((0.0, 1.0), (0.0, 1.0), *size)
    labels = place_labels(names, spots[:, None], np.full(topics, 40), view, dots)
    assert len(labels) >= 0.9 * topics
    assert all(" ".join(label.lines) == names[label.group] for label in labels)
    at = to_screen(dots.astype(np.float64), view)
    below = np.zeros(len(dots), bool)
    for x0, y0, x1, y1 in boxes(labels, view):
        below |= (at[:, 0] > x0) & (at[:, 0] < x1) & (at[:, 1] > y0) & (at[:, 1] < y1)
    assert below.mean() <= 0.02
    assert crossings(labels, view) <= 0.1 * topics


def test_a_small_map_has_fewer_names():
    names, spots, dots = crowd(60)
    small = View((0.0, 1.0), (0.0, 1.0), 340.0, 380.0)
    assert len(place_labels(names, spots[:, None], np.full(60, 40), small, dots)) < 20


def themed(topics, size, seed=0):
    """Return labels of topics in four themes of neighbors, the first called as its first topic."""
    names, spots, dots = crowd(topics, seed)
    theme = (2 * (spots[:, 0] > 0.5) + (spots[:, 1] > 0.5)).astype(int)
    first = int(np.flatnonzero(theme == 0)[0])
    called = [names[first], "payments and refunds", "delivery", "account"]
    paths = [f"{called[t]} > {name}" for t, name in zip(theme, names, strict=True)]
    colors = [f"#00000{k % 10}" for k in range(topics)]
    view = View((0.0, 1.0), (0.0, 1.0), *size)
    groups = np.repeat(np.arange(topics), 40)
    of, sizes = anchors(dots, groups, topics, view)
    themes = themes_in(paths, colors, of, sizes, view)
    labels = place_labels(names, of, sizes, view, dots, themes=themes)
    return labels, themes, (theme, first, called, colors, view)


@pytest.mark.parametrize("size", [(1199.0, 620.0), (690.0, 460.0)])
def test_themes_are_named_in_their_color_beside_most_topics(size):
    labels, themes, (theme, first, called, colors, view) = themed(30, size)
    assert {one.name for one in themes} == set(called)
    shown = [one for one in labels if one.color]
    assert len(shown) >= 3
    assert all(label.size > 18 and not label.moved for label in shown)
    for label in shown:
        name = " ".join(label.lines)
        own = np.flatnonzero(theme == called.index(name))
        assert label.color == colors[own[0]]
        # The topic of the theme's name is not named twice.
        assert label.group == (first if name == called[0] else -1)
    assert [one.group for one in labels].count(first) <= 1
    assert sum(one.group >= 0 for one in labels) >= 0.8 * 30
    found = boxes(labels, view)
    for k, (x0, y0, x1, y1) in enumerate(found):
        assert min(x0, y0) >= -1e-6
        assert x1 <= size[0] + 1e-6
        for u0, v0, u1, v1 in found[:k]:
            assert x1 <= u0 + 1e-6 or u1 <= x0 + 1e-6 or y1 <= v0 + 1e-6 or v1 <= y0 + 1e-6


def test_a_view_of_few_topics_names_no_themes():
    assert themed(12, (1199.0, 620.0))[1] == ()
    assert len(themed(13, (1199.0, 620.0))[1]) > 1


def test_a_theme_of_one_topic_is_no_theme():
    spots = np.random.default_rng(0).uniform(size=(20, 1, 2))
    paths, view = [f"alone {k}" for k in range(20)], View((0.0, 1.0), (0.0, 1.0))
    assert themes_in(paths, ["#000000"] * 20, spots, np.full(20, 2), view) == ()


def test_the_name_of_a_theme_belongs_to_the_topic_in_its_middle():
    across = np.array([0.1, 0.4, 0.42, 0.5, 0.9, *np.linspace(0, 1, 10)])
    spots = np.column_stack([across, np.full(15, 0.5)])[:, None]
    paths = [*(f"one > {k}" for k in range(5)), *(f"two > {k}" for k in range(10))]
    sizes = np.array([500, *[10] * 14])
    view = View((0.0, 1.0), (0.0, 1.0))
    first, second = themes_in(paths, [f"#{k}" for k in range(15)], spots, sizes, view)
    assert (first.name, first.color, first.groups) == ("one", "#0", (0, 1, 2, 3, 4))
    assert first.spots.tolist() == [[0.42, 0.5]]
    assert second.color == "#5"
