import pandas as pd
import pytest

import workbench as wb
from tests.fakes import FakeEncoder
from tests.topics.conftest import make_texts
from workbench.errors import ColumnError, InputError


@pytest.fixture
def table():
    texts, labels = make_texts()
    frame = pd.DataFrame({"text": texts, "label": labels})
    frame["day"] = pd.date_range("2025-01-01", periods=len(frame), freq="D").astype(str)
    frame["minutes"] = range(len(frame))
    return frame


@pytest.fixture
def corpus(table, tmp_path, monkeypatch):
    return _embed(table, tmp_path, monkeypatch)


def _embed(table, tmp_path, monkeypatch):
    monkeypatch.setattr(
        "workbench.embedding.custom_encoder.load_encoder", lambda *_, **__: FakeEncoder()
    )
    return wb.embed(
        table, text="text", cache=tmp_path / "cache", ledger=tmp_path / "d.jsonl", progress=False
    )


def test_corrections_are_applied_again_in_a_new_session(table, corpus, tmp_path, monkeypatch):
    found = corpus.topics(min_cluster_size=20)
    changed = found.merge([0, 1], name="Both").rename({2: "Third"})
    assert corpus.remember(changed) == 2
    assert corpus.remember(changed) == 0
    assert "digest" not in (tmp_path / "d.jsonl").read_text()
    assert table["text"][0] not in (tmp_path / "d.jsonl").read_text()
    later = _embed(table.sample(frac=1, random_state=0), tmp_path, monkeypatch)
    again = later.topics(min_cluster_size=20)
    assert {"Both", "Third"} <= set(again.names)
    assert len(again) == len(found) - 1
    assert len(later.topics(min_cluster_size=20, apply_corrections=False)) == len(found)
    assert later.ledger.undo().correction
    assert "Third" not in later.topics(min_cluster_size=20).names
    assert len(later.duplicates().rows) == len(table)


def test_what_the_board_changes_goes_to_the_ledger_and_comes_back(corpus):
    board = corpus.board(corpus.topics(min_cluster_size=20))
    board.rename(0, "Mine")
    assert "Mine" in corpus.topics(min_cluster_size=20).names
    board.undo()
    assert "Mine" not in corpus.topics(min_cluster_size=20).names


def test_refresh_keeps_names_and_new_rows_are_placed(table, corpus, tmp_path, monkeypatch):
    old = _embed(table.iloc[:-8], tmp_path, monkeypatch)
    named = old.topics(min_cluster_size=20).rename({0: "First"})
    after = corpus.refresh(named)
    assert after.topics.names[0] == "First"
    assert after.kept_share > 0.95
    assert len(corpus.assign(named)) == len(table)


def test_time_groups_and_costs_by_column_name(corpus):
    topics = corpus.topics(min_cluster_size=20)
    assert corpus.over_time(topics, "day")["total"].max() <= 31
    assert set(corpus.emerging(topics, "day")["topic"]) == set(topics.table["topic"])
    assert set(corpus.by_group(topics, "label")["group"]) == {"card", "refund", "login", "parcel"}
    assert corpus.costs(topics, "minutes")["rows"].sum() == len(corpus)
    assert list(corpus.bursts(topics, "day").columns)[-1] == "positions"
    with pytest.raises(ColumnError, match="'channel'"):
        corpus.costs(topics, "channel")


def test_own_topics_by_words(corpus):
    own = corpus.own_topics({"Cards": ["card lost stolen replacement"]}, threshold=0.4)
    assert own.names[0] == "Cards"
    with pytest.raises(InputError, match="needs one or more examples"):
        corpus.own_topics({"Cards": []})


def test_stability_is_measured_once_and_only_where_it_is_affordable(corpus, monkeypatch, tmp_path):
    topics = corpus.topics()
    measured = corpus.measured(topics).measured
    assert measured is not None
    monkeypatch.setattr(type(topics), "stability", None)
    assert corpus.measured(topics).measured is measured
    back = wb.open(corpus.save(tmp_path / "c.wb"))
    assert repr(back.measured(back.topics()).measured) == repr(measured)
    monkeypatch.setattr("workbench.corpus.topical.MEASURED_TEXTS", 3)
    other = topics.rename({0: "Another name"})
    assert corpus.measured(other) is other
    with pytest.raises(TypeError, match="NoneType"):
        corpus.measured(other, stability=True)
