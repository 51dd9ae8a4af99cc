"""A review that writes into a ledger."""

import pytest

from tests.widgets.makers import grouped_duplicates
from workbench.ledger import Ledger
from workbench.widgets import review


@pytest.fixture
def ledger(tmp_path):
    return Ledger(tmp_path / "decisions.jsonl", author="ann")


def test_every_key_stroke_is_in_the_file_at_once(ledger):
    view = review(grouped_duplicates(), book=ledger)
    assert view.panel.notes == []
    for strokes in range(1, 11):
        view.press("Enter")
        assert len(ledger.current()) == 3 * strokes
    assert review(grouped_duplicates(), book=Ledger(ledger.path)).state.decided_count == 10


def test_undo_brings_back_what_stood_before(ledger):
    first = review(grouped_duplicates(), book=ledger)
    first.press("k")
    second = review(grouped_duplicates(), book=ledger)
    assert second.state.status == {0: "keep"}
    second.press("d")
    assert [entry.decision for entry in ledger.current()] == ["drop"]
    second.press("u")
    assert [entry.decision for entry in ledger.current()] == ["keep"]
    assert second.state.status == {0: "keep"}


def test_not_the_same_is_remembered_by_text(ledger):
    view = review(grouped_duplicates(size=2), book=ledger)
    view.press("n")
    assert view.state.decided_count == 1
    again = review(grouped_duplicates(size=2), book=ledger)
    assert again.state.status == {0: "apart", 1: "apart"}
    assert again.state.decided_count == 1


def test_one_text_told_apart_leaves_the_others_open(ledger):
    view = review(grouped_duplicates(), book=ledger)
    view.press("ArrowRight")
    view.press("n")
    assert review(grouped_duplicates(), book=ledger).state.status == {1: "apart"}


def test_a_ledger_that_cannot_be_written_is_told_under_the_view(tmp_path):
    view = review(
        grouped_duplicates(), book=Ledger(tmp_path / "no" / "such" / "folder" / "x.jsonl")
    )
    view.panel.receive({"kind": "key", "key": "Enter"})
    assert "FileError: cannot write" in view.panel.error
    assert view.state.decided_count == 0, "what was not written is not shown as decided"
