"""Tests of cards.py: cards escape all they show, and cut long cells."""

from workbench.cards import LETTERS, CardTable, card


def test_a_card_escapes_and_cuts():
    table = CardTable(("<b>head",), [("<script>",), ("x" * (LETTERS + 1),)], "<i>title")
    shown = card("<u>headline", [table, CardTable(("empty",), [])], ["<s>note"])
    for tag in ("<b>head", "<script>", "<i>title", "<u>", "<s>"):
        assert tag not in shown
    assert "x" * LETTERS + "…" in shown
    assert "empty" not in shown
