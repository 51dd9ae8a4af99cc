"""The review by key strokes, without a browser.

Tests of widgets/review_state.py.
"""

from dataclasses import replace

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.widgets.makers import grouped_duplicates
from workbench.ledger import Ledger
from workbench.tables import rows_of
from workbench.widgets import review
from workbench.widgets.decision_store import Decision, DecisionStore
from workbench.widgets.review_state import Group, Reviewing, cards, groups_of


def state_of(duplicates):
    return Reviewing(groups_of(duplicates), duplicates.rows.texts)


def play(duplicates, keys):
    state, book = state_of(duplicates), DecisionStore(Ledger(None), duplicates.rows)
    for key in keys:
        state, made, back = state.press(key)
        book.retract(back)
        book.record(made)
    return state, book


def told_apart(decisions):
    assert {one.decision for one in decisions} == {"not the same"}
    return {frozenset((one.row, one.other)) for one in decisions}


def test_ten_key_strokes_decide_ten_groups():
    state, book = play(grouped_duplicates(), ["Enter"] * 10)
    assert state.decided_count == 10
    assert len(book.decided()) == 30
    assert {one.decision for one in book.decided()} == {"keep", "drop"}


def test_all_ten_are_still_there_after_a_restart():
    duplicates, book = grouped_duplicates(), Ledger(None)
    first = review(duplicates, book=book)
    for _ in range(10):
        first.press("Enter")
    second = review(duplicates, book=book)
    assert second.state.decided_count == 10
    assert second.panel.state["decided"] == 10
    assert repr(second) == "Review(10 of 12 groups decided)"


def test_keep_and_drop_move_on_to_the_next_text_and_then_the_next_group():
    state, book = play(grouped_duplicates(), "kdd")
    assert [(one.decision, one.row) for one in book.decided()] == [
        ("keep", 0),
        ("drop", 1),
        ("drop", 2),
    ]
    assert state.current.number == 1
    assert state.cursor == 0


def test_other_columns_stand_below_each_text_and_the_head_counts_what_differs():
    duplicates = grouped_duplicates()
    answers = [f"answer {row % 2}" for row in range(len(duplicates.rows))]
    shown = review(duplicates, columns={"answer": answers, "shop": ["a"] * len(answers)})
    rows = shown.state.current.rows
    other = sum(answers[row] != answers[rows[0]] for row in rows)
    title = shown.panel.state["title"]
    assert title.startswith("Group 0 \u00b7 1 of 12 shown \u00b7 3 rows \u00b7 ")
    assert title.endswith(f" \u00b7 answer differs in {other} of {len(rows)}")
    for card, stack in zip(
        shown.panel.state["cards"], shown.state.stacks(shown.state.current), strict=True
    ):
        values = list(dict.fromkeys(answers[row] for row in stack))
        differs = values != [answers[rows[0]]]
        assert card["beside"][0] == ["answer", " / ".join(values), differs]
    assert not any(card["beside"][1][2] for card in shown.panel.state["cards"])
    assert "differs" not in review(duplicates).panel.state["title"]


def test_the_still_shows_texts_of_the_first_groups_and_one_of_the_others():
    shown = review(grouped_duplicates())
    shown.press("k")
    still = shown.still()["text/html"]
    assert "how do I pay bill 0 by way 2" in still
    assert "how do I pay bill 4 by way 0" in still
    assert "how do I pay bill 4 by way 1" not in still
    assert "<td>keep</td><td>how do I pay bill 0 by way 0</td>" in still
    assert "<td>suggested: drop</td><td>how do I pay bill 0 by way 1</td>" in still


def test_not_the_same_is_about_texts_and_undo_takes_it_back():
    state, book = play(grouped_duplicates(), ["ArrowRight", "n"])
    assert told_apart(book.decided()) == told_apart(
        [Decision("not the same", 1, 0), Decision("not the same", 1, 2)]
    )
    state, _, back = state.press("U")
    assert told_apart(back) == told_apart(book.decided())
    assert state.status == {}
    assert state.current.number == 0


def test_split_parts_what_stands_before_from_what_follows():
    state, book = play(grouped_duplicates(size=4), ["ArrowRight", "ArrowRight", "s"])
    assert told_apart(book.decided()) == {
        frozenset(pair) for pair in ((0, 2), (0, 3), (1, 2), (1, 3))
    }
    assert state.decided_count == 1
    assert play(grouped_duplicates(), ["s"])[1].decided() == []


def test_accept_leaves_what_was_decided_by_hand():
    _, book = play(grouped_duplicates(), ["ArrowRight", "k", "Enter"])
    assert [(one.decision, one.row) for one in book.decided()] == [
        ("keep", 1),
        ("keep", 0),
        ("drop", 2),
    ]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "Enter",
                "k",
                "d",
                "n",
                "s",
                "u",
                "a",
                "ArrowUp",
                "ArrowDown",
                "ArrowLeft",
                "ArrowRight",
                "x",
                "Tab",
            ]
        ),
        max_size=40,
    )
)
def test_whatever_is_pressed_undoing_all_leaves_nothing(keys):
    state, book = play(grouped_duplicates(4), keys)
    while state.done:
        state, _, back = state.press("u")
        book.retract(back)
    assert book.decided() == []
    assert state.status == {}


