"""Models that find any two texts alike: vectors with a large common part change no topics.

Tests of topics/clustering/cluster.py, topics/clustering/small_tables.py, topics/assign.py and
topics/names/scores.py.
"""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import adjusted_mutual_info_score

import workbench as wb
from tests.fakes import FakeEncoder
from tests.topics.conftest import make_texts
from workbench.embedding import VectorStore, embed_texts, load_encoder
from workbench.topics.assign import background
from workbench.topics.clustering.cluster import likeness

SQUEEZE = 0.75
"""Similarity of texts that have nothing to do with each other."""


def crowded(vectors, squeeze=SQUEEZE):
    """Unit vectors with a part that all have in common: similarities from `squeeze` to 1."""
    common = np.full((len(vectors), 1), np.sqrt(squeeze))
    return np.hstack([np.sqrt(1 - squeeze) * vectors, common]).astype(np.float32)


def with_mean(vectors, times=2.5):
    """The same by a multiple of the mean direction, as models of this kind have it."""
    mean = vectors.mean(axis=0)
    moved = vectors + times * mean / np.linalg.norm(mean)
    return (moved / np.linalg.norm(moved, axis=1, keepdims=True)).astype(np.float32)


def topics_of(texts, vectors):
    corpus = wb.embed(pd.DataFrame({"text": texts}), text="text", vectors=vectors, progress=False)
    return corpus.topics().assigned.fillna(-1).to_numpy()


def few_of_many():
    return [f"subject{g} matter{g} thing{g} word{k}" for g in range(15) for k in range(4)]


def mostly_one(each=60):
    """Four subjects in nine of ten texts, all of them parts of one, and some odd texts."""
    texts, _ = make_texts(each)
    return [f"{text} bank account" for text in texts] + [f"odd weather{k} rain" for k in range(20)]


@pytest.mark.parametrize("squeezed", [crowded, with_mean])
@pytest.mark.parametrize("texts", [few_of_many(), mostly_one()], ids=["small", "mostly one"])
def test_a_common_part_of_all_vectors_changes_no_topics(texts, squeezed):
    vectors = FakeEncoder().encode(texts)
    plain, other = topics_of(texts, vectors), topics_of(texts, squeezed(vectors))
    assert len(set(plain)) > 3
    assert adjusted_mutual_info_score(plain, other) > 0.9


def test_what_is_alike_counts_from_the_background():
    rng = np.random.default_rng(0)
    centers = np.repeat(np.eye(40)[:4], 100, axis=0)
    vectors = centers + rng.normal(0, 0.1, (400, 40))
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    near = wb.similarity.neighbors(crowded(vectors), 20)
    alike = likeness(crowded(vectors), near)
    assert alike(np.arange(100))
    assert not alike(np.arange(300))
    assert background(crowded(vectors)) == pytest.approx(
        SQUEEZE + (1 - SQUEEZE) * background(vectors), abs=1e-3
    )
    assert background(vectors[:1]) == 0


class CrowdedEncoder(FakeEncoder):
    """Finds any two texts alike."""

    def __init__(self):
        super().__init__(name="crowded")
        self.info = replace(self.info, dimensions=65)

    def encode(self, texts):
        return crowded(FakeEncoder().encode(texts))


def test_names_confidence_and_reasons_count_from_the_background_too():
    texts, labels = make_texts()
    texts += [f"unlike{k} anything{k} here{k}" for k in range(9)]
    labels = pd.factorize(np.array([*labels, *["odd"] * 9]))[0]
    labels[-9:] = -1
    found = []
    for encoder in (FakeEncoder(), CrowdedEncoder()):
        table = pd.DataFrame({"text": texts})
        corpus = wb.embed(table, text="text", model=encoder, cache=False, progress=False)
        found.append(corpus.topics(labels=labels))
    plain, other = found
    assert plain.names.tolist() == other.names.tolist()
    rows, others = plain.to_frame(), other.to_frame()
    assert others["confidence"].to_numpy() == pytest.approx(rows["confidence"].to_numpy(), abs=0.1)
    assert rows["confidence"].iloc[:-9].min() > rows["confidence"].iloc[-9:].max()
    assert (rows["reason"] == others["reason"]).mean() > 0.98


@pytest.mark.model
@pytest.mark.parametrize(("name", "text"), [("faqs", "question"), ("headlines", "headline")])
def test_a_common_part_changes_few_topics_of_real_texts(name, text, model_store):
    texts = sorted(set(wb.sample(name)[text].dropna()))[:800]
    encoder = load_encoder(device="cpu", precision="float32")
    with VectorStore(model_store) as store:
        vectors = embed_texts(texts, encoder, store=store).vectors
    plain, other = topics_of(texts, vectors), topics_of(texts, with_mean(vectors))
    assert len(set(plain)) > 10
    # The mean direction is not the same for all texts, so that some have other neighbors.
    assert adjusted_mutual_info_score(plain, other) > 0.7
