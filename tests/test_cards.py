"""Tests of cards.py: cards escape all they show, and cut long cells; files are links."""

import pickle
from pathlib import Path

import pandas as pd
import pytest

import workbench as wb
from tests.fakes import FakeEncoder
from workbench.cards import LETTERS, CardTable, WrittenFile, card, table_lines


def test_a_card_escapes_and_cuts():
    table = CardTable(("<b>head",), [("<script>",), ("x" * (LETTERS + 1),)], "<i>title")
    shown = card("<u>headline", [table, CardTable(("empty",), [])], ["<s>note"])
    for tag in ("<b>head", "<script>", "<i>title", "<u>", "<s>"):
        assert tag not in shown
    assert "x" * LETTERS + "…" in shown
    assert "empty" not in shown


@pytest.mark.parametrize("name", ["t.csv", "javascript:alert(1).csv", "a 'b' <c>.csv"])
def test_a_written_file_is_a_link_in_a_notebook(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    corpus = wb.embed(["one", "two"], model=FakeEncoder(), ledger=False, progress=False)
    path = corpus.export(name)
    assert path == Path(name)
    assert len(pd.read_csv(path)) == 2
    shown = path._repr_html_()
    assert shown.startswith("<p><a href='")
    assert "kB)" in shown
    href = shown.split("'")[1]
    assert ":" not in href
    assert not set("<> ") & set(href)
    assert "<c>" not in shown
    assert pickle.loads(pickle.dumps(path)) == path


def test_a_file_elsewhere_or_gone_is_named_without_a_link(tmp_path, monkeypatch):
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    (tmp_path / "t.csv").write_text("a", encoding="utf-8")
    elsewhere = WrittenFile(tmp_path / "t.csv")._repr_html_()
    assert "<a" not in elsewhere
    assert "t.csv (0 kB)" in elsewhere
    assert WrittenFile("gone.csv")._repr_html_() == "<p>gone.csv</p>"


def test_lines_of_a_table_are_written_by_column():
    table = pd.DataFrame({"name": ["late", "lost"], "rows": [1200, 3], "share": [0.987, 0.0]})
    assert table_lines(table, rows=",", share=".0%", name=str.upper) == (
        ("1,200", "99%", "LATE"),
        ("3", "0%", "LOST"),
    )
