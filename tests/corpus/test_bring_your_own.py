"""Tables of any library, vectors and encoders of one's own."""

import numpy as np
import pandas as pd
import pytest

import workbench as wb
from tests.fakes import FakeEncoder
from workbench.errors import ColumnError, FileError, ModelError
from workbench.tables import pandas_frame

TEXTS = ["late parcel", "late parcel", None, "broken lid", "parcel late again"] * 4


def frame():
    return pd.DataFrame({"id": range(20), "body": TEXTS})


def verdicts(given, text="body"):
    corpus = wb.embed(given, text=text, model=FakeEncoder(), progress=False)
    return pandas_frame(corpus.duplicates(0.9))["kind"].astype(object).tolist()


@pytest.mark.parametrize("kind", ["polars", "arrow", "duckdb", "datasets", "series", "list", "csv"])
def test_any_table_gives_the_same_duplicates(kind, tmp_path):
    table, wanted = frame(), verdicts(frame())
    if kind == "polars":
        given = pytest.importorskip("polars").from_pandas(table)
    elif kind == "arrow":
        given = pytest.importorskip("pyarrow").Table.from_pandas(table)
    elif kind == "duckdb":
        given = pytest.importorskip("duckdb").from_df(table)
    elif kind == "datasets":
        given = pytest.importorskip("datasets").Dataset.from_pandas(table)
    elif kind == "series":
        given = table["body"]
    elif kind == "list":
        given = list(TEXTS)
    else:
        given = tmp_path / "table.csv"
        table.to_csv(given, index=False)
    found = verdicts(given, text=None if kind in ("series", "list") else "body")
    assert [str(cell) for cell in found] == [str(cell) for cell in wanted]


def test_without_a_text_column_the_candidates_are_listed():
    with pytest.raises(ColumnError, match="Columns with text: title, body"):
        wb.embed(pd.DataFrame({"n": [1], "title": ["a"], "body": ["b"]}), progress=False)
    with pytest.raises(ColumnError, match="no column holds text"):
        wb.embed(pd.DataFrame({"n": [1], "m": [2]}), progress=False)


def test_vectors_of_ones_own_need_no_model():
    table = frame()
    vectors = FakeEncoder().encode([text or "x" for text in TEXTS])
    corpus = wb.embed(table, text="body", vectors=vectors * 3, progress=False)
    same = wb.embed(table, text="body", model=FakeEncoder(), progress=False)
    np.testing.assert_allclose(corpus.vectors, same.vectors, atol=1e-6)
    assert "given vectors" in repr(corpus)
    assert len(corpus.search(vectors[0], k=3)) == 3
    with pytest.raises(ModelError, match="Name it"):
        corpus.search("parcel")
    named = wb.embed(table, text="body", vectors=vectors, model=FakeEncoder(), progress=False)
    assert len(named.search("parcel", k=2)) == 2


def test_vectors_of_ones_own_are_saved_and_opened(tmp_path):
    vectors = FakeEncoder().encode([text or "x" for text in TEXTS])
    corpus = wb.embed(frame(), text="body", vectors=vectors, progress=False)
    opened = wb.open(corpus.save(tmp_path / "own.wb"))
    np.testing.assert_array_equal(opened.vectors, corpus.vectors)
    with pytest.raises(ModelError, match="Name it"):
        opened.search("parcel")
    named = wb.open(tmp_path / "own.wb", model=FakeEncoder())
    assert len(named.search("parcel", k=2)) == 2
    narrow = wb.open(tmp_path / "own.wb", model=FakeEncoder(dimensions=8))
    with pytest.raises(ModelError, match="have 64 dimensions, those of fake have 8"):
        narrow.search("parcel")


def test_a_path_is_no_array_of_vectors(tmp_path):
    np.save(tmp_path / "mine.npy", np.ones((20, 3)))
    before = (tmp_path / "mine.npy").read_bytes()
    with pytest.raises(ColumnError, match=r"vectors=numpy.load.*vectors_file="):
        wb.embed(frame(), text="body", vectors=str(tmp_path / "mine.npy"), progress=False)
    assert (tmp_path / "mine.npy").read_bytes() == before


def test_a_file_of_somebody_elses_is_never_replaced(tmp_path):
    mine = tmp_path / "mine.npy"
    np.save(mine, np.ones((20, 3)))
    before = mine.read_bytes()
    with pytest.raises(FileError, match="was not written by Workbench"):
        wb.embed(frame(), text="body", model=FakeEncoder(), vectors_file=mine, progress=False)
    assert mine.read_bytes() == before


def test_our_own_file_is_replaced_until_somebody_changes_it(tmp_path):
    ours = tmp_path / "ours.npy"
    for texts in (TEXTS, [*TEXTS, "one more"]):
        corpus = wb.embed(texts, model=FakeEncoder(), vectors_file=ours, progress=False)
        assert len(np.load(ours)) == len(corpus.rows.distinct)
    np.save(ours, np.zeros((2, 2)))
    with pytest.raises(FileError, match="was not written by Workbench"):
        wb.embed(TEXTS, model=FakeEncoder(), vectors_file=ours, progress=False)


class Plain:
    calls = 0

    def encode(self, texts):
        self.calls += len(texts)
        return FakeEncoder().encode(list(texts))


def test_any_object_with_encode_is_a_model(own_cache):
    model = Plain()
    corpus = wb.embed(frame(), text="body", model=model, progress=False)
    assert len(corpus.search("late parcel", k=2)) == 2
    assert any("not kept on disk" in note for note in corpus.notes)
    before = model.calls
    wb.embed(frame(), text="body", model=model, progress=False)
    assert model.calls - before >= 3  # nothing was kept, so all is encoded again


def test_a_fingerprint_lets_vectors_be_kept():
    model = Plain()
    model.fingerprint = "version 1"
    wb.embed(frame(), text="body", model=model, progress=False)
    corpus = wb.embed(frame(), text="body", model=model, progress=False)
    assert corpus.embedding.encoded == 0


def test_a_corpus_of_an_encoder_of_ones_own_opens(tmp_path):
    model = Plain()
    corpus = wb.embed(frame(), text="body", model=model, progress=False)
    path = corpus.save(tmp_path / "own.wb")
    with pytest.raises(ModelError, match="model=encoder"):
        wb.open(path).search("parcel")
    assert len(wb.open(path, model=model).search("parcel", k=1)) == 1
