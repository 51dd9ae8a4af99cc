"""Tests of embedding/drafts/draft.py, embedding/drafts/fidelity.py, embedding/drafts/regression.py,
embedding/drafts/token_counts.py and corpus/sampled_topics.py.

A fake model whose vectors are sums of words can be predicted well from words.
"""

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy.sparse import csr_matrix
from sklearn.metrics import adjusted_rand_score

import workbench as wb
from tests.fakes import FakeEncoder
from workbench import cli
from workbench.corpus import sampled_topics
from workbench.embedding import Fidelity, VectorStore, embed_draft, load_encoder
from workbench.embedding.drafts import draft, regression
from workbench.embedding.drafts.token_counts import Features, read_tokens
from workbench.errors import InputError
from workbench.progress import Quiet
from workbench.topics import description, sampled

SUBJECTS = ["card", "loan", "transfer", "account", "fee", "limit"]
VERBS = ["lost", "blocked", "charged", "closed", "refused", "late"]


def texts_of(count, seed=0):
    """Return distinct texts about six subjects."""
    draw = np.random.default_rng(seed)
    found = {}
    while len(found) < count:
        subject, verb = draw.choice(SUBJECTS), draw.choice(VERBS)
        words = [f"w{number}" for number in draw.integers(0, 300, draw.integers(2, 6))]
        found[" ".join([subject, verb, *words])] = None
    return sorted(found)


class TokenEncoder(FakeEncoder):
    """A fake that reads lower-case words as tokens, between a first and a last one."""

    def __init__(self, words):
        super().__init__()
        self._names = ("[CLS]", "[SEP]", *words)
        self._number = {name: number for number, name in enumerate(self._names)}

    def token_ids(self, texts):
        return [[0, *(self._number[w] for w in text.lower().split()), 1] for text in texts]

    def token_names(self):
        return self._names


@pytest.fixture
def small(monkeypatch):
    """Samples of hundreds rather than of thousands."""
    monkeypatch.setattr(draft, "HELD_BACK", 100)
    monkeypatch.setattr(draft, "FIRST_SAMPLE", 150)
    monkeypatch.setattr(draft, "LARGEST_SAMPLE", 600)


@pytest.fixture
def corpus(small, encoder):
    frame = pd.DataFrame({"body": texts_of(2_000)})
    return wb.embed(frame, text="body", model=encoder, draft=True, progress=False)


def test_topics_and_map_of_a_large_draft_are_made_of_a_sample(corpus, monkeypatch):
    monkeypatch.setattr(sampled_topics, "DRAFT_TEXTS", 1_000)
    monkeypatch.setattr(sampled_topics, "DRAFT_SAMPLE", 300)
    topics = corpus.topics(min_cluster_size=10)
    assert topics.settings.sample == 300
    assert "a sample of 300 distinct texts" in " ".join(topics.notes)
    assert "others placed among them" in " ".join(corpus.projection().notes)
    assert corpus.topics(sample=None, min_cluster_size=10).settings.sample is None


def test_a_sample_that_the_model_embedded_is_no_draft(corpus):
    draft_of = corpus.embedding.draft
    part = corpus.sample(draft_of.sample)
    assert part.embedding.draft is None
    assert draft_of.note not in part.notes
    assert "draft" not in part.embedding.manifest.parameters
    assert_array_equal(part.embedding.vectors, FakeEncoder().encode(part.rows.distinct))
    assert corpus.sample(draft_of.sample + draft_of.held_back + 1).embedding.draft == draft_of
    again = corpus.sample(900).sample(100)
    assert_array_equal(again.embedding.vectors, corpus.sample(100).embedding.vectors)
    assert again.embedding.draft is None


def test_a_sample_is_clustered_by_the_model_if_it_embedded_it(corpus, monkeypatch, tmp_path):
    monkeypatch.setattr(sampled_topics, "DRAFT_TEXTS", 1_000)
    monkeypatch.setattr(sampled_topics, "DRAFT_SAMPLE", 150)
    back = wb.open(corpus.save(tmp_path / "c.wb"), model=FakeEncoder())
    exact = corpus.refine().topics(min_cluster_size=5, sample=150).to_frame()["topic"]
    drawn = corpus.sample(150).rows.index
    for one in (corpus, back):
        topics = one.topics(min_cluster_size=5)
        assert sampled_topics.BY_MODEL in topics.notes
        assert topics._state.given == {}
        assert 0 < topics.name_retrieval <= 1
        ours = topics.to_frame()["topic"]
        assert adjusted_rand_score(ours[drawn], exact[drawn]) == 1
    assert sampled_topics.BY_MODEL not in corpus.topics(sample=1_500).notes


