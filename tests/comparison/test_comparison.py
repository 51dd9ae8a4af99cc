"""Two tables side by side: shares, new and shared texts, words; on a page and on the command line.

Tests of comparison/compare.py, comparison/result.py, comparison/words.py, topics/shares.py
and reports/sections.py.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import workbench as wb
from tests.fakes import FakeEncoder
from workbench.comparison.words import log_odds, moved_words
from workbench.errors import InputError, ThresholdError
from workbench.reports import read_report
from workbench.reports.page_differences import page_differences
from workbench.topics.shares import topic_shares

SUBJECTS = {
    "router": "my router drops the wireless line every evening",
    "refund": "the refund for my returned kettle has not arrived",
    "parcel": "the parcel with the blue lamp came broken in two",
}
NEW = "version four of the application crashes when it opens"


def texts(subject, count, start=0):
    return [
        f"{SUBJECTS.get(subject, NEW)} case{start + k} note{(start + k) % 7}" for k in range(count)
    ]


def corpus_of(rows, ids=None):
    frame = pd.DataFrame({"text": rows, "minutes": np.arange(len(rows)) % 9})
    return wb.embed(
        frame, text="text", model=FakeEncoder(), cache=False, ledger=False, progress=False
    )


@pytest.fixture(scope="module")
def both():
    before = [*texts("router", 40), *texts("refund", 40), *texts("parcel", 40)]
    now = [
        *texts("router", 40, 100),
        *texts("refund", 4, 100),
        *texts("parcel", 40, 100),
        *texts("app", 36),
        before[0],
        before[0].upper(),
        None,
    ]
    return corpus_of(now), corpus_of(before)


@pytest.fixture(scope="module")
def compared(both):
    return both[0].compare(both[1])


def change_of(comparison, corpus, subject):
    """Return how the topic of a subject's first text changed."""
    row = next(k for k, text in enumerate(corpus.rows.texts) if SUBJECTS.get(subject, NEW) in text)
    topic = comparison.to_frame()["topic"].iloc[row]
    return comparison.topics.set_index("topic").loc[topic, "change"]


def test_topics_that_grew_shrank_and_are_new_are_told_apart(both, compared):
    changes = {name: change_of(compared, both[0], name) for name in [*SUBJECTS, "app"]}
    assert changes["app"] == "new"
    assert changes["refund"] == "shrank"
    assert "is new" in " ".join(compared.findings)


def test_the_other_way_round_every_change_is_turned(both, compared):
    turned = both[1].compare(both[0])
    opposite = {"new": "gone", "gone": "new", "grew": "shrank", "shrank": "grew", "": ""}
    # The same texts in another order: the topics are the same, whatever their numbers.
    assert sorted(turned.topics["change"]) == sorted(map(opposite.get, compared.topics["change"]))
    assert np.allclose(
        sorted(turned.topics["difference"]), sorted(-compared.topics["difference"]), atol=1e-12
    )


def test_rows_are_new_shared_known_or_without_text(both, compared):
    frame = compared.to_frame()
    texts_now = pd.Series(both[0].rows.texts, index=frame.index)
    assert frame.index.equals(both[0].frame.index)
    assert set(frame.loc[texts_now.str.contains("version four", na=False), "status"]) == {"new"}
    assert frame["status"].iloc[-3:].tolist() == ["shared", "shared", "no text"]
    assert compared.new_texts["rows"].sum() == 36
    assert compared.new_groups["rows"].sum() == 36
    assert compared.shared_texts["nearest"].str.contains("router").all()


def test_words_that_moved_are_those_of_the_new_subject(compared):
    words = compared.words.set_index("word")
    assert words.loc["version", "z"] > 0 > words.loc["refund", "z"]
    assert words.loc["version", "rows_now"] == 36
    assert words.loc["version", "rows_before"] == 0


def test_topics_of_ones_own_are_used(both):
    topics = both[1].topics()
    compared = both[0].compare(both[1], topics=topics)
    assert compared.topics["topic"].tolist() != []
    assert set(compared.topics["name"]) <= set(topics.names)


