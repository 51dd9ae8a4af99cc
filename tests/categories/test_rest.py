"""Topics of what fits no category; categories, tags and labels in the next table.

Tests of categories/rest.py and what categories/result.py carries over.
"""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import workbench as wb
from tests.fakes import FakeEncoder
from workbench.categories.rest import Found, free_names, kept_names
from workbench.errors import InputError

GIVEN = {
    "Cards": ["card lost stolen replacement", "replacement card lost"],
    "Refunds": {"description": "refund money returned purchase", "parent": "Money"},
}


def embedded(frame):
    return wb.embed(
        frame, text="text", model=FakeEncoder(), cache=False, ledger=False, progress=False
    )


@pytest.fixture(scope="module")
def corpus(four):
    return embedded(four[0].reset_index(drop=True))


@pytest.fixture(scope="module")
def clustered(corpus):
    return corpus.categorize(GIVEN, threshold=0.25, rest="cluster")


def test_what_fits_no_category_is_put_into_named_topics(four, corpus, clustered):
    label, shown = four[0]["label"].to_numpy(), clustered.to_frame()
    table = clustered.table.set_index("category")
    found = table.index[table["found"]].tolist()
    assert table.index[:2].tolist() == ["Cards", "Refunds"]
    assert table.index[-1] == "Other"
    assert len(found) >= 2
    assert table["rows"].sum() == len(corpus)
    assert set(shown.loc[shown["found"], "category"]) == set(found)
    for name in found:
        own = pd.Series(label[(shown["category"] == name).to_numpy()])
        assert own.value_counts(normalize=True).iloc[0] > 0.9
    plain = corpus.categorize(GIVEN, threshold=0.25).to_frame()
    given_ones = ~shown["found"]
    pd.testing.assert_frame_equal(
        shown[given_ones].drop(columns="found"), plain[given_ones], check_dtype=False
    )
    assert set(plain.loc[shown["found"], "category"]) == {"Other"}
    assert f"other in {len(found)} topics" in repr(clustered)
    assert set(corpus.topics(labels=clustered.labels).table["name"]) == {*found, "Cards", "Refunds"}
    with pytest.raises(InputError, match="rest must be"):
        corpus.categorize(GIVEN, rest="topics")


def test_answers_move_the_thresholds_and_the_rest_follows(four, clustered):
    asked = clustered.questions(30)
    truth = {"card": "Cards", "refund": "Refunds"}
    asked["answer"] = four[0]["label"].to_numpy()[asked.index]
    asked["answer"] = asked["answer"].map(truth).fillna("Other")
    taught = clustered.learn(asked)
    assert taught.table["rows"].sum() == len(taught.rows)
    assert taught.table["found"].sum() >= 2


def test_a_topic_that_is_the_same_keeps_its_name_and_none_has_that_of_a_category():
    places = np.eye(3, dtype=np.float32)
    before = Found(np.array([0, 1]), ("parcels", "logins"), ("a", "b"), places[:2])
    now = Found(np.array([0, 1, 2]), ("x", "cards", "z"), ("c", "d", "e"), places[[1, 2, 0]])
    kept = kept_names(now, before)
    assert kept.names == ("logins", "cards", "parcels")
    assert free_names(kept, ("Cards", "Other")).names == ("logins", "cards (2)", "parcels")


def test_the_next_table_is_put_into_the_same_categories_and_says_what_changed(
    four, corpus, clustered, tmp_path
):
    with pytest.raises(InputError, match="saved without categories"):
        corpus.categorize()
    with pytest.raises(InputError, match="no earlier table"):
        clustered.changes()
    path = corpus.save(tmp_path / "c.wb", categories=clustered)
    opened = wb.open(path, model=FakeEncoder(), ledger=False)
    again = opened.categorize()
    pd.testing.assert_frame_equal(again.to_frame(), clustered.to_frame())
    pd.testing.assert_frame_equal(again.table, clustered.table)
    assert again.manifest.digest == clustered.manifest.digest
    frame = four[0].reset_index(drop=True)
    fewer = frame[(frame["label"] != "refund") | (frame.index % 4 == 0)].reset_index(drop=True)
    later = opened.with_table(fewer)
    carried = later.categorize()
    changes = carried.changes().set_index("category")
    assert changes.loc["Refunds", "change"] == "shrank"
    assert changes.loc["Refunds", "rows_before"] == clustered.table["rows"][1]
    assert changes.loc["Refunds", "rows_now"] == carried.table["rows"][1]
    assert changes["rows_now"].sum() == len(fewer)
    assert set(carried.table["category"]) == set(clustered.table["category"])
    assert carried.uncovered().table["rows"].sum() > 0
    third = wb.open(later.save(tmp_path / "d.wb"), model=FakeEncoder(), ledger=False)
    back = third.with_table(frame).categorize()
    assert (back.to_frame()["category"] == clustered.to_frame()["category"]).mean() > 0.98
    some = opened.filter(np.arange(len(frame)) % 2 == 0).categorize()
    assert some.to_frame().equals(again.to_frame()[::2])


@settings(max_examples=8, deadline=None)
@given(
    chosen=st.lists(st.booleans(), min_size=40, max_size=40),
    threshold=st.floats(0.1, 0.9),
    multiple=st.booleans(),
    order=st.randoms(use_true_random=False),
)
def test_categories_labels_and_tags_of_a_text_survive_save_open_and_the_next_table(
    four, tmp_path_factory, chosen, threshold, multiple, order
):
    frame = four[0].groupby("label").head(10).reset_index(drop=True)
    frame["queue"] = frame["label"].where(frame.index % 3 > 0)
    corpus = embedded(frame)
    corpus.tag("look again", frame.index % 4 == 0)
    made = {
        "categories": corpus.categorize(GIVEN, threshold=threshold, multiple=multiple),
        "classifier": corpus.classifier("queue"),
    }
    path = corpus.save(tmp_path_factory.mktemp("kept") / "c.wb", **made)
    rows = [k for k, own in enumerate(chosen) if own] or [0]
    order.shuffle(rows)
    part = frame.iloc[rows].reset_index(drop=True)
    later = wb.open(path, model=FakeEncoder(), ledger=False).with_table(part)
    expected = made["categories"].to_frame().iloc[rows].reset_index(drop=True)
    now = later.categorize().to_frame()
    assert now["category"].equals(expected["category"])
    assert np.allclose(now["score"], expected["score"], atol=1e-5)
    learned = made["classifier"].to_frame().iloc[rows].reset_index(drop=True)
    assert later.classifier().to_frame()["predicted"].equals(learned["predicted"])
    tagged = corpus.tags()["look again"].to_numpy()[rows]
    kept = later.tags().get("look again", pd.Series(False, index=part.index))
    assert (kept.to_numpy() == tagged).all()
