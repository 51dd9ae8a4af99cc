"""Tests of projection/default_layout.py and projection/placing.py."""

import numpy as np
import pandas as pd
import pytest

from workbench.errors import InputError
from workbench.projection import Projection, place, project, projection_of
from workbench.provenance import Manifest
from workbench.similarity import neighbors
from workbench.tables import rows_of


def unit(vectors):
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def blobs(count=3, each=40, dimensions=16, spread=0.15, seed=0):
    rng = np.random.default_rng(seed)
    centers = unit(rng.normal(size=(count, dimensions)))
    noise = rng.normal(size=(count * each, dimensions)) * spread
    return unit(np.repeat(centers, each, axis=0) + noise), np.repeat(np.arange(count), each)


@pytest.fixture(scope="module")
def three():
    vectors, labels = blobs()
    return vectors, neighbors(vectors, 15), labels


def test_groups_stay_together(three):
    vectors, near, labels = three
    plane = project(vectors, near)
    assert plane.shape == (120, 2)
    assert plane.dtype == np.float32
    distance = np.linalg.norm(plane[:, None] - plane[None], axis=2)
    np.fill_diagonal(distance, np.inf)
    assert (labels[distance.argmin(axis=1)] == labels).all()


def test_same_seed_same_plane_other_seed_another(three):
    vectors, near, _ = three
    first = project(vectors, near, epochs=30)
    assert np.array_equal(first, project(vectors, near, epochs=30))
    assert not np.array_equal(first, project(vectors, near, epochs=30, seed=1))


def test_input_is_left_as_it_was(three):
    vectors, near, _ = three
    before = vectors.copy(), near.indices.copy(), near.similarity.copy()
    project(vectors, near, epochs=11)
    assert np.array_equal(before[0], vectors)
    assert np.array_equal(before[1], near.indices)
    assert np.array_equal(before[2], near.similarity)


@pytest.mark.parametrize("size", range(1, 24))
def test_small_tables_have_a_plane(size):
    vectors = unit(np.random.default_rng(size).normal(size=(size, 8)))
    plane = project(vectors, neighbors(vectors, 15), epochs=11)
    assert plane.shape == (size, 2)
    assert np.isfinite(plane).all()
    if size > 1:
        assert len(np.unique(plane, axis=0)) == size


def test_small_tables_say_so():
    frame = pd.DataFrame({"text": ["one", "two", None, "one"]}, index=[7, 7, 8, 9])
    rows = rows_of(frame, "text")
    vectors = unit(np.eye(4)[:2])
    found = projection_of(rows, vectors, neighbors(vectors, 15))
    assert "principal components" in found.notes[0]
    assert "principal components" in repr(found)
    shown = found.to_frame()
    assert list(shown.columns) == ["x", "y"]
    assert shown.index.equals(frame.index)
    assert shown.iloc[2].isna().all()
    assert shown.iloc[0].equals(shown.iloc[3])


def test_vectors_that_are_all_equal_say_so():
    rows = rows_of(pd.DataFrame({"text": [f"{k:02}" for k in range(30)]}), "text")
    vectors = np.tile(unit(np.array([[3.0, 4.0]])), (30, 1))
    found = projection_of(rows, vectors, neighbors(vectors, 15))
    assert "principal components" in repr(found)
    assert found.notes == ("Only 1 different vector: principal components, not UMAP.",)


def test_large_enough_tables_carry_no_note(three):
    vectors, near, _ = three
    rows = rows_of(pd.DataFrame({"text": [f"{k:03}" for k in range(120)]}), "text")
    found = projection_of(rows, vectors, near)
    assert found.notes == ()
    assert found.manifest.parameters["method"] == "UMAP, compiled layout"
    assert found.manifest.parameters["n_neighbors"] == 15


def test_refusals(three):
    vectors, near, _ = three
    with pytest.raises(InputError, match="neighbors are those of 120 vectors"):
        project(vectors[:50], near)
    rows = rows_of(pd.DataFrame({"text": ["a"]}), "text")
    with pytest.raises(InputError, match="one position per distinct"):
        Projection(rows, np.zeros((2, 2), np.float32), Manifest("projection", {}, ""))


def test_old_vectors_are_placed_where_they_stand(three):
    vectors, _, _ = three
    plane = np.random.default_rng(3).normal(size=(120, 2)).astype(np.float32)
    assert np.allclose(place(vectors, vectors, plane), plane)


def test_new_vectors_land_among_their_like(three):
    vectors, _, labels = three
    plane = np.stack([labels * 10.0, labels * -3.0], axis=1).astype(np.float32)
    again, new_labels = blobs(seed=0, spread=0.1)
    landed = place(again, vectors, plane)
    assert np.abs(landed[:, 0] - new_labels * 10).max() < 3


def test_placing_does_not_depend_on_the_other_new_ones(three):
    vectors, _, _ = three
    plane = np.random.default_rng(3).normal(size=(120, 2)).astype(np.float32)
    new = unit(np.random.default_rng(5).normal(size=(30, 16)))
    together = place(new, vectors, plane)
    assert np.allclose(place(new, vectors, plane, block=7), together, atol=1e-5)
    for one in range(30):
        assert np.allclose(place(new[one : one + 1], vectors, plane)[0], together[one], atol=1e-5)


def test_placing_refuses_what_does_not_belong_together(three):
    vectors, _, _ = three
    with pytest.raises(InputError, match="do not belong together"):
        place(vectors, vectors, np.zeros((3, 2), np.float32))
    with pytest.raises(InputError, match="do not belong together"):
        place(vectors, vectors[:0], np.zeros((0, 2), np.float32))
    with pytest.raises(InputError, match="k must be"):
        place(vectors, vectors, np.zeros((120, 2), np.float32), k=0)
