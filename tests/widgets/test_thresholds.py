"""The threshold explorer without a browser.

Tests of widgets/threshold_state.py and widgets/threshold_picture.py.
"""

import base64
import xml.etree.ElementTree as ET

import numpy as np
import pytest

from tests.duplicates.cases import toy
from tests.widgets.makers import planted_duplicates
from workbench.ledger import Ledger
from workbench.widgets import tune_threshold
from workbench.widgets.threshold_state import BINS, Tuning


@pytest.fixture
def view():
    return tune_threshold(planted_duplicates())


def say(view, **message):
    view.panel.receive(message)
    return view.panel.state


def test_every_stored_pair_is_in_the_histogram(view):
    assert sum(count for _, count in view.panel.state["histogram"]) == 40


def test_the_still_draws_the_pairs_and_what_the_threshold_does(view):
    still = view.still()["text/html"]
    picture = base64.b64decode(still.split("svg+xml;base64,")[1].split('"')[0]).decode()
    bars = [one for one in ET.fromstring(picture) if one.tag.endswith("rect")]
    assert len(bars) == BINS
    tall = [float(bar.get("height")) > 0 for bar in bars]
    assert tall == [count > 0 for _, count in view.tuning.histogram]
    counting = [edge >= view.threshold - 1e-9 for edge, _ in view.tuning.histogram]
    assert [bar.get("fill") == "#d55e00" for bar in bars] == counting
    assert "rows that would go" in still


def test_the_slider_moves_both_ways_and_stops_at_the_floor(view):
    assert say(view, kind="move", threshold=0.95)["threshold"] == 0.95
    assert say(view, kind="move", threshold=0.81)["threshold"] == 0.81
    assert say(view, kind="move", threshold=0.1)["threshold"] == 0.8
    assert view.duplicates.threshold == 0.8


def test_pairs_that_flip_lie_on_the_right_sides():
    tuning = Tuning.of(planted_duplicates())
    flips = tuning.flips(0.9, 0.02)
    assert all(0.9 <= float(one["like"]) < 0.92 for one in flips["out"])
    assert all(0.88 <= float(one["like"]) < 0.9 for one in flips["in"])
    assert flips["out"]
    assert flips["in"]


def test_a_pair_at_the_threshold_counts():
    tuning = Tuning.of(planted_duplicates())
    at = float(tuning.similarity[5])
    assert tuning.count(at) >= 6
    assert tuning.count(np.nextafter(at, 2)) <= 5


@pytest.fixture
def asked():
    return tune_threshold(planted_duplicates())


def answer(view, question, cut=0.9):
    same = float(question["like"]) >= cut
    return say(view, kind="answer", number=question["number"], same=same)


def test_the_widget_asks_what_questions_asks_and_says_what_calibrate_says(asked):
    duplicates = planted_duplicates()
    state = say(asked, kind="calibrate")
    answers = []
    while state["question"]:
        question = state["question"]
        answers.append((question["left"], float(question["like"]) >= 0.9))
        state = answer(asked, question)
        assert (asked.calibration is None) == (len(answers) < 10)
    drawn = duplicates.questions(30)
    assert [left for left, _ in answers] == drawn["left_text"].tolist()
    told = duplicates.calibrate(drawn.assign(same=[same for _, same in answers]))
    assert asked.calibration.threshold == told.threshold
    assert asked.calibration.pair_model == told.pair_model
    shown = state["calibration"]
    assert shown["threshold"] == told.threshold
    assert (shown["precision"], shown["ci_low"], shown["ci_high"], shown["answers"]) == (
        told.precision,
        told.ci_low,
        told.ci_high,
        30,
    )
    assert 0.86 < told.threshold < 0.92
    assert "told" not in state["suggestion"]  # it lies below what was searched
    line = told.curve.iloc[5]
    asked._suggestion = {**asked._suggestion, "threshold": line["threshold"]}
    suggested = say(asked, kind="move", threshold=0.9)["suggestion"]
    assert suggested["told"] == line[["precision", "ci_low", "ci_high"]].to_dict()
    assert say(asked, kind="stop")["asked"] == 0
    assert asked.calibration.threshold == told.threshold


def test_a_suggestion_is_shown_and_used(view, monkeypatch):
    duplicates = planted_duplicates()
    suggestion = duplicates.suggest_threshold()
    shown = view.panel.state["suggestion"]
    assert shown["threshold"] == suggestion.threshold
    assert (shown["sure"], "told" in shown) == (suggestion.sure, False)
    monkeypatch.setattr("workbench.widgets.thresholds._SUGGEST_AT_ONCE", 10)
    later = tune_threshold(duplicates)
    assert later.panel.state["suggestion"] is None
    assert say(later, kind="suggest")["suggestion"] == shown


def test_answers_go_to_the_ledger_and_outlive_the_run(tmp_path):
    path = tmp_path / "decisions.jsonl"
    ledger = Ledger(path, author="me")
    view = tune_threshold(planted_duplicates(), ledger=ledger)
    state = say(view, kind="calibrate")
    for _ in range(11):
        state = answer(view, state["question"])
    assert {one.decision for one in ledger.current()} == {"same", "not the same"}
    assert len(ledger.current()) == 11
    # The same result again, in this run: what was answered counts and is not asked.
    again = tune_threshold(planted_duplicates(), ledger=Ledger(path))
    assert again.calibration.threshold == view.calibration.threshold
    state = say(again, kind="calibrate")
    assert (state["asked"], state["answered"]) == (30, 11)
    # Found anew, with the decisions applied: the questions are others.
    later = planted_duplicates(decisions=Ledger(path).decisions())
    fresh = tune_threshold(later, ledger=Ledger(path))
    assert fresh.calibration.answers == 11
    assert say(fresh, kind="calibrate")["answered"] == 0


def test_without_a_ledger_the_view_says_that_answers_are_forgotten(asked, tmp_path):
    say(asked, kind="calibrate")
    assert any("lost when the kernel stops" in note for note in asked.panel.notes)
    kept = tune_threshold(planted_duplicates(), ledger=Ledger(tmp_path / "decisions.jsonl"))
    say(kept, kind="calibrate")
    assert not any("lost" in note for note in kept.panel.notes)


def test_no_pairs_at_all_is_a_state_of_its_own():
    view = tune_threshold(toy(np.eye(3), ["aa", "bbb", "c"], floor=0.8))
    state = say(view, kind="calibrate")
    assert state["question"] is None
    assert state["calibration"] is None
    assert state["effects"]["n_removed"] == 0
    assert "0 of 3 rows would go" in view.panel.status


def test_a_move_is_one_message_to_the_page(view):
    sent = []
    view._send = lambda message, buffers=None: sent.append(sorted(message.get("state", ())))
    say(view, kind="move", threshold=0.95)
    assert [one for one in sent if one] == [["thresholds_state", "thresholds_status"]]
