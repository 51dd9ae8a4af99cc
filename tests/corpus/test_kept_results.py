"""Equal calls of `topics` are computed once, however they are written, also after saving."""

import numpy as np
import pytest

import workbench as wb
from tests.fakes import FakeEncoder
from workbench.corpus.kept_results import current_keys, topics_key
from workbench.topics import find

TEXTS = [f"{a} {b}" for a in ("card", "login", "refund") for b in "abcdefghijkl"]


@pytest.fixture
def corpus():
    return wb.embed(TEXTS, model=FakeEncoder(16), cache=False, ledger=False, progress=False)


def test_equal_calls_are_computed_once(corpus):
    found = corpus.topics()
    assert corpus.topics(detail="medium") is found
    assert corpus.topics(random_state=np.int64(0), min_cluster_size="auto") is found
    assert corpus.topics(apply_corrections=False, assign_noise=True, namer=None) is found
    small = corpus.topics(min_cluster_size=4)
    assert small is not found
    assert corpus.topics(random_state=0, min_cluster_size=np.int32(4)) is small


def test_each_namer_has_its_own_topics(corpus):
    first, second = (lambda words, texts: texts[0]), (lambda words, texts: texts[-1])
    named = corpus.topics(namer=first, min_cluster_size=5)
    assert named.names[0] in corpus.rows.distinct
    assert corpus.topics(namer=first, min_cluster_size=5) is named
    assert not corpus.topics(namer=second, min_cluster_size=5).names.equals(named.names)
    assert named.names[0] not in corpus.topics(min_cluster_size=5).names.tolist()


def test_saved_topics_are_those_of_the_default_call_and_of_their_own_settings(corpus, tmp_path):
    corpus.topics()
    named = corpus.topics(min_cluster_size=4).rename({0: "Mine"})
    path = corpus.save(tmp_path / "c.wb", topics=named)
    opened = wb.open(path, ledger=False)
    assert opened.topics().names[0] == "Mine"
    assert opened.topics(min_cluster_size=4).names[0] == "Mine"
    again = wb.open(opened.save(tmp_path / "d.wb"), ledger=False)
    assert again.topics(detail="medium").names[0] == "Mine"


def test_what_a_namer_said_is_not_given_to_another_after_saving(corpus, tmp_path):
    corpus.topics(namer=lambda words, texts: "Hers", min_cluster_size=5)
    opened = wb.open(corpus.save(tmp_path / "c.wb"), ledger=False)
    assert not [key for key in opened._kept if key[0] == "topics"]
    assert "Hers" not in opened.topics(min_cluster_size=5).names.tolist()


def test_keys_of_files_saved_before_are_those_of_the_same_calls():
    old = {
        ("topics", "[]"): "default",
        ("topics", "[('min_size', 4), ('seed', 1)]"): "sized",
        ("topics", "[('namer', <function f at 0x7f>)]"): "named",
        ("topics", "[('progress', None)]"): "other",
        "pairs": "pairs",
    }
    assert current_keys(old) == {
        topics_key(): "default",
        topics_key(min_cluster_size=4, random_state=1): "sized",
        "pairs": "pairs",
    }
    assert current_keys(current_keys(old)) == current_keys(old)


def test_progress_takes_what_embed_takes(corpus):
    topics = corpus.topics(min_cluster_size=5)
    for progress in (None, False, True):
        assert (
            topics.measure_stability(n_seeds=1, n_subsamples=1, progress=progress).stability.n_seeds
            == 1
        )
    with pytest.raises(wb.errors.InputError, match="progress must be True, False or an object"):
        topics.measure_stability(progress="yes")


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"min_cluster_size": 1}, "min_cluster_size must be a whole number of at least 2"),
        ({"min_cluster_size": True}, "min_cluster_size must be a whole number of at least 2"),
        ({"min_cluster_size": "large"}, "or 'auto', got 'large'"),
        ({"detail": "medum"}, "Did you mean 'medium'"),
        ({"random_state": -1}, "random_state must be a whole number of at least 0"),
    ],
)
def test_settings_are_checked_before_anything_is_computed(corpus, monkeypatch, wrong, message):
    monkeypatch.setattr(find, "topic_space", None)
    with pytest.raises(wb.errors.InputError, match=message):
        corpus.topics(**wrong)
    assert not corpus._kept
