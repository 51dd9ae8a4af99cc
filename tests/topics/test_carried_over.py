import numpy as np
import pandas as pd
import pytest

from tests.topics.conftest import SUBJECTS, embed, make_texts
from workbench.topics import assign_new, find_topics, refresh


@pytest.fixture(scope="module")
def table():
    texts, labels = make_texts(each=60)
    return pd.DataFrame({"text": texts, "label": labels})


@pytest.fixture(scope="module")
def before(table):
    """Topics of all but every twentieth row."""
    kept = table[np.arange(len(table)) % 20 != 0]
    return find_topics(*embed(kept), min_cluster_size=20)


def name_of(topics, frame, label):
    shown = topics.to_frame()
    return shown.loc[(frame["label"] == label).to_numpy(), "name"].mode()[0]


def test_numbers_and_names_are_kept(table, before):
    renamed = before.rename({1: "My own name"})
    after = refresh(renamed, *embed(table))
    assert after.kept_share >= 0.95
    assert after.topics.names[1] == "My own name"
    assert after.topics.names[0] == before.names[0]
    assert set(after.diff["change"]) <= {"same", "grown"}
    assert after.topics.to_frame().index.equals(table.index)
    assert "keep their topic" in repr(after)


def test_corrections_are_kept(table, before):
    kept = table[np.arange(len(table)) % 20 != 0]
    merged = before.merge([0, 2], name="Both")
    after = refresh(merged, *embed(table)).topics
    assert after.names[0] == "Both"
    assert 2 not in set(after.table["topic"])
    labels = kept.loc[(merged.to_frame()["topic"] == 0).to_numpy(), "label"].unique()
    assert (after.to_frame().loc[table["label"].isin(labels), "topic"] == 0).mean() > 0.95
    again = refresh(after, *embed(table)).topics
    assert again.names[0] == "Both"
    assert np.array_equal(again._labels, after._labels)


def test_new_and_gone_topics_are_told(table, before):
    texts, labels = make_texts(
        each=60, subjects={**SUBJECTS, "wifi": "router signal wireless antenna"}
    )
    other = pd.DataFrame({"text": texts, "label": labels})
    other = other[other["label"] != "refund"].reset_index(drop=True)
    kept = table[np.arange(len(table)) % 20 != 0]
    was = name_of(before, kept, "refund")
    named = before.rename({before.names[before.names == was].index[0]: "Refunds"})
    after = refresh(named, *embed(other))
    assert after.diff["change"].tolist().count("new") == 1
    gone = after.diff[after.diff["change"] == "gone"]
    assert gone["name"].tolist() == ["Refunds"]
    assert any("'Refunds' is gone" in note for note in after.topics.notes)
    new = after.diff[after.diff["change"] == "new"].iloc[0]
    assert new["topic"] == 4
    assert "router" in " ".join(new["examples"])


def test_new_rows_are_placed(table, before):
    new = table[np.arange(len(table)) % 20 == 0]
    rows, vectors, _ = embed(new)
    placed = assign_new(before, rows, vectors)
    assert placed.index.equals(new.index)
    kept = table[np.arange(len(table)) % 20 != 0]
    for label, group in placed.groupby(new["label"]):
        assert (group["name"] == name_of(before, kept, label)).all()
    assert placed["confidence"].between(0, 1).all()


def test_known_texts_keep_their_topic(table, before):
    kept = table[np.arange(len(table)) % 20 != 0]
    rows, vectors, _ = embed(kept)
    placed = assign_new(before, rows, vectors)
    assert (placed["assigned"] == before.to_frame()["assigned"]).all()


def test_an_unchanged_table_changes_nothing(table, before):
    kept = table[np.arange(len(table)) % 20 != 0]
    after = refresh(before, *embed(kept))
    assert after.kept_share == 1
    assert set(after.diff["change"]) == {"same"}


def test_the_number_of_a_topic_that_is_gone_never_means_another(table, before):
    """Three weeks: the last topic goes, then a new subject comes."""
    kept = table[np.arange(len(table)) % 20 != 0]
    last = len(before.names) - 1
    gone = kept.loc[(before.to_frame()["topic"] == last).to_numpy(), "label"].mode()[0]
    without = table[table["label"] != gone].reset_index(drop=True)
    second = refresh(before, *embed(without)).topics
    assert last not in second.labels.dropna().tolist()
    texts, labels = make_texts(each=60, subjects={"wifi": "router signal wireless antenna"})
    new = pd.DataFrame({"text": texts, "label": labels})
    third = refresh(second, *embed(pd.concat([without, new], ignore_index=True))).topics
    wifi = third.labels.iloc[len(without) :].mode()[0]
    assert wifi > last


def test_a_number_that_a_merge_took_away_is_given_to_no_part_of_a_split(before):
    last = len(before.names) - 1
    merged = before.merge([0, last])
    split = merged.split(1)
    assert len(split) == len(merged) + 1
    assert last not in split.labels.dropna().tolist()
