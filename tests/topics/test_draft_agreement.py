"""Tests of topics/draft_agreement.py: how far topics of a draft agree with exact ones."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import adjusted_mutual_info_score

import workbench as wb
from tests.embedding.drafts.test_draft import texts_of
from tests.fakes import FakeEncoder
from workbench import cli
from workbench.embedding.base import Known
from workbench.embedding.drafts import draft
from workbench.errors import InputError
from workbench.similarity import neighbors_in_sample
from workbench.topics import draft_agreement
from workbench.topics.draft_agreement import Joining, agree
from workbench.topics.sampled import votes


class Table:
    """Vectors in a few directions, drafts that are off, and a sample with topics."""

    def __init__(self, seed, off, count=600, size=120):
        random = np.random.default_rng(seed)
        centers = random.normal(size=(8, 16))
        matter = random.integers(0, 8, count)
        self.vectors = unit(centers[matter] + random.normal(size=(count, 16)) * 0.6)
        self.drafts = unit(self.vectors + random.normal(size=(count, 16)) * off)
        self.sample = np.sort(random.permutation(count)[:size])
        self.labels = np.full(count, -1)
        self.labels[self.sample] = np.where(random.random(size) < 0.2, -1, matter[self.sample])
        rest = random.permutation(np.setdiff1d(np.arange(count), self.sample))
        held = max(200, count // 4)
        self.held_back, self.others = rest[:held], rest[held:]
        self.tokens = random.integers(3, 30, count)
        self.asked = []

    def embed(self, places):
        self.asked.extend(places.tolist())
        return self.vectors[places]

    def agree(self, wanted, known=()):
        near = neighbors_in_sample(self.drafts, self.sample)
        joining = Joining.by_drafts(self.drafts, near, self.sample, self.vectors[self.sample])
        reached = agree(
            joining,
            self.labels,
            wanted=wanted,
            tokens=self.tokens,
            known=known,
            held_back=self.held_back,
            embed=self.embed,
        )
        return joining, reached

    @property
    def exact(self):
        return votes(neighbors_in_sample(self.vectors, self.sample), self.labels)[0]


def unit(vectors):
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.05, 1.0), st.floats(0.05, 1.0))
def test_own_vectors_stand_where_they_should_and_agreement_is_as_told(seed, off, wanted):
    table = Table(seed, off)
    joining, reached = table.agree(wanted)
    assert len(table.asked) == len(set(table.asked))
    assert set(table.held_back) <= set(table.asked)
    assert not set(table.sample) & set(table.asked)
    own = np.zeros(len(table.vectors), dtype=bool)
    own[table.sample] = own[table.asked] = True
    assert np.array_equal(joining.own, own)
    assert reached.embedded == own.sum()
    mixed = np.where(own[:, None], table.vectors, table.drafts)
    assert np.array_equal(joining.vectors, mixed)
    joined, _ = votes(joining.neighbors, table.labels)
    assert np.array_equal(joined[own], table.exact[own])
    drafted, _ = votes(neighbors_in_sample(table.drafts, table.sample), table.labels)
    assert np.array_equal(joined[~own], drafted[~own])
    assert wanted <= reached.reached + 1e-4
    assert reached.drafts <= reached.reached + 0.05
    assert reached.low <= reached.reached <= reached.high
    told = adjusted_mutual_info_score(drafted[table.held_back], table.exact[table.held_back])
    assert reached.drafts == pytest.approx(told, abs=1e-4)


def test_what_is_measured_on_texts_held_back_holds_for_the_others():
    apart, shares = [], []
    for seed in range(6):
        table = Table(seed, 0.5, count=3_000)
        joining, reached = table.agree(0.8)
        joined, _ = votes(joining.neighbors, table.labels)
        true = adjusted_mutual_info_score(joined[table.others], table.exact[table.others])
        apart.append(true - reached.reached)
        shares.append(reached.embedded / 3_000)
    assert abs(np.mean(apart)) < 0.03
    assert 0.2 < np.mean(shares) < 0.9


def test_texts_with_a_narrow_vote_are_embedded_first():
    table = Table(3, 0.25, count=3_000)
    near = neighbors_in_sample(table.drafts, table.sample)
    drafted, margin = votes(near, table.labels)
    table.tokens[:] = 10
    joining, _ = table.agree(0.8)
    chosen, left = joining.own[table.others], ~joining.own[table.others]
    assert margin[table.others][chosen].max() <= margin[table.others][left].min()
    wrong = (drafted != table.exact)[table.others]
    assert wrong[chosen].mean() > 1.5 * wrong[left].mean()


def test_of_two_equal_votes_the_shorter_text_is_embedded_first():
    table = Table(3, 0.5, count=3_000)
    joining, _ = table.agree(0.8)
    chosen = joining.own[table.others]
    assert table.tokens[table.others][chosen].mean() < table.tokens[table.others][~chosen].mean()


def test_all_are_embedded_for_full_agreement_and_none_for_a_little():
    table = Table(1, 0.5)
    joining, reached = table.agree(1.0)
    joined, _ = votes(joining.neighbors, table.labels)
    assert reached.reached == reached.low == reached.high == 1
    assert adjusted_mutual_info_score(joined, table.exact) > 0.95
    table = Table(1, 0.5)
    _, reached = table.agree(0.01)
    assert reached.embedded == len(table.sample) + len(table.held_back)
    assert reached.reached == reached.drafts


def test_vectors_that_are_known_are_not_made_again():
    table = Table(2, 0.5)
    known = table.others[:150]
    _, alone = table.agree(0.9)
    first, table.asked = len(table.asked), []
    joining, reached = table.agree(0.9, [Known(known, table.vectors[known])])
    assert not set(known) & set(table.asked)
    assert joining.own[known].all()
    assert len(table.asked) < first
    assert reached.drafts == alone.drafts


@pytest.fixture
def corpus(monkeypatch, encoder):
    monkeypatch.setattr(draft, "HELD_BACK", 100)
    monkeypatch.setattr(draft, "FIRST_SAMPLE", 150)
    monkeypatch.setattr(draft, "LARGEST_SAMPLE", 200)
    monkeypatch.setattr(draft_agreement, "HELD_BACK", 300)
    frame = pd.DataFrame({"body": texts_of(3_000)})
    return wb.embed(frame, text="body", model=encoder, draft=True, progress=False, cache=False)


def test_topics_of_a_draft_reach_the_agreement_that_is_asked(corpus):
    exact = corpus.refine().topics(min_cluster_size=5, sample=200).to_frame()["topic"]
    shares = {}
    for wanted in (None, 0.9, 1.0):
        topics = corpus.topics(min_cluster_size=5, sample=200, agreement=wanted)
        ours = topics.to_frame()["topic"]
        shares[wanted] = adjusted_mutual_info_score(ours.fillna(-1), exact.fillna(-1))
        if wanted is not None:
            asked = topics.manifest.inputs[-1].parameters["agreement"]
            assert asked["asked"] == wanted
            assert asked["embedded"] <= 3_000
            told = [note for note in topics.notes if "adjusted mutual information" in note]
            assert len(told) == 1
            assert f"the model embedded {asked['embedded']:,} of 3,000 texts" in told[0]
            assert not any("all vectors were predicted" in note for note in topics.notes)
            again = corpus.topics(min_cluster_size=5, sample=200, agreement=wanted)
            assert again is topics
    assert shares[None] < shares[0.9] <= shares[1.0]
    assert shares[0.9] > 0.85
    assert shares[1.0] > 0.98  # texts of equal vectors are told apart by drafts


def test_a_search_among_drafts_leaves_its_vectors_to_the_topics(corpus, encoder):
    corpus.duplicates(0.9, search="draft")
    before = set(encoder.encoded)
    encoder.encoded.clear()
    corpus.topics(min_cluster_size=5, sample=200, agreement=0.9)
    embedded = [text for text in encoder.encoded if text in set(corpus.rows.distinct)]
    held_back = len(set(embedded) & before)
    assert held_back <= 300  # only texts held back are asked again: without a store, they are new
    assert len(embedded) == len(set(embedded))


def test_the_sample_is_what_the_model_embedded_for_the_draft(corpus):
    assert corpus.topics(min_cluster_size=5, agreement=0.5).settings.sample == 300


def test_topics_with_agreement_are_saved(corpus, tmp_path):
    topics = corpus.topics(min_cluster_size=5, sample=200, agreement=0.9)
    corpus.save(tmp_path / "saved.wb", topics=topics)
    again = wb.open(tmp_path / "saved.wb", model=FakeEncoder()).topics()
    pd.testing.assert_frame_equal(again.to_frame(), topics.to_frame())
    assert again.notes == topics.notes


def test_a_corpus_that_is_no_draft_agrees_with_itself(encoder):
    frame = pd.DataFrame({"body": texts_of(300)})
    exact = wb.embed(frame, text="body", model=encoder, progress=False, cache=False)
    assert exact.topics(agreement=0.9) is exact.topics()


def test_what_cannot_be_asked_says_what_to_type(corpus):
    with pytest.raises(InputError, match=r"agreement must be a number above 0 .* such as 0.85"):
        corpus.topics(agreement=85)
    with pytest.raises(InputError, match="at most 300 of 3,000 texts, got all. Give a smaller"):
        corpus.topics(sample=None, agreement=0.9)
    with pytest.raises(InputError, match="at most 300 of 3,000 texts, got 2,000"):
        corpus.topics(sample=2_000, agreement=0.9)
    with pytest.raises(InputError, match="agreement has no effect beside labels"):
        corpus.topics(labels=["a"] * 3_000, agreement=0.9)


def test_the_command_line_takes_it(tmp_path, capsys):
    pd.DataFrame({"body": texts_of(300)}).to_csv(tmp_path / "t.csv", index=False)
    given = ["topics", str(tmp_path / "t.csv"), "--text", "body", "--agreement", "1.5"]
    with pytest.raises(SystemExit):
        cli.main(given)
    assert "agreement must be a number above 0" in capsys.readouterr().err
