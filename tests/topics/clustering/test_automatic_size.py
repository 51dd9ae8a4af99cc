"""Tests of topics/clustering/automatic_size.py, and of a number of topics that is asked for."""

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import silhouette_samples

from tests.topics.conftest import embed
from workbench.errors import InputError
from workbench.topics import find_topics
from workbench.topics.clustering.automatic_size import (
    Cut,
    auto_size,
    best_cut,
    candidate_sizes,
    is_cliff,
    nearest_cut,
    nearly_as_good,
    separation,
)
from workbench.topics.clustering.cluster import MIN_SAMPLES
from workbench.topics.clustering.density_tree import density_tree, flat_clusters
from workbench.topics.clustering.find_labels import about_so_many, find_labels, merged
from workbench.topics.clustering.layouts import joined


def layouts(groups, each, seed=0, runs=3):
    """Layouts and vectors of as many groups: noisy copies of one arrangement."""
    rng = np.random.default_rng(seed)
    vectors = np.repeat(rng.normal(size=(groups, 16)), each, axis=0)
    vectors += 0.3 * rng.normal(size=vectors.shape)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    places = np.repeat(rng.normal(size=(groups, 5)) * 10, each, axis=0)
    space = [places + 0.5 * rng.normal(size=places.shape) for _ in range(runs)]
    return np.stack(space).astype(np.float32), vectors.astype(np.float32)


@pytest.mark.parametrize(("groups", "each"), [(60, 10), (6, 100)])
def test_many_small_groups_are_found_as_well_as_few_large_ones(groups, each):
    space, vectors = layouts(groups, each)
    size, _, tree, _ = auto_size(space, vectors, "medium")
    assert np.array_equal(tree, density_tree(joined(space), MIN_SAMPLES))
    found = int(flat_clusters(tree, size).max()) + 1
    assert abs(found - groups) <= 0.15 * groups


@pytest.mark.parametrize("groups", [12, 40])
def test_a_finer_level_never_has_fewer_topics(groups):
    space, vectors = layouts(groups, 15)
    topics = []
    for detail in ("broad", "medium", "fine"):
        size, _, tree, _ = auto_size(space, vectors, detail)
        topics.append(int(flat_clusters(tree, size).max()) + 1)
    assert topics == sorted(topics)
    assert topics[0] >= 3


def test_sizes_reach_from_three_to_a_multiple_of_the_root():
    assert candidate_sizes(10_000)[0] == 3
    assert candidate_sizes(10_000)[-1] == 140
    assert candidate_sizes(10_000, 5000)[-1] == 5000
    assert candidate_sizes(6) == [3]


def test_separation_is_the_silhouette_by_centers():
    _, vectors = layouts(5, 20)
    labels = np.repeat(np.arange(5), 20)
    every = np.arange(100)
    # One text in each of many places: a topic's center is then the text itself.
    points = np.repeat(np.eye(5, dtype=np.float32), 4, axis=0)
    exact = silhouette_samples(points, np.repeat(np.arange(5), 4), metric="cosine").mean()
    assert separation(points, np.repeat(np.arange(5), 4), np.arange(20)) == pytest.approx(exact)
    good = separation(vectors, labels, every)
    assert good > separation(vectors, np.random.default_rng(0).permutation(labels), every)
    assert separation(vectors, np.zeros(100, dtype=np.int64), every) == 0
    with_noise = np.where(every % 20 == 0, -1, labels)
    assert separation(vectors, with_noise, every) == pytest.approx(good, abs=0.05)


def test_the_best_cut_of_a_level_is_chosen():
    cuts = [Cut(3, 40, 0.5), Cut(4, 38, 0.6), Cut(5, 36, 0.6), Cut(9, 20, 0.2), Cut(12, 14, 0.4)]
    assert best_cut(cuts, "medium").size == 4
    assert best_cut(cuts, "broad").size == 12
    assert best_cut(cuts, "fine").size == 3
    assert best_cut(cuts[1:], "fine").size == 4  # nothing is finer
    assert best_cut([*cuts, Cut(20, 2, 0.9)], "medium").topics == 38


def test_of_equal_cuts_the_first_quartile_is_taken():
    flat = [Cut(size, 100 - 10 * size, 0.6) for size in range(3, 8)]
    worse = [Cut(2, 95, 0.5), *flat, Cut(8, 20, 0.5)]
    assert best_cut(worse, "medium").size == 4
    # One more that is equal by chance moves the choice by a step at most.
    assert best_cut([Cut(2, 95, 0.59), *worse[1:]], "medium").size == 3


def test_broad_does_not_answer_with_two_topics_of_many():
    cuts = [Cut(3, 9, 0.6), Cut(8, 7, 0.3), Cut(9, 5, 0.4), Cut(12, 3, 0.3), Cut(15, 2, 0.5)]
    assert best_cut(cuts, "broad").topics == 3
    assert best_cut([cut for cut in cuts if cut.topics != 3], "broad").topics == 5


