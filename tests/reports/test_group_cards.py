"""Tests of reports/group_cards.py."""

from __future__ import annotations

from workbench.reports.group_cards import group_cards

CHANNELS = {"name": "channel", "kind": "word", "levels": ["mail", "chat"]}


def page(verdicts=(2, 0, 2, 2, 0), text_of=(1, 0, 1, 2, 3), group_of=(0, 0, 0, 0, -1)):
    """Return what a page holds of one group of four rows, and of a row beside it."""
    near = {"levels": ["kept", "near B"], "codes": [1, 0, 1, 1, -1]}
    none = {"levels": [], "codes": [-1] * 5}
    table = {"group": [0], "size": [4], "kind": ["near"], "n_review": [0], "min_similarity": [0.91]}
    return {
        "called": "id",
        "ids": ["A", "B", "C", "D", "E"],
        "textOf": list(text_of),
        "columns": [CHANNELS | {"codes": [1, 0, 0, 0, 0]}],
        "groups": {
            "of": list(group_of),
            "verdict": list(verdicts),
            "table": table,
            "comparedTo": [1, -1, 1, 1, -1],
            "reason": near,
            "decision": none,
            "similarity": [0.95, None, 0.95, 0.91, None],
        },
    }


def test_rows_of_one_text_stand_together_behind_the_kept_one():
    [card] = group_cards(page())
    assert card["facts"].endswith("lowest similarity 0.910 · channel differs in 1 of 4")
    kept, same, last = card["blocks"]
    assert (kept["verdict"], kept["text"], kept["base"], kept["facts"]) == (0, 0, -1, "B")
    assert (same["verdict"], same["text"], same["base"]) == (2, 1, 0)
    assert same["facts"] == "2 rows · A, C · similarity 0.950 · near B"
    assert same["beside"] == [["channel", "chat / mail", True]]
    assert last["beside"] == [["channel", "mail", False]]


def test_rows_of_the_same_text_tell_no_similarity():
    [card] = group_cards(page(text_of=(0, 0, 0, 0, 1)))
    assert [block["facts"] for block in card["blocks"]] == ["B", "3 rows · A, C, D"]
    assert card["blocks"][1]["base"] == card["blocks"][1]["text"] == 0


def test_a_group_without_a_kept_row_is_compared_with_nothing():
    data = page(verdicts=(1, 1, 1, 1, 0))
    data["groups"]["comparedTo"] = [-1] * 5
    [card] = group_cards(data)
    assert {block["base"] for block in card["blocks"]} == {-1}
    assert "differs" not in card["facts"]