def test_a_draft_embeds_a_sample_and_comes_near_to_the_rest(small, encoder):
    texts = texts_of(2_000)
    found = embed_draft(texts, encoder)
    exact = FakeEncoder().encode(texts)
    asked = set(encoder.encoded)
    assert len(asked) == len(encoder.encoded) == found.encoded
    assert found.draft.sample + found.draft.held_back == found.encoded <= 700
    unseen = np.array([text not in asked for text in texts])
    cosine = np.einsum("ij,ij->i", found.vectors, exact)[unseen]
    assert cosine.mean() > 0.9
    assert abs(cosine.mean() - found.draft.cosine) < 0.03
    assert_allclose(np.linalg.norm(found.vectors, axis=1), 1, atol=1e-6)
    assert found.tokens.tolist() == encoder.count_tokens(texts).tolist()


def test_more_texts_are_drawn_only_as_long_as_drafts_get_better(small, encoder, monkeypatch):
    monkeypatch.setattr(draft, "LEAST_GAIN", 1.0)
    assert embed_draft(texts_of(2_000), encoder).draft.sample == 300
    monkeypatch.setattr(draft, "LEAST_GAIN", -1.0)
    assert embed_draft(texts_of(2_000), encoder).draft.sample == 600


def test_tokens_alone_are_the_prior_and_stay_in_the_store(small, tmp_path):
    texts = texts_of(2_000)
    words = sorted({word for text in texts for word in text.split()})
    encoder, store = TokenEncoder(words), VectorStore(tmp_path)
    found = embed_draft(texts, encoder, store=store)
    assert set(words) <= set(encoder.encoded)
    assert found.draft.cosine > 0.9
    again = TokenEncoder(words)
    assert_array_equal(embed_draft(texts, again, store=store).vectors, found.vectors)
    assert not again.encoded
    # Predicted vectors are not in it.
    held = store.get(encoder.info.key(), texts, encoder.info.dimensions).found
    assert held.sum() == found.draft.sample + found.draft.held_back


def test_equal_tokens_have_equal_drafts(small):
    texts = texts_of(2_000)
    texts += [text.upper() for text in texts[:50]]
    encoder = TokenEncoder(sorted({word for text in texts for word in text.lower().split()}))
    vectors = embed_draft(texts, encoder).vectors
    assert_array_equal(vectors[:50], vectors[2_000:])


def test_a_small_table_is_embedded_exactly(encoder):
    texts = texts_of(300)
    found = embed_draft(texts, encoder)
    assert found.draft is None
    assert_array_equal(found.vectors, FakeEncoder().encode(texts))
    assert "all were embedded exactly" in found.notes[-1]


def test_drafts_can_be_laid_out_in_a_file(small, encoder, tmp_path):
    texts = texts_of(1_000)
    found = embed_draft(texts, encoder, file=tmp_path / "v.npy")
    assert isinstance(found.vectors, np.memmap)
    assert_array_equal(found.vectors, embed_draft(texts, encoder).vectors)


def test_every_result_says_that_it_stands_on_drafts(corpus, tmp_path):
    line = str(corpus.embedding.draft)
    assert line in repr(corpus)
    topics, found = corpus.topics(), corpus.duplicates(0.9)
    note = corpus.embedding.draft.note
    told = [corpus, topics, found, corpus.projection(), corpus.sample(900).topics()]
    assert [one.notes.count(note) for one in told] == [1] * len(told)
    assert "draft" in found.manifest.stages()["embedding"].parameters
    assert any(line in a.text for a in corpus.map_figure(topics).layout.annotations)
    page = corpus.report(tmp_path / "r.html", duplicates=found, topics=topics)
    assert "these are drafts" in page.read_text(encoding="utf-8").replace("These", "these")
    back = wb.open(corpus.save(tmp_path / "c.wb"), model=FakeEncoder())
    assert back.embedding.draft == corpus.embedding.draft
    assert corpus.search("card lost", k=3)["similarity"].min() > 0.5


def test_refined_is_exact_and_encodes_no_text_again(corpus, encoder):
    sample = list(encoder.encoded)
    exact = corpus.refine()
    assert exact.embedding.draft is None
    assert sorted(encoder.encoded) == sorted(set(encoder.encoded)) == list(corpus.rows.distinct)
    assert set(sample) <= set(encoder.encoded)
    assert_array_equal(exact.embedding.vectors, FakeEncoder().encode(corpus.rows.distinct))
    assert "draft" not in repr(exact)
    assert exact.refine() is exact


def test_the_order_of_the_table_changes_no_draft(small):
    texts = texts_of(1_500)
    one, other = (
        wb.embed(table, model=FakeEncoder(), draft=True, progress=False, cache=False)
        for table in (texts, texts[::-1])
    )
    assert_array_equal(one.vectors, other.vectors[::-1])


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"vectors": np.eye(2)}, "leave vectors= or draft= out"),
        ({"long_text": "chunk"}, "leave out long_text='chunk'"),
    ],
)
def test_what_a_draft_cannot_do_is_refused(encoder, given, said):
    with pytest.raises(InputError, match=said):
        wb.embed(["a", "b"], model=encoder, draft=True, **given)


