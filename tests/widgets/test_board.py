"""The topic board without a browser.

Tests of widgets/board_state.py.
"""

import pandas as pd
import pytest

from tests.figures.makers import small_corpus
from workbench.errors import InputError
from workbench.widgets import board


@pytest.fixture
def topics():
    return small_corpus().topics


def say(view, **message):
    view.panel.receive(message)
    return view.panel.state


def test_each_topic_has_a_card_and_noise_its_reasons(topics):
    state = board(topics).panel.state
    assert [card["topic"] for card in state["cards"]] == list(range(6))
    assert state["noise"] == [("without a label of yours, or noise of your clusterer", 10)]


def test_a_change_makes_new_topics_and_undo_brings_the_old_back(topics):
    heard = []
    view = board(topics, on_change=heard.append)
    say(view, kind="rename", topic=1, name="Refunds")
    assert view.topics.table["name"][1] == "Refunds"
    assert topics.table["name"][1] == "thing number 1"
    say(view, kind="merge", topics=[0, 2])
    assert view.panel.state["cards"][0]["rows"] == 81
    say(view, kind="delete", topic=3)
    assert [card["topic"] for card in view.panel.state["cards"]] == [0, 1, 4, 5]
    row = topics.to_frame()["topic"].tolist().index(5)
    say(view, kind="move", rows=[row], topic=4)
    assert view.topics.to_frame()["topic"].iloc[row] == 4
    for _ in range(4):
        say(view, kind="undo")
    assert view.topics is topics
    assert len(heard) == 8
    assert not view.panel.state["undo"]


def test_a_theme_is_renamed_and_a_topic_moved_and_split_by_messages(topics):
    heard = []
    view = board(topics, on_change=heard.append)
    state = view.panel.state
    first = state["themes"][0]
    assert sum(theme["topics"] for theme in state["themes"]) == 6
    say(view, kind="rename_theme", theme=first["name"], name="Money")
    assert view.panel.state["themes"][0] == {**first, "name": "Money"}
    other = next(card for card in view.panel.state["cards"] if card["theme"] != "Money")
    say(view, kind="move_topic", topic=other["topic"], theme="Money")
    moved = next(c for c in view.panel.state["cards"] if c["topic"] == other["topic"])
    assert moved["theme"] == "Money"
    assert moved["path"] == f"Money > {moved['name']}"
    say(view, kind="split", topic=other["topic"])
    parts = [c for c in view.panel.state["cards"] if f"> {moved['name']} >" in c["path"]]
    assert len(parts) == 2
    say(view, kind="move_topic", topic=other["topic"], theme="A new one")
    assert "A new one" in [theme["name"] for theme in view.panel.state["themes"]]
    for _ in range(4):
        say(view, kind="undo")
    assert view.topics is topics
    assert view.panel.state["themes"] == state["themes"]
    assert len(heard) == 8
    say(view, kind="rename_theme", theme="No such theme", name="x")
    assert "No such theme" in view.panel.error


def test_a_change_that_topics_do_not_know_is_told(topics):
    view = board(topics)
    say(view, kind="delete", topic=77)
    assert "77" in view.panel.error
    with pytest.raises(InputError, match="cannot be changed by 'to_frame'"):
        view.change("to_frame")


def test_texts_of_a_topic_are_sent_when_asked_for(topics):
    view, sent = board(topics), []
    view.panel.send = lambda content, buffers=None: sent.append(content)
    say(view, kind="members", topic=2)
    assert len(sent[0]["members"]) == 40
    assert all(text.endswith("thing 2") for _, text in sent[0]["members"])


def test_the_trend_counts_every_dated_row(topics):
    when = pd.Series(pd.date_range("2026-01-01", periods=253))
    cards = board(topics, time=when).panel.state["cards"]
    assert [sum(card["trend"]) for card in cards] == [41, 40, 40, 40, 40, 40]
    with pytest.raises(InputError, match="time holds 3 dates"):
        board(topics, time=when.head(3))


def test_each_card_says_what_its_topic_costs_also_after_a_change(topics):
    cells = topics.rows.spread(topics._labels, -1)
    values = [20.0 if topic == 1 else 5.0 for topic in cells]
    minutes = pd.Series(values, topics.rows.index, name="minutes")
    view = board(topics, metrics=[minutes])
    costs = {card["topic"]: card["costs"] for card in view.panel.state["cards"]}
    assert costs[1][0].startswith("minutes: 19.3 per row, others 5")
    assert costs[0][0].startswith("minutes: 5 per row, others ")
    merged = say(view, kind="merge", topics=[0, 1])["cards"]
    assert merged[0]["costs"][0].startswith("minutes: 12.")
    assert board(topics).panel.state["cards"][0]["costs"] == []


def test_cells_that_are_no_dates_are_told(topics):
    when = pd.Series(pd.date_range("2026-01-01", periods=253)).dt.strftime("%Y-%m-%d")
    view = board(topics, time=when.where(when.index > 2, "soon").rename("when"))
    assert sum(sum(card["trend"]) for card in view.panel.state["cards"]) < 241
    assert "3 cells of column 'when' are no dates that can be read" in view.panel.notes[-1]
