"""Stability, and what it is compared with.

Tests of topics/parameter_sweep.py, topics/agreement.py, topics/hierarchy.py
and topics/clustering/.
"""

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from tests.topics.conftest import embed
from workbench.topics import find_topics
from workbench.topics.agreement import adjusted_rand_index, best_matches
from workbench.topics.clustering.density_tree import density_tree, density_validity, flat_clusters
from workbench.topics.clustering.kernels import whole_and_meeting
from workbench.topics.stability import within


@pytest.fixture(scope="module")
def found(four):
    _, rows, vectors, near = four
    return find_topics(rows, vectors, near, min_cluster_size=20)


def test_clear_topics_are_stable(found):
    told = found.measure_stability(n_seeds=2, n_subsamples=2, progress=False)
    stability = told.stability
    assert found.stability is None
    assert told.measure_stability(n_seeds=2, n_subsamples=2) is told
    assert stability.between_seeds > 0.95
    assert stability.with_subsamples > 0.9
    assert stability.topics["stable"].all()
    assert (stability.topics["n_found"] == 4).all()
    assert stability._agreement.mean() > 0.95
    assert "3 seeds" in repr(stability)
    assert told.table["stable"].all()
    assert told.to_frame()["agreement"].between(0, 1).all()
    assert "between seeds" in repr(told)
    assert told.merge([0, 1]).stability is None
    renamed = told.rename({0: "Other words"})
    assert renamed.table["stable"].all()
    assert renamed.stability.topics["name"].tolist() == renamed.table["name"].tolist()


def test_other_seeds_have_other_layouts(four, found):
    _, rows, vectors, near = four
    other = find_topics(rows, vectors, near, min_cluster_size=20, random_state=1)
    assert not np.isclose(found._space, other._space).all(axis=(1, 2)).any()
    for one in range(3):
        assert not np.array_equal(found._space[one], other._space[(one + 1) % 3])


def test_the_parameter_sweep_shows_every_setting_and_the_current_one(found):
    drawn = found.parameter_sweep([5, 10, 20, 40])
    assert len(drawn) == 16
    assert "in use: min_cluster_size=20, 4 topics" in drawn.plot().layout.title.text
    assert drawn.plot(title="Tickets").layout.title.text == "Tickets"
    sweep = drawn.to_frame()
    assert sweep["current"].sum() == 1
    here = sweep[sweep["current"]].iloc[0]
    assert here["topics"] == len(found)
    assert sweep["noise"].between(0, 1).all()
    assert sweep["validity"].between(-1, 1).all()
    for _, line in sweep.groupby("min_samples"):
        assert line["topics"].iloc[0] >= line["topics"].iloc[-1]


def test_validity_prefers_true_groups_to_wrong_ones(found):
    tree = density_tree(found._space[0], 5)
    labels = flat_clusters(tree, 20)
    good = density_validity(tree, labels)
    rng = np.random.default_rng(0)
    assert good > 0.3
    assert density_validity(tree, rng.permutation(labels)) < good / 2
    assert density_validity(tree, np.zeros(len(labels), dtype=np.int64)) == 0


@pytest.mark.parametrize("min_size", [2, 5, 20, 60])
def test_cuts_are_those_of_hdbscan(found, min_size):
    from hdbscan.hdbscan_ import _tree_to_labels

    rng = np.random.default_rng(0)
    loose = np.vstack([rng.normal(c, 1, (100, 3)) for c in range(0, 12, 3)]).astype(np.float32)
    for places in (loose, found._space[0]):
        tree = density_tree(places, 5)
        ours = flat_clusters(tree, min_size)
        theirs = np.asarray(_tree_to_labels(None, tree, min_size)[0], dtype=np.int64)
        assert ours.max() == theirs.max()
        assert adjusted_rand_index(ours, theirs) == 1


def test_a_topic_is_whole_before_it_meets_another():
    line = np.array([[0.0], [1.0], [2.5], [10.0], [11.0], [30.0]], dtype=np.float32)
    tree = density_tree(line, 1)
    totals = np.array([3, 2])
    whole, meeting = whole_and_meeting(tree, np.array([0, 0, 0, 1, 1, -1]), totals)
    assert whole.tolist() == [1.5, 1.0]
    assert meeting.tolist() == [7.5, 7.5]
    whole, meeting = whole_and_meeting(tree, np.array([0, 1, 0, 1, 0, -1]), totals)
    assert whole.tolist() == [19.0, 19.0]  # torn apart: never whole by itself
    assert meeting.tolist() == [1.0, 1.0]


def test_rand_index_is_that_of_sklearn():
    rng = np.random.default_rng(0)
    for groups in (2, 5, 20):
        one, other = rng.integers(-1, groups, 300), rng.integers(-1, groups, 300)
        assert np.isclose(adjusted_rand_index(one, other), adjusted_rand_score(one, other))
    assert adjusted_rand_index(one, one) == 1


def test_best_matches_by_overlap():
    match, overlap = best_matches(np.array([0, 0, 0, 1, 1, -1]), np.array([2, 2, 0, 1, -1, 1]))
    assert match.tolist() == [2, 1]
    assert np.allclose(overlap, [2 / 3, 1 / 3])


def test_neighbors_within_a_subsample_are_exact(four):
    _, _, vectors, near = four
    kept = np.sort(np.random.default_rng(1).permutation(160)[:128])
    found = within(near, kept)
    similarity = vectors[kept] @ vectors[kept].T
    np.fill_diagonal(similarity, 2)
    best = -np.sort(-similarity, axis=1)[:, 1:15]
    assert np.allclose(found.similarity[:, 1:15], best, atol=1e-5)
    assert (found.indices[:, 0] == np.arange(128)).all()


def test_themes_hold_topics(four, found):
    table = found.hierarchy(2)
    assert set(table["topic"]) == set(found.table["topic"])
    assert table["theme"].nunique() == 2
    assert table.groupby("theme")["rows"].sum().sum() == found.table["rows"].sum()
    assert (table["theme_name"] != "").all()
    assert found.hierarchy()["theme"].nunique() <= 2


def test_any_level_of_the_tree_is_a_color_and_an_indented_table(four, found):
    frame = four[0]
    for count in (1, 2, 4):
        table, outline = found.hierarchy(count), found.outline(count)
        themes, topics = outline[outline["level"] == 0], outline[outline["level"] == 1]
        assert len(themes) == count
        assert themes["name"].tolist() == table["theme_name"].unique().tolist()
        assert topics["number"].tolist() == table["topic"].tolist()
        assert (topics["name"].str.len() - topics["name"].str.lstrip().str.len() == 4).all()
        assert themes["share"].sum() == pytest.approx(1)
        color = found.themes(count)
        assert color.index.equals(frame.index)
        assert set(color) == set(table["theme_name"])
        name_of = table.set_index("topic")["theme_name"]
        assert color.tolist() == name_of[found.to_frame()["assigned"]].tolist()


def test_probabilities_sum_to_one_and_agree_with_the_topics(four, found):
    chance = found.probabilities()
    assert np.allclose(chance.sum(axis=1), 1)
    assert (chance.idxmax(axis=1) == found.to_frame()["topic"].to_numpy()).mean() > 0.95


def test_no_topics_have_everything_too():
    import pandas as pd

    found = find_topics(*embed(pd.DataFrame({"text": ["one thing", "another", None]})))
    assert len(found.hierarchy()) == 0
    assert found.probabilities().shape == (3, 0)
    assert (
        found.measure_stability(n_seeds=1, n_subsamples=1, progress=False).stability.between_seeds
        <= 1
    )
    assert len(found.parameter_sweep([3])) == 4
