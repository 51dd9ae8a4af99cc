import numpy as np
import pandas as pd
import pytest

from tests.topics.conftest import embed, make_texts
from workbench.errors import InputError
from workbench.topics import find_topics


@pytest.fixture(scope="module")
def found(four):
    _, rows, vectors, near = four
    return find_topics(rows, vectors, near, min_cluster_size=20)


def topic_of(topics, frame, label):
    return int(topics.to_frame().loc[frame["label"] == label, "topic"].mode()[0])


def test_merge_keeps_the_first_number(four, found):
    card, login = topic_of(found, four[0], "card"), topic_of(found, four[0], "login")
    merged = found.merge([card, login], name="Access")
    assert len(merged) == len(found) - 1
    assert merged.names[card] == "Access"
    assert login not in set(merged.table["topic"])
    shown = merged.to_frame()
    assert set(shown.loc[four[0]["label"].isin(["card", "login"]), "topic"]) == {card}
    assert len(found) == 4
    assert "1 correction)" in repr(merged)


def test_other_topics_keep_numbers_and_names(four, found):
    merged = found.merge([0, 1])
    for topic in (2, 3):
        assert merged.names[topic] == found.names[topic]
        assert ((merged._labels == topic) == (found._labels == topic)).all()


def test_split_parts_a_topic(four, found):
    merged = found.merge([topic_of(found, four[0], "card"), topic_of(found, four[0], "parcel")])
    back = merged.split(topic_of(merged, four[0], "card"))
    assert len(back) == 4
    for label in ("card", "parcel"):
        own = back.to_frame().loc[four[0]["label"] == label, "topic"]
        assert own.nunique() == 1


def test_delete_leaves_noise_with_its_nearest_topic(found):
    gone = found.delete(2)
    shown = gone.to_frame()
    was = (found.to_frame()["topic"] == 2).to_numpy()
    assert (shown.loc[was, "topic"] == -1).all()
    assert (shown.loc[was, "reason"] == "topic deleted").all()
    assert (shown.loc[was, "assigned"] >= 0).all()
    assert (shown.loc[was, "assigned"] != 2).all()


def test_move_takes_all_copies():
    texts, labels = make_texts()
    frame = pd.DataFrame({"text": [*texts, texts[0]], "label": [*labels, labels[0]]})
    topics = find_topics(*embed(frame), min_cluster_size=20)
    to = topic_of(topics, frame, "login")
    moved = topics.move([0], to).to_frame()["topic"]
    assert moved.iloc[0] == moved.iloc[160] == to
    assert (moved.iloc[1:40] != to).all()


def test_corrections_are_applied_again_after_a_refresh(four, found):
    frame = four[0]
    card, login = topic_of(found, frame, "card"), topic_of(found, frame, "login")
    refund, parcel = topic_of(found, frame, "refund"), topic_of(found, frame, "parcel")
    corrected = found.rename({parcel: "Deliveries"}).merge([card, login], name="Access")
    corrected = corrected.delete(refund)
    texts, labels = make_texts(each=45)
    larger = pd.DataFrame({"text": texts, "label": labels}).sample(frac=1, random_state=1)
    again = find_topics(*embed(larger), min_cluster_size=20)._corrected(corrected.corrections)
    names = again.to_frame()["name"].to_numpy()
    assert (names[larger["label"] == "parcel"] == "Deliveries").all()
    assert (names[larger["label"].isin(["card", "login"])] == "Access").mean() > 0.95
    assert (again.to_frame().loc[larger["label"] == "refund", "topic"] == -1).mean() > 0.9
    assert not any("Not applied" in note for note in again.notes)


def test_what_cannot_be_applied_is_told(four, found):
    corrected = found.rename({0: "Old name"})
    other = pd.DataFrame({"text": [f"quite another text {k}" for k in range(30)]})
    again = find_topics(*embed(other), min_cluster_size=5)._corrected(corrected.corrections)
    assert any("Not applied: rename 'Old name'" in note for note in again.notes)


def test_refusals(found):
    with pytest.raises(InputError, match="two or more"):
        found.merge([1, 1])
    with pytest.raises(InputError, match="no topic 77"):
        found.merge([0, 77])
    with pytest.raises(InputError, match="no topic -1"):
        found.delete(-1)
    with pytest.raises(InputError, match="do not split"):
        found.split(0, into=1000)
    with pytest.raises(InputError, match="position 999"):
        found.move([999], 0)
    with pytest.raises(InputError, match="one or more"):
        found.move([], 0)


def test_corrections_change_nothing_else(found):
    labels = found._labels.copy()
    found.merge([0, 1]).delete(2)
    assert np.array_equal(found._labels, labels)
