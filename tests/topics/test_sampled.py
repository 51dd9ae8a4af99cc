"""Topics and map of a sample, spread over the table: topics/sampled.py and what uses it."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import workbench as wb
from tests.fakes import FakeEncoder
from workbench.errors import InputError
from workbench.similarity import Neighbors, neighbors_in_sample
from workbench.topics.description import read_texts
from workbench.topics.sampled import spread_flags, votes

WORDS = ("parcel late", "refund paid", "login fails", "invoice wrong", "screen cracked")


@pytest.fixture(scope="module")
def frame():
    texts = [f"{WORDS[k % 5]} {WORDS[k % 5]} number {k}" for k in range(900)]
    # The model ignores case: these have the vectors of other rows.
    return pd.DataFrame({"text": [text.upper() for text in texts[:40]] + texts, "matter": 0})


def embedded(frame, **options):
    return wb.embed(frame, text="text", cache=False, progress=False, ledger=False, **options)


@pytest.fixture(scope="module")
def corpus(frame):
    return embedded(frame, model=FakeEncoder())


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.integers(12, 60), st.integers(11, 40))
def test_neighbors_in_a_sample_are_the_nearest_of_it(seed, count, size):
    random = np.random.default_rng(seed)
    vectors = random.normal(size=(count, 6)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    sample = random.permutation(count)[: min(size, count)]
    graph = neighbors_in_sample(vectors, sample, 5)
    assert graph.indices[:, 0].tolist() == list(range(count))
    similarity = vectors.astype(float) @ vectors[sample].T.astype(float)
    similarity[sample[None, :] == np.arange(count)[:, None]] = -2  # itself comes first
    nearest = sample[np.argsort(-similarity, axis=1)[:, :5]]
    assert np.array_equal(graph.indices[:, 1:], nearest)


def test_of_a_large_table_some_texts_of_each_topic_are_read():
    labels = np.repeat([-1, 0, 1, 2], [500, 30, 60, 410])
    read = read_texts(labels, most=200)
    counts = np.bincount(labels[read] + 1)
    assert counts.tolist() == [100, 30, 50, 82]
    assert np.array_equal(read, np.unique(read))
    assert np.array_equal(read_texts(labels, most=1_000), np.arange(1_000))


def graph(*others):
    """Neighbors in a sample of the texts 0, 1 and 2; of each text: (neighbor, similarity)."""
    indices = [[k, *(place for place, _ in one)] for k, one in enumerate(others)]
    similarity = [[1.0, *(value for _, value in one)] for one in others]
    return Neighbors(np.array(indices, np.int32), np.array(similarity, np.float32))


NEAR = graph(
    [(1, 0.5), (2, 0.4)],
    [(0, 0.5), (2, 0.4)],
    [(0, 0.4), (1, 0.4)],
    [(0, 1.0), (1, 0.9)],
    [(1, 0.6), (2, 0.5)],
    [(2, 0.9), (0, 0.3)],
)


def test_a_text_that_is_the_same_to_the_model_decides_alone():
    labels = np.array([4, 5, 5, -1, -1, -1])
    voted, margin = votes(NEAR, labels)
    assert voted[3:].tolist() == [4, 5, 5]
    assert margin[3:].tolist() == pytest.approx([1.0, 1.0, 0.5])
    close = graph(*([(0, 0.95), (1, 0.5), (2, 0.5)] for _ in range(4)))
    assert votes(close, np.array([4, 5, 5, -1]))[0][3] == 5


def test_a_tie_goes_to_the_lower_number_and_a_text_like_none_has_no_topic():
    near = graph(
        [(1, 0.5), (2, 0)], [(0, 0.5), (2, 0)], [(0, 0.4), (1, 0.4)], [(0, 0.0), (1, -0.3)]
    )
    voted, margin = votes(near.take(np.array([2, 3])), np.array([7, 3, -1, -1]))
    assert voted.tolist() == [3, -1]
    assert margin.tolist() == [0.0, 0.0]


def test_a_flag_spreads_to_texts_whose_neighbors_have_it():
    flags = spread_flags(NEAR, np.array([0, 1, 2]), np.array([False, True, True]))
    assert flags.tolist() == [False, True, True, False, True, True]
    assert not spread_flags(NEAR, np.array([0, 1, 2]), None).any()


def test_texts_of_the_sample_keep_their_topic_and_others_join_their_like(corpus, frame):
    spread = corpus.topics(sample=300, min_cluster_size=10)
    own = corpus.sample(300).topics(min_cluster_size=10)
    mine, sampled = spread.to_frame()["topic"], own.to_frame()["topic"]
    assert len(own) == len(spread) == 5
    assert (mine[sampled.index] == sampled).all()
    matter = frame["text"].str.lower().str[:5]
    assert mine.groupby(matter).agg(lambda topics: topics.mode()[0]).nunique() == 5
    assert (mine >= 0).mean() > 0.95
    assert "300 texts" in repr(spread)
    assert "sample of 300 distinct texts; the other 640" in " ".join(spread.notes)
    assert corpus.topics(sample=300, min_cluster_size=10) is spread
    assert corpus.topics(sample=5000, min_cluster_size=10) is corpus.topics(min_cluster_size=10)


def test_the_map_of_a_sample_holds_all_rows(corpus):
    spots = corpus.projection(sample=300)
    own = corpus.sample(300).projection().to_frame()
    assert spots.to_frame()["x"].notna().all()
    pd.testing.assert_frame_equal(spots.to_frame().loc[own.index], own)
    assert "others placed among them" in " ".join(spots.notes)


def test_what_needs_all_texts_says_what_to_type(corpus):
    topics = corpus.topics(sample=300, min_cluster_size=10)
    for verb in ("measure_stability", "parameter_sweep"):
        with pytest.raises(InputError, match=rf"corpus\.sample\(300\)\.topics\(\)\.{verb}\(\)"):
            getattr(topics, verb)()
    with pytest.raises(InputError, match="those of a sample of 300 texts"):
        topics.refresh(corpus)
    with pytest.raises(
        InputError, match="sample must be a whole number, 'auto' or None, got 'all'"
    ):
        corpus.topics(sample="all")
    with pytest.raises(InputError, match="sample must be"):
        corpus.projection(sample=1)
    with pytest.raises(InputError, match="sample has no effect beside labels"):
        corpus.topics(labels="matter", sample=300)
    with pytest.raises(InputError, match="sample has no effect beside target"):
        corpus.projection(target="matter", sample=300)


def test_topics_of_a_sample_are_corrected_and_saved(corpus, tmp_path):
    topics = corpus.topics(sample=300, min_cluster_size=10).rename({0: "mine"})
    corpus.save(tmp_path / "saved.wb", topics=topics)
    again = wb.open(tmp_path / "saved.wb").topics()
    assert again.names.equals(topics.names)
    assert again.settings.sample == 300
    pd.testing.assert_frame_equal(again.to_frame(), topics.to_frame())