def test_frequent_pairs_of_tokens_get_a_vector_of_their_own(encoder):
    tokens = read_tokens(["not late", "late not", "not late again"] * 4, encoder, Quiet())
    features = Features.of(tokens)
    assert len(features.pairs) == 1  # "not late" comes eight times, the others four
    counts = features.matrix(tokens).toarray()
    assert (counts[0] > 0).tolist() == [True, True, False, True]
    assert (counts[1] > 0).tolist() == [True, True, False, False]
    assert_allclose(np.linalg.norm(counts, axis=1), 1, rtol=1e-6)


def test_texts_without_tokens_get_the_mean(small, encoder):
    texts = [*texts_of(1_000), ""]
    found = embed_draft(sorted(texts), encoder)
    assert np.isfinite(found.vectors).all()
    assert_allclose(np.linalg.norm(found.vectors, axis=1), 1, atol=1e-6)


def test_the_fit_is_a_ridge_regression_towards_the_prior(monkeypatch):
    monkeypatch.setattr(regression, "STEPS", 60)
    draw = np.random.default_rng(0)
    counts = np.abs(draw.normal(size=(40, 8))).astype(np.float32)
    vectors = draw.normal(size=(40, 5)).astype(np.float32)
    prior = draw.normal(size=(8, 5)).astype(np.float32)
    first = counts @ prior
    scale = (first * vectors).sum() / (first * first).sum()
    inner = counts.T @ counts + regression.PENALTY * np.eye(8)
    wanted = scale * prior + np.linalg.solve(inner, counts.T @ (vectors - scale * first))
    assert_allclose(regression.fit(csr_matrix(counts), vectors, prior), wanted, atol=1e-4)


def test_fidelity_is_one_of_the_model_itself_and_falls_with_noise():
    draw = np.random.default_rng(0)

    def unit(values):
        return (values / np.linalg.norm(values, axis=1, keepdims=True)).astype(np.float32)

    true = unit(draw.normal(size=(60, 16)))
    same = Fidelity.measure(true, true, sample=7)
    assert (same.cosine, same.rank_correlation, same.neighbor_recall) == (1, 1, 1)
    other = Fidelity.measure(unit(draw.normal(size=(60, 16))), true, sample=7)
    assert abs(other.cosine) < 0.2
    assert abs(other.rank_correlation) < 0.1
    assert other.neighbor_recall < 0.35
    assert Fidelity.read(same.to_dict()) == same


def test_the_command_line_has_drafts(tmp_path, monkeypatch, capsys, small, encoder):
    monkeypatch.setattr("workbench.opening.as_encoder", lambda *_, **__: encoder)
    pd.DataFrame({"body": texts_of(1_000)}).to_csv("t.csv", index=False)
    assert cli.run(["embed", "t.csv", "--text", "body", "--draft"]) == 0
    said = capsys.readouterr().out
    assert "these are drafts" in said
    assert "draft=True" not in said
    assert cli.run(["embed", "t.csv", "--draft", "--long-text", "chunk"]) == 1
    assert "--long-text" in capsys.readouterr().err


@pytest.mark.model
def test_drafts_of_the_real_model_come_near_to_it(small, model_store):
    texts = sorted(set(wb.sample("tickets")["body"].dropna()))[:600]
    found = embed_draft(texts, load_encoder(), store=VectorStore(model_store))
    assert found.draft.sample + found.draft.held_back == 300
    assert found.draft.cosine > 0.6


@pytest.mark.parametrize("agreement", [None, 0.9])
def test_what_is_said_of_topics_is_said_once(corpus, monkeypatch, agreement):
    """Names, words and examples of a draft's topics are those of the sample, by its own vectors."""
    counted = []
    own, by_sample = description.count_terms, sampled.described_by
    monkeypatch.setattr(
        description,
        "count_terms",
        lambda texts, *a, **k: counted.append(texts) or own(texts, *a, **k),
    )
    said = []
    monkeypatch.setattr(
        sampled, "described_by", lambda *a, **k: said.append(by_sample(*a, **k)) or said[0]
    )
    topics = corpus.topics(min_cluster_size=5, sample=150, agreement=agreement)
    assert set(*counted) <= set(corpus.sample(150).rows.distinct)
    assert len(topics) > 2
    for name in ("names", "words", "sentences", "examples", "retrieval"):
        assert getattr(topics._parts, name) == getattr(said[0], name)
    assert len(topics.centroids) == len(topics._parts.names)
    for topic, places in enumerate(topics._parts.examples):
        assert len(places)
        assert (topics._labels[places] == topic).all()
        assert {topics.rows.distinct[place] for place in places} <= set(*counted)
