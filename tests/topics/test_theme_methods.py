"""Themes, topics and subtopics as nodes that stay.

Tests of topics/theme_methods.py and topics/hierarchy.py.
"""

from collections import Counter

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import workbench as wb
from tests.fakes import FakeEncoder
from tests.topics.conftest import SUBJECTS, make_texts
from workbench.errors import InputError
from workbench.topics import Correction
from workbench.topics.hierarchy import themes_of, with_fixed

MORE = {**SUBJECTS, "fee": "fee declined limit abroad"}


def embedded(each=30, seed=0, **options):
    texts, labels = make_texts(each, seed, MORE)
    frame = pd.DataFrame({"text": texts, "label": labels})
    options = {"cache": False, "ledger": False, "progress": False} | options
    return wb.embed(frame, text="text", model=FakeEncoder(), **options)


@pytest.fixture(scope="module")
def corpus():
    return embedded()


@pytest.fixture(scope="module")
def found(corpus):
    return corpus.topics(min_cluster_size=15)


def test_themes_are_the_groups_of_topics_beside_odd_ones():
    rng = np.random.default_rng(0)
    centers = np.repeat(np.eye(16)[:3], 12, axis=0) + rng.normal(0, 0.25, (36, 16))
    odd = np.eye(16)[[8, 12]]
    centers = np.vstack([centers, odd])
    centers = (centers / np.linalg.norm(centers, axis=1, keepdims=True)).astype(np.float32)
    themes = themes_of(centers, np.full(38, 20), 3)
    parts = [set(themes[12 * k : 12 * k + 12].tolist()) for k in range(3)]
    assert all(len(part) == 1 for part in parts)
    assert len(set.union(*parts)) == 3


def theme_of(topics, topic):
    table = topics.hierarchy().set_index("topic")
    return table.loc[topic, "theme_name"]


def test_a_theme_keeps_the_name_and_the_topics_it_was_given(found):
    before = found.hierarchy()
    first = before.iloc[0]
    own = set(before.loc[before["theme"] == 0, "topic"])
    for key in (0, first["theme_name"]):
        named = found.rename_theme({key: " Money "})
        table = named.hierarchy()
        assert set(table.loc[table["theme_name"] == "Money", "topic"]) == own
        assert "Money" in set(named.hierarchy(n_themes=1)["theme_name"])
    assert found.hierarchy().equals(before)
    assert named.names.equals(found.names)


def test_a_topic_moves_to_another_theme_or_to_a_new_one(found):
    table = found.hierarchy()
    topic = int(table["topic"].iloc[0])
    target = next(name for name in table["theme_name"] if name != theme_of(found, topic))
    stay = {int(t): n for t, n in zip(table["topic"], table["theme_name"], strict=True)}
    for goal in (target, "Something new"):
        moved = found.move_topic(topic, goal)
        assert theme_of(moved, topic) == goal
        others = {k: n for k, n in stay.items() if k != topic}
        if sum(name == stay[topic] for name in stay.values()) > 1:
            assert all(theme_of(moved, k) == name for k, name in others.items())
        assert moved.table["path"][0].startswith(theme_of(moved, 0))
    with pytest.raises(InputError, match="is in the theme .* already"):
        found.move_topic(topic, theme_of(found, topic))


def test_parts_of_a_topic_are_its_subtopics_until_they_are_merged_again(found):
    named = found.rename({2: "Money back"})
    split = named.split(2)
    parts = [2, int(split.table["topic"].max())]
    for part in parts:
        path = split.table.set_index("topic").loc[part, "path"]
        assert path.split(" > ")[-2:] == ["Money back", split.names[part]]
    assert theme_of(split, parts[0]) == theme_of(split, parts[1])
    deeper = split.split(2)
    assert "Money back > " in deeper.table.set_index("topic").loc[2, "path"]
    again = split.merge(parts)
    assert again.names[2] == "Money back"
    assert again.table["path"].tolist() == named.table["path"].tolist()
    away = split.move_topic(parts[1], "Elsewhere")
    assert away.table.set_index("topic").loc[parts[1], "path"].startswith("Elsewhere > ")
    assert "Money back" not in away.table.set_index("topic").loc[parts[1], "path"]


def test_a_topic_that_was_split_is_renamed_as_a_whole(found):
    split = found.rename({2: "Money back"}).split(2)
    part = int(split.table["topic"].max())
    deeper = split.rename({part: "By card"}).split(part)
    renamed = deeper.rename({"Money back": "Refunds", "By card": "Cards"})
    paths = renamed.table.set_index("topic")["path"]
    assert " > Refunds > " in paths[2]
    assert " > Refunds > Cards > " in paths[part]
    assert not paths.str.contains("Money back|By card").any()
    back = renamed.merge(paths.index[paths.str.contains("Refunds")].tolist())
    assert back.names[2] == "Refunds"
    again = found._corrected(renamed.corrections)
    assert again.table["path"].tolist() == renamed.table["path"].tolist()
    with pytest.raises(InputError, match="Topics that were split: 'Refunds', 'Cards'.*mean"):
        renamed.rename({"Refund": "Money"})


def test_each_row_has_the_path_of_its_topic(found):
    split = found.split(0)
    frame, table = split.to_frame(), split.table.set_index("topic")
    assert (frame["path"] == table.loc[frame["assigned"], "path"].to_numpy()).all()


