"""Samples, what is placed beside them, and tables written part by part."""

import pandas as pd
import pytest

import workbench as wb
from workbench.errors import InputError
from workbench.tables import scan_parquet

WORDS = ["parcel", "refund", "login", "invoice", "crash"]


@pytest.fixture
def frame():
    rows = [f"{WORDS[k % 5]} {WORDS[k % 5]} problem {k % 97} item {k % 13}" for k in range(900)]
    return pd.DataFrame({"text": [*rows, None], "n": range(901)})


def embedded(frame, encoder, **options):
    return wb.embed(frame, text="text", model=encoder, cache=False, progress=False, **options)


def test_a_sample_depends_on_the_texts_alone(frame, encoder):
    corpus = embedded(frame, encoder)
    sample = corpus.sample(100)
    assert len(sample.rows.distinct) == 100
    assert "a sample of 100 of" in repr(sample)
    assert set(sample.rows.distinct) <= set(corpus.rows.distinct)
    other = embedded(frame.sample(frac=1, random_state=1), encoder).sample(100)
    assert other.rows.distinct == sample.rows.distinct
    assert corpus.sample(10_000).rows.distinct == corpus.rows.distinct


def test_the_rest_is_placed_beside_the_sample(frame, encoder):
    corpus = embedded(frame, encoder)
    sample = corpus.sample(200)
    topics, projection = sample.topics(min_cluster_size=10), sample.projection()
    assigned, placed = topics.predict(corpus), projection.transform(corpus)
    assert len(assigned) == len(frame)
    assert assigned["assigned"].notna().sum() == 900
    spots = placed.to_frame()
    assert spots["x"].notna().sum() == 900
    again = spots.loc[projection.to_frame().index]
    pd.testing.assert_frame_equal(again, projection.to_frame())
    assert "others placed among them" in placed.notes[-1]


def test_what_cannot_be_placed_is_refused(frame, encoder):
    corpus = embedded(frame, encoder)
    other = embedded(pd.DataFrame({"text": ["a strange text", "another one"]}), encoder)
    with pytest.raises(InputError, match="2 texts of this map are not in the table"):
        other.projection().transform(corpus)
    with pytest.raises(InputError, match="transform takes a corpus, got str"):
        other.projection().transform("map")
    with pytest.raises(InputError, match="predict takes a corpus, got int"):
        corpus.topics(min_cluster_size=10).predict(3)


def test_from_parquet_to_parquet(frame, encoder, tmp_path):
    (tmp_path / "in").mkdir()
    for part in range(3):
        piece = frame.iloc[part * 300 : part * 300 + 300 + (part == 2)]
        piece.to_parquet(tmp_path / "in" / f"{part}.parquet")
    corpus = embedded(str(tmp_path / "in" / "*.parquet"), encoder)
    assert list(corpus.frame.columns) == ["text"]
    dups, topics = corpus.duplicates(0.9), corpus.topics(min_cluster_size=10)
    out = corpus.export(tmp_path / "out", dups, topics, corpus.projection())
    table = scan_parquet(out)
    back = table.read([*table.columns])
    assert back["n"].tolist() == frame["n"].tolist()
    assert (back["verdict"] != "drop").tolist() == (dups.to_frame()["verdict"] != "drop").tolist()
    assert {"group", "reason", "topics_reason", "x", "y"} <= set(back.columns)


def test_one_table_with_results(frame, encoder, tmp_path):
    corpus = embedded(frame, encoder)
    written = corpus.export(tmp_path / "all.csv", corpus.duplicates(0.9))
    back = pd.read_csv(written)
    assert len(back) == len(frame)
    assert {"text", "n", "group", "verdict"} <= set(back.columns)
    with pytest.raises(InputError, match=r"a result has 10 rows, this corpus 901"):
        corpus.export(tmp_path / "x.csv", pd.DataFrame({"a": range(10)}))
