"""The kind of table that came in comes out, with equal answers."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import workbench as wb
from tests.fakes import FakeEncoder
from workbench.tables import read_frame

TICKETS = Path(__file__).resolve().parents[2] / "sample_data" / "support_tickets.csv"


def lists_of(frame):
    return {name: [None if pd.isna(v) else v for v in frame[name]] for name in frame}


def polars_of(frame):
    return pytest.importorskip("polars").DataFrame(lists_of(frame))


def arrow_of(frame):
    import pyarrow as pa

    return pa.table(lists_of(frame))


def duckdb_of(frame):
    duckdb = pytest.importorskip("duckdb")
    return duckdb.from_arrow(arrow_of(frame))


def dataset_of(frame):
    datasets = pytest.importorskip("datasets")
    return datasets.Dataset(arrow_of(frame))


MAKERS = {
    "pandas": lambda frame: frame,
    "polars": polars_of,
    "arrow": arrow_of,
    "duckdb": duckdb_of,
    "datasets": dataset_of,
}


def columns_of(table):
    """Return a table of any library as lists by column; missing cells are None."""
    return lists_of(read_frame(table)[0])


def same(left, right):
    left, right = columns_of(left), columns_of(right)
    assert list(left) == list(right)
    for name, cells in left.items():
        for mine, theirs in zip(cells, right[name], strict=True):
            assert mine == theirs or mine == pytest.approx(theirs, abs=1e-6), name


@pytest.fixture(scope="module")
def frame():
    text = [f"my {k % 5} parcel number {k % 17} never came" for k in range(60)]
    text[7], text[20] = None, "  "
    return pd.DataFrame(
        {"key": [f"T{k:03d}" for k in range(60)], "body": text, "stars": [k % 4 for k in range(60)]}
    )


def corpus_of(table, **options):
    return wb.embed(
        table,
        text="body",
        id="key",
        model=FakeEncoder(),
        cache=False,
        ledger=False,
        progress=False,
        **options,
    )


@pytest.mark.parametrize("kind", MAKERS)
def test_tables_of_rows_are_of_the_kind_that_came_in(kind, frame):
    given = MAKERS[kind](frame)
    corpus, usual = corpus_of(given), corpus_of(frame)
    duplicates, topics = corpus.duplicates(0.8), corpus.topics(min_cluster_size=4)
    usual_duplicates, usual_topics = usual.duplicates(0.8), usual.topics(min_cluster_size=4)
    pairs = [
        (corpus, usual),
        (duplicates, usual_duplicates),
        (topics, usual_topics),
        (corpus.projection(), usual.projection()),
        (corpus.match(corpus), usual.match(usual)),
    ]
    for result, expected in pairs:
        table = result.to_frame()
        assert type(table) is type(given), type(result).__name__
        same(table, expected.to_frame())
    for mine, theirs in zip(duplicates.apply(), usual_duplicates.apply(), strict=True):
        assert type(mine) is type(given)
        same(mine, theirs)
    for mine, theirs in zip(duplicates.apply(given), usual_duplicates.apply(), strict=True):
        assert type(mine) is type(given)
        same(mine, theirs)
    found = corpus.search("parcel", k=3)
    assert type(found) is type(given)
    same(found, usual.search("parcel", k=3))
    part = corpus.filter(np.arange(60) < 30)
    assert type(part.to_frame()) is type(given)


@pytest.mark.parametrize("kind", ["polars", "arrow"])
def test_widgets_and_reports_take_every_kind(kind, frame, tmp_path):
    corpus = corpus_of(MAKERS[kind](frame))
    duplicates, topics = corpus.duplicates(0.8), corpus.topics(min_cluster_size=4)
    view = corpus.map(topics)
    view.select([1, 2])
    assert type(view.selection) is type(MAKERS[kind](frame))
    explorer = corpus.explore(topics=topics, duplicates=duplicates)
    assert type(explorer.selection) is type(MAKERS[kind](frame))
    assert corpus.review(duplicates)
    assert corpus.report(tmp_path / "page.html", duplicates=duplicates, topics=topics).exists()
    assert corpus.report(tmp_path / "pairs.csv", duplicates=duplicates).exists()


def test_a_saved_corpus_remembers_the_kind(frame, tmp_path):
    corpus = corpus_of(polars_of(frame))
    corpus.save(tmp_path / "corpus.wb")
    back = wb.open(tmp_path / "corpus.wb", ledger=False)
    assert type(back.to_frame()) is type(corpus.to_frame())


def test_a_list_a_series_and_a_file_give_pandas(frame, tmp_path):
    frame.to_csv(tmp_path / "t.csv", index=False)
    options = {"model": FakeEncoder(), "cache": False, "ledger": False, "progress": False}
    usual = wb.embed(frame, text="body", **options).duplicates(0.8)
    expected = usual.to_frame()["verdict"].tolist()
    for given in (frame["body"].tolist(), frame["body"]):
        made = wb.embed(given, **options).duplicates(0.8).to_frame()
        assert isinstance(made, pd.DataFrame)
        assert made["verdict"].tolist() == expected
    made = wb.embed(tmp_path / "t.csv", text="body", **options).duplicates(0.8).to_frame()
    assert made["verdict"].tolist() == expected


def test_ids_of_mixed_kinds_come_out_as_texts():
    polars = pytest.importorskip("polars")
    table = polars.DataFrame({"body": ["my parcel is late", "my parcel is late", None]})
    corpus = wb.embed(table, text="body", model=FakeEncoder(), cache=False, progress=False)
    assert corpus.duplicates().to_frame()["verdict"].to_list() == ["keep", "drop", "keep"]


@pytest.mark.model
def test_the_tickets_give_equal_answers_whatever_they_are_given_as(tmp_path):
    frame = pd.read_csv(TICKETS, dtype=str, keep_default_na=False).head(400)
    frame.to_csv("tickets.csv", index=False)
    options = {"text": "body", "cache": tmp_path / "store", "ledger": False, "progress": False}
    usual = wb.embed(frame, **options)
    verdicts = usual.duplicates().to_frame()["verdict"].tolist()
    others = [maker(frame) for kind, maker in MAKERS.items() if kind != "pandas"]
    for given in (*others, frame["body"].tolist(), "tickets.csv"):
        text = None if isinstance(given, list) else "body"
        corpus = wb.embed(given, **{**options, "text": text})
        assert columns_of(corpus.duplicates().to_frame())["verdict"] == verdicts