def test_filters_narrow_the_list_and_an_empty_one_is_told():
    view = review(grouped_duplicates())
    say = lambda **m: view.panel.receive(m)  # noqa: E731
    say(kind="filter", like="identical", words="bill 2 ")
    assert " 1 of 1 shown" in view.panel.state["title"]
    say(kind="filter", like="identical", words="bill 3 ")
    assert view.panel.state["title"] == "No group fits these filters."
    say(kind="filter", words="bill 3 ")
    assert " 1 of 1 shown" in view.panel.state["title"]
    say(kind="filter", words="nowhere")
    assert view.panel.state["group"] is None
    assert view.panel.state["cards"] == []
    say(kind="key", key="Enter")
    assert view.panel.error == ""
    say(kind="filter", undecided=True)
    say(kind="key", key="Enter")
    assert " of 11 shown" in view.panel.state["title"]


def test_groups_that_were_told_apart_count_as_decided_and_can_be_looked_at():
    duplicates = grouped_duplicates()
    ledger = Ledger(None)
    book = DecisionStore(ledger, duplicates.rows)
    # Rows 36 to 38 are in no group any more; row 0 is still in one, so nothing is done there.
    pairs = [(36, 37), (37, 38), (0, 39)]
    book.record([Decision("not the same", *pair) for pair in pairs])
    view = review(duplicates, book=ledger)
    assert view.panel.status.startswith("1 of 13 groups decided; 24 rows can go, 0 dropped")
    view.panel.receive({"kind": "filter", "like": "told apart"})
    shown = view.panel.state
    assert [(card["row"], card["status"]) for card in shown["cards"]] == [
        (36, "apart"),
        (37, "apart"),
        (38, "apart"),
    ]
    assert shown["title"].startswith("1 of 1 shown \u00b7 3 rows \u00b7 told apart")
    view.press("Enter")
    assert len(book.decided()) == len(pairs)


def test_without_a_ledger_the_view_says_so_and_decisions_are_a_table():
    view = review(grouped_duplicates())
    assert view.panel.notes == ["There is no ledger: decisions are lost when the kernel stops."]
    view.press("Enter")
    assert view.decisions["decision"].tolist() == ["keep", "drop", "drop"]
    assert view.decisions["id"].tolist() == ["t0", "t1", "t2"]


def test_identical_texts_lie_on_one_card_and_are_decided_together():
    view = review(grouped_duplicates(size=4))
    view.panel.receive({"kind": "filter", "like": "identical"})
    (card,) = view.panel.state["cards"]
    assert (card["rows"], card["keeps"]) == (4, 1)
    view.press("k")
    assert view.decisions["decision"].tolist() == ["keep", "drop", "drop", "drop"]
    view.press("u")
    view.press("d")
    assert view.decisions["decision"].tolist() == ["drop"] * 4


def test_all_that_the_filter_shows_is_accepted_at_once_and_undone_at_once():
    view = review(grouped_duplicates())
    say = lambda **m: view.panel.receive(m)  # noqa: E731
    view.press("Enter")
    assert view.panel.state["every"] == (
        "accept 11 groups shown: 7 nearly word for word, 4 exact copies"
    )
    say(kind="filter", like="identical")
    assert view.panel.state["acceptable"] == 4
    assert view.panel.state["every"] == "accept 4 groups shown: exact copies"
    view.press("a")
    assert view.panel.state["decided"] == 5
    assert view.panel.state["acceptable"] == 0
    say(kind="filter")
    view.press("a")
    assert view.panel.state["decided"] == 12
    view.press("u")
    assert view.panel.state["decided"] == 5
    view.press("u")
    assert view.panel.state["decided"] == 1


def test_what_needs_a_look_is_not_accepted_with_the_rest():
    state = state_of(grouped_duplicates(groups=2))
    first, second = state.groups
    state = replace(state, groups=(replace(first, guarded=True), second))
    after, made, _ = state.press("a")
    assert {one.row for one in made} == set(second.rows)
    assert after.current.number == first.number


def test_no_groups_is_a_state_of_its_own():
    view = review(grouped_duplicates(groups=0))
    assert view.panel.state["groups"] == 0
    view.press("Enter")
    assert view.panel.state["cards"] == []


def test_a_group_of_thousands_answers():
    state, book = play(grouped_duplicates(groups=1, size=600), ["ArrowRight", "n"])
    assert 0 < len(book.decided()) <= 400
    assert state.current.number == 0


def test_if_the_text_to_keep_is_told_apart_another_one_is_kept():
    rows = rows_of(pd.DataFrame({"t": ["a b c", "a b d", "a b e"]}), "t")
    group = Group(0, (0, 1, 2), frozenset({0}), "paraphrase", guarded=False)
    state = Reviewing((group,), rows.texts)
    assert (state.suggested_to_go, state.going) == (2, 0)
    after, made, _ = state.press("n")
    assert [(one.row, one.other) for one in made] == [(0, 1), (0, 2)]
    assert after.kept(group) == {0, 1}
    facts = {"id": "abc", "reason": ["kept", "like a", "like a"], "similarity": [1.0, 0.9, 0.9]}
    shown = cards(after, facts)
    assert [card["suggested"] for card in shown] == [True, True, False]
    assert "told apart" in shown[2]["reason"]
    done, made, _ = after.press("Enter")
    assert [(one.decision, one.row) for one in made] == [("keep", 1), ("drop", 2)]
    assert (done.is_decided(group), done.going) == (True, 1)
