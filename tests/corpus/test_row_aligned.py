"""Every public array of a result belongs to the rows of the table, in their order."""

import inspect

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import workbench as wb
from tests.fakes import FakeEncoder

CELLS = st.one_of(
    st.none(),
    st.sampled_from(["", "  ", "my parcel is late", "My parcel is late!", "no refund yet"]),
    st.builds("parcel {} of {}".format, st.integers(0, 4), st.integers(0, 4)),
)
INDEXES = {
    "range": pd.RangeIndex,
    "turned": lambda n: pd.Index(range(n))[::-1],
    "repeated": lambda n: pd.Index([k // 2 for k in range(n)]),
    "words": lambda n: pd.Index([f"r{k}" for k in range(n)]),
    "levels": lambda n: pd.MultiIndex.from_tuples([(k % 2, k) for k in range(n)]),
    "dates": lambda n: pd.date_range("2026-01-01", periods=n),
}


def has_text(cells):
    return any(cell and cell.strip() for cell in cells)


COLUMN = {"labels": "topic", "assigned": "assigned"}
"""Arrays and the column of ``to_frame()`` that says the same; coordinates are all its columns."""

NOT_PER_ROW = {
    "vectors": "of the rows with text",
    "centroids": "one per topic",
    "names": "one per topic",
}


def arrays_of(result):
    """Yield the public attributes that are arrays or Series."""
    for name in dir(type(result)):
        static = inspect.getattr_static(type(result), name)
        if name.startswith("_") or inspect.isfunction(static):
            continue
        value = getattr(result, name)
        if isinstance(value, (np.ndarray, pd.Series)):
            yield name, value
    for name, value in vars(result).items():
        if not name.startswith("_") and isinstance(value, (np.ndarray, pd.Series)):
            yield name, value


@given(
    cells=st.lists(CELLS, min_size=1, max_size=24).filter(
        lambda c: any(x and x.strip() for x in c)
    ),
    kind=st.sampled_from(list(INDEXES)),
)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_public_arrays_are_those_of_to_frame(cells, kind):
    frame = pd.DataFrame({"body": pd.Series(cells, dtype=object)})
    frame.index = INDEXES[kind](len(frame))
    corpus = wb.embed(
        frame, text="body", model=FakeEncoder(), cache=False, ledger=False, progress=False
    )
    results = [
        corpus,
        corpus.duplicates(0.8),
        corpus.topics(min_cluster_size=2),
        corpus.projection(),
        corpus.match(corpus),
    ]
    seen = set()
    for result in results:
        table = result.to_frame()
        pd.testing.assert_index_equal(table.index, frame.index)
        for name, value in arrays_of(result):
            seen.add(name)
            if name in NOT_PER_ROW:
                continue
            assert len(value) == len(frame), f"{type(result).__name__}.{name} is not one per row"
            if isinstance(value, pd.Series):
                pd.testing.assert_index_equal(value.index, frame.index)
            column = table if name == "coordinates" else table[COLUMN[name]]
            np.testing.assert_array_equal(
                np.asarray(pd.DataFrame(value).astype("float64")),
                np.asarray(pd.DataFrame(column).astype("float64")),
            )
    assert seen >= {"labels", "assigned", "coordinates", "vectors"}
    with_text = corpus.to_frame()["has_text"].to_numpy()
    assert len(corpus.vectors) == with_text.sum()


@pytest.mark.parametrize("kind", INDEXES)
def test_a_column_of_topics_can_be_assigned(kind):
    frame = pd.DataFrame({"body": ["a parcel", None, "a refund", "a parcel"]})
    frame.index = INDEXES[kind](4)
    corpus = wb.embed(
        frame, text="body", model=FakeEncoder(), cache=False, ledger=False, progress=False
    )
    topics = corpus.topics(labels=["x", "x", "y", "x"])
    if frame.index.is_unique:
        frame["topic"] = topics.labels
        assert frame["topic"].tolist()[0] == frame["topic"].tolist()[3]
        assert frame["topic"].isna().tolist() == [False, True, False, False]
