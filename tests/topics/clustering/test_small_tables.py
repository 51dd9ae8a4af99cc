"""Tests of topics/clustering/small_tables.py and topics/clustering/find_labels.py."""

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import adjusted_mutual_info_score, silhouette_score

from tests.topics.conftest import embed, make_texts
from workbench.topics import find_topics
from workbench.topics.clustering.small_tables import (
    LARGEST,
    distances,
    lopsided,
    near_duplicates,
    silhouette,
    ward_labels,
    without_single_texts,
)
from workbench.topics.inputs import OWN_METHOD, SMALL_METHOD


def many_small_groups(groups, each, seed=0, noise=0.25, d=48):
    """Unit vectors around as many centers, a few for each."""
    rng = np.random.default_rng(seed)
    centers = rng.normal(size=(groups, d))
    centers /= np.linalg.norm(centers, axis=1, keepdims=True)
    vectors = np.repeat(centers, each, axis=0) + noise * rng.normal(size=(groups * each, d)) / 7
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors.astype(np.float32), np.repeat(np.arange(groups), each)


@pytest.mark.parametrize("detail", ["broad", "medium"])
def test_the_silhouette_is_that_of_scikit_learn(detail):
    vectors, _ = many_small_groups(12, 5)
    labels, separation = ward_labels(vectors, distances(vectors), detail)
    assert np.bincount(labels).min() >= 2
    assert separation == pytest.approx(silhouette_score(vectors, labels, metric="cosine"), abs=1e-6)


def test_many_small_groups_are_found():
    vectors, groups = many_small_groups(20, 4)
    labels, _ = ward_labels(vectors, distances(vectors), "medium")
    assert len(np.unique(labels)) == 20
    assert len(set(zip(labels.tolist(), groups.tolist(), strict=True))) == 20


def test_a_finer_level_has_no_fewer_topics():
    vectors, _ = many_small_groups(20, 4)
    counts = [
        ward_labels(vectors, distances(vectors), level)[0].max()
        for level in ("broad", "medium", "fine")
    ]
    assert counts[0] < counts[1] < counts[2]


def test_a_finer_level_of_pairs_has_no_fewer_topics():
    # Pairs as near as duplicates: cut any finer, most texts would be alone.
    vectors, _ = many_small_groups(60, 2, noise=0.1)
    medium, fine = (
        ward_labels(vectors, distances(vectors), level)[0].max() for level in ("medium", "fine")
    )
    assert fine >= medium == 59


@pytest.mark.parametrize("about", [3, 12, 30])
def test_ward_gives_about_as_many_topics_as_asked_for(about):
    vectors, _ = many_small_groups(20, 6)
    labels, _ = ward_labels(vectors, distances(vectors), "medium", about)
    assert abs(labels.max() + 1 - about) <= max(1, 0.1 * about)


def test_the_order_of_the_texts_changes_no_topic():
    vectors, _ = many_small_groups(9, 5)
    order = np.random.default_rng(1).permutation(len(vectors))
    one, _ = ward_labels(vectors, distances(vectors), "medium")
    other, _ = ward_labels(vectors[order], distances(vectors[order]), "medium")
    pairs = set(zip(one[order].tolist(), other.tolist(), strict=True))
    assert len(pairs) == len(set(one.tolist())) == len(set(other.tolist()))


@pytest.mark.parametrize("size", range(1, 8))
def test_a_handful_of_texts_has_an_answer(size):
    vectors, _ = many_small_groups(size, 1)
    labels, separation = ward_labels(vectors, distances(vectors), "medium")
    assert len(labels) == size
    assert -1 <= separation <= 1


def test_single_texts_are_noise():
    assert without_single_texts(np.array([3, 0, 3, 1, 1])).tolist() == [1, -1, 1, 0, 0]
    assert silhouette(distances(np.eye(3, dtype=np.float32)), np.array([0, 1, 2])) == 0


def small_groups_of_texts(groups=15, each=4):
    return [f"subject{g} matter{g} thing{g} word{k}" for g in range(groups) for k in range(each)]


def test_a_small_table_with_many_matters_gets_many_topics():
    topics = find_topics(*embed(pd.DataFrame({"text": small_groups_of_texts()})))
    assert topics.settings.method == SMALL_METHOD
    assert len(topics) == 15
    assert len(find_topics(*embed(pd.DataFrame({"text": small_groups_of_texts()})))) == 15
    runs = topics.measure_stability(n_seeds=2, n_subsamples=1).stability
    assert runs.between_seeds == pytest.approx(1)


def test_dense_topics_stay_if_they_separate_as_well():
    texts, labels = make_texts()
    topics = find_topics(*embed(pd.DataFrame({"text": texts})))
    assert topics.settings.method == OWN_METHOD
    assert len(topics) == len(set(labels))


