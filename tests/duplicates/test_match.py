from functools import partial

import numpy as np
import pandas as pd
import pytest

from tests.fakes import FakeEncoder
from workbench.duplicates import GUARDS, match_tables
from workbench.errors import InputError, ThresholdError
from workbench.tables import rows_of
from workbench.tables.cleaning import find_boilerplate, strip_boilerplate

TICKETS = [
    "reset my password",
    "reset my password",
    "reset my password please",
    None,
    "broken garden hose",
    "broken garden hose here",
    "a lonely walrus",
]
FAQS = ["reset my password", "change delivery address", "reset my password"]


def tables(tickets=TICKETS, faqs=FAQS, **options):
    encoder = FakeEncoder()
    left = rows_of(
        pd.DataFrame({"text": tickets}, index=[f"r{k}" for k in range(len(tickets))]), "text"
    )
    right = rows_of(
        pd.DataFrame({"text": faqs, "id": [f"F{k}" for k in range(len(faqs))]}), "text", "id"
    )
    vectors = encoder.encode(left.distinct), encoder.encode(right.distinct)
    return match_tables(left, vectors[0], right, vectors[1], **options)


def test_each_row_finds_its_answer():
    frame = tables(threshold=0.95, partial_threshold=0.7).to_frame()
    assert frame.index.tolist() == [f"r{k}" for k in range(7)]
    assert frame["match"].tolist()[:3] == ["F0", "F0", "F0"]
    assert pd.isna(frame["match"].iloc[3])
    assert frame["status"].tolist()[:3] == ["answered", "answered", "partial"]
    assert frame["status"].iloc[3] == "no text"
    assert frame["status"].tolist()[4:] == ["unanswered"] * 3
    assert frame["similarity"].iloc[0] == pytest.approx(1)


def test_gaps_are_grouped_and_the_largest_comes_first():
    gaps = tables(threshold=0.95, partial_threshold=0.7).gaps(threshold=0.7)
    assert gaps["rows"].tolist() == [2, 1]
    assert gaps["ids"].tolist() == [["r4", "r5"], ["r6"]]
    assert gaps["text"].iloc[1] == "a lonely walrus"
    assert len(tables(["reset my password"], FAQS).gaps()) == 0


def test_what_nobody_asks_for():
    unused = tables(threshold=0.95).unused()
    assert unused["id"].tolist() == ["F1"]


def test_removing_what_stands_in_the_other_table():
    frame = pd.DataFrame({"text": TICKETS}, index=[f"r{k}" for k in range(7)])
    kept, removed = tables(threshold=0.95).apply(frame)
    assert removed.index.tolist() == ["r0", "r1"]
    assert len(kept) + len(removed) == len(frame)
    looks_alike = tables(
        ["order 12 is very late again"], ["order 13 is very late again"], threshold=0.7
    )
    assert looks_alike.to_frame()["guards"].tolist() == ["number"]
    assert len(looks_alike.apply(pd.DataFrame({"n": [1]}, index=["r0"]))[1]) == 0
    with pytest.raises(InputError, match="Pass the table you embedded"):
        tables().apply(frame[::-1])
    with pytest.raises(InputError, match="'text' holds what was embedded, but in another order"):
        tables().apply(frame[::-1].set_axis(frame.index))


def test_repr_manifest_and_order():
    found = tables(threshold=0.95, partial_threshold=0.7)
    assert repr(found) == (
        "Matches(threshold=0.95: 2 answered, 0 review, 1 partial, 3 unanswered, 1 without text, "
        "of 7 rows; 1 of 3 others unused)"
    )
    assert found.manifest.parameters == {
        "threshold": 0.95,
        "partial_threshold": 0.7,
        "guards": list(GUARDS),
    }
    turned = tables(TICKETS[::-1], FAQS, threshold=0.95, partial_threshold=0.7).to_frame()
    assert (
        turned["match_text"].dropna().tolist()
        == found.to_frame()["match_text"].dropna().tolist()[::-1]
    )


def test_a_text_that_stands_in_the_other_table_is_its_own_answer():
    texts = ["aa", "AA", "b"]
    rows = rows_of(pd.DataFrame({"text": texts}), "text")
    vectors = np.array([[1, 0], [1, 0], [0, 1]], dtype=np.float32)
    found = match_tables(rows, vectors, rows, vectors)
    assert found.to_frame()["match_text"].tolist() == texts
    assert found.to_frame()["similarity"].tolist() == [1, 1, 1]
    assert len(found.unused()) == 0
    assert repr(found) == (
        "Matches(threshold=0.7: 3 answered, 0 review, 0 partial, 0 unanswered, of 3 rows; "
        "0 of 3 others unused)"
    )


def test_the_card_of_matches_is_escaped():
    card = tables(["<script>x</script>", None, "b"], ["<b>&"], threshold=0.95)._repr_html_()
    assert "<script>" not in card
    assert "&lt;script&gt;x" in card
    assert "&lt;b&gt;&amp;" in card
    assert "<b>1</b><br>without text" in card
    assert "<b>2</b><br>unanswered" in card


def test_thresholds_are_checked():
    with pytest.raises(ThresholdError, match="must not be above"):
        tables(threshold=0.5, partial_threshold=0.6)
    with pytest.raises(ThresholdError, match="threshold must be in"):
        tables(threshold=0)


MAILS = [f"Hello,\nmatter {word}\nKind regards\nTeam Blue" for word in ("a", "b", "c")] + [
    "HELLO\nmatter d\nkind regards!",
    "Hello",
    "just one line",
    "Hello,\nKind regards",
]


def test_boilerplate_is_shown_with_counts():
    rows = rows_of(pd.DataFrame({"text": [*MAILS, MAILS[0]]}), "text")
    found_of = partial(find_boilerplate, rows.readings, rows.counts.tolist())
    found = found_of(min_count=3)
    assert found["line"].tolist() == ["Hello,", "Kind regards", "Team Blue"]
    assert found["texts"].tolist() == [5, 5, 3]
    assert found["rows"].tolist() == [6, 6, 4]
    assert len(found_of(min_count=50)) == 0


def test_boilerplate_is_stripped_but_nothing_becomes_empty():
    stripped = strip_boilerplate(MAILS, ["hello", "KIND REGARDS", "Team Blue"])
    assert stripped[:4] == ("matter a", "matter b", "matter c", "matter d")
    assert stripped[4:] == ("Hello", "just one line", "Hello,\nKind regards")
    with pytest.raises(InputError, match="collection of lines"):
        strip_boilerplate(MAILS, "hello")
    assert np.array_equal(strip_boilerplate(["a\nb"], [""]), ["a\nb"])
