"""Arrays that a user can reach line up with the rows of the table, whatever its index."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import workbench as wb
from tests.fakes import FakeEncoder

WORDS = ["Parcel late", "parcel late", "refund missing", "login locked", "it works"]
CELLS = st.lists(
    st.one_of(
        st.sampled_from([*WORDS, *WORDS, None, " "]),
        st.integers(0, 8).map(lambda number: f"{WORDS[number % 3]} {number}"),
    ),
    min_size=3,
    max_size=40,
).filter(lambda cells: any(cell and cell.strip() for cell in cells))


@st.composite
def tables(draw):
    """Return a table with repeats and blanks, and an index that may repeat or miss labels."""
    cells = draw(CELLS)
    n = len(cells)
    labels = draw(
        st.sampled_from(
            [
                pd.RangeIndex(n),
                pd.Index(range(n, 0, -1)),
                pd.Index([k % 2 for k in range(n)]),
                pd.Index([None if k % 3 == 0 else f"r{k}" for k in range(n)], dtype=object),
                pd.MultiIndex.from_arrays([[k % 3 for k in range(n)], list(range(n))]),
                pd.date_range("2026-01-01", periods=n)[::-1],
            ]
        )
    )
    return pd.DataFrame({"body": cells}, index=labels)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(tables(), st.booleans())
def test_every_public_array_is_a_column_of_to_frame(frame, assign_noise):
    corpus = wb.embed(frame, text="body", model=FakeEncoder(8), cache=False, progress=False)
    topics = corpus.topics(min_cluster_size=3, assign_noise=assign_noise)
    shown = topics.to_frame()
    pd.testing.assert_series_equal(topics.labels, shown["topic"])
    pd.testing.assert_series_equal(topics.assigned, shown["assigned"])
    assert topics.labels.dtype == topics.assigned.dtype == "Int64"
    assert topics.labels.index.equals(frame.index)
    assert topics.labels.isna().tolist() == (frame["body"].fillna("").str.strip() == "").tolist()
    one = frame.assign(topic=topics.labels)
    assert one["topic"].tolist() == shown["topic"].tolist()
    assert one.groupby("body")["topic"].nunique().max() == 1
    assert topics.probabilities().index.equals(frame.index)
    assert topics.themes().index.equals(frame.index)
    projection = corpus.projection()
    assert projection.coordinates.shape == (len(frame), 2)
    np.testing.assert_array_equal(projection.coordinates, projection.to_frame().to_numpy())
    assert projection.to_frame().index.equals(frame.index)


@pytest.mark.parametrize("part", ["labels", "assigned"])
def test_an_assigned_column_is_that_of_the_rows(part):
    frame = pd.DataFrame({"body": [*WORDS * 4, None]}, index=[7] * 21)
    corpus = wb.embed(frame, text="body", model=FakeEncoder(8), cache=False, progress=False)
    topics = corpus.topics(min_cluster_size=2)
    frame["topic"] = getattr(topics, part)
    assert (
        frame["topic"].tolist()[:-1]
        == topics.to_frame()["topic" if part == "labels" else part].tolist()[:-1]
    )
    assert frame["topic"].isna().tolist() == [False] * 20 + [True]


def test_what_is_per_distinct_text_is_private():
    corpus = wb.embed(WORDS * 3, model=FakeEncoder(8), cache=False, progress=False)
    topics = corpus.topics(min_cluster_size=2)
    public = {name for name in dir(topics) if not name.startswith("_")}
    assert not public & {"basis", "space", "fitted", "state", "found"}
    assert not public & {"build", "rebuilt", "check_topic", "corrected"}
    for name in public - {"rows", "centroids", "names"}:
        value = getattr(topics, name)
        if isinstance(value, np.ndarray | pd.Series):
            assert len(value) == len(corpus), name
