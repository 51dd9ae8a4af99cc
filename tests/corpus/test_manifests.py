"""Every result tells what it was made of: versions, weights, settings, threads, caches, digests."""

import json
from dataclasses import replace

import pandas as pd
import pytest

import workbench as wb
from tests.fakes import FakeEncoder
from workbench.corpus import summary_of

THINGS = ["parcel", "refund", "login", "invoice", "battery", "color"]
TEXTS = [f"my {a} and the {b} do not work" for a in THINGS for b in THINGS if a != b]


def embedded(texts, folder, **options):
    frame = pd.DataFrame({"body": texts})
    model = FakeEncoder()
    return wb.embed(frame, text="body", model=model, cache=folder, progress=False, **options)


@pytest.fixture
def corpus(tmp_path):
    return embedded([*TEXTS, TEXTS[0]], tmp_path / "store")


RESULTS = {
    "duplicates": lambda c: c.duplicates(0.8),
    "duplicates at": lambda c: c.duplicates(0.8).at(0.9),
    "topics": lambda c: c.topics(min_cluster_size=3),
    "corrected topics": lambda c: c.topics(min_cluster_size=3).rename({0: "Mine"}),
    "categories": lambda c: c.categorize({"Parcels": ["my parcel is late"]}),
    "classifier": lambda c: c.classifier(pd.Series(["a", "b"], index=c.frame.index[:2])),
    "refreshed topics": lambda c: c.topics(min_cluster_size=3).refresh(c).topics,
    "projection": lambda c: c.projection(),
    "placed": lambda c: c.sample(25).projection().transform(c),
    "matches": lambda c: c.match(c.sample(25)),
    "summary": lambda c: summary_of(
        c, duplicates=c.duplicates(), topics=c.topics(min_cluster_size=3)
    ),
}


@pytest.mark.parametrize("name", RESULTS)
def test_a_result_tells_all_that_it_was_made_of(name, corpus):
    result = RESULTS[name](corpus)
    told = result.manifest if name == "summary" else result.manifest.to_dict()
    assert json.loads(json.dumps(told)) == told
    assert {"python", "workbench", "numpy", "pandas", "umap-learn"} <= set(told["versions"])
    stages = {stage["stage"]: stage for stage in told["stages"]}
    assert stages["rows"]["digest"] == corpus.rows.manifest.digest
    made = stages["embedding"]["parameters"]
    assert {"model", "weights_digest", "device", "precision", "max_tokens"} <= set(made)
    assert stages["embedding"]["digest"] == corpus.embedding.manifest.digest
    assert (stages["embedding"]["run"]["cached"], stages["embedding"]["run"]["made"]) == (0, 30)
    assert all(stage["digest"] and stage["run"]["threads"] >= 1 for stage in told["stages"])


def test_stages_that_depend_on_a_seed_tell_it(corpus):
    assert (
        corpus.topics(min_cluster_size=3, random_state=4).manifest.parameters["random_state"] == 4
    )
    assert corpus.projection(random_state=4).manifest.parameters["random_state"] == 4


def test_matches_tell_both_tables(corpus):
    other = corpus.sample(25)
    stages = corpus.match(other).manifest.stages()
    assert list(stages) == ["rows", "embedding", "other rows", "other embedding", "matches"]
    assert stages["rows"].digest == corpus.rows.manifest.digest
    assert stages["other rows"].digest == other.rows.manifest.digest
    assert stages["other embedding"].digest == other.embedding.manifest.digest


def test_what_came_from_a_cache_is_told_and_changes_nothing_else(corpus, tmp_path):
    first = corpus.projection().manifest
    again = embedded([*TEXTS, TEXTS[0]], tmp_path / "store").projection().manifest
    assert again == first
    assert (first.run["cached"], again.run["cached"]) == (0, 1)
    vectors = again.stages()["embedding"].run
    assert (vectors["cached"], vectors["made"]) == (30, 0)


def test_a_saved_result_keeps_the_versions_it_was_made_with(corpus, tmp_path):
    topics = corpus.topics(min_cluster_size=3)
    older = replace(topics, manifest=replace(topics.manifest, versions={"workbench": "0.0.1"}))
    corpus._kept[next(key for key, value in corpus._kept.items() if value is topics)] = older
    corpus.save(tmp_path / "c.wb")
    opened = wb.open(tmp_path / "c.wb").topics(min_cluster_size=3)
    assert opened.manifest.to_dict()["versions"] == {"workbench": "0.0.1"}
    assert opened.manifest.run == topics.manifest.run
