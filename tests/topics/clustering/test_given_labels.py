"""Labels and clusterers of the user's own, as topics that can do what topics do."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sklearn.cluster import DBSCAN, KMeans

import workbench as wb
from tests.fakes import FakeEncoder
from workbench.corpus import measured_topics
from workbench.errors import ColumnError, InputError

TEXTS = [f"{a} {b}" for a in ("card", "login", "refund") for b in "abcdefghijkl"]
SUBJECTS = [text.split()[0] for text in TEXTS]


def embedded(frame, **more):
    return wb.embed(
        frame,
        text="body",
        model=FakeEncoder(16),
        cache=False,
        progress=False,
        **{"ledger": False, **more},
    )


@pytest.fixture(scope="module")
def frame():
    """Return 36 distinct texts, two copies of the first, and a row without text."""
    cells = [*TEXTS, TEXTS[0], TEXTS[0], None]
    table = pd.DataFrame({"body": cells}, index=[f"r{k}" for k in range(39)])
    table["subject"] = [*SUBJECTS, "card", "card", "card"]
    table["when"] = pd.date_range("2026-01-01", periods=39)
    return table


@pytest.fixture(scope="module")
def corpus(frame):
    return embedded(frame)


def test_words_are_the_names_of_topics(corpus, frame):
    topics = corpus.topics(labels="subject")
    assert tuple(topics.names) == ("card", "login", "refund")
    shown = topics.to_frame()
    assert shown["name"].tolist()[:-1] == frame["subject"].tolist()[:-1]
    assert shown["topic"].isna().tolist() == [False] * 38 + [True]
    assert topics.table["rows"].tolist() == [14, 12, 12]
    assert "given labels" in repr(topics)
    assert topics.notes == ("1 label of rows without text: not used",)


@pytest.mark.parametrize(
    "of",
    [
        lambda frame: frame["subject"],
        lambda frame: frame["subject"].to_numpy(),
        lambda frame: frame["subject"].tolist(),
        lambda frame: frame["subject"].astype("category"),
        lambda frame: frame["subject"].astype("string[pyarrow]"),
        lambda frame: pd.Index(frame["subject"]),
    ],
)
def test_labels_of_any_kind_are_the_same_topics_named_once(corpus, frame, of):
    assert corpus.topics(labels=of(frame)) is corpus.topics(labels="subject")


def test_whole_numbers_stay_and_keywords_name_them(corpus):
    numbers = [3] * 12 + [0] * 12 + [None] * 12 + [3, 3, None]
    for labels in (numbers, np.array([np.nan if n is None else n for n in numbers])):
        topics = corpus.topics(labels=labels)
        assert topics.table["topic"].tolist() == [0, 3]
        assert "login" in topics.names[0]
        assert "card" in topics.names[3]
        assert topics.labels.tolist()[:36] == [3] * 12 + [0] * 12 + [-1] * 12
        assert set(topics.to_frame()["reason"][24:36]) == {"no label"}
        assert (topics.assigned[24:36] >= 0).all()
    raw = corpus.topics(labels=numbers, assign_noise=False)
    assert raw.assigned.equals(raw.labels.rename("assigned"))


@pytest.mark.parametrize("noise", [-1, "-1", "", "  ", None, pd.NA, np.nan, -1.0, pd.NaT])
def test_what_noise_is(corpus, noise):
    topics = corpus.topics(labels=[*SUBJECTS[:24], *[noise] * 12, "card", "card", None])
    assert tuple(topics.names) == ("card", "login")
    assert topics.labels.tolist()[24:36] == [-1] * 12


def test_far_apart_numbers_are_numbered_anew_and_name_their_topics(corpus):
    topics = corpus.topics(labels=[90_210] * 12 + [10_115] * 26 + [7])
    assert tuple(topics.names) == ("10115", "90210")
    assert any("renumbered" in note for note in topics.notes)


def test_identical_texts_share_the_most_frequent_label_and_it_is_told(corpus):
    labels = [*SUBJECTS, "login", "login", None]
    topics = corpus.topics(labels=labels)
    assert topics.to_frame()["name"].iloc[[0, 36, 37]].tolist() == ["login"] * 3
    assert any(
        note.startswith("1 text has rows with different labels") and "changes 1 row" in note
        for note in topics.notes
    )
    tie = corpus.topics(labels=[*SUBJECTS, None, None, None])
    assert tie.labels.iloc[0] == -1, "two of three rows have none"


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.sampled_from(["a", "b", "", None, 2, -1, 0.0]), min_size=39, max_size=39))
def test_any_labels(corpus, frame, labels):
    topics = corpus.topics(labels=labels)
    shown = topics.to_frame()
    pd.testing.assert_series_equal(topics.labels, shown["topic"])
    assert shown.groupby(frame["body"])["topic"].nunique().max() == 1
    plain = [None if one in ("", None, -1) else str(one).removesuffix(".0") for one in labels]
    for row in range(1, 36):  # texts with one row keep their label
        assert (shown["topic"].iloc[row] == -1) == (plain[row] is None)
    alone = pd.Series(plain[1:36])
    same = shown["topic"].iloc[1:36].reset_index(drop=True)[alone.notna()]
    assert same.groupby(alone[alone.notna()]).nunique().le(1).all()


def test_they_do_what_topics_do(corpus, frame, tmp_path):
    topics = corpus.topics(labels="subject")
    merged = topics.merge([0, 1], name="Access").rename({2: "Money back"})
    assert set(merged.table["name"]) == {"Access", "Money back"}
    assert len(merged.split(0)) == 3
    assert (topics.delete(1).labels == -1).sum() == 12
    assert topics.move([0], 2).labels.iloc[[0, 36]].tolist() == [2, 2]
    assert len(topics.hierarchy()) == 3
    assert np.allclose(topics.probabilities().iloc[:38].sum(axis=1), 1)
    assert corpus.report(tmp_path / "r.html", topics=merged).stat().st_size > 10_000
    assert "themes" in topics.board()._known()
    assert "settings" not in topics.board()._known()
    corpus.map_figure(topics)
    opened = wb.open(corpus.save(tmp_path / "c.wb", topics=merged), ledger=False)
    assert opened.topics().to_frame().equals(merged.to_frame())
    assert repr(opened.topics()) == repr(merged)


def test_corrections_are_remembered_for_them_too(frame, tmp_path):
    corpus = embedded(frame, ledger=tmp_path / "ledger.jsonl")
    corpus.topics(labels="subject").rename({0: "Cards"}).save_corrections()
    assert corpus.topics(labels="subject").names[0] == "Cards"
    assert corpus.topics(labels="subject", apply_corrections=False).names[0] == "card"


class Recorder:
    """A clusterer that keeps what it was given and returns what it was told to."""

    def __init__(self, made):
        self.made = made

    def fit_predict(self, vectors):
        self.given = vectors
        return self.made


def test_a_clusterer_gets_each_distinct_vector_once_in_the_order_of_the_table(corpus):
    mine = Recorder([0] * 12 + [1] * 12 + [-1] * 12)
    topics = corpus.topics(clusterer=mine)
    assert np.array_equal(mine.given, corpus.vectors[:36])
    assert topics.labels.tolist() == [*mine.made, 0, 0, pd.NA]
    assert "clustered by Recorder)" in repr(topics)
    mine.given[:] = 0
    assert np.linalg.norm(corpus.vectors, axis=1).min() > 0.99


@pytest.mark.parametrize(
    "clusterer", [KMeans(3, random_state=0, n_init=2), DBSCAN(0.9, metric="cosine")]
)
def test_clusterers_of_scikit_learn(corpus, clusterer):
    topics = corpus.topics(clusterer=clusterer)
    assert topics.labels.tolist()[:36] == clusterer.labels_.tolist()
    assert f"clustered by {clusterer!r}" in topics.manifest.parameters["method"]


def test_hdbscan(corpus):
    from hdbscan import HDBSCAN

    mine = HDBSCAN(min_cluster_size=5)
    assert corpus.topics(clusterer=mine).labels.tolist()[:36] == mine.labels_.tolist()


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"labels": "nope"}, "no column 'nope'"),
        ({"labels": ["a"] * 3}, "one label per row: 39, got 3"),
        ({"labels": ["a"] * 36}, "one per distinct text: repeat each"),
        ({"labels": np.zeros((39, 2))}, "got ndarray of shape"),
        ({"labels": [[1], [1, 2]] * 10}, "got list of shape"),
        ({"labels": {"a": 1}}, "got dict"),
        ({"labels": 3.5}, "got float"),
        ({"labels": pd.Series(["a"] * 39)}, "index is not that of the table"),
        ({"labels": [0.5] * 39}, "words or whole numbers, got 0.5"),
        ({"labels": [np.inf] * 39}, "words or whole numbers, got inf"),
        ({"labels": pd.Series([[1]] * 39).to_numpy()}, "words or whole numbers"),
        ({"labels": "subject", "detail": "fine"}, "detail has no effect beside labels"),
        ({"labels": "subject", "random_state": 1}, "random_state has no effect beside labels"),
        ({"clusterer": KMeans(3), "min_cluster_size": 5}, "no effect beside clusterer"),
        ({"clusterer": KMeans(3), "labels": "subject"}, "Give one of them"),
        ({"clusterer": KMeans}, r"got the class KMeans. Write KMeans\(\)"),
        ({"clusterer": "kmeans"}, "must have a method fit_predict"),
        ({"clusterer": KMeans(99)}, "KMeans failed on vectors of shape .36, 16.: ValueError"),
        (
            {"clusterer": Recorder([0, 1])},
            r"one label per distinct vector, shape \(36,\), got list",
        ),
        ({"clusterer": Recorder(np.zeros((36, 2)))}, r"got ndarray of shape \(36, 2\)"),
        ({"clusterer": Recorder(None)}, "got NoneType"),
        ({"clusterer": Recorder([0.5] * 36)}, "whole numbers, got"),
    ],
)
def test_what_does_not_fit_is_told(corpus, wrong, message):
    with pytest.raises((InputError, ColumnError), match=message):
        corpus.topics(**wrong)


def test_ids_are_no_labels():
    frame = pd.DataFrame({"body": [f"word {k}" for k in range(5_200)]})
    vectors = np.tile(np.eye(2, dtype=np.float32), (2_600, 1))
    corpus = wb.embed(frame, text="body", vectors=vectors, progress=False, ledger=False)
    with pytest.raises(InputError, match="5,200 different labels, at most 5,000"):
        corpus.topics(labels=[f"id {k}" for k in range(5_200)])


def test_what_clusters_again_says_that_these_are_given(corpus):
    topics = corpus.topics(labels="subject")
    for call in (topics.parameter_sweep, topics.measure_stability):
        with pytest.raises(InputError, match=r"these topics are given labels.*corpus.topics\(\)"):
            call()
    with pytest.raises(InputError, match=r"corpus.topics\(labels=...\)"):
        topics.refresh(corpus)
    assert measured_topics(corpus, topics, stability=False) is topics
