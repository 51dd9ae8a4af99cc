"""The threshold explorer without a browser."""

import numpy as np
import pytest

from tests.widgets.makers import fake_duplicates
from workbench.ledger import Ledger
from workbench.widgets import thresholds
from workbench.widgets.tuning import Tuning


@pytest.fixture
def view():
    return thresholds(fake_duplicates())


def say(view, **message):
    view.panel._handle_custom_msg(message, [])
    return view.panel.state


def test_every_stored_pair_is_in_the_histogram(view):
    assert sum(count for _, count in view.panel.state["histogram"]) == 24


def test_the_slider_moves_both_ways_and_stops_at_the_floor(view):
    assert say(view, kind="move", threshold=0.95)["threshold"] == 0.95
    assert say(view, kind="move", threshold=0.81)["threshold"] == 0.81
    assert say(view, kind="move", threshold=0.1)["threshold"] == 0.8
    assert view.duplicates.threshold == 0.8


def test_pairs_that_flip_lie_on_the_right_sides():
    tuning = Tuning.of(fake_duplicates())
    flips = tuning.flips(0.9, 0.02)
    assert all(0.9 <= float(one["like"]) < 0.92 for one in flips["out"])
    assert all(0.88 <= float(one["like"]) < 0.9 for one in flips["in"])
    assert flips["out"]
    assert flips["in"]


def test_a_pair_at_the_threshold_counts():
    tuning = Tuning.of(fake_duplicates())
    at = float(tuning.similarity[5])
    assert tuning.count(at) >= 6
    assert tuning.count(np.nextafter(at, 2)) <= 5


def test_answers_give_a_threshold_after_ten(view):
    state = say(view, kind="calibrate")
    while state["question"]:
        place = state["question"]["place"]
        state = say(view, kind="answer", place=place, same=view.tuning.similarity[place] >= 0.9)
        if state["answered"] < 10:
            assert view.suggestion is None
    assert 0.88 < view.suggestion < 0.92
    best, wrong, all_ = state["suggestion"]
    assert (best, wrong, all_) == (view.suggestion, 0, state["answered"])
    assert say(view, kind="stop")["asked"] == 0


def test_answers_go_to_the_ledger_and_outlive_the_run(tmp_path):
    ledger = Ledger(tmp_path / "decisions.jsonl", author="me")
    view = thresholds(fake_duplicates(), ledger=ledger)
    state = say(view, kind="calibrate")
    asked = state["asked"]
    for _ in range(11):
        place = state["question"]["place"]
        state = say(view, kind="answer", place=place, same=view.tuning.similarity[place] >= 0.9)
    assert {one.decision for one in ledger.current()} == {"same", "not the same"}
    later = thresholds(fake_duplicates(), ledger=Ledger(tmp_path / "decisions.jsonl"))
    assert later.tuning.answers == view.tuning.answers
    assert later.suggestion == view.suggestion
    state = say(later, kind="calibrate")
    assert (state["asked"], state["answered"]) == (asked, 11)
    assert state["question"]["place"] not in view.tuning.answers


def test_without_a_ledger_the_view_says_that_answers_are_forgotten(view, tmp_path):
    say(view, kind="calibrate")
    assert any("forgotten with the kernel" in note for note in view.panel.notes)
    kept = thresholds(fake_duplicates(), ledger=Ledger(tmp_path / "decisions.jsonl"))
    say(kept, kind="calibrate")
    assert not any("forgotten" in note for note in kept.panel.notes)


def test_the_same_questions_every_time():
    assert Tuning.of(fake_duplicates()).asked() == Tuning.of(fake_duplicates()).asked()


def test_a_listener_hears_each_move():
    heard = []
    view = thresholds(fake_duplicates(), on_change=heard.append)
    say(view, kind="move", threshold=0.93)
    assert [one.threshold for one in heard] == [0.93]


def test_no_pairs_at_all_is_a_state_of_its_own():
    duplicates = fake_duplicates(groups=0)
    view = thresholds(duplicates)
    state = say(view, kind="calibrate")
    assert state["question"] is None
    assert state["effects"]["n_removed"] == 0
    assert "0 of 10 rows would go" in view.panel.status


def test_a_move_is_one_message_to_the_page(view):
    sent = []
    view.panel._send = lambda message, buffers=None: sent.append(sorted(message["state"]))
    say(view, kind="move", threshold=0.95)
    assert sent == [["state", "status"]]
