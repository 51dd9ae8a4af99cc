"""Any table walks through the whole house, or is refused in Workbench's own words."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import workbench as wb
from tests.fakes import FakeEncoder

texts = st.one_of(
    st.none(),
    st.text(max_size=30),
    st.text(st.sampled_from("ab \u0301\u202e\x00\ud800<>&'\"/"), max_size=12),
    st.sampled_from(["same text", "Same text!", "other words", "it is 5", "it is 6", "=1+1"]),
    st.integers(-5, 5),
    st.binary(max_size=3),
    st.floats(),
    st.booleans(),
    st.dictionaries(st.text(max_size=2), st.integers(), max_size=1),
)
labels = st.one_of(st.text(max_size=4), st.integers(), st.tuples(st.text(max_size=2)))


def walk(frame, column):
    """Take a table through every stage."""
    corpus = wb.embed(frame, text=column, model=FakeEncoder(8), cache=False, progress=False)
    duplicates, topics = corpus.duplicates(0.8), corpus.topics()
    return corpus, duplicates, topics, corpus.projection()


@settings(max_examples=60, deadline=None)
@given(st.lists(texts, max_size=14), labels, st.data())
def test_any_table_works_or_is_refused_in_our_own_words(values, label, data):
    index = data.draw(st.lists(st.integers(0, 2), min_size=len(values), max_size=len(values)))
    frame = pd.DataFrame({0: pd.Series(values, dtype=object)}).set_axis(index, axis=0)
    frame.columns = pd.Index([label], tupleize_cols=False)
    try:
        corpus, duplicates, topics, projection = walk(frame, label)
    except wb.WorkbenchError:
        return
    told, named, places = duplicates.to_frame(), topics.to_frame(), projection.to_frame()
    for result in (told, named, places, corpus.to_frame()):
        assert result.index.tolist() == index
    same = corpus.rows.distinct_of
    for place in range(len(corpus.rows.distinct)):
        copies = np.flatnonzero(same == place)
        assert told["group"].iloc[copies].astype(object).map(str).nunique() == 1
        assert named["topic"].iloc[copies].nunique() == 1
        assert places.iloc[copies].drop_duplicates().shape[0] == 1
    kept, removed = duplicates.apply(frame)
    assert len(kept) + len(removed) == len(frame)
    assert (told.loc[~corpus.rows.has_text, "verdict"] == "keep").all(), "no text"


@pytest.mark.parametrize(
    "values",
    [["one"], ["one"] * 40, ["a", "b"], [f"text {k}" for k in range(25)], ["x" * 100_000, "y"]],
    ids=["one row", "all identical", "two rows", "few rows", "a very long text"],
)
def test_small_and_degenerate_tables_walk_through_to_a_report(values, tmp_path):
    frame = pd.DataFrame({"t": values})
    corpus, duplicates, topics, _ = walk(frame, "t")
    path = corpus.report(tmp_path / "r.html", duplicates=duplicates, topics=topics)
    assert path.stat().st_size > 10_000
    again = wb.open(corpus.save(tmp_path / "c.wb"))
    pd.testing.assert_frame_equal(again.topics().to_frame(), topics.to_frame())
    if len(set(values)) == 1 and len(values) > 1:
        assert (duplicates.to_frame()["verdict"] != "drop").sum() == 1
        assert topics.to_frame()["topic"].nunique() == 1