def test_what_cannot_be_compared_is_refused(both):
    with pytest.raises(InputError, match="compare compares with another corpus, got DataFrame"):
        both[0].compare(both[1].frame)
    with pytest.raises(ThresholdError, match="must not be above"):
        both[0].compare(both[1], threshold=0.5, new_below=0.6)
    wide = wb.embed(
        both[1].frame, text="text", model=FakeEncoder(32, name="other"), cache=False, ledger=False
    )
    with pytest.raises(InputError, match="embedded in different ways"):
        both[0].compare(wide)


@settings(deadline=None)
@given(
    st.lists(st.integers(-1, 3), max_size=60),
    st.lists(st.integers(-1, 3), max_size=60),
)
def test_shares_and_their_intervals(now, before):
    table = topic_shares(np.array(now, int), np.array(before, int), range(4), list("abcd"))
    assert table["rows_now"].sum() == sum(k >= 0 for k in now)
    assert (table["ci_low"] <= table["difference"] + 1e-9).all()
    assert (table["difference"] <= table["ci_high"] + 1e-9).all()
    assert table["p"].between(0, 1).all()
    if not now or not before:
        assert (table["change"] == "").all()


def test_the_interval_is_newcombes():
    """56 of 70 against 48 of 80: R. Newcombe, Statistics in Medicine 17, 1998, table II."""
    now, before = np.repeat([0, -1], [56, 14]), np.repeat([0, -1], [48, 32])
    line = topic_shares(now, before, [0], ["a"]).iloc[0]
    assert (round(line["ci_low"], 4), round(line["ci_high"], 4)) == (0.0524, 0.3339)


def test_log_odds_are_signed_and_grow_with_evidence():
    few, many = (
        log_odds(["a", "b"], {"a": 3, "b": 9}, {"b": 9}),
        log_odds(["a", "b"], {"a": 30, "b": 90}, {"b": 90}),
    )
    assert 0 < few[0] < many[0]
    assert moved_words({}, {}, 0, 0).empty


def test_a_page_has_the_sections_and_verifies_without_them(both, compared, tmp_path):
    now, before = both
    topics = now.topics()
    parts = {"topics": topics, "duplicates": now.duplicates(0.9)}
    given = {
        "comparison": compared,
        "matches": now.match(before),
        "metrics": topics.metrics(["minutes"]),
    }
    page = now.report(tmp_path / "with.html", **parts, **given).read_text()
    for anchor in ("changed", "answered", "metrics"):
        assert f'<a href="#{anchor}">' in page
        assert f'<section class="more" id="{anchor}"' in page
    assert "version four" in page.split('id="changed"')[1].split("</section>")[0]
    fresh = read_report(now.report(tmp_path / "without.html", **parts))
    stored = read_report(tmp_path / "with.html")
    differences, remarks = page_differences(stored.page, fresh.page, same_versions=True)
    assert differences == []
    assert any("not verified" in line for line in remarks)


def test_sections_are_masked_and_escaped(tmp_path):
    bad = "<script>alert(1)</script> write to ann.smith@mail.test about the new invoice"
    before = corpus_of(texts("router", 30))
    now = corpus_of([*texts("router", 30, 50), *(f"{bad} number{k}" for k in range(30))])
    compared = now.compare(before)
    page = now.report(tmp_path / "m.html", comparison=compared, redact=True).read_text()
    section = page.split('id="changed"')[1].split("</section>")[0]
    assert "invoice" in section
    assert "ann.smith" not in page
    assert "<script>alert" not in section


def test_sections_belong_to_pages_and_to_this_table(both, compared, tmp_path):
    with pytest.raises(InputError, match="comparison are shown on a page"):
        both[0].report(tmp_path / "t.csv", comparison=compared)
    with pytest.raises(InputError, match="found in another table"):
        both[1].report(tmp_path / "t.html", comparison=compared)
    with pytest.raises(InputError, match=r"topics\.metrics"):
        both[0].report(tmp_path / "t.html", metrics=pd.DataFrame({"a": [1]}))


def test_the_card_says_what_changed(compared):
    card = compared._repr_html_()
    assert "Comparison(" in card
    assert "new" in card


@pytest.mark.parametrize("cell", ["n/a", "-", None])
def test_cells_with_no_answer_are_compared_with_nothing(cell):
    late, early = (
        wb.embed([f"{word} text {k}" for k in range(9)] + [cell], model=FakeEncoder(), cache=False)
        for word in ("late", "early")
    )
    compared = late.compare(early).to_frame()
    assert len(compared) == 10
    assert compared["status"].iloc[:-1].notna().all()
