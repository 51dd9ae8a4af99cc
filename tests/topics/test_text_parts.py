"""Several topics per text.

Tests of topics/text_parts.py and topics/part_methods.py.
"""

import json
import re
from dataclasses import replace
from itertools import pairwise, product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import workbench as wb
from tests.fakes import FakeEncoder
from tests.topics.conftest import make_texts
from workbench.errors import FileError, InputError
from workbench.topics.text_parts import FLOOR, OWN, SWITCH, TextParts, _paths, place_parts

DOUBLE = "card lost stolen today. parcel late courier again."


@pytest.fixture(scope="module")
def corpus():
    texts, labels = make_texts()
    frame = pd.DataFrame({"text": [*texts, DOUBLE, DOUBLE, None], "label": [*labels, "", "", ""]})
    frame = frame.set_index(frame.index + 100)
    options = {"model": FakeEncoder(), "cache": False, "ledger": False, "progress": False}
    return wb.embed(frame, text="text", **options)


@pytest.fixture(scope="module")
def topics(corpus):
    return corpus.topics(min_cluster_size=20, unit="sentence")


def number(corpus, topics, label):
    return int(topics.to_frame().loc[corpus.frame["label"] == label, "topic"].mode()[0])


def test_a_text_with_two_matters_has_both_with_its_sentence_as_evidence(corpus, topics):
    card, parcel = (number(corpus, topics, one) for one in ("card", "parcel"))
    frame = topics.to_frame()
    assert frame.index.equals(corpus.frame.index)
    for row in (160, 161):
        line = frame.iloc[row]
        assert sorted(line["topics"]) == sorted([card, parcel])
        said = dict(zip(line["topics"], line["evidence"], strict=True))
        assert said[card].startswith("card lost")
        assert said[parcel].startswith("parcel late")
        assert sum(line["shares"]) == pytest.approx(1)
    assert frame["topics"].iloc[162] == []
    assert (frame["topics"].iloc[:160].str.len() == 1).all()
    assert "by sentence: 2 rows with several topics" in repr(topics)


def test_rows_and_parts_are_counted_apart(topics):
    table, frame = topics.table.set_index("topic"), topics.to_frame()
    for topic, line in table.iterrows():
        assert line["rows_mentioning"] == sum(topic in own for own in frame["topics"])
    parts = topics.parts()
    counts = parts["topic"].value_counts()
    assert (table["parts"] == counts.reindex(table.index)).all()
    assert table["parts"].sum() == 164
    assert table["rows_mentioning"].sum() == 164
    last = parts[parts["row"] == 161]
    assert last["part"].tolist() == [1, 2]
    assert last["share"].sum() == pytest.approx(1)
    assert list(parts) == ["row", "id", "part", "text", "topic", "name", "similarity", "share"]


def test_the_topics_themselves_are_those_of_whole_texts(corpus, topics):
    whole = corpus.topics(min_cluster_size=20)
    assert whole.unit == "text"
    assert "topics" not in whole.to_frame()
    same = topics.to_frame()[list(whole.to_frame())]
    pd.testing.assert_frame_equal(same, whole.to_frame())
    with pytest.raises(InputError, match=r"of whole texts.*unit=\"sentence\""):
        whole.parts()


def test_each_different_sentence_is_embedded_once():
    encoder = FakeEncoder()
    frame = pd.DataFrame({"text": [*make_texts()[0], DOUBLE, DOUBLE, f"{DOUBLE} again."]})
    options = {"cache": False, "ledger": False, "progress": False}
    corpus = wb.embed(frame, text="text", model=encoder, **options)
    corpus.topics(min_cluster_size=20)
    before = len(encoder.encoded)
    corpus.topics(min_cluster_size=20, unit="sentence")
    asked = encoder.encoded[before:]
    assert len(asked) == len(set(asked))
    before = len(encoder.encoded)
    corpus.topics(min_cluster_size=20, unit="sentence")
    assert len(encoder.encoded) == before


def test_corrections_saving_and_refresh_keep_the_parts(corpus, topics, tmp_path):
    card, parcel = (number(corpus, topics, one) for one in ("card", "parcel"))
    merged = topics.merge([card, parcel], name="Both")
    assert merged.to_frame()["topics"].iloc[160] == [card]
    assert merged.table["parts"].sum() == topics.table["parts"].sum()
    path = corpus.save(tmp_path / "c.wb", topics=merged)
    opened = wb.open(path, ledger=False).topics()
    assert opened.unit == "sentence"
    pd.testing.assert_frame_equal(opened.to_frame(), merged.to_frame())
    pd.testing.assert_frame_equal(opened.parts(), merged.parts())
    after = topics.refresh(corpus).topics
    assert after.unit == "sentence"
    assert sorted(after.to_frame()["topics"].iloc[160]) == sorted([card, parcel])