def test_the_tree_is_saved_opened_and_carried_over(corpus, found, tmp_path):
    topic = int(found.hierarchy()["topic"].iloc[-1])
    changed = found.rename_theme({0: "Money"}).split(0).move_topic(topic, "Elsewhere")
    opened = wb.open(corpus.save(tmp_path / "c.wb", topics=changed), ledger=False).topics()
    pd.testing.assert_frame_equal(opened.hierarchy(), changed.hierarchy())
    larger = embedded(each=32)
    after = changed.refresh(larger).topics
    assert set(changed.table["topic"]) == set(after.table["topic"])
    columns = ["topic", "theme_name", "path"]
    kept = after.hierarchy()[columns].sort_values("topic").reset_index(drop=True)
    was = changed.hierarchy()[columns].sort_values("topic").reset_index(drop=True)
    pd.testing.assert_frame_equal(kept, was)


def test_the_tree_comes_back_from_the_ledger(tmp_path):
    corpus = embedded(ledger=tmp_path / "d.jsonl")
    changed = corpus.topics(min_cluster_size=15).rename_theme({0: "Money"}).split(0)
    assert changed.save_corrections() == 2
    again = embedded(ledger=tmp_path / "d.jsonl").topics(min_cluster_size=15)
    assert again.table["path"].tolist() == changed.table["path"].tolist()


def test_a_theme_holds_for_those_of_its_topics_that_are_there():
    line = Correction("theme", (("aa",), ("bb",)), "Money")
    assert line.is_about({"bb"})
    assert not line.is_about({"cc"})
    assert Correction.from_line(line.to_line()) == line


def test_what_cannot_be_changed_is_told(found):
    with pytest.raises(InputError, match="no theme 77. Themes: 0: "):
        found.rename_theme({77: "Money"})
    with pytest.raises(InputError, match="there is no theme 'Mony'"):
        found.rename_theme({"Mony": "Money"})
    with pytest.raises(InputError, match="not blank"):
        found.rename_theme({0: " "})
    with pytest.raises(InputError, match=r"takes names by theme, such as \{0"):
        found.rename_theme("Money")
    with pytest.raises(InputError, match="no topic 77"):
        found.move_topic(77, 0)
    with pytest.raises(InputError, match="not blank"):
        found.move_topic(0, "")


def test_stability_is_told_at_each_level(found):
    measured = found.measure_stability(n_seeds=1, n_subsamples=1)
    table = measured.hierarchy()
    assert table["theme_found"].between(0, 2).all()
    whole = measured.hierarchy(n_themes=1)
    assert (whole["theme_found"] == 2).all(), "all topics together come again in every run"
    assert "theme_found" not in found.hierarchy()
    assert "parent_found" not in table
    split = found.split(2).measure_stability(n_seeds=1, n_subsamples=1).hierarchy()
    parts = split["topic"].isin([2, split["topic"].max()])
    assert (split.loc[parts, "parent_found"] == 2).all(), "its parts together are found again"
    assert split.loc[~parts, "parent_found"].isna().all()


def test_a_new_topic_joins_the_fixed_theme_of_most_of_its_cluster():
    clusters, sizes = np.array([0, 0, 0, 1]), np.array([5, 4, 3, 2])
    themes, named = with_fixed(clusters, [0, 1, 2, 3], {0: "A", 1: "A", 3: "B"}, {}, sizes)
    assert themes.tolist() == [0, 0, 0, 1]
    assert named == {0: "A", 1: "B"}
    themes, named = with_fixed(clusters, [0, 1, 2, 3], {0: "A"}, {2: ("P",), 3: ("P",)}, sizes)
    assert themes[0] != themes[1]
    assert themes[2] == themes[3], "parts of a topic stay together"


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["split", "merge", "move", "theme", "rename_theme", "delete"]),
        st.integers(0, 100),
        st.integers(0, 100),
    ),
    max_size=5,
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps=STEPS)
def test_no_change_loses_or_doubles_a_row(found, steps):
    topics = found
    for verb, one, other in steps:
        alive = topics.table["topic"].tolist()
        topic, second = alive[one % len(alive)], alive[other % len(alive)]
        before = topics.to_frame()
        if verb == "split" and (before["topic"] == topic).sum() > 3:
            topics = topics.split(topic)
        elif verb == "merge" and topic != second:
            topics = topics.merge([topic, second])
        elif verb == "move":
            topics = topics.move([one], second)
        elif verb == "theme" and theme_of(topics, topic) != f"T{other % 2}":
            topics = topics.move_topic(topic, f"T{other % 2}")
        elif verb == "rename_theme":
            topics = topics.rename_theme({theme_of(topics, topic): f"T{other % 2}"})
        elif verb == "delete" and len(alive) > 2:
            topics = topics.delete(topic)
        frame = topics.to_frame()
        assert len(frame) == len(before)
        counts = Counter(frame["topic"])
        assert counts.pop(-1, 0) + topics.table["rows"].sum() == len(frame)
        table = topics.hierarchy()
        assert sorted(table["topic"]) == sorted(counts)
        assert table["rows"].sum() == topics.table["rows"].sum()
        assert table.drop_duplicates("theme")["theme_rows"].sum() == table["rows"].sum()
        if verb not in {"delete", "move"}:
            assert (frame["topic"] == -1).equals(before["topic"] == -1)
