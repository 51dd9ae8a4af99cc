from dataclasses import replace

import pandas as pd
import pytest

import workbench as wb
from tests.fakes import FakeEncoder
from tests.topics.conftest import make_texts
from workbench.corpus import measured_topics
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
        "workbench.embedding.encoders.custom.load_encoder", lambda *_, **__: FakeEncoder()
    )
    return wb.embed(
        table, text="text", cache=tmp_path / "cache", ledger=tmp_path / "d.jsonl", progress=False
    )


def test_corrections_are_applied_again_in_a_new_session(table, corpus, tmp_path, monkeypatch):
    found = corpus.topics(min_cluster_size=20)
    changed = found.merge([0, 1], name="Both").rename({2: "Third"})
    assert changed.save_corrections() == 2
    assert changed.save_corrections() == 0
    assert "digest" not in (tmp_path / "d.jsonl").read_text()
    assert table["text"][0] not in (tmp_path / "d.jsonl").read_text()
    later = _embed(table.sample(frac=1, random_state=0), tmp_path, monkeypatch)
    again = later.topics(min_cluster_size=20)
    assert {"Both", "Third"} <= set(again.names)
    assert len(again) == len(found) - 1
    assert len(later.topics(min_cluster_size=20, apply_corrections=False)) == len(found)
    assert later.ledger.undo().correction
    assert "Third" not in later.topics(min_cluster_size=20).names.tolist()
    assert len(later.duplicates().rows) == len(table)


def test_what_the_board_changes_goes_to_the_ledger_and_comes_back(corpus):
    board = corpus.topics(min_cluster_size=20).board()
    board.rename(0, "Mine")
    assert "Mine" in corpus.topics(min_cluster_size=20).names.tolist()
    board.undo()
    assert "Mine" not in corpus.topics(min_cluster_size=20).names.tolist()


def test_refresh_keeps_names_and_new_rows_are_placed(table, corpus, tmp_path, monkeypatch):
    old = _embed(table.iloc[:-8], tmp_path, monkeypatch)
    named = old.topics(min_cluster_size=20).rename({0: "First"})
    after = named.refresh(corpus)
    assert after.topics.names[0] == "First"
    assert after.kept_share > 0.95
    assert len(named.predict(corpus)) == len(table)


def test_time_groups_and_costs_by_column_name(corpus):
    topics = corpus.topics(min_cluster_size=20)
    assert topics.over_time("day")["total"].max() <= 31
    assert set(topics.emerging("day")["topic"]) == set(topics.table["topic"])
    assert set(topics.by_group("label")["group"]) == {"card", "refund", "login", "parcel"}
    assert topics.metrics("minutes")["rows"].sum() == len(corpus)
    assert topics.metrics(["minutes"], date="day")["growth"].notna().all()
    assert list(topics.bursts("day").columns)[-1] == "positions"
    with pytest.raises(ColumnError, match="'channel'"):
        topics.metrics("channel")


def test_values_of_the_rows_will_do_in_place_of_a_column(corpus):
    topics, frame = corpus.topics(min_cluster_size=20), corpus.frame
    named = topics.by_group("label")
    for given in (frame["label"], frame["label"].to_numpy(), frame["label"].tolist()):
        pd.testing.assert_frame_equal(topics.by_group(given), named)
    with pytest.raises(InputError, match="another index than the table"):
        topics.by_group(frame["label"].iloc[::-1])
    with pytest.raises(ColumnError, match="one value per row: 160, got 3"):
        topics.over_time(["2025-01-01"] * 3)
    with pytest.raises(InputError, match="freq must be a calendar period.*got 'fortnight'"):
        topics.over_time("day", freq="fortnight")
    monthly = topics.over_time("day", freq="M")
    assert {"ci_low", "ci_high"} <= set(monthly.columns)
    assert (
        (monthly["ci_low"] <= monthly["share"]) & (monthly["share"] <= monthly["ci_high"])
    ).all()
    assert len(topics.bursts("day", alpha=1)) >= len(topics.bursts("day", alpha=1e-9))
    with pytest.raises(InputError, match="alpha must be"):
        topics.bursts("day", alpha=1.1)


def test_topics_keep_their_table_through_edits_saving_and_refresh(corpus, tmp_path):
    topics = corpus.topics(min_cluster_size=20)
    measured = measured_topics(corpus, topics, stability=True)
    given = corpus.topics(labels="label")
    for one in (topics.merge([0, 1]), measured, given, topics.refresh(corpus).topics):
        assert set(one.by_group("label")["group"]) == {"card", "refund", "login", "parcel"}
    plain = corpus.save(tmp_path / "without.wb").stat().st_size
    path = corpus.save(tmp_path / "with.wb", topics=topics.rename({0: "Mine"}))
    assert path.stat().st_size < plain * 1.5, "neither table nor ledger is written twice"
    opened = wb.open(path, ledger=tmp_path / "other.jsonl")
    again = opened.topics()
    assert again.over_time("day")["total"].max() <= 31
    assert again.save_corrections() == 1
    assert opened.ledger.undo().correction
    assert len(again.predict(corpus)) == len(corpus)


def test_what_topics_need_is_told(corpus, table):
    topics = corpus.topics(min_cluster_size=20)
    for verb in (topics.refresh, topics.predict):
        with pytest.raises(InputError, match="takes a corpus, got DataFrame.*wb.embed"):
            verb(table)
    narrow = wb.embed(table, text="text", model=FakeEncoder(8), cache=False, progress=False)
    for verb in (topics.refresh, topics.predict):
        with pytest.raises(InputError, match="Embed both tables with the same model"):
            verb(narrow)
    alone = replace(topics, _home=None)
    for call in (alone.save_corrections, alone.board, lambda: alone.over_time("day")):
        with pytest.raises(InputError, match=r"belong to no corpus.*corpus.topics\(\)"):
            call()
    assert set(alone.by_group(table["label"])["group"]) == set(table["label"])


@pytest.mark.parametrize(
    "gone",
    ["remember", "refresh", "over_time", "by_group", "emerging", "bursts", "costs", "assign"],
)
def test_a_corpus_has_no_second_way(corpus, gone):
    assert not hasattr(corpus, gone)
    assert not hasattr(corpus, "board")


def test_stability_is_measured_once_and_only_if_asked(corpus, monkeypatch, tmp_path):
    topics = corpus.topics()
    assert measured_topics(corpus, topics, stability=False) is topics
    measured = measured_topics(corpus, topics, stability=True).stability
    assert measured is not None
    monkeypatch.setattr(type(topics), "measure_stability", None)
    assert measured_topics(corpus, topics, stability=False).stability is measured
    back = wb.open(corpus.save(tmp_path / "c.wb"))
    again = measured_topics(back, back.topics(), stability=True)
    assert repr(again.stability) == repr(measured)
    other = topics.rename({0: "Another name"})
    with pytest.raises(TypeError, match="NoneType"):
        measured_topics(corpus, other, stability=True)