def test_a_size_that_is_asked_for_is_taken():
    topics = find_topics(
        *embed(pd.DataFrame({"text": small_groups_of_texts()})), min_cluster_size=6
    )
    assert topics.settings.method == OWN_METHOD
    assert topics.settings.min_cluster_size == 6


def some_odd_texts(seed=0):
    """Forty matters of five texts that share much, and twelve texts about something else."""
    rng = np.random.default_rng(seed)
    about = [2 * np.eye(96)[0] + rng.normal(0, 0.15, (40, 96)), 3 * np.eye(96)[:1]]
    vectors = np.repeat(about[0], 5, axis=0) + rng.normal(0, 0.13, (200, 96))
    odd = 2 * np.eye(96)[1] + rng.normal(0, 0.15, (12, 96))
    vectors = np.vstack([vectors, odd])
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors.astype(np.float32), np.append(np.repeat(np.arange(40), 5), [40] * 12)


def test_a_few_odd_texts_do_not_make_one_topic_of_all_others():
    vectors, groups = some_odd_texts()
    labels, _ = ward_labels(vectors, distances(vectors), "medium")
    assert not lopsided(labels)  # though two parts have the best silhouette of all
    assert adjusted_mutual_info_score(groups, labels) > 0.7


def test_nine_of_ten_texts_about_one_matter_stay_one_topic():
    rng = np.random.default_rng(0)
    centers = np.repeat(np.eye(96)[:2], [90, 10], axis=0)
    vectors = centers + rng.normal(0, 0.08, (100, 96))
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    labels, _ = ward_labels(vectors, distances(vectors), "medium")
    assert sorted(np.bincount(labels + 1).tolist()) == [0, 10, 90]


def test_a_table_whose_topics_hardly_stand_apart_says_that_it_is_too_small():
    shared = small_groups_of_texts(each=5)
    own = [" ".join(f"own{row}{letter}" for letter in "abcd") for row in range(len(shared))]
    texts = [" ".join([*text.split()[:2], rest]) for text, rest in zip(shared, own, strict=True)]
    topics = find_topics(*embed(pd.DataFrame({"text": texts})))
    assert any("too small to trust" in note for note in topics.notes)
    clear = find_topics(*embed(pd.DataFrame({"text": small_groups_of_texts()})))
    assert not any("too small" in note for note in clear.notes)


def test_larger_tables_are_clustered_by_density():
    texts = small_groups_of_texts(groups=LARGEST // 4 + 1, each=4)
    topics = find_topics(*embed(pd.DataFrame({"text": texts})))
    assert topics.settings.method == OWN_METHOD


def test_texts_that_are_all_said_twice_are_topics_by_subject_and_not_pairs():
    rng = np.random.default_rng(0)
    centers = rng.normal(size=(6, 32))
    questions = np.repeat(centers, 10, axis=0) + rng.normal(0, 0.8, (60, 32))
    twice = np.repeat(questions, 2, axis=0) + rng.normal(0, 0.05, (120, 32))
    vectors = (twice / np.linalg.norm(twice, axis=1, keepdims=True)).astype(np.float32)
    labels, _ = ward_labels(vectors, distances(vectors), "medium")
    assert labels.max() + 1 == 6
    assert adjusted_mutual_info_score(np.repeat(np.arange(6), 20), labels) > 0.95


def test_near_duplicates_like_nothing_else_are_a_topic():
    rng = np.random.default_rng(1)
    alone = np.eye(40, 64)[:9]
    pair = np.eye(40, 64)[20] + rng.normal(0, 0.01, (2, 64))
    drawn = np.vstack([alone, pair])
    vectors = (drawn / np.linalg.norm(drawn, axis=1, keepdims=True)).astype(np.float32)
    groups = near_duplicates(distances(vectors))
    assert groups[9] == groups[10]
    assert len(np.unique(groups)) == 10
    labels, _ = ward_labels(vectors, distances(vectors), "medium")
    assert labels[9] == labels[10] >= 0


def test_one_pair_of_near_duplicates_leaves_topics_that_stand_apart_but_little():
    # Few texts of many matters: the silhouette is low, and yet clearly above that of chance.
    vectors, groups = many_small_groups(25, 3, noise=1.13, d=96)
    labels, separation = ward_labels(vectors, distances(vectors), "medium")
    more = np.vstack([vectors, vectors[:1]])
    beside, _ = ward_labels(more, distances(more), "medium")
    assert separation < 0.2
    assert adjusted_mutual_info_score(groups, labels) > 0.7
    assert adjusted_mutual_info_score(labels, beside[:-1]) > 0.9