def test_passages_are_those_that_were_embedded():
    long = " ".join(["card lost stolen replacement today."] * 4 + ["parcel delivery late."] * 5)
    frame = pd.DataFrame({"text": [*make_texts()[0], long]})
    options = {"cache": False, "ledger": False, "progress": False}
    model = FakeEncoder(max_tokens=14)
    corpus = wb.embed(frame, text="text", model=model, long_text="chunk", **options)
    topics = corpus.topics(min_cluster_size=20, unit="passage")
    parts = topics.parts()
    assert (parts["row"] == 160).sum() > 2
    assert len(topics.to_frame()["topics"].iloc[160]) == 2
    whole = wb.embed(frame, text="text", model=FakeEncoder(), **options)
    with pytest.raises(InputError, match="long_text='chunk'"):
        whole.topics(unit="passage")
    with pytest.raises(InputError, match="unit must be one of"):
        whole.topics(unit="word")


def test_vectors_without_a_model_have_no_sentences(corpus):
    frame = corpus.frame.dropna().drop_duplicates("text")
    own = wb.embed(frame, text="text", vectors=np.eye(len(frame)), ledger=False)
    with pytest.raises(InputError, match="no model is at hand"):
        own.topics(unit="sentence")


@given(st.integers(0, 10**6), st.integers(2, 4), st.integers(-1, 2))
def test_the_path_is_the_best_of_all(seed, count, own):
    near = np.random.default_rng(seed).uniform(-1, 1, (count, 3))
    scores = near[None].astype(np.float32)
    made = _paths(scores, np.array([own]), np.zeros(3, dtype=bool))[0]

    def worth(path):
        gained = [FLOOR if k < 0 else near[i][k] + OWN * (k == own) for i, k in enumerate(path)]
        changes = sum(a != b for a, b in pairwise(path))
        return sum(gained) - SWITCH * changes

    best = max(map(worth, product([-1, 0, 1, 2], repeat=count)))
    assert worth(made.tolist()) == pytest.approx(best, abs=1e-4)


def test_without_topics_no_part_is_on_one():
    parts = TextParts(
        "sentence",
        ("a", "b"),
        np.eye(2, dtype=np.float32),
        np.array([0, 0]),
        np.array([0, 1]),
    )
    placed = place_parts(parts, np.zeros((0, 2), dtype=np.float32), np.array([-1]))
    assert placed.topic.tolist() == [-1, -1]
    assert placed.table.empty


def test_a_file_whose_parts_do_not_fit_is_refused(corpus, topics, tmp_path):
    parts = replace(topics._text_parts, which=topics._text_parts.which + 1000)
    path = corpus.save(tmp_path / "bad.wb", topics=replace(topics, _text_parts=parts))
    with pytest.raises(FileError, match="damaged"):
        wb.open(path, ledger=False)


def test_a_report_shows_the_topics_of_sentences_masked(tmp_path):
    from workbench.reports.html import unpacked

    mail = "card lost stolen today ann@example.org. parcel late courier again."
    frame = pd.DataFrame({"text": [*make_texts()[0], mail]})
    options = {"cache": False, "ledger": False, "progress": False}
    corpus = wb.embed(frame, text="text", model=FakeEncoder(), **options)
    topics = corpus.topics(min_cluster_size=20, unit="sentence")
    path = corpus.report(tmp_path / "r.html", topics=topics, redact=True)
    page = path.read_text("utf-8")
    data = json.loads(unpacked(re.search(r'id="data">([^<]+)<', page)[1]))["topics"]
    assert list(data["several"]) == ["160"]
    assert len(data["several"]["160"]) == 2
    assert "ann@example.org" not in page + json.dumps(data)
    said = re.findall(r"(\d+) rows speak of it in (\d+) sentences", page)
    assert len(said) == len(data["table"])
    assert sum(int(parts) for _, parts in said) == 162


def test_lists_come_back_in_the_kind_of_table_that_was_given():
    import polars as pl

    frame = pl.DataFrame({"text": [*make_texts()[0], DOUBLE]})
    options = {"cache": False, "ledger": False, "progress": False}
    corpus = wb.embed(frame, text="text", model=FakeEncoder(), **options)
    topics = corpus.topics(min_cluster_size=20, unit="sentence")
    made = topics.to_frame()
    assert isinstance(made, pl.DataFrame)
    assert made["evidence"].list.len().to_list()[-1] == 2
    assert isinstance(topics.parts(), pl.DataFrame)