def test_a_size_beside_a_cliff_is_not_taken():
    cuts = [Cut(5, 33, 0.5), Cut(6, 30, 0.6), Cut(7, 2, 0.9)]
    assert is_cliff(cuts[1], cuts[2])
    assert not is_cliff(Cut(3, 4, 0.1), Cut(4, 2, 0.1))
    assert best_cut(cuts, "medium").size == 5
    assert best_cut(cuts[1:], "medium").size == 7  # nothing else is there


def test_numbers_of_topics_that_are_nearly_as_good():
    cuts = [Cut(3, 40, 0.50), Cut(4, 33, 0.40), Cut(9, 12, 0.48), Cut(15, 9, 0.3)]
    assert nearly_as_good(cuts) == (12, 40)
    assert nearly_as_good(cuts[1:]) == (12, 12)


def test_about_so_many_topics_or_more_that_can_be_merged():
    cuts = [Cut(3, 90, 0.5), Cut(5, 42, 0.2), Cut(6, 38, 0.3), Cut(9, 20, 0.4)]
    assert nearest_cut(cuts, 40).size == 6
    assert nearest_cut(cuts, 25).size == 6
    assert nearest_cut(cuts, 300).size == 3
    rng = np.random.default_rng(0)
    vectors = rng.normal(size=(100, 8)).astype(np.float32)
    labels = np.append(np.repeat(np.arange(33), 3), -1)
    fewer = merged(vectors, labels, 12)
    assert len(np.unique(fewer[fewer >= 0])) == 12
    assert fewer[-1] == -1
    assert merged(vectors, labels, 31) is labels


@pytest.mark.parametrize("about", [5, 15])
@pytest.mark.parametrize("each", [5, 40])
def test_as_many_topics_as_asked_for(about, each):
    texts = [f"subject{g} matter{g} thing{g} word{k}" for g in range(15) for k in range(each)]
    topics = find_topics(*embed(pd.DataFrame({"text": texts})), about=about)
    assert abs(len(topics) - about) <= 1
    assert topics.settings.about == about
    assert not [note for note in topics.notes if "not about" in note]
    runs = topics.measure_stability(n_seeds=1, n_subsamples=0).stability
    assert runs.between_seeds > 0.5


def test_too_many_topics_asked_for_are_noted():
    texts = [f"subject{g} matter{g} thing{g} word{k}" for g in range(4) for k in range(6)]
    topics = find_topics(*embed(pd.DataFrame({"text": texts})), about=100)
    assert [note for note in topics.notes if "not about 100" in note]


@pytest.mark.parametrize("other", [{"detail": "fine"}, {"min_cluster_size": 5}])
def test_two_ways_to_say_how_many_are_refused(four, other):
    _, *parts = four
    with pytest.raises(InputError, match="Leave one of them out"):
        find_topics(*parts, about=4, **other)
    with pytest.raises(InputError, match="about must be a whole number of at least 2"):
        find_topics(*parts, about=1)


def test_a_size_beside_a_cliff_is_noted(four):
    _, rows, vectors, near = four
    # Dense spots of eight texts in two regions: from size 9 on only the regions are left.
    rng = np.random.default_rng(0)
    spots = np.concatenate([rng.normal(c, 8, (10, 5)) for c in (0, 200)])
    places = np.repeat(spots, 8, axis=0) + rng.normal(0, 0.2, (160, 5))
    space = np.repeat(places.astype(np.float32)[None], 3, axis=0)
    found = find_labels(vectors, near, space, rows.counts, rows.distinct, min_cluster_size=8)
    assert found.labels.max() == 19
    assert any("hangs by a thread" in note for note in found.notes)
    firm = find_labels(vectors, near, space, rows.counts, rows.distinct, min_cluster_size=5)
    assert not firm.notes


def test_the_usual_topics_are_merged_where_dense_ones_of_a_size_part_less():
    rng = np.random.default_rng(0)
    pairs = np.repeat(np.eye(8, dtype=np.float32)[:4], 2, axis=0)
    pairs[1::2, 4:] += 0.5 * np.eye(4, dtype=np.float32)
    usual = np.repeat(np.arange(8), 10)
    vectors = pairs[usual] + rng.normal(0, 0.05, (80, 8)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    noisy = np.where(usual < 4, usual, -1)  # half of the texts are in no topic
    labels, merging = about_so_many(vectors, noisy, usual, 4)
    assert merging
    assert len({(a, b) for a, b in zip(labels.tolist(), (usual // 2).tolist(), strict=True)}) == 4
    same, merging = about_so_many(vectors, usual // 2, usual, 4)
    assert not merging
    assert np.array_equal(same, usual // 2)
    assert not about_so_many(vectors, usual // 2, np.full(80, -1), 4)[1]
