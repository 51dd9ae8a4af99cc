import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from workbench.errors import InputError
from workbench.tables.interchange import as_kind, kind_of, read_frame

polars = pytest.importorskip("polars")
duckdb = pytest.importorskip("duckdb")


def table():
    return polars.DataFrame(
        {
            "text": ["first", None, "third"],
            "number": [1, None, 2**60 + 1],
            "labels": [["a"], ["b", None], None],
            "channel": polars.Series(["mail", "chat", "mail"], dtype=polars.Categorical),
            "nested": [{"login": "ann"}, None, {"login": "bob"}],
        }
    )


def given(kind):
    frame = table()
    if kind == "polars":
        return frame
    if kind == "duckdb":
        arrow = frame.to_arrow()  # noqa: F841 - read by name
        return duckdb.sql("select * from arrow")
    if kind == "datasets":
        datasets = pytest.importorskip("datasets")
        return datasets.Dataset.from_list(frame.to_dicts())
    return frame.to_arrow()


def cells(frame):
    """Return the cells of any kind of table as plain Python, row by row."""
    if kind_of(frame) == "datasets":
        return [frame[k] for k in range(len(frame))]
    return pa.table(frame).to_pylist()


@pytest.mark.parametrize("kind", ["polars", "arrow", "duckdb", "datasets"])
def test_the_kind_that_came_in_comes_out_with_every_cell(kind):
    before = given(kind)
    frame, found = read_frame(before)
    assert found == kind
    assert frame["text"].isna().tolist() == [False, True, False]
    assert frame["number"].iloc[2] == 2**60 + 1
    back = as_kind(frame, kind)
    assert type(back) is type(before)
    assert cells(back) == cells(before)
    part = as_kind(frame.iloc[[2, 0]], kind)
    assert cells(part) == [cells(before)[2], cells(before)[0]]


def test_a_polars_frame_keeps_its_types():
    frame, kind = read_frame(table())
    assert as_kind(frame, kind).schema == table().schema


def test_pandas_passes_through_untouched():
    frame = pd.DataFrame({"text": ["a"]}, index=["x"])
    found, kind = read_frame(frame)
    assert found is frame
    assert as_kind(found, kind) is frame


def test_series_and_lists():
    named, _ = read_frame(pd.Series(["a", None], index=[5, 6], name="body"))
    assert list(named) == ["body"]
    assert named.index.tolist() == [5, 6]
    cells = ["a", None, np.nan]
    for texts in (cells, tuple(cells), np.array(cells, dtype=object), pd.Index(cells)):
        frame, kind = read_frame(texts)
        assert kind == "pandas"
        assert frame["text"].isna().tolist() == [False, True, True]


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [
        (table().lazy(), "Collect it first"),
        ({"text": ["a"]}, r"pd.DataFrame\(\.\.\.\)"),
        (["a", 3], "of type int"),
        (5, "got int"),
        (np.array([["a", "b"]]), "got ndarray"),
        (None, "got NoneType"),
    ],
)
def test_what_is_no_table(wrong, hint):
    with pytest.raises(InputError, match=hint):
        read_frame(wrong)
